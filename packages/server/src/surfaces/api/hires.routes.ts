import {
  hire,
  hireCancellation,
  hireCounts,
  hireInput,
  hireLogEntry,
  hirePatch,
  hirePreview,
  hireQuery,
  hireResolution,
  hireStepName,
  hireStepSkip,
  hireTriggers,
  pageOf,
  pageQuery,
} from '@joinery/sdk';
import { cancelHire, mendHire, sendHire } from '../../modules/hires/hire-acts.service.ts';
import { resolveHire, retryStep, skipStep } from '../../modules/hires/hire-decisions.service.ts';
import { listHireLog } from '../../modules/hires/hire-log.service.ts';
import { previewHire } from '../../modules/hires/hire-preview.service.ts';
import { getHireTriggers, putHireTriggers } from '../../modules/hires/hire-triggers.service.ts';
import { countHires, getHire, listHires, requestHire } from '../../modules/hires/hires.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Hires';
const stepParams = idParams.extend({ step: hireStepName });

export const hiresRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/hires',
    tag,
    summary: 'Hand-offs to connections, newest first',
    query: pageQuery.extend(hireQuery.shape).strict(),
    answer: pageOf(hire),
    handle: (call) =>
      page(call, 'hires', (slice) => listHires(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/hires/counts',
    tag,
    summary: 'How many hand-offs there are in each state',
    query: hireQuery.strict(),
    answer: hireCounts,
    handle: ({ context, principal, query }) => countHires(context, principal, query),
  }),
  route({
    method: 'POST',
    url: '/hires',
    tag,
    summary: 'Send a hired application to a connection, or go on with one that stopped',
    body: hireInput,
    answer: hire,
    status: 201,
    handle: ({ context, principal, body }) => requestHire(context, principal, body),
  }),
  route({
    method: 'POST',
    url: '/hires/preview',
    tag,
    summary: 'What a hire would send, call by call, and what stands against it; nothing is written',
    body: hireInput,
    answer: hirePreview,
    handle: ({ context, principal, body }) => previewHire(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/hires/:id',
    tag,
    summary: 'One hand-off with the receipt of every step',
    params: idParams,
    answer: hire,
    handle: ({ context, principal, params }) => getHire(context, principal, params.id),
  }),
  route({
    method: 'PATCH',
    url: '/hires/:id',
    tag,
    summary: 'Mend a hand-off that is not being sent; what waits for approval is asked anew',
    params: idParams,
    body: hirePatch,
    answer: hire,
    handle: ({ context, principal, params, body }) => mendHire(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/hires/:id/send',
    tag,
    summary: 'Go on with a draft, or with a hand-off that stopped',
    params: idParams,
    answer: hire,
    handle: ({ context, principal, params }) => sendHire(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/hires/:id/cancel',
    tag,
    summary: 'End a hand-off of which nothing was written at the provider',
    params: idParams,
    body: hireCancellation,
    answer: hire,
    handle: ({ context, principal, params, body }) => cancelHire(context, principal, params.id, body.reason),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/hire-triggers',
    tag,
    summary: 'What begins hires on a connection, and who has to agree',
    params: idParams,
    answer: hireTriggers,
    handle: ({ context, principal, params }) => getHireTriggers(context, principal, params.id),
  }),
  route({
    method: 'PUT',
    url: '/connections/:id/hire-triggers',
    tag,
    summary: 'Replace what begins hires on a connection',
    params: idParams,
    body: hireTriggers,
    answer: hireTriggers,
    handle: ({ context, principal, params, body }) => putHireTriggers(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/hires/:id/log',
    tag,
    summary: 'What people did to a hand-off and how its state changed, newest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(hireLogEntry),
    handle: (call) =>
      page(call, `hires/${call.params.id}/log`, (slice) =>
        listHireLog(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/hires/:id/resolve',
    tag,
    summary: 'Decide what a hand-off that needs attention cannot: link an employee, or create one',
    params: idParams,
    body: hireResolution,
    answer: hire,
    handle: ({ context, principal, params, body }) => resolveHire(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/hires/:id/steps/:step/retry',
    tag,
    summary: 'Do a step of a hand-off that stopped again, or one that was left out',
    params: stepParams,
    answer: hire,
    handle: ({ context, principal, params }) => retryStep(context, principal, params.id, params.step),
  }),
  route({
    method: 'POST',
    url: '/hires/:id/steps/:step/skip',
    tag,
    summary: 'Leave a step of a hand-off that stopped out, with a reason',
    params: stepParams,
    body: hireStepSkip,
    answer: hire,
    handle: ({ context, principal, params, body }) =>
      skipStep(context, principal, params.id, params.step, body),
  }),
];
