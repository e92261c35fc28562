// What a sync does when a source misbehaves beyond waiting, when its key is refused, and when people interfere.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { getConnectionState } from '../connections/connection-gate.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { updateEmployee } from '../employees/employees.service.ts';
import { listKeys, revokeKey } from '../keys/keys.service.ts';
import { removeFaults } from '../sandboxes/sandbox-faults.service.ts';
import { setUpMirror } from './mirror-setup.service.ts';
import { forgetSyncs, requestDueSyncs } from './sync-schedules.service.ts';
import { cancelSync, getSync, requestSync, startSync } from './syncs.service.ts';

const report = 'POST /v1/reports/custom';
const changes = 'GET /v1/employees/changed';

let bench: MirrorBench;

beforeAll(async () => {
  bench = await startMirrorBench({ employees: 30 });
  await bench.begin();
});
beforeEach(() => removeFaults(bench.context, bench.source));
afterAll(() => bench.close());

const done = (id: string) =>
  expect.poll(async () => (await getSync(bench.context, bench.owner, id)).state).toBe('done');
const employees = () => bench.select(sql`select number, status, "values" from employees order by number`);

describe('a cut list', () => {
  it('of people is held, and changes nobody', async () => {
    const before = await employees();
    await bench.fault(report, 'short_list');
    expect(await bench.sync('full')).toMatchObject({ state: 'held' });
    expect(await employees()).toEqual(before);
    expect(await bench.select(sql`select 1 from sync_staged union all select 1 from sync_pages`)).toEqual([]);
    expect(await bench.sync('full')).toMatchObject({ state: 'done' });
  });

  it('that comes again and again is told of once', async () => {
    const told = () => bench.select(sql`select id from events where type = 'syncs.held'`);
    const before = (await told()).length;
    await bench.fault(report, 'short_list', { count: 2 });
    expect(await bench.sync('full')).toMatchObject({ state: 'held' });
    expect(await bench.sync('full')).toMatchObject({ state: 'held' });
    expect((await told()).length).toBe(before + 1);
    expect(await bench.sync('full')).toMatchObject({ state: 'done' });
  });
});

describe('a person', () => {
  it('sees what a sync waits for, and cancels it', async () => {
    const { context, owner, connectionId } = bench;
    await context.db.inCompany(owner.companyId, (tx) =>
      sql`update connections set settings = jsonb_set(settings, '{timing,firstRetryMs}', '60000') where id = ${connectionId}`.execute(
        tx,
      ),
    );
    await bench.fault(report, 'status_500', { count: null });
    const { id } = await startSync(context, owner, connectionId, 'full');
    const waiting = async () => (await bench.latest()).waitingUntil !== null;
    await expect.poll(waiting).toBe(true);
    expect(await bench.latest()).toMatchObject({
      id,
      state: 'reading',
      problem: { code: 'provider.ambiguous', since: expect.any(String) },
    });
    expect(await cancelSync(context, owner, id)).toMatchObject({
      state: 'stopped',
      problem: { code: 'syncs.cancelled' },
      waitingUntil: null,
    });
    await removeFaults(context, bench.source);
    await context.db.inCompany(owner.companyId, (tx) =>
      sql`update connections set settings = jsonb_set(settings, '{timing,firstRetryMs}', '20')`.execute(tx),
    );
    // What was cancelled does not come back by itself.
    expect(await bench.sync('full')).toMatchObject({ state: 'done' });
    await context.db.inCompany(owner.companyId, (tx) =>
      requestSync(context, tx, {
        companyId: owner.companyId,
        connectionId,
        kind: 'incremental',
        reason: 'reconnect',
      }),
    );
    await expect.poll(async () => (await bench.latest()).state).toBe('done');
    expect(await bench.select(sql`select state from syncs where id = ${id}`)).toEqual([{ state: 'stopped' }]);
  });
});

describe('a provider that stays away', () => {
  it('is given up after a day at one place, and the sync says why', async () => {
    const { context, owner } = bench;
    const giveUpAfter = (ms: number) =>
      context.db.inCompany(owner.companyId, (tx) =>
        sql`update connections set settings = jsonb_set(settings, '{timing,giveUpMs}', ${String(ms)}::jsonb)`.execute(
          tx,
        ),
      );
    await giveUpAfter(1);
    await bench.fault(changes, 'status_500', { count: null });
    expect(await bench.sync()).toMatchObject({
      state: 'failed',
      problem: { code: 'provider.ambiguous' },
      calls: 2,
    });
    await giveUpAfter(86_400_000);
    const failed = await bench.select(
      sql`select payload ->> 'problem' as problem from events where type = 'syncs.failed'`,
    );
    expect(failed).toEqual([{ problem: 'provider.ambiguous' }]);
  });
});

describe('a refused key', () => {
  const staged = () => bench.select(sql`select provider_id from sync_staged`);
  const stage = (syncId: string) =>
    bench.select(sql`insert into sync_staged (company_id, sync_id, provider_id, stream, hash)
      values (${bench.owner.companyId}, ${syncId}, '1', 'people:0', 'x') returning provider_id`);

  it('stops the sync, which keeps what it read for an hour, and it goes on once there is another', async () => {
    const { context, owner, connectionId } = bench;
    const [one] = await bench.select<{ number: number }>(
      sql`select number from employees where status = 'Active' limit 1`,
    );
    await updateEmployee(context, bench.source, one?.number ?? 0, { mobilePhone: '801-555-4010' });
    const { apiKey } = bench.sandbox;
    await updateConnection(context, owner, connectionId, { apiKey: 'wrong' });
    const stopped = await bench.sync();
    expect(stopped).toMatchObject({ state: 'stopped', problem: { code: 'connections.unauthorized' } });
    await stage(stopped.id);
    await requestDueSyncs(context);
    expect(await staged()).toHaveLength(1);
    await bench.select(sql`update syncs set started_at = now() - interval '61 minutes'
      where id = ${stopped.id} returning id`);
    await requestDueSyncs(context);
    expect(await staged()).toEqual([]);
    // The key is tried at once, and the sync goes on when it works.
    await updateConnection(context, owner, connectionId, { apiKey });
    await done(stopped.id);
    const [now] = await bench.select(
      sql`select "values" ->> 'mobilePhone' as phone from employees where number = ${one?.number}`,
    );
    expect(now).toEqual({ phone: '801-555-4010' });
  });
});

describe('a key that is replaced while a sync reads with the one before', () => {
  it('stops that sync only until the next time of its schedule', async () => {
    const { context, owner, connectionId, source } = bench;
    const keys = await listKeys(context, source);
    const apiKey = await aKey(context, source);
    await updateEmployee(context, source, 1, { mobilePhone: '801-555-4011' });
    await bench.calls();
    await bench.fault(changes, 'hang', { seconds: 2 });
    const { id } = await startSync(context, owner, connectionId, 'incremental');
    await expect.poll(async () => (await bench.calls()).length).toBe(1);
    await updateConnection(context, owner, connectionId, { apiKey });
    for (const key of keys) await revokeKey(context, source, key.id);
    expect(await bench.until(id)).toMatchObject({
      state: 'stopped',
      problem: { code: 'connections.unauthorized' },
    });
    expect((await getConnectionState(context, owner, connectionId)).stoppedSince).toBeNull();
    await bench.select(sql`update connections set next_sync_at = now() - interval '1 minute',
      next_full_sync_at = now() + interval '1 day' returning id`);
    await bench.select(sql`update syncs set started_at = started_at - interval '40 minutes',
      stopped_at = stopped_at - interval '40 minutes' where id = ${id} returning id`);
    await requestDueSyncs(context);
    await done(id);
    const sync = await bench.latest();
    expect(sync.id).toBe(id);
    // It waited for a key, and did not work for so long.
    expect(Date.parse(sync.finishedAt ?? '') - Date.parse(sync.startedAt ?? '')).toBeGreaterThan(2_400_000);
    expect(sync.milliseconds).toBeLessThan(60_000);
  });
});

describe('by schedule', () => {
  const at = (iso: string) => bench.setNow(new Date(iso));
  const kinds = async () =>
    (
      await bench.select<{ kind: string }>(sql`select kind from syncs where reason = 'schedule' order by id`)
    ).map(({ kind }) => kind);
  const settled = () => expect.poll(async () => (await bench.latest()).state).toBe('done');

  it('changes are asked for every few minutes, everything each night, and a missed night once', async () => {
    const { context } = bench;
    at('2027-03-01T10:00:00Z');
    await requestDueSyncs(context);
    await settled();
    // The night was missed, and it is caught up with.
    expect(await kinds()).toEqual(['full']);
    await requestDueSyncs(context);
    expect(await kinds()).toEqual(['full']);
    at('2027-03-01T10:06:00Z');
    await requestDueSyncs(context);
    await requestDueSyncs(context);
    await settled();
    expect(await kinds()).toEqual(['full', 'incremental']);
    at('2027-03-02T02:29:00Z');
    await requestDueSyncs(context);
    await settled();
    at('2027-03-02T02:31:00Z');
    await requestDueSyncs(context);
    await settled();
    expect(await kinds()).toEqual(['full', 'incremental', 'incremental', 'full']);
    bench.setNow(undefined);
  });

  it('a sync whose run was gone without an end stands in nobody’s way', async () => {
    const { context, owner, connectionId } = bench;
    await bench.fault(changes, 'status_500', { count: null });
    const { id } = await startSync(context, owner, connectionId, 'incremental');
    await expect.poll(async () => (await bench.latest()).waitingUntil !== null).toBe(true);
    // As when the process that cancels it dies half way.
    await context.engine.cancel(`${id}:1`);
    await removeFaults(context, bench.source);
    await bench.select(sql`update syncs set state = 'queued', cursor = null where id = ${id} returning id`);
    bench.setNow(new Date(Date.now() + 600_000));
    await bench.select(
      sql`update connections set next_sync_at = now(), next_full_sync_at = now() + interval '1 day' returning id`,
    );
    await requestDueSyncs(context);
    bench.setNow(undefined);
    await settled();
    expect((await bench.latest()).id).not.toBe(id);
    expect(await bench.until(id)).toMatchObject({ state: 'failed', problem: { code: 'internal' } });
  });

  it('a month later what nothing refers to is forgotten, and what values came from is not', async () => {
    const before = await bench.select<{ id: string }>(sql`select id from syncs order by id`);
    const leavers = await bench.select<{ number: number }>(sql`
      insert into sync_leavers (company_id, connection_id, employee_number, sync_id, how, at)
      select ${bench.owner.companyId}, ${bench.connectionId}, number, 'syn', 'inactive', at::timestamptz
      from (values (1, '2027-04-30'), (2, '2027-05-30')) as left_by (number, at)
      returning employee_number as number`);
    expect(leavers).toHaveLength(2);
    bench.setNow(new Date('2027-06-01T00:00:00Z'));
    await forgetSyncs(bench.context);
    bench.setNow(undefined);
    expect(await bench.select(sql`select employee_number as number from sync_leavers`)).toEqual([
      { number: 2 },
    ]);
    const after = (await bench.select<{ id: string }>(sql`select id from syncs order by id`)).map(
      ({ id }) => id,
    );
    expect(after.length).toBeLessThan(before.length);
    const named = await bench.select<{ id: string }>(sql`
      select distinct c.sync_id as id from sync_calls c join links l on true, jsonb_each_text(l.sources) s where s.value = c.id::text`);
    expect(after).toEqual(expect.arrayContaining(named.map(({ id }) => id)));
    expect(named.length).toBeGreaterThan(0);
  });
});

describe('switched off', () => {
  it('people stay as the company’s own, and the same connection may take them back', async () => {
    const { context, owner, connectionId } = bench;
    const before = await employees();
    const settings = {
      writeThrough: false,
      tables: ['jobInfo'],
      leaveOut: [],
      changesEveryMinutes: 5,
      fullSyncAt: '02:30',
    };
    await setUpMirror(context, owner, connectionId, { ...settings, peopleSource: false });
    expect(await employees()).toEqual(before);
    expect(await bench.select(sql`select distinct mirrored from employees`)).toEqual([{ mirrored: false }]);
    await expect(startSync(context, owner, connectionId, 'full')).rejects.toMatchObject({
      code: 'syncs.not_mirrored',
    });
    await setUpMirror(context, owner, connectionId, { ...settings, peopleSource: true });
    await expect.poll(async () => (await bench.latest()).state).toBe('done');
    expect(await employees()).toEqual(before);
    expect(await bench.select(sql`select distinct mirrored from employees`)).toEqual([{ mirrored: true }]);
  });
});
