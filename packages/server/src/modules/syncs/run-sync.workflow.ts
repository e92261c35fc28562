// Reads a people source, judges what it showed, and applies it. A run may end in any process at any
// instant and goes on in another: what was read is committed page by page, what was applied batch by
// batch. While the provider cannot be asked it waits, and its connection's other syncs wait behind it.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { applyNextBatch } from './apply-sync.service.ts';
import { judgeSync } from './judge-sync.service.ts';
import { beginApplying, beginSync, failSync, finishSync, holdSync, readNext } from './sync-course.service.ts';
import { createReader } from './sync-reader.ts';
import type { SyncRun } from './sync-run.ts';
import { type RunSyncInput, runSyncName } from './syncs.service.ts';

export function runSyncWorkflow(context: Context): Workflow<RunSyncInput> {
  return {
    name: runSyncName,
    queue: 'syncs',
    async run(ctx, { companyId, connectionId, syncId, urgency }) {
      const run: SyncRun = { context, ctx, companyId, connectionId, syncId };
      try {
        await runSync(run, urgency);
      } catch (error) {
        await ctx.step('stop', () => failSync(run, error));
        throw error;
      }
    },
  };
}

async function runSync(run: SyncRun, urgency: RunSyncInput['urgency']): Promise<void> {
  const { ctx } = run;
  const reader = createReader(run, urgency);
  await ctx.step('begin', () => beginSync(run));
  for (;;) {
    const next = await ctx.step('read', ({ signal }) => readNext(run, reader, signal));
    if (next.do === 'end') return;
    if (next.do === 'judge') break;
    if (next.do === 'wait') await ctx.sleep(next.ms);
  }
  const verdict = await ctx.step('judge', () => judgeSync(run));
  if (verdict === 'held') {
    await ctx.step('hold', () => holdSync(run));
    return;
  }
  await ctx.step('begin-applying', () => beginApplying(run));
  for (;;) {
    const { left } = await ctx.step('apply', () => applyNextBatch(run));
    ctx.crashPoint('syncs.batch_applied');
    if (!left) break;
  }
  await ctx.step('finish', () => finishSync(run));
}
