// What a hired application says has changed: its hires are compared with it at once. Enqueued by its
// name in the transaction of the change, so one that was made is never forgotten, and one that was
// undone is.
import { JoineryError } from '@joinery/sdk';
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { compareHire, listComparedOf } from './hire-comparison.service.ts';

/** Kept in the workflow tables, so ids only. */
export interface CompareHiresInput {
  companyId: string;
  applicationId: string;
}

export function compareHiresWorkflow(context: Context): Workflow<CompareHiresInput> {
  return {
    // modules/offers and modules/applications enqueue it by this name.
    name: 'compare-hires',
    queue: 'hire-beginnings',
    async run(ctx, input) {
      const { companyId } = input;
      const passing = { urgency: 'background' as const, confirm: () => ctx.assertStillOwner() };
      const hireIds = await ctx.step('list-compared', () => listComparedOf(context, input));
      // One that is in trouble keeps none of the others waiting; the next look finds it.
      for (const hireId of hireIds)
        await ctx.step('compare', async () => {
          const asked = { companyId, hireId, isFull: false };
          await compareHire(context, asked, passing).catch((err: unknown) => {
            if (!(err instanceof JoineryError) || err.code === 'workflows.superseded') throw err;
            ctx.log.warn({ err, hireId }, 'a hire could not be compared with its application');
          });
        });
    },
  };
}
