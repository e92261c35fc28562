import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee, readEmployee } from '../employees/employees.service.ts';
import { defaultCategories } from '../filing/filing.ts';
import {
  addEmployeeFile,
  addEmployeeFileCategories,
  changeEmployeeFile,
  listEmployeeFiles,
  openEmployeeFile,
  removeEmployeeFile,
} from './employee-files.service.ts';

describe('files of an employee', () => {
  let test: TestContext;
  let owner: Principal;
  let stranger: Principal;
  let employee: number;

  beforeAll(async () => {
    test = await createTestContext();
    ({ owner } = await test.aCompany());
    ({ owner: stranger } = await test.aCompany());
    employee = await anEmployee(owner);
  });
  afterAll(() => test.close());

  const anEmployee = async (principal: Principal) =>
    (await createEmployee(test.context, principal, { firstName: 'Ann', lastName: 'Lee' })).number;
  const firstCategory = async (principal = owner, number = employee) =>
    (await listEmployeeFiles(test.context, principal, number)).categories[0]?.id ?? 0;
  const add = async (principal: Principal, number: number, more: object = {}) =>
    addEmployeeFile(test.context, principal, number, {
      categoryId: await firstCategory(),
      name: '',
      shared: true,
      upload: { field: 'file', name: 'note.txt', contentType: 'x/y', bytes: Buffer.from('Grüße') },
      ...more,
    });

  it('stand in categories that every company starts with', async () => {
    const { categories, canEdit } = await listEmployeeFiles(test.context, owner, employee);
    expect(categories.map(({ name }) => name)).toEqual(defaultCategories.employee);
    expect(canEdit).toBe(true);
  });

  it('are added, listed and opened', async () => {
    const number = await add(owner, employee, { name: 'My note' });
    const { categories } = await listEmployeeFiles(test.context, owner, employee);
    expect(categories[0]?.files).toEqual([
      expect.objectContaining({
        number,
        name: 'My note',
        originalName: 'note.txt',
        bytes: 7,
        shared: true,
        createdBy: 'Test',
      }),
    ]);
    const file = await openEmployeeFile(test.context, owner, employee, number);
    expect([file.name, file.contentType]).toEqual(['note.txt', 'text/plain']);
    expect(await text(await file.open())).toBe('Grüße');
  });

  it('belong to one employee', async () => {
    const number = await add(owner, employee);
    const other = await anEmployee(owner);
    await expect(openEmployeeFile(test.context, owner, other, number)).rejects.toMatchObject({
      code: 'employees.file_not_found',
    });
  });

  it('belong to one company, and so do categories', async () => {
    const number = await add(owner, employee);
    const theirs = await anEmployee(stranger);
    await expect(openEmployeeFile(test.context, stranger, theirs, number)).rejects.toMatchObject({
      code: 'employees.file_not_found',
    });
    await expect(add(stranger, theirs)).rejects.toMatchObject({ code: 'employees.category_not_found' });
  });

  const named = async (number: number) =>
    (await listEmployeeFiles(test.context, owner, employee)).categories
      .flatMap(({ id, files }) => files.map((file) => ({ ...file, categoryId: id })))
      .find((file) => file.number === number);

  it('are renamed, moved and shared', async () => {
    const number = await add(owner, employee, { shared: false });
    const { categories } = await listEmployeeFiles(test.context, owner, employee);
    const categoryId = categories[1]?.id ?? 0;
    await changeEmployeeFile(test.context, owner, employee, number, {
      name: '../Signed\u202e.txt',
      categoryId,
      shared: true,
    });
    expect(await named(number)).toMatchObject({ name: 'Signed.txt', categoryId, shared: true });
    await changeEmployeeFile(test.context, owner, employee, number, {});
    expect(await named(number)).toMatchObject({ name: 'Signed.txt', shared: true });
    await expect(
      changeEmployeeFile(test.context, owner, employee, number, { categoryId: -1 }),
    ).rejects.toMatchObject({ code: 'employees.category_not_found' });
    const other = await anEmployee(owner);
    await expect(changeEmployeeFile(test.context, owner, other, number, { name: 'x' })).rejects.toMatchObject(
      { code: 'employees.file_not_found' },
    );
  });

  it('are removed with their bytes, and may be removed again', async () => {
    const number = await add(owner, employee);
    const file = await openEmployeeFile(test.context, owner, employee, number);
    await removeEmployeeFile(test.context, owner, await anEmployee(owner), number);
    expect(await named(number)).toBeDefined();
    await removeEmployeeFile(test.context, owner, employee, number);
    await removeEmployeeFile(test.context, owner, employee, number);
    expect(await named(number)).toBeUndefined();
    await expect(file.open()).rejects.toMatchObject({ code: 'files.not_found' });
  });

  describe('for whom they are about', () => {
    const themselves = (fields: Record<string, 'view' | 'edit'>): Promise<Principal> =>
      readOwn(test, owner, employee, fields);

    it('are those that are shared with them, to look at', async () => {
      const [shared, kept] = [await add(owner, employee), await add(owner, employee, { shared: false })];
      const me = await themselves({ '*': 'view' });
      const view = await listEmployeeFiles(test.context, me, employee);
      const numbers = view.categories.flatMap(({ files }) => files.map(({ number }) => number));
      expect(numbers).toContain(shared);
      expect(numbers).not.toContain(kept);
      expect(view.canEdit).toBe(false);
      await openEmployeeFile(test.context, me, employee, shared);
      await expect(openEmployeeFile(test.context, me, employee, kept)).rejects.toMatchObject({
        code: 'employees.file_not_found',
      });
      for (const write of [
        () => add(me, employee),
        () => changeEmployeeFile(test.context, me, employee, shared, { name: 'x' }),
        () => removeEmployeeFile(test.context, me, employee, shared),
        () => addEmployeeFileCategories(test.context, me, ['Mine']),
      ])
        await expect(write()).rejects.toMatchObject({ code: 'access.forbidden' });
    });

    it('are all of them with a right to files', async () => {
      const kept = await add(owner, employee, { shared: false });
      const me = await themselves({ files: 'view' });
      await openEmployeeFile(test.context, me, employee, kept);
      await expect(removeEmployeeFile(test.context, me, employee, kept)).rejects.toMatchObject({
        code: 'access.forbidden',
      });
    });
  });

  it('are nobody else’s without the right to them', async () => {
    const number = await add(owner, employee);
    const manager: Principal = {
      ...owner,
      access: { ...owner.access, employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] },
    };
    await expect(listEmployeeFiles(test.context, manager, employee)).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    await expect(openEmployeeFile(test.context, manager, employee, number)).rejects.toMatchObject({
      code: 'access.forbidden',
    });
  });

  it('are out of reach with the employee they belong to', async () => {
    const number = await add(owner, employee);
    const elsewhere: Principal['access']['employees'] = [
      { scope: { kind: 'filter', departments: ['Elsewhere'] }, fields: { '**': 'edit' } },
    ];
    const outside: Principal = { ...owner, access: { ...owner.access, employees: elsewhere } };
    for (const ask of [
      () => listEmployeeFiles(test.context, outside, employee),
      () => openEmployeeFile(test.context, outside, employee, number),
      () => changeEmployeeFile(test.context, outside, employee, number, { name: 'x' }),
      () => removeEmployeeFile(test.context, outside, employee, number),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'access.forbidden' });
    for (const ask of [
      () => listEmployeeFiles(test.context, owner, 99_999_999),
      () => removeEmployeeFile(test.context, owner, 99_999_999, number),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'employees.not_found' });
  });

  it('get new categories, each once, all or none', async () => {
    const names = async () =>
      (await listEmployeeFiles(test.context, owner, employee)).categories.map(({ name }) => name);
    await addEmployeeFileCategories(test.context, owner, ['Visas', 'Reviews']);
    expect(await names()).toEqual([...defaultCategories.employee, 'Visas', 'Reviews']);
    await expect(addEmployeeFileCategories(test.context, owner, ['New', 'visas'])).rejects.toMatchObject({
      code: 'files.invalid_category',
    });
    expect(await names()).not.toContain('New');
    // Another company may have the same.
    await addEmployeeFileCategories(test.context, stranger, ['Visas']);
  });

  it('leave nothing behind when they are refused', async () => {
    const rows = () =>
      test.context.db.inCompany(owner.companyId, (tx) => tx.selectFrom('files').selectAll().execute());
    const before = await rows();
    await expect(add(owner, 99_999_999)).rejects.toMatchObject({ code: 'employees.not_found' });
    await expect(add(owner, employee, { categoryId: -1 })).rejects.toMatchObject({
      code: 'employees.category_not_found',
    });
    expect(await rows()).toEqual(before);
  });
});

/** Who is the employee, with these rights to their own record. */
async function readOwn(
  { context }: TestContext,
  owner: Principal,
  number: number,
  fields: Record<string, 'view' | 'edit'>,
): Promise<Principal> {
  const { id } = await readEmployee(context, owner, number, [], { onlyCurrent: true });
  const employees: Principal['access']['employees'] = [{ scope: { kind: 'self' }, fields }];
  return { ...owner, employeeId: id, access: { ...owner.access, employees } };
}
