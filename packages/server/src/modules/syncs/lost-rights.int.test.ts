import type { AccessDefinition } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { createAccessLevel, updateAccessLevel } from '../access/access-levels.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { updateEmployee } from '../employees/employees.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { createUser } from '../users/users.service.ts';
import { requestSync } from './syncs.service.ts';

const everything: AccessDefinition = {
  employees: [
    {
      scope: { kind: 'all' },
      fields: {
        firstName: 'view',
        lastName: 'view',
        status: 'view',
        mobilePhone: 'view',
        city: 'view',
        payRate: 'view',
        jobTitle: 'view',
        employmentHistoryStatus: 'view',
      },
    },
  ],
  manageEmployees: true,
  directory: false,
  hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
  settings: { users: 'none', connections: 'none', fields: 'view', company: 'none' },
};

let bench: MirrorBench;
let levelId: string;

beforeAll(async () => {
  bench = await startMirrorBench({ employees: 8 });
  const { context, source, owner, connectionId } = bench;
  ({ id: levelId } = await createAccessLevel(context, source, { name: 'Mirror', definition: everything }));
  const user = { kind: 'service' as const, firstName: 'Mir', lastName: 'Ror', accessLevelId: levelId };
  const { id: userId } = await createUser(context, source, user);
  const { key } = await createKey(context, source, { name: 'Mirror', userId });
  await updateConnection(context, owner, connectionId, { apiKey: key });
  await bench.begin();
});
afterAll(() => bench.close());

async function mayNotSee(...hidden: string[]): Promise<void> {
  const [grant] = everything.employees;
  if (grant === undefined) throw new Error('no grant');
  const fields = Object.fromEntries(Object.entries(grant.fields).filter(([name]) => !hidden.includes(name)));
  await updateAccessLevel(bench.context, bench.source, levelId, {
    name: 'Mirror',
    definition: { ...everything, employees: [{ ...grant, fields }] },
  });
}

const aDayLater = () =>
  bench.select(sql`update connections set discovered_at = now() - interval '1 day' returning id`);
const health = async () => (await bench.select<{ health: string }>(sql`select health from connections`))[0];
const rowsOf = (table: string) =>
  bench.select(sql`select employee_id, "values" from employee_rows where table_alias = ${table} order by id`);

describe('a key that may see less', () => {
  it('of a field is noticed when the catalogue does not list the field any more either', async () => {
    const [someone] = await bench.select<{ number: number }>(
      sql`select number from employees order by number limit 1`,
    );
    await updateEmployee(bench.context, bench.source, someone?.number ?? 0, { mobilePhone: '801-555-0100' });
    await bench.sync('full');
    expect(await health()).toEqual({ health: 'ok' });
    await mayNotSee('mobilePhone');
    await aDayLater();
    const sync = await bench.sync('full');
    expect(sync.state).toBe('done');
    expect(sync.warnings).toMatchObject([{ code: 'absent_field', names: ['mobilePhone'] }]);
    expect(await health()).toEqual({ health: 'degraded' });
    const [kept] = await bench.select<{ phone: string; stale: object }>(sql`
      select e."values" ->> 'mobilePhone' as phone, l.stale from employees e join links l on l.record_id = e.id
      where e.number = ${someone?.number ?? 0}`);
    expect(kept?.phone).toBe('801-555-0100');
    expect(Object.keys(kept?.stale ?? {})).toEqual(['mobilePhone']);
    await mayNotSee();
    await bench.sync('full');
    expect(await health()).toEqual({ health: 'ok' });
  });

  it('of a table keeps the rows, however few they are and however they are read', async () => {
    const { context, source } = bench;
    const before = await rowsOf('compensation');
    expect(before.length).toBeGreaterThan(0);
    const kept = await bench.select<{ number: number }>(sql`
      select number from employees e where exists (select from employee_rows r
        where r.employee_id = e.id and table_alias = 'compensation') order by number`);
    await mayNotSee('payRate');
    for (const { number } of kept.slice(0, 2))
      await updateEmployee(context, source, number, { city: 'Bergen' });
    const changed = await bench.sync();
    expect(changed).toMatchObject({ state: 'done', kind: 'incremental' });
    expect(changed.warnings.map(({ code }) => code)).toContain('hidden_table');
    expect(await health()).toEqual({ health: 'degraded' });
    expect(await rowsOf('compensation')).toEqual(before);
    const wanted = [String(kept[0]?.number)];
    const { syncId } = await context.db.inCompany(bench.owner.companyId, (tx) =>
      requestSync(context, tx, {
        companyId: bench.owner.companyId,
        connectionId: bench.connectionId,
        kind: 'records',
        reason: 'write',
        wanted,
      }),
    );
    expect((await bench.until(syncId)).state).toBe('done');
    expect(await rowsOf('compensation')).toEqual(before);
    const full = await bench.sync('full');
    expect(full.warnings.map(({ code }) => code)).toContain('hidden_table');
    expect(await rowsOf('compensation')).toEqual(before);
    await aDayLater();
    const later = await bench.sync('full');
    expect(later.warnings).toContainEqual(
      expect.objectContaining({ code: 'hidden_table', names: ['compensation'] }),
    );
    expect(await rowsOf('compensation')).toEqual(before);
    expect(await health()).toEqual({ health: 'degraded' });
  });
});
