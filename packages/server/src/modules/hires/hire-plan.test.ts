import type { HireFile, HirePerson, SomeHireFields } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { fileSteps, isSkippable, planSteps } from './hire-plan.ts';
import { toHireRows } from './hire-rows.ts';

const plan = (over: {
  fields?: SomeHireFields;
  person?: HirePerson | null;
  createOptions?: ('jobTitle' | 'division')[];
  files?: HireFile[] | null;
}) =>
  planSteps({
    fields: { firstName: 'Ada', lastName: 'Byron', hireDate: '2027-01-04', ...over.fields },
    person: over.person ?? null,
    createOptions: over.createOptions ?? [],
    files: over.files ?? null,
  });
const file = (kind: HireFile['kind'], attachmentId: string = kind): HireFile => ({
  kind,
  attachmentId,
  categoryId: null,
});

describe('the steps of a hire', () => {
  it('are those that it has something for', () => {
    expect(plan({})).toEqual(['search', 'create', 'read_back', 'write_back', 'resume']);
    const fields = {
      employmentStatus: 'Full-Time',
      reportsTo: 'Ada Lovelace',
      payRate: '50000',
      other: { nickname: 'Countess' },
    };
    expect(plan({ fields })).toEqual(
      expect.arrayContaining(['employment_status', 'job_info', 'compensation', 'extra_fields']),
    );
    expect(plan({ fields: { other: {} } })).not.toContain('extra_fields');
  });

  it.each<[HirePerson | null, string[]]>([
    [null, ['create']],
    [{ as: 'new' }, ['create']],
    [{ as: 'rehire', employeeNumber: '7' }, ['reactivate']],
    [{ as: 'existing', employeeNumber: '7' }, []],
  ])('follow from who it is: %j', (person, expected) => {
    const own = plan({ person }).filter((step) => step === 'create' || step === 'reactivate');
    expect(own).toEqual(expected);
  });

  it('make options only for values that there are', () => {
    const steps = plan({ fields: { jobTitle: 'Analyst' }, createOptions: ['jobTitle', 'division'] });
    expect(steps.filter((step) => step.startsWith('option_'))).toEqual(['option_job_title']);
  });

  it('upload each chosen file once', () => {
    const files = [file('other'), file('resume'), file('resume', 'second'), file('offer')];
    expect([...fileSteps(files)].map(([step, { attachmentId }]) => [step, attachmentId])).toEqual([
      ['file_1', 'other'],
      ['resume', 'resume'],
      ['file_2', 'second'],
      ['offer', 'offer'],
    ]);
    expect(plan({ files: [] })).not.toContain('resume');
  });

  it('may be left out, but for those that make the employee', () => {
    expect(plan({}).filter((step) => !isSkippable(step))).toEqual(['search', 'create']);
  });
});

it('rows begin on the hire date and say what was reviewed, and nothing else', () => {
  const fields = {
    firstName: 'Ada',
    lastName: 'Byron',
    hireDate: '2027-01-04',
    jobTitle: 'Analyst',
    payRate: '52000.50',
    payCurrency: 'GBP',
    payPer: 'Year',
  };
  expect(toHireRows(fields)).toEqual({
    employmentStatus: undefined,
    jobInfo: { date: '2027-01-04', jobTitle: 'Analyst' },
    compensation: { date: '2027-01-04', rate: { value: '52000.50', currency: 'GBP' }, per: 'Year' },
  });
});
