// Every row of a table is looked at, and nobody is added. Enqueued with the table, and with each change
// of what it means.
import { JoineryError } from '@joinery/sdk';
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { checkImportName, checkPage, endCheck, type ImportInput } from './import-course.service.ts';

export function checkImportWorkflow(context: Context): Workflow<ImportInput> {
  return {
    name: checkImportName,
    queue: 'imports',
    async run(ctx, input) {
      const retry = { attempts: 5, firstDelayMs: 500, maxDelayMs: 30_000 };
      let problem: string | null = null;
      try {
        while ((await ctx.step('check', () => checkPage(context, input), { retry })).more);
      } catch (error) {
        // Whatever it is: somebody waits, and can start it again.
        problem =
          error instanceof JoineryError ? error.message : 'Something went wrong here; start it again.';
      }
      await ctx.step('end', () => endCheck(context, input, problem), { retry });
    },
  };
}
