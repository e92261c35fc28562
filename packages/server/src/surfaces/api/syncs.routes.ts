import { pageOf, pageQuery, sync, syncCall, syncInput, syncQuery } from '@joinery/sdk';
import {
  cancelSync,
  getSync,
  listSyncCalls,
  listSyncs,
  startSync,
} from '../../modules/syncs/syncs.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Syncs';

export const syncsRoutes: Route[] = [
  route({
    method: 'POST',
    url: '/connections/:id/syncs',
    tag,
    summary: 'Read the account: what changed, or everything; a sync that waits already is answered instead',
    params: idParams,
    body: syncInput,
    answer: sync,
    status: 201,
    handle: ({ context, principal, params, body }) => startSync(context, principal, params.id, body.kind),
  }),
  route({
    method: 'GET',
    url: '/syncs',
    tag,
    summary: 'Syncs, newest first',
    query: pageQuery.extend(syncQuery.shape).strict(),
    answer: pageOf(sync),
    handle: (call) =>
      page(call, 'syncs', (slice) => listSyncs(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/syncs/:id',
    tag,
    summary: 'One sync: how far it is, what it did, and what it cost',
    params: idParams,
    answer: sync,
    handle: ({ context, principal, params }) => getSync(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/syncs/:id/calls',
    tag,
    summary: 'The requests that a sync made, oldest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(syncCall),
    handle: (call) =>
      page(call, `syncs/${call.params.id}/calls`, (slice) =>
        listSyncCalls(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/syncs/:id/cancel',
    tag,
    summary: 'Stop a sync; what it applied stays',
    params: idParams,
    answer: sync,
    repeatable: true,
    handle: ({ context, principal, params }) => cancelSync(context, principal, params.id),
  }),
];
