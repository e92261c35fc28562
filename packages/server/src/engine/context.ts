// The workflow's view of DBOS: one object per run.

import { DBOS } from '@dbos-inc/dbos-sdk';
import { JoineryError } from '@joinery/sdk';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Transaction } from '../db/database.ts';
import type { ReachCrashPoint } from './crash-points.ts';
import { untilDatabaseAnswers } from './database-trouble.ts';
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
    return { ok: true, value: await untilDatabaseAnswers(options.log, work, signal) };
  } catch (error) {
    const retryInMs = nextDelayMs(error, attempt.number, attempt.retry, Math.random());
    options.log.warn({ err: error, attempt: attempt.number, retryInMs }, 'a step failed');
    return { ok: false, error: recordError(error), ...(retryInMs === undefined ? {} : { retryInMs }) };
  } finally {
    options.activeSteps.count -= 1;
  }
}
