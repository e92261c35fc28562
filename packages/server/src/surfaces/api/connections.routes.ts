import { connection, connectionInput, connectionPatch, connectionTest, pageOf } from '@joinery/sdk';
import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
  testConnection,
  updateConnection,
} from '../../modules/connections/connections.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Connections';

export const connectionsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/connections',
    tag,
    summary: 'All connections, oldest first',
    answer: pageOf(connection),
    handle: async ({ context, principal }) => whole(await listConnections(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/connections',
    tag,
    summary: 'Connect an account',
    body: connectionInput,
    answer: connection,
    status: 201,
    handle: ({ context, principal, body }) => createConnection(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/connections/:id',
    tag,
    summary: 'One connection',
    params: idParams,
    answer: connection,
    handle: ({ context, principal, params }) => getConnection(context, principal, params.id),
  }),
  route({
    method: 'PATCH',
    url: '/connections/:id',
    tag,
    summary: 'Change a connection, or switch it on or off',
    params: idParams,
    body: connectionPatch,
    answer: connection,
    handle: ({ context, principal, params, body }) => updateConnection(context, principal, params.id, body),
  }),
  route({
    method: 'DELETE',
    url: '/connections/:id',
    tag,
    summary: 'Remove a connection that no hire went through',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await deleteConnection(context, principal, params.id);
      return undefined;
    },
  }),
  route({
    method: 'POST',
    url: '/connections/:id/test',
    tag,
    summary: 'Ask the provider what a hire will need',
    params: idParams,
    answer: connectionTest,
    repeatable: true,
    handle: ({ context, principal, params }) => testConnection(context, principal, params.id),
  }),
];
