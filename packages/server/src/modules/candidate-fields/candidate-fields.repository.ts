import type { CandidateFieldType } from '@joinery/sdk';
import { sql } from 'kysely';
import { rowsOf, type Transaction } from '../../db/database.ts';
import type { KeptOption } from '../jobs/job-questions.ts';
import type { FieldRow } from './candidate-fields.ts';

/** Those that are shown, in their order; then archived ones, newest first. */
export async function listFields(tx: Transaction): Promise<FieldRow[]> {
  const query = tx
    .selectFrom('candidate_fields')
    .select(['id', 'number', 'label', 'help', 'type', 'options', 'position', 'archived_at as archivedAt'])
    .orderBy(sql`archived_at is not null`)
    .orderBy('position')
    .orderBy('number', 'desc');
  return (await rowsOf(tx, query)).map((row) => ({
    ...row,
    type: row.type as CandidateFieldType,
    options: row.options as unknown as KeptOption[],
  }));
}

/** Makes other writers of the company's fields wait until the transaction ends. */
export async function lockFields(tx: Transaction, companyId: string): Promise<void> {
  const name = JSON.stringify(['candidate_fields', companyId]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

export async function insertField(
  tx: Transaction,
  companyId: string,
  { archivedAt, options, ...field }: FieldRow,
): Promise<void> {
  const row = {
    ...field,
    company_id: companyId,
    options: JSON.stringify(options),
    archived_at: archivedAt,
  };
  await tx.insertInto('candidate_fields').values(row).execute();
}

export async function updateField(
  tx: Transaction,
  { id, label, help, options, position, archivedAt }: FieldRow,
): Promise<void> {
  await tx
    .updateTable('candidate_fields')
    .set({ label, help, options: JSON.stringify(options), position, archived_at: archivedAt })
    .where('id', '=', id)
    .execute();
}
