import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { TeamChoice, TeamInput, TeamMember } from '../schemas/hiring-team.ts';
import type { JobForm, JobQuestion, JobQuestionPatch, jobQuestionInput } from '../schemas/job-questions.ts';
import type { Job, JobPatch, JobStatus, jobClosing, jobInput, Stage } from '../schemas/jobs.ts';
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
    /** Opens the job and shows it to everybody. */
    publish: (id: string, options?: CallOptions) => http.call<Job>('POST', `${at(id)}/publish`, options),
    close: (id: string, body: z.input<typeof jobClosing> = {}, options?: CallOptions) =>
      http.call<Job>('POST', `${at(id)}/close`, { ...options, body }),
    team: (id: string, options?: CallOptions) =>
      http.call<Page<TeamMember>>('GET', `${at(id)}/team`, options),
    /** Whoever is not named is not on the team any more. */
    replaceTeam: (id: string, body: TeamInput, options?: CallOptions) =>
      http.call<Page<TeamMember>>('PUT', `${at(id)}/team`, { ...options, body }),
    /** Users who can be put on a team. */
    teamChoices: (options?: CallOptions) => http.call<Page<TeamChoice>>('GET', '/jobs/team-choices', options),
    /** What an application for the job may and must hold. */
    form: (id: string, options?: CallOptions) => http.call<JobForm>('GET', `${at(id)}/form`, options),
    /** Those that are asked; with `archived` the others after them. */
    questions: (id: string, query: { archived?: boolean } = {}, options?: CallOptions) =>
      http.call<Page<JobQuestion>>('GET', `${at(id)}/questions`, { ...options, query: { ...query } }),
    addQuestion: (id: string, body: z.input<typeof jobQuestionInput>, options?: CallOptions) =>
      http.call<JobQuestion>('POST', `${at(id)}/questions`, { ...options, body }),
    /** Questions are named by id or by key. */
    updateQuestion: (id: string, question: string, body: JobQuestionPatch, options?: CallOptions) =>
      http.call<JobQuestion>('PATCH', `${at(id)}/questions/${encodeURIComponent(question)}`, {
        ...options,
        body,
      }),
    removeQuestion: (id: string, question: string, options?: CallOptions) =>
      http.call<void>('DELETE', `${at(id)}/questions/${encodeURIComponent(question)}`, options),
    orderQuestions: (id: string, order: string[], options?: CallOptions) =>
      http.call<Page<JobQuestion>>('PUT', `${at(id)}/questions/order`, { ...options, body: { order } }),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}
