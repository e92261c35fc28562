import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import type { Schedule } from './engine.ts';

const batch = 500;

/** Every night, deletes what finished more than `days` ago, with all that was recorded of it. */
export function retentionSchedule(client: Promise<DBOSClient>, days: number): Schedule {
  return {
    name: 'engine-retention',
    cron: '17 3 * * *',
    run: async (ctx, tick) => {
      const before = new Date(tick.getTime() - days * 86_400_000);
      await ctx.step('delete-finished', async () => removeFinished(await client, before));
    },
  };
}

/** The number of runs removed. */
export async function removeFinished(client: DBOSClient, before: Date): Promise<number> {
  for (let removed = 0; ; ) {
    const finished = await client.listWorkflows({
      status: ['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
      completedBefore: before.toISOString(),
      limit: batch,
      loadInput: false,
      loadOutput: false,
    });
    if (finished.length === 0) return removed;
    await client.deleteWorkflows(finished.map((run) => run.workflowID));
    removed += finished.length;
  }
}
