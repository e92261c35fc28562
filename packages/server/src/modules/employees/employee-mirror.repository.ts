// Employees of a provider, hundreds in one statement.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { planAnew } from '../../db/plans.ts';
import type { FieldValue } from '../fields/field-values.ts';
import type { MirroredRow } from './mirrored.ts';

type Values = Record<string, FieldValue>;

export interface StoredEmployee {
  id: string;
  number: number;
  status: string;
  values: Values;
  mirrored: boolean;
  hasPhoto: boolean;
}

/** In order of their numbers, held until the transaction ends. */
export async function lockByNumbers(tx: Transaction, numbers: readonly number[]): Promise<StoredEmployee[]> {
  const { rows } = await sql<StoredEmployee>`
    select id, number, status, "values", mirrored, photo_version is not null as "hasPhoto" from employees
    where company_id = current_company() and number = any(${[...numbers]}::int[])
    order by number for no key update`.execute(tx);
  return rows;
}

/** Mirrored ones only. */
export async function listByNumbers(
  tx: Transaction,
  numbers: readonly number[],
): Promise<Pick<StoredEmployee, 'id' | 'number' | 'status'>[]> {
  const { rows } = await sql<Pick<StoredEmployee, 'id' | 'number' | 'status'>>`
    select id, number, status from employees
    where company_id = current_company() and number = any(${[...numbers]}::int[]) and mirrored`.execute(tx);
  return rows;
}

export interface OwnedRow extends MirroredRow {
  employeeId: string;
  table: string;
}

export async function listOwnedRows(
  tx: Transaction,
  employeeIds: readonly string[],
  tables: readonly string[],
): Promise<OwnedRow[]> {
  if (employeeIds.length === 0 || tables.length === 0) return [];
  const { rows } = await sql<Omit<OwnedRow, 'id'> & { id: string }>`
    select id, employee_id as "employeeId", table_alias as "table", effective_on as "effectiveOn",
      "values", provider_row_id as "providerRowId", told
    from employee_rows
    where company_id = current_company() and employee_id = any(${[...employeeIds]}::text[])
      and table_alias = any(${[...tables]}::text[])
    order by id`.execute(tx);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

export interface MirroredEmployee {
  id: string;
  number: number;
  status: string;
  values: Values;
  photo: boolean;
}

/** From here on it pays to plan what follows for the larger table. */
const manyPeople = 100;

export async function insertMirrored(
  tx: Transaction,
  companyId: string,
  people: readonly MirroredEmployee[],
): Promise<void> {
  if (people.length === 0) return;
  await sql`
    insert into employees (id, company_id, number, status, "values", mirrored, photo_version)
    select id, ${companyId}, number, status, "values", true, case when p.photo then nextval('photo_versions') end
    from json_to_recordset(${JSON.stringify(people)}::json)
      as p (id text, number int, status text, "values" jsonb, photo boolean)`.execute(tx);
  const greatest = people.reduce((most, { number }) => Math.max(most, number), 0);
  await sql`
    insert into company_counters as c (company_id, name, value) values (${companyId}, 'employees', ${greatest})
    on conflict (company_id, name) do update set value = greatest(c.value, excluded.value)`.execute(tx);
  if (people.length >= manyPeople) await planAnew(tx);
}

/** What is null stays as it is. A photo that was not there before has an address that no other ever had. */
export async function updateMirrored(
  tx: Transaction,
  people: readonly { id: string; status: string; values: Values | null; photo: boolean | null }[],
): Promise<void> {
  if (people.length === 0) return;
  await sql`
    update employees e set status = p.status, "values" = coalesce(p."values", e."values"),
      photo_version = case when p.photo then nextval('photo_versions') when p.photo is null then e.photo_version end,
      last_changed_at = company_time(clock_timestamp())
    from json_to_recordset(${JSON.stringify(people)}::json)
      as p (id text, status text, "values" jsonb, photo boolean)
    where e.id = p.id`.execute(tx);
}

export async function removeByIds(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from employees where id = any(${[...ids]}::text[])`.execute(tx);
}

/** Inserts rows in the given order and returns their ids. */
export async function insertOwnedRows(
  tx: Transaction,
  companyId: string,
  rows: readonly Omit<OwnedRow, 'id'>[],
): Promise<number[]> {
  if (rows.length === 0) return [];
  const list = rows.map(({ employeeId, table, effectiveOn, values, providerRowId, told }) => ({
    employee: employeeId,
    alias: table,
    since: effectiveOn,
    values,
    provider: providerRowId,
    told,
  }));
  const inserted = await sql<{ id: string }>`
    insert into employee_rows (company_id, employee_id, table_alias, effective_on, "values", provider_row_id, told)
    select ${companyId}, employee, alias, since, "values", provider, told
    from json_to_recordset(${JSON.stringify(list)}::json)
      as r (employee text, alias text, since date, "values" jsonb, provider text, told jsonb)
    returning id`.execute(tx);
  return inserted.rows.map(({ id }) => Number(id));
}

/** `quiet`: nobody sees a difference, so the time of the last change stays. */
export async function updateOwnedRows(
  tx: Transaction,
  rows: readonly (MirroredRow & { quiet: boolean })[],
): Promise<void> {
  if (rows.length === 0) return;
  const list = rows.map(({ id, effectiveOn, values, providerRowId, told, quiet }) => ({
    id,
    since: effectiveOn,
    values,
    provider: providerRowId,
    told,
    quiet,
  }));
  await sql`
    update employee_rows e set effective_on = r.since, "values" = r."values", provider_row_id = r.provider,
      told = r.told, updated_at = case when r.quiet then e.updated_at else company_time(now()) end
    from json_to_recordset(${JSON.stringify(list)}::json)
      as r (id bigint, since date, "values" jsonb, provider text, told jsonb, quiet boolean)
    where e.id = r.id`.execute(tx);
}

export async function removeOwnedRows(tx: Transaction, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from employee_rows where id = any(${ids.map(String)}::bigint[])`.execute(tx);
}

export interface StoredSecret {
  rowId: number;
  column: string;
  sealed: string;
}

export async function listSecrets(tx: Transaction, rowIds: readonly number[]): Promise<StoredSecret[]> {
  if (rowIds.length === 0) return [];
  const { rows } = await sql<{ rowId: string; column: string; sealed: string }>`
    select row_id as "rowId", column_name as "column", sealed from employee_row_secrets
    where row_id = any(${rowIds.map(String)}::bigint[])`.execute(tx);
  return rows.map((row) => ({ ...row, rowId: Number(row.rowId) }));
}

export async function removeSecrets(
  tx: Transaction,
  secrets: readonly { rowId: number; column: string }[],
): Promise<void> {
  if (secrets.length === 0) return;
  await sql`
    delete from employee_row_secrets s
    using json_to_recordset(${JSON.stringify(secrets)}::json) as x ("rowId" bigint, "column" text)
    where s.row_id = x."rowId" and s.column_name = x."column"`.execute(tx);
}

/** Adds the options that lists do not know, archived ones included, and returns what was added. */
export async function addUnknownOptions(
  tx: Transaction,
  companyId: string,
  options: readonly { list: number; name: string }[],
): Promise<{ list: number; id: number }[]> {
  if (options.length === 0) return [];
  const { rows } = await sql<{ list: number; id: number }>`
    insert into list_options (company_id, list_number, name)
    select ${companyId}, x.list, min(x.name)
    from json_to_recordset(${JSON.stringify(options)}::json) as x (list int, name text)
    where exists (select from lists l where l.company_id = ${companyId} and l.number = x.list)
      and not exists (
        select from list_options o
        where o.company_id = ${companyId} and o.list_number = x.list and lower(o.name) = lower(x.name))
    group by x.list, lower(x.name)
    on conflict do nothing
    returning list_number as list, id`.execute(tx);
  return rows;
}

// Names as they are written, of all people whom a name of `wanted` may mean.
const writtenNames = sql`
  select e.number, lower(n.name) as name
  from employees e
  cross join lateral (
    select e."values" ->> 'firstName' as f, e."values" ->> 'lastName' as l,
      coalesce(e."values" ->> 'middleName', '') as m, coalesce(e."values" ->> 'preferredName', '') as p
  ) v
  cross join lateral (values (f || ' ' || l), (l || ', ' || f), (p || ' ' || l), (l || ', ' || p),
    (f || ' ' || m || ' ' || l), (l || ', ' || f || ' ' || m)) n (name)`;

/** The number of the one person who has a name; names that nobody or several have are left out. */
export async function listUniqueNames(
  tx: Transaction,
  names: readonly string[],
): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ name: string; number: number }>`
    select name, min(number) as number from (${writtenNames}) w
    where name = any(${names.map((name) => name.trim().toLowerCase())}::text[])
    group by name having count(distinct number) = 1`.execute(tx);
  return new Map(rows.map(({ name, number }) => [name, number]));
}

/** The names of supervisors, in lower case, that stand in job rows for somebody who was not found. */
export async function listUnknownNames(tx: Transaction): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct lower(trim("values" ->> 'reportsTo')) as name from employee_rows
    where table_alias = 'jobInfo' and jsonb_typeof("values" -> 'reportsTo') = 'string'`.execute(tx);
  return rows.map(({ name }) => name);
}

export interface UnnamedRow {
  id: number;
  employeeId: string;
  name: string;
}

/** The next job rows that name somebody who was not found, in order of their ids. */
export async function listUnnamedRows(
  tx: Transaction,
  { after, limit }: { after: number; limit: number },
): Promise<UnnamedRow[]> {
  const { rows } = await sql<Omit<UnnamedRow, 'id'> & { id: string }>`
    select id, employee_id as "employeeId", lower(trim("values" ->> 'reportsTo')) as name from employee_rows
    where table_alias = 'jobInfo' and jsonb_typeof("values" -> 'reportsTo') = 'string' and id > ${after}
    order by id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/**
 * Whose job rows, of any time, name a supervisor whom nobody was found for, by a name that one of `people`
 * has here who leads somebody, and who is gone or called otherwise by `names`.
 */
export async function listNamingRenamed(
  tx: Transaction,
  people: readonly { number: number; names: Record<string, unknown>; gone: boolean }[],
): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    with renamed as (
      select e.number from json_to_recordset(${JSON.stringify(people)}::json) as p (number int, names jsonb, gone boolean)
      join employees e on e.company_id = current_company() and e.number = p.number
      where (p.gone or exists (select from jsonb_each_text(p.names) n
          where coalesce(n.value, '') <> coalesce(e."values" ->> n.key, '')))
        and exists (select from employee_rows l where l.company_id = e.company_id and l.table_alias = 'jobInfo'
          and l."values" -> 'reportsTo' = to_jsonb(e.number)))
    select distinct e.number from employee_rows r
    join employees e on e.company_id = r.company_id and e.id = r.employee_id
    where r.company_id = current_company() and r.table_alias = 'jobInfo'
      and exists (select from renamed)
      and jsonb_typeof(r."values" -> 'reportsTo') = 'string'
      and lower(trim(r."values" ->> 'reportsTo')) in
        (select name from (${writtenNames}) w where w.number in (select number from renamed))
    order by e.number`.execute(tx);
  return rows.map(({ number }) => number);
}

/** The job rows that are in force for these employees. */
export async function listJobsInForce(
  tx: Transaction,
  employeeIds: readonly string[],
  today: string,
): Promise<Set<number>> {
  const { rows } = await sql<{ id: string }>`
    select distinct on (employee_id) id from employee_rows
    where company_id = current_company() and table_alias = 'jobInfo'
      and employee_id = any(${[...employeeIds]}::text[])
      and (effective_on is null or effective_on <= ${today}::date)
    order by employee_id, effective_on desc nulls last, id desc`.execute(tx);
  return new Set(rows.map(({ id }) => Number(id)));
}

/** Puts numbers where job rows say names; the names are kept beside them. */
export async function nameRows(
  tx: Transaction,
  found: readonly { id: number; number: number }[],
): Promise<void> {
  if (found.length === 0) return;
  await sql`
    update employee_rows r set
      told = coalesce(r.told, '{}') || jsonb_build_object('reportsTo', r."values" -> 'reportsTo'),
      "values" = r."values" || jsonb_build_object('reportsTo', f.number)
    from json_to_recordset(${JSON.stringify(found)}::json) as f (id bigint, number int)
    where r.id = f.id`.execute(tx);
}
