// A refused key and calls of the provider, while the server is killed at every step of what follows.
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { mirrorSettings } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CrashPoint } from '../../engine/crash-points.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import {
  countUnsettled,
  expectedOutcome,
  type KillBench,
  missingOf,
  openKillBench,
} from '../../testing/hire-kills.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { getConnectionState } from '../connections/connection-gate.service.ts';
import { getConnection, updateConnection } from '../connections/connections.service.ts';
import { previewHire } from '../hires/hire-preview.service.ts';
import { requestHire } from '../hires/hires.service.ts';
import { keyPlace, registerSourceWebhook } from '../source-webhooks/source-webhooks.service.ts';
import { setUpMirror } from '../syncs/mirror-setup.service.ts';
import { listSyncs } from '../syncs/syncs.service.ts';

let database: TestDatabase;
let bench: KillBench;

beforeAll(async () => {
  database = await createTestDatabase();
  bench = await openKillBench(database.connection);
});
afterAll(async () => {
  await bench.close();
  await database.drop();
});

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it never came to this: ${what}`);
    await delay(50);
  }
}
const select = <R>(query: ReturnType<typeof sql<R>>) =>
  bench.opened.context.db.inCompany(bench.owner.companyId, async (tx) => (await query.execute(tx)).rows);
const state = () => getConnectionState(bench.opened.context, bench.owner, bench.connectionId);
const setKey = (apiKey: string) =>
  updateConnection(bench.opened.context, bench.owner, bench.connectionId, { apiKey });
// Not over HTTP: the server dies as soon as the first of them is taken up.
const aHire = async () => {
  const { connectionId } = bench;
  const fields = { hireDate: '', employmentStatus: '', ...bench.fields };
  const applicationId = await bench.anApplication();
  return (await requestHire(bench.opened.context, bench.owner, { applicationId, connectionId, fields })).id;
};
// So that a hire is the first to meet a refused key, and not the look at the lists before it.
const knowLists = async () => {
  const { connectionId } = bench;
  const applicationId = await bench.anApplication();
  await previewHire(bench.opened.context, bench.owner, { applicationId, connectionId, fields: bench.fields });
};
const told = async () => {
  const rows = await select<{ type: string }>(
    sql`select type from events where type in ('connections.stopped', 'connections.resumed') order by id`,
  );
  return rows.map(({ type }) => type);
};
const syncs = async () =>
  (await listSyncs(bench.opened.context, bench.owner, { connection: bench.connectionId }, { limit: 100 }))
    .items;

// The next victim would come by its place in what goes on.
const untilNothingRuns = () =>
  until('nothing runs', async () => {
    const runs = await select<{ name: string }>(
      sql`select name from dbos.workflow_status
           where status in ('PENDING', 'ENQUEUED')
             and name in ('send-hire', 'probe-connection', 'resume-connection', 'take-hints', 'run-sync')`,
    );
    return runs.length === 0;
  });

const telling = /wait:|probe:done|wake-hires|look:/;
const kills = killsOf<CrashPoint>(
  [
    'send-hire/wait:done',
    'probe-connection/plan:done',
    'probe-connection/probe:done',
    'resume-connection/wake-hires:done',
    'resume-connection/wake-writes:done',
    'resume-connection/request-sync:done',
  ],
  (at) => telling.test(at),
);

it.each(kills)(
  'hires wait out a refused key, none lost and none twice, with the server killed at %s',
  async (at) => {
    const before = (await told()).length;
    const cutBefore = await countUnsettled(bench);
    const judge = await bench.watch();
    const ids = await bench.killServerAt(at, async () => {
      await knowLists();
      await setKey('nobodys-key');
      const hires = [await aHire(), await aHire()];
      await until('the connection is stopped', async () => (await state()).stoppedSince !== null);
      await setKey(bench.sandbox.apiKey);
      return hires;
    });
    await bench.server();
    const [first, last] = [await bench.untilEnded(ids[0] ?? ''), await bench.untilEnded(ids[1] ?? '')];
    const { executed: each, ...expected } = expectedOutcome('plain');
    const { executed: _soFar, ...firstOutcome } = await judge(first);
    const { executed, ...lastOutcome } = await judge(last);
    expect([firstOutcome, lastOutcome]).toEqual([expected, expected]);
    const wanted = Object.fromEntries(
      Object.entries(each).map(([name, count]) => [name, 2 * count]),
    ) as typeof each;
    const missing = missingOf(wanted, executed);
    expect(Math.min(...missing)).toBe(0);
    expect(missing.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(
      (await countUnsettled(bench)) - cutBefore,
    );
    expect((await told()).slice(before)).toEqual(['connections.stopped', 'connections.resumed']);
    expect(await state()).toMatchObject({ stoppedSince: null, nextProbeAt: null });
    await untilNothingRuns();
  },
);

it('a company that mirrors catches up when the key works again', async () => {
  const { context } = bench.opened;
  await bench.server();
  await setUpMirror(context, bench.owner, bench.connectionId, mirrorSettings.parse({ peopleSource: true }));
  await until('everybody is here', async () => (await syncs()).every(({ state: is }) => is === 'done'));
  const before = (await syncs()).length;
  await setKey('nobodys-key');
  await bench.postHire(await bench.anApplication());
  await until('the connection is stopped', async () => (await state()).stoppedSince !== null);
  await setKey(bench.sandbox.apiKey);
  await until('it caught up', async () => {
    const [sync] = await syncs();
    return (await syncs()).length > before && sync?.reason === 'reconnect' && sync.state === 'done';
  });
  expect((await getConnection(context, bench.owner, bench.connectionId)).health).toBe('ok');
  await untilNothingRuns();
});

const hintKills = killsOf<CrashPoint>(
  ['take-hints/look:done', 'take-hints/take:begin', 'take-hints/take:done'],
  (at) => telling.test(at),
);

it.each(hintKills)(
  'a call that was acknowledged leads to one sync, with the server killed at %s',
  async (at) => {
    const { context } = bench.opened;
    await bench.server();
    await registerSourceWebhook(context, bench.owner, bench.connectionId);
    const [row] = await select<{ sealed_key: string; url: string }>(
      sql`select sealed_key, url from source_webhooks`,
    );
    const key = context.secrets.open(
      row?.sealed_key ?? '',
      keyPlace(bench.owner.companyId, bench.connectionId),
    );
    const before = (await syncs()).filter(({ reason }) => reason === 'webhook').length;
    const body = JSON.stringify({
      employees: [{ id: '1', action: 'Updated', changedFields: ['City'], fields: {}, nonce: randomUUID() }],
    });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const answer = await bench.killServerAt(at, () =>
      fetch(row?.url ?? '', {
        method: 'POST',
        body,
        headers: {
          'x-bamboohr-timestamp': timestamp,
          'x-bamboohr-signature': createHmac('sha256', key).update(body).update(timestamp).digest('hex'),
        },
      }),
    );
    expect(answer.status).toBe(200);
    await bench.server();
    const made = async () =>
      (await syncs()).filter(({ reason }) => reason === 'webhook').slice(0, -before || undefined);
    await until('it was read', async () => (await made()).some(({ state: is }) => is === 'done'));
    expect(await made()).toHaveLength(1);
    await untilNothingRuns();
  },
);
