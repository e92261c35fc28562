// Looks through one account for hires that should not be as they are; see hire-reconcile.service.ts.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { type ReconcileInput, reconcile, reconcileHiresName } from './hire-reconcile.service.ts';

export function reconcileHiresWorkflow(context: Context): Workflow<ReconcileInput> {
  return {
    name: reconcileHiresName,
    queue: 'connections',
    async run(ctx, input) {
      const passing = { urgency: 'background' as const, confirm: () => ctx.assertStillOwner() };
      await ctx.step('look', () => reconcile(context, input, passing));
    },
  };
}
