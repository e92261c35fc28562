import type { AccessDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { createAccessLevel, listAccessLevels } from '../access/access-levels.service.ts';
import { builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import {
  addRow,
  createEmployee,
  importEmployees,
  listChanges,
  listRows,
  readEmployee,
  updateEmployee,
} from '../employees/employees.service.ts';
import { createJob, getJob } from '../jobs/jobs.service.ts';
import { addCustomField } from './custom-fields.service.ts';
import { changeOptions } from './list-changes.service.ts';
import { getList, listLists } from './lists.service.ts';

let test: TestContext;
let owner: Principal;

beforeAll(async () => {
  test = await createTestContext();
  owner = (await test.aCompany()).owner;
});
afterAll(() => test.close());

const change = (number: number, ...changes: Parameters<typeof changeOptions>[3]) =>
  changeOptions(test.context, owner, number, changes);
const idOf = async (number: number, name: string) => {
  const { options } = await getList(test.context, owner, number);
  return options.find((option) => option.name === name)?.id;
};
const values = async (number: number, ...names: string[]) =>
  (await readEmployee(test.context, owner, number, names, { onlyCurrent: true })).values;

describe('an option that gets another name', () => {
  it('has it in values, in history, in several-option values and in custom fields, and counts as a change', async () => {
    await change(4, { name: 'Sales' }, { name: 'Ops' });
    await change(4549, { name: 'Red' }, { name: 'Blue' });
    await addCustomField(test.context, owner, {
      alias: 'customHat',
      name: 'Hat',
      type: 'list',
      options: ['Bowler'],
    });
    const { number } = await createEmployee(test.context, owner, {
      firstName: 'A',
      lastName: 'B',
      hireDate: '2020-01-01',
      department: 'Sales',
      teams: ['Red', 'Blue'],
      customHat: 'Bowler',
    });
    await addRow(test.context, owner, number, 'jobInfo', { date: '2021-01-01', department: 'Ops' });
    await addRow(test.context, owner, number, 'jobInfo', { date: '2022-01-01', department: 'Sales' });
    const { number: other } = await createEmployee(test.context, owner, {
      firstName: 'C',
      lastName: 'D',
      department: 'Ops',
    });
    const hats = (await listLists(test.context, owner)).find(({ alias }) => alias === 'customHat');
    const since = new Date();
    const before = (await values(number, 'lastChanged')).lastChanged;
    await change(4, { id: await idOf(4, 'Sales'), name: 'Revenue' });
    await change(4549, { id: await idOf(4549, 'Red'), name: 'Crimson' });
    await change(hats?.number ?? 0, { id: hats?.options[0]?.id, name: 'Top hat' });
    const rows = await listRows(test.context, owner, number, 'jobInfo');
    expect(rows.map((row) => row.values.department)).toEqual(['Revenue', 'Ops', 'Revenue']);
    expect(rows[0]?.values.teams).toEqual(['Crimson', 'Blue']);
    expect(await values(number, 'department', 'customHat')).toEqual({
      department: 'Revenue',
      customHat: 'Top hat',
    });
    const changed = await listChanges(test.context, owner, since, 'all');
    expect(changed.changes.map((one) => [one.number, one.action])).toEqual([[number, 'Updated']]);
    expect((await values(number, 'lastChanged')).lastChanged).not.toBe(before);
    expect(await values(other, 'department')).toEqual({ department: 'Ops' });
    await expect(updateEmployee(test.context, owner, number, { department: 'Sales' })).rejects.toMatchObject({
      code: 'employees.invalid_value',
    });
  });

  it('has it in jobs, too, and no other job gets it', async () => {
    await change(4, { name: 'Kitchen' }, { name: 'Garden' });
    const jobIn = (department: string) =>
      createJob(test.context, owner, { title: 'Cook', status: 'open', description: '', department });
    const [cook, gardener] = [await jobIn('kitchen'), await jobIn('Garden')];
    const id = await idOf(4, 'Kitchen');
    await change(4, { id: id ?? 0, name: 'Canteen' });
    const departmentOf = async (job: string) => {
      const { department, departmentOption } = await getJob(test.context, owner, job);
      return [department, departmentOption];
    };
    expect(await departmentOf(cook.id)).toEqual(['Canteen', id]);
    expect((await departmentOf(gardener.id))[0]).toBe('Garden');
  });

  it('takes filters of access levels with it, so that nobody sees more or less', async () => {
    await change(4, { name: 'Narrow' });
    const { number } = await createEmployee(test.context, owner, {
      firstName: 'In',
      lastName: 'Scope',
      department: 'Narrow',
    });
    const definition: AccessDefinition = {
      ...(builtinLevels.no_access?.definition as AccessDefinition),
      employees: [
        { scope: { kind: 'filter', departments: ['Narrow', 'Ops'] }, fields: { '*': 'view' } },
        { scope: { kind: 'self' }, fields: { firstName: 'view' } },
      ],
    };
    const level = await createAccessLevel(test.context, owner, { name: 'Narrow', definition });
    await change(4, { id: await idOf(4, 'Narrow'), name: 'Wide' });
    const after = (await listAccessLevels(test.context, owner)).find(({ id }) => id === level.id);
    expect(after?.definition.employees).toEqual([
      { scope: { kind: 'filter', departments: ['Wide', 'Ops'] }, fields: { '*': 'view' } },
      definition.employees[1],
    ]);
    const reader = { ...owner, access: after?.definition ?? definition };
    const view = await readEmployee(test.context, reader, number, ['department'], { onlyCurrent: true });
    expect(view.values).toEqual({ department: 'Wide' });
  });

  it('is one event with the change, and nothing of a refused change is kept', async () => {
    const { owner: other, company } = await test.aCompany();
    const changes = [{ name: 'One' }, { id: 999_999_999, name: 'X' }];
    await expect(changeOptions(test.context, other, 4, changes)).rejects.toMatchObject({
      code: 'lists.option_not_found',
    });
    expect((await getList(test.context, other, 4)).options).toEqual([]);
    await changeOptions(test.context, other, 4, [{ name: 'One' }]);
    const events = await test.context.db.inCompany(company.id, (tx) =>
      tx.selectFrom('events').select(['type', 'payload']).where('type', '=', 'lists.updated').execute(),
    );
    expect(events).toEqual([{ type: 'lists.updated', payload: { list: 4, options: [expect.any(Number)] } }]);
  });

  it('never leaves the old name behind, among writers at once', async () => {
    const { owner: other } = await test.aCompany();
    await changeOptions(test.context, other, 4, [{ name: 'Before' }]);
    const option = (await getList(test.context, other, 4)).options[0];
    const people = await importEmployees(
      test.context,
      other,
      Array.from({ length: 20 }, (_, i) => ({ values: { firstName: 'N', lastName: String(i) }, rows: [] })),
    );
    const write = (number: number) =>
      updateEmployee(test.context, other, number, { department: 'before' }).then(
        () => 'written',
        (error: { code: string }) => error.code,
      );
    const [outcomes] = await Promise.all([
      Promise.all(people.map(write)),
      changeOptions(test.context, other, 4, [{ id: option?.id, name: 'After' }]),
    ]);
    const rows = await listRows(test.context, other, 'all', 'jobInfo');
    expect(new Set(rows.map((row) => row.values.department))).toEqual(
      new Set(rows.length === 0 ? [] : ['After']),
    );
    expect(rows).toHaveLength(outcomes.filter((one) => one === 'written').length);
    expect(new Set([...outcomes, 'written', 'employees.invalid_value']).size).toBe(2);
  });
});

describe('an archived option', () => {
  it('stays with who has it, is taken by nobody new, and can come back', async () => {
    await change(17, { name: 'Clerk' });
    const { number } = await createEmployee(test.context, owner, {
      firstName: 'J',
      lastName: 'T',
      jobTitle: 'Clerk',
    });
    const id = await idOf(17, 'Clerk');
    const { options } = await change(17, { id, archived: true });
    expect(options.find((option) => option.id === id)).toMatchObject({ archived: true });
    expect(await values(number, 'jobTitle')).toEqual({ jobTitle: 'Clerk' });
    const another = () =>
      createEmployee(test.context, owner, { firstName: 'K', lastName: 'T', jobTitle: 'Clerk' });
    await expect(another()).rejects.toMatchObject({ code: 'employees.invalid_value' });
    await change(17, { id, archived: false });
    await another();
  });
});

describe('lists are changed', () => {
  it('only where they are manageable, known and visible, and by who may keep fields', async () => {
    await expect(change(1359, { name: 'X' })).rejects.toMatchObject({ code: 'lists.not_manageable' });
    await expect(change(18, { name: 'X' })).rejects.toMatchObject({ code: 'lists.not_manageable' });
    await expect(change(99, { name: 'X' })).rejects.toMatchObject({ code: 'lists.not_found' });
    const none = builtinLevels.no_access?.definition as AccessDefinition;
    const keeper: Principal = {
      ...owner,
      access: { ...none, settings: { ...none.settings, fields: 'edit' } },
    };
    await expect(changeOptions(test.context, keeper, 4, [{ name: 'X' }])).rejects.toMatchObject({
      code: 'lists.not_found',
    });
    const reader: Principal = {
      ...owner,
      access: { ...none, employees: [{ scope: { kind: 'all' }, fields: { '**': 'edit' } }] },
    };
    await expect(changeOptions(test.context, reader, 4, [{ name: 'X' }])).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    const { owner: stranger } = await test.aCompany();
    const id = await idOf(4, 'Ops');
    await expect(changeOptions(test.context, stranger, 4, [{ id, name: 'X' }])).rejects.toMatchObject({
      code: 'lists.option_not_found',
    });
  });
});
