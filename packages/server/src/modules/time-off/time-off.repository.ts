// Types, policies, assignments, history entries and holidays.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { AccrualRules } from './accruals.ts';
import type { Assignment, PolicyKind } from './balances.ts';
import type { HolidayRule } from './holidays.ts';
import type { TimeOffPolicy, TimeOffType } from './time-off.ts';

export async function insertType(
  tx: Transaction,
  companyId: string,
  type: Omit<TimeOffType, 'id'> & { position: number },
): Promise<number> {
  const row = await tx
    .insertInto('time_off_types')
    .values({ company_id: companyId, ...type })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function insertPolicies(
  tx: Transaction,
  companyId: string,
  policies: (Omit<TimeOffPolicy, 'id'> & { accrual: AccrualRules | null })[],
): Promise<void> {
  await tx
    .insertInto('time_off_policies')
    .values(
      policies.map((policy) => ({
        company_id: companyId,
        type_id: policy.typeId,
        name: policy.name,
        kind: policy.kind,
        accrual: policy.accrual === null ? null : JSON.stringify(policy.accrual),
      })),
    )
    .execute();
}

export async function insertHolidays(
  tx: Transaction,
  companyId: string,
  holidays: readonly HolidayRule[],
): Promise<void> {
  await tx
    .insertInto('holidays')
    .values(holidays.map((holiday) => ({ company_id: companyId, ...holiday })))
    .execute();
}

export async function listTypes(tx: Transaction): Promise<TimeOffType[]> {
  return tx
    .selectFrom('time_off_types')
    .select(['id', 'name', sql<TimeOffType['units']>`units`.as('units'), 'icon'])
    .orderBy('position')
    .execute();
}

export async function listPolicies(tx: Transaction): Promise<TimeOffPolicy[]> {
  return tx
    .selectFrom('time_off_policies')
    .select(['id', 'type_id as typeId', 'name', sql<PolicyKind>`kind`.as('kind')])
    .orderBy('name')
    .orderBy('id')
    .execute();
}

export async function listHolidays(tx: Transaction): Promise<(HolidayRule & { id: number })[]> {
  return tx
    .selectFrom('holidays')
    .select(['id', 'name', 'month', 'day', 'weekday', 'nth'])
    .orderBy('id')
    .execute();
}

export interface AssignmentRow extends Assignment {
  id: string;
  policyId: number;
  typeId: number;
}

/** Assignments in force and ended ones, oldest first. */
export async function listAssignments(tx: Transaction, employeeId: string): Promise<AssignmentRow[]> {
  const rows = await tx
    .selectFrom('time_off_assignments as assignment')
    .innerJoin('time_off_policies as policy', 'policy.id', 'assignment.policy_id')
    .where('assignment.employee_id', '=', employeeId)
    .select([
      'assignment.id',
      'assignment.policy_id as policyId',
      'assignment.type_id as typeId',
      'assignment.starts_on as startsOn',
      'assignment.ended_on as endedOn',
      'policy.kind',
      'policy.accrual',
    ])
    .orderBy('assignment.id')
    .execute();
  return rows.map(({ accrual, kind, ...row }) => ({
    ...row,
    kind: kind as PolicyKind,
    rules: accrual as unknown as AccrualRules | null,
  }));
}

export interface NewAssignment {
  employeeId: string;
  policyId: number;
  typeId: number;
  startsOn: string | null;
}

export async function insertAssignments(
  tx: Transaction,
  companyId: string,
  assignments: NewAssignment[],
): Promise<void> {
  if (assignments.length === 0) return;
  await tx
    .insertInto('time_off_assignments')
    .values(
      assignments.map((assignment) => ({
        company_id: companyId,
        employee_id: assignment.employeeId,
        policy_id: assignment.policyId,
        type_id: assignment.typeId,
        starts_on: assignment.startsOn,
      })),
    )
    .execute();
}

/** An assignment that ended before it began has never counted, and goes. */
export async function endAssignment(tx: Transaction, id: string, endedOn: string): Promise<void> {
  await tx.deleteFrom('time_off_assignments').where('id', '=', id).where('starts_on', '>', endedOn).execute();
  await tx.updateTable('time_off_assignments').set({ ended_on: endedOn }).where('id', '=', id).execute();
}

export interface HistoryRow {
  typeId: number;
  kind: 'used' | 'override';
  date: string;
  amount: number;
  requestId: number | null;
}

/** Entries of use count only while their request is approved. */
export async function listHistory(tx: Transaction, employeeId: string): Promise<HistoryRow[]> {
  const rows = await tx
    .selectFrom('time_off_history as entry')
    .leftJoin('time_off_requests as request', 'request.id', 'entry.request_id')
    .where('entry.employee_id', '=', employeeId)
    .where((eb) => eb.or([eb('entry.request_id', 'is', null), eb('request.status', '=', 'approved')]))
    .select(['entry.type_id', 'entry.kind', 'entry.date', 'entry.amount', 'entry.request_id'])
    .orderBy('entry.id')
    .execute();
  return rows.map((row) => ({
    typeId: row.type_id,
    kind: row.kind as HistoryRow['kind'],
    date: row.date,
    amount: Number(row.amount),
    requestId: row.request_id,
  }));
}

/** Undefined when the request has an entry already. */
export async function insertHistory(
  tx: Transaction,
  companyId: string,
  entry: HistoryRow & { employeeId: string; note: string | null; createdAt: Date },
): Promise<number | undefined> {
  const row = await tx
    .insertInto('time_off_history')
    .values({
      company_id: companyId,
      employee_id: entry.employeeId,
      type_id: entry.typeId,
      kind: entry.kind,
      date: entry.date,
      amount: String(entry.amount),
      request_id: entry.requestId,
      note: entry.note,
      created_at: entry.createdAt,
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'request_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}
