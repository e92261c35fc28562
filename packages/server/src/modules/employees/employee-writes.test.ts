import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../fields/fields.ts';
import { standardFields, standardTables } from '../fields/standard-fields.ts';
import { changedAmong, type ReadFields, sortFields } from './employee-writes.ts';

const catalogue = catalogueOf(standardFields, [...standardTables]);
const rate = { value: '100.00', currency: 'EUR' };

const employee = {
  status: 'Active',
  values: { firstName: 'Ann', city: 'Ulm' },
  rows: {
    jobInfo: [
      { id: 1, effectiveOn: '2020-01-01', values: { department: 'Sales' } },
      { id: 2, effectiveOn: '2030-01-01', values: { department: 'Later' } },
    ],
    compensation: [{ id: 3, effectiveOn: '2020-01-01', values: { rate } }],
  },
};

function changed(names: string[], read: Partial<ReadFields>): string[] {
  const { asked } = sortFields(Object.fromEntries(names.map((name) => [name, ''])), catalogue);
  const given = { values: {}, tables: {}, ...read };
  return changedAmong(asked, given, employee, { today: '2026-01-01', catalogue }).map(({ name }) => name);
}

describe('what a write changes', () => {
  it('is what differs from today, a blank for nothing included', () => {
    const values = { firstName: 'Ann', city: null, lastName: null, status: 'Inactive' };
    expect(changed(['firstName', 'city', 'lastName', 'status'], { values })).toEqual(['city', 'status']);
  });

  it('is judged by the row in force', () => {
    expect(changed(['department'], { tables: { jobInfo: { department: 'Sales' } } })).toEqual([]);
    expect(changed(['department'], { tables: { jobInfo: { department: 'Later' } } })).toEqual(['department']);
    const dated = (date: string) => changed(['4047'], { tables: { jobInfo: { date } } });
    expect([dated('2020-01-01'), dated('2024-01-01')]).toEqual([[], ['4047']]);
  });

  it('does not depend on the order of an amount’s keys', () => {
    const tables = (amount: typeof rate) => ({ tables: { compensation: { rate: amount } } });
    expect(changed(['payRate'], tables({ currency: 'EUR', value: '100.00' }))).toEqual([]);
    expect(changed(['payRate'], tables({ currency: 'USD', value: '100.00' }))).toEqual(['payRate']);
  });
});
