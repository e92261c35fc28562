import type { Transaction } from '../../db/database.ts';

export interface BulkLineRow {
  userId: string;
  key: string;
  fingerprint: string;
  candidateId: string;
  applicationId: string | null;
  isRepeated: boolean;
  takenAt: Date;
}

export async function findLine(
  tx: Transaction,
  { userId, key }: Pick<BulkLineRow, 'userId' | 'key'>,
): Promise<BulkLineRow | undefined> {
  return tx
    .selectFrom('bulk_lines')
    .select([
      'user_id as userId',
      'key',
      'fingerprint',
      'candidate_id as candidateId',
      'application_id as applicationId',
      'is_repeated as isRepeated',
      'taken_at as takenAt',
    ])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst();
}

/** Whether it was the first with its key. Waits for one that is being written at this moment. */
export async function insertLine(tx: Transaction, companyId: string, line: BulkLineRow): Promise<boolean> {
  const rows = await tx
    .insertInto('bulk_lines')
    .values({
      company_id: companyId,
      user_id: line.userId,
      key: line.key,
      fingerprint: line.fingerprint,
      candidate_id: line.candidateId,
      application_id: line.applicationId,
      is_repeated: line.isRepeated,
      taken_at: line.takenAt,
    })
    .onConflict((on) => on.columns(['company_id', 'user_id', 'key']).doNothing())
    .returning('key')
    .execute();
  return rows.length > 0;
}

export async function removeLinesBefore(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('bulk_lines').where('taken_at', '<=', before).execute();
}
