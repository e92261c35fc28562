import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { ReasonRow } from './reject-reasons.ts';

/** Those that are offered, in their order; then archived ones. */
export async function listReasons(tx: Transaction): Promise<ReasonRow[]> {
  return tx
    .selectFrom('reject_reasons')
    .select(['id', 'label', 'position', 'archived_at as archivedAt'])
    .orderBy(sql`archived_at is not null`)
    .orderBy('position')
    .orderBy('id')
    .execute();
}

/** Makes other writers of the company's reasons wait until the transaction ends. */
export async function lockReasons(tx: Transaction, companyId: string): Promise<void> {
  const name = JSON.stringify(['reject_reasons', companyId]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

export async function insertReasons(tx: Transaction, companyId: string, reasons: ReasonRow[]): Promise<void> {
  const rows = reasons.map(({ archivedAt, ...reason }) => ({
    ...reason,
    company_id: companyId,
    archived_at: archivedAt,
  }));
  await tx.insertInto('reject_reasons').values(rows).execute();
}

export async function updateReason(
  tx: Transaction,
  { id, label, position, archivedAt }: ReasonRow,
): Promise<void> {
  const change = { label, position, archived_at: archivedAt };
  await tx.updateTable('reject_reasons').set(change).where('id', '=', id).execute();
}
