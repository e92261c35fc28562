import { randomUUID } from 'node:crypto';
import { DBOSClient } from '@dbos-inc/dbos-sdk';
import { JoineryError } from '@joinery/sdk';
import type pg from 'pg';
import { openControl } from './control.ts';
import { openCrashPoints } from './crash-points.ts';
import { toLogger } from './dbos-log.ts';
import { applicationName, systemSchema } from './dbos-names.ts';
import type { Engine, EngineOptions, EngineTiming, Schedule, Workflow } from './engine.ts';
import { openPool } from './pool.ts';
import { queues as allQueues } from './queues.ts';
import { retentionSchedule } from './retention.ts';
import { openWorker, type Worker } from './worker.ts';

// A dead process's work goes on within silentAfterMs + beatMs + scanMs + one poll: about 11 s.
const defaultTiming: EngineTiming = {
  beatMs: 1500,
  scanMs: 1500,
  silentAfterMs: 8000,
  trustPids: true,
  handOnMs: 30_000,
  drainMs: 5000,
  keepFinishedDays: 30,
};

/** A workflow among others; its input is what `enqueue` was given for it. */
type AnyWorkflow = Workflow<unknown, unknown>;

const ownConnections = 3;

export function createEngine(options: EngineOptions): Engine {
  const timing = { ...defaultTiming, ...options.timing };
  const queues = { schedules: allQueues.schedules, ...(options.queues ?? allQueues) };
  const log = options.log.child({ part: 'engine' });
  const crashPoint = openCrashPoints(options.crashPoint);
  const workflows = new Map<string, AnyWorkflow>();
  const schedules = new Map<string, Schedule>();
  const { maxConnections = 16 } = options;
  // Of its own, so that heartbeats never wait behind the work for a connection.
  const db = openPool(options.connection, ownConnections, log.warn.bind(log));
  const client = openClient(db, options);
  const control = openControl({ client, workflows, queues });
  let worker: Worker | undefined;

  const register = <T extends { name: string }>(kind: string, map: Map<string, T>, entry: T) => {
    if (map.has(entry.name)) throw misused(`The ${kind} ${entry.name} is registered twice.`);
    map.set(entry.name, entry);
  };
  const engine: Engine = {
    ...control,
    crashPoint,
    registerWorkflow(workflow) {
      if (!Object.hasOwn(queues, workflow.queue))
        throw misused(
          `The workflow ${workflow.name} names the queue ${workflow.queue}, which does not exist.`,
        );
      register('workflow', workflows, workflow as AnyWorkflow);
    },
    schedule: (schedule) => register('schedule', schedules, schedule),
    async start({ worker: runsWork }) {
      if (worker !== undefined) throw misused('The engine is started already.');
      if (!runsWork) return;
      const opened = openWorker({
        db,
        client,
        pool: openPool(options.connection, maxConnections - ownConnections, log.warn.bind(log)),
        log,
        timing,
        queues,
        crashPoint,
        executorId: randomUUID(),
        processName: options.processName ?? `joinery ${process.pid}`,
        workflows: [...workflows.values()],
        schedules: [...schedules.values()],
      });
      await opened.start();
      worker = opened;
    },
    async stop() {
      await worker?.stop();
      worker = undefined;
      await (await client).destroy();
      await db.end();
    },
  };
  engine.schedule(retentionSchedule(client, timing.keepFinishedDays));
  return engine;
}

function openClient(pool: pg.Pool, { log }: EngineOptions): Promise<DBOSClient> {
  return DBOSClient.create({
    // Only for its messages: every connection comes from the pool.
    systemDatabaseUrl: 'postgresql://pool@pool/pool',
    systemDatabasePool: pool,
    systemDatabaseSchemaName: systemSchema,
    applicationName,
    logger: toLogger(log.child({ part: 'engine' })),
  });
}

function misused(message: string): JoineryError {
  return new JoineryError('engine.misused', message);
}
