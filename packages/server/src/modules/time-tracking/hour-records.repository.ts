import type { Transaction } from '../../db/database.ts';
import type { HourRecord } from './time-tracking.ts';

function selectRecords(tx: Transaction) {
  return tx
    .selectFrom('hour_records as record')
    .innerJoin('employees', 'employees.id', 'record.employee_id')
    .selectAll('record')
    .select('employees.number as employee_number');
}

type RecordRow = Awaited<ReturnType<ReturnType<typeof selectRecords>['executeTakeFirstOrThrow']>>;

export async function findRecord(tx: Transaction, id: string): Promise<HourRecord | undefined> {
  const row = await selectRecords(tx).where('record.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toRecord(row);
}

/** False when there is a record with this id. */
export async function insertRecord(
  tx: Transaction,
  companyId: string,
  record: Omit<HourRecord, 'employeeNumber'>,
): Promise<boolean> {
  const row = await tx
    .insertInto('hour_records')
    .values({ company_id: companyId, id: record.id, ...toRow(record) })
    .onConflict((conflict) => conflict.columns(['company_id', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateRecord(
  tx: Transaction,
  record: Omit<HourRecord, 'employeeNumber'>,
): Promise<void> {
  await tx.updateTable('hour_records').set(toRow(record)).where('id', '=', record.id).execute();
}

export async function removeRecord(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('hour_records').where('id', '=', id).execute();
}

function toRow(record: Omit<HourRecord, 'employeeNumber'>) {
  return {
    employee_id: record.employeeId,
    date: record.date,
    rate_type: record.rateType,
    hours: String(record.hours),
    adjusted_hours: record.adjustedHours === null ? null : String(record.adjustedHours),
    adjusted_at: record.adjustedAt,
    project_id: record.projectId,
    task_id: record.taskId,
    details: JSON.stringify(record.details),
  };
}

function toRecord(row: RecordRow): HourRecord {
  return {
    id: row.id,
    employeeId: row.employee_id,
    employeeNumber: row.employee_number,
    date: row.date,
    rateType: row.rate_type as HourRecord['rateType'],
    hours: Number(row.hours),
    adjustedHours: row.adjusted_hours === null ? null : Number(row.adjusted_hours),
    adjustedAt: row.adjusted_at,
    projectId: row.project_id,
    taskId: row.task_id,
    details: row.details as unknown as HourRecord['details'],
  };
}
