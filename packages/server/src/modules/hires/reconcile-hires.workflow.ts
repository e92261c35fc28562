// Looks through one account for hires that should not be as they are, and compares those that may still
// change with their applications; see hire-reconcile.service.ts and hire-comparison.service.ts.
import { JoineryError } from '@joinery/sdk';
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { compareHire, listCompared } from './hire-comparison.service.ts';
import { type ReconcileInput, reconcile, reconcileHiresName } from './hire-reconcile.service.ts';

export function reconcileHiresWorkflow(context: Context): Workflow<ReconcileInput> {
  return {
    name: reconcileHiresName,
    queue: 'connections',
    async run(ctx, input) {
      const { companyId, full: isFull } = input;
      const passing = { urgency: 'background' as const, confirm: () => ctx.assertStillOwner() };
      await ctx.step('look', () => reconcile(context, input, passing));
      const hireIds = await ctx.step('list-compared', () => listCompared(context, input));
      // One that is in trouble keeps none of the others waiting.
      for (const hireId of hireIds)
        await ctx.step('compare', async () => {
          await compareHire(context, { companyId, hireId, isFull }, passing).catch((err: unknown) => {
            if (!(err instanceof JoineryError) || err.code === 'workflows.superseded') throw err;
            ctx.log.warn({ err, hireId }, 'a hire could not be compared with its application');
          });
        });
    },
  };
}
