// Reading employees in pages by number: what reports of a whole company are made from.
import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { FieldValue } from '../fields/field-values.ts';
import type { Employee, EmployeeRow } from './employees.ts';

export interface PageFilter {
  afterNumber: number;
  limit: number;
  status?: string;
  numbers?: readonly number[] | undefined;
  changedSince?: Date | undefined;
}

/** What is read of each employee: nothing else leaves the database. */
export interface PageNeeds {
  /** Keys of values. */
  keys: readonly string[];
  /** Columns of history tables, by the alias of the table. */
  columns: ReadonlyMap<string, readonly string[]>;
  /** Of each table only the row that counts on this day; without it rows are left to fillRows. */
  inForceOn: string | undefined;
}

type PageEntry = [
  number: number,
  id: string,
  status: string,
  createdByUserNumber: number | null,
  lastChangedAt: string,
  photoVersion: number | null,
  values: FieldValue[],
  rows: (RowEntry | null)[],
];

type RowEntry = [id: number, effectiveOn: string | null, values: FieldValue[]];

type Columns = readonly [table: string, names: readonly string[]];

/**
 * Employees in order of their number, with the needed part of what is kept of them: one text for
 * each. One for the whole page would be a large object, which only a full collection gets rid of.
 */
export async function listPage(tx: Transaction, filter: PageFilter, needs: PageNeeds): Promise<Employee[]> {
  const { keys, columns, inForceOn } = needs;
  const tables = inForceOn === undefined ? [] : [...columns];
  const rows = tables.map((_, index) => sql`${sql.ref(`row_${index}`)}.entry`);
  const joins = tables.map(([table, names], index) => joinRowInForce(index, table, names, inForceOn));
  const { rows: found } = await sql<{ entry: PageEntry }>`
    select json_build_array(
      number, id, status, created_by_user_number, last_changed_at, photo_version,
      ${picked('page', keys)}, ${arrayOf(rows, 'json')}
    ) as entry
    from (${pageOf(filter)}) as page ${sql.join(joins, sql` `)} order by number`.execute(tx);
  return found.map(({ entry }) => toEmployee(entry, keys, tables));
}

function pageOf({ afterNumber, limit, status, numbers, changedSince }: PageFilter): RawBuilder<unknown> {
  const conditions = [
    sql`number > ${afterNumber}`,
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    ...(numbers === undefined ? [] : [sql`number = any(${[...numbers]}::int[])`]),
    ...(changedSince === undefined ? [] : [sql`last_changed_at >= ${changedSince}`]),
  ];
  // `|| '{}'` takes a long document out of its storage once, and not again for each key.
  return sql`
    select number, id, status, created_by_user_number, last_changed_at, photo_version,
      "values" || '{}'::jsonb as "values"
    from employees where ${sql.join(conditions, sql` and `)} order by number limit ${limit}`;
}

/** Which row that is, is the rule of effective-dating.ts. */
function joinRowInForce(
  index: number,
  table: string,
  columns: readonly string[],
  day: string | undefined,
): RawBuilder<unknown> {
  return sql`left join lateral (
    select json_build_array(r.id, r.effective_on, ${picked('r', columns)}) as entry from employee_rows r
    where r.employee_id = page.id and r.table_alias = ${table}
      and (r.effective_on is null or r.effective_on <= ${day}::date)
    order by r.effective_on desc nulls last, r.id desc limit 1
  ) as ${sql.ref(`row_${index}`)} on true`;
}

function picked(from: string, keys: readonly string[]): RawBuilder<unknown> {
  return arrayOf(
    keys.map((key) => sql`${sql.ref(from)}."values" -> ${key}::text`),
    'jsonb',
  );
}

function arrayOf(items: RawBuilder<unknown>[], type: 'json' | 'jsonb'): RawBuilder<unknown> {
  return sql`to_json(array[${items.length === 0 ? sql`` : sql.join(items)}]::${sql.raw(type)}[])`;
}

function toEmployee(entry: PageEntry, keys: readonly string[], tables: readonly Columns[]): Employee {
  const [number, id, status, createdByUserNumber, lastChangedAt, photoVersion, values, rows] = entry;
  const employee: Employee = {
    id,
    number,
    status,
    values: named(keys, values),
    createdByUserNumber,
    lastChangedAt: new Date(lastChangedAt),
    photoVersion,
    rows: {},
  };
  for (const [index, [table, columns]] of tables.entries()) {
    const row = rows[index];
    employee.rows[table] = row === null || row === undefined ? [] : [toRow(row, columns)];
  }
  return employee;
}

function toRow([id, effectiveOn, values]: RowEntry, columns: readonly string[]): EmployeeRow {
  return { id, effectiveOn, values: named(columns, values) };
}

function named(keys: readonly string[], values: readonly FieldValue[]): Record<string, FieldValue> {
  const all: Record<string, FieldValue> = {};
  for (let index = 0; index < keys.length; index += 1) all[keys[index] ?? ''] = values[index] ?? null;
  return all;
}

interface RowOfPage {
  id: string;
  employee_id: string;
  table_alias: string;
  effective_on: string | null;
  values: Record<string, FieldValue>;
}

/** Puts all rows of the named tables into the employees. */
export async function fillRows(
  tx: Transaction,
  employees: readonly Employee[],
  tables: readonly string[],
): Promise<void> {
  const byId = new Map(employees.map((employee) => [employee.id, employee]));
  for (const { rows } of employees) for (const table of tables) rows[table] = [];
  if (tables.length === 0 || byId.size === 0) return;
  const { rows } = await sql<RowOfPage>`
    select id, employee_id, table_alias, effective_on, "values" from employee_rows
    where employee_id = any(${[...byId.keys()]}) and table_alias = any(${[...tables]})
    order by effective_on nulls first, id`.execute(tx);
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
