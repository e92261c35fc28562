// Reading employees in pages by number: what reports of a whole company are made from.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { FieldValue } from '../fields/field-values.ts';
import type { Employee } from './employees.ts';

export interface PageFilter {
  afterNumber: number;
  limit: number;
  status?: string;
  numbers?: readonly number[] | undefined;
  changedSince?: Date | undefined;
}

/** Employees in order of their number, without rows of tables. */
export async function listPage(tx: Transaction, filter: PageFilter): Promise<Employee[]> {
  let query = tx
    .selectFrom('employees')
    .select([
      'id',
      'number',
      'status',
      'values',
      'created_by_user_number',
      'last_changed_at',
      'photo_version',
    ])
    .where('number', '>', filter.afterNumber)
    .orderBy('number')
    .limit(filter.limit);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.numbers !== undefined)
    query = query.where(sql<boolean>`number = any(${[...filter.numbers]}::int[])`);
  if (filter.changedSince !== undefined) query = query.where('last_changed_at', '>=', filter.changedSince);
  return (await query.execute()).map((row) => ({
    id: row.id,
    number: row.number,
    status: row.status,
    values: row.values as Record<string, FieldValue>,
    createdByUserNumber: row.created_by_user_number,
    lastChangedAt: row.last_changed_at,
    photoVersion: row.photo_version,
    rows: {},
  }));
}

interface RowOfPage {
  id: string;
  employee_id: string;
  table_alias: string;
  effective_on: string | null;
  values: Record<string, FieldValue>;
}

/**
 * Puts the rows of the named tables into the employees: all of them, or with `inForceOn` only the
 * one of each table that counts on that day, by the rule of effective-dating.ts.
 */
export async function fillRows(
  tx: Transaction,
  employees: readonly Employee[],
  tables: readonly string[],
  inForceOn: string | undefined,
): Promise<void> {
  const byId = new Map(employees.map((employee) => [employee.id, employee]));
  for (const { rows } of employees) for (const table of tables) rows[table] = [];
  if (tables.length === 0 || byId.size === 0) return;
  const { rows } = await (inForceOn === undefined
    ? sql<RowOfPage>`
        select id, employee_id, table_alias, effective_on, "values" from employee_rows
        where employee_id = any(${[...byId.keys()]}) and table_alias = any(${[...tables]})
        order by effective_on nulls first, id`
    : sql<RowOfPage>`
        select distinct on (employee_id, table_alias) id, employee_id, table_alias, effective_on, "values"
        from employee_rows
        where employee_id = any(${[...byId.keys()]}) and table_alias = any(${[...tables]})
          and (effective_on is null or effective_on <= ${inForceOn}::date)
        order by employee_id, table_alias, effective_on desc nulls last, id desc`
  ).execute(tx);
  for (const row of rows)
    byId.get(row.employee_id)?.rows[row.table_alias]?.push({
      id: Number(row.id),
      effectiveOn: row.effective_on,
      values: row.values,
    });
}

/** Numbers of all employees, ascending. */
export async function listNumbers(tx: Transaction): Promise<number[]> {
  const rows = await tx.selectFrom('employees').select('number').orderBy('number').execute();
  return rows.map(({ number }) => number);
}
