// Asking for syncs and looking at them. What a sync does is in run-sync.workflow.ts.
import {
  JoineryError,
  type Sync,
  type SyncCall,
  type SyncKind,
  type SyncQuery,
  type SyncReason,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { findMirror } from './mirrors.repository.ts';
import * as calls from './sync-calls.repository.ts';
import * as repository from './syncs.repository.ts';
import { isOfCatalogue, toView, unfinished } from './syncs.ts';

export const runSyncName = 'run-sync';

/** Kept in the workflow tables, so ids only. */
export interface RunSyncInput {
  companyId: string;
  connectionId: string;
  syncId: string;
  /** Whether somebody waits for it. */
  urgency: 'person' | 'background';
}

export interface SyncRequest {
  companyId: string;
  connectionId: string;
  kind: SyncKind;
  reason: SyncReason;
  /** Of kind records: the provider's ids. Without any, only the catalogue is read. */
  wanted?: readonly string[];
  /** What the hold showed passes the judge, and nothing beyond it. */
  allowHoldId?: string;
}

type Asking = Pick<Context, 'engine' | 'clock'>;

const mostWanted = 500;

/**
 * Asks for a sync of a connection that is a people source; it begins once `tx` has committed, after
 * those that were asked for before. One that waits already and covers what is asked is returned instead.
 * With reason `reconnect`, syncs that a refused key had stopped go on, and the first of them is returned.
 *
 * @throws JoineryError `connections.not_found`, `syncs.not_mirrored`
 */
export async function requestSync(
  { engine, clock }: Asking,
  tx: Transaction,
  request: SyncRequest,
): Promise<{ syncId: string }> {
  const { companyId, connectionId } = request;
  await repository.lockRequests(tx, connectionId);
  const mirror = await findMirror(tx, connectionId);
  if (mirror === undefined) throw new JoineryError('connections.not_found', 'There is no such connection.');
  if (!mirror.peopleSource)
    throw new JoineryError(
      'syncs.not_mirrored',
      'This connection mirrors nobody. Switch “Mirror people” on there first.',
    );
  if (request.reason === 'reconnect') {
    const begun = await beginStopped({ engine }, tx, companyId, connectionId);
    if (begun !== undefined) return { syncId: begun };
  }
  // Without a first full one there is nothing that changes could be added to.
  const kind = mirror.fullSyncedAt === null ? 'full' : request.kind;
  const waiting = await repository.lockSyncsIn(tx, connectionId, ['queued']);
  const covering = waiting.find((sync) => isCovered({ ...request, kind }, sync));
  if (covering !== undefined) {
    await widen(tx, covering, request.wanted);
    return { syncId: covering.id };
  }
  const sync = {
    id: newId('syn'),
    connectionId,
    kind,
    reason: request.reason,
    wanted: kind === 'records' ? [...new Set(request.wanted)] : null,
    allowHoldId: request.allowHoldId ?? null,
    createdAt: clock.now(),
  };
  await repository.insertSync(tx, companyId, sync);
  await enqueue({ engine }, tx, companyId, { ...sync, attempt: 1 });
  return { syncId: sync.id };
}

/** Whether a sync that has not begun will do what is asked for. */
function isCovered(
  request: Pick<SyncRequest, 'kind' | 'allowHoldId' | 'wanted'>,
  waiting: repository.SyncRow,
): boolean {
  if ((request.allowHoldId ?? null) !== waiting.allowHoldId) return false;
  if (isOfCatalogue(request) || isOfCatalogue(waiting))
    return isOfCatalogue(request) && isOfCatalogue(waiting);
  if (waiting.kind === 'full') return true;
  if (waiting.kind !== request.kind) return false;
  const together = (waiting.wanted?.length ?? 0) + (request.wanted?.length ?? 0);
  return request.kind === 'incremental' || together <= mostWanted;
}

async function widen(
  tx: Transaction,
  sync: repository.SyncRow,
  wanted: readonly string[] | undefined,
): Promise<void> {
  if (sync.kind !== 'records' || wanted === undefined) return;
  const all = [...new Set([...(sync.wanted ?? []), ...wanted])];
  if (all.length !== sync.wanted?.length) await repository.updateSync(tx, sync.id, { wanted: all });
}

async function lockStopped(tx: Transaction, connectionId: string): Promise<repository.SyncRow[]> {
  const stopped = await repository.lockSyncsIn(tx, connectionId, ['stopped']);
  return stopped.filter(({ problem }) => problem?.code !== cancelled);
}

/** Whether syncs wait for a key that works. */
export async function hasStopped(tx: Transaction, connectionId: string): Promise<boolean> {
  return (await lockStopped(tx, connectionId)).length > 0;
}

/** Begins again what a refused key had stopped, in the order of asking. */
async function beginStopped(
  deps: Pick<Context, 'engine'>,
  tx: Transaction,
  companyId: string,
  connectionId: string,
): Promise<string | undefined> {
  const stopped = await lockStopped(tx, connectionId);
  for (const sync of stopped) {
    const attempt = sync.attempt + 1;
    await repository.updateSync(tx, sync.id, { state: 'queued', attempt, problem: null, finishedAt: null });
    await enqueue(deps, tx, companyId, { ...sync, attempt });
  }
  return stopped[0]?.id;
}

async function enqueue(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  companyId: string,
  sync: { id: string; connectionId: string; attempt: number; reason: SyncReason },
): Promise<void> {
  const { connectionId } = sync;
  const isAwaited = sync.reason === 'manual' || sync.reason === 'write' || sync.reason === 'approval';
  const urgency = isAwaited ? 'person' : 'background';
  const input: RunSyncInput = { companyId, connectionId, syncId: sync.id, urgency };
  await engine.enqueue(tx, {
    workflow: runSyncName,
    id: runId(sync),
    partition: sync.connectionId,
    input,
  });
}

export function runId(sync: { id: string; attempt: number }): string {
  return `${sync.id}:${sync.attempt}`;
}

/**
 * A sync that a person asks for.
 *
 * @throws JoineryError `connections.not_found`, `syncs.not_mirrored`
 */
export async function startSync(
  context: Context,
  principal: Principal,
  connectionId: string,
  kind: 'full' | 'incremental',
): Promise<Sync> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const { syncId } = await requestSync(context, tx, { companyId, connectionId, kind, reason: 'manual' });
    return getView(context, tx, syncId);
  });
}

/** Newest first. Pages go on after the id of the last sync. */
export async function listSyncs(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  query: SyncQuery,
  page: Slice,
): Promise<Sliced<Sync>> {
  assertArea(principal, 'settings.connections', 'view');
  const { connection, state } = query;
  const filter = {
    ...(connection === undefined ? {} : { connectionId: connection }),
    ...(state === undefined ? {} : { state }),
  };
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listSyncs(tx, filter, page),
  );
  const { items, after } = toSliced(rows, page.limit, (row) => row.id);
  const now = context.clock.now();
  return { items: items.map((row) => toView(row, now)), after };
}

/** @throws JoineryError `syncs.not_found` */
export async function getSync(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  id: string,
): Promise<Sync> {
  assertArea(principal, 'settings.connections', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getView(context, tx, id));
}

/** How wide a sync read; undefined when it is gone. */
export async function readSyncKind(tx: Transaction, id: string): Promise<SyncKind | undefined> {
  return (await repository.findSync(tx, id))?.kind;
}

/** The requests that a sync made, oldest first. */
export async function listSyncCalls(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  id: string,
  page: Slice,
): Promise<Sliced<SyncCall>> {
  assertArea(principal, 'settings.connections', 'view');
  const rows = await context.db.inCompany(principal.companyId, async (tx) => {
    await getView(context, tx, id);
    return calls.listCalls(tx, id, page);
  });
  const { items, after } = toSliced(rows, page.limit, (row) => row.id);
  return { items: items.map(({ id: _, ...call }) => ({ ...call, at: call.at.toISOString() })), after };
}

const cancelled = 'syncs.cancelled';

/**
 * Ends a sync where it stands: what it has applied stays, the rest is forgotten.
 *
 * @throws JoineryError `syncs.not_found`, `syncs.not_running`
 */
export async function cancelSync(context: Context, principal: Principal, id: string): Promise<Sync> {
  assertArea(principal, 'settings.connections', 'edit');
  const run = await context.db.inCompany(principal.companyId, async (tx) => {
    const sync = await repository.lockSync(tx, id);
    if (sync === undefined) throw notFound();
    if (!unfinished.includes(sync.state))
      throw new JoineryError('syncs.not_running', 'This sync has ended already. What it applied stays.');
    return runId(sync);
  });
  // First the run: then nothing of it commits any more.
  await context.engine.cancel(run);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const sync = await repository.lockSync(tx, id);
    if (sync !== undefined && unfinished.includes(sync.state)) {
      await calls.forgetReading(tx, id);
      await repository.updateSync(tx, id, {
        state: 'stopped',
        problem: { code: cancelled, message: `Cancelled by ${principal.userName}.` },
        cursor: null,
        waitingUntil: null,
        finishedAt: context.clock.now(),
      });
    }
    return getView(context, tx, id);
  });
}

async function getView(context: Pick<Context, 'clock'>, tx: Transaction, id: string): Promise<Sync> {
  const [row] = await repository.listSyncs(tx, { id });
  if (row === undefined) throw notFound();
  return toView(row, context.clock.now());
}

function notFound(): JoineryError {
  return new JoineryError('syncs.not_found', 'There is no such sync.');
}
