import {
  pageOf,
  pageQuery,
  sandboxFault,
  sandboxFaultInput,
  sandboxRequest,
  sandboxRequestQuery,
} from '@joinery/sdk';
import {
  addFault,
  listFaults,
  listRequests,
  removeFaults,
} from '../../modules/sandboxes/sandboxes.service.ts';
import { whole } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Sandbox';

export const sandboxRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/sandbox/faults',
    tag,
    summary: 'Faults that wait for a request to this sandbox company',
    answer: pageOf(sandboxFault),
    handle: async ({ context, principal }) => whole(await listFaults(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/sandbox/faults',
    tag,
    summary: 'Make the next requests for an operation go wrong',
    body: sandboxFaultInput,
    answer: sandboxFault,
    status: 201,
    handle: ({ context, principal, body }) => addFault(context, principal, body),
  }),
  route({
    method: 'DELETE',
    url: '/sandbox/faults',
    tag,
    summary: 'Take all faults away',
    handle: async ({ context, principal }) => {
      await removeFaults(context, principal);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/sandbox/requests',
    tag,
    summary: 'What was asked of this sandbox company, oldest first',
    query: pageQuery.extend(sandboxRequestQuery.shape),
    answer: pageOf(sandboxRequest),
    handle: (call) =>
      page(call, 'sandbox requests', (slice) =>
        listRequests(call.context, call.principal, { operation: call.query.operation }, slice),
      ),
  }),
];
