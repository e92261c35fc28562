// The work that the conformance suite runs.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Queues, Schedule, Workflow, WorkflowContext } from '../index.ts';
import type { Journal } from './journal.ts';

export const conformanceQueues: Queues = {
  ordered: { partitionConcurrency: 1, workerConcurrency: 20, pollMs: 100 },
  paced: { partitionRate: { starts: 2, periodSeconds: 1 }, pollMs: 100 },
  free: { workerConcurrency: 50, pollMs: 100 },
  schedules: { workerConcurrency: 5, pollMs: 200 },
};

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

export function openWorkflows(journal: Journal): ConformanceWorkflows {
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
        await ctx.step('wait', () => journal.write({ kind: 'waiting', run: ctx.workflowId }));
        const message = await ctx.waitForSignal<string>('go', timeoutMs);
        await ctx.step('note', () =>
          journal.write({ kind: 'got', run: ctx.workflowId, mark: message ?? 'nothing' }),
        );
      },
    },
    fenced: {
      name: 'fenced',
      queue: 'ordered',
      async run(ctx, { gate }) {
        const send = async () => {
          await journal.write({ kind: 'reached', run: ctx.workflowId });
          await journal.throughGate(gate);
          const write = (tx: Transaction) => journal.write({ kind: 'sent', run: ctx.workflowId }, tx);
          await unlessSuperseded(ctx, journal, write);
        };
        try {
          await ctx.step('send', send);
        } catch (error) {
          // As workflows do that note their own failure; but here nothing failed but the process.
          await ctx.step('give-up', () => journal.write({ kind: 'gave-up', run: ctx.workflowId }));
          throw error;
        }
      },
    },
    holding: {
      name: 'holding',
      queue: 'ordered',
      async run(ctx, { gate }) {
        const hold = async (tx: Transaction) => {
          await journal.write({ kind: 'written', run: ctx.workflowId }, tx);
          await journal.write({ kind: 'reached', run: ctx.workflowId });
          await journal.throughGate(gate);
        };
        await ctx.step('write', () => unlessSuperseded(ctx, journal, hold));
      },
    },
    tick: {
      name: 'tick',
      cron: '* * * * * *',
      run: (ctx, tick) =>
        ctx.step('tick', () =>
          journal.write({ kind: 'tick', run: ctx.workflowId, mark: tick.toISOString() }),
        ),
    },
  };
}

/** Three steps with a trace each, and at the end what the engine says they returned. */
async function runSteps(ctx: WorkflowContext, input: OrderedInput, journal: Journal): Promise<void> {
  const { partition, pauseMs } = input;
  const marks: string[] = [];
  for (const step of steps) {
    const mark = await ctx.step(step, async () => {
      await delay(pauseMs);
      const made = randomUUID();
      await journal.write({ kind: 'effect', run: ctx.workflowId, partition, step, mark: made });
      return made;
    });
    marks.push(mark);
  }
  await ctx.step('close', () =>
    journal.write({ kind: 'closed', run: ctx.workflowId, partition, mark: marks.join(' ') }),
  );
}

async function unlessSuperseded(
  ctx: WorkflowContext,
  journal: Journal,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  try {
    await journal.outside(async (tx) => {
      await ctx.assertStillOwner(tx);
      await work(tx);
    });
  } catch (error) {
    if (error instanceof JoineryError && error.code === 'workflows.superseded')
      await journal.write({ kind: 'refused', run: ctx.workflowId });
    throw error;
  }
}
