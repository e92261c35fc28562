import type { TeamChoice, TeamMember, TeamRole } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { type HiringSight, worksInside } from '../../db/hiring-sight.ts';

const fullName = sql<string>`trim(users.first_name || ' ' || users.last_name)`;

/** By role, then by name. */
export async function listTeam(tx: Transaction, jobId: string): Promise<TeamMember[]> {
  const rows = await tx
    .selectFrom('job_team')
    .innerJoin('users', 'users.id', 'job_team.user_id')
    .select(['job_team.user_id as userId', 'job_team.role', fullName.as('name')])
    .where('job_team.job_id', '=', jobId)
    .orderBy('job_team.role')
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ ...row, role: row.role as TeamRole }));
}

export async function replaceTeam(
  tx: Transaction,
  companyId: string,
  jobId: string,
  members: readonly { userId: string; role: TeamRole }[],
): Promise<void> {
  const ids = members.map(({ userId }) => userId);
  await tx
    .deleteFrom('job_team')
    .where('job_id', '=', jobId)
    .where(sql<boolean>`not user_id = any(${ids}::text[])`)
    .execute();
  for (const { userId, role } of members)
    await tx
      .insertInto('job_team')
      .values({ company_id: companyId, job_id: jobId, user_id: userId, role })
      .onConflict((on) => on.columns(['company_id', 'job_id', 'user_id']).doUpdateSet({ role }))
      .execute();
}

/** Whether they are on teams as an external recruiter, and work on no job for the company. */
export async function isOutsideOnly(tx: Transaction, sight: HiringSight): Promise<boolean> {
  const { rows } = await sql<{ outside: boolean }>`
    select exists (select from job_team where user_id = ${sight.userId} and role = 'external_recruiter')
      and not exists (select from jobs where ${worksInside(sight)}) as outside`.execute(tx);
  return rows[0]?.outside === true;
}

/** Users who can come in, by name. */
export async function listChoices(tx: Transaction): Promise<TeamChoice[]> {
  return tx
    .selectFrom('users')
    .innerJoin('access_levels', 'access_levels.id', 'users.access_level_id')
    .select([
      'users.id as userId',
      fullName.as('name'),
      'access_levels.name as accessLevel',
      sql<boolean>`coalesce((access_levels.definition -> 'hiring' ->> 'ownCandidatesOnly')::boolean, false)`.as(
        'external',
      ),
    ])
    .where('users.status', '=', 'enabled')
    .orderBy('name')
    .orderBy('users.id')
    .execute();
}
