import type { Transaction } from '../../db/database.ts';
import type { RequestStatus, TimeOffRequest, TimeOffType } from './time-off.ts';

export interface RequestFilter {
  /** Requests that have a day in common with this span. */
  from?: string;
  to?: string;
  ids?: number[];
  employeeNumber?: number;
  employeeId?: string;
  typeIds?: number[];
  statuses?: RequestStatus[];
}

function selectRequests(tx: Transaction) {
  return tx
    .selectFrom('time_off_requests as request')
    .innerJoin('employees', 'employees.id', 'request.employee_id')
    .innerJoin('time_off_types as type', 'type.id', 'request.type_id')
    .selectAll('request')
    .select(['employees.number as employee_number', 'type.name', 'type.units', 'type.icon']);
}

type RequestRow = Awaited<ReturnType<ReturnType<typeof selectRequests>['executeTakeFirstOrThrow']>>;

/** In order of their first days. */
export async function listRequests(tx: Transaction, filter: RequestFilter): Promise<TimeOffRequest[]> {
  const { from, to, ids, employeeNumber, employeeId, typeIds, statuses } = filter;
  let query = selectRequests(tx).orderBy('request.starts_on').orderBy('request.id');
  if (from !== undefined) query = query.where('request.ends_on', '>=', from);
  if (to !== undefined) query = query.where('request.starts_on', '<=', to);
  if (ids !== undefined) query = query.where((eb) => eb('request.id', '=', eb.fn.any(eb.val(ids))));
  if (employeeNumber !== undefined) query = query.where('employees.number', '=', employeeNumber);
  if (employeeId !== undefined) query = query.where('request.employee_id', '=', employeeId);
  if (typeIds !== undefined)
    query = query.where((eb) => eb('request.type_id', '=', eb.fn.any(eb.val(typeIds))));
  if (statuses !== undefined)
    query = query.where((eb) => eb('request.status', '=', eb.fn.any(eb.val<string[]>(statuses))));
  return (await query.execute()).map(toRequest);
}

export async function lockRequest(tx: Transaction, id: number): Promise<TimeOffRequest | undefined> {
  const row = await selectRequests(tx).where('request.id', '=', id).forUpdate('request').executeTakeFirst();
  return row === undefined ? undefined : toRequest(row);
}

export interface Approver {
  userNumber: number;
  employeeNumber: number;
  name: string;
}

/** The enabled users that an employee has. */
export async function listApprovers(tx: Transaction, employeeId: string): Promise<Approver[]> {
  const rows = await tx
    .selectFrom('users')
    .innerJoin('employees', 'employees.id', 'users.employee_id')
    .where('users.employee_id', '=', employeeId)
    .where('users.status', '=', 'enabled')
    .select(['users.number', 'users.first_name', 'users.last_name', 'employees.number as employee_number'])
    .orderBy('users.number')
    .execute();
  return rows.map((row) => ({
    userNumber: row.number,
    employeeNumber: row.employee_number,
    name: `${row.first_name} ${row.last_name}`.trim(),
  }));
}

export async function insertRequests(
  tx: Transaction,
  companyId: string,
  requests: (Omit<TimeOffRequest, 'id' | 'employeeNumber' | 'type'> & { typeId: number })[],
): Promise<number[]> {
  if (requests.length === 0) return [];
  const rows = await tx
    .insertInto('time_off_requests')
    .values(
      requests.map((request) => ({
        company_id: companyId,
        employee_id: request.employeeId,
        type_id: request.typeId,
        status: request.status,
        starts_on: request.startsOn,
        ends_on: request.endsOn,
        days: JSON.stringify(request.days),
        employee_note: request.notes.employee,
        manager_note: request.notes.manager,
        created_at: request.createdAt,
        status_changed_at: request.statusChangedAt,
        status_changed_by: request.statusChangedByUserNumber,
      })),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function updateStatus(
  tx: Transaction,
  id: number,
  change: { status: RequestStatus; at: Date; byUserNumber: number; note: string | null },
): Promise<void> {
  await tx
    .updateTable('time_off_requests')
    .set({
      status: change.status,
      status_changed_at: change.at,
      status_changed_by: change.byUserNumber,
      ...(change.note === null ? {} : { manager_note: change.note }),
    })
    .where('id', '=', id)
    .execute();
}

function toRequest(row: RequestRow): TimeOffRequest {
  return {
    id: row.id,
    employeeId: row.employee_id,
    employeeNumber: row.employee_number,
    type: { id: row.type_id, name: row.name, units: row.units as TimeOffType['units'], icon: row.icon },
    status: row.status as RequestStatus,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    days: row.days as unknown as Record<string, number>,
    notes: { employee: row.employee_note, manager: row.manager_note },
    createdAt: row.created_at,
    statusChangedAt: row.status_changed_at,
    statusChangedByUserNumber: row.status_changed_by,
  };
}
