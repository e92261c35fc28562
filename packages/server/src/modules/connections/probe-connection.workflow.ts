// Tries a refused key every quarter of an hour, or as soon as there is another one, until it is taken.
// One run for each stop: the provider counts failed attempts, and never sees more than one at a time.
import { JoineryError } from '@joinery/sdk';
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { defaultPace } from './connection-gate.ts';
import {
  type ConnectionInput,
  claimProbe,
  newKeyTopic,
  nextProbeMs,
  probeConnectionName,
} from './connection-stops.service.ts';
import { readPace, tryKey } from './connections.service.ts';

export function probeConnectionWorkflow(context: Context): Workflow<ConnectionInput> {
  return {
    name: probeConnectionName,
    queue: 'connections',
    async run(ctx, { companyId, connectionId }) {
      const planned = () =>
        context.db.inCompany(companyId, async (tx) => (await nextProbeMs(context, tx, connectionId)) ?? null);
      for (;;) {
        const waitMs = await ctx.step('plan', planned);
        if (waitMs === null) return;
        if (waitMs > 0) await ctx.waitForSignal(newKeyTopic, waitMs);
        await ctx.step('probe', () => probe(context, companyId, connectionId));
      }
    },
  };
}

async function probe(context: Context, companyId: string, connectionId: string): Promise<void> {
  const isDue = await context.db.inCompany(companyId, async (tx) => {
    const { timing } = await readPace(tx, connectionId);
    return claimProbe(context, tx, connectionId, timing.probeMs ?? defaultPace.probeMs);
  });
  if (!isDue) return;
  try {
    await tryKey(context, companyId, connectionId);
  } catch (error) {
    // What it means was kept by the gate.
    if (!(error instanceof JoineryError)) throw error;
    context.log.info({ connectionId, code: error.code }, 'a refused key was tried again');
  }
}
