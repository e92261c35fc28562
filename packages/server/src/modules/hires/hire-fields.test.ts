import type { HireFields } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { missingFields, toNewEmployee } from './hire-fields.ts';

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
