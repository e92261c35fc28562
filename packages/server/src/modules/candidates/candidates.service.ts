import {
  type Application,
  type Attachment,
  type Candidate,
  type CandidateInput,
  type CandidatePut,
  type CandidateQuery,
  JoineryError,
  type StageKind,
  type TimelineEntry,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { apply, getApplication, listApplicationsOf } from '../applications/applications.service.ts';
import type { Context } from '../context.ts';
import { insertEvents, type NewEvent } from '../events/events.service.ts';
import {
  insertFiles,
  type OpenableFile,
  openKnownFile,
  type StoredFile,
  withStoredFiles,
} from '../files/files.service.ts';
import { checkDocument, type Upload } from '../files/files.ts';
import { getJob } from '../jobs/jobs.service.ts';
import { hiringScope, type JobView, jobNotOpen, parseJobReference } from '../jobs/jobs.ts';
import { addTimelineEntries, readTimeline } from '../timeline/timeline.service.ts';
import { candidateCreated, candidateUpdated } from './candidates.events.ts';
import * as repository from './candidates.repository.ts';
import { attachmentKind, changedName, cleanText, nameOf, type PersonName } from './candidates.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'storage' | 'log'>;

/**
 * Adds a person, with an application when a job is named, and with the documents. All of it or
 * nothing. The same person sent twice is two candidates: nobody is told who applied before.
 */
export async function createCandidate(
  context: Scope,
  principal: Principal,
  input: CandidateInput,
  uploads: Upload[],
): Promise<Candidate> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const person = { ...nameOf(input), ...contactOf(input), details: {} };
  const job = jobReferenceOf(input);
  return withCheckedFiles(context, uploads, (files) =>
    context.db.inCompany(principal.companyId, async (tx) => {
      const { candidateId } = await insertApplicant(tx, context, principal, { person, job, files });
      return getCandidateIn(tx, principal, candidateId);
    }),
  );
}

export interface JobApplication {
  jobNumber: number;
  firstName: string;
  lastName: string;
  email?: string | null;
  phone?: string | null;
  source?: string | null;
  /** What the dialect takes beyond our own fields, kept as it came. */
  details?: Record<string, unknown>;
  resume?: Upload;
  coverLetter?: Upload;
}

/** What the BambooHR dialect's application call does: a new candidate with an application. */
export async function applyToJob(
  context: Scope,
  principal: Principal,
  application: JobApplication,
): Promise<{ candidateId: string; applicationId: string; applicationNumber: number }> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const { firstName, lastName, details = {}, jobNumber, resume, coverLetter } = application;
  const person = { ...nameOf({ firstName, lastName }), ...contactOf(application), details };
  const uploads = [
    ...(resume === undefined ? [] : [{ ...resume, field: 'resume' }]),
    ...(coverLetter === undefined ? [] : [{ ...coverLetter, field: 'coverLetter' }]),
  ];
  return withCheckedFiles(context, uploads, (files) =>
    context.db.inCompany(principal.companyId, async (tx) => {
      const applicant = { person, job: String(jobNumber), files };
      const { candidateId, application: made } = await insertApplicant(tx, context, principal, applicant);
      if (made === undefined) throw jobNotOpen();
      return { candidateId, applicationId: made.id, applicationNumber: made.number };
    }),
  );
}

/** Replaces the fields that `input` names; null clears one. */
export async function updateCandidate(
  context: Scope,
  principal: Principal,
  id: string,
  input: CandidatePut,
): Promise<Candidate> {
  assertArea(principal, 'hiring.candidates', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await lockVisible(tx, principal, id);
    const change = changeOf(before, input);
    const changed = Object.keys(change);
    if (changed.length > 0) {
      await repository.updateCandidate(tx, id, change, context.clock.now());
      await tell(tx, principal, id, [candidateUpdated(id, changed)], { kind: 'updated', fields: changed });
    }
    return getCandidateIn(tx, principal, id);
  });
}

/** Newest first. Pages go on after the id of the last candidate. */
export async function listCandidates(
  context: Scope,
  principal: Principal,
  query: CandidateQuery,
  page: Slice,
): Promise<Sliced<Candidate>> {
  assertArea(principal, 'hiring.candidates', 'view');
  const filter = { ...jobFilter(query.jobId), text: query.q || undefined, inTalentPool: query.talentPool };
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

/** @throws JoineryError `applications.exists`, `jobs.not_open`, `candidates.not_found` */
export async function addApplication(
  context: Scope,
  principal: Principal,
  id: string,
  input: { jobId?: string | undefined; job_id?: string | undefined },
): Promise<Application> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const job = jobReferenceOf(input);
  if (job === undefined)
    throw new JoineryError('request.invalid', 'Name the job to apply for.', {
      issues: [{ path: 'jobId', message: 'expected the id or number of an open job' }],
    });
  return context.db.inCompany(principal.companyId, async (tx) => {
    await lockVisible(tx, principal, id);
    return apply(tx, context, principal, { candidateId: id, job });
  });
}

/** Adds documents and answers with them, newest first. */
export async function attachFiles(
  context: Scope,
  principal: Principal,
  id: string,
  uploads: Upload[],
): Promise<Attachment[]> {
  assertArea(principal, 'hiring.candidates', 'edit');
  if (uploads.length === 0)
    throw new JoineryError('request.invalid', 'Send the document as multipart/form-data.', {
      issues: [{ path: 'file', message: 'expected a file' }],
    });
  return withCheckedFiles(context, uploads, (files) =>
    context.db.inCompany(principal.companyId, async (tx) => {
      await lockVisible(tx, principal, id);
      await insertDocuments(tx, principal, id, files);
      await repository.updateCandidate(tx, id, {}, context.clock.now());
      await insertEvents(tx, principal.companyId, [candidateUpdated(id, ['attachments'])]);
      const added = new Set(files.map((file) => file.stored.id));
      const all = await repository.listAttachments(tx, [id]);
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
    return readTimeline(tx, id, page);
  });
}

/** Everything that handing a hire over needs, as of now. */
export interface HiringFile {
  candidate: repository.CandidateRow;
  application: Application;
  stageKind: StageKind;
  job: JobView;
  /** The newest one. */
  resume: OpenableFile | null;
}

export async function getHiringFile(
  context: Scope,
  principal: Principal,
  applicationId: string,
): Promise<HiringFile> {
  const application = await getApplication(context, principal, applicationId);
  const job = await getJob(context, principal, application.jobId);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const candidate = await findVisible(tx, principal, application.candidateId);
    const attachments = await repository.listAttachments(tx, [candidate.id]);
    const newest = attachments.find((attachment) => attachment.kind === 'resume');
    const resume = newest === undefined ? null : await openKnownFile(context, tx, newest.fileId);
    return { candidate, application, stageKind: application.stageKind, job, resume };
  });
}

interface CheckedFile {
  stored: StoredFile;
  kind: ReturnType<typeof attachmentKind>;
}

async function withCheckedFiles<T>(
  context: Scope,
  uploads: Upload[],
  work: (files: CheckedFile[]) => Promise<T>,
): Promise<T> {
  const kinds = uploads.map(attachmentKind);
  const checked: Upload[] = [];
  for (const upload of uploads) checked.push(await checkDocument(upload));
  return withStoredFiles(context, checked, (files) =>
    work(files.map((stored, index) => ({ stored, kind: kinds[index] ?? 'other' }))),
  );
}

interface Applicant {
  person: PersonName & ReturnType<typeof contactOf> & { details: Record<string, unknown> };
  job: string | undefined;
  files: CheckedFile[];
}

async function insertApplicant(
  tx: Transaction,
  context: Scope,
  principal: Principal,
  { person, job, files }: Applicant,
): Promise<{ candidateId: string; application: Application | undefined }> {
  // Whoever sees only the jobs they lead would lose a person without a job at once.
  if (job === undefined && principal.access.hiring.assignedJobsOnly) throw jobNotOpen();
  const candidateId = newId('can');
  const candidate = { ...person, id: candidateId, createdAt: context.clock.now() };
  await repository.insertCandidate(tx, principal.companyId, candidate);
  const created = { kind: 'created', source: person.source };
  await tell(tx, principal, candidateId, [candidateCreated(candidateId)], created);
  await insertDocuments(tx, principal, candidateId, files);
  const application =
    job === undefined ? undefined : await apply(tx, context, principal, { candidateId, job });
  return { candidateId, application };
}

async function insertDocuments(
  tx: Transaction,
  principal: Principal,
  candidateId: string,
  files: CheckedFile[],
): Promise<void> {
  const { companyId, userName: actor } = principal;
  const stored = files.map((file) => file.stored);
  await insertFiles(tx, companyId, stored);
  const attachments = files.map((file) => ({ fileId: file.stored.id, kind: file.kind }));
  await repository.insertAttachments(tx, companyId, candidateId, attachments);
  const entries = files.map(({ stored: { id, name }, kind }) => ({
    candidateId,
    kind: 'file_added',
    actor,
    detail: { fileId: id, name, kind },
  }));
  await addTimelineEntries(tx, companyId, entries);
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
  if (row === undefined) throw new JoineryError('candidates.not_found', 'There is no such candidate.');
  return row;
}

async function lockVisible(
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<repository.CandidateRow> {
  await repository.lockCandidate(tx, id);
  return findVisible(tx, principal, id);
}

async function getCandidateIn(tx: Transaction, principal: Principal, id: string): Promise<Candidate> {
  const row = await findVisible(tx, principal, id);
  const [candidate] = await assemble(tx, principal, [row]);
  return candidate as Candidate;
}

async function assemble(
  tx: Transaction,
  principal: Principal,
  rows: repository.CandidateRow[],
): Promise<Candidate[]> {
  const ids = rows.map((row) => row.id);
  const applications = Map.groupBy(await listApplicationsOf(tx, principal, ids), (a) => a.candidateId);
  const attachments = Map.groupBy(await repository.listAttachments(tx, ids), (a) => a.candidateId);
  return rows.map(({ details: _details, ...row }) => ({
    ...row,
    name: `${row.firstName} ${row.lastName}`.trim(),
    applications: applications.get(row.id) ?? [],
    attachments: (attachments.get(row.id) ?? []).map(withoutOwner),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
}

function withoutOwner({ candidateId: _candidateId, ...attachment }: Attachment & { candidateId: string }) {
  return attachment;
}

type Contact = {
  email?: string | null | undefined;
  phone?: string | null | undefined;
  source?: string | null | undefined;
};

function contactOf(input: Contact) {
  return {
    email: input.email ?? null,
    phone: cleanText(input.phone) ?? null,
    source: cleanText(input.source) ?? null,
  };
}

function changeOf(before: repository.CandidateRow, input: CandidatePut): repository.CandidateChange {
  const wanted = {
    ...changedName(before, input),
    email: input.email,
    phone: cleanText(input.phone),
    source: cleanText(input.source),
  };
  const changed = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && value !== before[field as keyof Contact],
  );
  return Object.fromEntries(changed);
}

function jobReferenceOf(input: { jobId?: string | null | undefined; job_id?: string | null | undefined }) {
  const { jobId, job_id: other } = input;
  if (jobId && other && jobId !== other)
    throw new JoineryError('request.invalid', 'jobId and job_id name different jobs.', {
      issues: [{ path: 'job_id', message: 'expected the same job as jobId, or only one of them' }],
    });
  return jobId ?? other ?? undefined;
}

function jobFilter(reference: string | undefined): { jobId?: string; jobNumber?: number } {
  if (reference === undefined) return {};
  const parsed = parseJobReference(reference);
  return 'id' in parsed ? { jobId: parsed.id } : { jobNumber: parsed.number };
}
