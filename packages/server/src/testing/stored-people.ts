// The people of a company as its own tables have them, without services or dialects: what a mirrored
// company has to have in common with its source.
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Context } from '../modules/context.ts';
import { getCatalogue } from '../modules/fields/fields.service.ts';

export interface StoredRow {
  table: string;
  effectiveOn: string | null;
  values: Record<string, unknown>;
}

export interface StoredEmployee {
  number: number;
  status: string;
  hasPhoto: boolean;
  values: Record<string, unknown>;
  rows: StoredRow[];
}

/** In order of number, in batches: a large company does not have to fit into memory. */
export async function* streamStored(
  { db }: Pick<Context, 'db'>,
  companyId: string,
): AsyncGenerator<StoredEmployee> {
  for (let after = 0; ; ) {
    const { rows } = await db.inCompany(companyId, (tx) =>
      sql<StoredEmployee>`
        select e.number, e.status, e.photo_version is not null as "hasPhoto", e."values",
               coalesce((select json_agg(json_build_object('table', r.table_alias, 'effectiveOn', r.effective_on,
                                                           'values', r."values")
                                         order by r.table_alias, r.effective_on, r.id)
                           from employee_rows r
                          where r.company_id = e.company_id and r.employee_id = e.id), '[]') as rows
          from employees e where e.number > ${after} order by e.number limit 1000`.execute(tx),
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}

/** By number. */
export async function readStored(
  context: Pick<Context, 'db'>,
  companyId: string,
): Promise<Map<number, StoredEmployee>> {
  const people = new Map<number, StoredEmployee>();
  for await (const employee of streamStored(context, companyId)) people.set(employee.number, employee);
  return people;
}

/** Fields that no key sees listed: they are not mirrored. */
export async function unlistedFields(
  { db }: Pick<Context, 'db'>,
  companyId: string,
): Promise<ReadonlySet<string>> {
  const { fields } = await db.inCompany(companyId, (tx) => getCatalogue(tx, companyId));
  return new Set(
    fields.filter(({ listed, source }) => !listed && source.kind === 'value').map(({ key }) => key),
  );
}

export interface Comparison {
  /** Numbers of employees. */
  lost: number[];
  /** There, though the source does not have them. */
  invented: number[];
  /** `number: what: source | mirror`. */
  different: string[];
}

/**
 * Every employee, field by field and row by row. One thing may differ: the provider tells by name who
 * leads somebody in a row that is not in force. Where several people have the name, the mirror keeps it.
 */
export function compareStored(
  source: ReadonlyMap<number, StoredEmployee>,
  mirror: ReadonlyMap<number, StoredEmployee>,
  { without = new Set<string>(), tables }: { without?: ReadonlySet<string>; tables?: readonly string[] } = {},
): Comparison {
  const found: Comparison = { lost: [], invented: [], different: [] };
  const shared = sharedNames(source);
  for (const number of mirror.keys()) if (!source.has(number)) found.invented.push(number);
  for (const [number, there] of source) {
    const here = mirror.get(number);
    if (here === undefined) found.lost.push(number);
    else found.different.push(...differencesOf(named(there, shared), named(here, shared), without, tables));
  }
  return found;
}

/** By number, of those whose name somebody else has too, in one of the forms that names have. */
export function sharedNames(
  people: ReadonlyMap<number, Pick<StoredEmployee, 'number' | 'values'>>,
): Map<number, string> {
  const holders = new Map<string, Set<number>>();
  for (const { number, values } of people.values())
    for (const first of [values.preferredName, values.firstName]) {
      const name = `${first} ${values.lastName}`.toLowerCase();
      holders.set(name, (holders.get(name) ?? new Set()).add(number));
    }
  const shared = new Map<number, string>();
  for (const { number, values } of people.values()) {
    const name = `${values.preferredName ?? values.firstName} ${values.lastName}`;
    if ((holders.get(name.toLowerCase())?.size ?? 0) > 1) shared.set(number, name);
  }
  return shared;
}

/** With leaders who share their name told by it. */
export function named(employee: StoredEmployee, shared: ReadonlyMap<number, string>): StoredEmployee {
  const rows = employee.rows.map((row) => {
    const name = row.table === 'jobInfo' ? shared.get(row.values.reportsTo as number) : undefined;
    return name === undefined ? row : { ...row, values: { ...row.values, reportsTo: name } };
  });
  return { ...employee, rows };
}

export function differencesOf(
  there: StoredEmployee,
  here: StoredEmployee,
  without: ReadonlySet<string> = new Set(),
  tables?: readonly string[],
): string[] {
  const different: string[] = [];
  const tell = (what: string, a: unknown, b: unknown): void => {
    different.push(`${there.number}: ${what}: ${short(a)} | ${short(b)}`);
  };
  if (there.status !== here.status) tell('status', there.status, here.status);
  if (there.hasPhoto !== here.hasPhoto) tell('photo', there.hasPhoto, here.hasPhoto);
  for (const key of new Set([...Object.keys(there.values), ...Object.keys(here.values)])) {
    const [a, b] = [there.values[key] ?? null, here.values[key] ?? null];
    if (!without.has(key) && !isDeepStrictEqual(a, b)) tell(key, a, b);
  }
  const kept = ({ rows }: StoredEmployee) =>
    rows.filter(({ table }) => tables === undefined || tables.includes(table)).map(rowText);
  const [a, b] = [kept(there), kept(here)];
  for (const row of minus(a, b)) tell('row', row, undefined);
  for (const row of minus(b, a)) tell('row', undefined, row);
  return different;
}

/** The same for rows that say the same. */
export function rowText({ table, effectiveOn, values }: StoredRow): string {
  const entries = Object.entries(values).filter(([, value]) => value !== null);
  return JSON.stringify([table, effectiveOn, entries.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function minus(one: string[], other: string[]): string[] {
  const left = [...other];
  return one.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function short(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? 'none';
}
