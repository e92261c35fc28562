// Writes of a mirrored company's people: recorded with the work that sends them in one transaction,
// and waited for by whoever asked. Nothing is stored here but what the provider then shows.
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ErrorCode,
  JoineryError,
  type ProviderWrite,
  type ProviderWriteKind,
  type ProviderWriteQuery,
  type ProviderWriteResolution,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { discardFiles, forgetFiles, insertFiles } from '../files/files.service.ts';
import { resumedTopic } from '../sendings/sendings.service.ts';
import * as repository from './provider-writes.repository.ts';
import { markerOf, type WriteDraft, WriteError } from './provider-writes.ts';

export const sendProviderWriteName = 'send-provider-write';

/** What recording a write and waiting for it needs. */
export type WritingContext = Pick<Context, 'db' | 'engine' | 'secrets' | 'clock'> &
  Partial<Pick<Context, 'requestKey'>>;

/** How long a caller waits. */
const patienceMs = 25_000;
const retryAfterSeconds = 10;
/** For so long a caller who was told to wait may ask for the end. */
const unansweredForMs = 10 * 60_000;
const keyedForMs = 24 * 3_600_000;

export interface RecordedWrite {
  id: string;
  waitMs: number;
  /** False for an earlier one: what was to be uploaded with this one is not needed. */
  isNew: boolean;
}

/**
 * Records a write that was checked, with its work. Whoever was told to wait for an equal one, or asks
 * with the same key again, is given that one instead.
 *
 * @throws JoineryError `connections.disabled`, `connections.unauthorized` while the provider refuses the key
 */
export async function recordWrite(
  context: WritingContext,
  tx: Transaction,
  principal: Principal,
  connectionId: string,
  draft: WriteDraft,
): Promise<RecordedWrite> {
  const { companyId } = principal;
  const standing = await repository.findStanding(tx, connectionId);
  const waitMs = standing?.timing.callerWaitMs ?? patienceMs;
  const payload = JSON.stringify(draft.payload);
  const fingerprint = fingerprintOf(context, principal, draft, payload);
  const earlier = await findEarlier(context, tx, fingerprint, waitMs);
  if (earlier !== undefined) return { id: earlier, waitMs, isNew: false };
  assertReachable(standing);
  const { upload } = draft;
  if (upload !== undefined) await insertFiles(tx, companyId, [upload]);
  const id = newId('pwr');
  await repository.insertWrite(tx, companyId, {
    id,
    connectionId,
    kind: draft.kind,
    employeeNumber: draft.employeeNumber,
    target: draft.target ?? null,
    rowId: draft.rowId ?? null,
    fields: draft.fields,
    sealedPayload: context.secrets.seal(payload, payloadPlace(companyId, id)),
    fileId: upload?.id ?? null,
    marker: markerOf(companyId, id),
    fingerprint,
    requestedBy: principal.userName,
    requestedByUser: principal.userId,
    createdAt: context.clock.now(),
  });
  await enqueue(context, tx, { companyId, id, connectionId, run: 1 });
  return { id, waitMs, isNew: true };
}

/** Whether changes of the company's people go through this connection. */
export async function doesWriteBack(tx: Transaction, connectionId: string): Promise<boolean> {
  return (await repository.findStanding(tx, connectionId))?.writesBack === true;
}

export function payloadPlace(companyId: string, row: string): SealPlace {
  return { companyId, table: 'provider_writes', row, column: 'sealed_payload' };
}

function fingerprintOf(
  { secrets, requestKey }: WritingContext,
  { userId }: Principal,
  { kind, employeeNumber, target, rowId }: WriteDraft,
  payload: string,
): string {
  return secrets.hash(
    JSON.stringify(
      requestKey === undefined
        ? [userId, kind, employeeNumber, target, rowId, payload]
        : ['key', userId, requestKey],
    ),
  );
}

async function findEarlier(
  { clock, requestKey }: WritingContext,
  tx: Transaction,
  fingerprint: string,
  waitMs: number,
): Promise<string | undefined> {
  const now = clock.now().getTime();
  if (requestKey !== undefined) return repository.findAsked(tx, fingerprint, new Date(now - keyedForMs));
  return repository.findUnanswered(tx, fingerprint, {
    since: new Date(now - unansweredForMs),
    waitingBefore: new Date(now - waitMs - 5_000),
  });
}

// A person waits: what cannot be sent now is refused now, and not kept to be sent some day.
function assertReachable(standing: repository.ConnectionStanding | undefined): void {
  if (standing?.writesBack === false)
    throw new JoineryError(
      'provider.write_not_supported',
      `The connection ${standing.name} does not write changes back. Change it in BambooHR and the next sync brings it here, or switch “Write changes back” on at the connection.`,
    );
  if (standing?.stopped === true)
    throw new JoineryError(
      'connections.unauthorized',
      `BambooHR refuses the API key of ${standing.name}, so nothing can be changed. Give the connection a new key, then try again.`,
    );
  if (standing?.isSource !== true)
    throw new JoineryError(
      'connections.disabled',
      `The people of this company do not come by the connection ${standing?.name ?? ''} any more. Ask again.`,
    );
  if (standing.enabled !== true)
    throw new JoineryError(
      'connections.disabled',
      `The connection ${standing.name} is switched off. Switch it on to change people in BambooHR.`,
    );
}

async function enqueue(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  { companyId, id, connectionId, run }: { companyId: string; id: string; connectionId: string; run: number },
): Promise<void> {
  await engine.enqueue(tx, {
    workflow: sendProviderWriteName,
    id: runOf({ id, run }),
    partition: connectionId,
    input: { companyId, writeId: id },
  });
}

function runOf({ id, run }: { id: string; run: number }): string {
  return `${id}:${run}`;
}

/** Goes on with what waits for a connection: it may be used again. Whoever waits for nothing is not disturbed. */
export async function wakeWrites(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  connectionId: string,
): Promise<void> {
  for (const write of await repository.listRunning(tx, connectionId))
    await engine.signal({ workflowId: runOf(write), topic: resumedTopic, message: null }, tx);
}

/** A write that is done, as its caller needs it. */
export interface DoneWrite {
  id: string;
  /** The provider's id of what was made or changed. */
  providerId: string | null;
  /** Whether what the provider now shows has been read and stored here. */
  isBack: boolean;
}

/**
 * Waits until it is known how a write ended and, when it is done, until it is read back.
 *
 * @throws JoineryError `provider.pending` when it takes longer than a caller can wait; what the
 * provider refused, as `provider.refused` with its words; why it could not be sent
 */
export async function awaitWrite(
  context: Pick<Context, 'db' | 'clock'>,
  { companyId }: Principal,
  { id, waitMs }: Pick<RecordedWrite, 'id' | 'waitMs'>,
): Promise<DoneWrite> {
  const deadline = Date.now() + waitMs;
  const read = () => context.db.reading(companyId, (tx) => repository.readProgress(tx, id));
  let progress = await read();
  for (let pauseMs = 30; !isOver(progress) && Date.now() < deadline; pauseMs = Math.min(pauseMs * 1.3, 250)) {
    await delay(pauseMs);
    progress = await read();
  }
  const write = await context.db.inCompany(companyId, async (tx) => {
    const found = await getRow(tx, id);
    const now = context.clock.now();
    await repository.updateWrite(
      tx,
      id,
      found.settledAt === null ? { toldPendingAt: now } : { answeredAt: now },
    );
    return found;
  });
  return toDone(write, progress?.syncState === 'done');
}

const syncsAtWork = new Set(['queued', 'reading', 'applying']);

function isOver(progress: Awaited<ReturnType<typeof repository.readProgress>>): boolean {
  if (progress === undefined) return true;
  return progress.settledAt !== null && !syncsAtWork.has(progress.syncState ?? 'none');
}

function toDone(write: repository.WriteRow, isBack: boolean): DoneWrite {
  const { id, providerId, problem, state, settledAt } = write;
  if (settledAt === null)
    throw new WriteError(
      'provider.pending',
      `The change is recorded as ${id} and on its way to BambooHR, which has not answered yet. It goes on by itself; ask the same again to learn how it ended.`,
      { id, retryAfterSeconds },
    );
  if (state === 'done') return { id, providerId, isBack };
  const { code = 'provider.ambiguous', message = `The change ${id} is not done.`, ...rest } = problem ?? {};
  throw new WriteError(code as ErrorCode, message, { id, ...rest });
}

/** Newest first: all for who sees connections, one's own for everybody else. */
export async function listProviderWrites(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  query: ProviderWriteQuery,
  page: Slice,
): Promise<Sliced<ProviderWrite>> {
  const filter = {
    ...query,
    ...(seesAll(principal, 'view') ? {} : { requestedByUser: principal.userId }),
  };
  const rows = await db.inCompany(principal.companyId, (tx) => repository.listWrites(tx, filter, page));
  return toSliced(rows, page.limit, ({ id }) => id);
}

/** @throws JoineryError `provider_writes.not_found`, also for somebody else's. */
export async function getProviderWrite(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  id: string,
): Promise<ProviderWrite> {
  return db.inCompany(
    principal.companyId,
    async (tx) => assertTheirs(principal, await getRow(tx, id), 'view').view,
  );
}

/**
 * Says what became of a write whose end nobody knew.
 *
 * @throws JoineryError `provider_writes.not_found`, `provider_writes.not_open`, `request.invalid`
 * without the id of what was made
 */
export async function resolveProviderWrite(
  context: Pick<Context, 'db' | 'engine' | 'clock' | 'storage' | 'log'>,
  principal: Principal,
  id: string,
  resolution: ProviderWriteResolution,
): Promise<ProviderWrite> {
  const { view, unneeded } = await context.db.inCompany(principal.companyId, async (tx) => {
    const write = assertTheirs(principal, await getRow(tx, id, 'lock'), 'edit');
    if (write.state !== 'needs_attention')
      throw new JoineryError(
        'provider_writes.not_open',
        `The write ${id} waits for no decision: it is ${write.state}. Read it again: somebody decided, or its answer came.`,
      );
    if (resolution.action !== 'drop') {
      await goOn(context, tx, principal.companyId, write, resolution);
      return { view: (await getRow(tx, id)).view, unneeded: [] };
    }
    await repository.updateWrite(tx, id, { state: 'dropped', settledAt: context.clock.now() });
    return { unneeded: await forgetPayload(tx, write), view: (await getRow(tx, id)).view };
  });
  await discardFiles(context, unneeded);
  return view;
}

/** Forgets what was sent. The bytes that are returned are to be discarded after the commit. */
export async function forgetPayload(
  tx: Transaction,
  { id, fileId }: repository.WriteRow,
): Promise<{ storageKey: string }[]> {
  await repository.updateWrite(tx, id, { sealedPayload: null, fileId: null });
  return fileId === null ? [] : forgetFiles(tx, [fileId]);
}

/** What they make is known by its id to whoever asked. */
const makingOne: readonly ProviderWriteKind[] = ['create_employee', 'upload_file'];

async function goOn(
  context: Pick<Context, 'engine'>,
  tx: Transaction,
  companyId: string,
  write: repository.WriteRow,
  resolution: Extract<ProviderWriteResolution, { action: 'exists' | 'send' }>,
): Promise<void> {
  const { id, connectionId, kind } = write;
  const exists = resolution.action === 'exists';
  const providerId = exists ? resolution.providerId : undefined;
  if (exists && makingOne.includes(kind) && providerId === undefined)
    throw new JoineryError('request.invalid', 'Say which id of BambooHR it has.', {
      issues: [{ path: 'providerId', message: 'is required' }],
    });
  const run = write.run + 1;
  const decided = { ...write.proof, decided: resolution.action };
  await repository.updateWrite(tx, id, {
    state: 'prepared',
    outcome: null,
    problem: null,
    settledAt: null,
    run,
    proof: decided,
    providerId: providerId ?? null,
  });
  await enqueue(context, tx, { companyId, id, connectionId, run });
}

async function getRow(
  tx: Transaction,
  id: string,
  mode: 'read' | 'lock' = 'read',
): Promise<repository.WriteRow> {
  const find = mode === 'lock' ? repository.lockWrite : repository.findWrite;
  const row = await find(tx, id);
  if (row === undefined) throw notFound();
  return row;
}

function assertTheirs(
  principal: Principal,
  write: repository.WriteRow,
  need: 'view' | 'edit',
): repository.WriteRow {
  if (write.requestedByUser !== principal.userId && !seesAll(principal, need)) throw notFound();
  return write;
}

function seesAll(principal: Principal, need: 'view' | 'edit'): boolean {
  return hasArea(principal, 'settings.connections', need);
}

function notFound(): JoineryError {
  return new JoineryError('provider_writes.not_found', 'There is no such write.');
}
