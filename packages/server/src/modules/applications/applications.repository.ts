import type { Application, Comment, HireStanding, Stage, StageKind } from '@joinery/sdk';
import { sql } from 'kysely';
import { asRows, prepare, rowsOf, sendPrepared, type Transaction } from '../../db/database.ts';
import { type HiringSight, seesApplication, worksInside } from '../../db/hiring-sight.ts';
import type { Slice } from '../../platform/page.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import { type AnswerRow, type NewAnswer, toApplicationAnswer } from './application-answers.ts';

export interface ApplicationFilter {
  ids?: string[] | undefined;
  number?: number | undefined;
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
  if (filter.number !== undefined) query = query.where('applications.number', '=', filter.number);
  if (filter.candidateIds !== undefined)
    query = query.where('applications.candidate_id', 'in', filter.candidateIds);
  if (filter.jobId !== undefined) query = query.where('applications.job_id', '=', filter.jobId);
  if (filter.jobNumber !== undefined) query = query.where('jobs.number', '=', filter.jobNumber);
  if (filter.stageId !== undefined) query = query.where('applications.stage_id', '=', filter.stageId);
  if (slice?.after !== undefined) query = query.where('applications.id', '<', slice.after);
  if (slice !== undefined) query = query.limit(slice.limit + 1);
  const { ids, candidateIds } = filter;
  const isOfOne = slice === undefined && (ids?.length === 1 || candidateIds?.length === 1);
  const ordered = query.orderBy('applications.id', 'desc');
  const rows = isOfOne ? await rowsOf(tx, ordered) : await ordered.execute();
  return rows.map((row) => ({
    ...toApplication(row),
    ...(row.told ? rejectionOf(row) : { rating: null }),
  }));
}

export async function findApplication(
  tx: Transaction,
  scope: HiringScope,
  id: string,
): Promise<Application | undefined> {
  const [application] = await listApplications(tx, scope, { ids: [id] });
  return application;
}

export async function findApplicationNumbered(
  tx: Transaction,
  scope: HiringScope,
  number: number,
): Promise<Application | undefined> {
  const [application] = await listApplications(tx, scope, { number });
  return application;
}

/** What a move needs; the row is held until the transaction ends. */
export async function lockApplication(
  tx: Transaction,
  id: string,
): Promise<{ pipelineId: string; stageId: string; isErased: boolean } | undefined> {
  const row = await tx
    .selectFrom('applications')
    .select(['pipeline_id', 'stage_id'])
    .select(
      sql<boolean>`exists (select from candidates c where c.company_id = applications.company_id
        and c.id = applications.candidate_id and c.erased_at is not null)`.as('is_erased'),
    )
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && { pipelineId: row.pipeline_id, stageId: row.stage_id, isErased: row.is_erased };
}

/** Whether a trigger begins hires of this job on some connection. */
export async function beginsHires(tx: Transaction, jobId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('hire_triggers')
    .select('mode')
    .where('mode', '=', 'automatic')
    .where((where) => where.or([where('job_id', '=', jobId), where('job_id', 'is', null)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a hire of the application is done. */
export async function hasSentHires(tx: Transaction, applicationId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('hires')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('state', '=', 'done')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export interface NewApplication extends Answers {
  id: string;
  number: number;
  candidateId: string;
  jobId: string;
  pipelineId: string;
  stageId: string;
  appliedAt: Date;
}

/** What an applicant says about this application, beyond who they are. */
export interface Answers {
  referredBy?: string | null | undefined;
  desiredSalary?: string | null | undefined;
  /** `YYYY-MM-DD` */
  availableOn?: string | null | undefined;
  references?: string | null | undefined;
}

export async function insertApplication(
  tx: Transaction,
  companyId: string,
  application: NewApplication,
): Promise<void> {
  await rowsOf(tx, insertOf(tx, companyId, application));
}

const insertRows = prepare(
  'insert-applications',
  `insert into applications (company_id, id, number, candidate_id, job_id, pipeline_id, stage_id, applied_at,
     stage_changed_at, updated_at, referred_by, desired_salary, available_on, reference_text)
   select $1, r.id, r.number, r.candidate_id, r.job_id, r.pipeline_id, r.stage_id, r.applied_at,
     r.applied_at, r.applied_at, r.referred_by, r.desired_salary, r.available_on, r.reference_text
   from jsonb_to_recordset($2::jsonb) as r (id text, number integer, candidate_id text, job_id text,
     pipeline_id text, stage_id text, applied_at timestamptz, referred_by text, desired_salary text,
     available_on date, reference_text text)`,
);

/** Of people who are new: theirs cannot be there already. In one statement however many they are. */
export async function sendApplications(
  tx: Transaction,
  companyId: string,
  applications: readonly NewApplication[],
): Promise<void> {
  if (applications.length === 0) return;
  await sendPrepared(tx, insertRows(companyId, asRows(applications.map(columnsOf))));
}

function insertOf(tx: Transaction, companyId: string, application: NewApplication) {
  const { appliedAt } = application;
  const times = { stage_changed_at: appliedAt, updated_at: appliedAt };
  return tx.insertInto('applications').values({ company_id: companyId, ...columnsOf(application), ...times });
}

function columnsOf(application: NewApplication) {
  return {
    id: application.id,
    number: application.number,
    candidate_id: application.candidateId,
    job_id: application.jobId,
    pipeline_id: application.pipelineId,
    stage_id: application.stageId,
    applied_at: application.appliedAt,
    referred_by: application.referredBy ?? null,
    desired_salary: application.desiredSalary ?? null,
    available_on: application.availableOn ?? null,
    reference_text: application.references ?? null,
  };
}

export async function insertAnswers(
  tx: Transaction,
  companyId: string,
  { applicationId, jobId }: { applicationId: string; jobId: string },
  answers: NewAnswer[],
): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map(({ questionId, value, fileId }) => ({
    company_id: companyId,
    application_id: applicationId,
    job_id: jobId,
    question_id: questionId,
    value: value === null ? null : JSON.stringify(value),
    file_id: fileId,
  }));
  await tx.insertInto('application_answers').values(rows).execute();
}

export async function updateApplicationStage(
  tx: Transaction,
  id: string,
  stage: Pick<Stage, 'id' | 'kind'>,
  at: Date,
): Promise<void> {
  // Why somebody was rejected is true for as long as they are.
  const reason = stage.kind === 'rejected' ? {} : { reject_reason_id: null, reject_note: null };
  const change = { stage_id: stage.id, stage_changed_at: at, updated_at: at, ...reason };
  await tx.updateTable('applications').set(change).where('id', '=', id).execute();
}

export async function updateRejection(
  tx: Transaction,
  id: string,
  { reasonId, note }: { reasonId: string | null; note: string | null },
  at: Date,
): Promise<void> {
  const change = { reject_reason_id: reasonId, reject_note: note, updated_at: at };
  await tx.updateTable('applications').set(change).where('id', '=', id).execute();
}

export async function updateRating(
  tx: Transaction,
  id: string,
  rating: number | null,
  at: Date,
): Promise<void> {
  await tx.updateTable('applications').set({ rating, updated_at: at }).where('id', '=', id).execute();
}

export interface NewStageChange {
  number: number;
  applicationId: string;
  fromStageId: string;
  toStageId: string;
  userId: string | null;
  at: Date;
}

export async function insertStageChange(
  tx: Transaction,
  companyId: string,
  change: NewStageChange,
): Promise<void> {
  await tx
    .insertInto('stage_changes')
    .values({
      company_id: companyId,
      number: change.number,
      application_id: change.applicationId,
      from_stage_id: change.fromStageId,
      to_stage_id: change.toStageId,
      user_id: change.userId,
      at: change.at,
    })
    .execute();
}

export interface NewComment {
  number: number;
  applicationId: string;
  userId: string | null;
  author: string;
  text: string;
  createdAt: Date;
}

export async function insertComment(tx: Transaction, companyId: string, comment: NewComment): Promise<void> {
  await tx
    .insertInto('application_comments')
    .values({
      company_id: companyId,
      number: comment.number,
      application_id: comment.applicationId,
      user_id: comment.userId,
      author: comment.author,
      text: comment.text,
      created_at: comment.createdAt,
    })
    .execute();
  const change = { updated_at: comment.createdAt };
  await tx.updateTable('applications').set(change).where('id', '=', comment.applicationId).execute();
}

/** Newest first; only their own for whoever is not told what the company thinks. */
export async function listComments(
  tx: Transaction,
  { sight }: HiringScope,
  applicationId: string,
  slice: Slice,
): Promise<Comment[]> {
  const after = /^\d{1,9}$/.test(slice.after ?? '') ? Number(slice.after) : undefined;
  const rows = await tx
    .selectFrom('application_comments')
    .select(['number', 'author', 'text', 'created_at'])
    .where('application_id', '=', applicationId)
    .$if(sight !== undefined, (q) => q.where(isToldComment(sight as HiringSight)))
    .$if(after !== undefined, (q) => q.where('number', '<', after ?? 0))
    .orderBy('number', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(({ created_at: createdAt, ...row }) => ({ ...row, createdAt: createdAt.toISOString() }));
}

function isToldComment(sight: HiringSight) {
  return sql<boolean>`(coalesce(application_comments.user_id = ${sight.userId}, false) or exists (
    select from applications a join jobs j on j.company_id = a.company_id and j.id = a.job_id
    where a.company_id = application_comments.company_id and a.id = application_comments.application_id
      and ${worksInside(sight, 'j')}))`;
}

const standings = sql<HireStanding[] | null>`(
  select json_agg(json_build_object(
      'id', h.id, 'connectionId', h.connection_id, 'connectionName', n.name, 'state', h.state,
      'employeeNumber', h.employee_number, 'problem', h.problem) order by h.id)
    from hires h join connections n on n.company_id = h.company_id and n.id = h.connection_id
   where h.company_id = applications.company_id and h.application_id = applications.id)`;

export const answersOf = sql<AnswerRow[]>`coalesce((
  select json_agg(json_build_object(
      'questionId', q.id, 'number', q.number, 'label', q.label, 'type', q.type, 'options', q.options,
      'value', a.value, 'fileId', a.file_id, 'fileName', f.name, 'archivedAt', q.archived_at)
      order by q.archived_at is not null, q.position, q.number)
    from application_answers a
    join job_questions q on q.company_id = a.company_id and q.id = a.question_id
    left join files f on f.company_id = a.company_id and f.id = a.file_id
   where a.company_id = applications.company_id and a.application_id = applications.id), '[]')`;

function selectApplications(tx: Transaction, scope: HiringScope) {
  const { sight } = scope;
  const told = sight === undefined ? sql<boolean>`true` : worksInside(sight);
  return tx
    .selectFrom('applications')
    .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .innerJoin('jobs', 'jobs.id', 'applications.job_id')
    .innerJoin('stages', 'stages.id', 'applications.stage_id')
    .leftJoin('reject_reasons', (join) =>
      join
        .onRef('reject_reasons.company_id', '=', 'applications.company_id')
        .onRef('reject_reasons.id', '=', 'applications.reject_reason_id'),
    )
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
      'applications.updated_at',
      'applications.rating',
      'applications.reject_reason_id',
      'applications.reject_note',
      'reject_reasons.label as reject_reason',
      'applications.referred_by',
      'applications.desired_salary',
      'applications.available_on',
      'applications.reference_text',
      answersOf.as('answers'),
      commentsOf(sight).as('comments'),
      told.as('told'),
    ])
    .$if(scope.seesHires === true, (q) => q.select(standings.as('hires')))
    .$if(sight !== undefined, (q) => q.where(seesApplication(sight as HiringSight)));
}

/** How many comments of the application there are for them, in a query of applications and jobs. */
export function commentsOf(sight: HiringSight | undefined) {
  const seen =
    sight === undefined
      ? sql``
      : sql` and (${worksInside(sight)} or coalesce(c.user_id = ${sight.userId}, false))`;
  return sql<number>`(
    select count(*)::int from application_comments c
    where c.company_id = applications.company_id and c.application_id = applications.id${seen})`;
}

function rejectionOf(row: Selected): Pick<Application, 'rejection'> {
  if (row.kind !== 'rejected' || (row.reject_reason_id === null && row.reject_note === null))
    return { rejection: null };
  const { reject_reason_id: reasonId, reject_reason: reason, reject_note: note } = row;
  return { rejection: { reasonId, reason, note } };
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
    rating: row.rating,
    referredBy: row.referred_by,
    desiredSalary: row.desired_salary,
    availableOn: row.available_on,
    references: row.reference_text,
    answers: row.answers.map(toApplicationAnswer),
    commentCount: row.comments,
    appliedAt: row.applied_at.toISOString(),
    stageChangedAt: row.stage_changed_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...(row.hires === undefined ? {} : { hires: row.hires ?? [] }),
  };
}
