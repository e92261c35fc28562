import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { lockChanges } from './employees.repository.ts';

/** Where an option stands: in the values of employees (no table) or in a column of a table's rows. */
export interface OptionPlace {
  table: string | null;
  column: string;
}

// A value is the name itself, or a list of names; `@>` finds both.
const holds = (values: RawBuilder<unknown>, column: string, name: string) =>
  sql<boolean>`${values} -> ${column} @> to_jsonb(${name}::text)`;

function anyPlace(places: readonly OptionPlace[], name: string): RawBuilder<boolean> {
  const parts = places.map(({ table, column }) =>
    table === null
      ? holds(sql`e."values"`, column, name)
      : sql<boolean>`exists (select from employee_rows r
          where r.employee_id = e.id and r.table_alias = ${table} and ${holds(sql`r."values"`, column, name)})`,
  );
  return sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** In order of their number, as everything does that locks several employees. */
export async function lockHolders(
  tx: Transaction,
  places: readonly OptionPlace[],
  name: string,
): Promise<void> {
  await sql`select from employees e where ${anyPlace(places, name)} order by e.number for update`.execute(tx);
}

export async function hasHolder(
  tx: Transaction,
  places: readonly OptionPlace[],
  name: string,
): Promise<boolean> {
  if (places.length === 0) return false;
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from employees e where ${anyPlace(places, name)}) as found`.execute(tx);
  return rows[0]?.found === true;
}

function renamed(column: string, { from, to }: { from: string; to: string }): RawBuilder<unknown> {
  return sql`jsonb_set("values", array[${column}::text], case jsonb_typeof("values" -> ${column})
    when 'array' then (
      select jsonb_agg(case when item = to_jsonb(${from}::text) then to_jsonb(${to}::text) else item end order by place)
      from jsonb_array_elements("values" -> ${column}) with ordinality as items (item, place))
    else to_jsonb(${to}::text) end)`;
}

/** Renames in one place; the change log tells of everybody whose values or rows became others. */
export async function renameIn(
  tx: Transaction,
  companyId: string,
  { table, column }: OptionPlace,
  names: { from: string; to: string },
): Promise<void> {
  await lockChanges(tx, companyId);
  const touched =
    table === null
      ? sql`select id as employee_id from employees where ${holds(sql`"values"`, column, names.from)}`
      : sql`update employee_rows set "values" = ${renamed(column, names)}, updated_at = now()
          where table_alias = ${table} and ${holds(sql`"values"`, column, names.from)} returning employee_id`;
  const values = table === null ? renamed(column, names) : sql`"values"`;
  await sql`
    with touched as (${touched}),
    changed as (
      update employees set "values" = ${values}, last_changed_at = company_time(clock_timestamp())
      where id in (select employee_id from touched) returning number)
    insert into employee_changes (company_id, employee_number, action, table_alias)
    select ${companyId}, number, 'Updated', ${table} from changed order by number`.execute(tx);
}
