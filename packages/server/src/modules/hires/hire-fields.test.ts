import type { HireFields } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { missingFields, takenFields, toNewEmployee } from './hire-fields.ts';

const given = (over: Partial<HireFields> = {}): HireFields => ({
  hireDate: '2027-01-04',
  employmentStatus: 'Full-Time',
  ...over,
});
describe('what goes into the employee', () => {
  it('needs a name and a hire date', () => {
    expect(missingFields({}).map(({ field }) => field)).toEqual(['firstName', 'lastName', 'hireDate']);
  });

  it('leaves the employment status to its own row', () => {
    const employee = toNewEmployee({ ...given(), firstName: 'Ada', lastName: 'Byron' });
    expect(employee).toEqual({ firstName: 'Ada', lastName: 'Byron', hireDate: '2027-01-04' });
  });
});

describe('a further field', () => {
  it('is none that the hire writes by itself: neither its marker nor what a step has written', () => {
    const other = { linkedIn: 'x', customJoineryId: 'x', FirstName: 'x', hireDate: 'x', '4711': 'x' };
    const taken = takenFields({ other }, 'customJoineryId');
    expect(taken.map(({ field }) => field)).toEqual([
      'other.customJoineryId',
      'other.FirstName',
      'other.hireDate',
    ]);
    expect(takenFields({ other }, '4711').map(({ field }) => field)).toContain('other.4711');
    expect(takenFields({ other: { linkedIn: 'x' } }, null)).toEqual([]);
  });
});
