import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Project, Task } from './time-tracking.ts';

export type ProjectRow = Pick<Project, 'name' | 'billable' | 'openToAll' | 'hasTasks'>;

/** In order of their ids, of all or of those with these ids. */
export async function listProjects(tx: Transaction, ids?: number[]): Promise<Project[]> {
  let query = tx.selectFrom('time_tracking_projects').selectAll().orderBy('id');
  if (ids !== undefined) query = query.where((eb) => eb('id', '=', eb.fn.any(eb.val(ids))));
  const rows = await query.execute();
  const found = rows.map(({ id }) => id);
  const tasks = Map.groupBy(await listTasks(tx, { projectIds: found }), ({ projectId }) => projectId);
  const employees = Map.groupBy(
    await tx
      .selectFrom('time_tracking_project_employees as assigned')
      .innerJoin('employees', 'employees.id', 'assigned.employee_id')
      .where((eb) => eb('assigned.project_id', '=', eb.fn.any(eb.val(found))))
      .select(['assigned.project_id', 'employees.number'])
      .orderBy('employees.number')
      .execute(),
    (row) => row.project_id,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    billable: row.billable,
    openToAll: row.open_to_all,
    hasTasks: row.has_tasks,
    employeeNumbers: (employees.get(row.id) ?? []).map(({ number }) => number),
    tasks: tasks.get(row.id) ?? [],
  }));
}

/** Keeps whoever changes the project off until the transaction ends; those who use it share it. */
export async function lockProject(tx: Transaction, id: number, mode: 'use' | 'change'): Promise<void> {
  const query = tx.selectFrom('time_tracking_projects').select('id').where('id', '=', id);
  await (mode === 'use' ? query.forKeyShare() : query.forUpdate()).execute();
}

export async function hasProjectNamed(tx: Transaction, name: string, exceptId?: number): Promise<boolean> {
  let query = tx
    .selectFrom('time_tracking_projects')
    .select('id')
    .where(sql<boolean>`lower(name) = lower(${name})`);
  if (exceptId !== undefined) query = query.where('id', '!=', exceptId);
  return (await query.executeTakeFirst()) !== undefined;
}

/** Undefined when a project has this name. */
export async function insertProject(
  tx: Transaction,
  companyId: string,
  project: ProjectRow,
): Promise<number | undefined> {
  const row = await tx
    .insertInto('time_tracking_projects')
    .values({ company_id: companyId, ...toRow(project) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function updateProject(tx: Transaction, id: number, project: ProjectRow): Promise<void> {
  await tx.updateTable('time_tracking_projects').set(toRow(project)).where('id', '=', id).execute();
}

export async function removeProject(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('time_tracking_projects').where('id', '=', id).execute();
}

export async function setEmployees(
  tx: Transaction,
  companyId: string,
  projectId: number,
  employeeIds: string[],
): Promise<void> {
  await tx.deleteFrom('time_tracking_project_employees').where('project_id', '=', projectId).execute();
  if (employeeIds.length === 0) return;
  await tx
    .insertInto('time_tracking_project_employees')
    .values(
      employeeIds.map((employeeId) => ({
        company_id: companyId,
        project_id: projectId,
        employee_id: employeeId,
      })),
    )
    .execute();
}

export async function listTasks(
  tx: Transaction,
  by: { projectIds: number[] } | { id: number },
): Promise<Task[]> {
  const query = tx
    .selectFrom('time_tracking_tasks')
    .select(['id', 'project_id as projectId', 'name', 'billable'])
    .orderBy('id');
  return (
    'id' in by
      ? query.where('id', '=', by.id)
      : query.where((eb) => eb('project_id', '=', eb.fn.any(eb.val(by.projectIds))))
  ).execute();
}

/** Undefined when a task of the project has this name. */
export async function insertTask(
  tx: Transaction,
  companyId: string,
  task: Omit<Task, 'id'>,
): Promise<number | undefined> {
  const row = await tx
    .insertInto('time_tracking_tasks')
    .values({
      company_id: companyId,
      project_id: task.projectId,
      name: task.name,
      billable: task.billable,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function updateTask(
  tx: Transaction,
  id: number,
  { name, billable }: Pick<Task, 'name' | 'billable'>,
): Promise<void> {
  await tx.updateTable('time_tracking_tasks').set({ name, billable }).where('id', '=', id).execute();
}

export async function removeTask(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('time_tracking_tasks').where('id', '=', id).execute();
}

/** Whether time is booked on a project or on one of its tasks. */
export async function isBooked(
  tx: Transaction,
  { projectId, taskId }: { projectId: number; taskId?: number },
): Promise<boolean> {
  for (const table of ['timesheet_entries', 'hour_records'] as const) {
    let query = tx.selectFrom(table).select('project_id').where('project_id', '=', projectId);
    if (taskId !== undefined) query = query.where('task_id', '=', taskId);
    if ((await query.limit(1).executeTakeFirst()) !== undefined) return true;
  }
  return false;
}

function toRow({ name, billable, openToAll, hasTasks }: ProjectRow) {
  return { name, billable, open_to_all: openToAll, has_tasks: hasTasks };
}
