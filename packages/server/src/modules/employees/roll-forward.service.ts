// History takes effect by itself at local midnight: values that are derived change without a
// write. What others must be told of (status, change log, events) is written here, once.
import type { Company } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { dateIn } from '../../platform/clock.ts';
import { listCompanies } from '../companies/companies.service.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { lockOptions } from '../fields/fields.service.ts';
import { statusFrom } from './employee-writes.ts';
import * as repository from './employees.repository.ts';
import type { Employee } from './employees.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

const batchSize = 500;

/** Rolls every company forward to its own today. Repeating it changes nothing. */
export async function rollAllForward(deps: Deps): Promise<void> {
  for (const company of await listCompanies(deps)) await rollForward(deps, company);
}

/**
 * Tells the change log of rows that took effect since the last time, and follows their status.
 * Returns of how many employees.
 */
export async function rollForward(deps: Deps, company: Company): Promise<number> {
  const today = dateIn(company.timeZone, companyNow(deps, company));
  return deps.db.inCompany(company.id, async (tx) => {
    const since = await repository.lockRolledTo(tx, company.id, company.timeZone);
    if (since >= today) return 0;
    // Before the employees: whoever renames an option takes the two in this order.
    await lockOptions(tx, company.id, 'shared');
    const due = await repository.listRowsTakingEffect(tx, since, today);
    const changes: repository.NewChange[] = [];
    for (let at = 0; at < due.length; at += batchSize)
      changes.push(...(await applyBatch(tx, company, due.slice(at, at + batchSize), today)));
    // Last, after all rows are locked: writers of single employees go the same way.
    await repository.insertChanges(tx, company.id, changes);
    await repository.updateRolledTo(tx, company.id, today);
    return due.length;
  });
}

async function applyBatch(
  tx: Transaction,
  company: Company,
  due: repository.TakingEffect[],
  today: string,
): Promise<repository.NewChange[]> {
  const tablesOf = new Map(due.map(({ number, tables }) => [number, tables]));
  const numbers = [...tablesOf.keys()];
  // Whoever writes them just now is waited for, before they are read.
  await repository.lockNumbers(tx, numbers);
  const employees = await repository.listEmployees(tx, { numbers, limit: numbers.length }, [
    'employmentStatus',
  ]);
  const statusChanged = new Set<string>();
  for (const employee of employees) {
    const status = statusOn(employee, tablesOf.get(employee.number) ?? [], today);
    await repository.updateEmployee(tx, employee.id, { status, values: employee.values });
    if (status !== employee.status) statusChanged.add(employee.id);
  }
  const tables = (employee: Employee) => tablesOf.get(employee.number) ?? [];
  await insertEvents(
    tx,
    company.id,
    employees.map((e) => ({
      type: 'employees.updated' as const,
      subjectId: e.id,
      payload: {
        number: e.number,
        fields: statusChanged.has(e.id) ? ['status'] : [],
        tables: tables(e),
        tookEffect: true,
      },
    })),
  );
  return employees.flatMap((e) =>
    tables(e).map((table) => ({ number: e.number, action: 'Updated' as const, table })),
  );
}

// A status that was given or told counts until a row of this table takes effect; a raise ends nobody.
function statusOn(employee: Employee, tables: string[], today: string): string {
  if (!tables.includes('employmentStatus')) return employee.status;
  return statusFrom(employee.rows.employmentStatus ?? [], today, employee.status);
}
