// Completes a draft that began by itself, waiting out trouble at the provider for about a day.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { prepareDelays, prepareHire, prepareHireName } from './hire-beginnings.service.ts';

/** Kept in the workflow tables, so ids only. */
export interface PrepareHireInput {
  companyId: string;
  hireId: string;
  movedBy?: string | null;
}

const mostTries = 300;

export function prepareHireWorkflow(context: Context): Workflow<PrepareHireInput> {
  return {
    name: prepareHireName,
    queue: 'hire-beginnings',
    async run(ctx, input) {
      const { companyId, hireId } = input;
      const { firstMs, maxMs } = await ctx.step('pace', () => prepareDelays(context, companyId, hireId));
      for (let tried = 1; tried <= mostTries; tried += 1) {
        const isLast = tried === mostTries;
        const { again } = await ctx.step('prepare', () => prepareHire(context, input, { isLast }));
        if (!again) return;
        await ctx.sleep(Math.min(firstMs * 2 ** Math.min(tried - 1, 20), maxMs));
      }
    },
  };
}
