import { type HireTrigger, hireTrigger } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';

/** The one for all jobs first. */
export async function listTriggers(tx: Transaction, connectionId: string): Promise<HireTrigger[]> {
  const rows = await tx
    .selectFrom('hire_triggers')
    .select(['job_id', 'mode', 'approval'])
    .where('connection_id', '=', connectionId)
    .orderBy('job_id', (order) => order.asc().nullsFirst())
    .execute();
  return rows.map(({ job_id, mode, approval }) => hireTrigger.parse({ jobId: job_id, mode, approval }));
}

/** Connections on which hires of this job begin by themselves, in the order of their ids. */
export async function listAutomatic(tx: Transaction, jobId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('hire_triggers')
    .distinctOn('connection_id')
    .select(['connection_id', 'mode'])
    .where((where) => where.or([where('job_id', '=', jobId), where('job_id', 'is', null)]))
    .orderBy('connection_id')
    .orderBy('job_id', (order) => order.asc().nullsLast())
    .execute();
  return rows.filter(({ mode }) => mode === 'automatic').map(({ connection_id }) => connection_id);
}

export async function replaceTriggers(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  items: readonly HireTrigger[],
): Promise<void> {
  await tx.selectFrom('connections').select('id').where('id', '=', connectionId).forUpdate().execute();
  await tx.deleteFrom('hire_triggers').where('connection_id', '=', connectionId).execute();
  if (items.length === 0) return;
  const rows = items.map(({ jobId, mode, approval }) => ({
    company_id: companyId,
    connection_id: connectionId,
    job_id: jobId,
    mode,
    approval: approval && JSON.stringify(approval),
  }));
  await tx.insertInto('hire_triggers').values(rows).execute();
}

export async function hasJobs(tx: Transaction, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const rows = await tx.selectFrom('jobs').select('id').where('id', 'in', ids).execute();
  return rows.length === new Set(ids).size;
}
