// Applications as other people's applicant tracking lists and shows them, by numbers.
import type { Attachment, JobStatus, StageKind } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { type HiringSight, seesApplication, seesDocument, worksInside } from '../../db/hiring-sight.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import { type AnswerRow, toApplicationAnswer } from './application-answers.ts';
import type { ApplicationFile, ApplicationLine, PageQuery, SortKey } from './application-pages.ts';
import { answersOf, commentsOf } from './applications.repository.ts';

/** One line more than `limit`, where there is one. */
export async function listLines(
  tx: Transaction,
  scope: HiringScope,
  query: PageQuery,
  { limit, offset }: { limit: number; offset: number },
): Promise<ApplicationLine[]> {
  const { sortBy, descending, ...filter } = query;
  // Only where there are blanks: the index on the date is in the order that "desc" alone means.
  const blanks = sql.raw(sortBy === 'rating' || sortBy === 'phone' ? ' nulls last' : '');
  const key = sortBy === 'rating' ? ratingOf(scope) : sortKeys[sortBy];
  const order = sql`${key} ${sql.raw(descending ? 'desc' : 'asc')}${blanks}`;
  const rows = await selectLines(tx, scope)
    .where(matching(filter))
    .orderBy(order)
    .orderBy('applications.number', 'desc')
    .limit(limit + 1)
    .offset(offset)
    .execute();
  return rows.map(toLine);
}

/** Everything about one application. */
export async function findApplicationFile(
  tx: Transaction,
  scope: HiringScope,
  number: number,
): Promise<ApplicationFile | undefined> {
  const row = await selectLines(tx, scope)
    .leftJoin('employees', 'employees.id', 'jobs.hiring_lead_employee_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('stage_changes')
          .leftJoin('users', 'users.id', 'stage_changes.user_id')
          .leftJoin('employees as own', 'own.id', 'users.employee_id')
          .whereRef('stage_changes.application_id', '=', 'applications.id')
          .whereRef('stage_changes.company_id', '=', 'applications.company_id')
          .select([
            'users.number as user_number',
            'users.first_name as user_first_name',
            'users.last_name as user_last_name',
            'own.number as user_employee',
          ])
          .orderBy('stage_changes.number', 'desc')
          .limit(1)
          .as('last_change'),
      (join) => join.onTrue(),
    )
    .select([
      'candidates.id as candidate_id',
      'candidates.details',
      'employees.number as lead_number',
      'applications.stage_changed_at',
      'applications.referred_by',
      'applications.desired_salary',
      'applications.available_on',
      'applications.reference_text',
      answersOf.as('answers'),
      'last_change.user_number',
      'last_change.user_first_name',
      'last_change.user_last_name',
      'last_change.user_employee',
      commentsOf(scope.sight).as('comments'),
      counted(sql`stage_changes o where o.application_id = applications.id`).as('changes'),
      counted(sql`applications o join jobs j on j.id = o.job_id
        where o.candidate_id = applications.candidate_id and o.id <> applications.id and ${seen(scope)}`).as(
        'elsewhere',
      ),
      counted(sql`applications o join candidates c on c.id = o.candidate_id join jobs j on j.id = o.job_id
        where o.job_id = applications.job_id and o.id <> applications.id
          and c.email_key = candidates.email_key and ${seen(scope)}`).as('duplicates'),
    ])
    .where('applications.number', '=', number)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    ...toLine(row),
    profile: row.details as ApplicationFile['profile'],
    stageChangedAt: row.stage_changed_at,
    changedBy:
      row.user_number === null
        ? null
        : {
            number: row.user_number,
            firstName: row.user_first_name ?? '',
            lastName: row.user_last_name ?? '',
            employeeNumber: row.user_employee,
          },
    leadNumber: row.lead_number,
    referredBy: row.referred_by,
    desiredSalary: row.desired_salary,
    availableOn: row.available_on,
    references: row.reference_text,
    answers: row.answers.map(toAnswer),
    counts: {
      comments: row.comments,
      stageChanges: row.changes,
      otherApplications: row.elsewhere,
      duplicates: row.duplicates,
    },
    documents: await listDocuments(tx, scope, row.candidate_id),
  };
}

function toAnswer(row: AnswerRow): ApplicationFile['answers'][number] {
  const { label, text } = toApplicationAnswer(row);
  const archivedAt = row.archivedAt === null ? null : new Date(row.archivedAt);
  return { question: { number: row.number, label }, text, archivedAt };
}

/** Newest first. */
async function listDocuments(
  tx: Transaction,
  { sight }: HiringScope,
  candidateId: string,
): Promise<ApplicationFile['documents']> {
  const rows = await tx
    .selectFrom('attachments')
    .innerJoin('candidates', 'candidates.id', 'attachments.candidate_id')
    .innerJoin('files', 'files.id', 'attachments.file_id')
    .select(['files.number', 'files.name', 'attachments.kind'])
    .where('attachments.candidate_id', '=', candidateId)
    .$if(sight !== undefined, (q) => q.where(seesDocument(sight as HiringSight)))
    .orderBy('attachments.created_at', 'desc')
    .orderBy('files.number', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as Attachment['kind'] }));
}

function counted(from: ReturnType<typeof sql>) {
  return sql<number>`(select count(*)::int from ${from})`;
}

/** What else there is of the person is told only as far as it may be seen. */
function seen({ sight }: HiringScope) {
  return sight === undefined ? sql`true` : seesApplication(sight, { jobs: 'j', applications: 'o' });
}

/** Stars are what the company thinks: the order does not tell of them either. */
function ratingOf({ sight }: HiringScope) {
  if (sight === undefined) return sql<number | null>`applications.rating`;
  return sql<number | null>`case when ${worksInside(sight)} then applications.rating end`;
}

const sortKeys: Record<Exclude<SortKey, 'rating'>, ReturnType<typeof sql>> = {
  first_name: sql`lower(candidates.first_name)`,
  job_title: sql`lower(jobs.title)`,
  phone: sql`candidates.phone`,
  status: sql`stages.position`,
  last_updated: sql`applications.updated_at`,
  created_date: sql`applications.applied_at`,
};

type Filter = Omit<PageQuery, 'sortBy' | 'descending'>;

function matching({ jobNumber, stageNumbers, kinds, jobStatuses, text, appliedSince }: Filter) {
  const pattern = `%${(text ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const conditions = [
    sql`jobs.status = any(${jobStatuses as JobStatus[]}::text[])`,
    ...(jobNumber === undefined ? [] : [sql`jobs.number = ${jobNumber}`]),
    ...(stageNumbers === undefined ? [] : [sql`stages.number = any(${stageNumbers}::int[])`]),
    ...(kinds === undefined ? [] : [sql`stages.kind = any(${kinds}::text[])`]),
    ...(appliedSince === undefined ? [] : [sql`applications.applied_at >= ${appliedSince}`]),
    ...(text === undefined
      ? []
      : [
          sql`(candidates.first_name || ' ' || candidates.last_name ilike ${pattern}
            or candidates.email ilike ${pattern} or jobs.title ilike ${pattern})`,
        ]),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function selectLines(tx: Transaction, scope: HiringScope) {
  return tx
    .selectFrom('applications')
    .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .innerJoin('jobs', 'jobs.id', 'applications.job_id')
    .innerJoin('stages', 'stages.id', 'applications.stage_id')
    .select([
      'applications.number',
      'applications.applied_at',
      ratingOf(scope).as('rating'),
      'candidates.number as candidate_number',
      'candidates.first_name',
      'candidates.last_name',
      'candidates.email',
      'candidates.phone',
      'candidates.source',
      'jobs.number as job_number',
      'jobs.title',
      'stages.number as stage_number',
      'stages.name as stage_name',
      'stages.kind',
    ])
    .$if(scope.sight !== undefined, (q) => q.where(seesApplication(scope.sight as HiringSight)));
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectLines>['executeTakeFirstOrThrow']>>;

function toLine(row: Selected): ApplicationLine {
  return {
    number: row.number,
    appliedAt: row.applied_at,
    rating: row.rating,
    stage: { number: row.stage_number, name: row.stage_name, kind: row.kind as StageKind },
    candidate: {
      number: row.candidate_number,
      firstName: row.first_name,
      lastName: row.last_name,
      email: row.email,
      phone: row.phone,
      source: row.source,
    },
    job: { number: row.job_number, title: row.title },
  };
}
