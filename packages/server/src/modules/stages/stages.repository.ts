import type { Stage, StageKind } from '@joinery/sdk';
import { sql } from 'kysely';
import { prepare, rowsOf, type Transaction } from '../../db/database.ts';

export interface StageRow extends Stage {
  code: string | null;
}

const columns = ['id', 'number', 'pipeline_id as pipelineId', 'code', 'name', 'kind', 'position'] as const;

export async function listStages(tx: Transaction, pipelineId?: string): Promise<StageRow[]> {
  const query = tx
    .selectFrom('stages')
    .select(columns)
    .$if(pipelineId !== undefined, (q) => q.where('pipeline_id', '=', pipelineId ?? ''))
    .orderBy('pipeline_id')
    .orderBy('position');
  return (await rowsOf(tx, query)).map(toStage);
}

export async function findStage(tx: Transaction, id: string): Promise<StageRow | undefined> {
  const row = await tx.selectFrom('stages').select(columns).where('id', '=', id).executeTakeFirst();
  return row && toStage(row);
}

/** Holds the stage as it is until the transaction ends: nobody removes it or changes its kind. */
export async function lockStage(tx: Transaction, id: string): Promise<StageRow | undefined> {
  const query = tx.selectFrom('stages').select(columns).where('id', '=', id).forShare();
  const [row] = await rowsOf(tx, query);
  return row && toStage(row);
}

/** Holds the first stage of kind new of the job's pipeline, unless it is one no more by then. */
export async function lockFirstNew(tx: Transaction, jobId: string): Promise<StageRow | undefined> {
  return (await tx.executeQuery(firstNew(jobId))).rows[0];
}

const firstNew = prepare<StageRow>(
  'lock-first-new-stage',
  `select id, number, pipeline_id as "pipelineId", code, name, kind, position
   from stages where pipeline_id = (select pipeline_id from jobs where id = $1) and kind = 'new'
   order by position limit 1 for share`,
);

/** Waits for all who use the pipeline's stages, and makes later ones wait. */
export async function lockStages(tx: Transaction, pipelineId: string): Promise<StageRow[]> {
  await tx.selectFrom('pipelines').select('id').where('id', '=', pipelineId).forUpdate().execute();
  const rows = await tx
    .selectFrom('stages')
    .select(columns)
    .where('pipeline_id', '=', pipelineId)
    .orderBy('position')
    .forUpdate()
    .execute();
  return rows.map(toStage);
}

export async function getDefaultPipelineId(tx: Transaction): Promise<string> {
  const query = tx.selectFrom('pipelines').select('id').where('is_default', '=', true);
  return (await query.executeTakeFirstOrThrow()).id;
}

export async function insertPipeline(tx: Transaction, companyId: string, id: string): Promise<void> {
  const row = { id, company_id: companyId, name: 'Hiring', is_default: true };
  await tx.insertInto('pipelines').values(row).execute();
}

export interface NewStage {
  id: string;
  pipelineId: string;
  number: number;
  code?: string;
  name: string;
  kind: StageKind;
  position: number;
}

export async function insertStages(tx: Transaction, companyId: string, stages: NewStage[]): Promise<void> {
  const rows = stages.map((stage) => ({
    id: stage.id,
    company_id: companyId,
    pipeline_id: stage.pipelineId,
    number: stage.number,
    code: stage.code ?? null,
    name: stage.name,
    kind: stage.kind,
    position: stage.position,
  }));
  await tx.insertInto('stages').values(rows).execute();
}

export async function updateStage(
  tx: Transaction,
  id: string,
  change: { name: string; kind: StageKind },
): Promise<void> {
  await tx.updateTable('stages').set(change).where('id', '=', id).execute();
}

export async function updateStageOrder(tx: Transaction, ids: string[]): Promise<void> {
  await sql`
    update stages set position = wanted.position - 1
    from unnest(${ids}::text[]) with ordinality as wanted (id, position)
    where stages.id = wanted.id and stages.position <> wanted.position - 1`.execute(tx);
}

export async function removeStage(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('stages').where('id', '=', id).execute();
}

export async function isStageUsed(tx: Transaction, id: string): Promise<boolean> {
  const query = tx.selectFrom('applications').select('id').where('stage_id', '=', id).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

function toStage(row: Omit<StageRow, 'kind'> & { kind: string }): StageRow {
  return { ...row, kind: row.kind as StageKind };
}
