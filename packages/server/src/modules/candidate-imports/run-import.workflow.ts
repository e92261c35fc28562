// The good rows of a table are taken in, fifty in a transaction. Enqueued by whoever starts the import.
import { JoineryError } from '@joinery/sdk';
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { endRun, type ImportInput, runImportName, takePage } from './import-course.service.ts';

export function runImportWorkflow(context: Context): Workflow<ImportInput> {
  return {
    name: runImportName,
    queue: 'imports',
    async run(ctx, input) {
      const retry = { attempts: 5, firstDelayMs: 500, maxDelayMs: 30_000 };
      let problem: string | null = null;
      try {
        while ((await ctx.step('take', () => takePage(context, input), { retry })).more);
      } catch (error) {
        // Whatever it is: somebody waits, and can start it again.
        problem =
          error instanceof JoineryError ? error.message : 'Something went wrong here; start it again.';
      }
      await ctx.step('end', () => endRun(context, input, problem), { retry });
    },
  };
}
