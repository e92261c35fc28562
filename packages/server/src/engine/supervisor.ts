// Keeps this process's heartbeat and hands on the work of processes that lost theirs. Every
// worker does so; the database decides which of them moves a run, so there is no leader to lose.
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { EngineTiming } from './engine.ts';
import * as executors from './executors.repository.ts';
import { openHearing } from './hearing.ts';
import { isDead, type ProcessIdentity, readIdentity } from './identity.ts';

export interface SupervisorOptions {
  db: pg.Pool;
  log: Logger;
  timing: EngineTiming;
  executorId: string;
  processName: string;
  /** The fencing tokens of the runs that this process really runs. */
  runningTokens(): string[];
}

export interface Supervisor {
  start(): Promise<void>;
  /** Ends the heartbeat; with `release` the process's work is handed on in the same moment. */
  stop(): Promise<void>;
}

export function openSupervisor(options: SupervisorOptions): Supervisor {
  const { db, log, timing, executorId, processName } = options;
  const own = readIdentity();
  const identity = timing.trustPids ? own : { ...own, host: null };
  const hearing = openHearing(timing.silentAfterMs / 2, [Date.now, () => performance.now()]);
  const stopping = new AbortController();
  let known = false;
  let loops: Promise<void>[] = [];

  const beat = async () => {
    const isNew = await executors.upsertExecutor(db, { id: executorId, processName, identity });
    if (isNew && known)
      log.warn('this process was silent for so long that its work was handed on; it goes on with new work');
    known = true;
    hearing.beat();
  };

  const scan = async () => {
    const moved = [
      ...(await takeOverLost(options, identity, hearing.forMs() >= timing.silentAfterMs)),
      ...(await executors.releaseUnstarted(db, {
        executorId,
        runningTokens: options.runningTokens(),
        olderThanMs: timing.silentAfterMs,
      })),
    ];
    if (moved.length > 0) log.info({ runs: moved }, 'work of lost processes is queued again');
  };

  const repeat = async (name: string, everyMs: number, work: () => Promise<void>) => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => log.warn({ err: error }, `${name} failed; it is tried again`));
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    async start() {
      await beat();
      loops = [repeat('heartbeat', timing.beatMs, beat), repeat('supervision', timing.scanMs, scan)];
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await executors
        .removeExecutor(db, executorId)
        .catch((error: unknown) =>
          log.warn({ err: error }, 'the work could not be handed on; it goes on when this process is missed'),
        );
    },
  };
}

async function takeOverLost(
  { db, executorId, timing }: SupervisorOptions,
  here: ProcessIdentity,
  silenceCounts: boolean,
): Promise<executors.MovedRun[]> {
  const self = { id: executorId, host: here.host };
  const suspects = await executors.listSuspects(db, self, timing.silentAfterMs);
  return executors.takeOver(db, {
    selfId: executorId,
    deadIds: suspects.filter((suspect) => isDead(suspect, here)).map((suspect) => suspect.id),
    silentAfterMs: silenceCounts ? timing.silentAfterMs : undefined,
  });
}
