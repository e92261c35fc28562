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

/** Of these keys of the user those that are known. */
export async function listKnownKeys(tx: Transaction, userId: string, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx
    .selectFrom('bulk_lines')
    .select('key')
    .where('user_id', '=', userId)
    .where('key', 'in', keys)
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/** Whether they all were the first with their keys. Waits for ones that are being written at this moment. */
export async function insertLines(
  tx: Transaction,
  companyId: string,
  lines: readonly BulkLineRow[],
): Promise<boolean> {
  if (lines.length === 0) return true;
  const rows = await tx
    .insertInto('bulk_lines')
    .values(
      lines.map((line) => ({
        company_id: companyId,
        user_id: line.userId,
        key: line.key,
        fingerprint: line.fingerprint,
        candidate_id: line.candidateId,
        application_id: line.applicationId,
        is_repeated: line.isRepeated,
        taken_at: line.takenAt,
      })),
    )
    .onConflict((on) => on.columns(['company_id', 'user_id', 'key']).doNothing())
    .returning('key')
    .execute();
  return rows.length === lines.length;
}

export async function removeLinesBefore(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('bulk_lines').where('taken_at', '<=', before).execute();
}
