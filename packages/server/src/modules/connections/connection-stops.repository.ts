import type { Transaction } from '../../db/database.ts';

export interface Stop {
  sealedCredentials: string;
  stoppedAt: Date | null;
  nextProbeAt: Date | null;
  stops: number;
  enabled: boolean;
}

export async function lockStop(tx: Transaction, connectionId: string): Promise<Stop | undefined> {
  const row = await tx
    .selectFrom('connections')
    .select(['sealed_credentials', 'stopped_at', 'next_probe_at', 'stops', 'enabled'])
    .where('id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst();
  return (
    row && {
      sealedCredentials: row.sealed_credentials,
      stoppedAt: row.stopped_at,
      nextProbeAt: row.next_probe_at,
      stops: row.stops,
      enabled: row.enabled,
    }
  );
}

/** Held until the transaction ends: it is neither stopped nor resumed meanwhile. */
export async function isStopped(tx: Transaction, connectionId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('connections')
    .select('stopped_at')
    .where('id', '=', connectionId)
    .forShare()
    .executeTakeFirst();
  return row !== undefined && row.stopped_at !== null;
}

export async function updateStop(
  tx: Transaction,
  connectionId: string,
  change: { stoppedAt?: Date | null; nextProbeAt?: Date | null; stops?: number; health?: string },
): Promise<void> {
  const { stoppedAt, nextProbeAt, ...plain } = change;
  await tx
    .updateTable('connections')
    .set({
      ...plain,
      ...(stoppedAt === undefined ? {} : { stopped_at: stoppedAt }),
      ...(nextProbeAt === undefined ? {} : { next_probe_at: nextProbeAt }),
    })
    .where('id', '=', connectionId)
    .execute();
}
