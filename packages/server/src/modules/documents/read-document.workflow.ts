// A document of a candidate is scanned and read. Enqueued in the transaction that attached it.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { keepReading, type ReadDocumentInput, readDocumentName, scanDocument } from './documents.service.ts';

export function readDocumentWorkflow(context: Context): Workflow<ReadDocumentInput> {
  return {
    name: readDocumentName,
    queue: 'documents',
    async run(ctx, input) {
      // What the scanner does not answer for now is swept up later.
      const retry = { attempts: 4, firstDelayMs: 1_000, maxDelayMs: 10_000 };
      const mayGoOn = await ctx.step('scan', () => scanDocument(context, input), { retry });
      if (mayGoOn) await ctx.step('read', () => keepReading(context, input));
    },
  };
}
