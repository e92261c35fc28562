// What of hiring somebody sees who sees only assigned jobs, as conditions of queries. The rule
// itself stands in the database (migration 0131), so that no query has one of its own.
import { sql } from 'kysely';

export interface HiringSight {
  userId: string;
  /** The employee that the user is: jobs that they lead are theirs. */
  employeeId: string | null;
  /** Only people whom the user brought. */
  ownOnly: boolean;
}

/** @param jobs what the table of jobs is called in the query */
export function seesJob({ userId, employeeId }: HiringSight, jobs = 'jobs') {
  const of = (column: string) => sql.ref(`${jobs}.${column}`);
  return sql<boolean>`sees_job(${of('company_id')}, ${of('id')}, ${of('hiring_lead_employee_id')},
    ${userId}, ${employeeId}::text)`;
}

export function seesApplication(
  { userId, employeeId, ownOnly }: HiringSight,
  { jobs = 'jobs', applications = 'applications' }: { jobs?: string; applications?: string } = {},
) {
  const of = (column: string) => sql.ref(`${jobs}.${column}`);
  return sql<boolean>`sees_application(${of('company_id')}, ${of('id')}, ${of('hiring_lead_employee_id')},
    ${sql.ref(`${applications}.candidate_id`)}, ${userId}, ${employeeId}::text, ${ownOnly})`;
}

export function seesCandidate({ userId, employeeId, ownOnly }: HiringSight, candidates = 'candidates') {
  const of = (column: string) => sql.ref(`${candidates}.${column}`);
  return sql<boolean>`sees_candidate(${of('company_id')}, ${of('id')}, ${of('brought_by_user_id')},
    ${userId}, ${employeeId}::text, ${ownOnly})`;
}
