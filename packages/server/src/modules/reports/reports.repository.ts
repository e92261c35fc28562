import type { SavedReport } from '@joinery/sdk';
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { SavedReports } from '../../db/types.generated.ts';

export interface OwnedReport extends SavedReport {
  ownerUserId: string;
}

export type NewReport = Omit<OwnedReport, 'number' | 'createdAt'>;

export async function insertReport(
  tx: Transaction,
  companyId: string,
  report: NewReport,
): Promise<OwnedReport> {
  const row = await tx
    .insertInto('saved_reports')
    .values({
      company_id: companyId,
      owner_user_id: report.ownerUserId,
      name: report.name,
      fields: JSON.stringify(report.fields),
      filter: report.filter === null ? null : JSON.stringify(report.filter),
      sort: JSON.stringify(report.sort),
      shared: report.shared,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toReport(row);
}

/** By name. */
export async function listReports(tx: Transaction): Promise<OwnedReport[]> {
  const rows = await tx.selectFrom('saved_reports').selectAll().orderBy('name').orderBy('id').execute();
  return rows.map(toReport);
}

export async function findReport(tx: Transaction, number: number): Promise<OwnedReport | undefined> {
  const row = await tx.selectFrom('saved_reports').selectAll().where('id', '=', number).executeTakeFirst();
  return row && toReport(row);
}

export async function removeReport(tx: Transaction, number: number): Promise<void> {
  await tx.deleteFrom('saved_reports').where('id', '=', number).execute();
}

function toReport(row: Selectable<SavedReports>): OwnedReport {
  return {
    number: row.id,
    ownerUserId: row.owner_user_id,
    name: row.name,
    fields: row.fields as OwnedReport['fields'],
    filter: row.filter as OwnedReport['filter'],
    sort: row.sort as OwnedReport['sort'],
    shared: row.shared,
    createdAt: row.created_at.toISOString(),
  };
}
