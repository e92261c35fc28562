import {
  type Application,
  type ApplicationInput,
  type Attachment,
  type Candidate,
  type CandidateInput,
  type CandidatePatch,
  type CandidateProfile,
  type CandidatePut,
  type CandidateQuery,
  JoineryError,
  type RecruiterChoice,
  type ResumeFetch,
  type ResumeInput,
  type StageKind,
  type TagCount,
  type TimelineEntry,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { findMergedInto } from '../../db/merged-ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import {
  apply,
  getApplication,
  listApplicationsOf,
  readApplication,
  type Told,
} from '../applications/applications.service.ts';
import { listFieldsIn } from '../candidate-fields/candidate-fields.service.ts';
import { completeValues, type FieldRow } from '../candidate-fields/candidate-fields.ts';
import { knownConsents } from '../consents/consents.service.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { insertEvents, type NewEvent } from '../events/events.service.ts';
import type { Upload } from '../files/files.ts';
import { isQuestionKey } from '../jobs/job-questions.ts';
import { getJobTerms } from '../jobs/jobs.service.ts';
import {
  assertSeesOpinions,
  fromOutside,
  hiringScope,
  type JobTerms,
  parseJobReference,
  seesOpinions,
} from '../jobs/jobs.ts';
import { listFetches } from '../resume-fetches/resume-fetches.service.ts';
import { addTimelineEntries, readTimeline } from '../timeline/timeline.service.ts';
import type { NewTimelineEntry } from '../timeline/timeline.ts';
import {
  changedOpinion,
  changedParts,
  givesOpinion,
  noOpinion,
  type OpinionChange,
  type OpinionInput,
} from './candidate-opinions.ts';
import {
  addressOf,
  assertMayAttach,
  attachDocuments,
  insertAddress,
  sentAddress,
  sentFile,
  withCheckedFiles,
} from './candidate-uploads.service.ts';
import { candidateCreated, candidateUpdated } from './candidates.events.ts';
import * as repository from './candidates.repository.ts';
import { changedName, cleanText, completeProfile, type PersonName, profileOf } from './candidates.ts';
import { erased, mergedInto } from './moved.ts';

export type CandidateScope = Pick<
  Context,
  'db' | 'clock' | 'storage' | 'log' | 'engine' | 'scanner' | 'egress' | 'secrets' | 'once'
>;
type Scope = CandidateScope;

/** Replaces the fields that `input` names; null clears one. */
export async function updateCandidate(
  context: Scope,
  principal: Principal,
  id: string,
  input: CandidatePut,
): Promise<Candidate> {
  return changeCandidate(context, principal, id, { input, replaces: true });
}

/** Merges: tags are added or taken off, the company's own fields set one by one; null clears a field. */
export async function patchCandidate(
  context: Scope,
  principal: Principal,
  id: string,
  input: CandidatePatch,
): Promise<Candidate> {
  return changeCandidate(context, principal, id, { input, replaces: false });
}

async function changeCandidate(
  context: Scope,
  principal: Principal,
  id: string,
  { input, replaces }: { input: CandidatePatch; replaces: boolean },
): Promise<Candidate> {
  assertArea(principal, 'hiring.candidates', 'edit');
  if (givesOpinion(input)) assertSeesOpinions(principal);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await lockVisible(tx, principal, id);
    if (givesOpinion(input)) assertToldOf(before);
    const change = changeOf(before, input);
    const opinion = changedOpinion(before, input, await listFieldsIn(tx), replaces);
    const { profile = {}, ...rest } = change;
    const details = [...Object.keys(rest), ...Object.keys(profile)];
    const changed = [...details, ...changedParts(opinion)];
    if (changed.length > 0) {
      const { rating, custom } = opinion;
      const written = { ...change, ...(rating !== undefined && { rating }), ...(custom && { custom }) };
      await repository.updateCandidate(tx, id, written, context.clock.now());
      await writeTags(tx, principal, id, opinion);
      await insertEvents(tx, principal.companyId, [candidateUpdated(id, changed)]);
      const entry = {
        candidateId: id,
        kind: 'updated',
        actor: principal.userName,
        detail: { fields: details },
      };
      const told = [...(details.length === 0 ? [] : [entry]), ...opinionEntries(principal, id, opinion)];
      await addTimelineEntries(tx, principal.companyId, told);
    }
    return getCandidateIn(tx, principal, id);
  });
}

async function writeTags(
  tx: Transaction,
  { companyId }: Principal,
  id: string,
  { addedTags, removedTags }: OpinionChange,
): Promise<void> {
  await repository.removeTags(tx, id, removedTags);
  await repository.insertTags(tx, companyId, id, addedTags);
}

function opinionEntries(
  { userName: actor }: Principal,
  candidateId: string,
  { rating, addedTags: added, removedTags: removed, fields }: OpinionChange,
): NewTimelineEntry[] {
  const said = [
    ...(rating === undefined ? [] : [{ kind: 'rated', detail: { rating } }]),
    ...(added.length + removed.length === 0 ? [] : [{ kind: 'tagged', detail: { added, removed } }]),
    ...(fields.length === 0 ? [] : [{ kind: 'fields_changed', detail: { fields } }]),
  ];
  return said.map((entry) => ({ ...entry, candidateId, actor }));
}

/** Newest first. Pages go on after the id of the last candidate. */
export async function listCandidates(
  context: Scope,
  principal: Principal,
  query: CandidateQuery,
  page: Slice,
): Promise<Sliced<Candidate>> {
  assertArea(principal, 'hiring.candidates', 'view');
  const filter = filterOf(principal, query);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const rows = await repository.listCandidates(tx, hiringScope(principal), filter, page);
    const { items, after } = toSliced(rows, page.limit, (row) => row.id);
    return { items: await assemble(tx, principal, items), after };
  });
}

export async function getCandidate(context: Scope, principal: Principal, id: string): Promise<Candidate> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getCandidateIn(tx, principal, id));
}

/**
 * An application of somebody who is known already: what is known of them is not asked again.
 *
 * @throws JoineryError `applications.exists`, `applications.incomplete`, `jobs.not_open`,
 * `candidates.not_found`
 */
export async function addApplication(
  context: Scope,
  principal: Principal,
  id: string,
  input: ApplicationInput,
  uploads: Upload[],
  { number: taken }: { number?: number } = {},
): Promise<Application> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertMayAttach(principal, uploads);
  const { jobId: _id, job_id: _other, byHand, resume, ...given } = input;
  const address = addressOf(context, resume);
  const job = jobReferenceOf(input);
  if (job === undefined)
    throw new JoineryError('request.invalid', 'Name the job to apply for.', {
      issues: [{ path: 'jobId', message: 'expected the id or number of an open job' }],
    });
  return withCheckedFiles(context, uploads, async (files) => {
    const number =
      taken ?? (await takeNumbers(context, principal.companyId, { applications: 1 })).applications;
    return context.db.inCompany(principal.companyId, async (tx) => {
      const candidate = await lockVisible(tx, principal, id);
      const known = new Set([
        ...knownOf(candidate, await repository.listAttachments(tx, [id])),
        ...(await knownConsents(tx, id)),
      ]);
      const whose = { candidateId: id, addedByUserId: actingUser(principal), isAddedLater: false };
      await attachDocuments(tx, context, principal, { ...whose, files });
      const form = { given, byHand, known, files: [...files.map(sentFile), ...sentAddress(address)] };
      await insertAddress(tx, context, principal, { ...whose, address });
      const made = { candidateId: id, job, number, ...saidOf(input), form };
      return readApplication(tx, principal, (await apply(tx, context, principal, made)).id);
    });
  });
}

/** Adds documents and answers with them, newest first. */
export async function attachFiles(
  context: Scope,
  principal: Principal,
  id: string,
  uploads: Upload[],
  resume?: ResumeInput | null,
): Promise<Attachment[]> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertMayAttach(principal, uploads);
  const address = addressOf(context, resume);
  if (uploads.length === 0 && address === undefined)
    throw new JoineryError('request.invalid', 'Send the document as multipart/form-data.', {
      issues: [{ path: 'file', message: 'expected a file' }],
    });
  return withCheckedFiles(context, uploads, (files) =>
    context.db.inCompany(principal.companyId, async (tx) => {
      await lockVisible(tx, principal, id);
      const whose = { candidateId: id, addedByUserId: actingUser(principal), isAddedLater: true };
      await attachDocuments(tx, context, principal, { ...whose, files });
      await insertAddress(tx, context, principal, { ...whose, address });
      await repository.updateCandidate(tx, id, {}, context.clock.now());
      await insertEvents(tx, principal.companyId, [candidateUpdated(id, ['attachments'])]);
      const added = new Set(files.map((file) => file.stored.id));
      const all = await listDocuments(tx, principal, [id]);
      return all.filter((attachment) => added.has(attachment.fileId)).map(withoutOwner);
    }),
  );
}

export async function listTimeline(
  context: Scope,
  principal: Principal,
  id: string,
  page: Slice,
): Promise<Sliced<TimelineEntry>> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await findVisible(tx, principal, id);
    return readTimeline(tx, hiringScope(principal), id, page);
  });
}

/** Everything that handing a hire over needs, as of now. */
export interface HiringFile {
  candidate: repository.CandidateRow;
  application: Application;
  stageKind: StageKind;
  job: JobTerms;
  /** The newest one. */
  resume: Attachment | null;
  /** All documents, newest first, those of offers too. */
  attachments: Attachment[];
}

export async function getHiringFile(
  context: Scope,
  principal: Principal,
  applicationId: string,
): Promise<HiringFile> {
  const application = await getApplication(context, principal, applicationId);
  const job = await getJobTerms(context, principal, application.jobId);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const candidate = await findVisible(tx, principal, application.candidateId);
    const attachments = (await repository.listAttachments(tx, [candidate.id])).map(withoutOwner);
    const resume = attachments.find((attachment) => attachment.kind === 'resume') ?? null;
    const { stageKind } = application;
    return { candidate, application, stageKind, job, resume, attachments };
  });
}

/** A file of the candidate whose application it is; null when it is not with the candidate any more. */
export async function findHiringAttachment(
  context: Scope,
  principal: Principal,
  applicationId: string,
  fileId: string,
): Promise<Attachment | null> {
  const { candidateId } = await getApplication(context, principal, applicationId);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const candidate = await findVisible(tx, principal, candidateId);
    const attachments = await repository.listAttachments(tx, [candidate.id]);
    const found = attachments.find((attachment) => attachment.fileId === fileId);
    return found === undefined ? null : withoutOwner(found);
  });
}

/** Whether a document of this kind is with the candidate, for services that have checked the rights. */
export async function hasDocument(
  tx: Transaction,
  candidateId: string,
  { fileId, kind }: Pick<Attachment, 'fileId' | 'kind'>,
): Promise<boolean> {
  const attachments = await repository.listAttachments(tx, [candidateId]);
  return attachments.some((attachment) => attachment.fileId === fileId && attachment.kind === kind);
}

// An offer tells what somebody earns, so it has the right of hires.
async function listDocuments(tx: Transaction, principal: Principal, candidateIds: string[]) {
  const attachments = await repository.listAttachments(tx, candidateIds, hiringScope(principal));
  const maySeeOffers = hasArea(principal, 'hiring.hires', 'view');
  return attachments.filter(({ kind }) => maySeeOffers || kind !== 'offer');
}

export type NewPerson = PersonName &
  ReturnType<typeof contactOf> & { profile: Partial<CandidateProfile>; opinion?: OpinionInput };

/** Somebody whom modules/intake takes in. */
export interface Newcomer {
  principal: Principal;
  person: NewPerson & { id: string; number: number; createdAt: Date; way: string };
}

/** Own fields of the company, for several who ask in one transaction. */
export function fieldsOnce(tx: Transaction): () => Promise<FieldRow[]> {
  let fields: Promise<FieldRow[]> | undefined;
  return () => {
    fields ??= listFieldsIn(tx);
    return fields;
  };
}

/**
 * Writes people, in as many statements as for one. Answers with what is to be told of them, and with each
 * as they would be read now, where that is known without reading them.
 */
export async function insertPeople(
  tx: Transaction,
  companyId: string,
  newcomers: readonly Newcomer[],
  fieldsOf: () => Promise<FieldRow[]> = fieldsOnce(tx),
): Promise<{ told: Told; people: (KnownPerson | undefined)[] }> {
  const asksFields = newcomers.some(({ person }) => person.opinion?.customFields !== undefined);
  const fields = asksFields ? await fieldsOf() : [];
  const all = newcomers.map(({ principal, person: { way, opinion: given = {}, ...known } }) => {
    const opinion = changedOpinion(noOpinion, given, fields, true);
    const { rating = null, custom = {} } = opinion;
    const broughtByUserId = actingUser(principal);
    const broughtBy = broughtByUserId === null ? null : principal.userName;
    return { principal, opinion, way, row: { ...known, broughtByUserId, rating, custom }, broughtBy };
  });
  await repository.insertCandidates(
    tx,
    companyId,
    all.map(({ row }) => row),
  );
  for (const { principal, opinion, row } of all) await writeTags(tx, principal, row.id, opinion);
  const events = all.map(({ row }) => candidateCreated(row.id));
  const entries = all.flatMap(({ principal, opinion, way, row, broughtBy }): NewTimelineEntry[] => [
    {
      candidateId: row.id,
      kind: 'created',
      actor: principal.userName,
      detail: { source: row.source, way, broughtBy },
    },
    ...opinionEntries(principal, row.id, opinion),
  ]);
  const people = all.map(({ principal, opinion, row }) =>
    // Tags are sorted as the database sorts texts.
    opinion.addedTags.length > 1 ? undefined : personOf(principal, row, opinion.addedTags),
  );
  return { told: { events, entries }, people };
}

/** Somebody who was made in this transaction, but for what follows from their applications. */
type KnownPerson = Omit<repository.CandidateRow, 'inTalentPool'>;

function personOf(
  { userName }: Principal,
  { broughtByUserId: userId, profile, rating = null, custom = {}, ...row }: repository.NewCandidate,
  tags: string[],
): KnownPerson {
  const broughtBy = userId === null ? null : { userId, name: userName };
  const { createdAt } = row;
  return {
    ...row,
    profile: completeProfile(profile),
    rating,
    custom,
    tags,
    broughtBy,
    createdAt,
    updatedAt: createdAt,
  };
}

async function tell(
  tx: Transaction,
  principal: Principal,
  candidateId: string,
  events: NewEvent[],
  { kind, ...detail }: { kind: string } & Record<string, unknown>,
): Promise<void> {
  await insertEvents(tx, principal.companyId, events);
  const entry = { candidateId, kind, actor: principal.userName, detail };
  await addTimelineEntries(tx, principal.companyId, [entry]);
}

async function findVisible(
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<repository.CandidateRow> {
  const row = await repository.findCandidate(tx, hiringScope(principal), id);
  if (row !== undefined) return row;
  const movedTo = await findMergedInto(tx, id);
  if (movedTo !== undefined && (await repository.findCandidate(tx, hiringScope(principal), movedTo)))
    throw mergedInto('candidate', movedTo);
  throw new JoineryError('candidates.not_found', 'There is no such candidate.');
}

/**
 * For who writes.
 *
 * @throws JoineryError `candidates.not_found`, `candidates.erased`
 */
export async function lockVisible(
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<repository.CandidateRow> {
  const isErased = await repository.lockCandidate(tx, id);
  const row = await findVisible(tx, principal, id);
  if (isErased) throw erased();
  return row;
}

/** For services of what belongs to a candidate. @throws JoineryError `candidates.not_found` */
export async function assertCandidateSeen(tx: Transaction, principal: Principal, id: string): Promise<void> {
  await findVisible(tx, principal, id);
}

/** Whether the principal, who sees the candidate, is told what the company thinks of them. */
export async function isToldOf(tx: Transaction, principal: Principal, id: string): Promise<boolean> {
  return (await findVisible(tx, principal, id)).untold !== true;
}

/** @throws JoineryError `access.forbidden`; `candidates.not_found` for who sees only some */
export async function assertTold(tx: Transaction, principal: Principal, id: string): Promise<void> {
  if (sight(principal) !== undefined) assertToldOf(await findVisible(tx, principal, id));
}

function assertToldOf({ untold }: repository.CandidateRow): void {
  if (untold === true) throw fromOutside();
}

/** Tells of a change of what belongs to a candidate, in the transaction of the change. */
export async function tellOfChange(
  tx: Transaction,
  principal: Principal,
  id: string,
  changed: string[],
  entry: { kind: string } & Record<string, unknown>,
): Promise<void> {
  await tell(tx, principal, id, [candidateUpdated(id, changed)], entry);
}

/** Makes other writers of a candidate whom the principal sees wait until the transaction ends. */
export async function holdCandidate(tx: Transaction, principal: Principal, id: string): Promise<void> {
  await lockVisible(tx, principal, id);
}

/** Tags of the candidates whom the principal sees, most used first. */
export async function listTags(context: Scope, principal: Principal): Promise<TagCount[]> {
  assertArea(principal, 'hiring.candidates', 'view');
  assertSeesOpinions(principal);
  return context.db.inCompany(principal.companyId, (tx) =>
    repository.countTags(tx, hiringScope(principal), mostTags),
  );
}

const mostTags = 1000;

/** Users who brought somebody whom the principal sees, by name. */
export async function listRecruiters(context: Scope, principal: Principal): Promise<RecruiterChoice[]> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, (tx) =>
    repository.listRecruiters(tx, hiringScope(principal)),
  );
}

/** What is known of somebody who was made in this transaction. */
export interface KnownBelongings {
  /** They came without documents. */
  isBare?: boolean;
  person?: KnownPerson | undefined;
  fields?: (() => Promise<FieldRow[]>) | undefined;
  applications?: Omit<Application, 'candidateName' | 'candidateEmail'>[] | undefined;
}

export async function getCandidateIn(
  tx: Transaction,
  principal: Principal,
  id: string,
  { isBare = false, person: known, applications, fields }: KnownBelongings = {},
): Promise<Candidate> {
  const isKnown = known !== undefined && applications !== undefined && sight(principal) === undefined;
  const [row, belongings] = await Promise.all([
    isKnown ? { ...known, inTalentPool: isFree(applications) } : findVisible(tx, principal, id),
    belongingsOf(tx, principal, [id], { isBare, areKnown: applications !== undefined, fields }),
  ]);
  const person = { candidateName: `${row.firstName} ${row.lastName}`.trim(), candidateEmail: row.email };
  const own = new Map([[id, applications?.map((one) => ({ ...one, ...person })) ?? []]]);
  const [candidate] = complete([row], {
    ...belongings,
    ...(applications !== undefined && { applications: own }),
  });
  return candidate as Candidate;
}

const sight = (principal: Principal) => hiringScope(principal).sight;

// As inTalentPool of the repository, of somebody who has not moved yet.
const isFree = (applications: unknown[]): boolean => applications.length === 0;

async function assemble(
  tx: Transaction,
  principal: Principal,
  rows: repository.CandidateRow[],
): Promise<Candidate[]> {
  const ids = rows.map((row) => row.id);
  return complete(rows, await belongingsOf(tx, principal, ids));
}

interface AskedBelongings {
  isBare?: boolean;
  areKnown?: boolean;
  fields?: (() => Promise<FieldRow[]>) | undefined;
}

async function belongingsOf(
  tx: Transaction,
  principal: Principal,
  ids: string[],
  { isBare = false, areKnown = false, fields = () => listFieldsIn(tx) }: AskedBelongings = {},
) {
  const [applications, attachments, fetches, own] = await Promise.all([
    areKnown ? [] : listApplicationsOf(tx, principal, ids),
    isBare ? [] : listDocuments(tx, principal, ids),
    isBare ? [] : listFetches(tx, ids, hiringScope(principal)),
    seesOpinions(principal) ? fields() : undefined,
  ]);
  return {
    applications: Map.groupBy(applications, (a) => a.candidateId),
    attachments: Map.groupBy(attachments, (a) => a.candidateId),
    fetches: Map.groupBy(fetches, (fetch) => fetch.candidateId),
    fields: own,
  };
}

function complete(
  rows: repository.CandidateRow[],
  { applications, attachments, fetches, fields }: Awaited<ReturnType<typeof belongingsOf>>,
): Candidate[] {
  return rows.map(({ profile, rating, tags, custom, untold, ...row }) => ({
    ...row,
    ...profile,
    ...(fields && untold !== true && { rating, tags, customFields: completeValues(fields, custom) }),
    name: `${row.firstName} ${row.lastName}`.trim(),
    applications: applications.get(row.id) ?? [],
    attachments: (attachments.get(row.id) ?? []).map(withoutOwner),
    resumeFetch: fetches.get(row.id)?.map(withoutCandidate)[0] ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
}

function withoutOwner({ candidateId: _candidateId, ...attachment }: Attachment & { candidateId: string }) {
  return attachment;
}

const saidFields = ['availableOn', 'desiredSalary', 'referredBy', 'references'] as const;

export function saidOf(input: Pick<ApplicationInput, (typeof saidFields)[number]>) {
  return Object.fromEntries(saidFields.map((name) => [name, cleanText(input[name]) ?? null]));
}

// What is said about an application would be lost without one.
export function assertNoAnswers(given: Omit<CandidateInput, 'jobId'>, uploads: Upload[]): void {
  const lost = [
    ...saidFields.filter((name) => !!given[name]),
    ...(['answers', 'consents', 'demographics'] as const).filter((name) => given[name] !== undefined),
    ...uploads.map(({ field }) => field).filter(isQuestionKey),
  ];
  if (lost.length === 0) return;
  throw new JoineryError('request.invalid', 'Answers belong to an application: name its job.', {
    issues: lost.map((path) => ({ path, message: 'expected only together with jobId' })),
  });
}

/** What of a form is known of this person, by the names of the form. */
function knownOf(
  { firstName, lastName, email, phone, profile }: repository.CandidateRow,
  attachments: Pick<Attachment, 'kind'>[],
): Set<string> {
  const kinds = attachments.map(({ kind }) => kind);
  const known = Object.entries({ email, phone, ...profile }).filter(([, value]) => value !== null);
  return new Set([
    ...known.map(([name]) => name),
    ...(`${firstName}${lastName}` === '' ? [] : ['name']),
    ...(kinds.includes('resume') ? ['resume'] : []),
    ...(kinds.includes('cover_letter') ? ['coverLetter'] : []),
  ]);
}

function withoutCandidate({ candidateId: _candidateId, ...fetch }: ResumeFetch & { candidateId: string }) {
  return fetch;
}

type Contact = {
  email?: string | null | undefined;
  phone?: string | null | undefined;
  source?: string | null | undefined;
};

export function contactOf(input: Contact) {
  return {
    email: cleanText(input.email) ?? null,
    phone: cleanText(input.phone) ?? null,
    source: cleanText(input.source) ?? null,
  };
}

function changeOf(before: repository.CandidateRow, input: CandidatePut): repository.CandidateChange {
  const wanted = {
    ...changedName(before, input),
    email: cleanText(input.email),
    phone: cleanText(input.phone),
    source: cleanText(input.source),
  };
  const changed = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && value !== before[field as keyof Contact],
  );
  const profile = Object.entries(profileOf(input)).filter(
    ([field, value]) => value !== before.profile[field as keyof CandidateProfile],
  );
  return {
    ...Object.fromEntries(changed),
    ...(profile.length > 0 && { profile: Object.fromEntries(profile) }),
  };
}

export function jobReferenceOf(input: {
  jobId?: string | null | undefined;
  job_id?: string | null | undefined;
}) {
  const { jobId, job_id: other } = input;
  if (jobId && other && jobId !== other)
    throw new JoineryError('request.invalid', 'jobId and job_id name different jobs.', {
      issues: [{ path: 'job_id', message: 'expected the same job as jobId, or only one of them' }],
    });
  return jobId ?? other ?? undefined;
}

/** @throws JoineryError `access.forbidden` for a filter by what the principal does not see. */
function filterOf(principal: Principal, query: CandidateQuery): repository.CandidateFilter {
  const { q, jobId, talentPool, tag, createdFrom: from, createdTo: to, ...same } = query;
  const asksOpinion = [tag, query.ratingFrom, query.rejectReasonId].some((asked) => asked !== undefined);
  if (asksOpinion) assertSeesOpinions(principal);
  const tags = tag?.split(',').flatMap((part) => part.trim().normalize('NFC') || []);
  const isDated = from !== undefined || to !== undefined;
  return {
    ...same,
    ...jobFilter(jobId),
    text: q || undefined,
    inTalentPool: talentPool,
    tags,
    created: isDated ? { from, to, timeZone: principal.company.timeZone } : undefined,
  };
}

function jobFilter(reference: string | undefined): { jobId?: string; jobNumber?: number } {
  if (reference === undefined) return {};
  const parsed = parseJobReference(reference);
  return 'id' in parsed ? { jobId: parsed.id } : { jobNumber: parsed.number };
}
