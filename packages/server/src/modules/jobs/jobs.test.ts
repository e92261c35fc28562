import { describe, expect, it } from 'vitest';
import { hiringScope, parseJobReference } from './jobs.ts';

describe('a reference to a job', () => {
  it.each([
    ['18', { number: 18 }],
    ['999999999', { number: 999_999_999 }],
    ['9999999999', { id: '9999999999' }],
    ['0', { id: '0' }],
    ['-1', { id: '-1' }],
    ['1.5', { id: '1.5' }],
    ['job_01', { id: 'job_01' }],
  ])('%s', (reference, parsed) => {
    expect(parseJobReference(reference)).toEqual(parsed);
  });
});

describe('the scope of hiring', () => {
  const principal = (assignedJobsOnly: boolean, employeeId: string | null) =>
    hiringScope({ access: { hiring: { assignedJobsOnly } }, employeeId } as Parameters<
      typeof hiringScope
    >[0]);

  it('is everything, or the jobs that one leads', () => {
    expect(principal(false, 'emp_1')).toEqual({});
    expect(principal(true, 'emp_1')).toEqual({ leadEmployeeId: 'emp_1' });
  });

  it('is nothing for somebody who is no employee and sees only assigned jobs', () => {
    expect(principal(true, null)).toEqual({ leadEmployeeId: '' });
  });
});
