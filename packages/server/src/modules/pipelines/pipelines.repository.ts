import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { seesJob } from '../../db/hiring-sight.ts';
import type { HiringScope } from '../jobs/jobs.ts';

export interface PipelineRow {
  id: string;
  name: string;
  isDefault: boolean;
  jobCount: number;
}

/** The default one first, then by name. */
export async function listPipelines(tx: Transaction, { sight }: HiringScope): Promise<PipelineRow[]> {
  let query = tx.selectFrom('pipelines').select([
    'id',
    'name',
    'is_default as isDefault',
    sql<number>`(
        select count(*)::int from jobs j
        where j.company_id = pipelines.company_id and j.pipeline_id = pipelines.id)`.as('jobCount'),
  ]);
  if (sight !== undefined)
    query = query.where(sql<boolean>`exists (
      select from jobs j
      where j.company_id = pipelines.company_id and j.pipeline_id = pipelines.id and ${seesJob(sight, 'j')})`);
  return query.orderBy('is_default', 'desc').orderBy('name').execute();
}

export async function lockPipeline(tx: Transaction, id: string): Promise<{ isDefault: boolean } | undefined> {
  const query = tx.selectFrom('pipelines').select('is_default as isDefault').where('id', '=', id);
  return query.forUpdate().executeTakeFirst();
}

export async function insertPipeline(
  tx: Transaction,
  companyId: string,
  pipeline: { id: string; name: string },
): Promise<void> {
  await tx
    .insertInto('pipelines')
    .values({ ...pipeline, company_id: companyId, is_default: false })
    .execute();
}

export async function renamePipeline(tx: Transaction, id: string, name: string): Promise<void> {
  await tx.updateTable('pipelines').set({ name }).where('id', '=', id).execute();
}

/** Before any row is locked: changes of the default follow each other, and each sees what the last one made. */
export async function lockDefault(tx: Transaction, companyId: string): Promise<void> {
  const key = `default pipeline of ${companyId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

export async function setDefault(tx: Transaction, id: string): Promise<void> {
  await tx
    .updateTable('pipelines')
    .set({ is_default: false })
    .where('is_default', '=', true)
    .where('id', '<>', id)
    .execute();
  await tx.updateTable('pipelines').set({ is_default: true }).where('id', '=', id).execute();
}

export async function removePipeline(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('stages').where('pipeline_id', '=', id).execute();
  await tx.deleteFrom('pipelines').where('id', '=', id).execute();
}

export async function isPipelineUsed(tx: Transaction, id: string): Promise<boolean> {
  const query = tx.selectFrom('jobs').select('id').where('pipeline_id', '=', id).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}
