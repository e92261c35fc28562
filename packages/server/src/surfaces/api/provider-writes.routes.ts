import { pageOf, pageQuery, providerWrite, providerWriteQuery, providerWriteResolution } from '@joinery/sdk';
import {
  getProviderWrite,
  listProviderWrites,
  resolveProviderWrite,
} from '../../modules/provider-writes/provider-writes.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Provider writes';

export const providerWritesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/provider-writes',
    tag,
    summary: 'Changes that were sent to where the company’s people come from, newest first',
    query: pageQuery.extend(providerWriteQuery.shape).strict(),
    answer: pageOf(providerWrite),
    handle: (call) =>
      page(call, 'provider-writes', (slice) =>
        listProviderWrites(call.context, call.principal, call.query, slice),
      ),
  }),
  route({
    method: 'GET',
    url: '/provider-writes/:id',
    tag,
    summary: 'What was sent, and how it ended',
    params: idParams,
    answer: providerWrite,
    handle: ({ context, principal, params }) => getProviderWrite(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/provider-writes/:id/resolve',
    tag,
    summary: 'Say what became of a write that needs attention: it exists, send it again, or drop it',
    params: idParams,
    body: providerWriteResolution,
    answer: providerWrite,
    handle: ({ context, principal, params, body }) =>
      resolveProviderWrite(context, principal, params.id, body),
  }),
];
