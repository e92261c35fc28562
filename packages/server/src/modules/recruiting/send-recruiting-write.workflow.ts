// The course of one thing that is sent to an account's recruiting. Decisions are `nextMove`'s and everything
// that touches the world is a recorded step, so a run that was interrupted at any instant goes on in another
// process and nothing is done twice.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { carryOut } from '../sendings/sendings.service.ts';
import {
  beginWrite,
  confirmWrite,
  endWrite,
  lookAndRecord,
  recordWait,
  sendWrite,
  stopWrite,
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
      await carryOut(ctx, {
        begin: () => beginWrite(run),
        confirm: () => confirmWrite(run),
        look: (uncertain) => lookAndRecord(run, uncertain),
        send: (number) => sendWrite(run, number),
        wait: (move) => recordWait(run, move),
        end: (ending) => endWrite(run, ending),
        stop: (error) => stopWrite(run, error),
      });
    },
  };
}
