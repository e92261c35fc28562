// Documents of candidates are scanned and read. Enqueued in the transaction that attached them.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import {
  keepReading,
  type ReadDocumentsInput,
  readDocumentsName,
  scanDocument,
} from './documents.service.ts';

export function readDocumentsWorkflow(context: Context): Workflow<ReadDocumentsInput> {
  return {
    name: readDocumentsName,
    queue: 'documents',
    async run(ctx, { companyId, fileIds }) {
      // What the scanner does not answer for now is swept up later.
      const retry = { attempts: 4, firstDelayMs: 1_000, maxDelayMs: 10_000 };
      for (const fileId of fileIds) {
        const mayGoOn = await ctx.step('scan', () => scanDocument(context, { companyId, fileId }), { retry });
        if (mayGoOn) await ctx.step('read', () => keepReading(context, { companyId, fileId }));
      }
    },
  };
}
