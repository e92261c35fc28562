// Waits until no more hints come, or they have come for long enough, and makes one sync of them.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { readBurst, type TakeHintsInput, takeHints, takeHintsName } from './hints.service.ts';

export function takeHintsWorkflow(context: Context): Workflow<TakeHintsInput> {
  return {
    name: takeHintsName,
    queue: 'connections',
    async run(ctx, input) {
      for (;;) {
        const waitMs = await ctx.step('look', () => readBurst(context, input));
        if (waitMs === 0) break;
        await ctx.sleep(waitMs);
      }
      await ctx.step('take', () => takeHints(context, input));
    },
  };
}
