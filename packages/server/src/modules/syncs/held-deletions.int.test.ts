import { createClient } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { deleteEmployee } from '../employees/employees.service.ts';
import { getHold } from '../holds/holds.service.ts';

let bench: MirrorBench;
beforeAll(async () => {
  bench = await startMirrorBench({ employees: 120 });
  await bench.begin();
}, 90_000);
afterAll(() => bench.close());

const countHere = async () =>
  (await bench.select<{ count: number }>(sql`select count(*)::int as count from employees`))[0]?.count;

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
    expect(await countHere()).toBe(120);
    const api = createClient({ baseUrl: bench.origin, apiKey: await aKey(context, owner) });
    await api.holds.approve(hold.id, { contentHash: hold.contentHash });
    const sync = await bench.until((await bench.latest()).id);
    expect(sync).toMatchObject({ reason: 'approval', state: 'done', counts: { deleted: 6 } });
    expect(await getHold(context, owner, hold.id)).toMatchObject({ state: 'applied' });
    expect(await countHere()).toBe(114);
  }, 60_000);
});
