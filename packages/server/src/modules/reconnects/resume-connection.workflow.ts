// What waited for a key that works goes on.
import { JoineryError } from '@joinery/sdk';
import type { Workflow } from '../../engine/engine.ts';
import { type ConnectionInput, resumeConnectionName } from '../connections/connection-stops.service.ts';
import type { Context } from '../context.ts';
import { wakeHires } from '../hires/hire-runs.service.ts';
import { wakeWrites } from '../provider-writes/provider-writes.service.ts';
import { catchUpRecruiting } from '../recruiting/recruiting.service.ts';
import { wakeRecruitingWrites } from '../recruiting/recruiting-writes.service.ts';
import { requestSync } from '../syncs/syncs.service.ts';

export function resumeConnectionWorkflow(context: Context): Workflow<ConnectionInput> {
  return {
    name: resumeConnectionName,
    queue: 'connections',
    async run(ctx, { companyId, connectionId }) {
      await ctx.step('wake-hires', () =>
        context.db.inCompany(companyId, (tx) => wakeHires(context, tx, connectionId)),
      );
      await ctx.step('wake-writes', () =>
        context.db.inCompany(companyId, (tx) => wakeWrites(context, tx, connectionId)),
      );
      await ctx.step('request-sync', () => catchUp(context, companyId, connectionId));
      // Runs that an older build began end here.
      if (!(await ctx.patched('recruiting'))) return;
      await ctx.step('wake-recruiting', () =>
        context.db.inCompany(companyId, async (tx) => {
          await wakeRecruitingWrites(context, tx, connectionId);
          await catchUpRecruiting(context, tx, { companyId, connectionId });
        }),
      );
    },
  };
}

async function catchUp(context: Context, companyId: string, connectionId: string): Promise<void> {
  const sync = { companyId, connectionId, kind: 'incremental', reason: 'reconnect' } as const;
  try {
    await context.db.inCompany(companyId, (tx) => requestSync(context, tx, sync));
  } catch (error) {
    const code = error instanceof JoineryError ? error.code : undefined;
    if (code !== 'syncs.not_mirrored' && code !== 'connections.not_found') throw error;
  }
}
