// The workflow's view of DBOS: one object per run.

import { DBOS, Error as dbosErrors } from '@dbos-inc/dbos-sdk';
import { JoineryError } from '@joinery/sdk';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { ReachCrashPoint } from './crash-points.ts';
import { isDatabaseTrouble, untilDatabaseAnswers } from './database-trouble.ts';
import type { StepAttempt, StepOptions, WorkflowContext } from './engine.ts';
import { nextDelayMs, type Outcome, recordError, reviveError } from './outcome.ts';
import { isOwnedRun, lockOwnedRun } from './runs.repository.ts';

export interface ContextOptions {
  workflow: string;
  workflowId: string;
  fencingToken: string;
  log: Logger;
  db: pg.Pool;
  crashPoint: ReachCrashPoint;
  here: WorkerState;
}

/** Of this process, for all its runs. */
export interface WorkerState {
  /** An orderly stop waits for these. */
  activeSteps: number;
  /** The work has been handed on; what still runs here must end. */
  stopped: boolean;
}

export interface RunContext {
  ctx: WorkflowContext;
  /** Why this process may do nothing more for the run: cancelled, superseded, or no database to record in. */
  interruption(): unknown;
}

type Guard = <T>(call: () => Promise<T>) => Promise<T>;

export function openContext(options: ContextOptions): RunContext {
  const { workflowId, fencingToken, log, crashPoint } = options;
  let interruption: unknown;
  // A workflow may catch what is thrown here, to note its own failure in a last step. That step
  // must not run in a process which has just lost the run to another one.
  const guard: Guard = async (call) => {
    if (options.here.stopped) interruption ??= superseded();
    if (interruption !== undefined) throw interruption;
    try {
      return await call();
    } catch (error) {
      if (options.here.stopped || isInterruption(error)) interruption ??= error;
      throw error;
    }
  };
  const ctx: WorkflowContext = {
    workflowId,
    fencingToken,
    log,
    crashPoint,
    step: (name, work, stepOptions = {}) => runStep({ ...options, guard }, name, work, stepOptions),
    sleep: (ms) => guard(() => DBOS.sleepms(ms)),
    now: () => guard(() => DBOS.now()),
    patched: (name) => guard(() => DBOS.patch(name)),
    handOn(why) {
      interruption ??= new JoineryError(
        'workflows.newer_build',
        `A newer build of Joinery has to go on with this: ${why}`,
      );
      throw interruption;
    },
    async waitForSignal<T>(topic: string, timeoutMs: number) {
      const receive = () => DBOS.recv<Envelope<T>>(topic, { timeoutSeconds: timeoutMs / 1000 });
      return (await guard(receive))?.message;
    },
    async assertStillOwner(tx) {
      const owned = tx
        ? await lockOwnedRun(tx, workflowId, fencingToken)
        : await isOwnedRun(options.db, workflowId, fencingToken);
      if (owned && interruption === undefined) return;
      interruption ??= superseded();
      throw interruption;
    },
  };
  return { ctx, interruption: () => interruption };
}

// Thrown by the engine's own calls only: what a step's work throws is recorded, and comes back
// from the record.
function isInterruption(error: unknown): boolean {
  return error instanceof dbosErrors.DBOSError || isDatabaseTrouble(error);
}

function superseded(): JoineryError {
  return new JoineryError(
    'workflows.superseded',
    'Another process has taken this run over, or it was cancelled; this one may do nothing more for it.',
  );
}

/** A signal as it is stored: so that a message of null is not taken for none. */
export interface Envelope<T> {
  message: T;
}

async function runStep<T>(
  options: ContextOptions & { guard: Guard },
  name: string,
  work: (attempt: StepAttempt) => Promise<T>,
  { retry }: StepOptions,
): Promise<T> {
  const place = `${options.workflow}/${name}` as const;
  for (let number = 1; ; number += 1) {
    const attempt = async (): Promise<Outcome<T>> => {
      options.crashPoint(`${place}:begin`);
      const result = await attemptStep(options, { number, work, retry });
      options.crashPoint(`${place}:done`);
      return result;
    };
    const outcome = await options.guard(() => DBOS.runStep(attempt, { name }));
    options.crashPoint(`${place}:recorded`);
    if (outcome.ok) return outcome.value;
    if (outcome.retryInMs === undefined) throw reviveError(outcome.error);
    const { retryInMs } = outcome;
    await options.guard(() => DBOS.sleepms(retryInMs));
  }
}

interface Attempt<T> {
  number: number;
  work: (attempt: StepAttempt) => Promise<T>;
  retry: StepOptions['retry'];
}

async function attemptStep<T>(options: ContextOptions, attempt: Attempt<T>): Promise<Outcome<T>> {
  const signal = DBOS.stepStatus?.cancelSignal ?? new AbortController().signal;
  options.here.activeSteps += 1;
  try {
    const work = () => attempt.work({ number: attempt.number, signal });
    return { ok: true, value: await untilDatabaseAnswers(options.log, work, signal) };
  } catch (error) {
    const retryInMs = nextDelayMs(error, attempt.number, attempt.retry, Math.random());
    options.log.warn({ err: error, attempt: attempt.number, retryInMs }, 'a step failed');
    return { ok: false, error: recordError(error), ...(retryInMs === undefined ? {} : { retryInMs }) };
  } finally {
    options.here.activeSteps -= 1;
  }
}
