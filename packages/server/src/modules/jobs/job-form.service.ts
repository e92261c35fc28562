import type { JobForm } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { documentLimits, documentTypes } from '../files/files.ts';
import { formOf, type JobFormParts, toJsonSchema } from './job-form.ts';
import { listAsked } from './job-questions.service.ts';
import { toJobQuestion } from './job-questions.ts';
import { getJob } from './jobs.service.ts';

/** The form of any job that the principal sees, also of one that takes no applications yet. */
export async function getJobForm(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  reference: string,
): Promise<JobForm> {
  return describeForm(await getJob(context, principal, reference));
}

export function describeForm(
  job: JobFormParts & { id: string; number: number; title: string; status: string },
): JobForm {
  return {
    jobId: job.id,
    jobNumber: job.number,
    title: job.title,
    open: job.status === 'open',
    schema: toJsonSchema(formOf(job), job.title),
    consents: [],
    limits: {
      fileTypes: [...documentTypes],
      maxFileBytes: documentLimits.maxBytes,
      maxFiles: documentLimits.maxFiles,
    },
  };
}

/** What the form of a job that the caller holds is made of. */
export async function formPartsOf(
  tx: Transaction,
  job: { id: string } & Pick<JobFormParts, 'questions'>,
): Promise<JobFormParts> {
  return { questions: job.questions, customQuestions: (await listAsked(tx, job.id)).map(toJobQuestion) };
}
