import type { AccessDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import * as employees from './employees.service.ts';

let test: TestContext;
let owner: Principal;

beforeAll(async () => {
  test = await createTestContext();
  owner = (await test.aCompany({ timeZone: 'America/Los_Angeles' })).owner;
});
afterAll(() => test.close());

async function addRow(...asked: Parameters<typeof employees.addRow>): Promise<{ rowId: number }> {
  return { rowId: Number((await employees.addRow(...asked)).rowId) };
}

const as = (access: Partial<AccessDefinition>, employeeId: string | null = null): Principal => ({
  ...owner,
  employeeId,
  access: { ...(builtinLevels.no_access?.definition as AccessDefinition), ...access },
});

const create = (values: Record<string, unknown>) => employees.createEmployee(test.context, owner, values);
const read = (principal: Principal, number: number, names: string[], onlyCurrent = true) =>
  employees.readEmployee(test.context, principal, number, names, { onlyCurrent });

describe('a new employee', () => {
  it('has numbers from 1 on in its company, and reads back what was given', async () => {
    const { owner: other } = await test.aCompany();
    const { number } = await employees.createEmployee(test.context, other, {
      firstName: 'Zoë',
      lastName: "O'Brien",
      dateOfBirth: '1990-02-28',
      payRate: '65000 EUR',
    });
    expect(number).toBe(1);
    const view = await read(other, 1, ['firstName', '2', 'payRate', 'birthday', 'nonsense', 'displayName']);
    expect(view.values).toEqual({
      firstName: 'Zoë',
      2: "O'Brien",
      payRate: { value: '65000.00', currency: 'EUR' },
      birthday: '02-28',
      displayName: "Zoë O'Brien",
    });
    expect(view.withheld).toEqual([]);
  });

  it.each([
    ['without names', { firstName: 'A' }, 'request.invalid'],
    ['with a blank name', { firstName: 'A', lastName: ' ' }, 'request.invalid'],
    ['with an unknown field', { firstName: 'A', lastName: 'B', shoeSize: 4 }, 'request.invalid'],
    ['with a calculated field', { firstName: 'A', lastName: 'B', age: 4 }, 'request.invalid'],
    [
      'with a day that does not exist',
      { firstName: 'A', lastName: 'B', hireDate: '2026-02-30' },
      'employees.invalid_value',
    ],
    [
      'with an unknown option',
      { firstName: 'A', lastName: 'B', employmentHistoryStatus: 'Sleeping' },
      'employees.invalid_value',
    ],
    ['with a broken e-mail', { firstName: 'A', lastName: 'B', workEmail: 'a@b' }, 'employees.invalid_value'],
    [
      'with an unknown supervisor',
      { firstName: 'A', lastName: 'B', reportsTo: 'No One' },
      'employees.invalid_value',
    ],
  ])('is refused %s, and nothing is stored', async (_, values, code) => {
    const before = await employees.listEmployees(test.context, owner, ['id'], {
      onlyCurrent: true,
      limit: 1000,
    });
    await expect(create(values)).rejects.toMatchObject({ code });
    const after = await employees.listEmployees(test.context, owner, ['id'], {
      onlyCurrent: true,
      limit: 1000,
    });
    expect(after).toEqual(before);
  });

  it('needs a work e-mail address of its own, whatever its case, also among writers at once', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) =>
        create({
          firstName: 'Same',
          lastName: `Mail${i}`,
          workEmail: i % 2 ? 'one@example.com' : 'ONE@example.com',
        }),
      ),
    );
    const refused = tries.filter((t) => t.status === 'rejected').map((t) => t.reason.code);
    expect(refused).toEqual(Array.from({ length: 4 }, () => 'employees.email_taken'));
  });
});

describe('values from history', () => {
  it('follow the date in the time zone of the company', async () => {
    const { number } = await create({
      firstName: 'Future',
      lastName: 'Hire',
      hireDate: '2026-06-02',
      employmentHistoryStatus: 'full-time ',
    });
    // 2 June begins in Los Angeles at 07:00 UTC.
    test.setNow(new Date('2026-06-02T06:59:00Z'));
    expect((await read(owner, number, ['employmentHistoryStatus'])).values).toEqual({
      employmentHistoryStatus: null,
    });
    expect((await read(owner, number, ['16'], false)).values).toEqual({ 16: 'Full-Time' });
    test.setNow(new Date('2026-06-02T07:00:00Z'));
    expect((await read(owner, number, ['employmentHistoryStatus'])).values).toEqual({
      employmentHistoryStatus: 'Full-Time',
    });
    test.setNow(undefined);
  });

  it('carry on what a change does not name, in one row a day', async () => {
    const { number } = await create({
      firstName: 'Mo',
      lastName: 'Ver',
      hireDate: '2020-01-01',
      reportsTo: null,
    });
    await employees
      .addRow(test.context, owner, number, 'jobInfo', { date: '2021-01-01', reportsTo: '1' })
      .catch(() => undefined);
    const { number: boss } = await create({
      firstName: 'Bo',
      lastName: 'Ss',
      employeeNumber: 'B7',
      workEmail: 'boss@example.com',
    });
    await employees.updateEmployee(test.context, owner, number, { reportsTo: 'Ss, Bo' });
    const rows = await employees.listRows(test.context, owner, number, 'jobInfo');
    expect(rows.at(-1)?.values).toMatchObject({ reportsTo: 'Bo Ss' });
    const view = await read(owner, number, [
      'supervisor',
      'supervisorId',
      'supervisorEId',
      'supervisorEmail',
    ]);
    expect(view.values).toEqual({
      supervisor: 'Ss, Bo',
      supervisorId: 'B7',
      supervisorEId: boss,
      supervisorEmail: 'boss@example.com',
    });
    const before = (await employees.listRows(test.context, owner, number, 'jobInfo')).length;
    await employees.updateEmployee(test.context, owner, number, { reportsTo: 'Bo Ss' });
    expect(await employees.listRows(test.context, owner, number, 'jobInfo')).toHaveLength(before);
  });

  it('make somebody inactive when Terminated is in force, and active when hired again', async () => {
    const { number } = await create({
      firstName: 'Le',
      lastName: 'Aver',
      employmentHistoryStatus: 'Full-Time',
      hireDate: '2020-01-01',
    });
    const add = (date: string, employmentStatus: string) =>
      employees.addRow(test.context, owner, number, 'employmentStatus', { date, employmentStatus });
    const now = async () => (await read(owner, number, ['status', 'terminationDate'])).values;
    await add('2022-05-01', 'Terminated');
    expect(await now()).toEqual({ status: 'Inactive', terminationDate: '2022-05-01' });
    await add('2023-01-01', 'Part-Time');
    expect(await now()).toEqual({ status: 'Active', terminationDate: null });
    await add('2999-01-01', 'Terminated');
    expect(await now()).toEqual({ status: 'Active', terminationDate: null });
  });

  it('refuse rows without a date, rows of no table and rows of somebody else', async () => {
    const { number: one } = await create({ firstName: 'Row', lastName: 'One' });
    const { number: two } = await create({ firstName: 'Row', lastName: 'Two' });
    const { rowId } = await addRow(test.context, owner, one, 'jobInfo', { date: '2020-01-01' });
    const row = { employmentStatus: 'Intern' };
    await expect(employees.addRow(test.context, owner, one, 'employmentStatus', row)).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await expect(employees.addRow(test.context, owner, one, 'nothing', row)).rejects.toMatchObject({
      code: 'employees.table_not_found',
    });
    await expect(
      employees.updateRow(test.context, owner, two, 'jobInfo', rowId, { date: '2021-01-01' }),
    ).rejects.toMatchObject({ code: 'employees.row_not_found' });
    await employees.updateRow(test.context, owner, one, 'jobInfo', rowId, { date: '2021-01-01' });
    expect((await employees.listRows(test.context, owner, one, 'jobInfo')).map((r) => r.values.date)).toEqual(
      ['2021-01-01'],
    );
  });
});

describe('fields of history tables', () => {
  it('are written as rows dated today: pay, job and status, each carrying on what was not named', async () => {
    const { number } = await create({
      firstName: 'Ra',
      lastName: 'Ise',
      hireDate: '2020-01-01',
      payRate: '1000 EUR',
      payType: 'Salary',
      employmentHistoryStatus: 'Full-Time',
    });
    test.setNow(new Date('2026-06-02T18:00:00Z'));
    await employees.updateEmployee(test.context, owner, number, {
      payRate: '1200 EUR',
      employmentHistoryStatus: 'Part-Time',
    });
    const rows = async (table: string) =>
      (await employees.listRows(test.context, owner, number, table)).map((row) => row.values);
    const amount = (value: string) => ({ value, currency: 'EUR' });
    expect(await rows('compensation')).toMatchObject([
      { startDate: '2020-01-01', rate: amount('1000.00'), type: 'Salary' },
      { startDate: '2026-06-02', rate: amount('1200.00'), type: 'Salary' },
    ]);
    expect(await rows('employmentStatus')).toMatchObject([
      { date: '2020-01-01', employmentStatus: 'Full-Time' },
      { date: '2026-06-02', employmentStatus: 'Part-Time' },
    ]);
    await employees.updateEmployee(test.context, owner, number, { payRate: '1300 EUR' });
    expect(await rows('compensation')).toHaveLength(2);
    expect((await read(owner, number, ['payRate'])).values).toEqual({ payRate: amount('1300.00') });
    test.setNow(undefined);
  });

  it('of the future are shown only where they are asked for', async () => {
    const { number: boss } = await create({ firstName: 'Fu', lastName: 'Boss' });
    const { number } = await create({
      firstName: 'Fu',
      lastName: 'Ture',
      hireDate: '2091-01-01',
      reportsTo: String(boss),
      payRate: '1000 EUR',
    });
    const names = ['supervisorEId', 'supervisor', 'payRate'];
    expect((await read(owner, number, names)).values).toEqual({
      supervisorEId: null,
      supervisor: null,
      payRate: null,
    });
    expect((await read(owner, number, names, false)).values).toEqual({
      supervisorEId: boss,
      supervisor: 'Boss, Fu',
      payRate: { value: '1000.00', currency: 'EUR' },
    });
  });
});

describe('who reports to whom', () => {
  it('never makes a circle, however long', async () => {
    const { number: top } = await create({ firstName: 'Top', lastName: 'Circle' });
    const { number: middle } = await create({
      firstName: 'Middle',
      lastName: 'Circle',
      reportsTo: String(top),
    });
    const { number: low } = await create({ firstName: 'Low', lastName: 'Circle', reportsTo: String(middle) });
    const refused = { code: 'employees.invalid_value', issues: [{ path: 'reportsTo' }] };
    const setBoss = (number: number, boss: number) =>
      employees.updateEmployee(test.context, owner, number, { reportsTo: String(boss) });
    await expect(setBoss(top, low)).rejects.toMatchObject(refused);
    await expect(setBoss(top, top)).rejects.toMatchObject(refused);
    await setBoss(low, top);
  });

  it('makes no circle on the day on which rows of the future are in force', async () => {
    const { number: one } = await create({ firstName: 'One', lastName: 'Later' });
    const { number: two } = await create({ firstName: 'Two', lastName: 'Later' });
    const add = (number: number, date: string, boss: number) =>
      employees.addRow(test.context, owner, number, 'jobInfo', { date, reportsTo: String(boss) });
    await add(one, '2090-01-01', two);
    await expect(add(two, '2090-06-01', one)).rejects.toMatchObject({ code: 'employees.invalid_value' });
    await add(two, '2089-01-01', one);
  });
});

describe('a removed row', () => {
  it('no longer counts, and the one before it is in force again', async () => {
    const { number } = await create({
      firstName: 'Re',
      lastName: 'Moved',
      employmentHistoryStatus: 'Intern',
      hireDate: '2020-01-01',
    });
    const { rowId } = await addRow(test.context, owner, number, 'employmentStatus', {
      date: '2021-01-01',
      employmentStatus: 'Terminated',
    });
    expect((await read(owner, number, ['status'])).values).toEqual({ status: 'Inactive' });
    await employees.removeRow(test.context, owner, number, 'employmentStatus', rowId);
    expect((await read(owner, number, ['status', '16'])).values).toEqual({ status: 'Active', 16: 'Intern' });
    await expect(
      employees.removeRow(test.context, owner, number, 'employmentStatus', rowId),
    ).rejects.toMatchObject({
      code: 'employees.row_not_found',
    });
  });
});

describe('tables without dates', () => {
  it('hold rows side by side', async () => {
    const { number } = await create({ firstName: 'Con', lastName: 'Tacts' });
    for (const name of ['Sister', 'Brother'])
      await employees.addRow(test.context, owner, number, 'contacts', {
        name,
        relationship: name.toLowerCase(),
      });
    const rows = await employees.listRows(test.context, owner, number, 'emergencyContacts');
    expect(rows.map(({ values }) => [values.name, values.relationship, values.primaryContact])).toEqual([
      ['Sister', 'Sister', null],
      ['Brother', 'Brother', null],
    ]);
  });
});

describe('what a principal may see', () => {
  const everyone = { kind: 'all' } as const;

  it('leaves sensitive fields out of “every field”, by every name and derivation of them', async () => {
    const { number } = await create({
      firstName: 'Pay',
      lastName: 'Hidden',
      payRate: '1000',
      ssn: '123-45-6789',
      dateOfBirth: '1990-01-01',
    });
    const reader = as({ employees: [{ scope: everyone, fields: { '*': 'view' } }] });
    const names = ['lastName', 'payRate', '19', 'ssn', '7', 'dateOfBirth', 'age', 'birthday', 'paidPer'];
    const view = await read(reader, number, names);
    expect(view.values).toEqual({ lastName: 'Hidden' });
    expect(view.withheld).toEqual(names.slice(1));
    expect(await employees.listRows(test.context, reader, number, 'compensation')).toEqual([]);
  });

  it('hides a field under its other names too', async () => {
    const { number } = await create({ firstName: 'Two', lastName: 'Names', preferredName: 'Tee' });
    const reader = as({ employees: [{ scope: everyone, fields: { '*': 'view', preferredName: 'none' } }] });
    const view = await read(reader, number, [
      'preferredName',
      'nickname',
      '1358',
      'displayName',
      'fullName3',
      'fullName1',
    ]);
    expect(view.values).toEqual({ fullName1: 'Two Names' });
  });

  it('covers only employees in scope, and tells forbidden from unknown', async () => {
    const { number: boss, id } = await create({ firstName: 'Scope', lastName: 'Boss' });
    const { number: report } = await create({
      firstName: 'Scope',
      lastName: 'Report',
      reportsTo: String(boss),
    });
    const { number: other } = await create({ firstName: 'Scope', lastName: 'Other' });
    const manager = as(
      {
        employees: [
          { scope: { kind: 'direct_reports' }, fields: { '*': 'view' } },
          { scope: { kind: 'self' }, fields: { firstName: 'edit' } },
        ],
      },
      id,
    );
    expect((await read(manager, report, ['firstName'])).values).toEqual({ firstName: 'Scope' });
    expect((await read(manager, 0, ['firstName', 'lastName'])).values).toEqual({ firstName: 'Scope' });
    await expect(read(manager, other, ['firstName'])).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(read(manager, 99_999, ['firstName'])).rejects.toMatchObject({ code: 'employees.not_found' });
    const listed = await employees.listEmployees(test.context, manager, ['lastName'], {
      onlyCurrent: true,
      limit: 1000,
    });
    expect(listed.map((e) => e.number)).toEqual([boss, report]);
    expect(listed[0]?.values).toEqual({});
    const since = new Date(0);
    const changed = await employees.listChanges(test.context, manager, since, 'all');
    expect(changed.changes.map((c) => c.number)).toEqual([boss, report]);
  });

  it('writes what it may, tells what it skipped, and refuses when nothing is left', async () => {
    const { number } = await create({ firstName: 'Half', lastName: 'Right' });
    const editor = as({ employees: [{ scope: everyone, fields: { '*': 'view', mobilePhone: 'edit' } }] });
    const both = await employees.updateEmployee(test.context, editor, number, {
      mobilePhone: '+1 555 0100',
      lastName: 'X',
    });
    expect(both).toEqual({ written: ['mobilePhone'], skipped: ['lastName'] });
    expect((await read(owner, number, ['lastName', 'mobilePhone'])).values).toEqual({
      lastName: 'Right',
      mobilePhone: '+1 555 0100',
    });
    await expect(
      employees.updateEmployee(test.context, editor, number, { lastName: 'X' }),
    ).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(
      employees.createEmployee(test.context, editor, { firstName: 'N', lastName: 'O' }),
    ).rejects.toMatchObject({ code: 'access.forbidden' });
  });

  it('does not reach into another company', async () => {
    const { number } = await create({ firstName: 'Other', lastName: 'Company' });
    const { owner: stranger } = await test.aCompany();
    await expect(read(stranger, number, ['firstName'])).rejects.toMatchObject({
      code: 'employees.not_found',
    });
    await expect(
      employees.updateEmployee(test.context, stranger, number, { firstName: 'X' }),
    ).rejects.toMatchObject({ code: 'employees.not_found' });
  });
});

describe('rows written with a narrowed level', () => {
  const everyone = { kind: 'all' } as const;
  // 4021 is the date of a row of compensation and 4045 its comment. The rate is hidden.
  const editor = () =>
    as({
      employees: [{ scope: everyone, fields: { '*': 'view', 4021: 'edit', 4045: 'edit', payType: 'edit' } }],
    });
  const rate = (value: string) => ({ value, currency: 'USD' });

  async function somebody() {
    const { number } = await create({ firstName: 'Narrow', lastName: 'Row' });
    const values = { startDate: '2020-01-01', rate: '1000 USD', type: 'Salary', comment: 'Begins' };
    return { number, rowId: Number((await add(owner, number, values)).rowId) };
  }
  const add = (principal: Principal, number: number, values: Record<string, unknown>) =>
    employees.addRow(test.context, principal, number, 'compensation', values);
  const values = async (number: number) =>
    (await employees.listRows(test.context, owner, number, 'compensation')).map((row) => row.values);

  it('carry on the columns that may not be edited, from the row in force at their date', async () => {
    const { number } = await somebody();
    await add(owner, number, { startDate: '2022-01-01', rate: '2000 USD' });
    await add(editor(), number, { startDate: '2021-01-01', comment: 'Moved' });
    const moved = { startDate: '2021-01-01', rate: rate('1000.00'), type: null, comment: 'Moved' };
    expect((await values(number)).at(-1)).toMatchObject(moved);
    await add(editor(), number, { startDate: '2023-01-01' });
    const later = { startDate: '2023-01-01', rate: rate('2000.00'), type: null, comment: null };
    expect((await values(number)).at(-1)).toMatchObject(later);
    expect((await read(owner, number, ['payRate'])).values).toEqual({ payRate: rate('2000.00') });
  });

  it('say exactly what is named where every column may be edited', async () => {
    const { number } = await somebody();
    await add(owner, number, { startDate: '2021-01-01', comment: 'Unpaid' });
    const values = { payRate: null, payType: null, 4045: 'Unpaid' };
    expect((await read(owner, number, Object.keys(values))).values).toEqual(values);
  });

  it('are refused whole when a new one names a column that may not be edited', async () => {
    const { number } = await somebody();
    const row = { startDate: '2021-01-01', comment: 'Raise', rate: '9000 USD' };
    await expect(add(editor(), number, row)).rejects.toMatchObject({
      code: 'access.field_not_permitted',
      message: expect.stringContaining('rate'),
    });
    expect(await values(number)).toHaveLength(1);
  });

  it('change what may be written, and nothing when that is nothing', async () => {
    const { number, rowId } = await somebody();
    const change = (row: Record<string, unknown>) =>
      employees.updateRow(test.context, editor(), number, 'compensation', rowId, row);
    await change({ comment: 'Corrected', rate: '9000 USD' });
    const changed = { startDate: '2020-01-01', rate: rate('1000.00'), type: 'Salary', comment: 'Corrected' };
    expect(await values(number)).toMatchObject([changed]);
    await expect(change({ rate: '9000 USD' })).rejects.toMatchObject({ code: 'access.forbidden' });
    expect(await values(number)).toMatchObject([changed]);
  });

  it.each([
    ['unknown columns', { startDate: '2021-01-01', Comment: 'X', shoeSize: 4 }, ['Comment', 'shoeSize']],
    ['no column', {}, []],
  ])('are refused for %s, and nothing is stored', async (_, row, paths) => {
    const { number, rowId } = await somebody();
    const issues = paths.map((path) => ({ path, message: 'there is no such column' }));
    const refusal = { code: 'request.invalid', issues };
    await expect(add(owner, number, row)).rejects.toMatchObject(refusal);
    const update = employees.updateRow(test.context, owner, number, 'compensation', rowId, row);
    await expect(update).rejects.toMatchObject(refusal);
    expect(await values(number)).toMatchObject([{ startDate: '2020-01-01', rate: rate('1000.00') }]);
  });
});

describe('changes and events', () => {
  it('are written in the transaction of their cause, one entry an employee', async () => {
    const { owner: other, company } = await test.aCompany();
    const since = new Date(Date.now() - 1000);
    const make = (values: Record<string, unknown>) => employees.createEmployee(test.context, other, values);
    const { number: kept } = await make({ firstName: 'Kept', lastName: 'One' });
    const { number: gone } = await make({ firstName: 'Gone', lastName: 'One' });
    await employees.updateEmployee(test.context, other, kept, { city: 'Lindon' });
    await employees.deleteEmployee(test.context, other, gone);
    await expect(make({ firstName: 'Never' })).rejects.toThrow();
    const all = await employees.listChanges(test.context, other, since, 'all');
    expect(all.changes.map(({ number, action }) => [number, action])).toEqual([
      [kept, 'Inserted'],
      [gone, 'Deleted'],
    ]);
    expect((await employees.listChanges(test.context, other, since, 'updated')).changes).toEqual([]);
    const events = await test.context.db.inCompany(company.id, (tx) =>
      tx.selectFrom('events').select(['type', 'payload']).orderBy('id').execute(),
    );
    expect(events.map((e) => e.type)).toEqual([
      'employees.created',
      'employees.created',
      'employees.updated',
      'employees.deleted',
    ]);
    expect(JSON.stringify(events)).not.toContain('Lindon');
  });
});

describe('the change log', () => {
  it('hides nothing from a reader who goes on from the latest time, among writers at once', async () => {
    const { owner: other } = await test.aCompany();
    const seen = new Set<number>();
    let since = new Date(0);
    let writing = true;
    const readOn = async () => {
      const { latest, changes } = await employees.listChanges(test.context, other, since, 'all');
      for (const { number } of changes) seen.add(number);
      since = latest;
    };
    const reader = (async () => {
      while (writing) await readOn();
    })();
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        employees.createEmployee(test.context, other, { firstName: 'N', lastName: String(i) }),
      ),
    );
    writing = false;
    await reader;
    await readOn();
    expect(seen.size).toBe(60);
  });
});

describe('an import', () => {
  it('adds people with history, new options and supervisors that come later', async () => {
    const { owner: other } = await test.aCompany();
    const numbers = await employees.importEmployees(test.context, other, [
      {
        values: { firstName: 'A', lastName: 'One' },
        rows: [{ table: 'jobInfo', values: { date: '2020-01-01', department: 'Ops', reportsTo: 2 } }],
      },
      {
        values: { firstName: 'B', lastName: 'Two' },
        rows: [{ table: 'employmentStatus', values: { date: '2020-01-01', employmentStatus: 'Terminated' } }],
      },
    ]);
    expect(numbers).toEqual([1, 2]);
    expect((await read(other, 1, ['department', 'supervisor', 'status'])).values).toEqual({
      department: 'Ops',
      supervisor: 'Two, B',
      status: 'Active',
    });
    expect((await read(other, 2, ['status'])).values).toEqual({ status: 'Inactive' });
  });
});
