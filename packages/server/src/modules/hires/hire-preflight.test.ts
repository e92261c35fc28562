import { describe, expect, it } from 'vitest';
import { asListed, describeOpenPoints, nearestOptions, unknownOptions } from './hire-preflight.ts';

const titles = ['Software Engineer', 'Senior Software Engineer', 'Engineering Manager', 'Accountant', 'HR'];

describe('nearest options', () => {
  it.each<[string, string]>([
    ['Sofware Enginer', 'Software Engineer'],
    ['Engineer, Software', 'Software Engineer'],
    ['Software Engineer (Senior)', 'Senior Software Engineer'],
    ['Acountant', 'Accountant'],
    ['Chief Accountant', 'Accountant'],
  ])('of “%s” begin with “%s”', (value, nearest) => {
    expect(nearestOptions(titles, value)[0]).toBe(nearest);
  });

  it('are none where nothing is like it, and at most five', () => {
    expect(nearestOptions(titles, 'Astronaut')).toEqual([]);
    const many = Array.from({ length: 20 }, (_, index) => `Clerk ${index}`);
    expect(nearestOptions(many, 'Clerk')).toHaveLength(5);
    expect(nearestOptions([], 'Clerk')).toEqual([]);
    expect(nearestOptions(titles, '!')).toEqual([]);
  });
});

describe('values of lists', () => {
  it('are spelled as the provider spells them', () => {
    const fields = { jobTitle: ' software  ENGINEER', location: 'Montréal', department: 'Else' };
    expect(asListed(fields, { jobTitle: titles, location: ['Montreal'] })).toEqual({
      jobTitle: 'Software Engineer',
      location: 'Montreal',
      department: 'Else',
    });
  });

  it('are unknown where a list that was read does not have them', () => {
    const fields = { jobTitle: 'Astronaut', department: 'Space', location: 'Moon', employmentStatus: 'HR' };
    const options = { jobTitle: titles, department: ['Spaces'], employmentStatus: ['hr'] };
    const decided = { createOptions: ['jobTitle' as const], open: ['department' as const] };
    expect(unknownOptions(fields, options, decided)).toEqual([
      { field: 'department', value: 'Space', nearest: ['Spaces'], canCreate: true },
    ]);
  });

  it('of pay are compared, too, and nothing is added to what pay may be', () => {
    const fields = { payType: 'salary', payPer: 'Yearly', paySchedule: 'Monthly' };
    const options = { payType: ['Hourly', 'Salary'], payPer: ['Hour', 'Year'] };
    expect(asListed(fields, options)).toEqual({ ...fields, payType: 'Salary' });
    const decided = { createOptions: [], open: ['department' as const] };
    expect(unknownOptions(fields, options, decided)).toEqual([
      { field: 'payPer', value: 'Yearly', nearest: ['Year'], canCreate: false },
    ]);
  });

  it('are unknown in an empty list, and nobody knows whether they can be made', () => {
    expect(unknownOptions({ division: 'East' }, { division: [] }, { createOptions: [] })).toEqual([
      { field: 'division', value: 'East', nearest: [], canCreate: null },
    ]);
  });
});

it('what a draft waits for is said with the nearest options', () => {
  const missing = [{ field: 'hireDate', message: 'The first day of work is needed.' }];
  const unknown = {
    field: 'jobTitle' as const,
    value: 'Acountant',
    nearest: ['Accountant'],
    canCreate: null,
  };
  expect(describeOpenPoints({ missing, unknownOptions: [unknown], unread: null })).toBe(
    'The first day of work is needed. The account does not know the job title “Acountant”. Nearest: “Accountant”.',
  );
  expect(describeOpenPoints({ missing: [], unknownOptions: [], unread: null })).toBeNull();
  const boss = {
    field: 'reportsTo' as const,
    value: 'Ada Lovelase',
    nearest: ['Ada Lovelace'],
    canCreate: false,
  };
  expect(describeOpenPoints({ missing: [], unknownOptions: [boss], unread: 'It is away.' })).toBe(
    'The account does not know the supervisor “Ada Lovelase”. Which values the account knows could not be read: It is away. Try again later, or let it go on without checks.',
  );
});
