import type { HireFields } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { draftFields, missingFields, takenFields, toNewEmployee } from './hire-fields.ts';

const sources = (over: { candidate?: object; job?: object } = {}) => ({
  candidate: {
    firstName: 'Ada',
    lastName: 'Byron',
    email: 'ada@mail.example',
    phone: '+44 20 7946 0000',
    ...over.candidate,
  },
  job: {
    title: 'Analyst',
    department: 'Engines',
    location: 'London',
    employmentType: 'part-time',
    ...over.job,
  },
});
const given = (over: Partial<HireFields> = {}): HireFields => ({
  hireDate: '2027-01-04',
  employmentStatus: 'Full-Time',
  ...over,
});
const options = (over = {}) => ({
  employmentStatus: ['Full-Time', 'Part-Time'],
  jobTitle: ['Analyst'],
  department: ['Engines'],
  division: [],
  location: ['London', 'Leeds'],
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

describe('the draft', () => {
  it('takes the provider’s spelling of what it knows', () => {
    const job = { title: ' ANALYST', department: 'engines' };
    const { fields, missing } = draftFields(sources({ job }), options());
    expect(fields).toMatchObject({
      jobTitle: 'Analyst',
      department: 'Engines',
      location: 'London',
      employmentStatus: 'Part-Time',
    });
    expect(missing.map(({ field }) => field)).toEqual(['hireDate']);
  });

  it('leaves out and names what the provider does not know', () => {
    const { fields, missing } = draftFields(sources({ job: { location: 'Atlantis' } }), options());
    expect(fields).not.toHaveProperty('location');
    expect(missing).toContainEqual({
      field: 'location',
      message: 'BambooHR does not know “Atlantis”. Choose another, or add it there.',
    });
  });

  it('keeps everything when the provider could not be asked', () => {
    const nothing = { employmentStatus: [], jobTitle: [], department: [], division: [], location: [] };
    const { fields, missing } = draftFields(sources({ job: { location: 'Atlantis' } }), nothing);
    expect(fields).toMatchObject({
      location: 'Atlantis',
      jobTitle: 'Analyst',
      employmentStatus: 'Full-Time',
    });
    expect(missing.map(({ field }) => field)).toEqual(['hireDate']);
  });

  it('offers full time when the job says something else', () => {
    const { fields } = draftFields(sources({ job: { employmentType: 'Seasonal' } }), options());
    expect(fields.employmentStatus).toBe('Full-Time');
    expect(draftFields(sources({ job: { employmentType: null } }), options()).fields.employmentStatus).toBe(
      'Full-Time',
    );
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
