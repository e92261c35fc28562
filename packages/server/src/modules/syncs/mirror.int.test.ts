// From a source over HTTP to employees here: what a mirrored company shows is what its source shows.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MirrorBench, startMirrorBench, threeTables } from '../../testing/mirror-bench.ts';
import type { Principal } from '../access/principal.ts';
import { addRow, listRows } from '../employees/employee-rows.service.ts';
import { deleteEmployee, listEmployees, updateEmployee } from '../employees/employees.service.ts';
import type { FieldValue } from '../fields/field-values.ts';
import { readLineage } from './lineage.service.ts';
import { requestSync } from './syncs.service.ts';

let bench: MirrorBench;

beforeAll(async () => {
  bench = await startMirrorBench({ employees: 120 });
  await bench.begin();
});
afterAll(() => bench.close());

const names = [
  'firstName',
  'lastName',
  'preferredName',
  'workEmail',
  'hireDate',
  'status',
  'city',
  'country',
  'dateOfBirth',
  'jobTitle',
  'department',
  'division',
  'location',
  'reportsTo',
  'supervisorEId',
  'supervisor',
  'employmentHistoryStatus',
  'payRate',
  'payType',
  'terminationDate',
];

const read = async (principal: Principal): Promise<(Record<string, FieldValue> & { number: number })[]> =>
  (await listEmployees(bench.context, principal, names, { onlyCurrent: true, limit: 1000 })).map(
    ({ number, values }) => ({ number, ...values }),
  );

const rowsOf = async (principal: Principal, table: string) =>
  (await listRows(bench.context, principal, 'all', table))
    .map(({ employeeNumber, values }) =>
      JSON.stringify([
        employeeNumber,
        Object.entries(values)
          .filter(([, value]) => value !== null)
          .sort(),
      ]),
    )
    .sort();

const state = () =>
  bench.select<{ of: string }>(sql`
    select 'employee ' || number || ' ' || xmin as of from employees
    union all select 'row ' || id || ' ' || xmin from employee_rows
    union all select 'link ' || record_id || ' ' || xmin from links
    union all select 'change ' || id from employee_changes
    union all select 'event ' || id from events where type not like 'syncs.%' order by 1`);

const isEqual = async () => {
  expect(await read(bench.owner)).toEqual(await read(bench.source));
  for (const table of threeTables)
    expect(await rowsOf(bench.owner, table)).toEqual(await rowsOf(bench.source, table));
};

const aNumber = async (nth: number) => {
  const active = (await read(bench.source)).filter(({ status }) => status === 'Active');
  const number = active[nth]?.number;
  if (number === undefined) throw new Error('there are too few active people');
  return number;
};

describe('a mirrored company', () => {
  it('shows after its first sync what its source shows', isEqual);

  it('is not written at all when nothing changed there, by a full sync or another', async () => {
    const before = await state();
    for (const kind of ['full', 'incremental'] as const) {
      const sync = await bench.sync(kind);
      expect([sync.state, sync.counts.changed, sync.counts.new]).toEqual(['done', 0, 0]);
    }
    expect(await state()).toEqual(before);
  });

  it('follows edits, rows, deletions and leavers', async () => {
    const [moved, titled, left, gone] = [
      await aNumber(20),
      await aNumber(21),
      await aNumber(22),
      await aNumber(23),
    ];
    const title =
      (await read(bench.source)).find(({ jobTitle }) => typeof jobTitle === 'string')?.jobTitle ?? '';
    await updateEmployee(bench.context, bench.source, moved, { city: 'Tromsø', preferredName: 'Mo' });
    await addRow(bench.context, bench.source, titled, 'jobInfo', {
      date: '2026-01-01',
      jobTitle: title,
    });
    await addRow(bench.context, bench.source, left, 'employmentStatus', {
      date: '2026-01-01',
      employmentStatus: 'Terminated',
    });
    await deleteEmployee(bench.context, bench.source, gone);
    const sync = await bench.sync();
    expect([sync.state, sync.counts.deleted, sync.counts.withheld]).toEqual(['done', 1, 0]);
    await isEqual();
    const { entries } = await readLineage(bench.context, bench.owner, moved);
    expect(entries.find(({ name }) => name === 'city')?.call?.syncId).toBe(sync.id);
  });

  it('keeps everybody when more leave there than may, and lets them go when a person says so', async () => {
    const leavers: number[] = [];
    for (let nth = 30; nth < 40; nth += 1) leavers.push(await aNumber(nth));
    for (const number of leavers)
      await updateEmployee(bench.context, bench.source, number, { status: 'Inactive' });
    const sync = await bench.sync();
    expect([sync.state, sync.counts.withheld]).toEqual(['done', 10]);
    const here = (await read(bench.owner)).filter(({ number }) => leavers.includes(number));
    expect(new Set(here.map(({ status }) => status))).toEqual(new Set(['Active']));
    const { context, owner, connectionId } = bench;
    const { syncId } = await context.db.inCompany(owner.companyId, async (tx) => {
      const hold = await tx
        .updateTable('holds')
        .set({ state: 'approved' })
        .returning('id')
        .executeTakeFirstOrThrow();
      const wanted = leavers.map(String);
      const companyId = owner.companyId;
      const request = { companyId, connectionId, kind: 'records', reason: 'approval', wanted } as const;
      return requestSync(context, tx, { ...request, allowHoldId: hold.id });
    });
    expect((await bench.until(syncId)).counts).toMatchObject({ changed: 10, withheld: 0 });
    await isEqual();
    expect(await bench.select(sql`select state from holds`)).toEqual([{ state: 'applied' }]);
  });
});
