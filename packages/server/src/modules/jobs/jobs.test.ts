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
  const scopeOf = (hiring: { assignedJobsOnly: boolean; ownCandidatesOnly?: boolean }) =>
    hiringScope({ access: { hiring }, userId: 'usr_1', employeeId: null } as unknown as Parameters<
      typeof hiringScope
    >[0]);

  it('is everything, the jobs that one is assigned to, or only the people whom one brought to these', () => {
    expect(scopeOf({ assignedJobsOnly: false })).toEqual({});
    const sight = { userId: 'usr_1', employeeId: null, ownOnly: false };
    expect(scopeOf({ assignedJobsOnly: true })).toEqual({ sight });
    for (const assignedJobsOnly of [true, false])
      expect(scopeOf({ assignedJobsOnly, ownCandidatesOnly: true })).toEqual({
        sight: { ...sight, ownOnly: true },
      });
  });
});
