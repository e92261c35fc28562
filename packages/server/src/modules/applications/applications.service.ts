import { randomUUID } from 'node:crypto';
import {
  type Application,
  type ApplicationPatch,
  type ApplicationQuery,
  type Comment,
  JoineryError,
  type RejectInput,
  type Stage,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { findMergedInto } from '../../db/merged-ids.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import { erased, mergedInto } from '../candidates/moved.ts';
import { recordConsents } from '../consents/consents.service.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { countAnswers } from '../demographics/demographics.service.ts';
import { insertEvents, type NewEvent } from '../events/events.service.ts';
import { askedBy, type formPartsOf } from '../jobs/job-form.service.ts';
import { findJobId, isExternalOn, lockOpenJob } from '../jobs/jobs.service.ts';
import { hiringScope, jobNotOpen, parseJobReference } from '../jobs/jobs.ts';
import { assertOffered } from '../reject-reasons/reject-reasons.service.ts';
import { listStagesLike, lockEntryStage, lockStageNumbered, lockStageOf } from '../stages/stages.service.ts';
import { noStage } from '../stages/stages.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import type { NewTimelineEntry } from '../timeline/timeline.ts';
import { type Answered, assertAnswered, type SentForm, takeAnswers } from './application-answers.ts';
import {
  applicationCommented,
  applicationHired,
  applicationMoved,
  applicationRated,
  candidateApplied,
} from './applications.events.ts';
import * as repository from './applications.repository.ts';
import { noApplication } from './applications.ts';

type Scope = Pick<Context, 'db' | 'clock'>;
type Moving = Scope & Pick<Context, 'engine'>;

/** Newest first. Pages go on after the id of the last application. */
export async function listApplications(
  context: Scope,
  principal: Principal,
  query: ApplicationQuery,
  page: Slice,
): Promise<Sliced<Application>> {
  assertArea(principal, 'hiring.candidates', 'view');
  const filter = { ...jobFilter(query.jobId), stageId: query.stageId };
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listApplications(tx, hiringScope(principal), filter, page),
  );
  return toSliced(rows, page.limit, (application) => application.id);
}

export async function getApplication(context: Scope, principal: Principal, id: string): Promise<Application> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getVisible(tx, principal, id));
}

/** Moving into the stage where it stands already changes and tells nothing. */
export async function moveApplication(
  context: Moving,
  principal: Principal,
  id: string,
  { stageId }: { stageId: string },
): Promise<Application> {
  return updateApplication(context, principal, id, { stageId });
}

/** What is absent stays; a stage or rating that it has already changes and tells nothing. */
export async function updateApplication(
  context: Moving,
  principal: Principal,
  id: string,
  { stageId, rating }: ApplicationPatch,
): Promise<Application> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const number = stageId === undefined ? 0 : await takeStageChange(context, principal);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { locked, before } = await lockVisible(tx, principal, id);
    await assertDecides(tx, principal, before);
    if (stageId !== undefined && locked.stageId !== stageId) {
      const stage = await lockStageOf(tx, locked.pipelineId, stageId);
      await move(tx, context, principal, { before, stage, number });
      await followMove(tx, context, principal, { before, stage, number });
    }
    if (rating !== undefined && rating !== before.rating) {
      await repository.updateRating(tx, id, rating, context.clock.now());
      await insertEvents(tx, principal.companyId, [applicationRated(before)]);
    }
    return getVisible(tx, principal, id);
  });
}

/**
 * Moves by the numbers that other people's APIs have, and answers with the number of the entry in
 * the history. A stage where it stands already is entered into the history too, and nothing else.
 *
 * @throws JoineryError `stages.not_found` for a number that is no stage of the job's pipeline.
 */
export async function setStage(
  context: Moving,
  principal: Principal,
  { applicationNumber, stageNumber }: { applicationNumber: number; stageNumber: number },
): Promise<number> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const number = await takeStageChange(context, principal);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await getNumbered(tx, principal, applicationNumber);
    const { locked, before } = await lockVisible(tx, principal, id);
    await assertDecides(tx, principal, before);
    const stage = await lockStageNumbered(tx, locked.pipelineId, stageNumber);
    if (stage.id === locked.stageId) await recordChange(tx, context, principal, { before, stage, number });
    else {
      await move(tx, context, principal, { before, stage, number });
      await followMove(tx, context, principal, { before, stage, number });
    }
    return number;
  });
}

/** Moves into a stage of kind rejected, with why; where it stands in one already only the reason changes. */
export async function rejectApplication(
  context: Moving,
  principal: Principal,
  id: string,
  input: RejectInput,
): Promise<Application> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const number = await takeStageChange(context, principal);
  return context.db.inCompany(principal.companyId, (tx) =>
    rejectIn(tx, context, principal, { id, number, ...input }),
  );
}

/**
 * The same within a transaction; `number` is one that was taken of the counter of stage changes.
 *
 * @throws JoineryError `reject_reasons.not_found`, `stages.not_found`, `stages.needed` when the pipeline has
 * no stage of kind rejected
 */
export async function rejectIn(
  tx: Transaction,
  context: Moving,
  principal: Principal,
  { id, number, reasonId, note, stageId }: RejectInput & { id: string; number: number },
): Promise<Application> {
  const { locked, before } = await lockVisible(tx, principal, id);
  await assertDecides(tx, principal, before);
  const reason = reasonId ? await assertOffered(tx, reasonId) : undefined;
  const stage = await lockRejectStage(tx, locked.pipelineId, before, stageId);
  if (stage.id !== locked.stageId) {
    await move(tx, context, principal, { before, stage, number });
    await followMove(tx, context, principal, { before, stage, number });
  }
  const told = { reasonId: reason?.id ?? null, note: note || null };
  const after = before.rejection ?? { reasonId: null, note: null };
  const isSame =
    before.stageKind === 'rejected' && after.reasonId === told.reasonId && after.note === told.note;
  if (isSame) return getVisible(tx, principal, id);
  await repository.updateRejection(tx, id, told, context.clock.now());
  const { candidateId, jobTitle } = before;
  const detail = { jobTitle, reason: reason?.label ?? null };
  await addTimelineEntries(tx, principal.companyId, [
    { candidateId, applicationId: id, kind: 'rejected', actor: principal.userName, detail },
  ]);
  return getVisible(tx, principal, id);
}

/** Numbers for so many moves. */
export async function takeStageChanges(
  context: Pick<Context, 'db'>,
  { companyId }: Principal,
  count: number,
): Promise<number> {
  return (await takeNumbers(context, companyId, { stageChanges: count })).stageChanges;
}

async function lockRejectStage(
  tx: Transaction,
  pipelineId: string,
  { stageId: current, stageKind }: Application,
  wanted: string | undefined,
): Promise<Stage> {
  if (wanted === undefined && stageKind === 'rejected') return lockStageOf(tx, pipelineId, current);
  const stages = await listStagesLike(tx, current);
  const found = stages.find(({ id, kind }) => kind === 'rejected' && (wanted === undefined || wanted === id));
  if (found !== undefined) return lockStageOf(tx, pipelineId, found.id);
  if (wanted !== undefined) throw noStage();
  throw new JoineryError('stages.needed', 'The job’s pipeline has no stage of kind rejected.');
}

export async function addComment(
  context: Scope,
  principal: Principal,
  reference: string | number,
  { text }: { text: string },
): Promise<Comment> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const { comments: number } = await takeNumbers(context, principal.companyId, { comments: 1 });
  return context.db.inCompany(principal.companyId, async (tx) => {
    const application =
      typeof reference === 'number'
        ? await getNumbered(tx, principal, reference)
        : await getVisible(tx, principal, reference);
    await holdApplication(tx, application.id);
    return comment(tx, principal, application, { number, text, createdAt: context.clock.now() });
  });
}

/** Newest first. Pages go on after the number of the last comment. */
export async function listComments(
  context: Scope,
  principal: Principal,
  id: string,
  page: Slice,
): Promise<Sliced<Comment>> {
  assertArea(principal, 'hiring.candidates', 'view');
  const rows = await context.db.inCompany(principal.companyId, async (tx) => {
    await getVisible(tx, principal, id);
    return repository.listComments(tx, hiringScope(principal), id, page);
  });
  return toSliced(rows, page.limit, ({ number }) => String(number));
}

export interface NewApplication extends repository.Answers {
  candidateId: string;
  /** What `accept` said, when it was asked before. */
  accepted?: Accepted | undefined;
  job: string;
  number: number;
  /** As it was sent; it has to be what the form of the job says. */
  form?: SentForm | undefined;
  /** What another form was filled in with: everything that the job requires has to be there. */
  answered?: Answered | undefined;
  appliedAt?: Date | undefined;
  /** For everybody: a job that is open and not public is none. */
  publicOnly?: boolean | undefined;
}

export type MadeApplication = Pick<Application, 'id' | 'number' | 'candidateId' | 'jobId' | 'jobTitle'> & {
  /** All of it as it would be read now, where that is known without reading it. */
  whole?: WholeApplication | undefined;
};
type WholeApplication = Omit<Application, 'candidateName' | 'candidateEmail'>;

/** Adds an application to a candidate that the caller has locked. */
export async function apply(
  tx: Transaction,
  context: Pick<Context, 'clock'>,
  principal: Principal,
  { accepted, job, form, answered, publicOnly, ...application }: NewApplication,
): Promise<MadeApplication> {
  const asked = { job, form, answered, publicOnly };
  const one = {
    context,
    principal,
    application,
    accepted: accepted ?? (await accept(tx, principal, asked)),
  };
  const made = madeOf(one);
  await insertUnlessThere(tx, principal.companyId, made.row);
  await follow(tx, principal.companyId, [made]);
  return made.told;
}

/** The application of somebody who was made in this transaction. */
export interface NewcomersApplication {
  context: Pick<Context, 'clock'>;
  principal: Principal;
  application: Pick<NewApplication, 'candidateId' | 'number' | 'appliedAt' | keyof repository.Answers>;
  accepted: Accepted;
}

/** What is written of something that happened, in the order in which it is shown. */
export interface Told {
  events: NewEvent[];
  entries: NewTimelineEntry[];
}

/**
 * Adds applications of people who are new, in as many statements as for one.
 *
 * @param before what is to be told first
 */
export async function applyNewcomers(
  tx: Transaction,
  companyId: string,
  newcomers: readonly NewcomersApplication[],
  before: Told,
): Promise<MadeApplication[]> {
  const all = newcomers.map(madeOf);
  await repository.sendApplications(
    tx,
    companyId,
    all.map(({ row }) => row),
  );
  await follow(tx, companyId, all, before);
  return all.map((made) => ({ ...made.told, whole: wholeOf(made) }));
}

interface Made extends Omit<NewcomersApplication, 'application'> {
  row: repository.NewApplication;
  told: Omit<MadeApplication, 'whole'>;
}

function madeOf({ context, principal, application, accepted }: NewcomersApplication): Made {
  const { job, stage } = accepted;
  const { candidateId, number, appliedAt = context.clock.now(), ...said } = application;
  const at = { candidateId, jobId: job.id, pipelineId: job.pipelineId, stageId: stage.id };
  const row = { id: newId('app'), number, ...at, ...answersOf(said), appliedAt };
  const told = { id: row.id, number, candidateId, jobId: job.id, jobTitle: job.title };
  return { context, principal, accepted, row, told };
}

function answersOf({ referredBy, desiredSalary, availableOn, references }: repository.Answers) {
  return { referredBy, desiredSalary, availableOn, references };
}

/** Everything that comes with applications. */
async function follow(
  tx: Transaction,
  companyId: string,
  all: readonly Made[],
  before: Told = { events: [], entries: [] },
): Promise<void> {
  for (const { row, accepted } of all) {
    const of = { applicationId: row.id, jobId: row.jobId };
    await repository.insertAnswers(tx, companyId, of, accepted.taken.answers);
  }
  const entries = all.map(({ principal, row: { id, candidateId, jobId }, told: { jobTitle } }) => ({
    candidateId,
    applicationId: id,
    kind: 'applied',
    actor: principal.userName,
    detail: { jobId, jobTitle },
  }));
  await insertEvents(tx, companyId, [...before.events, ...all.map(({ row }) => candidateApplied(row))]);
  await addTimelineEntries(tx, companyId, [...before.entries, ...entries]);
  for (const { context, principal, row, accepted } of all) {
    const { texts, demographics } = accepted.taken;
    const of = { candidateId: row.candidateId, applicationId: row.id, texts };
    await recordConsents(tx, context, principal, of);
    await countAnswers(tx, context, principal, demographics);
  }
}

/** Of somebody new who answered no question of the job, for those who see everybody. */
function wholeOf({ principal, accepted, row: made, told }: Made): WholeApplication | undefined {
  const { sight, seesHires } = hiringScope(principal);
  if (sight !== undefined || accepted.taken.answers.length > 0) return undefined;
  const { stage } = accepted;
  const { id, number, candidateId, jobId, jobTitle } = told;
  const at = made.appliedAt.toISOString();
  return {
    id,
    number,
    candidateId,
    jobId,
    jobTitle,
    stageId: stage.id,
    stageName: stage.name,
    stageKind: stage.kind,
    rating: null,
    referredBy: made.referredBy ?? null,
    desiredSalary: made.desiredSalary ?? null,
    availableOn: made.availableOn ?? null,
    references: made.references ?? null,
    answers: [],
    commentCount: 0,
    appliedAt: at,
    stageChangedAt: at,
    updatedAt: at,
    ...(seesHires === true && { hires: [] }),
    rejection: null,
  };
}

type Asked = Pick<NewApplication, 'job' | 'form' | 'answered' | 'publicOnly'>;

/**
 * What a job takes now: it is open, and what was sent fits its form. Holds the job open.
 *
 * @throws JoineryError `jobs.not_open`, `applications.incomplete`, `request.invalid`
 */
export async function accept(tx: Transaction, principal: Principal, asked: Asked) {
  return acceptance(tx)(principal, asked);
}
export type Accepted = ReturnType<typeof fitting>;

/** `accept` for several in one transaction: a job is read and held once. */
export function acceptance(tx: Transaction): (principal: Principal, asked: Asked) => Promise<Accepted> {
  const ids = new Map<string, Promise<string | undefined>>();
  const held = new Map<string, ReturnType<typeof holdJob>>();
  return async (principal, asked) => {
    const jobId = await kept(ids, asked.job, () => findJobId(tx, asked.job));
    if (jobId === undefined) throw jobNotOpen();
    const isHeld = asked.form !== undefined || asked.answered !== undefined;
    const { sight } = hiringScope(principal);
    const key = JSON.stringify([jobId, isHeld, sight]);
    return fitting(await kept(held, key, () => holdJob(tx, principal, jobId, isHeld)), asked);
  };
}

function kept<T>(known: Map<string, T>, key: string, read: () => T): T {
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const one = read();
  known.set(key, one);
  return one;
}

async function holdJob(tx: Transaction, principal: Principal, jobId: string, isHeld: boolean) {
  // In one flight: the first of them holds the others as they are.
  const [job, asked, stage] = await Promise.all([
    lockOpenJob(tx, principal, jobId),
    isHeld ? askedBy(tx, jobId) : undefined,
    lockEntryStage(tx, jobId),
  ]);
  return { job, stage, parts: asked && { questions: job.questions, ...asked } };
}

function fitting(
  { job, stage, parts }: Awaited<ReturnType<typeof holdJob>>,
  { form, answered, publicOnly }: Asked,
) {
  if (publicOnly === true && !job.isPublished) throw jobNotOpen();
  const taken = checkApplication(parts, { form, answered });
  if (stage === undefined)
    throw new JoineryError('stages.needed', 'The job’s pipeline has no stage of kind new to apply into.');
  return { job, stage, taken };
}

function checkApplication(
  parts: Awaited<ReturnType<typeof formPartsOf>> | undefined,
  { form, answered }: Pick<NewApplication, 'form' | 'answered'>,
) {
  const nothing = { answers: [], texts: [], demographics: {} };
  if (parts === undefined) return nothing;
  if (answered !== undefined) assertAnswered(parts, answered);
  if (form === undefined) return nothing;
  const { answers, agreed, demographics } = takeAnswers(parts, form);
  return { answers, texts: parts.consents.filter(({ key }) => Object.hasOwn(agreed, key)), demographics };
}

/** @throws JoineryError `applications.not_found` */
export async function readApplication(
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<Application> {
  return getVisible(tx, principal, id);
}

/** All that the principal may see of these candidates' applications. */
export async function listApplicationsOf(
  tx: Transaction,
  principal: Principal,
  candidateIds: string[],
): Promise<Application[]> {
  if (candidateIds.length === 0) return [];
  return repository.listApplications(tx, hiringScope(principal), { candidateIds });
}

/** A stage that was entered, by its number, or something that was said. */
export type HistoryEntry = { at: Date } & ({ stageNumber: number } | { comment: string });

/** Writes what happened to a new application before it came here, oldest first. For seeding. */
export async function importHistory(
  tx: Transaction,
  principal: Principal,
  applicationId: string,
  entries: (HistoryEntry & { number: number })[],
): Promise<void> {
  let before = await getVisible(tx, principal, applicationId);
  const stages = await listStagesLike(tx, before.stageId);
  for (const entry of entries) {
    const { number, at } = entry;
    if ('comment' in entry) {
      await comment(tx, principal, before, { number, text: entry.comment, createdAt: at });
      continue;
    }
    const stage = stages.find((candidate) => candidate.number === entry.stageNumber);
    if (stage === undefined) throw noStage();
    await move(tx, { clock: { now: () => at } }, principal, { before, stage, number });
    before = { ...before, stageId: stage.id, stageName: stage.name, stageKind: stage.kind };
  }
}

interface Move {
  before: Application;
  stage: Stage;
  /** Of the entry in the history. */
  number: number;
}

async function move(
  tx: Transaction,
  context: Pick<Context, 'clock'>,
  principal: Principal,
  change: Move,
): Promise<void> {
  const { before, stage } = change;
  await repository.updateApplicationStage(tx, before.id, stage, context.clock.now());
  await recordChange(tx, context, principal, change);
  await tellOfMove(tx, principal, before, stage);
}

async function followMove(
  tx: Transaction,
  context: Pick<Context, 'engine'>,
  principal: Principal,
  change: Move,
): Promise<void> {
  const { before, stage } = change;
  await beginHires(tx, context, principal, change);
  // Who is rejected or withdraws after all may be an employee by now.
  if (stage.kind !== before.stageKind) await compareHires(tx, context, principal, before.id);
}

/** modules/hires registers it; what it does is of no concern to an application. */
const beginHireName = 'begin-hire';

/** Where hires of the job begin by themselves, they begin with the move, or not at all. */
async function beginHires(
  tx: Transaction,
  context: Pick<Context, 'engine'>,
  principal: Principal,
  { before, stage, number }: Move,
): Promise<void> {
  if (stage.kind !== 'hired' || before.stageKind === 'hired') return;
  if (!(await repository.beginsHires(tx, before.jobId))) return;
  const { companyId } = principal;
  await context.engine.enqueue(tx, {
    workflow: beginHireName,
    id: `${before.id}:hired:${number}`,
    partition: companyId,
    input: { companyId, applicationId: before.id, movedBy: actingUser(principal) },
  });
}

/** modules/hires registers it, too. */
const compareHiresName = 'compare-hires';

/** What was sent of an application already is compared with what it says now. */
export async function compareHires(
  tx: Transaction,
  { engine }: Pick<Context, 'engine'>,
  { companyId }: Pick<Principal, 'companyId'>,
  applicationId: string,
): Promise<void> {
  if (!(await repository.hasSentHires(tx, applicationId))) return;
  await engine.enqueue(tx, {
    workflow: compareHiresName,
    id: `${compareHiresName}/${applicationId}/${randomUUID()}`,
    partition: companyId,
    input: { companyId, applicationId },
  });
}

async function recordChange(
  tx: Transaction,
  context: Pick<Context, 'clock'>,
  principal: Principal,
  { before, stage, number }: Move,
): Promise<void> {
  await repository.insertStageChange(tx, principal.companyId, {
    number,
    applicationId: before.id,
    fromStageId: before.stageId,
    toStageId: stage.id,
    userId: actingUser(principal),
    at: context.clock.now(),
  });
}

async function comment(
  tx: Transaction,
  principal: Principal,
  application: Application,
  { number, text, createdAt }: { number: number; text: string; createdAt: Date },
): Promise<Comment> {
  const { id: applicationId, candidateId } = application;
  const author = principal.userName;
  const row = { number, applicationId, userId: actingUser(principal), author, text, createdAt };
  await repository.insertComment(tx, principal.companyId, row);
  await insertEvents(tx, principal.companyId, [applicationCommented(application, number)]);
  await addTimelineEntries(tx, principal.companyId, [
    { candidateId, applicationId, kind: 'commented', actor: author, detail: { number, text } },
  ]);
  return { number, author, text, createdAt: createdAt.toISOString() };
}

async function takeStageChange(context: Scope, { companyId }: Principal): Promise<number> {
  return (await takeNumbers(context, companyId, { stageChanges: 1 })).stageChanges;
}

// Who brings people to the job from outside does not say how these do: a move can hire somebody.
async function assertDecides(tx: Transaction, principal: Principal, { jobId }: Application): Promise<void> {
  if (!(await isExternalOn(tx, principal, jobId))) return;
  throw new JoineryError(
    'access.forbidden',
    'External recruiters bring people; the company moves and rates their applications.',
  );
}

async function lockVisible(tx: Transaction, principal: Principal, id: string) {
  const locked = await repository.lockApplication(tx, id);
  const before = await getVisible(tx, principal, id);
  if (locked === undefined) throw noApplication();
  assertNotErased(locked);
  return { locked, before };
}

/** For who writes something of an application that the principal sees. @throws JoineryError `candidates.erased` */
export async function holdApplication(tx: Transaction, id: string): Promise<void> {
  const locked = await repository.lockApplication(tx, id);
  if (locked !== undefined) assertNotErased(locked);
}

// What is left of somebody moves nowhere: it would be in reports, and begin hires of nobody.
function assertNotErased({ isErased }: { isErased: boolean }): void {
  if (isErased) throw erased();
}

async function tellOfMove(
  tx: Transaction,
  principal: Principal,
  before: Application,
  stage: Stage,
): Promise<void> {
  const move = { fromStageId: before.stageId, toStageId: stage.id, toKind: stage.kind };
  const events: NewEvent[] = [applicationMoved(before, move)];
  const entry = { candidateId: before.candidateId, applicationId: before.id, actor: principal.userName };
  const detail = { jobTitle: before.jobTitle, fromStage: before.stageName, toStage: stage.name, ...move };
  const entries: NewTimelineEntry[] = [{ ...entry, kind: 'moved', detail }];
  if (stage.kind === 'hired' && before.stageKind !== 'hired') {
    events.push(applicationHired({ ...before, stageId: stage.id }));
    entries.push({ ...entry, kind: 'hired', detail: { jobId: before.jobId, jobTitle: before.jobTitle } });
  }
  await insertEvents(tx, principal.companyId, events);
  await addTimelineEntries(tx, principal.companyId, entries);
}

async function insertUnlessThere(
  tx: Transaction,
  companyId: string,
  application: repository.NewApplication,
): Promise<void> {
  try {
    await repository.insertApplication(tx, companyId, application);
  } catch (cause) {
    if (brokenConstraint(cause) !== 'applications_company_id_candidate_id_job_id_key') throw cause;
    throw new JoineryError('applications.exists', 'The candidate has an application for this job already.', {
      cause,
    });
  }
}

async function getVisible(tx: Transaction, principal: Principal, id: string): Promise<Application> {
  const application = await repository.findApplication(tx, hiringScope(principal), id);
  if (application !== undefined) return application;
  const movedTo = await findMergedInto(tx, id);
  if (movedTo !== undefined && (await repository.findApplication(tx, hiringScope(principal), movedTo)))
    throw mergedInto('application', movedTo);
  throw noApplication();
}

async function getNumbered(tx: Transaction, principal: Principal, number: number): Promise<Application> {
  const application = await repository.findApplicationNumbered(tx, hiringScope(principal), number);
  if (application === undefined) throw noApplication();
  return application;
}

function jobFilter(reference: string | undefined): { jobId?: string; jobNumber?: number } {
  if (reference === undefined) return {};
  const parsed = parseJobReference(reference);
  return 'id' in parsed ? { jobId: parsed.id } : { jobNumber: parsed.number };
}
