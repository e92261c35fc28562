import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinTransaction } from '../../db/join.ts';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { renewCompanies } from '../companies/companies.service.ts';
import { addRow, createEmployee, listRows, readEmployee } from '../employees/employees.service.ts';
import { addCustomField, addCustomTable } from './custom-fields.service.ts';
import { listFields, listTables } from './fields.service.ts';
import { listLists } from './lists.service.ts';

let test: TestContext;
let owner: Principal;

beforeAll(async () => {
  test = await createTestContext();
  owner = (await test.aCompany()).owner;
});
afterAll(() => test.close());

describe('a field of a company’s own', () => {
  it('is written, read and listed like a standard one, by alias and number', async () => {
    const field = await addCustomField(test.context, owner, {
      alias: 'customT-ShirtSize',
      name: 'T-shirt',
      type: 'list',
      options: ['S', 'M'],
    });
    expect(Number(field.number)).toBeGreaterThanOrEqual(4700);
    const values = { firstName: 'A', lastName: 'B', 'customT-ShirtSize': 'm' };
    const { number } = await createEmployee(test.context, owner, values);
    const view = await readEmployee(
      test.context,
      owner,
      number,
      ['customT-ShirtSize', String(field.number)],
      { onlyCurrent: true },
    );
    expect(view.values).toEqual({ 'customT-ShirtSize': 'M', [String(field.number)]: 'M' });
    const bad = createEmployee(test.context, owner, { ...values, 'customT-ShirtSize': 'XXL' });
    await expect(bad).rejects.toMatchObject({ code: 'employees.invalid_value' });
    expect((await listFields(test.context, owner)).some(({ alias }) => alias === 'customT-ShirtSize')).toBe(
      true,
    );
    const list = (await listLists(test.context, owner)).find(({ alias }) => alias === 'customT-ShirtSize');
    expect(list?.options.map(({ name }) => name)).toEqual(['S', 'M']);
  });

  it('needs a name that is free, and numbers of its own among many at once', async () => {
    const aliases = Array.from({ length: 8 }, (_, i) => `customAtOnce${i}`);
    const fields = await Promise.all(
      aliases.map((alias) => addCustomField(test.context, owner, { alias, name: alias, type: 'text' })),
    );
    expect(new Set(fields.map(({ number }) => number)).size).toBe(8);
    await expect(
      addCustomField(test.context, owner, { alias: 'customAtOnce0', name: 'x', type: 'text' }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('is forgotten when it was undone, also where its number in the count is given again', async () => {
    const { owner: boss, company } = await test.aCompany();
    const undone = test.context.db.inCompany(company.id, async (tx) => {
      const joined = { ...test.context, db: joinTransaction(test.context.db, company.id, tx) };
      await addCustomField(joined, boss, { alias: 'customUndone', name: 'U', type: 'text' });
      await listFields(joined, boss);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    // As another process does: this one has read nothing in between.
    await test.context.db.inCompany(company.id, async (tx) => {
      await tx.updateTable('fields').set({ name: 'Town' }).where('key', '=', 'city').execute();
      await tx
        .updateTable('companies')
        .set((eb) => ({ fields_version: eb('fields_version', '+', 1) }))
        .where('id', '=', company.id)
        .execute();
    });
    const fields = await listFields(test.context, boss);
    expect(fields.find(({ alias }) => alias === 'city')?.name).toBe('Town');
    expect(fields.filter(({ custom }) => custom)).toEqual([]);
  });

  it('stays in its company', async () => {
    const { owner: stranger } = await test.aCompany();
    expect((await listFields(test.context, stranger)).some(({ custom }) => custom)).toBe(false);
    const write = createEmployee(test.context, stranger, {
      firstName: 'A',
      lastName: 'B',
      customAtOnce0: 'x',
    });
    await expect(write).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('a company of an older version', () => {
  it('gets the standard fields and lists of this one, keeps its values and its own fields', async () => {
    const { owner: old, company } = await test.aCompany();
    await addCustomField(test.context, old, { alias: 'customKept', name: 'Kept', type: 'text' });
    const values = { firstName: 'A', lastName: 'B', city: 'Ulm', customKept: 'x' };
    const { number } = await createEmployee(test.context, old, values);
    await test.context.db.inCompany(company.id, async (tx) => {
      await tx.deleteFrom('fields').where('key', 'in', ['#16.1', 'jobLevel']).execute();
      await tx.updateTable('fields').set({ name: 'Town' }).where('key', '=', 'city').execute();
      await tx.updateTable('lists').set({ manageable: true }).where('number', '=', 18).execute();
      await tx.deleteFrom('lists').where('number', '=', 4390).execute();
      await tx.updateTable('companies').set({ fields_version: 99 }).where('id', '=', company.id).execute();
    });
    const before = await listFields(test.context, old);
    expect(before.find(({ alias }) => alias === 'city')?.name).toBe('Town');
    await renewCompanies(test.context);
    const after = await listFields(test.context, old);
    expect(after.find(({ alias }) => alias === 'city')?.name).toBe('City');
    expect(after.map(({ number: id }) => id)).toEqual(expect.arrayContaining(['16.1', '-50', '4700']));
    const lists = await listLists(test.context, old);
    expect(lists.find((list) => list.number === 18)?.manageable).toBe(false);
    expect(lists.some((list) => list.number === 4390)).toBe(true);
    const view = await readEmployee(test.context, old, number, ['city', 'customKept'], { onlyCurrent: true });
    expect(view.values).toEqual({ city: 'Ulm', customKept: 'x' });
  });

  it('is left alone when it has them all', async () => {
    const { company } = await test.aCompany();
    const version = () =>
      test.context.db.inCompany(company.id, (tx) =>
        tx.selectFrom('companies').select('fields_version').where('id', '=', company.id).executeTakeFirst(),
      );
    const before = await version();
    await renewCompanies(test.context);
    expect(await version()).toEqual(before);
  });
});

describe('a table of a company’s own', () => {
  it('takes rows, dated ones too', async () => {
    await addCustomTable(test.context, owner, {
      alias: 'customAssets',
      name: 'Assets',
      dateColumn: 'customHandedOver',
      columns: [
        { alias: 'customHandedOver', name: 'Handed over', type: 'date' },
        { alias: 'customSerial#', name: 'Serial', type: 'text' },
      ],
    });
    const { number } = await createEmployee(test.context, owner, { firstName: 'A', lastName: 'B' });
    await addRow(test.context, owner, number, 'customAssets', {
      customHandedOver: '2026-01-02',
      'customSerial#': 'X1',
    });
    await expect(
      addRow(test.context, owner, number, 'customAssets', { 'customSerial#': 'X2' }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
    const [row] = await listRows(test.context, owner, number, 'customAssets');
    expect(row?.values).toEqual({ customHandedOver: '2026-01-02', 'customSerial#': 'X1' });
    const table = (await listTables(test.context, owner)).find(({ alias }) => alias === 'customAssets');
    expect(table?.fields.map(({ alias }) => alias)).toEqual(['customHandedOver', 'customSerial#']);
  });

  it.each([
    [
      'an alias that is taken',
      { alias: 'jobInfo', name: 'x', columns: [{ alias: 'a', name: 'a', type: 'text' as const }] },
    ],
    [
      'a date column that is no date',
      {
        alias: 'customX',
        name: 'x',
        dateColumn: 'a',
        columns: [{ alias: 'a', name: 'a', type: 'text' as const }],
      },
    ],
    [
      'a column twice',
      {
        alias: 'customY',
        name: 'x',
        columns: [
          { alias: 'a', name: 'a', type: 'text' as const },
          { alias: 'a', name: 'b', type: 'text' as const },
        ],
      },
    ],
  ])('is refused with %s', async (_, input) => {
    await expect(addCustomTable(test.context, owner, input)).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });
});
