import { sql } from 'kysely';
import { rowsOf, type Transaction } from '../../db/database.ts';

export interface Submission {
  fingerprint: string;
  candidateId: string;
  takenAt: Date;
}

/**
 * Keeps the submission unless there is an equal one that was taken after `since`, and answers with
 * the candidate of that one. Waits for an equal one that is being taken in at this moment. One of
 * somebody who was restricted since is replaced, because they are nowhere.
 */
export async function claim(
  tx: Transaction,
  companyId: string,
  { fingerprint, candidateId, takenAt }: Submission,
  since: Date,
): Promise<string | undefined> {
  const claimed = sql`
    insert into intake_submissions (company_id, fingerprint, candidate_id, taken_at)
    values (${companyId}, ${fingerprint}, ${candidateId}, ${takenAt})
    on conflict (company_id, fingerprint)
    do update set candidate_id = excluded.candidate_id, taken_at = excluded.taken_at
    where intake_submissions.taken_at <= ${since}
    returning fingerprint`;
  const rows = await rowsOf(tx, { compile: () => claimed.compile(tx) });
  if (rows.length > 0) return undefined;
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
