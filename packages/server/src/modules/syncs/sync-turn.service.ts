// One request of a sync: what it cost, where the reading goes on, and what people are warned of.
import type { SyncWarning } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { tableOf } from './staged.ts';
import * as calls from './sync-calls.repository.ts';
import type { Reader } from './sync-reader.ts';
import type { SyncRun } from './sync-run.ts';
import type { Scene } from './sync-scene.ts';
import * as repository from './syncs.repository.ts';
import { type Strategy, type SyncCursor, startOf } from './syncs.ts';

/** One request's worth of reading. */
export interface Turn {
  run: SyncRun;
  reader: Reader;
  scene: Scene;
  /** The request's record, to be named by what comes of it. */
  callId: string | null;
  signal: AbortSignal;
  now: Date;
}

/** Writes down what the requests were, and what they cost. */
export async function settle(tx: Transaction, turn: Turn, asked?: readonly string[]): Promise<void> {
  const { run, reader, callId } = turn;
  const made = reader.takeCalls();
  const [first, ...more] = made;
  if (callId !== null) {
    if (first === undefined) await calls.removeCall(tx, callId);
    else await calls.updateCall(tx, callId, first, asked);
  } else if (first !== undefined) more.unshift(first);
  for (const call of more) await calls.insertCall(tx, run, call);
  const bytes = made.reduce((sum, call) => sum + call.bytes, 0);
  if (made.length > 0) await repository.addCost(tx, run.syncId, { calls: made.length, bytes });
}

export async function advance(tx: Transaction, { run }: Turn, cursor: SyncCursor): Promise<void> {
  await repository.updateSync(tx, run.syncId, { cursor, problem: null, waitingUntil: null });
}

/** Warnings of one kind are one warning with all names. */
export async function addWarning(tx: Transaction, run: SyncRun, warning: SyncWarning): Promise<void> {
  const sync = await repository.lockSync(tx, run.syncId);
  const before = sync?.warnings ?? [];
  const same = before.find(({ code, message }) => code === warning.code && message === warning.message);
  const names = [...new Set([...(same?.names ?? []), ...warning.names])].slice(0, 200);
  await repository.updateSync(tx, run.syncId, {
    warnings: [...before.filter((one) => one !== same), { ...warning, names }],
  });
}

/** Goes on without a table that the key may not read. */
export async function skipTable(tx: Transaction, turn: Turn): Promise<void> {
  const { run, scene } = turn;
  const { cursor, sync } = scene;
  const name = sync.plan?.streams[cursor.stream]?.name ?? '';
  await calls.forgetReading(tx, run.syncId, name);
  await addWarning(tx, run, {
    code: 'hidden_table',
    message: 'The provider does not give these tables to the API key. What was read of them before stays.',
    names: [tableOf(name) ?? name],
  });
  await advance(tx, turn, { ...startOf('streams', cursor), stream: cursor.stream + 1 });
}

/** Throws what was read away, to begin again. */
export async function discardReading(
  tx: Transaction,
  run: SyncRun,
  change: { strategy?: Strategy; restarts?: number; switches: number },
): Promise<void> {
  const { switches, ...rest } = change;
  await calls.forgetReading(tx, run.syncId);
  await repository.updateSync(tx, run.syncId, {
    ...rest,
    announced: null,
    upTo: run.context.clock.now(),
    cursor: startOf('streams', { switches }),
  });
}
