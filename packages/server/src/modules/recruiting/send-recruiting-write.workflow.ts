// The course of one thing that is sent to an account's recruiting. Decisions are `nextMove`'s and everything
// that touches the world is a recorded step, so a run that was interrupted at any instant goes on in another
// process and nothing is done twice.
import type { Workflow, WorkflowContext } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { sitOut } from '../sendings/sendings.service.ts';
import { type Fact, type Move, pursue } from '../sendings/sendings.ts';
import {
  beginWrite,
  confirmWrite,
  endWrite,
  lookAndRecord,
  recordWait,
  sendWrite,
  stopWrite,
  type WriteRun,
} from './recruiting-delivery.service.ts';
import { sendRecruitingWriteName } from './recruiting-writes.service.ts';

/** Kept in the workflow tables, so ids only. */
export interface SendRecruitingWriteInput {
  companyId: string;
  writeId: string;
}

export function sendRecruitingWriteWorkflow(context: Context): Workflow<SendRecruitingWriteInput> {
  return {
    name: sendRecruitingWriteName,
    queue: 'recruiting-writes',
    async run(ctx, { companyId, writeId }) {
      const run = { context, ctx, companyId, writeId };
      try {
        await sendRecruitingWrite(run, ctx);
      } catch (error) {
        // A fault of ours must not leave somebody waiting for ever.
        await ctx.step('stop', () => stopWrite(run, error));
        throw error;
      }
    },
  };
}

async function sendRecruitingWrite(run: WriteRun, ctx: WorkflowContext): Promise<void> {
  const { start, timing, attempts, exists } = await ctx.step('begin', () => beginWrite(run));
  if (start === null) return;
  const ending = exists
    ? await ctx.step('confirm', () => confirmWrite(run))
    : await pursue({
        start,
        timing,
        attempts,
        look: (uncertain) => ctx.step('look', () => lookAndRecord(run, uncertain)),
        send: ({ number }) => ctx.step('send', () => sendWrite(run, number)),
        wait: (move) => wait(run, move),
      });
  await ctx.step('end', () => endWrite(run, ending));
}

async function wait(run: WriteRun, move: Extract<Move, { do: 'wait' }>): Promise<Fact> {
  const isNeeded = await run.ctx.step('wait', () => recordWait(run, move));
  return isNeeded ? sitOut(run.ctx, move) : { kind: 'waited', ms: 0 };
}
