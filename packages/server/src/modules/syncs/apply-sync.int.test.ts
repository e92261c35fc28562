import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { listRows } from '../employees/employee-rows.service.ts';
import { createEmployee, listChanges, readEmployee } from '../employees/employees.service.ts';
import { rollForward } from '../employees/roll-forward.service.ts';
import { photoFields } from '../fields/fields.ts';
import { aToldCompany, row, type ToldCompany, type ToldPerson } from './testing/told-people.ts';

let test: TestContext;

beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());

const jane: ToldPerson = {
  id: '40',
  values: { firstName: 'Jane', lastName: 'Doe', workEmail: 'jane@example.com', hireDate: '2020-01-01' },
  status: 'Active',
  rows: {
    jobInfo: [row('2020-01-01', { jobTitle: 'Head', department: 'Ideas', reportsTo: null }, 1)],
    employmentStatus: [row('2020-01-01', { employmentStatus: 'Full-Time' }, 2)],
  },
};
const bob: ToldPerson = {
  id: '7',
  values: { firstName: 'Bob', lastName: 'Small', workEmail: 'jane@example.com', hireDate: '2021-01-01' },
  status: 'Active',
  supervisorId: '40',
  rows: {
    jobInfo: [
      row('2021-01-01', { jobTitle: 'Trainee', department: 'Ideas', reportsTo: 'Jane Doe' }, 3),
      row('2022-01-01', { jobTitle: 'Maker', department: 'Ideas', reportsTo: 'Jane Doe' }, 4),
      row('2022-06-01', { jobTitle: 'Maker II', department: 'Ideas', reportsTo: 'Nobody Known' }, 5),
      row('2023-01-01', { jobTitle: 'Maker III', department: 'Ideas', reportsTo: 'Jane Doe' }, 6),
    ],
    employmentStatus: [row('2021-01-01', { employmentStatus: 'Full-Time' }, 7)],
  },
};

const read = async ({ owner }: ToldCompany, number: number, names: string[]) =>
  (await readEmployee(test.context, owner, number, names, { onlyCurrent: true })).values;

/** What there is in the tables that an unchanged sync must not write to, with the versions of rows. */
const versions = (told: ToldCompany) =>
  told.ask(async (tx) => {
    const { rows } = await sql<{ of: string }>`
      select 'employees ' || number || ' ' || xmin as of from employees
      union all select 'row ' || id || ' ' || xmin from employee_rows
      union all select 'link ' || record_id || ' ' || xmin from links
      union all select 'change ' || id from employee_changes
      union all select 'event ' || id from events
      union all select 'option ' || id from list_options
      union all select 'secret ' || row_id || ' ' || xmin from employee_row_secrets order by 1`.execute(tx);
    return rows.map(({ of }) => of);
  });

const eventsOf = (told: ToldCompany, type: string) =>
  told.ask(async (tx) =>
    (await tx.selectFrom('events').select('payload').where('type', '=', type).orderBy('id').execute()).map(
      ({ payload }) => payload as Record<string, unknown>,
    ),
  );

const linkOf = (told: ToldCompany, id: string) =>
  told.ask((tx) =>
    tx.selectFrom('links').selectAll().where('provider_id', '=', id).executeTakeFirstOrThrow(),
  );

/** Somebody whom the company adds itself, while it mirrors nobody; the number of theirs. */
async function addOwn({ ask, connectionId, owner }: ToldCompany): Promise<number> {
  const mirror = (on: boolean) =>
    ask((tx) => sql`update connections set people_source = ${on} where id = ${connectionId}`.execute(tx));
  await mirror(false);
  const { number } = await createEmployee(test.context, owner, { firstName: 'A', lastName: 'B' });
  await mirror(true);
  return number;
}

describe('a first sync', () => {
  it('writes people under the provider’s ids, with history, supervisors, options, log and events', async () => {
    const told = await aToldCompany(test);
    const since = new Date(Date.now() - 1000);
    const { counts } = await told.sync({ people: [bob, jane] });
    expect(counts).toEqual({ new: 2 });
    expect(
      await read(told, 7, ['firstName', 'status', 'jobTitle', 'reportsTo', 'supervisorEId', 'department']),
    ).toEqual({
      firstName: 'Bob',
      status: 'Active',
      jobTitle: 'Maker III',
      reportsTo: 'Jane Doe',
      supervisorEId: 40,
      department: 'Ideas',
    });
    const rows = await listRows(test.context, told.owner, 7, 'jobInfo');
    expect(rows.map(({ values }) => values.reportsTo)).toEqual([
      'Jane Doe',
      'Jane Doe',
      'Nobody Known',
      'Jane Doe',
    ]);
    const stored = await told.ask((tx) =>
      sql<{ number: number | string }>`select r."values" -> 'reportsTo' as number from employee_rows r
        join employees e on e.id = r.employee_id where e.number = 7 and table_alias = 'jobInfo' order by r.id`.execute(
        tx,
      ),
    );
    expect(stored.rows.map(({ number }) => number)).toEqual([40, 40, 'Nobody Known', 40]);
    const { changes } = await listChanges(test.context, told.owner, since, 'all');
    expect(changes.map(({ number, action }) => [number, action])).toEqual([
      [7, 'Inserted'],
      [40, 'Inserted'],
    ]);
    const created = await eventsOf(told, 'employees.created');
    expect(created.find(({ number }) => number === 7)).toMatchObject({
      mirrored: true,
      tables: ['employmentStatus', 'jobInfo'],
    });
    const options = await told.ask((tx) =>
      tx.selectFrom('list_options').select('name').where('list_number', '=', 4).execute(),
    );
    expect(options.map(({ name }) => name)).toContain('Ideas');
  });

  it('counts on behind the provider’s numbers', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane] });
    expect(await addOwn(told)).toBe(41);
  });

  it('keeps a person who takes the number of one of the company’s own out, alone', async () => {
    const told = await aToldCompany(test);
    const own = await addOwn(told);
    const { counts } = await told.sync({ people: [{ ...jane, id: String(own) }, bob] });
    expect(counts).toMatchObject({ new: 1, quarantined: 1 });
    expect(await read(told, own, ['firstName'])).toEqual({ firstName: 'A' });
  });
});

describe('a later sync', () => {
  it('writes nothing at all when nothing changed', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [bob, jane] });
    const before = await versions(told);
    const { counts } = await told.sync({ people: [bob, jane] });
    expect(counts).toEqual({});
    expect(await versions(told)).toEqual(before);
  });

  it('writes only the link when the same came in another form', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [bob, jane] });
    const before = await versions(told);
    const { counts } = await told.sync({
      people: [bob, { ...jane, values: { ...jane.values, skypeUsername: null } }],
    });
    expect(counts).toEqual({ unchanged: 1 });
    const other = (await versions(told)).filter((one) => !before.includes(one));
    expect(other).toEqual([expect.stringMatching(/^link /)]);
  });

  it('writes what differs, with its names, and leaves all other rows and people', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [bob, jane] });
    const before = await versions(told);
    const since = new Date(Date.now() - 1);
    const rows = [...(bob.rows?.jobInfo ?? [])];
    rows[0] = row('2021-01-01', { jobTitle: 'Intern', department: 'Ideas', reportsTo: 'Jane Doe' }, 3);
    await told.sync({
      people: [
        { ...bob, values: { ...bob.values, city: 'Oslo' }, rows: { ...bob.rows, jobInfo: rows } },
        jane,
      ],
    });
    const updated = (await eventsOf(told, 'employees.updated')).at(-1);
    expect(updated).toEqual({ number: 7, fields: ['city', 'jobTitle'], tables: ['jobInfo'], mirrored: true });
    const other = (await versions(told)).filter((one) => !before.includes(one));
    expect(other.map((one) => one.split(' ')[0]).sort()).toEqual([
      'change',
      'change',
      'employees',
      'event',
      'event',
      'link',
      'option',
      'row',
    ]);
    const { changes } = await listChanges(test.context, told.owner, since, 'all', { tables: [] });
    expect(changes.map(({ number, action }) => [number, action])).toEqual([[7, 'Updated']]);
  });

  it('knows whether there is a photo as it was told last, and keeps it when it is not told', async () => {
    const told = await aToldCompany(test);
    const photoOf = async (number: number) => {
      const { photoUrl, ...flags } = await read(told, number, [...photoFields]);
      const [has, ...more] = Object.values(flags);
      expect(more).toEqual([has]);
      return photoUrl === null ? has : `${has} ${photoUrl}`;
    };
    await told.sync({ people: [{ ...bob, hasPhoto: true }, jane] });
    const first = await photoOf(7);
    expect([first, await photoOf(40)]).toEqual([expect.stringMatching(/^true 7-\d+$/), false]);
    const before = await versions(told);
    await told.sync({ people: [bob, jane] });
    await told.sync({
      people: [
        { ...bob, hasPhoto: true },
        { ...jane, hasPhoto: false },
      ],
    });
    const other = (await versions(told)).filter((one) => !before.includes(one));
    expect([await photoOf(7), new Set(other.map((one) => one.split(' ')[0]))]).toEqual([
      first,
      new Set(['link']),
    ]);
    const since = new Date(Date.now() - 1);
    await told.sync({ people: [{ ...bob, hasPhoto: false }, jane] });
    expect(await photoOf(7)).toBe(false);
    expect((await eventsOf(told, 'employees.updated')).at(-1)).toEqual({
      number: 7,
      fields: photoFields,
      tables: [],
      mirrored: true,
    });
    const { changes } = await listChanges(test.context, told.owner, since, 'all');
    expect(changes.map(({ number, action }) => [number, action])).toEqual([[7, 'Updated']]);
    await told.sync({ people: [{ ...bob, hasPhoto: true }, jane] });
    expect(await photoOf(7)).toMatch(/^true 7-\d+$/);
    expect(await photoOf(7)).not.toBe(first);
  });

  it('keeps the ids of rows when they come without the provider’s, and drops those that are gone', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [bob, jane] });
    const before = await listRows(test.context, told.owner, 7, 'jobInfo');
    const bare = (bob.rows?.jobInfo ?? []).map((one) => ({ ...one, providerRowId: null }));
    const [first, , third, last] = bare;
    if (!first || !third || !last) throw new Error('rows are missing');
    const edited = { ...last, values: { ...last.values, jobTitle: 'Master' } };
    await told.sync({
      kind: 'incremental',
      people: [{ ...bob, rows: { ...bob.rows, jobInfo: [edited, third, first] } }],
    });
    const after = await listRows(test.context, told.owner, 7, 'jobInfo');
    expect(after.map(({ id }) => id)).toEqual([before[0]?.id, before[2]?.id, before[3]?.id]);
    expect(after.map(({ values }) => values.jobTitle)).toEqual(['Trainee', 'Maker II', 'Master']);
    expect((await read(told, 7, ['supervisorEId'])).supervisorEId).toBe(40);
  });

  it('does not tell of people whose supervisor only got another name', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [bob, jane] });
    const renamed = { ...jane, values: { ...jane.values, lastName: 'Roe' } };
    const rows = (bob.rows?.jobInfo ?? []).map((one) =>
      one.values.reportsTo === 'Jane Doe'
        ? { ...one, values: { ...one.values, reportsTo: 'Jane Roe' } }
        : one,
    );
    const count = (await eventsOf(told, 'employees.updated')).length;
    await told.sync({ people: [jane === renamed ? jane : renamed], kind: 'incremental' });
    await told.sync({ people: [{ ...bob, rows: { ...bob.rows, jobInfo: rows } }, renamed] });
    const events = (await eventsOf(told, 'employees.updated')).slice(count);
    expect(events.map(({ number }) => number)).toEqual([40]);
    expect(await read(told, 7, ['reportsTo', 'supervisorEId'])).toEqual({
      reportsTo: 'Jane Roe',
      supervisorEId: 40,
    });
  });

  it('finds a supervisor who comes later than their people', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [bob] });
    expect(await read(told, 7, ['reportsTo', 'supervisor', 'supervisorEId'])).toEqual({
      reportsTo: 'Jane Doe',
      supervisor: 'Jane Doe',
      supervisorEId: null,
    });
    await told.sync({ people: [bob, jane] });
    expect(await read(told, 7, ['reportsTo', 'supervisor', 'supervisorEId'])).toEqual({
      reportsTo: 'Jane Doe',
      supervisor: 'Doe, Jane',
      supervisorEId: 40,
    });
  });

  it('takes the supervisor that the provider names by id where two people have the name', async () => {
    const told = await aToldCompany(test);
    const other = { ...jane, id: '41', rows: {} };
    await told.sync({ people: [{ ...bob, supervisorId: '41' }, jane, other] });
    expect((await read(told, 7, ['supervisorEId'])).supervisorEId).toBe(41);
    await told.sync({ people: [bob, jane, other] });
    expect((await read(told, 7, ['supervisorEId'])).supervisorEId).toBe(40);
    // Rows of the past have no id: nobody can say which of the two it was.
    const rows = await listRows(test.context, told.owner, 7, 'jobInfo');
    expect(rows[0]?.values.reportsTo).toBe('Jane Doe');
  });
});

describe('what does not come', () => {
  it('keeps its last value and is stale until it comes again', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane] });
    const { workEmail, ...rest } = jane.values;
    await told.sync({ people: [{ ...jane, values: rest, absent: ['workEmail'] }] });
    expect((await read(told, 40, ['workEmail'])).workEmail).toBe(workEmail);
    const stale = (await linkOf(told, '40')).stale as Record<string, string>;
    expect(Object.keys(stale)).toEqual(['workEmail']);
    await told.sync({ people: [{ ...jane, values: { ...rest, city: 'Bergen' }, absent: ['workEmail'] }] });
    expect((await linkOf(told, '40')).stale).toEqual(stale);
    await told.sync({ people: [{ ...jane, values: { ...rest, workEmail: null } }] });
    expect((await linkOf(told, '40')).stale).toEqual({});
    expect((await read(told, 40, ['workEmail'])).workEmail).toBeNull();
  });

  it('keeps the last value of a column, in the whole table or in one row', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane] });
    const bare = { jobInfo: [row('2020-01-01', { jobTitle: 'Chief' }, 1)] };
    await told.sync({ people: [{ ...jane, rows: bare, absentColumns: ['department'] }] });
    expect(await read(told, 40, ['jobTitle', 'department'])).toEqual({
      jobTitle: 'Chief',
      department: 'Ideas',
    });
    expect(Object.keys((await linkOf(told, '40')).stale as object)).toEqual(['jobInfo.department']);
  });

  it('makes nobody disappear, and is forgotten when the person is shown again', async () => {
    const told = await aToldCompany(test);
    const others = Array.from({ length: 20 }, (_, at) => ({ ...bob, id: String(100 + at), rows: {} }));
    await told.sync({ people: [jane, ...others] });
    const { ended, counts } = await told.sync({ people: others });
    expect([ended, counts.deleted]).toEqual(['apply', undefined]);
    expect((await linkOf(told, '40')).missing_since).toBeInstanceOf(Date);
    await told.sync({ people: [jane, ...others] });
    expect((await linkOf(told, '40')).missing_since).toBeNull();
  });
});

describe('status', () => {
  it('follows the provider’s word on its day and the rows at midnight', async () => {
    const told = await aToldCompany(test);
    const today = new Date().toISOString().slice(0, 10);
    const tomorrow = new Date(Date.now() + 24 * 3600_000).toISOString().slice(0, 10);
    await told.sync({ people: [jane] });
    await rollForward(test.context, told.company);
    const ended = [
      ...(jane.rows?.employmentStatus ?? []),
      row(tomorrow, { employmentStatus: 'Terminated' }, 9),
    ];
    await told.sync({ people: [{ ...jane, rows: { ...jane.rows, employmentStatus: ended } }] });
    expect((await read(told, 40, ['status'])).status).toBe('Active');
    expect((await eventsOf(told, 'employees.updated')).at(-1)).toMatchObject({ tookEffect: false });
    test.setNow(new Date(`${tomorrow}T00:30:00Z`));
    await rollForward(test.context, told.company);
    test.setNow(undefined);
    expect((await read(told, 40, ['status'])).status).toBe('Inactive');
    expect(today < tomorrow).toBe(true);
  });

  it('stays as the provider told it when a row of another table takes effect', async () => {
    const told = await aToldCompany(test);
    const tomorrow = new Date(Date.now() + 24 * 3600_000).toISOString().slice(0, 10);
    const rows = {
      employmentStatus: [row('2020-01-01', { employmentStatus: 'Terminated' }, 2)],
      jobInfo: [row(tomorrow, { jobTitle: 'Advisor' }, 3)],
    };
    await told.sync({ people: [{ ...jane, rows }] });
    await rollForward(test.context, told.company);
    test.setNow(new Date(`${tomorrow}T00:30:00Z`));
    await rollForward(test.context, told.company);
    expect(await read(told, 40, ['status', 'jobTitle'])).toEqual({ status: 'Active', jobTitle: 'Advisor' });
    test.setNow(undefined);
  });
});

describe('identification numbers', () => {
  it('are sealed, compared by what was sealed, and forgotten with their row', async () => {
    const told = await aToldCompany(test);
    const of = (ssn: string | null): ToldPerson => ({
      ...jane,
      rows: { dependents: [row(null, { firstName: 'Kid', lastName: 'Doe', ssn }, 70)] },
    });
    const secrets = () =>
      told.ask((tx) => tx.selectFrom('employee_row_secrets').select(['row_id', 'shown', 'sealed']).execute());
    await told.sync({ people: [of('123-45-6789')] });
    const [first] = await secrets();
    expect(first?.shown).toBe('xxx-xx-6789');
    const open = (secret: typeof first) =>
      test.context.secrets.open(secret?.sealed ?? '', {
        companyId: told.company.id,
        table: 'employee_rows',
        row: String(secret?.row_id),
        column: 'ssn',
      });
    expect(open(first)).toBe('123-45-6789');
    await told.sync({ people: [of('987-65-6789')] });
    const [second] = await secrets();
    expect([open(second), second?.row_id]).toEqual(['987-65-6789', first?.row_id]);
    expect((await eventsOf(told, 'employees.updated')).at(-1)).toMatchObject({
      tables: ['dependents'],
      fields: ['ssn'],
    });
    await told.sync({ people: [of(null)] });
    expect(await secrets()).toEqual([]);
  });

  it('that are none quarantine their person alone', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane, bob] });
    const { counts } = await told.sync({
      people: [
        { ...jane, rows: { dependents: [row(null, { ssn: 'none of your business' }, 70)] } },
        { ...bob, values: { ...bob.values, city: 'Rome' } },
      ],
    });
    expect(counts).toMatchObject({ changed: 1, quarantined: 1 });
    const kept = await told.ask((tx) =>
      tx.selectFrom('sync_quarantine').select(['provider_id', 'problem']).execute(),
    );
    expect(kept.map(({ provider_id }) => provider_id)).toEqual(['40']);
    expect(kept[0]?.problem).not.toContain('business');
    await told.sync({ people: [{ ...jane, rows: { ...jane.rows, dependents: [] } }, bob] });
    expect(await told.ask((tx) => tx.selectFrom('sync_quarantine').selectAll().execute())).toEqual([]);
  });
});

describe('records that cannot be read', () => {
  it('keep their last values, say why, and heal', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane, bob] });
    const { counts } = await told.sync({ people: [{ ...jane, problem: 'hireDate is no date' }, bob] });
    expect(counts).toEqual({ quarantined: 1 });
    expect((await read(told, 40, ['firstName'])).firstName).toBe('Jane');
    await told.sync({ people: [{ ...jane, problem: 'hireDate is no date' }, bob] });
    const kept = await told.ask((tx) => tx.selectFrom('sync_quarantine').selectAll().execute());
    expect(kept).toMatchObject([{ provider_id: '40', stream: 'people:0', problem: 'hireDate is no date' }]);
    await told.sync({ people: [jane, bob] });
    expect(await told.ask((tx) => tx.selectFrom('sync_quarantine').selectAll().execute())).toEqual([]);
  });
});

describe('deletions', () => {
  it('remove the person, the link and nothing else, and are told', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane, bob] });
    const { counts } = await told.sync({ kind: 'incremental', people: [], deleted: ['7'] });
    expect(counts).toEqual({ deleted: 1 });
    await expect(read(told, 7, ['firstName'])).rejects.toMatchObject({ code: 'employees.not_found' });
    expect((await eventsOf(told, 'employees.deleted')).map(({ number }) => number)).toEqual([7]);
    expect(await told.ask((tx) => tx.selectFrom('links').select('provider_id').execute())).toEqual([
      { provider_id: '40' },
    ]);
    expect(
      await told.ask((tx) => tx.selectFrom('sync_leavers').select(['employee_number', 'how']).execute()),
    ).toEqual([{ employee_number: 7, how: 'deleted' }]);
  });
});

describe('a process that lost the run', () => {
  it('applies nothing', async () => {
    const told = await aToldCompany(test);
    const syncId = await told.stage({ people: [jane] });
    const run = told.run(syncId);
    const { applyNextBatch } = await import('./apply-sync.service.ts');
    run.ctx.assertStillOwner = () => Promise.reject(new Error('taken over'));
    await expect(applyNextBatch(run)).rejects.toThrow('taken over');
    expect(await told.ask((tx) => tx.selectFrom('employees').select('id').execute())).toEqual([]);
  });
});

describe('a company that mirrors nobody any more', () => {
  it('gets nothing of a sync that was read before', async () => {
    const told = await aToldCompany(test);
    const [read, judged] = [await told.stage({ people: [jane] }), await told.stage({ people: [jane, bob] })];
    await told.judge(judged);
    await told.ask((tx) =>
      tx
        .updateTable('connections')
        .set({ people_source: false })
        .where('id', '=', told.connectionId)
        .execute(),
    );
    for (const going of [() => told.judge(read), () => told.apply(judged)])
      await expect(going()).rejects.toMatchObject({ code: 'syncs.not_mirrored' });
    expect(await told.ask((tx) => tx.selectFrom('employees').select('id').execute())).toEqual([]);
  });
});
