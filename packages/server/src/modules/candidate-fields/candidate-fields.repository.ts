import { sql } from 'kysely';
import { prepare, type Transaction } from '../../db/database.ts';
import type { FieldRow } from './candidate-fields.ts';

/** Those that are shown, in their order; then archived ones, newest first. */
export async function listFields(tx: Transaction): Promise<FieldRow[]> {
  return (await tx.executeQuery(allFields())).rows;
}

const allFields = prepare<FieldRow>(
  'candidate-fields',
  `select id, number, label, help, type, options, position, archived_at as "archivedAt"
   from candidate_fields
   order by archived_at is not null, position, number desc`,
);

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
