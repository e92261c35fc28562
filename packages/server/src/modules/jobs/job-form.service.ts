import type { JobForm } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import { askedConsents } from '../consents/consents.service.ts';
import type { Context } from '../context.ts';
import { askedDemographics } from '../demographics/demographics.service.ts';
import { documentLimits, documentTypes } from '../files/files.ts';
import { formOf, type JobFormParts, toJsonSchema } from './job-form.ts';
import { listAsked } from './job-questions.service.ts';
import { toJobQuestion } from './job-questions.ts';
import { getJobTerms } from './jobs.service.ts';

/** The form of any job that the principal sees, also of one that takes no applications yet. */
export async function getJobForm(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  reference: string,
): Promise<JobForm> {
  const job = await getJobTerms(context, principal, reference);
  return context.db.inCompany(principal.companyId, (tx) => describeForm(tx, job));
}

/** With what every form of the company asks. */
export async function describeForm(
  tx: Transaction,
  job: JobFormParts & { id: string; number: number; title: string; status: string },
): Promise<JobForm> {
  const asked = await askedOfAll(tx);
  return {
    jobId: job.id,
    jobNumber: job.number,
    title: job.title,
    open: job.status === 'open',
    schema: toJsonSchema(formOf({ ...job, ...asked }), job.title),
    consents: asked.consents.map(({ id: _id, ...consent }) => consent),
    demographics: asked.demographics,
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
): Promise<Omit<JobFormParts, 'consents'> & Awaited<ReturnType<typeof askedOfAll>>> {
  return { questions: job.questions, ...(await askedBy(tx, job.id)) };
}

/** The same without what stands at the job itself. */
export async function askedBy(tx: Transaction, jobId: string) {
  const [own, asked] = await Promise.all([listAsked(tx, jobId), askedOfAll(tx)]);
  return { customQuestions: own.map(toJobQuestion), ...asked };
}

async function askedOfAll(tx: Transaction) {
  const [consents, demographics] = await Promise.all([askedConsents(tx), askedDemographics(tx)]);
  return { consents, demographics };
}
