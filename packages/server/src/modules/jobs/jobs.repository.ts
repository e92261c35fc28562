import type { JobStatus } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';
import type { HiringScope, JobView, parseJobReference } from './jobs.ts';

type Reference = ReturnType<typeof parseJobReference>;

export interface JobFilter {
  status?: JobStatus | undefined;
}

/** Newest first. */
export async function listJobs(
  tx: Transaction,
  scope: HiringScope,
  filter: JobFilter,
  slice: Slice,
): Promise<JobView[]> {
  let query = selectJobs(tx, scope);
  if (filter.status !== undefined) query = query.where('jobs.status', '=', filter.status);
  if (slice.after !== undefined) query = query.where('jobs.id', '<', slice.after);
  const rows = await query
    .orderBy('jobs.id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toJob);
}

export async function findJob(
  tx: Transaction,
  scope: HiringScope,
  reference: Reference,
): Promise<JobView | undefined> {
  const row = await selectJobs(tx, scope).where(byReference(reference)).executeTakeFirst();
  return row && toJob(row);
}

export interface JobRow {
  id: string;
  number: number;
  pipelineId: string;
  title: string;
  status: JobStatus;
  leadEmployeeId: string | null;
}

/** Keeps others from changing or removing the job until the transaction ends. */
export async function lockJob(
  tx: Transaction,
  reference: Reference,
  mode: 'share' | 'update',
): Promise<JobRow | undefined> {
  const query = tx
    .selectFrom('jobs')
    .select(['id', 'number', 'pipeline_id', 'title', 'status', 'hiring_lead_employee_id'])
    .where(byReference(reference));
  const row = await (mode === 'share' ? query.forShare() : query.forUpdate()).executeTakeFirst();
  if (row === undefined) return undefined;
  const { pipeline_id: pipelineId, hiring_lead_employee_id: leadEmployeeId, ...rest } = row;
  return { ...rest, pipelineId, leadEmployeeId, status: row.status as JobStatus };
}

export interface JobValues {
  title: string;
  status: JobStatus;
  department: string | null;
  location: string | null;
  employmentType: string | null;
  description: string;
  leadEmployeeId: string | null;
}

/** What is absent or undefined stays as it is. */
export type JobChange = { [K in keyof JobValues]?: JobValues[K] | undefined };

export async function insertJob(
  tx: Transaction,
  companyId: string,
  job: JobValues & { id: string; pipelineId: string; postedAt: Date | null; createdAt: Date },
): Promise<void> {
  await tx
    .insertInto('jobs')
    .values({
      id: job.id,
      company_id: companyId,
      pipeline_id: job.pipelineId,
      ...toColumns(job),
      title: job.title,
      status: job.status,
      posted_at: job.postedAt,
      created_at: job.createdAt,
      updated_at: job.createdAt,
    })
    .execute();
}

export async function updateJob(tx: Transaction, id: string, change: JobChange, at: Date): Promise<void> {
  // The first opening dates the posting; closing and opening again does not.
  const posted = change.status === 'open' ? { posted_at: sql<Date>`coalesce(posted_at, ${at})` } : {};
  await tx
    .updateTable('jobs')
    .set({ ...toColumns(change), ...posted, updated_at: at })
    .where('id', '=', id)
    .execute();
}

export async function removeJob(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('jobs').where('id', '=', id).execute();
}

export async function isJobUsed(tx: Transaction, id: string): Promise<boolean> {
  const query = tx.selectFrom('applications').select('id').where('job_id', '=', id).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function findEmployeeId(tx: Transaction, number: number): Promise<string | undefined> {
  const query = tx.selectFrom('employees').select('id').where('number', '=', number);
  return (await query.executeTakeFirst())?.id;
}

function toColumns(job: JobChange) {
  return {
    ...(job.title === undefined ? {} : { title: job.title }),
    ...(job.status === undefined ? {} : { status: job.status }),
    ...(job.department === undefined ? {} : { department: job.department }),
    ...(job.location === undefined ? {} : { location: job.location }),
    ...(job.employmentType === undefined ? {} : { employment_type: job.employmentType }),
    ...(job.description === undefined ? {} : { description: job.description }),
    ...(job.leadEmployeeId === undefined ? {} : { hiring_lead_employee_id: job.leadEmployeeId }),
  };
}

function byReference(reference: Reference) {
  return 'id' in reference
    ? sql<boolean>`jobs.id = ${reference.id}`
    : sql<boolean>`jobs.number = ${reference.number}`;
}

function selectJobs(tx: Transaction, scope: HiringScope) {
  return tx
    .selectFrom('jobs')
    .leftJoin('employees', 'employees.id', 'jobs.hiring_lead_employee_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('applications')
          .innerJoin('stages', 'stages.id', 'applications.stage_id')
          .whereRef('applications.job_id', '=', 'jobs.id')
          .select([
            sql<number>`count(*)::int`.as('total'),
            sql<number>`(count(*) filter (where stages.kind = 'new'))::int`.as('fresh'),
            sql<number>`(count(*) filter (where stages.kind in ('new', 'active', 'offer')))::int`.as(
              'active',
            ),
          ])
          .as('counted'),
      (join) => join.onTrue(),
    )
    .select([
      'jobs.id',
      'jobs.number',
      'jobs.pipeline_id',
      'jobs.title',
      'jobs.status',
      'jobs.department',
      'jobs.location',
      'jobs.employment_type',
      'jobs.description',
      'jobs.posted_at',
      'jobs.created_at',
      'jobs.updated_at',
      'employees.id as lead_id',
      'employees.number as lead_number',
      sql<string | null>`employees."values" ->> 'firstName'`.as('lead_first_name'),
      sql<string | null>`employees."values" ->> 'lastName'`.as('lead_last_name'),
      'counted.total',
      'counted.fresh',
      'counted.active',
    ])
    .$if(scope.leadEmployeeId !== undefined, (q) =>
      q.where('jobs.hiring_lead_employee_id', '=', scope.leadEmployeeId ?? ''),
    );
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectJobs>['executeTakeFirstOrThrow']>>;

function toJob(row: Selected): JobView {
  const lead =
    row.lead_id === null || row.lead_number === null
      ? null
      : {
          employeeId: row.lead_id,
          number: row.lead_number,
          firstName: row.lead_first_name ?? '',
          lastName: row.lead_last_name ?? '',
        };
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    status: row.status as JobStatus,
    department: row.department,
    location: row.location,
    employmentType: row.employment_type,
    description: row.description,
    hiringLeadEmployeeNumber: lead?.number ?? null,
    hiringLead: lead,
    pipelineId: row.pipeline_id,
    applicationCount: row.total ?? 0,
    counts: { new: row.fresh ?? 0, active: row.active ?? 0, total: row.total ?? 0 },
    postedAt: row.posted_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
