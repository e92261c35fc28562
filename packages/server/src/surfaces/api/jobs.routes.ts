import {
  job,
  jobClosing,
  jobForm,
  jobInput,
  jobPatch,
  jobQuestion,
  jobQuestionInput,
  jobQuestionPatch,
  jobStatus,
  pageOf,
  pageQuery,
  questionOrder,
  stage,
  teamChoice,
  teamInput,
  teamMember,
} from '@joinery/sdk';
import { z } from 'zod';
import {
  createJobQuestion,
  listJobQuestions,
  orderJobQuestions,
  removeJobQuestion,
  updateJobQuestion,
} from '../../modules/jobs/edit-questions.service.ts';
import { getTeam, listTeamChoices, replaceTeam } from '../../modules/jobs/hiring-team.service.ts';
import { getJobForm } from '../../modules/jobs/job-form.service.ts';
import {
  createJob,
  deleteJob,
  getJob,
  listJobs,
  listStagesOfJob,
  updateJob,
} from '../../modules/jobs/jobs.service.ts';
import { closeJob, publishJob } from '../../modules/jobs/publish-job.service.ts';
import { idParams, whole } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Jobs';
const questionParams = idParams.extend({ question: z.string().min(1).max(100) });

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
  route({
    method: 'GET',
    url: '/jobs/:id/form',
    tag,
    summary: 'Everything that an application for this job may and must hold, as one JSON Schema',
    params: idParams,
    answer: jobForm,
    handle: ({ context, principal, params }) => getJobForm(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/jobs/:id/questions',
    tag,
    summary: 'Questions of a job’s own, in their order; with archived ones when asked for',
    params: idParams,
    query: z.strictObject({ archived: z.stringbool().optional() }),
    answer: pageOf(jobQuestion),
    handle: async ({ context, principal, params, query }) =>
      whole(await listJobQuestions(context, principal, params.id, query)),
  }),
  route({
    method: 'POST',
    url: '/jobs/:id/questions',
    tag,
    summary: 'Ask one more question',
    params: idParams,
    body: jobQuestionInput,
    answer: jobQuestion,
    status: 201,
    handle: ({ context, principal, params, body }) => createJobQuestion(context, principal, params.id, body),
  }),
  route({
    method: 'PUT',
    url: '/jobs/:id/questions/order',
    tag,
    summary: 'Put the questions into another order',
    params: idParams,
    body: questionOrder,
    answer: pageOf(jobQuestion),
    handle: async ({ context, principal, params, body }) =>
      whole(await orderJobQuestions(context, principal, params.id, body.order)),
  }),
  route({
    method: 'PATCH',
    url: '/jobs/:id/questions/:question',
    tag,
    summary: 'Change, move, archive or ask again a question, by id or key',
    params: questionParams,
    body: jobQuestionPatch,
    answer: jobQuestion,
    handle: ({ context, principal, params: { id, question }, body }) =>
      updateJobQuestion(context, principal, { job: id, question }, body),
  }),
  route({
    method: 'DELETE',
    url: '/jobs/:id/questions/:question',
    tag,
    summary: 'Ask a question no more; one that was answered is archived',
    params: questionParams,
    handle: async ({ context, principal, params: { id, question } }) => {
      await removeJobQuestion(context, principal, { job: id, question });
      return undefined;
    },
  }),
  route({
    method: 'POST',
    url: '/jobs/:id/publish',
    tag,
    summary: 'Open a job and show it to everybody',
    params: idParams,
    answer: job,
    status: 200,
    handle: ({ context, principal, params }) => publishJob(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/jobs/:id/close',
    tag,
    summary: 'Take no more applications',
    params: idParams,
    body: jobClosing,
    answer: job,
    status: 200,
    handle: ({ context, principal, params, body }) => closeJob(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/jobs/team-choices',
    tag,
    summary: 'Users who can be put on the team of a job',
    answer: pageOf(teamChoice),
    handle: async ({ context, principal }) => whole(await listTeamChoices(context, principal)),
  }),
  route({
    method: 'GET',
    url: '/jobs/:id/team',
    tag,
    summary: 'Who works on a job',
    params: idParams,
    answer: pageOf(teamMember),
    handle: async ({ context, principal, params }) => whole(await getTeam(context, principal, params.id)),
  }),
  route({
    method: 'PUT',
    url: '/jobs/:id/team',
    tag,
    summary: 'Say who works on a job, all of them',
    params: idParams,
    body: teamInput,
    answer: pageOf(teamMember),
    handle: async ({ context, principal, params, body }) =>
      whole(await replaceTeam(context, principal, params.id, body)),
  }),
];
