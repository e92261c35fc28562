import { hold, holdDecisionInput, holdPerson, holdQuery, pageOf, pageQuery } from '@joinery/sdk';
import {
  approveHold,
  getHold,
  listHoldPeople,
  listHolds,
  rejectHold,
} from '../../modules/holds/holds.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Holds';

export const holdsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/holds',
    tag,
    summary: 'What waits for a person before it is applied, newest first',
    query: pageQuery.extend(holdQuery.shape).strict(),
    answer: pageOf(hold),
    handle: (call) =>
      page(call, 'holds', (slice) => listHolds(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/holds/:id',
    tag,
    summary: 'One hold: why, its figures and who decided what',
    params: idParams,
    answer: hold,
    handle: ({ context, principal, params }) => getHold(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/holds/:id/people',
    tag,
    summary: 'Who is held, what would happen to them and from when',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(holdPerson),
    handle: (call) =>
      page(call, `holds/${call.params.id}/people`, (slice) =>
        listHoldPeople(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/holds/:id/approve',
    tag,
    summary: 'Let exactly what was shown happen, after the account is read again',
    params: idParams,
    body: holdDecisionInput,
    answer: hold,
    handle: ({ context, principal, params, body }) => approveHold(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/holds/:id/reject',
    tag,
    summary: 'Let nothing of it happen',
    params: idParams,
    body: holdDecisionInput,
    answer: hold,
    handle: ({ context, principal, params, body }) => rejectHold(context, principal, params.id, body),
  }),
];
