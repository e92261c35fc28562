import { type JobInput, type JobPatch, type JobStatus, JoineryError, type Stage } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { listOptions } from '../fields/fields.service.ts';
import { locationList } from '../fields/lists.ts';
import { listAddressesOf } from '../locations/locations.service.ts';
import type { Address } from '../locations/locations.ts';
import { noPipeline } from '../pipelines/pipelines.ts';
import { getDefaultPipelineId, holdStages, listStages } from '../stages/stages.service.ts';
import { isOutsideOnly, listTeam, replaceTeam } from './hiring-team.repository.ts';
import { changePipeline } from './job-pipeline.service.ts';
import { replaceQuestions } from './job-questions.service.ts';
import { jobClosed, jobCreated, jobDeleted, jobUpdated } from './jobs.events.ts';
import * as repository from './jobs.repository.ts';
import {
  assertSeesOpinions,
  fromOutside,
  hiringScope,
  isExternal,
  type JobTerms,
  type JobView,
  jobNotFound,
  jobNotOpen,
  parseJobReference,
} from './jobs.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Newest first. Pages go on after the id of the last job. */
export async function listJobs(
  context: Scope,
  principal: Principal,
  filter: { status?: JobStatus | undefined; all?: boolean | undefined },
  page: Slice,
): Promise<Sliced<JobView>> {
  assertArea(principal, 'hiring.jobs', 'view');
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listJobs(tx, hiringScope(principal), filter, page),
  );
  return toSliced(rows, page.limit, (job) => job.id);
}

/** @param reference the job's id, or its number as text */
export async function getJob(context: Scope, principal: Principal, reference: string): Promise<JobView> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, (tx) => findJobInScope(tx, principal, reference));
}

/** A job without its counts, for whoever does not show them. @param reference as for {@link getJob} */
export async function getJobTerms(
  context: Pick<Context, 'db'>,
  principal: Principal,
  reference: string,
): Promise<JobTerms> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, (tx) => findTermsInScope(tx, principal, reference));
}

/** The stages of the job's pipeline, in their order. */
export async function listStagesOfJob(
  context: Scope,
  principal: Principal,
  reference: string,
): Promise<Stage[]> {
  const { pipelineId } = await getJobTerms(context, principal, reference);
  return listStages(context, principal, pipelineId);
}

/**
 * @param input `locationNumber` names an option of the list of locations, instead of its name; with
 * `postedAt` the job has been open since then; an open one can be shown to everybody at once
 */
export async function createJob(
  context: Scope,
  principal: Principal,
  input: JobInput & { locationNumber?: number | undefined; postedAt?: Date; isPublished?: boolean },
): Promise<JobView> {
  assertMayCreate(principal);
  const id = newId('job');
  const { companyId } = principal;
  const { customQuestions = [] } = input;
  const { jobs: number } = await takeNumbers(context, companyId, { jobs: 1 });
  const nextNumber = await takeQuestionNumbers(context, principal, customQuestions);
  return context.db.inCompany(companyId, async (tx) => {
    await assertInside(tx, principal);
    const createdAt = context.clock.now();
    await repository.insertJob(tx, companyId, {
      id,
      number,
      pipelineId: await pipelineFor(tx, input.pipelineId),
      title: input.title,
      status: input.status,
      department: input.department ?? null,
      location: input.location ?? (await locationOf(tx, input.locationNumber)) ?? null,
      locationType: input.locationType ?? 'on_site',
      employmentType: input.employmentType ?? null,
      minimumExperience: input.minimumExperience ?? null,
      compensation: input.compensation ?? null,
      internalCode: input.internalCode ?? null,
      questions: input.questions ?? {},
      description: input.description,
      leadEmployeeId: (await leadOf(tx, input.hiringLeadEmployeeNumber)) ?? null,
      postedAt: input.postedAt ?? (input.status === 'open' ? createdAt : null),
      publishedAt: input.isPublished && input.status === 'open' ? (input.postedAt ?? createdAt) : null,
      createdAt,
    });
    await replaceQuestions(tx, { companyId, jobId: id, nextNumber, at: createdAt }, customQuestions);
    await joinOwnJob(tx, principal, id);
    const job = await repository.findJob(tx, {}, { id });
    if (job === undefined) throw jobNotFound();
    await insertEvents(tx, companyId, [jobCreated(job)]);
    return job;
  });
}

export async function updateJob(
  context: Scope,
  principal: Principal,
  reference: string,
  patch: JobPatch,
): Promise<JobView> {
  assertArea(principal, 'hiring.jobs', 'edit');
  const { hiringLeadEmployeeNumber, customQuestions, pipelineId, ...values } = patch;
  const nextNumber = await takeQuestionNumbers(context, principal, customQuestions ?? []);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await lockJobInScope(tx, principal, reference);
    const { id } = before;
    if (hiringLeadEmployeeNumber !== undefined) await assertNotExternal(tx, principal, id);
    const leadEmployeeId = await leadOf(tx, hiringLeadEmployeeNumber);
    const at = context.clock.now();
    await repository.updateJob(tx, id, { ...values, leadEmployeeId }, at);
    if (pipelineId !== undefined) await changePipeline(tx, principal, before, { pipelineId, at });
    const write = { companyId: principal.companyId, jobId: id, nextNumber, at };
    if (customQuestions !== undefined) await replaceQuestions(tx, write, customQuestions);
    const isClosed = before.status === 'open' && patch.status !== undefined && patch.status !== 'open';
    const closed = isClosed ? [jobClosed(id)] : [];
    await insertEvents(tx, principal.companyId, [jobUpdated(id, Object.keys(patch)), ...closed]);
    const job = await repository.findJob(tx, {}, { id });
    if (job === undefined) throw jobNotFound();
    return job;
  });
}

// Whoever makes a job and sees only assigned ones works on it.
async function joinOwnJob(tx: Transaction, principal: Principal, jobId: string): Promise<void> {
  if (hiringScope(principal).sight === undefined) return;
  await replaceTeam(tx, principal.companyId, jobId, [{ userId: principal.userId, role: 'recruiter' }]);
}

async function pipelineFor(tx: Transaction, id: string | undefined): Promise<string> {
  if (id === undefined) return getDefaultPipelineId(tx);
  if ((await holdStages(tx, id)).length === 0) throw noPipeline();
  return id;
}

// People who are sent to us are looked for by others; what for is not theirs to say.
function assertMayCreate(principal: Principal): void {
  assertArea(principal, 'hiring.jobs', 'edit');
  if (principal.access.hiring.ownCandidatesOnly === true) throw makesNone();
}

// Nor somebody who is on teams as that, and works on no job for the company.
async function assertInside(tx: Transaction, principal: Principal): Promise<void> {
  const { sight } = hiringScope(principal);
  if (sight !== undefined && (await isOutsideOnly(tx, sight))) throw makesNone();
}

function makesNone(): JoineryError {
  return new JoineryError('access.forbidden', 'External recruiters bring people to jobs and make none.');
}

/** @throws JoineryError `jobs.in_use` once somebody applied: close the job then. */
export async function deleteJob(context: Scope, principal: Principal, reference: string): Promise<void> {
  assertArea(principal, 'hiring.jobs', 'edit');
  try {
    await context.db.inCompany(principal.companyId, async (tx) => {
      const { id } = await lockJobInScope(tx, principal, reference);
      if (await repository.isJobUsed(tx, id)) throw jobInUse();
      await repository.removeJob(tx, id);
      await insertEvents(tx, principal.companyId, [jobDeleted(id)]);
    });
  } catch (cause) {
    if (brokenConstraint(cause) === undefined) throw cause;
    throw jobInUse(cause);
  }
}

export interface JobLocation {
  number: number;
  name: string;
  /** Undefined for a location that is only a name. */
  address: Address | undefined;
}

/** Places that jobs can be at: the options of the list of locations that are in use. */
export async function listJobLocations(
  context: Pick<Context, 'db'>,
  principal: Principal,
): Promise<JobLocation[]> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const options = (await listOptions(tx, [locationList])).filter(({ archivedAt }) => archivedAt === null);
    const addresses = await listAddressesOf(
      tx,
      options.map(({ id }) => id),
    );
    return options.map(({ id, name }) => ({ number: id, name, address: addresses.get(id) }));
  });
}

/** Addresses of the places where these jobs are, by the number of the location. */
export async function listJobAddresses(
  context: Pick<Context, 'db'>,
  principal: Principal,
  jobs: readonly Pick<JobTerms, 'locationOption'>[],
): Promise<ReadonlyMap<number, Address>> {
  assertArea(principal, 'hiring.jobs', 'view');
  const locations = new Set(jobs.flatMap(({ locationOption }) => locationOption ?? []));
  return context.db.inCompany(principal.companyId, (tx) => listAddressesOf(tx, [...locations]));
}

/** The open job that somebody applies for, held open until the transaction ends. */
export async function lockOpenJob(
  tx: Transaction,
  principal: Principal,
  reference: string,
): Promise<repository.JobRow> {
  const job = await repository.lockJob(tx, hiringScope(principal), parseJobReference(reference), 'share');
  if (job?.status !== 'open') throw jobNotOpen();
  return job;
}

/** The id of the job that the reference names, whoever may see it; undefined when there is none. */
export async function findJobId(tx: Transaction, reference: string): Promise<string | undefined> {
  const parsed = parseJobReference(reference);
  return 'id' in parsed ? parsed.id : repository.findIdNumbered(tx, parsed.number);
}

/** Keeps others from changing the job until the transaction ends. @throws JoineryError `jobs.not_found` */
export async function lockJobInScope(
  tx: Transaction,
  principal: Principal,
  reference: string,
): Promise<repository.JobRow> {
  const job = await repository.lockJob(tx, hiringScope(principal), parseJobReference(reference), 'update');
  if (job === undefined) throw jobNotFound();
  return job;
}

/**
 * For what says who sees the people of a job: an external recruiter would come to see all of them.
 *
 * @throws JoineryError `access.forbidden`
 */
export async function assertNotExternal(tx: Transaction, principal: Principal, jobId: string): Promise<void> {
  if (!(await isExternalOn(tx, principal, jobId))) return;
  throw new JoineryError(
    'access.forbidden',
    'You work on this job as an external recruiter; the company says who leads it and who works on it.',
  );
}

/** Whether the principal works on the job for somebody else than the company. */
export async function isExternalOn(tx: Transaction, principal: Principal, jobId: string): Promise<boolean> {
  if (hiringScope(principal).sight === undefined) return false;
  return isExternal(principal, await listTeam(tx, jobId));
}

/**
 * For what somebody says of a person who comes to the job.
 *
 * @throws JoineryError `access.forbidden`
 */
export async function assertJudges(
  context: Pick<Context, 'db'>,
  principal: Principal,
  reference: string | undefined,
): Promise<void> {
  assertSeesOpinions(principal);
  if (reference === undefined || hiringScope(principal).sight === undefined) return;
  const isForbidden = await context.db.inCompany(principal.companyId, async (tx) => {
    const jobId = await findJobId(tx, reference);
    return jobId !== undefined && isExternalOn(tx, principal, jobId);
  });
  if (isForbidden) throw fromOutside();
}

/** @throws JoineryError `jobs.not_found` */
export async function findJobInScope(
  tx: Transaction,
  principal: Principal,
  reference: string,
): Promise<JobView> {
  const job = await repository.findJob(tx, hiringScope(principal), parseJobReference(reference));
  if (job === undefined) throw jobNotFound();
  return job;
}

/** @throws JoineryError `jobs.not_found` */
export async function findTermsInScope(
  tx: Transaction,
  principal: Principal,
  reference: string,
): Promise<JobTerms> {
  const job = await repository.findJobTerms(tx, hiringScope(principal), parseJobReference(reference));
  if (job === undefined) throw jobNotFound();
  return job;
}

/** Open jobs that somebody means by an id, a number or a title; of a title that several have, two. */
export async function findOpenJobsNamed(
  tx: Transaction,
  principal: Principal,
  name: string,
): Promise<JobTerms[]> {
  const scope = hiringScope(principal);
  const job = await repository.findJobTerms(tx, scope, parseJobReference(name.trim()));
  if (job !== undefined) return job.status === 'open' ? [job] : [];
  return repository.findOpenJobsTitled(tx, scope, name.trim(), 2);
}

async function takeQuestionNumbers(
  context: Scope,
  { companyId }: Principal,
  questions: readonly { id?: string | undefined }[],
): Promise<number> {
  const added = questions.filter(({ id }) => id === undefined).length;
  if (added === 0) return 0;
  return (await takeNumbers(context, companyId, { jobQuestions: added })).jobQuestions;
}

async function locationOf(tx: Transaction, number: number | undefined): Promise<string | undefined> {
  if (number === undefined) return undefined;
  const location = (await listOptions(tx, [locationList])).find(({ id }) => id === number);
  if (location?.archivedAt === null) return location.name;
  throw new JoineryError('request.invalid', 'The location is not one of this company’s locations.', {
    issues: [{ path: 'locationNumber', message: 'expected the number of a location' }],
  });
}

/** Id of the employee with this number; absent stays absent, null is nobody. */
async function leadOf(
  tx: Transaction,
  number: number | null | undefined,
): Promise<string | null | undefined> {
  if (number === null || number === undefined) return number;
  const id = await repository.findEmployeeId(tx, number);
  if (id !== undefined) return id;
  throw new JoineryError('request.invalid', 'The hiring lead is not an employee of this company.', {
    issues: [{ path: 'hiringLeadEmployeeNumber', message: 'expected the number of an employee' }],
  });
}

function jobInUse(cause?: unknown): JoineryError {
  return new JoineryError('jobs.in_use', 'People applied for this job; close it instead of deleting it.', {
    cause,
  });
}
