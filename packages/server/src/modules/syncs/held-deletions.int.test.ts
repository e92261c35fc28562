import { createClient } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { deleteEmployee } from '../employees/employees.service.ts';
import { getHold } from '../holds/holds.service.ts';
import { restoreSnapshot, takeSnapshot } from '../sandboxes/sandbox-snapshots.service.ts';
import { requestSync } from './syncs.service.ts';

let bench: MirrorBench;
beforeAll(async () => {
  bench = await startMirrorBench({ employees: 120 });
  await bench.begin();
});
afterAll(() => bench.close());

const countHere = async () =>
  (await bench.select<{ count: number }>(sql`select count(*)::int as count from employees`))[0]?.count;

describe('somebody who was deleted', () => {
  it('and is asked for alone is no sign of a right that was lost', async () => {
    const { context, source, owner, connectionId } = bench;
    const { companyId } = owner;
    const [one] = await bench.select<{ number: number }>(
      sql`select number from employees where status = 'Inactive' order by number limit 1`,
    );
    await deleteEmployee(context, source, one?.number ?? 0);
    const wanted = [String(one?.number)];
    const { syncId } = await context.db.inCompany(companyId, (tx) =>
      requestSync(context, tx, { companyId, connectionId, kind: 'records', reason: 'webhook', wanted }),
    );
    expect(await bench.until(syncId)).toMatchObject({ state: 'done', counts: { deleted: 1 } });
    expect(await bench.select(sql`select health from connections`)).toEqual([{ health: 'ok' }]);
    expect(await bench.select(sql`select 1 from events where type = 'connections.degraded'`)).toEqual([]);
  });
});

describe('deletions that are held', () => {
  it('wait for a person for as long as it takes, and happen when they are approved', async () => {
    const { context, source, owner } = bench;
    const active = await bench.select<{ number: number }>(
      sql`select number from employees where status = 'Active' order by number desc limit 6`,
    );
    for (const { number } of active) await deleteEmployee(context, source, number);
    const { holdId } = await bench.sync();
    const hold = await getHold(context, owner, holdId ?? '');
    expect(hold).toMatchObject({ kind: 'leavers', state: 'open', figures: { affected: 6 } });
    // The decision takes days; the list of changes is asked for the last one only.
    await context.db.inCompany(source.companyId, (tx) =>
      sql`update employee_changes set at = at - interval '5 days'`.execute(tx),
    );
    await bench.sync('full');
    expect(await getHold(context, owner, hold.id)).toMatchObject({ state: 'open' });
    expect(await countHere()).toBe(119);
    const api = createClient({ baseUrl: bench.origin, apiKey: await aKey(context, owner) });
    await api.holds.approve(hold.id, { contentHash: hold.contentHash });
    const sync = await bench.until((await bench.latest()).id);
    expect(sync).toMatchObject({ reason: 'approval', state: 'done', counts: { deleted: 6 } });
    expect(await getHold(context, owner, hold.id)).toMatchObject({ state: 'applied' });
    expect(await countHere()).toBe(113);
  });
});

describe('deletions that are refused', () => {
  it('count until the people were shown again, and then say nothing of the next time', async () => {
    const { context, source, owner } = bench;
    const api = createClient({ baseUrl: bench.origin, apiKey: await aKey(context, owner) });
    const active = await bench.select<{ number: number }>(
      sql`select number from employees where status = 'Active' order by number desc limit 6`,
    );
    const deleteThem = async () => {
      for (const { number } of active) await deleteEmployee(context, source, number);
    };
    const holds = () =>
      bench.select(sql`select state from holds where state in ('open', 'rejected') order by id`);
    await takeSnapshot(context, source, 'before');
    await deleteThem();
    const { holdId } = await bench.sync();
    const hold = await getHold(context, owner, holdId ?? '');
    await api.holds.reject(hold.id, { contentHash: hold.contentHash });
    expect(await bench.sync('full')).toMatchObject({ state: 'done', counts: { withheld: 6 } });
    expect(await holds()).toEqual([{ state: 'rejected' }]);
    await restoreSnapshot(context, source, 'before');
    await bench.sync('full');
    // Now they are gone without a word, which is no deletion.
    await deleteThem();
    await context.db.inCompany(source.companyId, (tx) =>
      sql`delete from employee_changes where action = 'Deleted'`.execute(tx),
    );
    await bench.sync('full');
    expect(await bench.select(sql`select 1 from links where missing_since is not null`)).toHaveLength(6);
    expect(await holds()).toEqual([{ state: 'rejected' }]);
    await restoreSnapshot(context, source, 'before');
    await bench.sync('full');
    expect(await bench.select(sql`select 1 from links where missing_since is not null`)).toEqual([]);
    await deleteThem();
    await bench.sync();
    expect(await holds()).toEqual([{ state: 'rejected' }, { state: 'open' }]);
    expect(await countHere()).toBe(113);
  });
});
