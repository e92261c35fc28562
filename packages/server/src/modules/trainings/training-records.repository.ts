import type { Transaction } from '../../db/database.ts';
import type { RecordDetails, TrainingRecord } from './trainings.ts';

function selectRecords(tx: Transaction) {
  return tx
    .selectFrom('training_records as record')
    .innerJoin('employees', 'employees.id', 'record.employee_id')
    .selectAll('record')
    .select('employees.number as employee_number')
    .orderBy('record.id');
}

type RecordRow = Awaited<ReturnType<ReturnType<typeof selectRecords>['executeTakeFirstOrThrow']>>;

export async function listRecords(tx: Transaction, employeeId: string): Promise<TrainingRecord[]> {
  return (await selectRecords(tx).where('record.employee_id', '=', employeeId).execute()).map(toRecord);
}

export async function findRecord(tx: Transaction, id: number): Promise<TrainingRecord | undefined> {
  const row = await selectRecords(tx).where('record.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toRecord(row);
}

export async function hasRecordOf(tx: Transaction, typeId: number): Promise<boolean> {
  const query = tx.selectFrom('training_records').select('id').where('type_id', '=', typeId);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

export interface NewRecord extends RecordDetails {
  employeeId: string;
  typeId: number;
}

/** Inserts in the given order and returns the ids. */
export async function insertRecords(
  tx: Transaction,
  companyId: string,
  records: NewRecord[],
): Promise<number[]> {
  if (records.length === 0) return [];
  const rows = await tx
    .insertInto('training_records')
    .values(
      records.map(({ employeeId, typeId, ...details }) => ({
        company_id: companyId,
        employee_id: employeeId,
        type_id: typeId,
        ...toRow(details),
      })),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function updateRecord(tx: Transaction, id: number, details: RecordDetails): Promise<void> {
  await tx.updateTable('training_records').set(toRow(details)).where('id', '=', id).execute();
}

export async function removeRecord(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('training_records').where('id', '=', id).execute();
}

function toRow({ completedOn, notes, instructor, credits, hours, cost }: RecordDetails) {
  return {
    completed_on: completedOn,
    notes,
    instructor,
    credits: credits === null ? null : String(credits),
    hours: hours === null ? null : String(hours),
    cost: cost?.value ?? null,
    cost_currency: cost?.currency ?? null,
  };
}

function toRecord(row: RecordRow): TrainingRecord {
  const { cost, cost_currency: currency } = row;
  return {
    id: row.id,
    employeeId: row.employee_id,
    employeeNumber: row.employee_number,
    typeId: row.type_id,
    completedOn: row.completed_on,
    notes: row.notes,
    instructor: row.instructor,
    credits: row.credits === null ? null : Number(row.credits),
    hours: row.hours === null ? null : Number(row.hours),
    cost: cost === null || currency === null ? null : { value: cost, currency },
  };
}
