import { asRows, prepare, type Transaction } from '../../db/database.ts';
import { repeatedWithinMs } from './intake.ts';

export interface Submission {
  fingerprint: string;
  candidateId: string;
  takenAt: Date;
}

const claimRows = prepare<{ fingerprint: string }>(
  'claim-submissions',
  `insert into intake_submissions as s (company_id, fingerprint, candidate_id, taken_at)
   select $1, r.fingerprint, r.candidate_id, r.taken_at
   from jsonb_to_recordset($2::jsonb) as r (fingerprint text, candidate_id text, taken_at timestamptz)
   order by r.fingerprint
   on conflict (company_id, fingerprint)
   do update set candidate_id = excluded.candidate_id, taken_at = excluded.taken_at
   where s.taken_at <= excluded.taken_at - $3 * interval '1 ms'
   returning s.fingerprint`,
);

/**
 * Keeps the submissions, which differ, unless there is an equal one, and answers with the fingerprints of
 * those that are kept. Waits for an equal one that is being taken in at this moment, for all of them in
 * one order.
 */
export async function claimAll(
  tx: Transaction,
  companyId: string,
  submissions: readonly Submission[],
): Promise<Set<string>> {
  if (submissions.length === 0) return new Set();
  const rows = submissions.map(({ fingerprint, candidateId, takenAt }) => ({
    fingerprint,
    candidate_id: candidateId,
    taken_at: takenAt,
  }));
  const { rows: kept } = await tx.executeQuery(claimRows(companyId, asRows(rows), repeatedWithinMs));
  return new Set(kept.map(({ fingerprint }) => fingerprint));
}

/** Of people who were not taken in after all: a submission without its candidate cannot be committed. */
export async function unclaim(tx: Transaction, candidateIds: string[]): Promise<void> {
  if (candidateIds.length === 0) return;
  await tx.deleteFrom('intake_submissions').where('candidate_id', 'in', candidateIds).execute();
}

/**
 * Keeps the submission unless there is an equal one, and answers with the candidate of that one. Waits
 * for an equal one that is being taken in at this moment. One of somebody who was restricted since is
 * replaced, because they are nowhere.
 */
export async function claim(
  tx: Transaction,
  companyId: string,
  submission: Submission,
): Promise<string | undefined> {
  const { fingerprint, candidateId, takenAt } = submission;
  if ((await claimAll(tx, companyId, [submission])).size > 0) return undefined;
  const earlier = await tx
    .selectFrom('intake_submissions as s')
    .innerJoin('candidates as c', (join) =>
      join.onRef('c.company_id', '=', 's.company_id').onRef('c.id', '=', 's.candidate_id'),
    )
    .select('c.id as candidateId')
    .where('s.fingerprint', '=', fingerprint)
    .executeTakeFirst();
  if (earlier !== undefined) return earlier.candidateId;
  await tx
    .updateTable('intake_submissions')
    .set({ candidate_id: candidateId, taken_at: takenAt })
    .where('fingerprint', '=', fingerprint)
    .execute();
  return undefined;
}

export async function removeBefore(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('intake_submissions').where('taken_at', '<=', before).execute();
}
