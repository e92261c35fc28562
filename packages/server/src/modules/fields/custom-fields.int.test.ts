import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { addRow, createEmployee, listRows, readEmployee } from '../employees/employees.service.ts';
import { addCustomField, addCustomTable } from './custom-fields.service.ts';
import { listFields, listLists, listTables } from './fields.service.ts';

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
