// The server with its engine, a sandbox company and a receiver, for tests of webhooks.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessDefinition } from '@joinery/sdk';
import { createEgress, type EgressOptions } from '../../../platform/egress/egress.ts';
import { type Caller, createCaller, type Reply } from '../../../surfaces/bamboohr/conformance/caller.ts';
import { encodeNotice } from '../../../surfaces/bamboohr/format/webhook-payloads.ts';
import { buildSurfaces } from '../../../surfaces/surfaces.ts';
import { createTestContext, type TestContext } from '../../../testing/context.ts';
import { createAccessLevel, updateAccessLevel } from '../../access/access-levels.service.ts';
import type { Principal } from '../../access/principal.ts';
import { systemPrincipal } from '../../companies/companies.service.ts';
import type { Context } from '../../context.ts';
import { createKey } from '../../keys/keys.service.ts';
import { createSandbox } from '../../sandboxes/sandboxes.service.ts';
import { createUser } from '../../users/users.service.ts';
import { sendWebhooksWorkflow } from '../send-webhooks.workflow.ts';
import { relayWebhooks } from '../webhook-relay.service.ts';
import { retryDelaysMs } from '../webhooks.ts';
import { ok, type Receiver, startReceiver } from './receiver.ts';

export interface WebhooksBench {
  test: TestContext;
  context: Context;
  receiver: Receiver;
  owner: Principal;
  /** The key of a user with every right. */
  full: Caller;
  relay(): Promise<void>;
  /** A user of its own with a key. */
  someone(access: Partial<AccessDefinition>): Promise<Someone>;
  close(): Promise<void>;
}

export interface Someone {
  caller: Caller;
  userId: string;
  setAccess(access: Partial<AccessDefinition>): Promise<void>;
}

const nothing: AccessDefinition = {
  employees: [],
  manageEmployees: false,
  directory: false,
  hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
  settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
};

export async function openWebhooksBench(
  egressTo: (port: number) => Partial<EgressOptions> = (port) => ({ allow: [`127.0.0.1:${port}`] }),
): Promise<WebhooksBench> {
  const test = await createTestContext();
  const receiver = await startReceiver();
  const egress = createEgress({
    allow: [],
    ownPort: () => undefined,
    log: test.context.log,
    ...egressTo(receiver.port),
  });
  const context: Context = { ...test.context, egress };
  context.engine.registerWorkflow(sendWebhooksWorkflow(context, { encode: encodeNotice, retryDelaysMs }));
  const http = await buildSurfaces(context, { isReady: () => true });
  await http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.server.address() as AddressInfo;
  await context.engine.start({ worker: true });
  const { company, apiKey } = await createSandbox(context, { slug: 'acme', name: 'Acme', employees: 5 });
  const owner = systemPrincipal(company);
  const baseUrl = `http://127.0.0.1:${port}/api/gateway.php/acme`;
  return {
    test,
    context,
    receiver,
    owner,
    full: createCaller({ baseUrl, apiKey }),
    relay: () => relayWebhooks(context),
    someone: (access) => addSomeone(context, owner, baseUrl, access),
    async close() {
      await http.close();
      await receiver.close();
      await test.close();
      await egress.close();
    },
  };
}

async function addSomeone(
  context: Context,
  owner: Principal,
  baseUrl: string,
  access: Partial<AccessDefinition>,
): Promise<Someone> {
  const definition = { ...nothing, ...access };
  const name = `Level ${randomBytes(4).toString('hex')}`;
  const level = await createAccessLevel(context, owner, { name, definition });
  const { id: userId } = await createUser(context, owner, {
    kind: 'service',
    firstName: 'Hook',
    lastName: 'Owner',
    accessLevelId: level.id,
  });
  const { key } = await createKey(context, owner, { name: 'test', userId });
  return {
    caller: createCaller({ baseUrl, apiKey: key }),
    userId,
    setAccess: async (changed) => {
      await updateAccessLevel(context, owner, level.id, { name, definition: { ...nothing, ...changed } });
    },
  };
}

export function aWebhook(url: string, over: Record<string, unknown> = {}) {
  return {
    name: 'Test',
    url,
    format: 'json',
    monitorFields: ['firstName', 'lastName', 'department'],
    postFields: { firstName: 'First', '2': 'Last' },
    ...over,
  };
}

export const put = (caller: Caller, path: string, value: unknown): Promise<Reply> =>
  caller.postJson(path, value, { method: 'PUT' });

export interface Hook {
  id: string;
  /** Where its deliveries go on the receiver. */
  path: string;
  privateKey: string;
}

export interface DeliveryRow {
  state: string;
  attempts: number;
  problem: string | null;
  next: Date | null;
}

/** Makes webhooks on a bench, and watches what becomes of their deliveries. */
export function watchWebhooks(bench: () => WebhooksBench) {
  const made: { id: string; caller: Caller }[] = [];
  let paths = 0;
  const rowsOf = (number: string): Promise<DeliveryRow[]> =>
    bench().context.db.inCompany(bench().owner.companyId, (tx) =>
      tx
        .selectFrom('webhook_deliveries')
        .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
        .select(['state', 'attempts', 'problem', 'next_attempt_at as next'])
        .where('webhooks.number', '=', Number(number))
        .orderBy('webhook_deliveries.id')
        .execute(),
    );
  return {
    rowsOf,
    async hook(over: Record<string, unknown> = {}, caller = bench().full): Promise<Hook> {
      paths += 1;
      const path = `/hook-${paths}`;
      const reply = await caller.postJson('webhooks', aWebhook(`${bench().receiver.url}${path}`, over));
      assert.equal(reply.status, 201, reply.text);
      const { id, privateKey } = reply.json();
      made.push({ id, caller });
      return { id: String(id), path, privateKey: String(privateKey) };
    },
    /** What was sent to a path, once there are `count`; events are relayed meanwhile. */
    arrived: (path: string, count: number) => bench().receiver.arrived(path, count, bench().relay),
    sentTo: (path: string) => bench().receiver.received.filter((one) => one.path === path),
    inState: (number: string, state: string, attempts?: number) =>
      until(`a delivery of ${number} is ${state}`, async () => {
        await bench().relay();
        const rows = await rowsOf(number);
        return rows.find((row) => row.state === state && (attempts ?? row.attempts) === row.attempts);
      }),
    /** Back to the present and a friendly receiver, with no webhooks. */
    async reset(): Promise<void> {
      for (const { id, caller } of made.splice(0)) await caller.send(`webhooks/${id}`, { method: 'DELETE' });
      bench().test.setNow(undefined);
      bench().receiver.respond(ok);
    },
  };
}

export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(40)) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
  }
  throw new Error(`${what} did not happen in 15 s`);
}
