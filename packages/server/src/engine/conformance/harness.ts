// A database with a journal, worker processes, and a control engine to give them work.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { pino } from 'pino';
import type { Connection } from '../../db/database.ts';
import { ownEnvironment, programArguments } from '../../testing/processes.ts';
import { createEngine, type Engine, type EngineTiming } from '../index.ts';
import { type Journal, journalSchema, openJournal } from './journal.ts';
import { type ConformanceWorkflows, conformanceQueues, openWorkflows } from './workflows.ts';

export interface WorkerSpec {
  connection: Connection;
  name: string;
  crashPoint?: string;
  ticks?: boolean;
  timing?: Partial<EngineTiming>;
}

export interface WorkerProcess {
  name: string;
  pid: number;
  /** As power loss: nothing is told to anybody. */
  kill(): Promise<void>;
  freeze(): void;
  wake(): void;
  /** An orderly stop. */
  stop(): Promise<void>;
  exited: Promise<void>;
}

export interface JournalRow {
  seq: number;
  at: Date;
  kind: string;
  run: string;
  partition: string;
  step: string;
  mark: string;
  process: string;
}

export interface Harness {
  connection: Connection;
  db: Journal;
  engine: Engine;
  workflows: ConformanceWorkflows;
  startWorker(spec?: Omit<WorkerSpec, 'connection' | 'name'>): Promise<WorkerProcess>;
  /** Kills what still runs. */
  stopWorkers(): Promise<void>;
  journal(): Promise<JournalRow[]>;
  openGate(name: string): Promise<void>;
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

export async function openHarness(connection: Connection): Promise<Harness> {
  const owner = new pg.Pool({ ...connection, max: 2 });
  owner.on('error', () => undefined);
  await owner.query(journalSchema);
  const db = openJournal(connection, 'control');
  const engine = createEngine({ connection, log: pino({ level: 'silent' }), queues: conformanceQueues });
  const workflows = openWorkflows(db);
  const { tick: _tick, ...registered } = workflows;
  for (const workflow of Object.values(registered)) engine.registerWorkflow(workflow);
  await engine.start({ worker: false });

  const living = new Set<WorkerProcess>();
  let count = 0;
  const query: Harness['query'] = async (text, values) => (await owner.query(text, values)).rows;
  const stopWorkers = async () => {
    await Promise.all([...living].map((worker) => worker.kill()));
  };
  return {
    connection,
    db,
    engine,
    workflows,
    query,
    stopWorkers,
    async startWorker(spec = {}) {
      count += 1;
      const worker = await spawnWorker({ ...spec, connection, name: `worker-${count}` });
      living.add(worker);
      void worker.exited.then(() => living.delete(worker));
      return worker;
    },
    journal: async () =>
      (await query<JournalRow>('select * from journal order by seq')).map((row) => ({
        ...row,
        seq: Number(row.seq),
      })),
    openGate: async (name) => void (await query('insert into gates values ($1)', [name])),
    async close() {
      await stopWorkers();
      await engine.stop();
      await db.close();
      await owner.end();
    },
  };
}

const program = fileURLToPath(new URL('./worker.ts', import.meta.url));

async function spawnWorker(spec: WorkerSpec): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [...programArguments(program), JSON.stringify(spec)], {
    env: ownEnvironment({}),
  });
  const exited = once(child, 'close').then(() => undefined);
  await untilReady(child, spec.name);
  return {
    name: spec.name,
    pid: child.pid ?? 0,
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    freeze: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    async stop() {
      child.stdin.write('stop\n');
      await exited;
    },
  };
}

async function untilReady(child: ChildProcessWithoutNullStreams, name: string): Promise<void> {
  const errors: string[] = [];
  child.stderr.on('data', (text) => {
    errors.push(String(text));
    if (errors.length > 200) errors.shift();
  });
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => line === 'ready' && resolve());
    child.once('close', () => reject(new Error(`${name} ended before it was ready:\n${errors.join('')}`)));
  });
}

/** Waits until `probe` gives something, and gives it back. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(50);
  }
}
