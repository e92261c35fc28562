// An application entered a stage of kind hired: what begins by that, begins. Enqueued by its name in the
// transaction of the move, so a move that was made is never forgotten, and one that was undone is.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { beginHires } from './hire-beginnings.service.ts';

/** Kept in the workflow tables, so ids only. */
export interface BeginHireInput {
  companyId: string;
  applicationId: string;
  /** The user who moved the application, who then cannot approve. Older moves did not say. */
  movedBy?: string | null;
}

export function beginHireWorkflow(context: Context): Workflow<BeginHireInput> {
  return {
    // modules/applications enqueues it by this name.
    name: 'begin-hire',
    queue: 'hire-beginnings',
    async run(ctx, input) {
      await ctx.step('begin', () => beginHires(context, input));
    },
  };
}
