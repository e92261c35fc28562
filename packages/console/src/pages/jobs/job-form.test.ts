import { expect, it } from 'vitest';
import { aJob } from '../../testing.ts';
import { matchingJobs } from './job-filter.ts';
import { toJobDraft, toJobValues } from './job-form.ts';

it('brings a job through the form unchanged', () => {
  const job = aJob({
    description: 'Help people',
    minimumExperience: 'Executive',
    internalCode: 'SUP-1',
    hiringLeadEmployeeNumber: 7,
  });
  expect(toJobDraft(toJobValues(job))).toEqual({
    title: 'Support Agent',
    status: 'open',
    department: 'Support',
    location: 'Lisbon',
    locationType: 'on_site',
    employmentType: 'Full-Time',
    minimumExperience: 'Executive',
    compensation: null,
    internalCode: 'SUP-1',
    hiringLeadEmployeeNumber: 7,
    description: 'Help people',
  });
});

it('sends an emptied field as null, which takes the value away', () => {
  expect(toJobDraft({ ...toJobValues(aJob()), department: '  ' }).department).toBeNull();
});

it('leaves the lead of a new job away', () => {
  expect(toJobDraft(toJobValues(null))).toMatchObject({ hiringLeadEmployeeNumber: null });
});

it('begins a new job as open', () => {
  expect(toJobValues(null).status).toBe('open');
});

it('finds jobs by every word of the text, within the filter', () => {
  const jobs = [aJob(), aJob({ id: 'job_2', title: 'Accountant', status: 'draft', location: null })];
  expect(matchingJobs(jobs, 'open', 'LISBON support').map(({ id }) => id)).toEqual(['job_1']);
  expect(matchingJobs(jobs, 'open', 'lisbon accountant')).toEqual([]);
  expect(matchingJobs(jobs, 'unpublished', '').map(({ id }) => id)).toEqual(['job_2']);
  expect(matchingJobs(jobs, 'closed', '')).toEqual([]);
  expect(matchingJobs(jobs, 'all', '')).toHaveLength(2);
});
