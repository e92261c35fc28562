import { job, jobInput, jobPatch, jobStatus, pageOf, pageQuery, stage } from '@joinery/sdk';
import {
  createJob,
  deleteJob,
  getJob,
  listJobs,
  listStagesOfJob,
  updateJob,
} from '../../modules/jobs/jobs.service.ts';
import { idParams, whole } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Jobs';

export const jobsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/jobs',
    tag,
    summary: 'Jobs, newest first',
    query: pageQuery.extend({ status: jobStatus.optional() }).strict(),
    answer: pageOf(job),
    handle: (call) =>
      page(call, 'jobs', (slice) => listJobs(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'POST',
    url: '/jobs',
    tag,
    summary: 'Make a job',
    body: jobInput,
    answer: job,
    status: 201,
    handle: ({ context, principal, body }) => createJob(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/jobs/:id',
    tag,
    summary: 'One job, by id or number',
    params: idParams,
    answer: job,
    handle: ({ context, principal, params }) => getJob(context, principal, params.id),
  }),
  route({
    method: 'PATCH',
    url: '/jobs/:id',
    tag,
    summary: 'Change a job',
    params: idParams,
    body: jobPatch,
    answer: job,
    handle: ({ context, principal, params, body }) => updateJob(context, principal, params.id, body),
  }),
  route({
    method: 'DELETE',
    url: '/jobs/:id',
    tag,
    summary: 'Remove a job that nobody applied for',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await deleteJob(context, principal, params.id);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/jobs/:id/stages',
    tag,
    summary: 'Stages that applications for this job go through, in their order',
    params: idParams,
    answer: pageOf(stage),
    handle: async ({ context, principal, params }) =>
      whole(await listStagesOfJob(context, principal, params.id)),
  }),
];
