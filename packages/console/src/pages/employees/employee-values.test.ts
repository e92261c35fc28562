import type { Employee } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { columnsOf, nameOf, newestFirst, readableAlias, readableValue } from './employee-values.ts';

const employee = (values: Employee['values']): Employee => ({ id: 'emp_1', number: 7, values, withheld: [] });

it.each([
  [null, '–'],
  ['', '–'],
  ['0000-00-00', '–'],
  ['2026-06-01', '1 Jun 2026'],
  ['2026-06-01T12:00:00.000Z', expect.stringMatching(/^[12] Jun 2026, \d\d:\d\d$/)],
  [true, 'Yes'],
  [['A', 'B'], 'A, B'],
  [[], '–'],
  [{ value: '5000', currency: 'EUR' }, '5000 EUR'],
  [{ value: '', currency: 'EUR' }, '–'],
  [{ other: 1 }, '{"other":1}'],
  [12, '12'],
])('reads %j as %s', (value, text) => {
  expect(readableValue(value)).toEqual(text);
});

it('names an employee by what may be seen of the name', () => {
  expect(nameOf(employee({ firstName: 'Inês', lastName: 'Duarte' }))).toBe('Inês Duarte');
  expect(nameOf(employee({ displayName: 'Inês D.' }))).toBe('Inês D.');
  expect(nameOf(employee({}))).toBe('Employee 7');
});

it('makes words of an alias', () => {
  expect(readableAlias('employmentStatus')).toBe('Employment status');
  expect(readableAlias('employmentHistoryStatus')).toBe('Employment status');
});

it('shows the date first and no column that is empty in every row', () => {
  const rows = [
    { id: 1, values: { jobTitle: 'A', date: '2025-01-01', division: null } },
    { id: 2, values: { jobTitle: '', date: '2026-01-01', division: '' } },
  ];
  expect(columnsOf(rows)).toEqual(['date', 'jobTitle']);
  expect(newestFirst(rows).map(({ id }) => id)).toEqual([2, 1]);
});
