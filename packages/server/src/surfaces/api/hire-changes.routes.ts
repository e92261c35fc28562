import {
  hireChange,
  hireChangeApproval,
  hireChangeDismissal,
  hireChangeQuery,
  hireComparison,
  hireNoShow,
  pageOf,
  pageQuery,
} from '@joinery/sdk';
import {
  approveHireChange,
  dismissHireChange,
  getHireChange,
  listHireChanges,
  retryHireChange,
} from '../../modules/hires/hire-changes.service.ts';
import { compareNow, reportNoShow } from '../../modules/hires/hire-comparison.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Hires';

export const hireChangesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/hires/:id/changes',
    tag,
    summary: 'Changes that followed from the application after the hire was sent, newest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(hireChange),
    handle: (call) =>
      page(call, `hires/${call.params.id}/changes`, (slice) =>
        listHireChanges(call.context, call.principal, { hireId: call.params.id }, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/hires/:id/changes',
    tag,
    summary: 'Compare a hire with its application and its employee now, and propose what is different',
    params: idParams,
    answer: hireComparison,
    handle: ({ context, principal, params }) => compareNow(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/hires/:id/no-show',
    tag,
    summary: 'Say that the person did not come: ending the employment is proposed',
    params: idParams,
    body: hireNoShow,
    answer: hireComparison,
    handle: ({ context, principal, params, body }) =>
      reportNoShow(context, principal, params.id, body.reason),
  }),
  route({
    method: 'GET',
    url: '/hire-changes',
    tag,
    summary: 'Changes of employees who were made for hires, newest first',
    query: pageQuery.extend(hireChangeQuery.shape).strict(),
    answer: pageOf(hireChange),
    handle: (call) =>
      page(call, 'hire-changes', (slice) => listHireChanges(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/hire-changes/:id',
    tag,
    summary: 'One change with its differences, the writes that follow and their receipts',
    params: idParams,
    answer: hireChange,
    handle: ({ context, principal, params }) => getHireChange(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/hire-changes/:id/approve',
    tag,
    summary: 'Let exactly this change through; others are asked first where a trigger says so',
    params: idParams,
    body: hireChangeApproval,
    answer: hireChange,
    handle: ({ context, principal, params, body }) => approveHireChange(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/hire-changes/:id/retry',
    tag,
    summary: 'Send a change that failed again: exactly this one, and only what of it is not done yet',
    params: idParams,
    body: hireChangeApproval,
    answer: hireChange,
    handle: ({ context, principal, params, body }) => retryHireChange(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/hire-changes/:id/dismiss',
    tag,
    summary: 'Send nothing, with a reason; the same difference is not proposed again',
    params: idParams,
    body: hireChangeDismissal,
    answer: hireChange,
    handle: ({ context, principal, params, body }) =>
      dismissHireChange(context, principal, params.id, body.reason),
  }),
];
