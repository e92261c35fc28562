// One thing on its way to an account's recruiting: what of it is to be seen there, how it is sent, and how
// it ends. Every function may run again after a crash and then changes nothing more.
import { buffer } from 'node:stream/consumers';
import type { PreparedWrite, SentDocument } from '@joinery/connectors';
import { JoineryError, type RecruitingField } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type OpenRecruiting, openRecruiting, readPace } from '../connections/connections.service.ts';
import { openCleaned } from '../documents/documents.service.ts';
import { insertEvents } from '../events/events.service.ts';
import {
  attempt,
  isWaitNeeded,
  listIn,
  owned,
  type ReceiptBook,
  type SendingRun,
  sendAndRecord,
} from '../sendings/sendings.service.ts';
import {
  defaultTiming,
  type Ending,
  type Fact,
  type Look,
  type Move,
  type Question,
  type Start,
  sandboxTiming,
  type Timing,
} from '../sendings/sendings.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { writeSettled } from './recruiting.events.ts';
import * as jobRows from './recruiting-jobs.repository.ts';
import * as recordRows from './recruiting-records.repository.ts';
import * as repository from './recruiting-writes.repository.ts';
import { runOf, toSent, writePayloadPlace } from './recruiting-writes.service.ts';
import {
  describeQuestion,
  describeWait,
  isWait,
  lookBackMs,
  startOf,
  toCommentLook,
  toPostedLook,
  type WritePayload,
  writePayload,
} from './recruiting-writes.ts';

export interface WriteRun extends SendingRun {
  writeId: string;
}

/** What a run goes by to its end. Recorded once, so that it is the same after an interruption. */
export interface WritePlan {
  /** Null when nothing is left to do. */
  start: Start | null;
  timing: Timing;
  attempts: number;
  /** A person found that it is there. */
  exists: boolean;
}

export async function beginWrite(run: WriteRun): Promise<WritePlan> {
  return owned(run, async (tx) => {
    const write = await getWrite(tx, run);
    const { isSandbox, timing } = await readPace(tx, write.connectionId);
    const uncertain = write.state === 'sending' || write.state === 'ambiguous';
    return {
      start: isOver(run, write) ? null : { ...startOf(write.kind), uncertain },
      timing: { ...(isSandbox ? sandboxTiming : defaultTiming), ...timing },
      attempts: write.attempts,
      exists: write.proof?.decided === 'exists',
    };
  });
}

interface Scene {
  write: repository.WriteRow;
  payload: WritePayload;
  account: OpenRecruiting;
}

async function openScene({ context, ctx, companyId, writeId }: WriteRun): Promise<Scene> {
  return context.db.inCompany(companyId, async (tx) => {
    const write = await repository.lockWrite(tx, writeId);
    if (write === undefined) throw noWrite();
    const account = await openRecruiting(context, tx, companyId, write.connectionId, {
      urgency: 'background',
      confirm: () => ctx.assertStillOwner(),
    });
    const { sealedPayload } = write;
    const text = sealedPayload && context.secrets.open(sealedPayload, writePayloadPlace(companyId, writeId));
    return { write, payload: writePayload.parse(text === null ? {} : JSON.parse(text)), account };
  });
}

async function openUsable(run: WriteRun): Promise<Scene> {
  const scene = await openScene(run);
  if (!scene.account.enabled)
    throw new JoineryError('connections.disabled', `The connection ${scene.account.name} is switched off.`);
  return scene;
}

/** It ended, or a person had it sent anew, while this run waited: nothing is left to do for it. */
function isOver({ ctx }: WriteRun, write: repository.WriteRow): boolean {
  return write.settledAt !== null || runOf(write) !== ctx.workflowId;
}

export async function lookAndRecord(run: WriteRun, isUncertain: boolean): Promise<Fact> {
  const { write } = await openScene(run);
  if (isOver(run, write)) return { kind: 'looked', look: { answer: 'skip' } };
  const seen = await attempt(run, async () => lookFor(run, await openUsable(run), isUncertain), noteOn(run));
  return 'failure' in seen
    ? { kind: 'look_failed', failure: seen.failure }
    : { kind: 'looked', look: seen.value };
}

async function lookFor(
  run: WriteRun,
  { write, payload, account }: Scene,
  isUncertain: boolean,
): Promise<Look> {
  const id = write.providerApplicationId ?? '';
  switch (write.kind) {
    case 'post_candidate':
      return lookForCandidate(run, { write, payload, account }, isUncertain);
    case 'move_status': {
      const status = await account.recruiting.readStatus(id);
      if (status === null) return { answer: 'doubtful', doubt: 'changed_meanwhile', employees: [id] };
      return status === write.target
        ? { answer: 'found', providerId: id, how: 'comparison' }
        : { answer: 'absent' };
    }
    case 'write_back': {
      const seen = await account.recruiting.readComments(id);
      const count = seen !== null && 'count' in seen ? seen.count : null;
      const before = await rememberFirst(run, 'comments', count);
      return toCommentLook(seen, payload.comment ?? '', typeof before === 'number' ? before : null);
    }
  }
}

async function lookForCandidate(
  run: WriteRun,
  { write, payload, account }: Scene,
  isUncertain: boolean,
): Promise<Look> {
  const canLook = account.recruiting.abilities.findApplications;
  // What was sent from here may not be listed there yet, and need not be looked for.
  const isOut = isUncertain || write.outcome === 'done';
  if (!isOut) {
    const other = await owned(run, (tx) => findOther(tx, write, { canLook }));
    if (other?.isOut === true) return { answer: 'doubtful', doubt: 'sent_before', employees: other.ids };
  }
  if (!canLook) return { answer: isOut ? 'unknown' : 'absent' };
  const { own = {} } = payload.candidate ?? {};
  const isFirst = write.proof?.before === undefined;
  const found = await account.recruiting.findApplications({
    jobId: write.providerJobId,
    email: own.email ?? null,
    firstName: own.firstName ?? '',
    lastName: own.lastName ?? '',
    since: new Date(write.createdAt.getTime() - lookBackMs),
    older: isFirst,
  });
  const ids = found.map((one) => one.id);
  const before = await rememberFirst(run, 'before', ids);
  const isDecided = write.proof?.decided === 'send';
  return toPostedLook(found, {
    // Whoever came since was shown to the person who says that it is to be sent all the same.
    before: [...listIn({ before }, 'before'), ...(isDecided ? listIn(write.proof, 'doubtful') : [])].map(
      String,
    ),
    isUncertain,
    isDecided,
  });
}

/** Another record of the person that was sent to the same job, unless somebody said that both are to be there. */
async function findOther(
  tx: Transaction,
  write: repository.WriteRow,
  { canLook }: { canLook: boolean },
): Promise<{ isOut: boolean; ids: string[] } | undefined> {
  const others = await repository.listAlike(tx, write);
  const onTheWay = others.some(({ state }) => state === 'sending' || state === 'ambiguous');
  if (onTheWay) return { isOut: false, ids: [] };
  if (write.proof?.decided === 'send') return undefined;
  // Of what a person has to look for, an account that can be asked tells itself.
  const out = others.filter(({ state, attempts }) => state === 'done' || (!canLook && attempts > 0));
  if (out.length === 0) return undefined;
  return { isOut: true, ids: out.flatMap(({ providerId }) => providerId ?? []) };
}

/** What was seen at the first look, which comes before anything is sent. */
async function rememberFirst(run: WriteRun, name: string, value: unknown): Promise<unknown> {
  return owned(run, async (tx) => {
    const { proof } = await getWrite(tx, run);
    if (proof?.[name] !== undefined) return proof[name];
    await repository.updateWrite(tx, run.writeId, { proof: { ...proof, [name]: value } });
    return value;
  });
}

/** A person said that it is there: an application that they named has to be. */
export async function confirmWrite(run: WriteRun): Promise<Ending> {
  const seen = await attempt(
    run,
    async () => {
      const { write, account } = await openUsable(run);
      const { abilities } = account.recruiting;
      if (write.kind !== 'post_candidate' || !abilities.findApplications) return { named: '', isThere: true };
      const named = write.providerId ?? '';
      return { named, isThere: (await account.recruiting.readStatus(named)) !== null };
    },
    noteOn(run),
  );
  if ('failure' in seen) return { do: 'ask', why: 'look_keeps_failing' };
  const { named, isThere } = seen.value;
  return isThere
    ? { do: 'finish', providerId: null, how: 'person' }
    : { do: 'ask', why: 'not_found', employees: [named] };
}

export async function sendWrite(run: WriteRun, number: number): Promise<Fact> {
  const canLook = (await openScene(run)).account.recruiting.abilities.findApplications;
  const book: ReceiptBook = {
    lock: async (tx) => getWrite(tx, run),
    maySend: async (tx) => !isOver(run, await getWrite(tx, run)),
    update: (tx, { state, ...change }) =>
      repository.updateWrite(tx, run.writeId, {
        ...change,
        // It is not over before its end has been recorded.
        ...(state === undefined || state === 'done' ? {} : { state: state === 'failed' ? 'sending' : state }),
      }),
    // Locked to the end of the transaction that says that this one is being sent.
    isTaken: async (tx) => {
      const write = await getWrite(tx, run);
      if (write.kind !== 'post_candidate' || write.personKey === null) return false;
      await repository.lockPerson(tx, write);
      return (await findOther(tx, write, { canLook })) !== undefined;
    },
    noteFailure: (tx, error) => learn(run, tx, error),
    reach: (moment) => run.ctx.crashPoint(`recruiting.${moment}`),
  };
  return sendAndRecord(run, book, number, async () => {
    const prepared = await attempt(run, async () => prepare(run, await openUsable(run)), noteOn(run));
    return 'failure' in prepared ? prepared : { write: prepared.value };
  });
}

async function prepare(
  run: WriteRun,
  { write, payload, account }: Scene,
): Promise<PreparedWrite<{ readonly id: string } | null>> {
  const id = write.providerApplicationId ?? '';
  switch (write.kind) {
    case 'post_candidate': {
      if (payload.candidate === undefined) throw new Error('a write sends nobody');
      const sent = toSent(payload.candidate, await documentsOf(run, payload.candidate.files));
      return account.recruiting.prepareApplication(sent, write.providerJobId);
    }
    case 'move_status':
      return account.recruiting.prepareMove(id, write.target ?? '');
    case 'write_back':
      return account.recruiting.prepareComment(id, payload.comment ?? '');
  }
}

async function documentsOf(
  { context, companyId }: WriteRun,
  files: NonNullable<WritePayload['candidate']>['files'],
): Promise<{ part: 'resume' | 'coverLetter'; document: SentDocument }[]> {
  return Promise.all(
    files.map(async ({ part, fileId, name, contentType }) => {
      const kept = await openCleaned(context, { companyId, fileId });
      const bytes = new Uint8Array(await buffer(await kept.open()));
      return { part, document: { name, contentType, bytes } };
    }),
  );
}

/** What a job asks for is known by what it refuses. */
async function learn(run: WriteRun, tx: Transaction, error: JoineryError): Promise<void> {
  const { words } = error.details;
  const write = await getWrite(tx, run);
  if (write.kind !== 'post_candidate' || write.providerJobId === null || typeof words !== 'string') return;
  const job = await jobRows.findJob(tx, write.connectionId, write.providerJobId);
  const account = await openRecruiting(run.context, tx, run.companyId, write.connectionId, {
    urgency: 'background',
  });
  const learned = account.recruiting.requiredIn(words) as readonly RecruitingField[];
  if (job === undefined || learned.length === 0) return;
  const required = [...new Set([...job.required, ...learned])];
  await jobRows.updateJob(tx, write.connectionId, write.providerJobId, { required });
}

/** What it waits for, for people. False when that has happened already. */
export async function recordWait(run: WriteRun, move: Extract<Move, { do: 'wait' }>): Promise<boolean> {
  const { account } = await openScene(run);
  const note = describeWait(move.because, account.providerName, {
    seconds: Math.ceil(move.ms / 1000),
    canLook: account.recruiting.abilities.findApplications,
  });
  return owned(run, async (tx) => {
    const write = await getWrite(tx, run);
    if (isOver(run, write) || !(await isWaitNeeded(tx, write.connectionId, move))) return false;
    await repository.updateWrite(tx, run.writeId, { note });
    return true;
  });
}

export async function endWrite(run: WriteRun, ending: Ending): Promise<void> {
  const { account } = await openScene(run);
  await owned(run, async (tx) => {
    const write = await getWrite(tx, run);
    if (isOver(run, write)) return;
    if (ending.do === 'finish' || ending.do === 'skip') {
      const made = (ending.do === 'finish' ? ending.providerId : null) || write.providerId;
      await keepSent(run, tx, { ...write, providerId: made }, account);
      await settle(run, tx, write, {
        state: 'done',
        outcome: 'done',
        note: null,
        ...(made && { providerId: made }),
      });
      return;
    }
    if (ending.do === 'fail') return settle(run, tx, write, { state: 'refused' });
    const { why, employees = [] } = ending;
    await settle(run, tx, write, {
      state: 'needs_attention',
      note: `${describeQuestion(why, account.providerName, employees)}${isSeen.has(why) ? '' : lastWords(write)}`,
      proof: { ...write.proof, doubtful: employees },
    });
  });
}

/** A look that worked has shown it: what failed or was waited for before says nothing more. */
const isSeen = new Set<Question>(['same_email', 'same_name', 'sent_before']);

function lastWords({ note, outcome }: repository.WriteRow): string {
  return note === null || outcome === 'done' || isWait(note) ? '' : ` (${note})`;
}

/** An application that was sent from here is here already when it is read from there. */
async function keepSent(
  { context, companyId }: WriteRun,
  tx: Transaction,
  write: repository.WriteRow,
  account: OpenRecruiting,
): Promise<void> {
  const { connectionId, candidateId, applicationId, providerJobId, providerId } = write;
  if (candidateId === null || write.kind !== 'post_candidate') return;
  const job = providerJobId === null ? undefined : await jobRows.findJob(tx, connectionId, providerJobId);
  await addTimelineEntries(tx, companyId, [
    {
      candidateId,
      ...(applicationId !== null && { applicationId }),
      kind: 'sent_to',
      actor: write.requestedBy,
      detail: { connection: account.name, jobTitle: job?.title ?? null, writeId: write.id },
    },
  ]);
  if (providerId === null) return;
  const at = context.clock.now();
  await recordRows.insertRecord(tx, companyId, connectionId, {
    id: newId('rec'),
    hint: {
      id: providerId,
      jobId: providerJobId,
      personId: null,
      statusId: null,
      statusName: null,
      kind: null,
      appliedAt: null,
    },
    kind: null,
    at,
  });
  const [record] = await recordRows.findRecords(tx, connectionId, [providerId]);
  if (record === undefined || record.applicationId !== null) return;
  await recordRows.updateRecord(tx, record.id, {
    candidateId,
    // Without an application here, one is made once the account is read.
    ...(applicationId !== null && { state: 'taken', applicationId, takenAt: at }),
  });
}

/** After a fault of ours: nobody knows, unless nothing was sent. */
export async function stopWrite(run: WriteRun, error: unknown): Promise<void> {
  const said = error instanceof JoineryError ? error.message : 'The server’s log says more.';
  await owned(run, async (tx) => {
    const write = await getWrite(tx, run);
    if (isOver(run, write)) return;
    await settle(run, tx, write, {
      state: 'needs_attention',
      note: `The server met a fault. ${said}`,
    });
  });
}

async function settle(
  { context, companyId, writeId }: WriteRun,
  tx: Transaction,
  write: repository.WriteRow,
  change: repository.WriteChange & { state: 'done' | 'refused' | 'needs_attention' },
): Promise<void> {
  await repository.updateWrite(tx, writeId, {
    ...change,
    settledAt: context.clock.now(),
    ...(change.state !== 'needs_attention' && { sealedPayload: null }),
  });
  await insertEvents(tx, companyId, [writeSettled(write, change.state)]);
}

function noteOn({ writeId }: WriteRun): Parameters<typeof attempt>[2] {
  return (tx, _failure, error) => repository.updateWrite(tx, writeId, { note: error.message });
}

async function getWrite(tx: Transaction, { writeId }: WriteRun): Promise<repository.WriteRow> {
  const write = await repository.lockWrite(tx, writeId);
  if (write === undefined) throw noWrite();
  return write;
}

function noWrite(): JoineryError {
  return new JoineryError('recruiting_writes.not_found', 'What was to be sent is gone.');
}
