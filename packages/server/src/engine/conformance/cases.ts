// What the engine promises, each as a case that tries to break it. The integration tests run
// them small, bench/engine-conformance.ts runs them long.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineTiming } from '../index.ts';
import { findDisorder, findRepeats } from './claims.ts';
import { type Harness, until, type WorkerProcess } from './harness.ts';

export interface Size {
  workers: number;
  partitions: number;
  /** Enqueued before each kill. */
  perPartition: number;
  pauseMs: number;
  kills: number;
  killEveryMs: number;
  /** Of the cases that wait for silence; the others use the product's own. */
  freezeTiming?: Partial<EngineTiming>;
}

export interface Case {
  id: string;
  /** The promise. */
  promise: string;
  /** Returns what was measured. */
  run(harness: Harness, size: Size): Promise<Record<string, number>>;
}

const takeOverLimitMs = 15_000;
/** From the database's first answer to the work's next trace. */
const recoveryLimitMs = 5_000;

export const cases: Case[] = [
  {
    id: 'killed-workers',
    promise: 'processes killed at random lose nothing, repeat no recorded step and break no order',
    async run(harness, size) {
      const living = await startWorkers(harness, size.workers);
      const executors = await harness.query('select from engine.executors');
      assert.equal(executors.length, size.workers, 'every process is an executor of its own');
      const expected: Expected = new Map();
      const takeOvers: number[] = [];
      for (let kill = 0; kill < size.kills; kill += 1) {
        await enqueueOrdered(harness, size, expected);
        await delay(size.killEveryMs * Math.random());
        const victim = await freezeBusy(harness, living);
        living.splice(living.indexOf(victim), 1);
        takeOvers.push(await killAndWatch(harness, victim));
        living.push(await harness.startWorker());
      }
      const runs = [...expected.values()].flat();
      await untilDone(harness, runs, 60_000 + runs.length * size.pauseMs * 5);
      const rows = await harness.journal();
      assert.deepEqual(findDisorder(rows, expected), []);
      assert.deepEqual(findRepeats(rows, runs), []);
      const slowestTakeOverMs = Math.max(...takeOvers);
      assert(slowestTakeOverMs <= takeOverLimitMs, `a take-over took ${slowestTakeOverMs} ms`);
      return { runs: runs.length, kills: size.kills, slowestTakeOverMs };
    },
  },
  {
    id: 'remote-death',
    promise: 'the work of a process that is dead on another machine goes on within 15 s',
    async run(harness, size) {
      // They judge each other by silence alone, as from other machines.
      const timing = { trustPids: false };
      const victim = await harness.startWorker({ timing });
      const expected: Expected = new Map();
      await enqueueOrdered(harness, { ...size, perPartition: 2, pauseMs: 1_000 }, expected);
      await harness.startWorker({ timing });
      const takeOverMs = await killAndWatch(harness, await freezeBusy(harness, [victim]));
      const runs = [...expected.values()].flat();
      await untilDone(harness, runs, 60_000);
      assert.deepEqual(findDisorder(await harness.journal(), expected), []);
      assert(takeOverMs <= takeOverLimitMs, `the take-over took ${takeOverMs} ms`);
      return { takeOverMs };
    },
  },
  {
    id: 'crash-points',
    promise: 'a process that dies right after a record repeats nothing, right before it only that step',
    async run(harness) {
      // Each process finishes what its predecessor died in, so its own death is the second pass.
      const deaths = [
        { id: 'a', point: 'ordered/two:begin', executions: 1 },
        { id: 'b', point: 'ordered/two:done#2', executions: 2 },
        { id: 'c', point: 'ordered/two:recorded#2', executions: 1 },
      ];
      let unfinished: string[] = [];
      for (const { id, point } of deaths) {
        const victim = await harness.startWorker({ crashPoint: point });
        await untilDone(harness, unfinished, 30_000);
        unfinished = [id];
        await enqueue(harness, id, id, 10);
        await victim.exited;
      }
      await harness.startWorker();
      await untilDone(harness, ['a', 'b', 'c'], 30_000);
      const rows = await harness.journal();
      for (const { id, point, executions } of deaths) {
        const ofTwo = rows.filter((row) => row.run === id && row.step === 'two');
        assert.equal(ofTwo.length, executions, `step two after a death at ${point}`);
      }
      assert.deepEqual(findRepeats(rows, ['a', 'b', 'c']), []);
      return {};
    },
  },
  {
    id: 'frozen-worker',
    promise: 'a frozen process loses its work, and when it wakes cannot pass the fence',
    async run(harness, size) {
      const { frozen, heir, takeOverMs } = await freezeIn(harness, 'fenced', 'awake', size.freezeTiming);
      await harness.openGate('awake');
      await untilDone(harness, ['awake'], 10_000);
      frozen.wake();
      await untilEntry(harness, 'awake', 'refused', frozen);
      assert.deepEqual(await writersOf(harness, 'awake', 'sent'), [heir.name]);
      // Long enough for the step that would follow, if it ran.
      await delay(500);
      assert.deepEqual(await writersOf(harness, 'awake', 'gave-up'), []);
      await heir.kill();
      await enqueue(harness, 'after', 'awake', 10);
      await untilDone(harness, ['after'], 30_000);
      assert(takeOverMs <= takeOverLimitMs, `the take-over took ${takeOverMs} ms`);
      return { takeOverMs };
    },
  },
  {
    id: 'frozen-transaction',
    promise: 'a process frozen inside a fenced transaction holds nothing up and commits nothing',
    async run(harness, size) {
      const { frozen, heir, takeOverMs } = await freezeIn(harness, 'holding', 'held', size.freezeTiming);
      await harness.openGate('held');
      await untilDone(harness, ['held'], 10_000);
      frozen.wake();
      await untilEntry(harness, 'held', 'refused', frozen);
      assert.deepEqual(await writersOf(harness, 'held', 'written'), [heir.name]);
      assert(takeOverMs <= takeOverLimitMs, `the take-over took ${takeOverMs} ms`);
      return { takeOverMs };
    },
  },
  {
    id: 'orderly-stop',
    promise: 'a process that stops in order hands its waiting work on at once',
    async run(harness) {
      const leaver = await harness.startWorker();
      const waiting = { workflow: harness.workflows.waiting, id: 'handed-on', input: { timeoutMs: 600_000 } };
      await harness.db.outside((tx) => harness.engine.enqueue(tx, waiting));
      await untilEntry(harness, 'handed-on', 'waiting', leaver);
      await harness.startWorker();
      const stopMs = await timed(() => leaver.stop());
      const handOverMs = await timed(() =>
        until(
          'the work is taken up',
          5_000,
          async () => (await harness.engine.status('handed-on'))?.state === 'running',
        ),
      );
      await harness.engine.signal({ workflowId: 'handed-on', topic: 'go', message: 'on' });
      await untilDone(harness, ['handed-on'], 5_000);
      assert.equal((await harness.engine.status('handed-on'))?.attempts, 1);
      return { stopMs, handOverMs };
    },
  },
  {
    id: 'signal-survives',
    promise: 'a signal sent while nobody runs arrives once; one that was rolled back never',
    async run(harness) {
      const victim = await harness.startWorker();
      const waiting = { workflow: harness.workflows.waiting, id: 'waits', input: { timeoutMs: 600_000 } };
      await harness.db.outside((tx) => harness.engine.enqueue(tx, waiting));
      await untilEntry(harness, 'waits', 'waiting', victim);
      await victim.kill();
      const send = (message: string) =>
        harness.db.outside(async (tx) => {
          await harness.engine.signal({ workflowId: 'waits', topic: 'go', message }, tx);
          if (message === 'never') throw new Error('rolled back');
        });
      await assert.rejects(send('never'), /rolled back/);
      await send('now');
      await harness.startWorker();
      await untilDone(harness, ['waits'], 30_000);
      assert.deepEqual(await marksOf(harness, 'waits', 'got'), ['now']);
      return {};
    },
  },
  {
    id: 'deadline-survives',
    promise: 'the deadline of a wait is the same after a restart',
    async run(harness) {
      const victim = await harness.startWorker();
      const waiting = { workflow: harness.workflows.waiting, id: 'times-out', input: { timeoutMs: 4_000 } };
      await harness.db.outside((tx) => harness.engine.enqueue(tx, waiting));
      await untilEntry(harness, 'times-out', 'waiting', victim);
      await delay(1_000);
      await victim.kill();
      await harness.startWorker();
      const readyAt = Date.now();
      await untilDone(harness, ['times-out'], 15_000);
      assert.deepEqual(await marksOf(harness, 'times-out', 'got'), ['nothing']);
      const rows = (await harness.journal()).filter((row) => row.run === 'times-out');
      const begunAt = Number(rows[0]?.at);
      const waitedMs = Number(rows.at(-1)?.at) - begunAt;
      const latestMs = Math.max(4_000, readyAt - begunAt) + 3_000;
      assert(waitedMs >= 3_900 && waitedMs < latestMs, `waited ${waitedMs} ms instead of 4000`);
      return { waitedMs };
    },
  },
  {
    id: 'schedule-once',
    promise: 'a tick of a schedule runs once among all processes',
    async run(harness) {
      for (let i = 0; i < 3; i += 1) await harness.startWorker({ ticks: true });
      const ticks = await until('five ticks', 20_000, async () => {
        const marks = (await harness.journal()).filter((row) => row.kind === 'tick').map((row) => row.mark);
        return new Set(marks).size >= 5 && marks;
      });
      assert.equal(new Set(ticks).size, ticks.length, `ticks ran twice: ${ticks.join(', ')}`);
      return { ticks: ticks.length };
    },
  },
  {
    id: 'rate-limit',
    promise: 'a partition starts no more work in a period than its queue allows, over all processes',
    async run(harness) {
      await startWorkers(harness, 2);
      const runs = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
      await harness.db.outside(async (tx) => {
        const { paced } = harness.workflows;
        for (const id of runs)
          await harness.engine.enqueue(tx, {
            workflow: paced,
            id,
            partition: 'p',
            input: { partition: 'p', pauseMs: 1 },
          });
      });
      await untilDone(harness, runs, 20_000);
      const starts = await harness.query<{ at: string }>(
        "select started_at_epoch_ms as at from dbos.workflow_status where name = 'paced' order by 1",
      );
      const at = starts.map((row) => Number(row.at));
      // Two a second: the third after any start comes no sooner than a second later.
      const tooSoon = at.filter((ms, i) => i >= 2 && ms - (at[i - 2] ?? 0) < 990);
      assert.deepEqual(tooSoon, [], `starts at ${at.join(', ')}`);
      return { lastStartMs: (at.at(-1) ?? 0) - (at[0] ?? 0) };
    },
  },
];

/** Run by itself: it needs a server that nobody else uses. */
export function databaseDeath(killServer: () => Promise<void>): Case {
  return {
    id: 'database-death',
    promise: 'a database that dies and comes back holds work up and loses none',
    async run(harness, size) {
      await startWorkers(harness, 2);
      const expected: Expected = new Map();
      const recoveries: number[] = [];
      for (let kill = 0; kill < size.kills; kill += 1) {
        await enqueueOrdered(harness, size, expected);
        await delay(size.killEveryMs * Math.random());
        await killServer();
        const last = await until('the database answers', 30_000, () => lastEntry(harness));
        recoveries.push(
          await timed(() =>
            until('the work goes on', 30_000, async () =>
              (await harness.journal()).some((row) => row.seq > last.seq),
            ),
          ),
        );
      }
      const runs = [...expected.values()].flat();
      await untilDone(harness, runs, 60_000);
      const rows = await harness.journal();
      assert.deepEqual(findDisorder(rows, expected), []);
      assert.deepEqual(findRepeats(rows, runs), []);
      const slowestRecoveryMs = Math.max(...recoveries);
      assert(slowestRecoveryMs <= recoveryLimitMs, `work went on only after ${slowestRecoveryMs} ms`);
      return { runs: runs.length, slowestRecoveryMs };
    },
  };
}

async function lastEntry(harness: Harness): Promise<{ seq: number } | undefined> {
  return harness.journal().then(
    (rows) => rows.at(-1) ?? { seq: 0 },
    () => undefined,
  );
}

async function startWorkers(harness: Harness, count: number): Promise<WorkerProcess[]> {
  return Promise.all(Array.from({ length: count }, () => harness.startWorker()));
}

async function enqueue(harness: Harness, id: string, partition: string, pauseMs: number): Promise<void> {
  const work = { workflow: harness.workflows.ordered, id, partition, input: { partition, pauseMs } };
  await harness.db.outside((tx) => harness.engine.enqueue(tx, work));
}

/** The runs of each partition, in the order in which they must run. */
type Expected = Map<string, string[]>;

/** Half of the work in one transaction, half one by one; the ids sort against the order of enqueueing. */
async function enqueueOrdered(harness: Harness, size: Size, expected: Expected): Promise<void> {
  for (let p = 0; p < size.partitions; p += 1) {
    const partition = `p${p}`;
    const before = expected.get(partition) ?? [];
    const runs = Array.from(
      { length: size.perPartition },
      (_, i) => `${partition}-${99_999 - before.length - i}`,
    );
    const together = runs.slice(0, Math.ceil(runs.length / 2));
    await harness.db.outside(async (tx) => {
      const { ordered } = harness.workflows;
      const input = { partition, pauseMs: size.pauseMs };
      for (const id of together)
        await harness.engine.enqueue(tx, { workflow: ordered, id, partition, input });
    });
    for (const id of runs.slice(together.length)) await enqueue(harness, id, partition, size.pauseMs);
    expected.set(partition, [...before, ...runs]);
  }
}

async function untilDone(harness: Harness, runs: string[], timeoutMs: number): Promise<void> {
  await until(`${runs.length} runs are done`, timeoutMs, async () => {
    const rows = await harness.query<{ count: string }>(
      "select count(*) from dbos.workflow_status where status = 'SUCCESS' and workflow_uuid = any($1)",
      [runs],
    );
    return Number(rows[0]?.count) === runs.length;
  });
}

/** Freezes a worker in the middle of its work, since killing an idle one would prove nothing. */
async function freezeBusy(harness: Harness, living: WorkerProcess[]): Promise<WorkerProcess> {
  return until('somebody works', 10_000, async () => {
    const victim = living[Math.floor(Math.random() * living.length)];
    victim?.freeze();
    if (victim !== undefined && (await countHeld(harness, victim)) > 0) return victim;
    victim?.wake();
    return undefined;
  });
}

/** Kills a frozen worker and waits until all its work belongs to somebody else. Returns how long that took. */
async function killAndWatch(harness: Harness, victim: WorkerProcess): Promise<number> {
  const held = await harness.query<{ id: string; executor: string }>(heldRuns, [victim.pid]);
  await victim.kill();
  const left = () =>
    harness.query(
      "select from dbos.workflow_status where status = 'PENDING' and executor_id = $1 and workflow_uuid = any($2)",
      [held[0]?.executor, held.map((run) => run.id)],
    );
  return timed(() => until('the work is taken over', 60_000, async () => (await left()).length === 0));
}

const heldRuns = `
  select workflow_uuid as id, executor_id as executor
    from engine.executors join dbos.workflow_status on executor_id = engine.executors.id
   where status = 'PENDING' and pid = $1`;

async function countHeld(harness: Harness, worker: WorkerProcess): Promise<number> {
  return (await harness.query(heldRuns, [worker.pid])).length;
}

/** Freezes a worker in a step and waits until another one stands in the same step. */
async function freezeIn(
  harness: Harness,
  workflow: 'fenced' | 'holding',
  id: string,
  timing: Partial<EngineTiming> = {},
) {
  const frozen = await harness.startWorker({ timing });
  const work = { workflow: harness.workflows[workflow], id, partition: id, input: { gate: id } };
  await harness.db.outside((tx) => harness.engine.enqueue(tx, work));
  await untilEntry(harness, id, 'reached', frozen);
  const heir = await harness.startWorker({ timing });
  frozen.freeze();
  const takeOverMs = await timed(() => untilEntry(harness, id, 'reached', heir));
  return { frozen, heir, takeOverMs };
}

async function untilEntry(harness: Harness, run: string, kind: string, by: WorkerProcess): Promise<void> {
  await until(`${by.name} writes ${kind}`, 60_000, async () =>
    (await harness.journal()).some((row) => row.run === run && row.kind === kind && row.process === by.name),
  );
}

async function writersOf(harness: Harness, run: string, kind: string): Promise<string[]> {
  const rows = await harness.journal();
  return rows.filter((row) => row.run === run && row.kind === kind).map((row) => row.process);
}

async function marksOf(harness: Harness, run: string, kind: string): Promise<string[]> {
  const rows = await harness.journal();
  return rows.filter((row) => row.run === run && row.kind === kind).map((row) => row.mark);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return Math.round(performance.now() - begin);
}
