import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import {
  addEmployeeFile,
  listEmployeeFiles,
  openEmployeeFile,
} from '../employee-files/employee-files.service.ts';
import { createEmployee, deleteEmployee } from '../employees/employees.service.ts';
import { withStoredFiles } from './files.service.ts';
import { sweepFiles } from './sweep-files.service.ts';

describe('the sweep of files', () => {
  let test: TestContext;
  let owner: Principal;
  beforeEach(async () => {
    test = await createTestContext();
    ({ owner } = await test.aCompany());
  });
  afterEach(() => test.close());

  const inDays = (days: number) => test.setNow(new Date(Date.now() + days * 86_400_000));
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of test.context.storage.list()) found.push(key);
    return found;
  };
  const anEmployeeWithFile = async (principal = owner) => {
    const { number } = await createEmployee(test.context, principal, { firstName: 'Ann', lastName: 'Lee' });
    const { categories } = await listEmployeeFiles(test.context, principal, number);
    const file = await addEmployeeFile(test.context, principal, number, {
      categoryId: categories[0]?.id ?? 0,
      name: '',
      shared: false,
      upload: { field: 'file', name: 'note.txt', contentType: 'x/y', bytes: Buffer.from('kept') },
    });
    return { number, file };
  };

  it('is left those bytes whose rows the database may have written when it went away', async () => {
    const upload = { field: 'file', name: 'note.txt', contentType: 'x/y', bytes: Buffer.from('kept') };
    const fail = (error: Error) =>
      withStoredFiles(test.context, [upload], () => Promise.reject(error)).catch((caught: unknown) => caught);
    const refused = new Error('refused');
    expect(await fail(refused)).toBe(refused);
    expect(await keys()).toEqual([]);
    const away = Object.assign(new Error('terminating connection'), { code: '57P01' });
    expect(await fail(away)).toBe(away);
    expect(await keys()).toHaveLength(1);
    inDays(1.1);
    expect(await sweepFiles(test.context)).toEqual({ rows: 0, bytes: 1 });
  });

  it('removes bytes that no row names, once they are a day old', async () => {
    const { number, file } = await anEmployeeWithFile();
    const { owner: other } = await test.aCompany();
    const theirs = await anEmployeeWithFile(other);
    const lost = await test.context.storage.put(Buffer.from('lost'));
    // Whatever is younger may be an upload under way.
    inDays(0.9);
    expect(await sweepFiles(test.context)).toEqual({ rows: 0, bytes: 0 });
    expect(await keys()).toContain(lost);
    inDays(1.1);
    expect(await sweepFiles(test.context)).toEqual({ rows: 0, bytes: 1 });
    expect(await keys()).toHaveLength(2);
    expect(await keys()).not.toContain(lost);
    for (const [principal, employee, kept] of [
      [owner, number, file],
      [other, theirs.number, theirs.file],
    ] as const)
      expect(await text(await (await openEmployeeFile(test.context, principal, employee, kept)).open())).toBe(
        'kept',
      );
    expect(await sweepFiles(test.context)).toEqual({ rows: 0, bytes: 0 });
  });

  it('removes files of employees who were deleted, and no others', async () => {
    const { number } = await anEmployeeWithFile();
    const stays = await anEmployeeWithFile();
    await deleteEmployee(test.context, owner, number);
    inDays(0.9);
    expect(await sweepFiles(test.context)).toEqual({ rows: 0, bytes: 0 });
    inDays(1.1);
    expect(await sweepFiles(test.context)).toEqual({ rows: 1, bytes: 0 });
    expect(await keys()).toHaveLength(1);
    await openEmployeeFile(test.context, owner, stays.number, stays.file);
  });

  it('removes nothing when this database hardly knows the files that are stored', async () => {
    await anEmployeeWithFile();
    for (let i = 0; i < 101; i += 1) await test.context.storage.put(Buffer.from('of another database'));
    inDays(2);
    expect(await sweepFiles(test.context)).toEqual({ rows: 0, bytes: 0 });
    expect(await keys()).toHaveLength(102);
  });
});
