// How a sync begins, waits, goes another way and ends. Each of these is one transaction.
import { type ErrorCode, JoineryError, ProviderError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { noteHealth, noteWorking, readPace } from '../connections/connections.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { hasOpenedHold } from '../holds/open-holds.service.ts';
import { findMirror, type MirrorChange, updateMirror } from './mirrors.repository.ts';
import { isOfPeople, tableOf } from './staged.ts';
import * as calls from './sync-calls.repository.ts';
import type { Reader } from './sync-reader.ts';
import type { SyncRun } from './sync-run.ts';
import { owned, readScene, type Scene } from './sync-scene.ts';
import * as staging from './sync-staging.repository.ts';
import { coversAll, readOn } from './sync-streams.service.ts';
import { discardReading, settle, skipTable, type Turn } from './sync-turn.service.ts';
import { syncCompleted, syncFailed, syncHeld } from './syncs.events.ts';
import * as repository from './syncs.repository.ts';
import {
  isOtherWayDue,
  oldReadingMs,
  readUpTo,
  type Strategy,
  type SyncTiming,
  startOf,
  unfinished,
  usualTiming,
  type Verdict,
  verdictOf,
  waitMs,
} from './syncs.ts';

/** What the workflow does after a step. */
export type Next = { do: 'again' } | { do: 'wait'; ms: number } | { do: 'end' } | { do: 'judge' };

/** Takes a queued sync up. One that was stopped goes on where it was, unless that is long ago. */
export async function beginSync(run: SyncRun): Promise<void> {
  await owned(run, async (tx) => {
    const sync = await getSync(tx, run.syncId);
    const now = run.context.clock.now();
    const isOld = sync.startedAt !== null && now.getTime() - sync.startedAt.getTime() > oldReadingMs;
    const isFresh = sync.cursor === null || isOld;
    if (isFresh) await calls.forgetReading(tx, run.syncId);
    await repository.updateSync(tx, run.syncId, {
      state: 'reading',
      startedAt: isFresh ? now : (sync.startedAt ?? now),
      stoppedAt: null,
      waitedMs: isFresh ? 0 : sync.waitedMs + waitOf(sync, now),
      problem: null,
      waitingUntil: null,
      ...(isFresh ? { cursor: startOf('discover'), plan: null, strategy: null, announced: null } : {}),
    });
  });
}

function waitOf({ stoppedAt }: repository.SyncRow, now: Date): number {
  return stoppedAt === null ? 0 : Math.max(0, now.getTime() - stoppedAt.getTime());
}

/** Makes the next request and stages what comes of it. */
export async function readNext(run: SyncRun, reader: Reader, signal: AbortSignal): Promise<Next> {
  const now = run.context.clock.now();
  let turn: Turn | undefined;
  try {
    const { scene, callId } = await owned(run, async (tx) => {
      const found = await readScene(tx, run);
      const call = {
        at: now,
        operation: found.cursor.phase,
        method: 'GET',
        path: '',
        status: null,
        bytes: 0,
        ms: 0,
      };
      return { scene: found, callId: await calls.insertCall(tx, run, call) };
    });
    turn = { run, reader, scene, callId, signal, now };
    if (scene.cursor.phase === 'read') {
      await owned(run, (tx) => settle(tx, turn as Turn));
      return { do: 'judge' };
    }
    const ms = await readOn(turn);
    return ms > 0 ? { do: 'wait', ms } : { do: 'again' };
  } catch (error) {
    if (!isProvidersDoing(error)) throw error;
    turn?.reader.forget();
    const otherWay = turn && (await findOtherWay(turn, error));
    return owned(run, (tx) => recordFailure(tx, run, turn, { error, otherWay }));
  }
}

const oursToTell = new Set<ErrorCode>([
  'connections.disabled',
  'connections.not_found',
  'connections.unauthorized',
  'egress.address_not_allowed',
  'egress.answer_too_large',
  'syncs.not_mirrored',
  'syncs.unstable_answer',
]);

function isProvidersDoing(error: unknown): error is JoineryError {
  if (error instanceof ProviderError) return true;
  return (
    error instanceof JoineryError && (oursToTell.has(error.code) || error.code.startsWith('connections.'))
  );
}

async function recordFailure(
  tx: Transaction,
  run: SyncRun,
  turn: Turn | undefined,
  { error, otherWay }: { error: JoineryError; otherWay: Strategy | undefined },
): Promise<Next> {
  if (turn !== undefined) await settle(tx, turn);
  const verdict = verdictOf(error);
  if (turn === undefined || verdict === 'fail') return fail(tx, run, error);
  if (verdict === 'stop') return stop(tx, run, error);
  if (error.code === 'syncs.unstable_answer') return beginAgain(tx, run, turn, error);
  if (otherWay !== undefined) return goOtherWay(tx, run, turn, otherWay);
  return tryElse(tx, run, turn, { error, verdict });
}

/** Once: an account that changes while it is read may have come to rest. */
async function beginAgain(
  tx: Transaction,
  run: SyncRun,
  { scene }: Turn,
  error: JoineryError,
): Promise<Next> {
  const { restarts } = scene.sync;
  if (restarts > 0) return fail(tx, run, error);
  await discardReading(tx, run, { restarts: restarts + 1, switches: scene.cursor.switches });
  return { do: 'again' };
}

async function tryElse(
  tx: Transaction,
  run: SyncRun,
  turn: Turn,
  { error, verdict }: { error: JoineryError; verdict: Verdict },
): Promise<Next> {
  if (verdict === 'refuse') {
    if (tableOf(streamAt(turn.scene)) === null) return fail(tx, run, error);
    await skipTable(tx, turn);
    return { do: 'again' };
  }
  return waitAndTry(tx, run, turn, { error, failures: turn.scene.cursor.failures + 1 });
}

/** The stream that is being read; '' between streams. */
function streamAt({ cursor, sync }: Scene): string {
  return (cursor.phase === 'streams' ? sync.plan?.streams[cursor.stream]?.name : undefined) ?? '';
}

/**
 * The other way of reading everybody, where it is due. A way that is refused may stay so: then another
 * that brings less is better than none, and what it does not bring is stale. Outside of a transaction,
 * because the source is opened in one.
 */
async function findOtherWay({ scene, reader }: Turn, error: JoineryError): Promise<Strategy | undefined> {
  const { sync, cursor } = scene;
  const verdict = verdictOf(error);
  const place = {
    strategy: sync.strategy,
    ofPeople: isOfPeople(streamAt(scene)) && sync.kind !== 'records',
    failures: cursor.failures + 1,
    switches: cursor.switches,
  };
  if (!isOtherWayDue(verdict, place)) return undefined;
  const other = sync.strategy === 'report' ? 'datasets' : 'report';
  const covers = coversAll(other, sync.plan?.streams ?? [], await reader.source(), scene);
  return covers || verdict === 'refuse' ? other : undefined;
}

async function goOtherWay(
  tx: Transaction,
  run: SyncRun,
  { scene: { sync, cursor } }: Turn,
  strategy: Strategy,
): Promise<Next> {
  const switches = cursor.switches + 1;
  if (sync.plan?.ids === undefined) await discardReading(tx, run, { strategy, switches });
  else {
    // Pages cannot be asked for a few people only: all are read.
    await calls.forgetReading(tx, run.syncId);
    const next = startOf('discover', { switches });
    await repository.updateSync(tx, run.syncId, { kind: 'full', strategy, cursor: next });
  }
  return { do: 'again' };
}

async function waitAndTry(
  tx: Transaction,
  run: SyncRun,
  { scene }: Turn,
  { error, failures }: { error: JoineryError; failures: number },
): Promise<Next> {
  const now = run.context.clock.now();
  const timing = await timingOf(tx, run.connectionId);
  const since = scene.cursor.failingSince ?? now.toISOString();
  if (now.getTime() - Date.parse(since) >= timing.giveUpMs) return fail(tx, run, error);
  const ms = waitMs(error, failures, timing, Math.random());
  await repository.updateSync(tx, run.syncId, {
    cursor: { ...scene.cursor, failures, failingSince: since },
    problem: { code: error.code, message: error.message, since },
    waitingUntil: new Date(now.getTime() + ms),
  });
  return { do: 'wait', ms };
}

async function timingOf(tx: Transaction, connectionId: string): Promise<SyncTiming> {
  const { timing } = await readPace(tx, connectionId);
  return { ...usualTiming, ...timing };
}

/** The key is refused. What was read is kept for a while; another key lets it go on. */
async function stop(tx: Transaction, run: SyncRun, error: JoineryError): Promise<Next> {
  const now = run.context.clock.now();
  await repository.updateSync(tx, run.syncId, {
    state: 'stopped',
    problem: problemOf(error),
    waitingUntil: null,
    finishedAt: now,
    stoppedAt: now,
  });
  return { do: 'end' };
}

async function fail(tx: Transaction, run: SyncRun, error: unknown): Promise<Next> {
  const sync = await getSync(tx, run.syncId);
  const problem = problemOf(error);
  await endWith(tx, run, { state: 'failed', problem });
  await insertEvents(tx, run.companyId, [syncFailed(sync, problem.code)]);
  return { do: 'end' };
}

// Of a fault of ours, the log has what happened.
function problemOf(error: unknown): { code: string; message: string } {
  if (error instanceof JoineryError) return { code: error.code, message: error.message };
  return { code: 'internal', message: 'Joinery failed at it; its log has the reason.' };
}

/** For a fault of ours: the sync must not seem to run for ever. */
export async function failSync(run: SyncRun, error: unknown): Promise<void> {
  await owned(run, async (tx) => {
    const sync = await repository.lockSync(tx, run.syncId);
    if (sync !== undefined && unfinished.includes(sync.state)) await fail(tx, run, error);
  });
}

async function endWith(
  tx: Transaction,
  run: SyncRun,
  change: Pick<repository.SyncChange, 'state' | 'problem'>,
): Promise<void> {
  await calls.forgetReading(tx, run.syncId);
  await repository.updateSync(tx, run.syncId, {
    ...change,
    waitingUntil: null,
    finishedAt: run.context.clock.now(),
  });
}

export async function beginApplying(run: SyncRun): Promise<void> {
  await owned(run, (tx) => repository.updateSync(tx, run.syncId, { state: 'applying' }));
}

/** Everything that was read waits for a person. The next sync reads the same again. */
export async function holdSync(run: SyncRun): Promise<void> {
  await owned(run, async (tx) => {
    const sync = await getSync(tx, run.syncId);
    await endWith(tx, run, { state: 'held', problem: null });
    // Schedules come to the same again until somebody has decided: it is told once.
    if (await hasOpenedHold(tx, run.syncId)) await insertEvents(tx, run.companyId, [syncHeld(sync)]);
  });
}

/** Everything is applied: the next one reads on from here. */
export async function finishSync(run: SyncRun): Promise<void> {
  await owned(run, async (tx) => {
    const sync = await getSync(tx, run.syncId);
    const latest = await staging.findLatestChange(tx, run.syncId);
    await staging.settleChanges(tx, run);
    await followHealth(tx, run, sync);
    await updateMirror(tx, run.connectionId, marksOf(sync, latest));
    await endWith(tx, run, { state: 'done', problem: null });
    await insertEvents(tx, run.companyId, [syncCompleted(sync, sync.counts)]);
  });
}

function marksOf(sync: repository.SyncRow, latest: Date | null): MirrorChange {
  const { kind, startedAt } = sync;
  if (kind === 'records' || startedAt === null || sync.upTo === null) return {};
  if (kind === 'incremental') {
    const readRows = sync.plan !== null;
    return { syncedTo: sync.upTo, ...(readRows ? { tablesSyncedTo: startedAt } : {}) };
  }
  const syncedTo = readUpTo(sync.upTo, latest, null);
  return { syncedTo, fullSyncedAt: startedAt, tablesSyncedTo: startedAt };
}

/**
 * What a sync shows that the key may not read any more makes the connection degraded; that it may
 * read everything, only a full one shows. Of people who are asked for one by one nothing follows:
 * tables of somebody who was deleted are refused, too.
 */
async function followHealth(tx: Transaction, run: SyncRun, sync: repository.SyncRow): Promise<void> {
  const mirror = await findMirror(tx, run.connectionId);
  if (mirror === undefined || sync.kind === 'records') return;
  const lost = sync.warnings
    .filter(({ code }) => code === 'absent_field' || code === 'hidden_table')
    .flatMap(({ names }) => names);
  if (lost.length === 0 && sync.kind !== 'full') return noteWorking(tx, run.connectionId);
  await noteHealth(tx, run.companyId, run.connectionId, lost);
}

async function getSync(tx: Transaction, id: string): Promise<repository.SyncRow> {
  const sync = await repository.lockSync(tx, id);
  if (sync === undefined) throw new JoineryError('syncs.not_found', 'The sync is gone.');
  return sync;
}
