import type { Transaction } from '../../db/database.ts';
import type { TimesheetEntry } from './time-tracking.ts';

export interface EntryFilter {
  from?: string;
  to?: string;
  ids?: number[];
  employeeId?: string;
  employeeNumbers?: number[];
  kind?: TimesheetEntry['kind'];
}

function selectEntries(tx: Transaction) {
  return tx
    .selectFrom('timesheet_entries as entry')
    .innerJoin('employees', 'employees.id', 'entry.employee_id')
    .leftJoin('time_tracking_projects as project', 'project.id', 'entry.project_id')
    .leftJoin('time_tracking_tasks as task', 'task.id', 'entry.task_id')
    .selectAll('entry')
    .select([
      'employees.number as employee_number',
      'project.name as project_name',
      'task.name as task_name',
    ]);
}

type EntryRow = Awaited<ReturnType<ReturnType<typeof selectEntries>['executeTakeFirstOrThrow']>>;

/** By employee, then in the order of the days. */
export async function listEntries(tx: Transaction, filter: EntryFilter): Promise<TimesheetEntry[]> {
  const { from, to, ids, employeeId, employeeNumbers, kind } = filter;
  let query = selectEntries(tx)
    .orderBy('employees.number')
    .orderBy('entry.date')
    .orderBy('entry.started_at')
    .orderBy('entry.id');
  if (from !== undefined) query = query.where('entry.date', '>=', from);
  if (to !== undefined) query = query.where('entry.date', '<=', to);
  if (ids !== undefined) query = query.where((eb) => eb('entry.id', '=', eb.fn.any(eb.val(ids))));
  if (employeeId !== undefined) query = query.where('entry.employee_id', '=', employeeId);
  if (employeeNumbers !== undefined)
    query = query.where((eb) => eb('employees.number', '=', eb.fn.any(eb.val(employeeNumbers))));
  if (kind !== undefined) query = query.where('entry.kind', '=', kind);
  return (await query.execute()).map(toEntry);
}

export interface ClockSpan {
  startedAt: Date;
  /** Null goes on. */
  endedAt: Date | null;
}

/** Whether a clocked entry of the employee, another than `exceptId`, shares more than an instant with a span. */
export async function hasOverlap(
  tx: Transaction,
  employeeId: string,
  { startedAt, endedAt }: ClockSpan,
  exceptId?: number,
): Promise<boolean> {
  let query = tx
    .selectFrom('timesheet_entries')
    .select('id')
    .where('employee_id', '=', employeeId)
    .where('kind', '=', 'clock')
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', startedAt)]));
  if (endedAt !== null) query = query.where('started_at', '<', endedAt);
  if (exceptId !== undefined) query = query.where('id', '!=', exceptId);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** The entry with which the employee is clocked in. */
export async function findOpenEntry(
  tx: Transaction,
  employeeId: string,
): Promise<TimesheetEntry | undefined> {
  const row = await selectEntries(tx)
    .where('entry.employee_id', '=', employeeId)
    .where('entry.kind', '=', 'clock')
    .where('entry.ended_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : toEntry(row);
}

type Written = Omit<TimesheetEntry, 'id' | 'employeeNumber'>;

/** Undefined when the employee is clocked in already, by a request at the same time. */
export async function insertEntry(
  tx: Transaction,
  companyId: string,
  entry: Written,
): Promise<number | undefined> {
  const row = await tx
    .insertInto('timesheet_entries')
    .values({ company_id: companyId, ...toRow(entry) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function updateEntry(tx: Transaction, id: number, entry: Written): Promise<void> {
  await tx.updateTable('timesheet_entries').set(toRow(entry)).where('id', '=', id).execute();
}

export async function removeEntries(tx: Transaction, ids: number[]): Promise<void> {
  await tx
    .deleteFrom('timesheet_entries')
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(ids))))
    .execute();
}

function toRow(entry: Written) {
  return {
    employee_id: entry.employeeId,
    kind: entry.kind,
    date: entry.date,
    started_at: entry.startedAt,
    ended_at: entry.endedAt,
    time_zone: entry.timeZone,
    hours: entry.hours === null ? null : String(entry.hours),
    note: entry.note,
    project_id: entry.projectInfo?.project.id ?? null,
    task_id: entry.projectInfo?.task?.id ?? null,
    created_at: entry.createdAt,
    updated_at: entry.updatedAt,
  };
}

function toEntry(row: EntryRow): TimesheetEntry {
  return {
    id: row.id,
    employeeId: row.employee_id,
    employeeNumber: row.employee_number,
    kind: row.kind as TimesheetEntry['kind'],
    date: row.date,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    timeZone: row.time_zone,
    hours: row.hours === null ? null : Number(row.hours),
    note: row.note,
    projectInfo: toProjectInfo(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toProjectInfo(row: EntryRow): TimesheetEntry['projectInfo'] {
  const { project_id: id, project_name: name, task_id: taskId, task_name: taskName } = row;
  if (id === null || name === null) return null;
  const task = taskId === null || taskName === null ? null : { id: taskId, name: taskName };
  return { project: { id, name }, task };
}
