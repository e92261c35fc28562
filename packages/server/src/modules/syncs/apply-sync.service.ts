// Applies what a sync has read.
import type { SyncRun } from './sync-run.ts';

export async function applyNextBatch(_run: SyncRun): Promise<{ left: boolean }> {
  throw new Error('applying is not built');
}
