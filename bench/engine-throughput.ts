// What durable work costs over the writes that it cannot do without. The floor is, for every
// piece of work, one committed INSERT and one committed UPDATE over the same connections.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Database, openDatabase } from '../packages/server/src/db/database.ts';
import { startEmbeddedPostgres } from '../packages/server/src/db/embedded/embedded.ts';
import { migrate } from '../packages/server/src/db/migrate.ts';
import {
  createEngine,
  type Engine,
  type Queues,
  queues,
  type Workflow,
} from '../packages/server/src/engine/index.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';

const quick = process.argv.includes('--quick');
const amount = quick ? 300 : 2000;
const partitions = 100;
const clients = 16;
const latencySamples = quick ? 20 : 100;
const idleSeconds = quick ? 5 : 20;
/** Two processors shared with the database and the load itself. */
const goals = { workPerSecond: 80, latencyMedianMs: 400, idleTransactionsPerSecond: 40 };

const dataDir = makeTemporaryDataDir();
const log = createLog({ level: 'silent' });
const server = await startEmbeddedPostgres({ dataDir: dataDir.path, log });
await migrate(server.connection);
const db = openDatabase(server.connection, { maxConnections: clients });
const finished = new Map<string, () => void>();
const work: Workflow<null> = {
  name: 'bench',
  queue: 'hires',
  async run(ctx) {
    await ctx.step('one', async () => 1);
    await ctx.step('two', async () => 2);
    finished.get(ctx.workflowId)?.();
  },
};
const floorPerSecond = await measureFloor(server.connection);
const asShipped = await startEngine(queues);
const idleTransactionsPerSecond = await measureIdle(server.connection);
const latency = await measureLatency(db, asShipped);
await asShipped.stop();
const wide = await startEngine({ ...queues, hires: { partitionConcurrency: 1, pollMs: 50 } });
const { enqueuedPerSecond, workPerSecond } = await measureThroughput(db, wide);
await wide.stop();
await db.close();
await server.stop();
dataDir.remove();

const result = {
  amount,
  floorPerSecond,
  enqueuedPerSecond,
  workPerSecond,
  stepsPerSecond: workPerSecond * 2,
  latencyMedianMs: latency.median,
  latencyP95Ms: latency.p95,
  idleTransactionsPerSecond,
};
console.log(process.argv.includes('--json') ? JSON.stringify(result) : result);
const met =
  workPerSecond >= goals.workPerSecond &&
  latency.median <= goals.latencyMedianMs &&
  idleTransactionsPerSecond <= goals.idleTransactionsPerSecond;
if (!met) console.log('missed a goal:', goals);
process.exitCode = met ? 0 : 1;

async function startEngine(settings: Queues): Promise<Engine> {
  const engine = createEngine({ connection: server.connection, log, queues: settings });
  engine.registerWorkflow(work);
  await engine.start({ worker: true });
  return engine;
}

async function measureFloor(connection: pg.PoolConfig): Promise<number> {
  const pool = new pg.Pool({ ...connection, max: clients });
  await pool.query('create table floor (id int primary key, done boolean not null default false)');
  const seconds = await inParallel(async (i) => {
    await pool.query('insert into floor (id) values ($1)', [i]);
    await pool.query('update floor set done = true where id = $1', [i]);
  });
  await pool.end();
  return Math.round(amount / seconds);
}

async function measureThroughput(database: Database, on: Engine) {
  const ids = Array.from({ length: amount }, (_, i) => `bulk-${i}`);
  const all = Promise.all(ids.map(whenFinished));
  const begin = performance.now();
  const enqueueSeconds = await inParallel((i) => enqueue(database, on, ids[i] ?? '', `p${i % partitions}`));
  await all;
  const seconds = (performance.now() - begin) / 1000;
  return {
    enqueuedPerSecond: Math.round(amount / enqueueSeconds),
    workPerSecond: Math.round(amount / seconds),
  };
}

async function measureLatency(database: Database, on: Engine) {
  const samples: number[] = [];
  for (let i = 0; i < latencySamples; i += 1) {
    const id = `single-${i}`;
    const done = whenFinished(id);
    const begin = performance.now();
    await enqueue(database, on, id, 'p');
    await done;
    samples.push(performance.now() - begin);
    // So that the samples do not fall in step with the polls.
    await delay(Math.random() * queues.hires.pollMs);
  }
  samples.sort((a, b) => a - b);
  const at = (share: number) => Math.round(samples[Math.floor(samples.length * share)] ?? 0);
  return { median: at(0.5), p95: at(0.95) };
}

async function measureIdle(connection: pg.PoolConfig): Promise<number> {
  const pool = new pg.Pool({ ...connection, max: 1 });
  const count = async () => {
    const answer = await pool.query<{ count: string }>(
      'select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()',
    );
    return Number(answer.rows[0]?.count);
  };
  // Counts are told to the statistics late.
  await delay(3000);
  const before = await count();
  await delay(idleSeconds * 1000);
  const after = await count();
  await pool.end();
  return Math.round((after - before) / idleSeconds);
}

async function enqueue(database: Database, on: Engine, id: string, partition: string): Promise<void> {
  await database.outside(async (tx) => {
    await on.enqueue(tx, { workflow: work, id, partition, input: null });
  });
}

function whenFinished(id: string): Promise<void> {
  return new Promise((resolve) => finished.set(id, resolve));
}

/** Does it for every number below `amount`, `clients` at a time. Returns the seconds. */
async function inParallel(each: (i: number) => Promise<void>): Promise<number> {
  let next = 0;
  const begin = performance.now();
  const one = async () => {
    while (next < amount) {
      next += 1;
      await each(next - 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, one));
  return (performance.now() - begin) / 1000;
}
