import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { Job, JobPatch, JobStatus, jobInput, Stage } from '../schemas/jobs.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface JobListQuery extends PageOptions {
  status?: JobStatus;
}

export function jobsResource(http: Http) {
  /** Jobs are named by id or by number. */
  const at = (id: string) => `/jobs/${encodeURIComponent(id)}`;
  return {
    list: (query: JobListQuery = {}, options?: CallOptions) =>
      http.call<Page<Job>>('GET', '/jobs', { ...options, query: { ...query } }),
    get: (id: string, options?: CallOptions) => http.call<Job>('GET', at(id), options),
    create: (body: z.input<typeof jobInput>, options?: CallOptions) =>
      http.call<Job>('POST', '/jobs', { ...options, body }),
    update: (id: string, body: JobPatch, options?: CallOptions) =>
      http.call<Job>('PATCH', at(id), { ...options, body }),
    stages: (id: string, options?: CallOptions) => http.call<Page<Stage>>('GET', `${at(id)}/stages`, options),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}
