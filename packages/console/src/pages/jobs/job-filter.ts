import type { Job, JobStatus } from '@joinery/sdk';

export type JobFilter = 'open' | 'unpublished' | 'closed' | 'all';

const statuses: Record<Exclude<JobFilter, 'all'>, readonly JobStatus[]> = {
  open: ['open'],
  unpublished: ['draft', 'on_hold'],
  closed: ['filled', 'canceled', 'deleted'],
};

/** Jobs of a filter whose title, department or location holds every word of the text. */
export function matchingJobs(jobs: Job[], filter: JobFilter, text: string): Job[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    if (filter !== 'all' && !statuses[filter].includes(job.status)) return false;
    const haystack = [job.title, job.department, job.location].join(' ').toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
