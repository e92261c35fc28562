import type { SourceField } from '@joinery/connectors';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../fields/fields.ts';
import { planFields } from '../fields/mirrored-fields.ts';
import { standardFields, standardTables } from '../fields/standard-fields.ts';
import { basisOfPeople, personColumns, planStreams, rowColumns } from './mirror-plan.ts';

const standard = catalogueOf(standardFields);
const listed: SourceField[] = standardFields
  .filter((field) => field.listed && field.number !== null)
  .map(({ number, alias, name, type, deprecated }) => ({ id: number ?? '', alias, name, type, deprecated }));
const tables = standardTables.slice(0, 3).map(({ alias, columns }) => ({
  alias,
  columns: columns.map((column) => ({
    id: column,
    alias: column,
    name: column,
    type: 'text',
    deprecated: false,
  })),
}));
const account = { fields: listed, tables, lists: null };
const everything = { tables: null, leaveOut: [] };

describe('what is asked', () => {
  const [people, ...rest] = planStreams(standard, account, everything);
  const keys = people?.asks.map(({ key }) => key) ?? [];

  it('is each stored value once, status and supervisor first, then each table', () => {
    expect(keys.slice(0, 4)).toEqual(['status', '@supervisor', '@lastChanged', '@photo']);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(['firstName', 'preferredName', 'hireDate', '#1610']));
    expect(rest.map(({ name }) => name)).toEqual([
      'rows:jobInfo',
      'rows:employmentStatus',
      'rows:compensation',
    ]);
  });

  it('is nothing that is calculated, or comes with a table', () => {
    for (const key of ['jobTitle', 'age', 'terminationDate', 'supervisor', 'nickname'])
      expect(keys).not.toContain(key);
  });

  it('is, without missing it, what accounts have and do not list', () => {
    expect(people?.asks).toContainEqual({ ask: 'pronouns', key: 'pronouns', optional: true });
    expect(people?.asks).toContainEqual({ ask: 'firstName', key: 'firstName' });
  });

  it('is not what is left out, by any of its names', () => {
    const [{ asks = [] } = {}] = planStreams(standard, account, {
      tables: [],
      leaveOut: ['ssn', '6', 'pronouns', 'status'],
    });
    const left = asks.map(({ key }) => key);
    for (const key of ['ssn', 'dateOfBirth', 'pronouns']) expect(left).not.toContain(key);
    expect(left).toContain('status');
  });

  it('is whether there is a photo, without missing it, unless photos are left out', () => {
    expect(people?.asks).toContainEqual({ ask: 'isPhotoUploaded', key: '@photo', optional: true });
    for (const name of ['photoUrl', 'photoUploaded', 'isPhotoUploaded']) {
      const [{ asks = [] } = {}] = planStreams(standard, account, { tables: [], leaveOut: [name] });
      expect(asks.map(({ key }) => key)).not.toContain('@photo');
    }
  });

  it('is no number of the state that is not listed when a listed one is left out', () => {
    const numbers = ['sin', 'nin', 'nationalId'];
    const [{ asks = [] } = {}] = planStreams(standard, account, { tables: [], leaveOut: ['ssn'] });
    const left = asks.map(({ key }) => key);
    for (const key of numbers) {
      expect(keys).toContain(key);
      expect(left).not.toContain(key);
    }
  });

  it('is only tables that are chosen, and that the account shows', () => {
    const names = (chosen: string[] | null, shown = account) =>
      planStreams(standard, shown, { tables: chosen, leaveOut: [] })
        .slice(1)
        .map(({ name }) => name);
    expect(names(['compensation', 'dependents', 'nonsense'])).toEqual(['rows:compensation']);
    expect(names(null, { ...account, tables: null as never })).toEqual([
      'rows:jobInfo',
      'rows:employmentStatus',
      'rows:compensation',
    ]);
  });

  it('comes in parts of four hundred fields', () => {
    const own = Array.from({ length: 700 }, (_, index) => ({
      id: String(5000 + index),
      alias: `custom${index}`,
      name: `Own ${index}`,
      type: 'text',
      deprecated: false,
    }));
    const fields = [...listed, ...own];
    const { added } = planFields(standard, { fields, tables });
    const streams = planStreams(
      catalogueOf([...standardFields, ...added]),
      { ...account, fields },
      { tables: [], leaveOut: [] },
    );
    expect(streams.map(({ name }) => name)).toEqual(['people:0', 'people:1']);
    expect(streams[0]?.asks).toHaveLength(400);
    const all = streams.flatMap(({ asks }) => asks.map(({ key }) => key));
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(own.map(({ alias }) => alias)));
  });
});

it('columns are those that the account shows, in our order, with the date that counts', () => {
  const shown = {
    ...account,
    tables: [
      {
        alias: 'jobInfo',
        columns: ['department', 'date', 'unheardOf'].map((alias) => ({ ...listed[0], alias }) as SourceField),
      },
    ],
  };
  expect(rowColumns(standard, shown, 'jobInfo').map(({ name, dates }) => [name, dates])).toEqual([
    ['date', true],
    ['department', false],
  ]);
  expect(rowColumns(standard, { ...account, tables: null }, 'jobInfo').map(({ name }) => name)).toEqual(
    standard.table('jobInfo')?.columns,
  );
});

it('the same answer is read anew when a field has another type', () => {
  const stream = { name: 'people:0', asks: [{ ask: 'firstName', key: 'firstName' }] };
  const basis = (catalogue: typeof standard) => basisOfPeople(personColumns(catalogue, stream));
  const other = catalogueOf(
    standardFields.map((field) => (field.key === 'firstName' ? { ...field, type: 'date' } : field)),
  );
  expect(basis(standard)).toBe(basis(catalogueOf(standardFields)));
  expect(basis(standard)).not.toBe(basis(other));
});
