import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee, readEmployee } from '../employees/employees.service.ts';
import { defaultCategories } from '../filing/filing.ts';
import { createCandidate } from '../intake/intake.service.ts';
import {
  addCompanyFile,
  addCompanyFileCategories,
  changeCompanyFile,
  listCompanyFiles,
  openCompanyFile,
  removeCompanyFile,
} from './company-files.service.ts';

describe('files of the company', () => {
  let test: TestContext;
  let owner: Principal;
  let stranger: Principal;
  beforeAll(async () => {
    test = await createTestContext();
    ({ owner } = await test.aCompany());
    ({ owner: stranger } = await test.aCompany());
  });
  afterAll(() => test.close());

  const withLevel = (level: string, more: Partial<Principal> = {}): Principal => {
    const definition = builtinLevels[level]?.definition;
    if (definition === undefined) throw new Error(`no level ${level}`);
    return { ...owner, access: definition, ...more };
  };
  const firstCategory = async (principal = owner) =>
    (await listCompanyFiles(test.context, principal)).categories[0]?.id ?? 0;
  const upload = (name: string, content: string) => ({
    field: 'file',
    name,
    contentType: 'text/html',
    bytes: Buffer.from(content),
  });
  const add = async (more: object = {}, principal = owner) =>
    addCompanyFile(test.context, principal, {
      categoryId: await firstCategory(),
      name: 'Handbook',
      shared: false,
      upload: upload('handbook.txt', 'Be kind.'),
      ...more,
    });
  const listed = async (principal = owner) =>
    (await listCompanyFiles(test.context, principal)).categories.flatMap(({ files }) => files);
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );

  it('are added, listed, opened, changed and removed', async () => {
    const number = await add();
    expect(await listed()).toContainEqual(expect.objectContaining({ number, name: 'Handbook', bytes: 8 }));
    const file = await openCompanyFile(test.context, owner, number);
    expect([file.name, file.contentType]).toEqual(['handbook.txt', 'text/plain']);
    expect(await text(await file.open())).toBe('Be kind.');
    await changeCompanyFile(test.context, owner, number, { name: 'Rules', shared: true });
    expect(await listed()).toContainEqual(expect.objectContaining({ number, name: 'Rules', shared: true }));
    await removeCompanyFile(test.context, owner, number);
    expect(await codeOf(openCompanyFile(test.context, owner, number))).toBe('files.not_found');
    expect(await codeOf(removeCompanyFile(test.context, owner, number))).toBe('files.not_found');
    expect(await codeOf(file.open())).toBe('files.not_found');
  });

  it('belong to one company, and so do their categories', async () => {
    const number = await add();
    expect(await codeOf(openCompanyFile(test.context, stranger, number))).toBe('files.not_found');
    expect(await codeOf(changeCompanyFile(test.context, stranger, number, { name: 'x' }))).toBe(
      'files.not_found',
    );
    expect(await codeOf(removeCompanyFile(test.context, stranger, number))).toBe('files.not_found');
    expect(await codeOf(add({}, stranger))).toBe('files.category_not_found');
    expect(await listed(stranger)).toEqual([]);
  });

  it('stand in categories of their own', async () => {
    const names = async () =>
      (await listCompanyFiles(test.context, owner)).categories.map(({ name }) => name);
    expect(await names()).toEqual([...defaultCategories.company]);
    await addCompanyFileCategories(test.context, owner, ['Policies']);
    expect(await names()).toContain('Policies');
    expect(await codeOf(addCompanyFileCategories(test.context, owner, ['POLICIES']))).toBe(
      'files.invalid_category',
    );
    expect(await codeOf(addCompanyFileCategories(test.context, owner, ['Signed Documents']))).toBe(
      'files.category_reserved',
    );
  });

  it.each(['employee', 'manager'])('show a level %s only what is shared, to look at', async (level) => {
    const [shared, kept] = [await add({ shared: true }), await add()];
    const somebody = withLevel(level);
    const numbers = (await listed(somebody)).map(({ number }) => number);
    expect(numbers).toContain(shared);
    expect(numbers).not.toContain(kept);
    expect((await listCompanyFiles(test.context, somebody)).canEdit).toBe(false);
    await openCompanyFile(test.context, somebody, shared);
    expect(await codeOf(openCompanyFile(test.context, somebody, kept))).toBe('files.not_found');
    for (const write of [
      () => add({}, somebody),
      () => changeCompanyFile(test.context, somebody, shared, { name: 'x' }),
      () => removeCompanyFile(test.context, somebody, shared),
      () => addCompanyFileCategories(test.context, somebody, ['Mine']),
    ])
      expect(await codeOf(write())).toBe('access.forbidden');
  });

  it('show an employee without the directory what is shared', async () => {
    const number = await add({ shared: true });
    const { number: employee } = await createEmployee(test.context, owner, {
      firstName: 'Ann',
      lastName: 'Lee',
    });
    const { id } = await readEmployee(test.context, owner, employee, [], { onlyCurrent: true });
    const level = withLevel('employee', { employeeId: id });
    const me = { ...level, access: { ...level.access, directory: false } };
    await openCompanyFile(test.context, me, number);
    const nobody = { ...me, employeeId: null };
    expect(await codeOf(openCompanyFile(test.context, nobody, number))).toBe('access.forbidden');
  });

  it('show nothing to who has no access', async () => {
    const number = await add({ shared: true });
    const nobody = withLevel('no_access');
    expect(await codeOf(listCompanyFiles(test.context, nobody))).toBe('access.forbidden');
    expect(await codeOf(openCompanyFile(test.context, nobody, number))).toBe('access.forbidden');
  });

  describe('include the documents of candidates', () => {
    const aResume = async (): Promise<number> => {
      const bytes = Buffer.from('Ten years of kindness');
      await createCandidate(test.context, owner, { firstName: 'Cara', lastName: 'Date' } as never, [
        { field: 'resume', name: 'cv.txt', contentType: 'text/plain', bytes },
      ]);
      const newest = await test.context.db.inCompany(owner.companyId, (tx) =>
        tx.selectFrom('files').select('number').orderBy('number', 'desc').executeTakeFirstOrThrow(),
      );
      return newest.number;
    };

    it('for those with the hiring rights', async () => {
      const number = await aResume();
      const file = await openCompanyFile(test.context, owner, number);
      expect([file.name, await text(await file.open())]).toEqual(['cv.txt', 'Ten years of kindness']);
      expect((await listed()).map((one) => one.number)).not.toContain(number);
      expect(await codeOf(openCompanyFile(test.context, withLevel('employee'), number))).toBe(
        'files.not_found',
      );
      expect(await codeOf(openCompanyFile(test.context, stranger, number))).toBe('files.not_found');
    });

    it('not for who leads other jobs only, nor to be changed as a file of the company', async () => {
      const number = await aResume();
      const recruiter = withLevel('external_recruiter', { employeeId: 'emp_other' });
      expect(await codeOf(openCompanyFile(test.context, recruiter, number))).toBe('files.not_found');
      expect(await codeOf(removeCompanyFile(test.context, owner, number))).toBe('files.not_found');
      expect(await codeOf(changeCompanyFile(test.context, owner, number, { name: 'x' }))).toBe(
        'files.not_found',
      );
    });
  });
});
