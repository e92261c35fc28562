// Runs workflows in this process. DBOS keeps its state in the module, so there is one at a time.

import { setTimeout as delay } from 'node:timers/promises';
import { DBOS, type DBOSClient, Error as dbosErrors } from '@dbos-inc/dbos-sdk';
import { currentOwnerXid } from '@dbos-inc/dbos-sdk/internal/context';
import { dbRetryConfig } from '@dbos-inc/dbos-sdk/internal/utils';
import { JoineryError } from '@joinery/sdk';
import type pg from 'pg';
import type { Logger } from 'pino';
import { openContext, type RunContext, type WorkerState } from './context.ts';
import type { ReachCrashPoint } from './crash-points.ts';
import { isDatabaseTrouble, untilDatabaseAnswers } from './database-trouble.ts';
import { toLogger } from './dbos-log.ts';
import { applicationName, applicationVersion, systemSchema } from './dbos-names.ts';
import type { EngineTiming, Schedule, Workflow, WorkflowContext } from './engine.ts';
import { releaseRun } from './executors.repository.ts';
import { lookOnlyWhereWorkWaits } from './idle-queues.ts';
import { recordError, reviveError } from './outcome.ts';
import type { QueueSettings, Queues } from './queues.ts';
import { openSupervisor } from './supervisor.ts';

export interface WorkerOptions {
  /** For the heartbeat and the supervision. */
  db: pg.Pool;
  client: Promise<DBOSClient>;
  /** For the work. */
  pool: pg.Pool;
  log: Logger;
  timing: EngineTiming;
  queues: Queues;
  crashPoint: ReachCrashPoint;
  executorId: string;
  processName: string;
  workflows: Workflow<unknown, unknown>[];
  schedules: Schedule[];
}

export interface Worker {
  start(): Promise<void>;
  stop(): Promise<void>;
}

// Work that kills its process each time it is taken up ends here, as failed.
const maxTakeUps = 200;
const schedulesQueue = 'schedules';

export function openWorker(options: WorkerOptions): Worker {
  const runs = new Set<string>();
  const here: WorkerState = { activeSteps: 0, stopped: false };
  const supervisor = openSupervisor({ ...options, runningTokens: () => [...runs] });
  return {
    async start() {
      if (DBOS.isInitialized()) {
        await options.pool.end();
        throw new JoineryError('engine.misused', 'A process can run the work of one engine only.');
      }
      configure(options);
      const openRun = (name: string) => runOpener(options, name, runs, here);
      for (const workflow of options.workflows) registerWorkflow(workflow, openRun(workflow.name));
      const schedules = options.schedules.map((schedule) =>
        registerSchedule(schedule, openRun(schedule.name)),
      );
      for (const [name, settings] of Object.entries(options.queues))
        await (await options.client).registerQueue(name, toQueue(settings));
      // The heartbeat comes first: a claim without one would look like a lost process's.
      await supervisor.start();
      await DBOS.launch();
      lookOnlyWhereWorkWaits(options.pool);
      await applySchedules(schedules);
    },
    async stop() {
      const drain = here.activeSteps === 0 ? {} : { workflowCompletionTimeoutMS: options.timing.drainMs };
      await DBOS.shutdown({ ...drain, deregister: true });
      here.stopped = true;
      await supervisor.stop();
      await options.pool.end();
    },
  };
}

function configure({ pool, log, executorId }: WorkerOptions): void {
  dbRetryConfig.initialBackoffSec = 0.5;
  dbRetryConfig.maxBackoffSec = 3;
  DBOS.setConfig({
    name: applicationName,
    // Only for its messages: every connection comes from the pool.
    systemDatabaseUrl: 'postgresql://pool@pool/pool',
    systemDatabasePool: pool,
    systemDatabaseSchemaName: systemSchema,
    runMigrations: false,
    executorID: executorId,
    applicationVersion,
    enablePatching: true,
    logger: toLogger(log),
  });
}

interface Run extends RunContext {
  /** Puts it back into its queue, to be run again from its record. */
  release(): Promise<void>;
  /** The same after a while, for processes of another build. */
  handOn(why: unknown): Promise<void>;
  end(): void;
}

type OpenRun = () => Run;

function runOpener(
  { db, log, crashPoint, timing }: WorkerOptions,
  workflow: string,
  runs: Set<string>,
  here: WorkerState,
): OpenRun {
  return () => {
    const workflowId = DBOS.workflowID ?? '';
    const fencingToken = currentOwnerXid(workflowId) ?? '';
    const runLog = log.child({ workflow, workflowId });
    const release = () => untilDatabaseAnswers(runLog, () => releaseRun(db, workflowId, fencingToken));
    runs.add(fencingToken);
    return {
      ...openContext({ workflow, workflowId, fencingToken, log: runLog, db, crashPoint, here }),
      release,
      async handOn(why) {
        runLog.warn(
          { err: why },
          'this build cannot go on with a run; it goes back for processes of another',
        );
        await delay(timing.handOnMs, undefined, { ref: false });
        await release();
      },
      // The result is recorded after this; until then the run must still count as running.
      end: () => void setTimeout(() => runs.delete(fencingToken), 60_000).unref(),
    };
  };
}

function registerWorkflow(workflow: Workflow<unknown, unknown>, open: OpenRun): void {
  const run = (input: unknown) => inRun(open, (ctx) => workflow.run(ctx, input));
  DBOS.registerWorkflow(run, { name: workflow.name, maxRecoveryAttempts: maxTakeUps });
}

type RegisteredSchedule = Parameters<typeof DBOS.applySchedules>[0][number];

function registerSchedule(schedule: Schedule, open: OpenRun): RegisteredSchedule {
  const run = (tick: Date) => inRun(open, (ctx) => schedule.run(ctx, tick));
  const workflowFn = DBOS.registerWorkflow(run, {
    name: `schedule/${schedule.name}`,
    maxRecoveryAttempts: maxTakeUps,
  });
  return {
    scheduleName: schedule.name,
    schedule: schedule.cron,
    workflowFn,
    cronTimezone: 'UTC',
    queueName: schedulesQueue,
  };
}

async function inRun<T>(open: OpenRun, work: (ctx: WorkflowContext) => Promise<T>): Promise<T> {
  const run = open();
  try {
    const result = await work(run.ctx);
    const interruption = run.interruption();
    if (interruption === undefined) return result;
    throw interruption;
  } catch (error) {
    throw await toRecorded(run, run.interruption() ?? error);
  } finally {
    run.end();
  }
}

/** What DBOS is given to record, or to steer by, for a run that ended in this error. */
async function toRecorded(run: Run, error: unknown): Promise<unknown> {
  if (isOfNewerBuild(error)) {
    await run.handOn(error);
    return new dbosErrors.DBOSWorkflowConflictError(run.ctx.workflowId);
  }
  if (error instanceof dbosErrors.DBOSError) return error;
  // Of a run that went back to its queue nothing is recorded, as of one that was taken over.
  if (isDatabaseTrouble(error)) {
    await run.release();
    return new dbosErrors.DBOSWorkflowConflictError(run.ctx.workflowId);
  }
  // This is stored, so it is cut to what may be kept.
  return reviveError(recordError(error));
}

// The second: a step is recorded where this build has another one.
function isOfNewerBuild(error: unknown): boolean {
  if (error instanceof JoineryError) return error.code === 'workflows.newer_build';
  return error instanceof dbosErrors.DBOSUnexpectedStepError;
}

function toQueue(settings: QueueSettings): NonNullable<Parameters<DBOSClient['registerQueue']>[1]> {
  const { partitionConcurrency, partitionRate, workerConcurrency, pollMs } = settings;
  return {
    minPollingIntervalMs: pollMs,
    ...(workerConcurrency === undefined ? {} : { workerConcurrency }),
    ...(partitionConcurrency === undefined ? {} : { partitionConcurrency }),
    ...(partitionRate === undefined
      ? {}
      : {
          partitionRateLimit: {
            limitPerPeriod: partitionRate.starts,
            periodSec: partitionRate.periodSeconds,
          },
        }),
  };
}

/** Schedules live in the database; those that the program no longer has must not go on firing. */
async function applySchedules(schedules: RegisteredSchedule[]): Promise<void> {
  const names = new Set(schedules.map((schedule) => schedule.scheduleName));
  for (const stored of await DBOS.listSchedules())
    if (!names.has(stored.scheduleName)) await DBOS.deleteSchedule(stored.scheduleName);
  await DBOS.applySchedules(schedules);
}
