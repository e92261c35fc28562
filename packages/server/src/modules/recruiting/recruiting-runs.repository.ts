// Readings of an account: what waits, what became of each.
import { type RecruitingRun, recruitingRun } from '@joinery/sdk';
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { RecruitingRuns } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';

export async function insertRun(
  tx: Transaction,
  companyId: string,
  run: Pick<RecruitingRun, 'id' | 'connectionId' | 'reason'> & { createdAt: Date },
): Promise<boolean> {
  const made = await tx
    .insertInto('recruiting_runs')
    .values({
      id: run.id,
      company_id: companyId,
      connection_id: run.connectionId,
      reason: run.reason,
      created_at: run.createdAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'connection_id']).where('state', '=', 'queued').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function findWaitingRun(
  tx: Transaction,
  connectionId: string,
): Promise<RecruitingRun | undefined> {
  const row = await tx
    .selectFrom('recruiting_runs')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return row && toRun(row);
}

export async function lockRun(tx: Transaction, id: string): Promise<RecruitingRun | undefined> {
  const row = await tx
    .selectFrom('recruiting_runs')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toRun(row);
}

/** Newest first. */
export async function listRuns(
  tx: Transaction,
  connectionId: string,
  slice: Slice,
): Promise<RecruitingRun[]> {
  let query = tx.selectFrom('recruiting_runs').selectAll().where('connection_id', '=', connectionId);
  if (slice.after !== undefined) query = query.where('id', '<', slice.after);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toRun);
}

export interface RunChange {
  state?: RecruitingRun['state'];
  counts?: RecruitingRun['counts'];
  problem?: string | null;
  startedAt?: Date;
  finishedAt?: Date;
}

export async function updateRun(tx: Transaction, id: string, change: RunChange): Promise<void> {
  await tx
    .updateTable('recruiting_runs')
    .set({
      state: change.state,
      counts: change.counts && JSON.stringify(change.counts),
      problem: change.problem,
      started_at: change.startedAt,
      finished_at: change.finishedAt,
    })
    .where('id', '=', id)
    .execute();
}

export async function removeOldRuns(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('recruiting_runs').where('finished_at', '<', before).execute();
}

const noCounts: RecruitingRun['counts'] = { jobs: 0, seen: 0, new: 0, taken: 0, moved: 0, held: 0 };

function toRun(row: Selectable<RecruitingRuns>): RecruitingRun {
  return recruitingRun.parse({
    id: row.id,
    connectionId: row.connection_id,
    reason: row.reason,
    state: row.state,
    counts: { ...noCounts, ...Object(row.counts) },
    problem: row.problem,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  });
}
