// The workflow's view of DBOS: one object per run.

import { setTimeout as delay } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { JoineryError } from '@joinery/sdk';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Transaction } from '../db/database.ts';
import type { ReachCrashPoint } from './crash-points.ts';
import { isDatabaseTrouble } from './database-trouble.ts';
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
  /** Counts the steps at work, which an orderly stop waits for. */
  activeSteps: { count: number };
}

export function openContext(options: ContextOptions): WorkflowContext {
  const { workflowId, fencingToken, log, crashPoint } = options;
  return {
    workflowId,
    fencingToken,
    log,
    crashPoint,
    step: (name, work, stepOptions = {}) => runStep(options, name, work, stepOptions),
    sleep: (ms) => DBOS.sleepms(ms),
    now: () => DBOS.now(),
    patched: (name) => DBOS.patch(name),
    async waitForSignal<T>(topic: string, timeoutMs: number) {
      const envelope = await DBOS.recv<Envelope<T>>(topic, { timeoutSeconds: timeoutMs / 1000 });
      return envelope?.message;
    },
    async assertStillOwner(tx?: Transaction) {
      const owned = tx
        ? await lockOwnedRun(tx, workflowId, fencingToken)
        : await isOwnedRun(options.db, workflowId, fencingToken);
      if (!owned)
        throw new JoineryError(
          'workflows.superseded',
          'Another process has taken this run over, or it was cancelled; this one may do nothing more for it.',
        );
    },
  };
}

/** A signal as it is stored: so that a message of null is not taken for none. */
export interface Envelope<T> {
  message: T;
}

async function runStep<T>(
  options: ContextOptions,
  name: string,
  work: (attempt: StepAttempt) => Promise<T>,
  { retry }: StepOptions,
): Promise<T> {
  const place = `${options.workflow}/${name}` as const;
  for (let number = 1; ; number += 1) {
    const outcome = await DBOS.runStep(
      async (): Promise<Outcome<T>> => {
        options.crashPoint(`${place}:begin`);
        const result = await attemptStep(options, { number, work, retry });
        options.crashPoint(`${place}:done`);
        return result;
      },
      { name },
    );
    options.crashPoint(`${place}:recorded`);
    if (outcome.ok) return outcome.value;
    if (outcome.retryInMs === undefined) throw reviveError(outcome.error);
    await DBOS.sleepms(outcome.retryInMs);
  }
}

interface Attempt<T> {
  number: number;
  work: (attempt: StepAttempt) => Promise<T>;
  retry: StepOptions['retry'];
}

async function attemptStep<T>(options: ContextOptions, attempt: Attempt<T>): Promise<Outcome<T>> {
  const signal = DBOS.stepStatus?.cancelSignal ?? new AbortController().signal;
  options.activeSteps.count += 1;
  try {
    const work = () => attempt.work({ number: attempt.number, signal });
    return { ok: true, value: await untilDatabaseAnswers(options.log, signal, work) };
  } catch (error) {
    const retryInMs = nextDelayMs(error, attempt.number, attempt.retry, Math.random());
    options.log.warn({ err: error, attempt: attempt.number, retryInMs }, 'a step failed');
    return { ok: false, error: recordError(error), ...(retryInMs === undefined ? {} : { retryInMs }) };
  } finally {
    options.activeSteps.count -= 1;
  }
}

const databaseWaitsMs = [250, 500, 1000, 2000];

// A database that is away says nothing about the step, and no outcome could be recorded anyway:
// the attempt is repeated here, as it would be by the process that takes over from a dead one.
async function untilDatabaseAnswers<T>(log: Logger, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let round = 0; ; round += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseTrouble(error) || signal.aborted) throw error;
      log.warn({ err: error }, 'the database does not answer; the step waits for it');
      await delay(databaseWaitsMs[Math.min(round, databaseWaitsMs.length - 1)]);
    }
  }
}
