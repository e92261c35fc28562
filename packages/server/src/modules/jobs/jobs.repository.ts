import type { JobQuestions, JobQuestionsInput, JobStatus, LocationType } from '@joinery/sdk';
import { sql } from 'kysely';
import { rowsOf, type Transaction } from '../../db/database.ts';
import { type HiringSight, seesApplication, seesJob } from '../../db/hiring-sight.ts';
import type { Slice } from '../../platform/page.ts';
import { type QuestionRow, toJobQuestion } from './job-questions.ts';
import {
  completeQuestions,
  type HiringScope,
  type JobTerms,
  type JobView,
  type parseJobReference,
} from './jobs.ts';

type Reference = ReturnType<typeof parseJobReference>;

export interface JobFilter {
  /** All but deleted ones when absent. */
  status?: JobStatus | undefined;
  /** Deleted ones too. */
  all?: boolean | undefined;
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
  else if (!filter.all) query = query.where('jobs.status', '<>', 'deleted');
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

export async function findJobTerms(
  tx: Transaction,
  scope: HiringScope,
  reference: Reference,
): Promise<JobTerms | undefined> {
  const row = await selectTerms(tx, scope).where(byReference(reference)).executeTakeFirst();
  return row && toTerms(row);
}

/** Capitals do not count. */
export async function findOpenJobsTitled(
  tx: Transaction,
  scope: HiringScope,
  title: string,
  limit: number,
): Promise<JobTerms[]> {
  const rows = await selectTerms(tx, scope)
    .where('jobs.status', '=', 'open')
    .where(sql<string>`lower(jobs.title)`, '=', sql<string>`lower(${title})`)
    .orderBy('jobs.id')
    .limit(limit)
    .execute();
  return rows.map(toTerms);
}

export interface JobRow {
  id: string;
  number: number;
  pipelineId: string;
  title: string;
  status: JobStatus;
  leadEmployeeId: string | null;
  questions: JobQuestions;
  isPublished: boolean;
}

export async function findIdNumbered(tx: Transaction, number: number): Promise<string | undefined> {
  const row = await tx.selectFrom('jobs').select('id').where('number', '=', number).executeTakeFirst();
  return row?.id;
}

/** Keeps others from changing or removing the job until the transaction ends. */
export async function lockJob(
  tx: Transaction,
  { sight }: HiringScope,
  reference: Reference,
  mode: 'share' | 'update',
): Promise<JobRow | undefined> {
  const query = tx
    .selectFrom('jobs')
    .select([
      'id',
      'number',
      'pipeline_id',
      'title',
      'status',
      'hiring_lead_employee_id',
      'questions',
      'published_at',
    ])
    .where(byReference(reference));
  const seen = sight === undefined ? query : query.where(seesJob(sight));
  const [row] = await rowsOf(tx, mode === 'share' ? seen.forShare() : seen.forUpdate());
  if (row === undefined) return undefined;
  const { pipeline_id: pipelineId, hiring_lead_employee_id: leadEmployeeId, published_at: at, ...rest } = row;
  return {
    ...rest,
    pipelineId,
    leadEmployeeId,
    questions: completeQuestions(row.questions as JobQuestionsInput),
    status: row.status as JobStatus,
    isPublished: at !== null,
  };
}

export interface JobValues {
  title: string;
  status: JobStatus;
  department: string | null;
  location: string | null;
  locationType: LocationType;
  employmentType: string | null;
  minimumExperience: string | null;
  compensation: string | null;
  internalCode: string | null;
  description: string;
  leadEmployeeId: string | null;
  questions: JobQuestionsInput;
}

/** What is absent or undefined stays as it is. */
export type JobChange = { [K in keyof JobValues]?: JobValues[K] | undefined };

export async function insertJob(
  tx: Transaction,
  companyId: string,
  job: JobValues & {
    id: string;
    number: number;
    pipelineId: string;
    postedAt: Date | null;
    publishedAt: Date | null;
    createdAt: Date;
  },
): Promise<void> {
  await tx
    .insertInto('jobs')
    .values({
      id: job.id,
      company_id: companyId,
      number: job.number,
      pipeline_id: job.pipelineId,
      ...toColumns(job),
      questions: JSON.stringify(job.questions),
      title: job.title,
      status: job.status,
      posted_at: job.postedAt,
      published_at: job.publishedAt,
      created_at: job.createdAt,
      updated_at: job.createdAt,
    })
    .execute();
}

export async function updateJob(tx: Transaction, id: string, change: JobChange, at: Date): Promise<void> {
  // The first opening dates the posting; closing and opening again does not.
  const posted = change.status === 'open' ? { posted_at: sql<Date>`coalesce(posted_at, ${at})` } : {};
  const hidden = change.status === undefined || change.status === 'open' ? {} : { published_at: null };
  await tx
    .updateTable('jobs')
    .set({ ...toColumns(change), ...posted, ...hidden, updated_at: at })
    .where('id', '=', id)
    .execute();
}

export async function setPublished(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.updateTable('jobs').set({ published_at: at }).where('id', '=', id).execute();
}

export async function setPipeline(tx: Transaction, id: string, pipelineId: string): Promise<void> {
  await tx.updateTable('jobs').set({ pipeline_id: pipelineId }).where('id', '=', id).execute();
}

/** Nobody moves an application of the job until the transaction ends. */
export async function holdOccupiedStages(tx: Transaction, jobId: string): Promise<Set<string>> {
  const query = tx.selectFrom('applications').select('stage_id').where('job_id', '=', jobId);
  const rows = await query.orderBy('id').forUpdate().execute();
  return new Set(rows.map(({ stage_id: id }) => id));
}

/** Every application of the job, into the stage that is matched with the one where it stands. */
export async function moveApplications(
  tx: Transaction,
  {
    jobId,
    pipelineId,
    matched,
    at,
  }: { jobId: string; pipelineId: string; matched: ReadonlyMap<string, string>; at: Date },
): Promise<{ id: string; candidateId: string; jobId: string; fromStageId: string; toStageId: string }[]> {
  const [from, to] = [[...matched.keys()], [...matched.values()]];
  const moved = await sql<{ id: string; candidateId: string; fromStageId: string; toStageId: string }>`
    update applications a set pipeline_id = ${pipelineId}, stage_id = m.target, updated_at = ${at}
    from unnest(${from}::text[], ${to}::text[]) as m (source, target)
    where a.job_id = ${jobId} and a.stage_id = m.source
    returning a.id, a.candidate_id as "candidateId", m.source as "fromStageId", m.target as "toStageId"`.execute(
    tx,
  );
  return moved.rows.map((row) => ({ ...row, jobId }));
}

/** Writes the new name of an option wherever jobs have the old one. */
export async function renameOption(
  tx: Transaction,
  column: 'department' | 'location',
  { from, to }: { from: string; to: string },
): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ [column]: to })
    .where(sql<boolean>`lower(${sql.ref(column)}) = lower(${from})`)
    .execute();
}

export async function hasJobWith(
  tx: Transaction,
  column: 'department' | 'location',
  name: string,
): Promise<boolean> {
  const found = await tx
    .selectFrom('jobs')
    .select('id')
    .where(sql<boolean>`lower(${sql.ref(column)}) = lower(${name})`)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
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
    ...(job.locationType === undefined ? {} : { location_type: job.locationType }),
    ...(job.employmentType === undefined ? {} : { employment_type: job.employmentType }),
    ...(job.minimumExperience === undefined ? {} : { minimum_experience: job.minimumExperience }),
    ...(job.compensation === undefined ? {} : { compensation: job.compensation }),
    ...(job.internalCode === undefined ? {} : { internal_code: job.internalCode }),
    ...(job.questions === undefined
      ? {}
      : { questions: sql<string>`jobs.questions || ${JSON.stringify(job.questions)}::jsonb` }),
    ...(job.description === undefined ? {} : { description: job.description }),
    ...(job.leadEmployeeId === undefined ? {} : { hiring_lead_employee_id: job.leadEmployeeId }),
  };
}

function byReference(reference: Reference) {
  return 'id' in reference
    ? sql<boolean>`jobs.id = ${reference.id}`
    : sql<boolean>`jobs.number = ${reference.number}`;
}

/** Columns that name an option, by the number of its list. */
export const columnsOfLists: Record<number, 'department' | 'location'> = { 4: 'department', 18: 'location' };

function optionNumber(list: 4 | 18) {
  const column = sql.ref(`jobs.${columnsOfLists[list]}`);
  return sql<number | null>`(
    select o.id from list_options o
    where o.company_id = jobs.company_id and o.list_number = ${list} and lower(o.name) = lower(${column}))`;
}

const asked = sql<Omit<QuestionRow, 'archivedAt'>[]>`coalesce((
  select json_agg(json_build_object(
      'id', q.id, 'number', q.number, 'jobId', q.job_id, 'label', q.label, 'help', q.help, 'type', q.type,
      'required', q.required, 'options', q.options, 'position', q.position) order by q.position)
    from job_questions q
   where q.company_id = jobs.company_id and q.job_id = jobs.id and q.archived_at is null), '[]')`;

function selectTerms(tx: Transaction, scope: HiringScope) {
  return tx
    .selectFrom('jobs')
    .leftJoin('employees', 'employees.id', 'jobs.hiring_lead_employee_id')
    .select([
      'jobs.id',
      'jobs.number',
      'jobs.pipeline_id',
      'jobs.title',
      'jobs.status',
      'jobs.department',
      'jobs.location',
      'jobs.location_type',
      'jobs.employment_type',
      'jobs.minimum_experience',
      'jobs.compensation',
      'jobs.internal_code',
      'jobs.questions',
      asked.as('asked'),
      optionNumber(4).as('department_option'),
      optionNumber(18).as('location_option'),
      'jobs.description',
      'jobs.posted_at',
      'jobs.published_at',
      'jobs.created_at',
      'jobs.updated_at',
      'employees.number as lead_number',
    ])
    .$if(scope.sight !== undefined, (q) => q.where(seesJob(scope.sight as HiringSight)));
}

function selectJobs(tx: Transaction, scope: HiringScope) {
  return selectTerms(tx, scope)
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('applications')
          .innerJoin('stages', 'stages.id', 'applications.stage_id')
          // Whom the database shows: nobody who is restricted.
          .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
          .whereRef('applications.job_id', '=', 'jobs.id')
          .$if(scope.sight !== undefined, (q) => q.where(seesApplication(scope.sight as HiringSight)))
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
    .select(['counted.total', 'counted.fresh', 'counted.active']);
}

type Selected<
  Select extends (tx: Transaction, scope: HiringScope) => { executeTakeFirstOrThrow(): unknown },
> = Awaited<ReturnType<ReturnType<Select>['executeTakeFirstOrThrow']>>;

function toJob(row: Selected<typeof selectJobs>): JobView {
  const { total, fresh, active } = row;
  return {
    ...toTerms(row),
    applicationCount: total ?? 0,
    counts: { new: fresh ?? 0, active: active ?? 0, total: total ?? 0 },
  };
}

function toTerms(row: Selected<typeof selectTerms>): JobTerms {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    status: row.status as JobStatus,
    department: row.department,
    location: row.location,
    locationType: row.location_type as LocationType,
    employmentType: row.employment_type,
    minimumExperience: row.minimum_experience,
    compensation: row.compensation,
    internalCode: row.internal_code,
    description: row.description,
    questions: completeQuestions(row.questions as JobQuestionsInput),
    customQuestions: row.asked.map((question) => toJobQuestion({ ...question, archivedAt: null })),
    departmentOption: row.department_option,
    locationOption: row.location_option,
    hiringLeadEmployeeNumber: row.lead_number,
    pipelineId: row.pipeline_id,
    publishedAt: row.published_at?.toISOString() ?? null,
    postedAt: row.posted_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
