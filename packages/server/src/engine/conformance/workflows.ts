// The work that the conformance suite runs. Everything it does is written to a journal table,
// outside the engine's records, so that the engine is not its own witness.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { JoineryError } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Database, Transaction } from '../../db/database.ts';
import type { Queues, Schedule, Workflow, WorkflowContext } from '../index.ts';

export const conformanceQueues: Queues = {
  ordered: { partitionConcurrency: 1, workerConcurrency: 20, pollMs: 100 },
  paced: { partitionRate: { starts: 2, periodSeconds: 1 }, pollMs: 100 },
  free: { workerConcurrency: 50, pollMs: 100 },
  schedules: { workerConcurrency: 5, pollMs: 200 },
};

export const journalSchema = `
  create table journal (
    seq bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    kind text not null, run text not null, partition text not null default '',
    step text not null default '', mark text not null default '', process text not null);
  create table gates (name text primary key);
  grant all on journal, gates to joinery_app`;

export interface Entry {
  kind: string;
  run: string;
  partition?: string;
  step?: string;
  mark?: string;
}

export interface OrderedInput {
  partition: string;
  pauseMs: number;
}

export interface WaitingInput {
  timeoutMs: number;
}

export interface GatedInput {
  gate: string;
}

const steps = ['one', 'two', 'three'];

export interface ConformanceWorkflows {
  ordered: Workflow<OrderedInput>;
  waiting: Workflow<WaitingInput>;
  fenced: Workflow<GatedInput>;
  holding: Workflow<GatedInput>;
  paced: Workflow<OrderedInput>;
  tick: Schedule;
}

export function openWorkflows(db: Database, process: string): ConformanceWorkflows {
  const write = (tx: Transaction, entry: Entry) => insertEntry(tx, process, entry);
  const journal = (entry: Entry) => db.outside((tx) => write(tx, entry));
  return {
    ordered: {
      name: 'ordered',
      queue: 'ordered',
      run: (ctx, input) => runSteps(ctx, input, journal),
    },
    paced: {
      name: 'paced',
      queue: 'paced',
      run: (ctx, input) => runSteps(ctx, input, journal),
    },
    waiting: {
      name: 'waiting',
      queue: 'free',
      async run(ctx, { timeoutMs }) {
        await ctx.step('wait', () => journal({ kind: 'waiting', run: ctx.workflowId }));
        const message = await ctx.waitForSignal<string>('go', timeoutMs);
        await ctx.step('note', () =>
          journal({ kind: 'got', run: ctx.workflowId, mark: message ?? 'nothing' }),
        );
      },
    },
    fenced: {
      name: 'fenced',
      queue: 'ordered',
      async run(ctx, { gate }) {
        await ctx.step('send', async () => {
          await journal({ kind: 'reached', run: ctx.workflowId });
          await throughGate(db, gate);
          await unlessSuperseded(ctx, journal, (tx) => write(tx, { kind: 'sent', run: ctx.workflowId }), db);
        });
      },
    },
    holding: {
      name: 'holding',
      queue: 'ordered',
      async run(ctx, { gate }) {
        const hold = async (tx: Transaction) => {
          await write(tx, { kind: 'written', run: ctx.workflowId });
          await journal({ kind: 'reached', run: ctx.workflowId });
          await throughGate(db, gate);
        };
        await ctx.step('write', () => unlessSuperseded(ctx, journal, hold, db));
      },
    },
    tick: {
      name: 'tick',
      cron: '* * * * * *',
      run: (ctx, tick) =>
        ctx.step('tick', () => journal({ kind: 'tick', run: ctx.workflowId, mark: tick.toISOString() })),
    },
  };
}

type Journal = (entry: Entry) => Promise<void>;

/** Three steps with a trace each, and at the end what the engine says they returned. */
async function runSteps(ctx: WorkflowContext, input: OrderedInput, journal: Journal): Promise<void> {
  const { partition, pauseMs } = input;
  const marks: string[] = [];
  for (const step of steps) {
    const mark = await ctx.step(step, async () => {
      await delay(pauseMs);
      const made = randomUUID();
      await journal({ kind: 'effect', run: ctx.workflowId, partition, step, mark: made });
      return made;
    });
    marks.push(mark);
  }
  await ctx.step('close', () =>
    journal({ kind: 'closed', run: ctx.workflowId, partition, mark: marks.join(' ') }),
  );
}

async function unlessSuperseded(
  ctx: WorkflowContext,
  journal: Journal,
  work: (tx: Transaction) => Promise<void>,
  db: Database,
): Promise<void> {
  try {
    await db.outside(async (tx) => {
      await ctx.assertStillOwner(tx);
      await work(tx);
    });
  } catch (error) {
    if (error instanceof JoineryError && error.code === 'workflows.superseded')
      await journal({ kind: 'refused', run: ctx.workflowId });
    throw error;
  }
}

async function throughGate(db: Database, name: string): Promise<void> {
  const isOpen = async () => {
    const answer = await db.outside((tx) => sql`select from gates where name = ${name}`.execute(tx));
    return answer.rows.length > 0;
  };
  while (!(await isOpen())) await delay(50);
}

async function insertEntry(tx: Transaction, process: string, entry: Entry): Promise<void> {
  const { kind, run, partition = '', step = '', mark = '' } = entry;
  await sql`insert into journal (kind, run, partition, step, mark, process)
    values (${kind}, ${run}, ${partition}, ${step}, ${mark}, ${process})`.execute(tx);
}
