import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { addEmployeeFile, listEmployeeFiles, openEmployeeFile } from './employee-files.service.ts';
import { defaultCategories } from './file-categories.ts';

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
    expect(categories.map(({ name }) => name)).toEqual(defaultCategories);
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
