// What a sync is, and what follows from how it went. Pure.
import {
  JoineryError,
  ProviderError,
  type Sync,
  type SyncKind,
  type SyncState,
  syncCounts,
} from '@joinery/sdk';
import type { SyncView } from './syncs.repository.ts';

export type Strategy = 'report' | 'datasets';

/** Waits for its turn, or is at work. */
export const unfinished: readonly SyncState[] = ['queued', 'reading', 'applying'];

export interface SyncProblem {
  code: string;
  message: string;
  /** Since when it has been so, while the sync still tries. */
  since?: string;
}

/** One column of a stream: what it is asked for by, and where it belongs here. */
export interface Ask {
  ask: string;
  /** Key of a value, `table.column`, or one of `specialKeys`. */
  key: string;
  /** The account does not list it: it is taken when it comes and not missed when it does not. */
  optional?: true;
}

export const supervisorKey = '@supervisor';
export const lastChangedKey = '@lastChanged';
export const photoKey = '@photo';
export const statusKey = 'status';

export interface PlannedStream {
  name: string;
  /** Empty for the rows of a table: all columns come. */
  asks: Ask[];
}

export interface Plan {
  streams: PlannedStream[];
  /** Which people: everybody when absent. */
  ids?: string[];
  /** How the rows of given people are read. */
  rows?: 'all' | 'changed' | 'each';
}

/**
 * `discover`: the account's catalogue; `changes`: who changed; `streams`: the planned streams, one after
 * the other; `gone`: who was not shown; `read`: nothing is left to read.
 */
export type Phase = 'discover' | 'changes' | 'streams' | 'gone' | 'read';

/** Where the reading is. Pages count from 1. */
export interface SyncCursor {
  phase: Phase;
  stream: number;
  page: number;
  /** Calls in a row that failed at this place. */
  failures: number;
  /** Since when they have failed. */
  failingSince?: string;
  /** How often a strategy was left for the other one. */
  switches: number;
}

/** Where a phase begins. */
export function startOf(phase: Phase, { switches }: { switches: number } = { switches: 0 }): SyncCursor {
  return { phase, stream: 0, page: 1, failures: 0, switches };
}

/** Changes of clocks between the provider and here that are read across. */
export const overlapMs = 10 * 60_000;

/** Beyond these an incremental sync reads everybody instead. */
export const manyChanges = { count: 2000, share: 0.3 };

export function isMany(changed: number, known: number): boolean {
  return changed > manyChanges.count || changed > Math.max(manyChanges.share * known, 10);
}

/** More people than this are read in pages. */
export const reportLimit = 25_000;

/** How far the announced total and what came may be apart before a reading is not believed. */
const driftShare = 0.005;

export function isDrift(announced: number, seen: number): boolean {
  return Math.abs(announced - seen) > driftShare * Math.max(announced, seen);
}

/** Waits between tries, in milliseconds; a connection may have others, for tests and for scaled clocks. */
export interface SyncTiming {
  firstRetryMs: number;
  maxRetryMs: number;
  firstThrottleMs: number;
  maxThrottleMs: number;
  /** After this long at one place a sync has failed. */
  giveUpMs: number;
}

export const usualTiming: SyncTiming = {
  firstRetryMs: 1000,
  maxRetryMs: 5 * 60_000,
  firstThrottleMs: 30_000,
  maxThrottleMs: 15 * 60_000,
  giveUpMs: 24 * 3_600_000,
};

/**
 * What a failed call means. `wait`: ask again later; `stop`: the key is refused, and the sync waits
 * for another one; `refuse`: this question is not answered; `fail`: nothing can come of it.
 */
export type Verdict = 'wait' | 'stop' | 'refuse' | 'fail';

const stopping = new Set(['connections.unauthorized', 'connections.stopped']);

export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof JoineryError)) return 'fail';
  if (stopping.has(error.code)) return 'stop';
  if (error.code === 'provider.refused') return 'refuse';
  // A read has no ambiguous end: it is asked again.
  if (error instanceof ProviderError || error.retry !== 'never') return 'wait';
  return 'fail';
}

/** How long to wait after the `failures`th failure in a row. `chance` is from 0 to 1. */
export function waitMs(error: unknown, failures: number, timing: SyncTiming, chance: number): number {
  const throttled = error instanceof JoineryError && error.code === 'provider.throttled';
  const first = throttled ? timing.firstThrottleMs : timing.firstRetryMs;
  const most = throttled ? timing.maxThrottleMs : timing.maxRetryMs;
  const backoff = Math.min(first * 2 ** Math.min(failures - 1, 30), most) * (0.75 + chance / 4);
  const asked = error instanceof JoineryError ? (error.retryAfterSeconds ?? 0) : 0;
  // What no provider can mean is not waited for: nothing at all, or ten years, of which the client makes
  // an hour. A true hour is waited for all the same, by the connection's gate.
  const isMeant = asked >= 1 && asked < anHourSeconds;
  return Math.round(isMeant ? Math.max(asked * 1000, timing.firstRetryMs) : backoff);
}

const anHourSeconds = 3600;

export interface ReadPlace {
  strategy: Strategy | null;
  /** Whether the place belongs to a reading of everybody. */
  ofPeople: boolean;
  failures: number;
  switches: number;
}

/** Whether a reading of everybody is begun again the other way: at once when refused, else when it fails three times. */
export function isOtherWayDue(
  verdict: Verdict,
  { ofPeople, failures, switches, strategy }: ReadPlace,
): boolean {
  if (!ofPeople || strategy === null) return false;
  if (verdict === 'refuse') return switches < 2;
  return verdict === 'wait' && failures >= 3 && switches < 1;
}

/** Which way to begin with. `covers` says which of them bring everything that is asked. */
export function strategyFor(known: number, covers: (strategy: Strategy) => boolean): Strategy {
  return known > reportLimit && covers('datasets') ? 'datasets' : 'report';
}

/**
 * The instant that the next reading of changes begins with: never after the reading began, nor
 * after what the provider's own clock said.
 */
export function readUpTo(began: Date, latest: Date | null, since: Date | null): Date {
  const until = latest !== null && latest < began ? latest : began;
  return since !== null && since > until ? since : until;
}

export interface ProgressInput {
  state: SyncState;
  plan: Plan | null;
  cursor: SyncCursor | null;
  /** People that this stream has shown so far, and how many there may be. */
  seen: number;
  expected: number | null;
  workedMs: number;
}

export interface SyncProgress {
  stream: string;
  page: number;
  streamsDone: number;
  streams: number;
  seen: number;
  /** Null when it cannot be told yet. */
  secondsLeft: number | null;
}

export function progressOf(input: ProgressInput): SyncProgress | null {
  const { state, plan, cursor, seen, expected, workedMs } = input;
  const stream = cursor?.phase === 'streams' ? plan?.streams[cursor.stream] : undefined;
  if (state !== 'reading' || !stream || plan === null || cursor === null) return null;
  const ofStream = expected === null || expected === 0 ? 0 : Math.min(seen / expected, 1);
  const share = (cursor.stream + ofStream) / plan.streams.length;
  return {
    stream: stream.name,
    page: cursor.page,
    streamsDone: cursor.stream,
    streams: plan.streams.length,
    seen,
    secondsLeft: share < 0.02 ? null : Math.round((workedMs * (1 - share)) / share / 1000),
  };
}

export function toView(row: SyncView, now: Date): Sync {
  const expected = row.announced ?? (row.known > 0 ? row.known : null);
  const workedMs = workedFor(row, now);
  const progress = progressOf({ ...row, seen: row.streamSeen, expected, workedMs: workedMs ?? 0 });
  return {
    id: row.id,
    connectionId: row.connectionId,
    kind: row.kind,
    reason: row.reason,
    state: row.state,
    strategy: row.strategy,
    since: row.since?.toISOString() ?? null,
    progress: progress && { ...progress, announced: row.announced },
    counts: syncCounts.parse(row.counts),
    calls: row.calls,
    bytes: row.bytes,
    milliseconds: workedMs,
    warnings: row.warnings,
    problem: row.problem,
    waitingUntil: row.waitingUntil?.toISOString() ?? null,
    holdId: row.holdId,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** From its start to its end or until now, without what it waited for a key; null before it began. */
export function workedFor(
  { startedAt, stoppedAt, finishedAt, waitedMs }: SyncTimes,
  now: Date,
): number | null {
  const until = stoppedAt ?? finishedAt ?? now;
  return startedAt && Math.max(0, until.getTime() - startedAt.getTime() - waitedMs);
}

type SyncTimes = Pick<SyncView, 'startedAt' | 'stoppedAt' | 'finishedAt' | 'waitedMs'>;

/** Whether a sync reads what the account has, and nobody of its people. */
export function isOfCatalogue({
  kind,
  wanted,
}: {
  kind: SyncKind;
  wanted?: readonly string[] | null | undefined;
}): boolean {
  return kind === 'records' && (wanted ?? []).length === 0;
}

/** What was read longer ago is read anew, and is not kept for it. */
export const oldReadingMs = 3_600_000;
