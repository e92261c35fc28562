import { describe, expect, it } from 'vitest';
import type { JobView } from '../../../modules/jobs/jobs.ts';
import { isAskedFor, jobSummary, optionFinder, sortJobs, statusesJson } from './applicant-tracking.ts';

const aJob = (job: Partial<JobView> = {}): JobView => ({
  id: 'job_1',
  number: 22,
  title: 'Financial Analyst',
  status: 'open',
  department: 'Finance',
  location: 'Salt Lake City, Utah',
  employmentType: 'Full-Time',
  description: '',
  hiringLeadEmployeeNumber: 83,
  pipelineId: 'pip_1',
  applicationCount: 3,
  postedAt: '2026-04-22T20:21:18.000Z',
  createdAt: '2026-04-22T20:21:18.000Z',
  updatedAt: '2026-04-22T20:21:18.000Z',
  hiringLead: { employeeId: 'emp_1', number: 83, firstName: 'Ann', lastName: 'Lee' },
  counts: { new: 1, active: 2, total: 3 },
  ...job,
});
const noOptions = () => null;

describe('a job', () => {
  it('has integer ids, labels and counts', () => {
    const optionId = optionFinder([
      {
        number: 18,
        alias: 'location',
        name: 'Location',
        manageable: true,
        multiple: false,
        options: [
          {
            id: 18352,
            name: 'Salt Lake City, Utah',
            archived: false,
            manageable: true,
            adpCode: null,
            createdAt: new Date(),
            archivedAt: null,
          },
        ],
      },
    ]);
    expect(jobSummary(aJob(), optionId)).toMatchObject({
      id: 22,
      title: { id: null, label: 'Financial Analyst' },
      postedDate: '2026-04-22T20:21:18+00:00',
      location: {
        id: 18352,
        label: 'Salt Lake City, Utah',
        address: { city: 'Salt Lake City', state: 'Utah' },
      },
      department: { id: null, label: 'Finance' },
      status: { id: 1, label: 'Open' },
      hiringLead: { employeeId: 83, firstName: 'Ann', lastName: 'Lee' },
      newApplicantsCount: 1,
      activeApplicantsCount: 2,
      totalApplicantsCount: 3,
    });
  });

  it('without place or lead has nulls where scripts look', () => {
    const summary = jobSummary(
      aJob({ location: null, department: null, hiringLead: null, postedAt: null }),
      noOptions,
    );
    expect(summary.location.label).toBeNull();
    expect(summary.department).toEqual({ id: null, label: null });
    expect(summary.hiringLead).toBeNull();
    expect(summary.postedDate).toBe('2026-04-22T20:21:18+00:00');
  });
});

describe('the list of jobs', () => {
  it.each([
    [{}, ['open', 'draft', 'filled']],
    [{ groups: 'ALL' }, ['open', 'draft', 'filled']],
    [{ groups: 'Open' }, ['open']],
    [{ groups: 'DRAFT_AND_OPEN' }, ['open', 'draft']],
    [{ groups: 'Filled,Draft' }, ['draft', 'filled']],
    [{ statusIds: '4' }, ['filled']],
    [{ groups: 'Open', statusIds: '2' }, []],
  ])('asked for as %j', (filter, expected) => {
    const jobs = (['open', 'draft', 'filled'] as const).map((status) => aJob({ status }));
    const asked = { groups: undefined, statusIds: undefined, ...filter };
    expect(jobs.filter((job) => isAskedFor(job, asked)).map((job) => job.status)).toEqual(expected);
  });

  it('is newest first, or sorted as asked', () => {
    const jobs = [
      aJob({ number: 1, title: 'b' }),
      aJob({ number: 3, title: 'C' }),
      aJob({ number: 2, title: 'a' }),
    ];
    const numbers = (sortBy?: string, order?: string) =>
      sortJobs(jobs, sortBy, order).map((job) => job.number);
    expect(numbers()).toEqual([3, 2, 1]);
    expect(numbers('title')).toEqual([2, 1, 3]);
    expect(numbers('title', 'DESC')).toEqual([3, 1, 2]);
    expect(numbers('count')).toEqual([3, 2, 1]);
    expect(numbers('nonsense', 'ASC')).toEqual([3, 2, 1]);
  });
});

describe('the statuses', () => {
  it('are each there once, with text ids', () => {
    const stages = [
      { number: 15, code: 'HIRED', name: 'Hired' },
      { number: 1, code: 'NEW', name: 'New' },
      { number: 1, code: 'NEW', name: 'New' },
    ];
    expect(JSON.parse(statusesJson(stages))).toEqual([
      {
        id: '1',
        code: 'NEW',
        name: 'New',
        translatedName: 'New',
        description: null,
        enabled: true,
        manageable: false,
      },
      expect.objectContaining({ id: '15', code: 'HIRED' }),
    ]);
  });
});
