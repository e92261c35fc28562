import type { Application, StageKind } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';
import type { HiringScope } from '../jobs/jobs.ts';

export interface ApplicationFilter {
  ids?: string[] | undefined;
  candidateIds?: string[] | undefined;
  jobId?: string | undefined;
  jobNumber?: number | undefined;
  stageId?: string | undefined;
}

/** Newest first. */
export async function listApplications(
  tx: Transaction,
  scope: HiringScope,
  filter: ApplicationFilter,
  slice?: Slice,
): Promise<Application[]> {
  let query = selectApplications(tx, scope);
  if (filter.ids !== undefined) query = query.where('applications.id', 'in', filter.ids);
  if (filter.candidateIds !== undefined)
    query = query.where('applications.candidate_id', 'in', filter.candidateIds);
  if (filter.jobId !== undefined) query = query.where('applications.job_id', '=', filter.jobId);
  if (filter.jobNumber !== undefined) query = query.where('jobs.number', '=', filter.jobNumber);
  if (filter.stageId !== undefined) query = query.where('applications.stage_id', '=', filter.stageId);
  if (slice?.after !== undefined) query = query.where('applications.id', '<', slice.after);
  if (slice !== undefined) query = query.limit(slice.limit + 1);
  const rows = await query.orderBy('applications.id', 'desc').execute();
  return rows.map(toApplication);
}

export async function findApplication(
  tx: Transaction,
  scope: HiringScope,
  id: string,
): Promise<Application | undefined> {
  const [application] = await listApplications(tx, scope, { ids: [id] });
  return application;
}

/** What a move needs; the row is held until the transaction ends. */
export async function lockApplication(
  tx: Transaction,
  id: string,
): Promise<{ pipelineId: string; stageId: string } | undefined> {
  const row = await tx
    .selectFrom('applications')
    .select(['pipeline_id', 'stage_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && { pipelineId: row.pipeline_id, stageId: row.stage_id };
}

export interface NewApplication {
  id: string;
  candidateId: string;
  jobId: string;
  pipelineId: string;
  stageId: string;
  appliedAt: Date;
}

export async function insertApplication(
  tx: Transaction,
  companyId: string,
  application: NewApplication,
): Promise<void> {
  await tx
    .insertInto('applications')
    .values({
      id: application.id,
      company_id: companyId,
      candidate_id: application.candidateId,
      job_id: application.jobId,
      pipeline_id: application.pipelineId,
      stage_id: application.stageId,
      applied_at: application.appliedAt,
      stage_changed_at: application.appliedAt,
    })
    .execute();
}

export async function updateApplicationStage(
  tx: Transaction,
  id: string,
  stageId: string,
  at: Date,
): Promise<void> {
  const change = { stage_id: stageId, stage_changed_at: at };
  await tx.updateTable('applications').set(change).where('id', '=', id).execute();
}

function selectApplications(tx: Transaction, scope: HiringScope) {
  return tx
    .selectFrom('applications')
    .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .innerJoin('jobs', 'jobs.id', 'applications.job_id')
    .innerJoin('stages', 'stages.id', 'applications.stage_id')
    .select([
      'applications.id',
      'applications.number',
      'applications.candidate_id',
      'candidates.first_name',
      'candidates.last_name',
      'candidates.email',
      'applications.job_id',
      'jobs.title',
      'applications.stage_id',
      'stages.name as stage_name',
      'stages.kind',
      'applications.applied_at',
      'applications.stage_changed_at',
    ])
    .$if(scope.leadEmployeeId !== undefined, (q) =>
      q.where('jobs.hiring_lead_employee_id', '=', scope.leadEmployeeId ?? ''),
    );
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectApplications>['executeTakeFirstOrThrow']>>;

function toApplication(row: Selected): Application {
  return {
    id: row.id,
    number: row.number,
    candidateId: row.candidate_id,
    candidateName: `${row.first_name} ${row.last_name}`.trim(),
    candidateEmail: row.email,
    jobId: row.job_id,
    jobTitle: row.title,
    stageId: row.stage_id,
    stageName: row.stage_name,
    stageKind: row.kind as StageKind,
    appliedAt: row.applied_at.toISOString(),
    stageChangedAt: row.stage_changed_at.toISOString(),
  };
}
