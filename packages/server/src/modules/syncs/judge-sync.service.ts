// Judges what a sync has read, before any of it is applied.
import type { SyncRun } from './sync-run.ts';

export async function judgeSync(_run: SyncRun): Promise<'apply' | 'held'> {
  return 'apply';
}
