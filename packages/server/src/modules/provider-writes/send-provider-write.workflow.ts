// The course of one write of a mirrored company's people. Decisions are `nextMove`'s and everything
// that touches the world is a recorded step, so a run that was interrupted at any instant goes on in
// another process and nothing is done twice.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { carryOut, resumedTopic, sitOut, type WriteSteps } from '../sendings/sendings.service.ts';
import type { Fact } from '../sendings/sendings.ts';
import { sendProviderWriteName } from './provider-writes.service.ts';
import {
  beginWrite,
  confirmWrite,
  endWrite,
  lookAndRecord,
  recordWait,
  sendWrite,
  stopWrite,
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
      const steps: WriteSteps = {
        begin: () => beginWrite(run),
        confirm: () => confirmWrite(run),
        look: () => lookAndRecord(run),
        send: (number) => sendWrite(run, number),
        wait: (move) => recordWait(run, move),
        end: (ending) => endWrite(run, ending),
        stop: (error) => stopWrite(run, error),
      };
      await carryOut(ctx, steps, sitOutAWhile);
    },
  };
}

/** Unlike a hire it is not kept for ever: an old value sent late would undo what came after it. */
async function sitOutAWhile(...[ctx, move]: Parameters<typeof sitOut>): Promise<Fact> {
  if (move.because !== 'stopped') return sitOut(ctx, move);
  const woken = await ctx.waitForSignal(resumedTopic, move.ms);
  return { kind: 'waited', ms: woken === undefined ? move.ms : 0 };
}
