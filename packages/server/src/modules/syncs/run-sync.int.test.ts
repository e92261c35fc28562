import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import {
  addRow,
  createEmployee,
  deleteEmployee,
  listRows,
  removeRow,
  updateEmployee,
} from '../employees/employees.service.ts';
import { addCustomField, addCustomTable } from '../fields/custom-fields.service.ts';
import { listFields } from '../fields/fields.service.ts';
import { removeFaults } from '../sandboxes/sandbox-faults.service.ts';

const report = 'POST /v1/reports/custom';
const changed = 'GET /v1/employees/changed';
const table = 'GET /v1/employees/{id}/tables/{table}';
const changedTable = 'GET /v1/employees/changed/tables/{table}';

let bench: MirrorBench;

beforeAll(async () => {
  bench = await startMirrorBench({ employees: 60 });
});
afterAll(() => bench.close());

/** Which rows there are, and which were written when: unchanged when nothing was written. */
async function written(): Promise<unknown> {
  return bench.select(sql`
    select (select md5(string_agg(id || xmin::text, ',' order by id)) from employees) as employees,
      (select md5(string_agg(id || xmin::text, ',' order by id)) from employee_rows) as rows,
      (select md5(string_agg(record_id || xmin::text, ',' order by record_id)) from links) as links,
      (select count(*) from employee_changes) as changes,
      (select count(*) from events where type not like 'syncs.%') as events`);
}

interface Held {
  number: number;
  status: string;
  values: Record<string, unknown>;
  rows: [string, string | null, Record<string, unknown>][];
}

/** What a company really holds of its people, read from its tables. People above have the names that all see. */
async function held(companyId: string, tables: readonly string[]): Promise<Held[]> {
  return bench.context.db.inCompany(companyId, async (tx) => {
    const { rows } = await sql<Held>`
      select number, status, jsonb_strip_nulls("values") as values, coalesce((
        select jsonb_agg(jsonb_build_array(table_alias, effective_on, shown.row) order by table_alias, effective_on, shown.row::text)
        from employee_rows r
          left join employees boss on boss.number::text = r."values" ->> 'reportsTo',
          lateral (select jsonb_strip_nulls(case when boss.id is null then r."values"
            else jsonb_set(r."values", '{reportsTo}', to_jsonb(coalesce(boss."values" ->> 'preferredName', boss."values" ->> 'firstName')
              || ' ' || (boss."values" ->> 'lastName'))) end) as row) as shown
        where r.employee_id = e.id and table_alias = any(${[...tables]})), '[]') as rows
      from employees e order by number`.execute(tx);
    return rows;
  });
}

const three = ['jobInfo', 'employmentStatus', 'compensation'];

async function expectEqual(tables: readonly string[] = three): Promise<void> {
  const theirs = await held(bench.source.companyId, tables);
  expect(await held(bench.owner.companyId, tables)).toEqual(theirs);
}

/** Each with how often. The ledger writes a streamed answer down when it has ended. */
const operations = async () => {
  const made = Object.groupBy(await bench.calls(), ({ operation }) => operation);
  return Object.fromEntries(Object.entries(made).map(([name, all]) => [name, all?.length]));
};
const people = () =>
  bench.select<{ number: number; status: string }>(sql`select number, status from employees order by number`);

/** Somebody active whom nobody reports to, other than those who were given out before. */
let next = 0;
async function somebody(): Promise<number> {
  const active = (await people()).filter(({ status }) => status === 'Active');
  next += 1;
  return active.at(-next)?.number ?? 0;
}

describe('the first sync', () => {
  it('reads the account, everybody in one request and each table in one, and has all of it', async () => {
    await bench.calls();
    const sync = await bench.begin();
    expect(sync).toMatchObject({
      state: 'done',
      kind: 'full',
      reason: 'first',
      strategy: 'report',
      calls: 8,
    });
    expect(sync.counts).toMatchObject({ seen: 60, new: 60, unchanged: 0, quarantined: 0, withheld: 0 });
    expect(await operations()).toEqual({
      'GET /v1/meta/fields': 1,
      'GET /v1/meta/tables': 1,
      'GET /v1/meta/lists': 1,
      'GET /v1/meta/users': 1,
      [report]: 1,
      [table]: 3,
    });
    await expectEqual();
    const [sum] = await bench.select<{ bytes: number }>(sql`select sum(bytes)::int as bytes from sync_calls`);
    expect(sum?.bytes).toBe(sync.bytes);
  });

  it('has told it once', async () => {
    const events = await bench.select(sql`
      select type, count(*)::int as count from events where type like 'employees.%' or type like 'syncs.%' group by type order by type`);
    expect(events).toEqual([
      { type: 'employees.created', count: 60 },
      { type: 'syncs.completed', count: 1 },
    ]);
  });
});

describe('when nothing changed', () => {
  it('a full sync asks for the people and the tables, and writes nothing', async () => {
    const before = await written();
    await bench.calls();
    const sync = await bench.sync('full');
    expect(sync).toMatchObject({
      state: 'done',
      calls: 4,
      counts: { seen: 60, unchanged: 60, changed: 0, new: 0 },
    });
    expect(await operations()).toEqual({ [report]: 1, [table]: 3 });
    expect(await written()).toEqual(before);
  });

  it('an incremental sync asks once, and writes nothing', async () => {
    const before = await written();
    await bench.calls();
    const sync = await bench.sync();
    expect(sync).toMatchObject({ state: 'done', kind: 'incremental', calls: 1 });
    expect(await operations()).toEqual({ [changed]: 1 });
    expect(await written()).toEqual(before);
  });
});

describe('when some changed', () => {
  it('an incremental sync asks who, for them, and for each table; the next one asks once', async () => {
    const { context, source } = bench;
    const [one, other] = [await somebody(), await somebody()];
    await updateEmployee(context, source, one, { mobilePhone: '801-555-0199', customJoineryId: 'mark' });
    await addRow(context, source, other, 'jobInfo', { date: '2026-11-01', jobTitle: 'Engineer' }).catch(() =>
      addRow(context, source, other, 'jobInfo', { date: '2026-11-01' }),
    );
    await bench.calls();
    const sync = await bench.sync();
    expect(sync).toMatchObject({ state: 'done', kind: 'incremental', calls: 5 });
    expect(await operations()).toEqual({ [changed]: 1, [report]: 1, [changedTable]: 3 });
    await expectEqual();
    const before = await written();
    expect(await bench.sync()).toMatchObject({ state: 'done', calls: 1 });
    expect(await written()).toEqual(before);
    await bench.sync('full');
    expect(await written()).toEqual(before);
  });

  it('sees who is new and who was deleted, and rows that are gone', async () => {
    const { context, source } = bench;
    const [gone, emptied] = [await somebody(), await somebody()];
    const { number } = await createEmployee(context, source, { firstName: 'Nia', lastName: 'New' });
    await deleteEmployee(context, source, gone);
    const [row] = await listRows(context, source, emptied, 'compensation');
    if (row !== undefined) await removeRow(context, source, emptied, 'compensation', row.id);
    const sync = await bench.sync();
    expect(sync).toMatchObject({ state: 'done', counts: { new: 1, deleted: 1 } });
    const numbers = (await people()).map((person) => person.number);
    expect(numbers).toContain(number);
    expect(numbers).not.toContain(gone);
    await expectEqual();
  });

  it('a full sync sees rows that all are gone', async () => {
    const { context, source } = bench;
    const emptied = await somebody();
    const rows = await listRows(context, source, emptied, 'compensation');
    expect(rows.length).toBeGreaterThan(0);
    for (const { id } of rows) await removeRow(context, source, emptied, 'compensation', id);
    expect(await bench.sync('full')).toMatchObject({ state: 'done' });
    await expectEqual();
  });

  it('reads everybody when many changed', async () => {
    const { context, source } = bench;
    const numbers = (await people()).slice(0, 25).map(({ number }) => number);
    for (const number of numbers)
      await updateEmployee(context, source, number, { homePhone: `801-555-${number}` });
    await bench.calls();
    const sync = await bench.sync();
    expect(sync).toMatchObject({ state: 'done', kind: 'full', counts: { changed: 25 } });
    expect(await operations()).toEqual({ [changed]: 1, [report]: 1, [table]: 3 });
    await expectEqual();
  });
});

describe('somebody who changes again under the stamp with which they were read', () => {
  // A stamp to come cannot be settled, whenever the sync reads it: nothing here goes by the clock.
  const stamp = new Date(Math.floor(Date.now() / 1000) * 1000 + 600_000).toISOString();
  const change = async (number: number, mobilePhone: string) => {
    await updateEmployee(bench.context, bench.source, number, { mobilePhone });
    await bench.context.db.inCompany(bench.source.companyId, (tx) =>
      sql`update employees set last_changed_at = ${stamp}::timestamptz where number = ${number}`.execute(tx),
    );
  };

  it('is read by the next look at changes', async () => {
    // Else those who changed a moment ago, in the tests before, could change again under their stamps, too.
    const { companyId } = bench.source;
    const unsettled = () =>
      bench.context.db.inCompany(companyId, async (tx) => {
        const query = sql`select from employees where last_changed_at > now() - interval '1.5 seconds'`;
        return (await query.execute(tx)).rows.length;
      });
    await expect.poll(unsettled).toBe(0);
    const number = await somebody();
    await change(number, '801-555-0301');
    await bench.sync('full');
    await expectEqual();
    await change(number, '801-555-0302');
    expect(await bench.sync()).toMatchObject({ state: 'done', kind: 'incremental', counts: { changed: 1 } });
    await expectEqual();
  });
});

describe('a supervisor who has a namesake', () => {
  it('is followed in the rows that name them, when they are named otherwise', async () => {
    const { context, source } = bench;
    const [led, other] = [await somebody(), await somebody()];
    const twins: number[] = [];
    for (let one = 0; one < 2; one++) {
      const named = { firstName: 'Lea', lastName: 'Der' };
      twins.push((await createEmployee(context, source, named)).number);
    }
    const [leader = 0] = twins;
    await addRow(context, source, led, 'jobInfo', { date: '2019-02-03', reportsTo: leader });
    const today = new Date().toISOString().slice(0, 10);
    await addRow(context, source, other, 'jobInfo', { date: today, reportsTo: leader });
    await bench.sync();
    await expectEqual();
    await updateEmployee(context, source, leader, { mobilePhone: '801-555-0176' });
    await bench.calls();
    await bench.sync();
    expect(await operations()).toEqual({ [changed]: 1, [report]: 1, [changedTable]: 3 });
    await updateEmployee(context, source, leader, { lastName: 'Dert' });
    await updateEmployee(context, source, other, { mobilePhone: '801-555-0177' });
    await bench.calls();
    expect(await bench.sync()).toMatchObject({ state: 'done', kind: 'incremental', calls: 5 });
    expect(await operations()).toEqual({ [changed]: 1, [report]: 1, [changedTable]: 2, [table]: 1 });
    await expectEqual();
    expect(await bench.sync()).toMatchObject({ state: 'done', calls: 1 });
  });
});

describe('what the account adds', () => {
  it('appears by itself: fields, tables and options', async () => {
    const { context, source, owner } = bench;
    const number = await somebody();
    await addCustomField(context, source, {
      alias: 'customShirt',
      name: 'Shirt',
      type: 'list',
      options: ['S', 'M'],
    });
    await addCustomTable(context, source, {
      alias: 'customCars',
      name: 'Cars',
      dateColumn: 'date',
      columns: [
        { alias: 'date', name: 'Date', type: 'date' },
        { alias: 'plate', name: 'Plate', type: 'text' },
      ],
    });
    await updateEmployee(context, source, number, { customShirt: 'M' });
    await addRow(context, source, number, 'customCars', { date: '2026-01-01', plate: 'AB 123' });
    // Whoever changed within the second in which they are read is read, and noted, once more.
    await context.db.inCompany(source.companyId, (tx) =>
      sql`update employees set last_changed_at = last_changed_at - interval '1 minute'
        where number = ${number}`.execute(tx),
    );
    await bench.select(sql`update connections set discovered_at = now() - interval '1 day' returning id`);
    await bench.begin({ tables: [...three, 'customCars'] });
    await expectEqual([...three, 'customCars']);
    const fields = await listFields(context, owner);
    const theirs = await listFields(context, source);
    for (const alias of ['customShirt', 'customJoineryId'])
      expect(fields.find((field) => field.alias === alias)).toEqual(
        theirs.find((field) => field.alias === alias),
      );
    const before = await written();
    await bench.sync('full');
    expect(await written()).toEqual(before);
  });
});

describe('when the provider has trouble', () => {
  const wellAgain = () => removeFaults(bench.context, bench.source);

  it.each([
    ['status_429', { seconds: 0 }],
    ['status_503', {}],
    ['status_500', {}],
    ['html_200', {}],
    ['truncate', {}],
    ['drop', {}],
  ] as const)('%s is waited out, and nothing is lost', async (kind, over) => {
    const number = await somebody();
    await updateEmployee(bench.context, bench.source, number, { workPhone: `801-555-${kind}` });
    for (const operation of [report, table]) await bench.fault(operation, kind, { count: 2, ...over });
    const sync = await bench.sync('full');
    await wellAgain();
    expect(sync).toMatchObject({ state: 'done', calls: 9, problem: null });
    await expectEqual([...three, 'customCars']);
  });

  // Of these the pages know nothing.
  const onlyInReports = [
    'hoursPerPayCycle',
    '1502',
    '4332',
    'vaccinationStatus',
    'vaccineReceived',
    'amount',
  ];

  it('a report that fails three times is left for pages that bring the same', async () => {
    const tables = [...three, 'customCars'];
    await bench.begin({ tables, leaveOut: [...onlyInReports, 'customShirt'] });
    await bench.fault(report, 'status_500', { count: 3 });
    const sync = await bench.sync('full');
    await wellAgain();
    expect(sync).toMatchObject({ state: 'done', strategy: 'datasets', warnings: [] });
    await expectEqual(tables);
    const [one] = await held(bench.owner.companyId, []);
    await updateEmployee(bench.context, bench.source, one?.number ?? 0, { city: 'Bergen' });
    await bench.fault(report, 'html_200', { count: null });
    const changes = await bench.sync('incremental');
    await wellAgain();
    expect(changes).toMatchObject({ state: 'done', kind: 'full', strategy: 'datasets' });
    await expectEqual(tables);
    await bench.begin({ tables });
  });

  it('a report that fails for longer is asked again when pages would bring less', async () => {
    await bench.fault(report, 'status_500', { count: 5 });
    const sync = await bench.sync('full');
    await wellAgain();
    expect(sync).toMatchObject({ state: 'done', strategy: 'report', calls: 10 });
  });

  it('a table whose rows nearly all vanished is not believed', async () => {
    const before = await held(bench.owner.companyId, three);
    await bench.fault(table, 'short_list', { count: 4 });
    const sync = await bench.sync('full');
    await wellAgain();
    expect(sync.warnings.map(({ code }) => code)).toContain('emptied_table');
    expect(await held(bench.owner.companyId, three)).toEqual(before);
  });

  it('fields that vanish keep their values, are named, and make the connection degraded once', async () => {
    const before = await held(bench.owner.companyId, three);
    const fields = ['hireDate', 'mobilePhone'];
    for (let pass = 0; pass < 2; pass += 1) {
      await bench.fault(report, 'vanish_fields', { fields });
      const sync = await bench.sync('full');
      expect(sync.state).toBe('done');
      expect(sync.warnings.find(({ code }) => code === 'absent_field')?.names).toEqual(fields);
    }
    await wellAgain();
    expect(await held(bench.owner.companyId, three)).toEqual(before);
    const [told] = await bench.select<{ count: number; health: string }>(sql`
      select count(*)::int as count, (select health from connections) as health from events where type = 'connections.degraded'`);
    expect(told).toEqual({ count: 1, health: 'degraded' });
    await bench.sync('full');
    expect(await bench.select(sql`select health from connections`)).toEqual([{ health: 'ok' }]);
    expect(await bench.select(sql`select 1 as stale from links where stale <> '{}'`)).toEqual([]);
  });
});
