import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { JoineryError, mirrorSettings } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSurfaces } from '../../surfaces/surfaces.ts';
import { aMirrorConnection, type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { createConnection } from '../connections/connections.service.ts';
import { updateEmployee } from '../employees/employees.service.ts';
import { moveClock } from '../sandboxes/sandboxes.service.ts';
import { setUpMirror } from '../syncs/mirror-setup.service.ts';
import { listSyncs } from '../syncs/syncs.service.ts';
import { createWebhook, listWebhooks } from '../webhooks/webhooks.service.ts';
import {
  checkSourceWebhooks,
  forgetHints,
  getSourceWebhook,
  keyPlace,
  registerSourceWebhook,
  removeConnection,
  removeSourceWebhook,
} from './source-webhooks.service.ts';

let bench: MirrorBench;
beforeAll(async () => {
  bench = await startMirrorBench({ employees: 8, webhooks: true });
  await bench.begin();
  await registerSourceWebhook(bench.context, bench.owner, bench.connectionId);
});
afterAll(() => bench.close());

const until = async <T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> => {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`it never came to this: ${what}`);
    await delay(50);
  }
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
const viewOf = (id = bench.connectionId) => getSourceWebhook(bench.context, bench.owner, id);
const syncs = async () =>
  (await listSyncs(bench.context, bench.owner, { connection: bench.connectionId }, { limit: 50 })).items;
const webhookSyncs = async () => (await syncs()).filter(({ reason }) => reason === 'webhook');
/** The sandbox's own list of who is called, whoever asked for it. */
const registered = () =>
  bench.context.db.inCompany(bench.sandbox.company.id, async (tx) =>
    (await tx.selectFrom('webhooks').select(['number', 'url', 'events']).orderBy('number').execute()).map(
      ({ number, url }) => ({ number, url }),
    ),
  );
const hints = () =>
  bench.select<{ digest: string; taken_at: Date | null }>(
    sql`select digest, taken_at from source_webhook_hints`,
  );

async function privateKey(id = bench.connectionId): Promise<string> {
  const [row] = await bench.select<{ sealed_key: string }>(
    sql`select sealed_key from source_webhooks where connection_id = ${id}`,
  );
  return bench.context.secrets.open(row?.sealed_key ?? '', keyPlace(bench.owner.companyId, id));
}

interface Delivery {
  id?: string;
  body?: string | Uint8Array<ArrayBuffer>;
  key?: string;
  at?: Date;
  type?: string;
}
async function call({ id = bench.connectionId, body = aBody(['1']), key, at, type }: Delivery = {}) {
  const timestamp = Math.floor((at ?? new Date()).getTime() / 1000).toString();
  const signature = createHmac('sha256', key ?? (await privateKey()))
    .update(body)
    .update(timestamp)
    .digest('hex');
  return post(id, body, {
    'x-bamboohr-timestamp': timestamp,
    'x-bamboohr-signature': signature,
    ...(type === undefined ? {} : { 'content-type': type }),
  });
}
async function post(id: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) {
  const answer = await fetch(`${bench.origin}/hooks/${id}`, { method: 'POST', body, headers });
  return { status: answer.status, text: await answer.text() };
}
const aBody = (ids: string[]) =>
  JSON.stringify({
    employees: ids.map((id) => ({
      id,
      action: 'Updated',
      changedFields: ['City'],
      fields: {},
      nonce: randomUUID(),
    })),
  });

const quiet = async () => {
  await until('all hints are taken', async () => (await hints()).every(({ taken_at }) => taken_at !== null));
  for (const { id } of await webhookSyncs()) await bench.until(id);
};

describe('a webhook at the provider', () => {
  it('is registered on request, with this server’s own address at a sandbox of its own', async () => {
    const url = `http://localhost:${new URL(bench.origin).port}/hooks/${bench.connectionId}`;
    expect(await viewOf()).toMatchObject({ state: 'on', url, problem: null, lastCallAt: null });
    expect(await registered()).toEqual([{ number: expect.any(Number), url }]);
    const stored = await bench.select(sql`select * from source_webhooks`);
    const events = await bench.select(sql`select * from events`);
    expect(JSON.stringify([stored, events])).not.toContain(await privateKey());
  });

  it('is one, however often and at once it is asked for', async () => {
    const { context, owner, connectionId } = bench;
    const ends = await Promise.all(
      [1, 2, 3].map(() => codeOf(registerSourceWebhook(context, owner, connectionId))),
    );
    expect(ends.filter((end) => end === 'done').length).toBeGreaterThan(0);
    expect(ends.filter((end) => !['done', 'source_webhooks.busy'].includes(end))).toEqual([]);
    expect(await registered()).toHaveLength(1);
    expect((await call()).status).toBe(200);
  });

  it('of a company that is no sandbox, or to anything else on this machine, is none', async () => {
    const { context, owner, source, origin } = bench;
    const input = (url: string) => ({
      name: 'Inside',
      url,
      format: 'json' as const,
      events: ['employee.created' as const],
      monitorFields: null,
      postFields: [],
      includeCompanyDomain: false,
    });
    const own = `http://localhost:${new URL(origin).port}`;
    const refused = 'egress.address_not_allowed';
    expect(await codeOf(createWebhook(context, owner, input(`${own}/hooks/con_1`)))).toBe(refused);
    for (const url of [`${own}/v1/users`, `${own}/hooks/con_1/x`, 'http://localhost:5432/hooks/con_1'])
      expect(await codeOf(createWebhook(context, source, input(url))), url).toBe(refused);
  });

  it('needs an address that an account elsewhere could reach, and belongs to its company', async () => {
    const { context, owner } = bench;
    const { id } = await createConnection(context, owner, {
      provider: 'bamboohr',
      name: 'Elsewhere',
      subdomain: 'elsewhere',
      apiKey: 'a-key',
      enabled: true,
    });
    expect(await codeOf(registerSourceWebhook(context, owner, id))).toBe('source_webhooks.no_public_url');
    expect(await viewOf(id)).toMatchObject({ state: 'off' });
    const { owner: stranger } = await bench.aCompany();
    for (const attempt of [getSourceWebhook, registerSourceWebhook, removeSourceWebhook, removeConnection])
      expect(await codeOf(attempt(context, stranger, bench.connectionId))).toBe('connections.not_found');
    expect(await registered()).toHaveLength(1);
  });
});

describe('a change at the provider', () => {
  it('is here seconds later, by a call that the provider really makes', async () => {
    await bench.until((await bench.latest()).id);
    await quiet();
    const before = (await webhookSyncs()).length;
    const [first] = await bench.select<{ number: number }>(
      sql`select number from employees where mirrored order by number limit 1`,
    );
    const number = first?.number ?? 0;
    await updateEmployee(bench.context, bench.source, number, { city: 'Trondheim' });
    const city = await until('the city is here', async () => {
      const [row] = await bench.select<{ city: string }>(
        sql`select "values" ->> 'city' as city from employees where number = ${number}`,
      );
      return row?.city === 'Trondheim' && row.city;
    });
    expect(city).toBe('Trondheim');
    const made = (await webhookSyncs()).slice(0, (await webhookSyncs()).length - before);
    expect(made.map(({ kind }) => kind)).toEqual(['records']);
    expect(await viewOf()).toMatchObject({ lastCallAt: expect.any(String) });
  });
});

describe('a call', () => {
  it('that comes 50 times at once has one effect, and is accepted each time', async () => {
    await quiet();
    const [syncsBefore, hintsBefore] = [(await webhookSyncs()).length, (await hints()).length];
    const body = aBody(['1', '2']);
    const at = new Date();
    const answers = await Promise.all(Array.from({ length: 50 }, () => call({ body, at })));
    expect(answers).toEqual(Array(50).fill({ status: 200, text: '' }));
    await quiet();
    expect((await hints()).length - hintsBefore).toBe(1);
    const made = (await webhookSyncs()).length - syncsBefore;
    expect(made).toBe(1);
    expect((await call({ body, at })).status).toBe(200);
    expect((await hints()).length - hintsBefore).toBe(1);
  });

  it('is made one sync with those that come close to it, which reads each person once', async () => {
    await quiet();
    const before = (await webhookSyncs()).length;
    for (const ids of [['3'], ['1', '2'], ['2'], ['3', '1']])
      expect((await call({ body: aBody(ids) })).status).toBe(200);
    await quiet();
    expect((await webhookSyncs()).length - before).toBe(1);
    const [row] = await bench.select<{ wanted: string[] }>(
      sql`select wanted from syncs where reason = 'webhook' order by id desc limit 1`,
    );
    expect([...(row?.wanted ?? [])].sort()).toEqual(['1', '2', '3']);
  });

  it('that is proven and not understood leads to asking what changed', async () => {
    await quiet();
    const before = await webhookSyncs();
    expect(
      (await call({ body: 'employees=none+of+ours', type: 'application/x-www-form-urlencoded' })).status,
    ).toBe(200);
    await quiet();
    const made = (await webhookSyncs()).slice(0, (await webhookSyncs()).length - before.length);
    expect(made.map(({ kind }) => kind)).toEqual(['incremental']);
  });

  it('changes nothing by what its body says', async () => {
    await quiet();
    const body = JSON.stringify({
      employees: [
        { id: '1', action: 'Deleted', changedFields: ['City'], fields: { City: { value: 'Forged' } } },
      ],
    });
    expect((await call({ body })).status).toBe(200);
    await quiet();
    const rows = await bench.select(sql`select 1 from employees where "values" ->> 'city' = 'Forged'`);
    expect(rows).toEqual([]);
  });

  it.each<[string, Delivery | (() => Delivery)]>([
    ['with another key', { key: '0'.repeat(32) }],
    ['that is too old', () => ({ at: new Date(Date.now() - 600_000) })],
    ['from the future', () => ({ at: new Date(Date.now() + 600_000) })],
    ['to nobody', { id: 'con_00000000000000000000000000' }],
    ['to a name that cannot be one', { id: "con_'; drop table syncs" }],
    ['to a connection without a webhook', { id: 'con_none' }],
  ])('%s is refused without a word, and leaves nothing behind', async (_, delivery) => {
    const before = await hints();
    const answer = await call(typeof delivery === 'function' ? delivery() : delivery);
    expect(answer).toEqual({ status: 401, text: '' });
    expect(await hints()).toEqual(before);
  });

  it('with the key of another connection is refused', async () => {
    const { context, source } = bench;
    const { owner } = await bench.aCompany();
    const id = await aMirrorConnection(context, owner, {
      origin: bench.origin,
      slug: 'acme',
      apiKey: bench.sandbox.apiKey,
    });
    await registerSourceWebhook(context, owner, id);
    expect((await call({ id })).status).toBe(401);
    expect((await call({ id: bench.connectionId })).status).toBe(200);
    await removeConnection(context, owner, id);
    expect(await registered()).toHaveLength(1);
    expect(await listWebhooks(context, source)).toEqual([]);
  });

  it('of a sandbox whose clock was moved is judged by that clock', async () => {
    const ahead = 400 * 86_400;
    await moveClock(bench.context, bench.source, { forwardSeconds: ahead });
    expect((await call()).status).toBe(401);
    expect((await call({ at: new Date(Date.now() + ahead * 1000) })).status).toBe(200);
    await moveClock(bench.context, bench.source, { real: true });
  });

  it('without signature, without body or too large is refused', async () => {
    expect(await post(bench.connectionId, aBody(['1']), {})).toEqual({ status: 401, text: '' });
    expect((await call({ body: '' })).status).toBe(200);
    expect(await call({ body: new Uint8Array(1024 * 1024 + 1) })).toEqual({ status: 413, text: '' });
    const get = await fetch(`${bench.origin}/hooks/${bench.connectionId}`);
    expect(get.status).toBe(404);
  });

  it('may be of any type', async () => {
    for (const type of ['application/json', 'text/plain', 'application/octet-stream', 'multipart/form-data'])
      expect((await call({ body: aBody(['1']), type })).status, type).toBe(200);
  });

  it('is to be repeated while the database is away', async () => {
    const away = () =>
      Promise.reject(new JoineryError('database.unreachable', 'The database does not answer.'));
    const db = { ...bench.context.db, lookingUp: away };
    const http = await buildSurfaces({ ...bench.context, db }, { isReady: () => true });
    const answer = await http.inject({ method: 'POST', url: `/hooks/${bench.connectionId}`, payload: 'x' });
    expect([answer.statusCode, answer.headers['retry-after'], answer.body]).toEqual([503, '30', '']);
    await http.close();
  });
});

describe('a webhook that should be there', () => {
  const due = () =>
    bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update source_webhooks set check_at = now() where connection_id = ${bench.connectionId}`.execute(
        tx,
      ),
    );

  it('is asked for when it is time, and once', async () => {
    await bench.calls();
    await checkSourceWebhooks(bench.context);
    expect((await bench.calls()).filter(({ operation }) => operation === 'GET /v1/webhooks')).toEqual([]);
    await due();
    await Promise.all([checkSourceWebhooks(bench.context), checkSourceWebhooks(bench.context)]);
    const asked = (await bench.calls()).filter(({ operation }) => operation === 'GET /v1/webhooks');
    expect(asked).toHaveLength(1);
    expect(await viewOf()).toMatchObject({ state: 'on', problem: null });
  });

  it('is registered again when it vanished, said, and what changed meanwhile is asked', async () => {
    const [before] = await registered();
    await bench.context.db.inCompany(bench.sandbox.company.id, (tx) => sql`delete from webhooks`.execute(tx));
    const asked = (await webhookSyncs()).length;
    await due();
    await checkSourceWebhooks(bench.context);
    const [after, ...others] = await registered();
    expect(others).toEqual([]);
    expect(after?.number).not.toBe(before?.number);
    expect(await viewOf()).toMatchObject({
      state: 'on',
      problem: expect.stringContaining('registered again'),
    });
    expect((await call()).status).toBe(200);
    expect((await webhookSyncs()).length).toBeGreaterThan(asked);
  });

  it('is looked after again when the provider cannot be asked', async () => {
    await bench.fault('GET /v1/webhooks', 'status_500');
    await due();
    await checkSourceWebhooks(bench.context);
    const view = await viewOf();
    expect(view).toMatchObject({ state: 'on', problem: expect.stringContaining('could not be checked') });
  });

  it('forgets calls after some days', async () => {
    await until('all hints are taken', async () =>
      (await hints()).every(({ taken_at }) => taken_at !== null),
    );
    expect((await hints()).length).toBeGreaterThan(0);
    await forgetHints(bench.context);
    expect((await hints()).length).toBeGreaterThan(0);
    await forgetHints({ ...bench.context, clock: { now: () => new Date(Date.now() + 8 * 86_400_000) } });
    expect(await hints()).toEqual([]);
  });
});

it('goes when it is removed, and when nothing is mirrored any more', async () => {
  const { context, owner, connectionId } = bench;
  await removeSourceWebhook(context, owner, connectionId);
  await removeSourceWebhook(context, owner, connectionId);
  expect(await registered()).toEqual([]);
  expect(await viewOf()).toMatchObject({ state: 'off' });
  expect((await call({ key: 'any' })).status).toBe(401);
  await registerSourceWebhook(context, owner, connectionId);
  expect(await registered()).toHaveLength(1);
  await setUpMirror(context, owner, connectionId, mirrorSettings.parse({ peopleSource: false }));
  expect(await viewOf()).toMatchObject({ state: 'off' });
  await until('it is gone at the provider', async () => (await registered()).length === 0);
});
