// What of hiring somebody sees who sees only assigned jobs. The rule stands here once, as conditions
// that every list, page, file and count of hiring asks. They are no functions of the database:
// PostgreSQL plans a condition with the query that asks it, and runs a function once for each row.
import { sql } from 'kysely';

export interface HiringSight {
  userId: string;
  /** The employee that the user is: jobs that they lead are theirs. */
  employeeId: string | null;
  /** Only people whom the user brought. */
  ownOnly: boolean;
}

/** @param jobs what the table of jobs is called in the query */
export function seesJob(sight: HiringSight, jobs = 'jobs') {
  return sql<boolean>`(${leads(sight, jobs)} or ${isOnTeam(sight, jobs)})`;
}

/** Whoever works on a job as an external recruiter, or may see only their own people, sees those they brought. */
export function seesApplication(
  sight: HiringSight,
  { jobs = 'jobs', applications = 'applications' }: { jobs?: string; applications?: string } = {},
) {
  const { userId } = sight;
  return sql<boolean>`(${worksInside(sight, jobs)} or (${seesJob(sight, jobs)} and exists (
    select from candidates sight_people
    where sight_people.company_id = ${sql.ref(`${applications}.company_id`)}
      and sight_people.id = ${sql.ref(`${applications}.candidate_id`)}
      and sight_people.brought_by_user_id = ${userId})))`;
}

export function seesCandidate(sight: HiringSight, candidates = 'candidates') {
  const of = (column: string) => sql.ref(`${candidates}.${column}`);
  const brought = sql<boolean>`coalesce(${of('brought_by_user_id')} = ${sight.userId}, false)`;
  if (sight.ownOnly) return brought;
  const seen = seesApplication(sight, { jobs: 'sight_jobs', applications: 'sight_applications' });
  return sql<boolean>`(${brought} or exists (
    select from applications sight_applications
    join jobs sight_jobs
      on sight_jobs.company_id = sight_applications.company_id and sight_jobs.id = sight_applications.job_id
    where sight_applications.company_id = ${of('company_id')} and sight_applications.candidate_id = ${of('id')}
      and ${seen}))`;
}

/** Whether they work on the job for the company: they see who applied, and are told what it thinks of them. */
export function worksInside(sight: HiringSight, jobs = 'jobs') {
  if (sight.ownOnly) return sql<boolean>`false`;
  const inside = isOnTeam(sight, jobs, sql`and sight_team.role <> 'external_recruiter'`);
  return sql<boolean>`(${leads(sight, jobs)} or ${inside})`;
}

/** Whether they are told what the company thinks of somebody whom they see: by a job that they work on for it. */
export function isToldOf(sight: HiringSight, candidates = 'candidates') {
  if (sight.ownOnly) return sql<boolean>`false`;
  const of = (column: string) => sql.ref(`${candidates}.${column}`);
  return sql<boolean>`exists (
    select from applications told_applications
    join jobs told_jobs
      on told_jobs.company_id = told_applications.company_id and told_jobs.id = told_applications.job_id
    where told_applications.company_id = ${of('company_id')} and told_applications.candidate_id = ${of('id')}
      and ${worksInside(sight, 'told_jobs')})`;
}

/** Of the documents of somebody whom they see: what others added may say what these think. */
export function seesDocument(
  sight: HiringSight,
  {
    candidates = 'candidates',
    attachments = 'attachments',
  }: { candidates?: string; attachments?: string } = {},
) {
  const of = (column: string) => sql.ref(`${attachments}.${column}`);
  return sql<boolean>`(not ${of('added_later')} or coalesce(${of('added_by_user_id')} = ${sight.userId}, false)
    or ${isToldOf(sight, candidates)})`;
}

function leads({ employeeId }: HiringSight, jobs: string) {
  return sql<boolean>`coalesce(${sql.ref(`${jobs}.hiring_lead_employee_id`)} = ${employeeId}::text, false)`;
}

function isOnTeam({ userId }: HiringSight, jobs: string, condition = sql``) {
  return sql<boolean>`exists (
    select from job_team sight_team
    where sight_team.company_id = ${sql.ref(`${jobs}.company_id`)}
      and sight_team.job_id = ${sql.ref(`${jobs}.id`)} and sight_team.user_id = ${userId} ${condition})`;
}
