import { JoineryError } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import { type Database, prepare, type Transaction } from '../../db/database.ts';
import { planAnew } from '../../db/plans.ts';
import type { EmployeeRows, Employees } from '../../db/types.generated.ts';
import { dateIn } from '../../platform/clock.ts';
import type { FieldValue } from '../fields/field-values.ts';
import type { Employee, EmployeeRow, PersonRef } from './employees.ts';

type Values = Record<string, FieldValue>;

export interface EmployeeFilter {
  status?: string;
  numbers?: readonly number[];
  afterNumber?: number;
  limit: number;
}

/** Employees in order of their number, with the rows of the named tables. */
export async function listEmployees(
  tx: Transaction,
  filter: EmployeeFilter,
  tables: string[],
): Promise<Employee[]> {
  let query = tx.selectFrom('employees').selectAll().orderBy('number').limit(filter.limit);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.numbers !== undefined)
    query = query.where(sql<boolean>`number = any(${[...filter.numbers]}::int[])`);
  if (filter.afterNumber !== undefined) query = query.where('number', '>', filter.afterNumber);
  return withRows(tx, await query.execute(), tables);
}

export async function findEmployee(
  tx: Transaction,
  number: number,
  tables: string[],
): Promise<Employee | undefined> {
  const [row] = (await tx.executeQuery(employeeWithRows(number, tables))).rows;
  return row && toEmployeeWithRows(row, tables);
}

/** As findEmployee, in a flight of its own. */
export async function findEmployeeQuickly(
  db: Pick<Database, 'quickly'>,
  companyId: string,
  number: number,
  tables: string[],
): Promise<Employee | undefined> {
  const query = tables.length === 0 ? employeeAlone(number) : employeeWithRows(number, tables);
  const [row] = await db.quickly(companyId, query);
  return row && toEmployeeWithRows(row, tables);
}

function toEmployeeWithRows(row: EmployeeWithRows, tables: string[]): Employee {
  const employee = toEmployee(row, tables);
  for (const [table, id, effectiveOn, values] of row.rows ?? [])
    employee.rows[table]?.push({ id, effectiveOn, values });
  return employee;
}

interface EmployeeWithRows extends Omit<Selectable<Employees>, 'company_id' | 'created_at'> {
  rows: [table: string, id: number, effectiveOn: string | null, values: Values][] | null;
}

const columns = `e.id, e.number, e.status, e."values", e.created_by_user_number, e.last_changed_at, e.photo_version, e.mirrored`;

const employeeAlone = prepare<EmployeeWithRows>(
  'employee-alone',
  `select ${columns}, null::json as rows from employees e where e.number = $1`,
);

const employeeWithRows = prepare<EmployeeWithRows>(
  'employee-with-rows',
  `select ${columns},
    (select json_agg(json_build_array(r.table_alias, r.id, r.effective_on, r."values") order by r.id)
     from employee_rows r
     where r.company_id = e.company_id and r.employee_id = e.id
       and array_position($2::text[], r.table_alias) is not null) as rows
  from employees e where e.number = $1`,
);

/** As findEmployee, holding the row until the transaction ends, so that writes to one person queue up. */
export async function lockEmployee(
  tx: Transaction,
  number: number,
  tables: string[],
): Promise<Employee | undefined> {
  const row = await tx
    .selectFrom('employees')
    .selectAll()
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : (await withRows(tx, [row], tables))[0];
}

/** In order of their numbers, held until the transaction ends. */
export async function lockNumbers(tx: Transaction, numbers: readonly number[]): Promise<void> {
  await sql`select from employees where number = any(${[...numbers]}::int[]) order by number
    for no key update`.execute(tx);
}

async function withRows(
  tx: Transaction,
  people: Selectable<Employees>[],
  tables: string[],
): Promise<Employee[]> {
  const byId = new Map(people.map((row) => [row.id, toEmployee(row, tables)]));
  if (tables.length > 0 && byId.size > 0) {
    const rows = await tx
      .selectFrom('employee_rows')
      .selectAll()
      .where(sql<boolean>`employee_id = any(${[...byId.keys()]}::text[])`)
      .where('table_alias', 'in', tables)
      .orderBy('id')
      .execute();
    for (const row of rows) byId.get(row.employee_id)?.rows[row.table_alias]?.push(toRow(row));
  }
  return [...byId.values()];
}

function toEmployee(
  row: Omit<Selectable<Employees>, 'company_id' | 'created_at'>,
  tables: string[],
): Employee {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    values: row.values as Values,
    createdByUserNumber: row.created_by_user_number,
    lastChangedAt: row.last_changed_at,
    photoVersion: row.photo_version,
    mirrored: row.mirrored,
    rows: Object.fromEntries(tables.map((table) => [table, []])),
  };
}

function toRow(row: Selectable<EmployeeRows>): EmployeeRow {
  return { id: Number(row.id), effectiveOn: row.effective_on, values: row.values as Values };
}

export async function listPeople(
  tx: Transaction,
  by: { numbers: number[] } | { ids: string[] },
): Promise<PersonRef[]> {
  const [asked, isOne] =
    'numbers' in by
      ? [by.numbers, sql`number = any(${by.numbers}::int[])`]
      : [by.ids, sql`id = any(${by.ids}::text[])`];
  if (asked.length === 0) return [];
  const { rows } = await sql<PersonRef>`
    select id, number, coalesce("values" ->> 'firstName', '') as "firstName",
      coalesce("values" ->> 'lastName', '') as "lastName", "values" ->> 'preferredName' as "preferredName",
      "values" ->> 'employeeNumber' as "employeeNumber", "values" ->> 'workEmail' as "workEmail"
    from employees where ${isOne}`.execute(tx);
  return rows;
}

/** Numbers of the people with this name, in any of the ways that names are written. */
export async function listNumbersByName(tx: Transaction, name: string): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    select number from employees,
      lateral (select "values" ->> 'firstName' as f, "values" ->> 'lastName' as l,
        coalesce("values" ->> 'middleName', '') as m, coalesce("values" ->> 'preferredName', '') as p) as n
    where lower(${name}) in (
      lower(f || ' ' || l), lower(l || ', ' || f), lower(l || ', ' || f || ' ' || m),
      lower(f || ' ' || m || ' ' || l), lower(p || ' ' || l), lower(l || ', ' || p))
    order by status, number limit 2`.execute(tx);
  return rows.map((row) => row.number);
}

/** Takes `count` employee numbers; the first is returned. Numbers start at 1 in each company. */
export async function takeNumbers(tx: Transaction, companyId: string, count: number): Promise<number> {
  const { value } = await tx
    .insertInto('company_counters')
    .values({ company_id: companyId, name: 'employees', value: count })
    .onConflict((conflict) =>
      conflict
        .columns(['company_id', 'name'])
        .doUpdateSet((eb) => ({ value: eb('company_counters.value', '+', eb.ref('excluded.value')) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(value) - count + 1;
}

export interface NewEmployee {
  id: string;
  number: number;
  status: string;
  values: Values;
  createdByUserNumber: number | null;
}

/** From here on it pays to plan what follows for the larger table. */
const manyPeople = 100;

/** @throws JoineryError `employees.email_taken`. */
export async function insertEmployees(
  tx: Transaction,
  companyId: string,
  people: NewEmployee[],
): Promise<void> {
  const insert = tx.insertInto('employees').values(
    people.map((person) => ({
      id: person.id,
      company_id: companyId,
      number: person.number,
      status: person.status,
      values: JSON.stringify(person.values),
      created_by_user_number: person.createdByUserNumber,
    })),
  );
  await naming(insert.execute());
  if (people.length >= manyPeople) await planAnew(tx);
}

// The unique index is the only safe judge of two writers at once; its refusal gets a name here.
async function naming<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (cause) {
    if ((cause as { constraint?: string }).constraint !== 'employees_work_email') throw cause;
    throw new JoineryError('employees.email_taken', 'Another employee has this work e-mail address.', {
      issues: [{ path: 'workEmail', message: 'is taken' }],
      cause,
    });
  }
}

export interface NewRow {
  employeeId: string;
  table: string;
  effectiveOn: string | null;
  values: Values;
}

/** Numbers of active employees in whose names, number or work e-mail a text may be found, in order. */
export async function searchNumbers(
  tx: Transaction,
  { text, after, limit }: { text: string; after: number; limit: number },
): Promise<number[]> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const searched = sql<string>`concat_ws(' ', number, values->>'firstName', values->>'lastName',
    values->>'preferredName', values->>'workEmail')`;
  const rows = await tx
    .selectFrom('employees')
    .select('number')
    .where('number', '>', after)
    .where('status', '=', 'Active')
    .where(searched, 'ilike', pattern)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(({ number }) => number);
}

/** The number of the employee whose table has this row. */
export async function findRowOwner(
  tx: Transaction,
  table: string,
  rowId: number,
): Promise<number | undefined> {
  const row = await tx
    .selectFrom('employee_rows')
    .innerJoin('employees', 'employees.id', 'employee_rows.employee_id')
    .where('employee_rows.id', '=', String(rowId))
    .where('table_alias', '=', table)
    .select('employees.number')
    .executeTakeFirst();
  return row?.number;
}

/** The provider's id of a row of a mirrored employee, where it is known. */
export async function findProviderRowId(tx: Transaction, rowId: number): Promise<string | null> {
  const query = tx.selectFrom('employee_rows').select('provider_row_id').where('id', '=', String(rowId));
  return (await query.executeTakeFirst())?.provider_row_id ?? null;
}

/** Inserts rows in the given order and returns their ids. */
export async function insertRows(tx: Transaction, companyId: string, rows: NewRow[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const inserted = await tx
    .insertInto('employee_rows')
    .values(
      rows.map((row) => ({
        company_id: companyId,
        employee_id: row.employeeId,
        table_alias: row.table,
        effective_on: row.effectiveOn,
        values: JSON.stringify(row.values),
      })),
    )
    .returning('id')
    .execute();
  return inserted.map((row) => Number(row.id));
}

export async function updateRow(
  tx: Transaction,
  rowId: number,
  change: { effectiveOn: string | null; values: Values },
): Promise<void> {
  await tx
    .updateTable('employee_rows')
    .set({
      effective_on: change.effectiveOn,
      values: JSON.stringify(change.values),
      updated_at: sql`company_time(now())`,
    })
    .where('id', '=', String(rowId))
    .execute();
}

/** @throws JoineryError `employees.email_taken`. */
export async function removeRow(tx: Transaction, rowId: number): Promise<void> {
  await tx.deleteFrom('employee_rows').where('id', '=', String(rowId)).execute();
}

/** @throws JoineryError `employees.email_taken`. */
export async function updateEmployee(
  tx: Transaction,
  employeeId: string,
  change: { status: string; values: Values },
): Promise<void> {
  const update = tx
    .updateTable('employees')
    .set({
      status: change.status,
      values: JSON.stringify(change.values),
      last_changed_at: sql`company_time(clock_timestamp())`,
    })
    .where('id', '=', employeeId);
  await naming(update.execute());
}

export async function updatePhotoVersion(
  tx: Transaction,
  employeeId: string,
  version: number | null,
): Promise<void> {
  await tx
    .updateTable('employees')
    .set({ photo_version: version, last_changed_at: sql`company_time(clock_timestamp())` })
    .where('id', '=', employeeId)
    .execute();
}

export async function removeEmployee(tx: Transaction, employeeId: string): Promise<void> {
  await tx.deleteFrom('employees').where('id', '=', employeeId).execute();
}

export type ChangeAction = 'Inserted' | 'Updated' | 'Deleted';

const changesAtOnce = 5000;

export interface NewChange {
  number: number;
  action: ChangeAction;
  table?: string;
}

/**
 * Held until the commit, so that times in the log follow the order of commits: whoever has read
 * up to a time never misses a change that was written before it and committed after it.
 */
export async function lockChanges(tx: Transaction, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`changes of ${companyId}`}, 0))`.execute(tx);
}

export async function insertChanges(tx: Transaction, companyId: string, changes: NewChange[]): Promise<void> {
  if (changes.length === 0) return;
  await lockChanges(tx, companyId);
  // A statement takes 65,535 values at most, and a long jump of a clock makes many changes.
  for (let at = 0; at < changes.length; at += changesAtOnce)
    await tx
      .insertInto('employee_changes')
      .values(
        changes.slice(at, at + changesAtOnce).map(({ number, action, table }) => ({
          company_id: companyId,
          employee_number: number,
          action,
          table_alias: table ?? null,
        })),
      )
      .execute();
}

export interface Change {
  number: number;
  action: ChangeAction;
  at: Date;
}

/** One entry an employee: what happened since, a deletion before an insertion before updates. */
export async function listChanges(
  tx: Transaction,
  since: Date,
  tables: readonly string[] | 'all',
): Promise<Change[]> {
  const counted =
    tables === 'all'
      ? sql<boolean>`true`
      : sql<boolean>`(table_alias is null or table_alias = any(${[...tables]}))`;
  // The time as a number: the driver reads one of these in a fraction of the time of a date.
  const { rows } = await sql<Omit<Change, 'at'> & { milliseconds: number }>`
    select employee_number as number, floor(extract(epoch from max(at)) * 1000)::float8 as milliseconds,
      case when bool_or(action = 'Deleted') then 'Deleted' when bool_or(action = 'Inserted') then 'Inserted' else 'Updated' end as action
    from employee_changes where at >= ${since} and ${counted} group by employee_number order by employee_number`.execute(
    tx,
  );
  return rows.map(({ number, action, milliseconds }) => ({ number, action, at: new Date(milliseconds) }));
}

/**
 * Whether `supervisor` reports to `employee`, over any number of steps, by the job rows in force
 * on a date: then the other way round would be a circle.
 */
export async function reportsTo(
  tx: Transaction,
  what: { supervisor: number; employee: number; today: string },
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive chain (number, depth) as (
      select ${what.supervisor}::int, 0
      union
      select (r."values" ->> 'reportsTo')::int, depth + 1 from chain
      join employees e on e.number = chain.number
      join lateral (
        select "values" from employee_rows
        where employee_id = e.id and table_alias = 'jobInfo' and coalesce(effective_on, '-infinity') <= ${what.today}::date
        order by effective_on desc nulls last, id desc limit 1
      ) r on jsonb_typeof(r."values" -> 'reportsTo') = 'number'
      where depth < 100
    )
    select exists (select from chain where number = ${what.employee}) as found`.execute(tx);
  return rows[0]?.found === true;
}

/** The local date up to which history was rolled forward, held until the transaction ends. */
export async function lockRolledTo(tx: Transaction, companyId: string, timeZone: string): Promise<string> {
  const row = await tx
    .selectFrom('companies')
    .select(['rolled_to', 'created_at'])
    .where('id', '=', companyId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  return row.rolled_to ?? dateIn(timeZone, row.created_at);
}

export async function updateRolledTo(tx: Transaction, companyId: string, date: string): Promise<void> {
  await tx.updateTable('companies').set({ rolled_to: date }).where('id', '=', companyId).execute();
}

export interface TakingEffect {
  number: number;
  tables: string[];
}

/** Employees with rows dated after `since` and not after `until`, with the tables of those rows. */
export async function listRowsTakingEffect(
  tx: Transaction,
  since: string,
  until: string,
): Promise<TakingEffect[]> {
  const { rows } = await sql<TakingEffect>`
    select e.number, array_agg(distinct r.table_alias order by r.table_alias) as tables
    from employee_rows r join employees e on e.id = r.employee_id
    where r.effective_on > ${since}::date and r.effective_on <= ${until}::date
    group by e.number order by e.number`.execute(tx);
  return rows;
}
