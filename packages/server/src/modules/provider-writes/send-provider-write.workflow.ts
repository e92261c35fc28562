// The course of one write of a mirrored company's people. Decisions are `nextMove`'s and everything
// that touches the world is a recorded step, so a run that was interrupted at any instant goes on in
// another process and nothing is done twice.
import type { Workflow, WorkflowContext } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { resumedTopic, sitOut } from '../sendings/sendings.service.ts';
import { type Fact, type Move, pursue } from '../sendings/sendings.ts';
import { sendProviderWriteName } from './provider-writes.service.ts';
import {
  beginWrite,
  confirmWrite,
  endWrite,
  lookAndRecord,
  recordWait,
  sendWrite,
  stopWrite,
  type WriteRun,
} from './write-delivery.service.ts';

/** Kept in the workflow tables, so ids only. */
export interface SendProviderWriteInput {
  companyId: string;
  writeId: string;
}

export function sendProviderWriteWorkflow(context: Context): Workflow<SendProviderWriteInput> {
  return {
    name: sendProviderWriteName,
    queue: 'provider-writes',
    async run(ctx, { companyId, writeId }) {
      const run = { context, ctx, companyId, writeId };
      try {
        await sendProviderWrite(run, ctx);
      } catch (error) {
        // A fault of ours must not leave somebody waiting for ever.
        await ctx.step('stop', () => stopWrite(run, error));
        throw error;
      }
    },
  };
}

async function sendProviderWrite(run: WriteRun, ctx: WorkflowContext): Promise<void> {
  const { start, timing, attempts, exists } = await ctx.step('begin', () => beginWrite(run));
  if (start === undefined) return;
  const ending = exists
    ? await ctx.step('confirm', () => confirmWrite(run))
    : await pursue({
        start,
        timing,
        attempts,
        look: () => ctx.step('look', () => lookAndRecord(run)),
        send: ({ number }) => ctx.step('send', () => sendWrite(run, number)),
        wait: (move) => wait(run, move),
      });
  await ctx.step('end', () => endWrite(run, ending));
}

async function wait(run: WriteRun, move: Extract<Move, { do: 'wait' }>): Promise<Fact> {
  const isNeeded = await run.ctx.step('wait', () => recordWait(run, move));
  if (!isNeeded) return { kind: 'waited', ms: 0 };
  if (move.because !== 'stopped') return sitOut(run.ctx, move);
  // Unlike a hire it is not kept for ever: an old value sent late would undo what came after it.
  const woken = await run.ctx.waitForSignal(resumedTopic, move.ms);
  return { kind: 'waited', ms: woken === undefined ? move.ms : 0 };
}
