import type { SourceField } from '@joinery/connectors';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from './fields.ts';
import { listsWithNumbers, matchField, planFields, planOptions } from './mirrored-fields.ts';
import { standardFields } from './standard-fields.ts';

const standard = catalogueOf(standardFields);

function aField(id: string, alias: string | null, over: Partial<SourceField> = {}): SourceField {
  return { id, alias, name: `Field ${id}`, type: 'text', deprecated: false, ...over };
}

/** The catalogue as it is after the plan. */
function after(catalogue: typeof standard, source: Parameters<typeof planFields>[1]): typeof standard {
  const { added, changed, addedTables } = planFields(catalogue, source);
  const fields = [
    ...catalogue.fields.map((field) => changed.find(({ key }) => key === field.key) ?? field),
    ...added,
  ];
  const own = addedTables.map((table) => ({
    ...table,
    columns: added.flatMap(({ source: place }) =>
      place.kind === 'table' && place.table === table.alias ? [place.column] : [],
    ),
    custom: true,
  }));
  return catalogueOf(fields, [...catalogue.tables, ...own]);
}

describe('fields that are known', () => {
  it('are found by alias, and by number where there is none', () => {
    expect(matchField(standard, aField('1', 'firstName'))?.key).toBe('firstName');
    expect(matchField(standard, aField('16.1', 'employmentHistoryStatus'))?.number).toBe('16.1');
    expect(matchField(standard, aField('1610', null))?.key).toBe('#1610');
    expect(matchField(standard, aField('4047', null))?.source).toMatchObject({
      table: 'jobInfo',
      column: 'date',
    });
  });

  it('are not those that have a number of ours by chance', () => {
    expect(matchField(standard, aField('4601', null))).toBeUndefined();
    expect(matchField(standard, aField('4601', 'customShoe'))).toBeUndefined();
  });

  it('are not added again, whatever standard fields an account lists', () => {
    const fields = standardFields
      .filter(({ listed, number }) => listed && number !== null)
      .map(({ number, alias, name, type, deprecated }) => ({
        id: number ?? '',
        alias,
        name,
        type,
        deprecated,
      }));
    expect(planFields(standard, { fields, tables: null })).toEqual({
      added: [],
      changed: [],
      addedTables: [],
    });
  });
});

describe('fields of the account’s own', () => {
  it('appear with the provider’s number and alias, and their list', () => {
    const { added } = planFields(standard, {
      fields: [
        aField('4721', 'customTShirt', { type: 'list', name: 'T-Shirt' }),
        aField('4722', 'customPay', { type: 'currency' }),
        aField('4723', null, { type: 'date' }),
        aField('4724', 'customOdd', { type: 'hologram' }),
      ],
      tables: [],
    });
    expect(added).toMatchObject([
      {
        key: 'customTShirt',
        number: '4721',
        name: 'T-Shirt',
        type: 'list',
        listNumber: 4721,
        custom: true,
        sensitive: false,
      },
      { key: 'customPay', type: 'currency', listNumber: null, sensitive: true },
      { key: '#4723', alias: null, type: 'date', source: { kind: 'value', key: '#4723' } },
      { key: 'customOdd', type: 'text' },
    ]);
  });

  it('are not what is no value of an employee, part of something, or out of use', () => {
    const fields = [
      aField('4340.4', null),
      aField('4341', null, { type: 'direct_deposit' }),
      aField('4342', 'customOld', { deprecated: true }),
    ];
    expect(planFields(standard, { fields, tables: [] }).added).toEqual([]);
  });

  it('follow a new type, a new name and a new alias, and keep their place', () => {
    const first = { fields: [aField('4721', 'customSize')], tables: [] };
    const known = after(standard, first);
    expect(planFields(known, first)).toEqual({ added: [], changed: [], addedTables: [] });
    const renamed = {
      fields: [aField('4721', 'customShoeSize', { type: 'int', name: 'Shoe Size' })],
      tables: [],
    };
    const { added, changed } = planFields(known, renamed);
    expect(added).toEqual([]);
    expect(changed).toMatchObject([
      {
        key: 'customSize',
        alias: 'customShoeSize',
        name: 'Shoe Size',
        type: 'int',
        source: { kind: 'value', key: 'customSize' },
      },
    ]);
  });

  it('stay when they do not come', () => {
    const known = after(standard, { fields: [aField('4721', 'customSize')], tables: [] });
    expect(planFields(known, { fields: [], tables: [] })).toEqual({
      added: [],
      changed: [],
      addedTables: [],
    });
    expect(planFields(known, { fields: [], tables: null })).toEqual({
      added: [],
      changed: [],
      addedTables: [],
    });
  });
});

describe('tables', () => {
  const columns = [
    aField('4801', 'date', { type: 'date', name: 'Company Car: Date' }),
    aField('4802', 'customPlate', { name: 'Company Car: Plate' }),
    aField('4803', null, { name: 'Company Car: Colour', type: 'list' }),
  ];
  const source = {
    fields: [aField('4803', null), aField('4802', null)],
    tables: [{ alias: 'customCompanyCar', columns }],
  };

  it('of the account’s own appear with their columns, named as people know them', () => {
    const { added, addedTables } = planFields(standard, source);
    expect(addedTables).toEqual([{ alias: 'customCompanyCar', name: 'Company Car', dateColumn: 'date' }]);
    expect(added).toMatchObject([
      { key: 'customCompanyCar.date', alias: null, number: '4801', source: { dates: true } },
      { key: 'customCompanyCar.customPlate', alias: null, number: '4802', source: { dates: false } },
      { key: 'customCompanyCar.4803', listNumber: 4803 },
    ]);
    const known = after(standard, source);
    expect(planFields(known, source)).toEqual({ added: [], changed: [], addedTables: [] });
  });

  it('that begin with no date hold rows side by side', () => {
    const { addedTables } = planFields(standard, {
      fields: [],
      tables: [{ alias: 'customPets', columns: [aField('4811', 'customName', { name: 'Name' })] }],
    });
    expect(addedTables).toEqual([{ alias: 'customPets', name: 'Pets', dateColumn: null }]);
  });

  it('that are standard get the columns that the account added', () => {
    const jobInfo = { alias: 'jobInfo', columns: [aField('17', 'jobTitle'), aField('4820', 'customBand')] };
    const { added, addedTables } = planFields(standard, { fields: [], tables: [jobInfo] });
    expect(addedTables).toEqual([]);
    expect(added).toMatchObject([
      { key: 'jobInfo.customBand', source: { table: 'jobInfo', column: 'customBand' } },
    ]);
  });
});

describe('options', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const ours = ['Oslo', 'Rome'].map((name, index) => ({
    id: index + 1,
    listNumber: 18,
    name,
    adpCode: null,
    createdAt: now,
    archivedAt: name === 'Rome' ? new Date('2025-01-01T00:00:00Z') : null,
  }));
  const plan = (
    theirs: { id: string; name: string; archived?: boolean }[],
    before: Record<string, string> = {},
  ) =>
    planOptions(
      ours,
      theirs.map((option) => ({ archived: false, ...option })),
      before,
      now,
    ).map(({ before: old, after: next }) => [old?.name ?? null, next.name, next.archivedAt !== null]);

  it('that are as they were come to nothing, and those that do not come stay', () => {
    expect(
      plan([
        { id: '7', name: 'Oslo' },
        { id: '8', name: 'Rome', archived: true },
      ]),
    ).toEqual([]);
    expect(plan([])).toEqual([]);
  });

  it('are added, archived and taken up again', () => {
    expect(
      plan([
        { id: '7', name: 'Oslo', archived: true },
        { id: '8', name: 'Rome' },
        { id: '9', name: ' Bern ' },
      ]),
    ).toEqual([
      ['Oslo', 'Oslo', true],
      ['Rome', 'Rome', false],
      [null, 'Bern', false],
    ]);
  });

  it('are renamed where the provider did, with the letters that it uses', () => {
    expect(plan([{ id: '7', name: 'Oslo S' }], { 7: 'Oslo' })).toEqual([['Oslo', 'Oslo S', false]]);
    expect(plan([{ id: '7', name: 'OSLO' }], { 7: 'Oslo' })).toEqual([['Oslo', 'OSLO', false]]);
  });

  it('are not renamed while another has the old name, and not twice the same', () => {
    expect(
      plan(
        [
          { id: '7', name: 'Oslo S' },
          { id: '9', name: 'Oslo' },
        ],
        { 7: 'Oslo' },
      ),
    ).toEqual([[null, 'Oslo S', false]]);
    expect(
      plan([
        { id: '7', name: 'Bern' },
        { id: '8', name: 'bern' },
      ]),
    ).toEqual([
      [null, 'Bern', false],
      ['Bern', 'bern', false],
    ]);
  });
});

it('lists are those of fields with a plain number', () => {
  const list = { alias: null, name: 'L', manageable: true, multiple: false, options: [] };
  const numbers = ['18', '4340.4', 'x'].map((fieldId) => ({ ...list, fieldId }));
  expect(listsWithNumbers(numbers).map(({ number }) => number)).toEqual([18]);
});
