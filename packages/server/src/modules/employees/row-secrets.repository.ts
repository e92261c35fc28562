import type { Transaction } from '../../db/database.ts';

export interface RowSecret {
  rowId: number;
  column: string;
  /** As the row says it. */
  shown: string;
  sealed: string;
}

export async function upsertRowSecrets(
  tx: Transaction,
  companyId: string,
  secrets: RowSecret[],
): Promise<void> {
  if (secrets.length === 0) return;
  await tx
    .insertInto('employee_row_secrets')
    .values(
      secrets.map(({ rowId, column, shown, sealed }) => ({
        company_id: companyId,
        row_id: String(rowId),
        column_name: column,
        shown,
        sealed,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'row_id', 'column_name']).doUpdateSet((eb) => ({
        shown: eb.ref('excluded.shown'),
        sealed: eb.ref('excluded.sealed'),
      })),
    )
    .execute();
}

/** What the row shows of its numbers, by column. */
export async function listShownNumbers(tx: Transaction, rowId: number): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('employee_row_secrets')
    .select(['column_name', 'shown'])
    .where('row_id', '=', String(rowId))
    .execute();
  return new Map(rows.map((row) => [row.column_name, row.shown]));
}

export async function removeRowSecrets(tx: Transaction, rowId: number, columns: string[]): Promise<void> {
  await tx
    .deleteFrom('employee_row_secrets')
    .where('row_id', '=', String(rowId))
    .where('column_name', 'in', columns)
    .execute();
}
