// The ledgers from which balances are calculated, read for one employee.
import type { Transaction } from '../../db/database.ts';
import type { Entry, Ledger } from './balances.ts';
import * as repository from './time-off.repository.ts';
import type { TimeOffRequest } from './time-off.ts';
import * as requests from './time-off-requests.repository.ts';

export interface TypedLedger extends Ledger {
  /** Whether the employee has a policy of the type today. */
  isAssigned: boolean;
}

/** One ledger for each type, by its id. */
export async function readLedgers(tx: Transaction, employeeId: string): Promise<Map<number, TypedLedger>> {
  const assignments = await repository.listAssignments(tx, employeeId);
  const history = await repository.listHistory(tx, employeeId);
  const approved = await requests.listRequests(tx, { employeeId, statuses: ['approved'] });
  const recorded = new Set(history.map(({ requestId }) => requestId));
  const ledgers = new Map<number, TypedLedger>();
  const of = (typeId: number): TypedLedger => {
    const known = ledgers.get(typeId) ?? { assignments: [], entries: [], isAssigned: false };
    ledgers.set(typeId, known);
    return known;
  };
  for (const assignment of assignments) {
    const ledger = of(assignment.typeId);
    ledger.assignments.push(assignment);
    ledger.isAssigned ||= assignment.endedOn === null;
  }
  for (const entry of history) of(entry.typeId).entries.push(entry);
  for (const request of approved)
    if (!recorded.has(request.id)) of(request.type.id).entries.push(...useOf(request));
  return ledgers;
}

/** An approved request is used day by day, until a history entry says how it was used. */
export function useOf({ days }: Pick<TimeOffRequest, 'days'>): Entry[] {
  return Object.entries(days).map(([date, amount]) => ({ kind: 'used', date, amount: -amount }));
}
