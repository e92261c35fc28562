import {
  connection,
  connectionInput,
  connectionPatch,
  connectionState,
  connectionTest,
  JoineryError,
  lastProbe,
  mirrorSettings,
  pageOf,
  pageQuery,
  probeInput,
  probeReport,
  providerUser,
  quarantined,
  sourceWebhook,
  storedProbeInput,
} from '@joinery/sdk';
import { getConnectionState } from '../../modules/connections/connection-gate.service.ts';
import {
  getLastProbe,
  probeAccount,
  probeConnection,
} from '../../modules/connections/connection-probe.service.ts';
import {
  createConnection,
  getConnection,
  listConnections,
  testConnection,
  updateConnection,
} from '../../modules/connections/connections.service.ts';
import {
  getSourceWebhook,
  registerSourceWebhook,
  removeConnection,
  removeSourceWebhook,
} from '../../modules/source-webhooks/source-webhooks.service.ts';
import { setUpMirror } from '../../modules/syncs/mirror-setup.service.ts';
import { listProviderUsers, listQuarantine } from '../../modules/syncs/source-records.service.ts';
import type { AttemptLimit } from '../attempt-limit.ts';
import { idParams, whole } from './params.ts';
import { page, type Route, route } from './routes.ts';

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
      await removeConnection(context, principal, params.id);
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
  route({
    method: 'GET',
    url: '/connections/:id/state',
    tag,
    summary: 'How its requests fare: budget, pauses, and since when the key is refused',
    params: idParams,
    answer: connectionState,
    handle: ({ context, principal, params }) => getConnectionState(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/webhook',
    tag,
    summary: 'Whether the provider calls when people change',
    params: idParams,
    answer: sourceWebhook,
    handle: ({ context, principal, params }) => getSourceWebhook(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/connections/:id/webhook',
    tag,
    summary: 'Ask the provider to call when people change; one that was there before is replaced',
    params: idParams,
    answer: sourceWebhook,
    repeatable: true,
    handle: ({ context, principal, params }) => registerSourceWebhook(context, principal, params.id),
  }),
  route({
    method: 'DELETE',
    url: '/connections/:id/webhook',
    tag,
    summary: 'Ask the provider to call no more',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removeSourceWebhook(context, principal, params.id);
      return undefined;
    },
  }),
  route({
    method: 'POST',
    url: '/connections/:id/probe',
    tag,
    summary: 'What the key of a connection sees and may do; names what it lost since the last look',
    params: idParams,
    body: storedProbeInput,
    answer: probeReport,
    repeatable: true,
    handle: ({ context, principal, params, body }) => probeConnection(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/probe',
    tag,
    summary: 'The last look at a connection; null before the first',
    params: idParams,
    answer: lastProbe,
    handle: ({ context, principal, params }) => getLastProbe(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/quarantine',
    tag,
    summary: 'Records of the account that cannot be read, and why',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(quarantined),
    handle: (call) =>
      page(call, `connections/${call.params.id}/quarantine`, (slice) =>
        listQuarantine(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/users',
    tag,
    summary: 'Who can sign in at the provider',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(providerUser),
    handle: (call) =>
      page(call, `connections/${call.params.id}/users`, (slice) =>
        listProviderUsers(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'PUT',
    url: '/connections/:id/mirror',
    tag,
    summary: 'Set what is mirrored of the account and when; the first time it begins with a full sync',
    params: idParams,
    body: mirrorSettings,
    answer: connection,
    handle: ({ context, principal, params, body }) => setUpMirror(context, principal, params.id, body),
  }),
];

/** Looks at accounts that are not connected, as often as `limit` allows a user. */
export function accountRoutes(limit: AttemptLimit): Route[] {
  return [
    route({
      method: 'POST',
      url: '/connections/probe',
      tag,
      summary: 'What a key sees and may do, before anything is stored; eight times a minute',
      body: probeInput,
      answer: probeReport,
      repeatable: true,
      handle: ({ context, principal, body }) => {
        assertMayProbe(limit, principal.userId);
        return probeAccount(context, principal, body);
      },
    }),
  ];
}

function assertMayProbe(limit: AttemptLimit, userId: string): void {
  const retryAfterSeconds = limit.waitSeconds(userId);
  if (retryAfterSeconds > 0)
    throw new JoineryError(
      'connections.probe_over_limit',
      `Accounts that are not connected may be looked at eight times a minute; wait ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  limit.failed(userId);
}
