// Candidates that are sent to an account's jobs, and moves of applications there: checked, recorded with the
// work that sends them, and settled by a person where nobody else can tell.
import type { CandidateField, SentCandidate, SentDocument } from '@joinery/connectors';
import {
  type Attachment,
  type Candidate,
  JoineryError,
  profileFields,
  type RecruitingWrite,
  type RecruitingWriteInput,
  type RecruitingWriteQuery,
  type RecruitingWriteResolution,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getApplication } from '../applications/applications.service.ts';
import {
  assertTold,
  getCandidate,
  getCandidateIn,
  holdCandidate,
  isToldOf,
} from '../candidates/candidates.service.ts';
import { type OpenRecruiting, openRecruiting } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { resumedTopic } from '../sendings/sendings.service.ts';
import { writeSettled } from './recruiting.events.ts';
import * as recruiting from './recruiting.repository.ts';
import { assertDecides, noJob } from './recruiting.service.ts';
import * as jobRows from './recruiting-jobs.repository.ts';
import * as recordRows from './recruiting-records.repository.ts';
import * as repository from './recruiting-writes.repository.ts';
import type { WritePayload } from './recruiting-writes.ts';

export const sendRecruitingWriteName = 'send-recruiting-write';

type PostInput = Extract<RecruitingWriteInput, { kind: 'post_candidate' }>;
type MoveInput = Extract<RecruitingWriteInput, { kind: 'move_status' }>;

/**
 * Records what is to be sent to an account; it goes out by itself, once.
 *
 * @throws JoineryError `recruiting.not_set_up`, `recruiting.job_not_found`, `recruiting_writes.exists`,
 * `recruiting_writes.incomplete` with what the account would refuse, `connections.disabled`
 */
export async function sendToRecruiting(
  context: Context,
  principal: Principal,
  input: RecruitingWriteInput,
): Promise<RecruitingWrite> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertDecides(principal);
  return input.kind === 'post_candidate'
    ? postCandidate(context, principal, input)
    : moveThere(context, principal, input);
}

async function postCandidate(
  context: Context,
  principal: Principal,
  input: PostInput,
): Promise<RecruitingWrite> {
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    // Nobody is erased, merged or loses a document between the look and the record of what is sent.
    await holdCandidate(tx, principal, input.candidateId);
    await assertTold(tx, principal, input.candidateId);
    const candidate = await getCandidateIn(tx, principal, input.candidateId);
    const application = candidate.applications.find(({ id }) => id === input.applicationId);
    if (input.applicationId && application === undefined)
      throw new JoineryError('applications.not_found', 'The candidate has no such application.');
    const account = await openSink(context, tx, companyId, input.connectionId);
    const payload = payloadOf(candidate, application, account.recruiting.takes, input.without);
    const required = await requiredOf(tx, account, input.jobId);
    assertComplete(account, payload, required);
    const id = newId('rwr');
    const { own, profile, files } = payload;
    const fields = [...Object.keys(own), ...Object.keys(profile), ...files.map(({ part }) => part)];
    const isNew = await record(context, tx, principal, {
      id,
      connectionId: input.connectionId,
      kind: 'post_candidate',
      candidateId: candidate.id,
      applicationId: input.applicationId ?? null,
      providerJobId: input.jobId,
      providerApplicationId: null,
      target: null,
      fields,
      payload: { candidate: payload },
    });
    if (!isNew)
      throw new JoineryError(
        'recruiting_writes.exists',
        `The candidate was sent to this job of ${account.name} already. What was sent says how it ended.`,
      );
    return getView(tx, id);
  });
}

async function openSink(
  context: Context,
  tx: Transaction,
  companyId: string,
  connectionId: string,
): Promise<OpenRecruiting> {
  const account = await openRecruiting(context, tx, companyId, connectionId, { urgency: 'person' });
  const setup = await recruiting.findSetup(tx, connectionId);
  if (setup?.settings.sink !== true)
    throw new JoineryError('recruiting.not_set_up', `Candidates are not sent to ${account.name}.`);
  if (!account.enabled)
    throw new JoineryError('connections.disabled', `The connection ${account.name} is switched off.`);
  return account;
}

async function requiredOf(
  tx: Transaction,
  { id, recruiting: { abilities } }: OpenRecruiting,
  jobId: string | null,
): Promise<readonly CandidateField[]> {
  if (jobId === null && abilities.sendWithoutJob) return [];
  const job = jobId === null ? undefined : await jobRows.findJob(tx, id, jobId);
  // Where jobs cannot be listed, the account judges.
  if (job === undefined && jobId !== null && !abilities.readJobs) return [];
  if (job?.isOpen !== true) throw noJob();
  return job.required;
}

type SentPayload = NonNullable<WritePayload['candidate']>;

function payloadOf(
  candidate: Candidate,
  application: Candidate['applications'][number] | undefined,
  takes: readonly string[],
  without: readonly string[],
): SentPayload {
  const isWanted = (field: string): boolean => takes.includes(field) && !without.includes(field);
  const { firstName, lastName, email, phone, source, attachments } = candidate;
  const { availableOn, desiredSalary, referredBy, references } = application ?? {};
  const own = {
    firstName,
    lastName,
    email,
    phone,
    source,
    availableOn,
    desiredSalary,
    referredBy,
    references,
  };
  const profile = Object.fromEntries(profileFields.map((field) => [field, candidate[field]]));
  const isSent = ([field, value]: [string, string | null | undefined]): boolean => !!value && isWanted(field);
  const kept = (values: Record<string, string | null | undefined>) =>
    Object.fromEntries(Object.entries(values).filter(isSent)) as Record<string, string>;
  return { own: kept(own), profile: kept(profile), files: filesOf(attachments, isWanted) };
}

function filesOf(
  attachments: readonly Attachment[],
  isWanted: (field: string) => boolean,
): SentPayload['files'] {
  const parts = [
    ['resume', 'resume'],
    ['coverLetter', 'cover_letter'],
  ] as const;
  return parts.flatMap(([part, kind]) => {
    // Newest first.
    const file = attachments.find((attachment) => attachment.kind === kind);
    if (file === undefined || !isWanted(part)) return [];
    const { fileId, name, contentType } = file;
    return [{ part, fileId, name, contentType }];
  });
}

function assertComplete(
  { name, recruiting: account }: OpenRecruiting,
  payload: SentPayload,
  required: readonly CandidateField[],
): void {
  const issues = account.checkCandidate(toSent(payload, []), required);
  if (issues.length === 0) return;
  throw new JoineryError(
    'recruiting_writes.incomplete',
    `${name} would refuse the candidate: ${issues.map(({ field, message }) => `${field} ${message}`).join('; ')}.`,
    { issues: issues.map(({ field, message }) => ({ path: field, message })) },
  );
}

/** What goes out; the bytes of files that are not at hand are left empty. */
export function toSent(
  { own, profile, files }: SentPayload,
  documents: readonly { part: 'resume' | 'coverLetter'; document: SentDocument }[],
): SentCandidate {
  const { firstName = '', lastName = '', ...rest } = own;
  const parts = files.map(({ part, name, contentType }) => {
    const found = documents.find((one) => one.part === part);
    return [part, found?.document ?? { name, contentType, bytes: new Uint8Array() }];
  });
  return { firstName, lastName, ...rest, profile, ...Object.fromEntries(parts) };
}

async function moveThere(context: Context, principal: Principal, input: MoveInput): Promise<RecruitingWrite> {
  const application = await getApplication(context, principal, input.applicationId);
  const { companyId } = principal;
  const { connectionId, statusId } = input;
  return context.db.inCompany(companyId, async (tx) => {
    await assertTold(tx, principal, application.candidateId);
    const account = await openSink(context, tx, companyId, connectionId);
    const setup = await recruiting.findSetup(tx, connectionId);
    const there = await recordRows.findRecordOf(tx, connectionId, application.id);
    if (there === undefined)
      throw new JoineryError('recruiting.record_not_found', `The application is none of ${account.name}.`);
    if (
      !account.recruiting.abilities.moveStatus ||
      !setup?.statuses.some(({ id, isUsable }) => id === statusId && isUsable)
    )
      throw new JoineryError(
        'connections.not_supported',
        `${account.name} has no such status to move it into.`,
      );
    // A move whose answer was lost is made again: it would undo what came after it.
    await recordRows.lockRecord(tx, there.id);
    if (await repository.isBeingMoved(tx, connectionId, there.providerId))
      throw new JoineryError(
        'recruiting_writes.exists',
        `The application is being moved at ${account.name} already. Wait until that has ended, then move it on.`,
      );
    const id = newId('rwr');
    await record(context, tx, principal, {
      id,
      connectionId,
      kind: 'move_status',
      candidateId: application.candidateId,
      applicationId: application.id,
      providerJobId: there.providerJobId,
      providerApplicationId: there.providerId,
      target: statusId,
      fields: ['status'],
      payload: null,
    });
    return getView(tx, id);
  });
}

type Draft = Omit<
  repository.NewWrite,
  'sealedPayload' | 'personKey' | 'requestedBy' | 'requestedByUser' | 'createdAt'
> & {
  payload: WritePayload | null;
};

/** With its work, in one transaction. */
export async function record(
  context: Pick<Context, 'engine' | 'secrets' | 'clock'>,
  tx: Transaction,
  { companyId, userName, userId }: Pick<Principal, 'companyId' | 'userName' | 'userId'>,
  { payload, ...draft }: Draft,
): Promise<boolean> {
  const email = payload?.candidate?.own.email?.trim().toLowerCase();
  const isNew = await repository.insertWrite(tx, companyId, {
    ...draft,
    sealedPayload:
      payload && context.secrets.seal(JSON.stringify(payload), writePayloadPlace(companyId, draft.id)),
    personKey: email ? context.secrets.mac('sent person', `${companyId} ${email}`) : null,
    requestedBy: userName,
    requestedByUser: userId,
    createdAt: context.clock.now(),
  });
  if (isNew)
    await enqueue(context, tx, { companyId, id: draft.id, connectionId: draft.connectionId, run: 1 });
  return isNew;
}

export function writePayloadPlace(companyId: string, row: string): SealPlace {
  return { companyId, table: 'recruiting_writes', row, column: 'sealed_payload' };
}

async function enqueue(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  { companyId, id, connectionId, run }: { companyId: string; id: string; connectionId: string; run: number },
): Promise<void> {
  await engine.enqueue(tx, {
    workflow: sendRecruitingWriteName,
    id: runOf({ id, run }),
    partition: connectionId,
    input: { companyId, writeId: id },
  });
}

export function runOf({ id, run }: { id: string; run: number }): string {
  return `${id}:${run}`;
}

/** Goes on with what waits for a key that works. */
export async function wakeRecruitingWrites(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  connectionId: string,
): Promise<void> {
  for (const write of await repository.listRunning(tx, connectionId)) await wake({ engine }, tx, write);
}

async function wake(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  write: { id: string; run: number },
): Promise<void> {
  await engine.signal({ workflowId: runOf(write), topic: resumedTopic, message: null }, tx);
}

const keyWaitDays = 14;

/** What has waited for a key that works for two weeks waits no more by itself: a person is told, and decides. */
export async function expireKeyWaits(
  context: Pick<Context, 'db' | 'clock' | 'engine'>,
  companyId: string,
): Promise<void> {
  const now = context.clock.now();
  const before = new Date(now.getTime() - keyWaitDays * 86_400_000);
  await context.db.inCompany(companyId, async (tx) => {
    for (const { id } of await repository.listKeyWaits(tx, before)) {
      const write = await repository.lockWrite(tx, id);
      if (write?.state !== 'prepared' || write.settledAt !== null) continue;
      await repository.updateWrite(tx, id, {
        state: 'needs_attention',
        settledAt: now,
        note: `The API key of the connection has been refused for ${keyWaitDays} days, and this was not sent. Give the connection a key that works, then send it; or drop it.`,
      });
      await insertEvents(tx, companyId, [writeSettled(write, 'needs_attention')]);
      await wake(context, tx, write);
    }
  });
}

/**
 * Newest first: of a candidate, for who sees them; otherwise for who sees connections. Whoever is not told
 * what the company thinks of them is not told either whom it sends them to.
 */
export async function listRecruitingWrites(
  context: Context,
  principal: Principal,
  query: RecruitingWriteQuery,
  page: Slice,
): Promise<Sliced<RecruitingWrite>> {
  const seesAll = hasArea(principal, 'settings.connections', 'view');
  const { candidate } = query;
  if (candidate === undefined) assertArea(principal, 'settings.connections', 'view');
  const seen = candidate === undefined ? undefined : await getCandidate(context, principal, candidate);
  const applications = seen?.applications.map(({ id }) => id);
  const rows = await context.db.inCompany(principal.companyId, async (tx) => {
    if (seesAll || candidate === undefined) return repository.listWrites(tx, query, page);
    const isTold = await isToldOf(tx, principal, candidate);
    return isTold ? repository.listWrites(tx, { ...query, applications }, page) : [];
  });
  return toSliced(rows, page.limit, ({ id }) => id);
}

/** @throws JoineryError `recruiting_writes.not_found`, also for what is sent of somebody who is not seen. */
export async function getRecruitingWrite(
  context: Context,
  principal: Principal,
  id: string,
): Promise<RecruitingWrite> {
  const write = await context.db.inCompany(principal.companyId, (tx) => getView(tx, id));
  await assertTheirs(context, principal, write);
  return write;
}

async function assertTheirs(
  context: Context,
  principal: Principal,
  { candidateId, applicationId }: RecruitingWrite,
): Promise<void> {
  if (hasArea(principal, 'settings.connections', 'view')) return;
  if (candidateId === null) throw noWrite();
  const { applications } = await getCandidate(context, principal, candidateId).catch((cause: unknown) => {
    throw cause instanceof JoineryError && cause.kind === 'not_found' ? noWrite() : cause;
  });
  const isTold = await context.db.inCompany(principal.companyId, (tx) =>
    isToldOf(tx, principal, candidateId),
  );
  const isSeen = applicationId === null || applications.some(({ id }) => id === applicationId);
  if (!isTold || !isSeen) throw noWrite();
}

/**
 * Says what became of something whose end nobody knows.
 *
 * @throws JoineryError `recruiting_writes.not_found`, `recruiting_writes.not_open`, `request.invalid`
 * without the id of what is there
 */
export async function resolveRecruitingWrite(
  context: Context,
  principal: Principal,
  id: string,
  resolution: RecruitingWriteResolution,
): Promise<RecruitingWrite> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertDecides(principal);
  await getRecruitingWrite(context, principal, id);
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const write = await repository.lockWrite(tx, id);
    if (write === undefined) throw noWrite();
    if (write.candidateId !== null) await assertTold(tx, principal, write.candidateId);
    const isWaiting = write.state === 'prepared' && write.settledAt === null;
    if (write.state !== 'needs_attention' && !(resolution.action === 'drop' && isWaiting))
      throw new JoineryError(
        'recruiting_writes.not_open',
        `It waits for no decision: it is ${write.state}. Read it again: somebody decided, or its answer came.`,
      );
    if (resolution.action === 'drop') {
      const settledAt = context.clock.now();
      await repository.updateWrite(tx, id, { state: 'dropped', settledAt, sealedPayload: null });
      // Its run may wait for a key: it finds nothing more to do.
      if (isWaiting) await wake(context, tx, write);
    } else await goOn(context, tx, companyId, write, resolution);
    return getView(tx, id);
  });
}

async function goOn(
  context: Pick<Context, 'engine'>,
  tx: Transaction,
  companyId: string,
  write: repository.WriteRow,
  resolution: Extract<RecruitingWriteResolution, { action: 'exists' | 'send' }>,
): Promise<void> {
  const providerId = resolution.action === 'exists' ? resolution.providerId : undefined;
  if (resolution.action === 'exists' && write.kind === 'post_candidate' && providerId === undefined)
    throw new JoineryError('request.invalid', 'Say which application of the account it is.', {
      issues: [{ path: 'providerId', message: 'is required' }],
    });
  const run = write.run + 1;
  const { id, connectionId } = write;
  await repository.updateWrite(tx, id, {
    state: 'prepared',
    outcome: null,
    note: null,
    settledAt: null,
    run,
    proof: { ...write.proof, decided: resolution.action },
    providerId: providerId ?? null,
  });
  await enqueue(context, tx, { companyId, id, connectionId, run });
}

async function getView(tx: Transaction, id: string): Promise<RecruitingWrite> {
  const [view] = await repository.listWrites(tx, { id }, { limit: 1 });
  if (view === undefined) throw noWrite();
  return view;
}

function noWrite(): JoineryError {
  return new JoineryError('recruiting_writes.not_found', 'Nothing like that was sent.');
}
