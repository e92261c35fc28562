// A small company in which every field of the catalogue and every column of every table has a value
// that tells whose it is, written past all rights. Hidden values can be exchanged for others, and
// whoever may not see them must not be able to tell.
import { sql } from 'kysely';
import type { Principal } from '../../../../modules/access/principal.ts';
import { systemPrincipal } from '../../../../modules/companies/companies.service.ts';
import type { Context } from '../../../../modules/context.ts';
import type { FieldValue } from '../../../../modules/fields/field-values.ts';
import { getCatalogue } from '../../../../modules/fields/fields.service.ts';
import type { Catalogue } from '../../../../modules/fields/fields.ts';
import { createSandbox } from '../../../../modules/sandboxes/sandboxes.service.ts';

/** One stored thing: the value of a field, or a column of a table, of one employee. */
export interface Place {
  person: number;
  path: string;
}

export const keyOf = ({ person, path }: Place): string => `${person} ${path}`;

export interface Person {
  id: string;
  number: number;
}

export interface StoredRow {
  id: number;
  employeeId: string;
  table: string;
  effectiveOn: string | null;
  values: Record<string, FieldValue>;
}

export interface StoredPerson extends Person {
  status: string;
  values: Record<string, FieldValue>;
}

/** Everything that is kept of the employees. */
export interface Kept {
  people: StoredPerson[];
  rows: StoredRow[];
}

export interface World {
  context: Context;
  owner: Principal;
  apiKey: string;
  /** Everything before `/api` and `/v1`. */
  origin: string;
  slug: string;
  catalogue: Catalogue;
  people: Person[];
  /** Every stored path of the catalogue; a canary names its place in here. */
  paths: string[];
  /** What is kept while nothing is exchanged. */
  original: Kept;
  /** Writes the company anew, with other values at these places. */
  write(exchanged: ReadonlySet<string>): Promise<void>;
  read(): Promise<Kept>;
}

export const slug = 'walk';
const size = 8;

export async function buildWorld(context: Context, origin: string): Promise<World> {
  const { company, apiKey } = await createSandbox(context, { slug, name: 'Walk', employees: size });
  const owner = systemPrincipal(company);
  const { catalogue, people } = await context.db.inCompany(company.id, async (tx) => ({
    catalogue: await getCatalogue(tx, company.id),
    people: await tx.selectFrom('employees').select(['id', 'number']).orderBy('number').execute(),
  }));
  const paths = storedPaths(catalogue);
  const ids = await rowIds(context, company.id, catalogue.tables.length * people.length * 3);
  const kept = (exchanged: ReadonlySet<string>) => keptWith(catalogue, people, paths, ids, exchanged);
  const write = (exchanged: ReadonlySet<string>) => writeKept(context, company.id, kept(exchanged));
  await write(new Set());
  return {
    context,
    owner,
    apiKey,
    origin,
    slug,
    catalogue,
    people,
    paths,
    original: kept(new Set()),
    write,
    read: () => readKept(context, company.id),
  };
}

function storedPaths({ fields }: Catalogue): string[] {
  const paths = fields.flatMap(({ source }) =>
    source.kind === 'value'
      ? [source.key]
      : source.kind === 'table'
        ? [`${source.table}.${source.column}`]
        : [],
  );
  return [...new Set(paths)];
}

async function rowIds(context: Context, companyId: string, count: number): Promise<number[]> {
  const { rows } = await context.db.inCompany(companyId, (tx) =>
    sql<{ id: string }>`select nextval('table_row_numbers') as id from generate_series(1, ${count})`.execute(
      tx,
    ),
  );
  return rows.map(({ id }) => Number(id));
}

/** From when the rows of a dated table count: two that have, one that will. */
export const years = [2012, 2016, 2037];

function keptWith(
  catalogue: Catalogue,
  people: readonly Person[],
  paths: readonly string[],
  ids: readonly number[],
  exchanged: ReadonlySet<string>,
): Kept {
  const isOther = (person: number, path: string) => exchanged.has(keyOf({ person, path }));
  const typeOf = new Map<string, string>();
  for (const field of [...catalogue.fields].reverse()) {
    const { source } = field;
    if (source.kind === 'value') typeOf.set(source.key, field.type);
    if (source.kind === 'table') typeOf.set(`${source.table}.${source.column}`, field.type);
  }
  const valueAt = (person: number, path: string, row: number) =>
    madeUp(typeOf.get(path) ?? 'text', { person, path: paths.indexOf(path), row }, isOther(person, path));
  const plain = paths.filter((path) => !path.includes('.') && path !== 'status');
  const stored = people.map((one) => ({
    ...one,
    status: (one.number % 4 === 0) === isOther(one.number, 'status') ? 'Active' : 'Inactive',
    values: Object.fromEntries(plain.map((path) => [path, valueAt(one.number, path, 0)])),
  }));
  let next = 0;
  const rows = people.flatMap((one) =>
    catalogue.tables.flatMap(({ alias, columns, dateColumn }) =>
      years.map((year, row) => {
        const id = ids[next] ?? 0;
        next += 1;
        const named = columns.filter((column) => column !== dateColumn);
        const month = isOther(one.number, `${alias}.${dateColumn}`) ? '07' : '03';
        return {
          id,
          employeeId: one.id,
          table: alias,
          effectiveOn: dateColumn === null ? null : `${year}-${month}-1${one.number % 10}`,
          values: Object.fromEntries(
            named.map((column) => [column, valueAt(one.number, `${alias}.${column}`, row)]),
          ),
        };
      }),
    ),
  );
  return { people: stored, rows };
}

interface Origin {
  person: number;
  path: number;
  row: number;
}

// The other values are in the opposite order, and some are blank: what only sorts, counts or groups
// by a hidden value is found out too.
function madeUp(type: string, origin: Origin, other: boolean): FieldValue {
  const { person, path, row } = origin;
  const place = path * 50 + (other ? 12 - person : person) * 4 + row;
  if (type === 'employee') return supervisorOf(person, other);
  if (type === 'bool' || type === 'checkbox') return other;
  if (other && person % 3 === 0 && path > 3) return null;
  switch (type) {
    case 'date':
      return new Date(Date.UTC(other ? 1984 : 1950, 0, 1 + place)).toISOString().slice(0, 10);
    case 'currency':
      return { value: `${10_000 + place}.${other ? 83 : 17}`, currency: 'USD' };
    case 'int':
      return (other ? 700_000 : 300_000) + place;
    case 'percentage':
      return `${(other ? 7000 : 3000) + place}`;
    case 'multilist':
      return [canaryOf(origin, other)];
    case 'email':
      return `${canaryOf(origin, other).toLowerCase()}@example.test`;
    default:
      return canaryOf(origin, other);
  }
}

// Everybody but the first reports to somebody before them, so nothing goes in a circle.
function supervisorOf(person: number, other: boolean): number | null {
  if (person === 1) return null;
  return other ? person - 1 : Math.max(1, Math.floor(person / 2));
}

function canaryOf({ person, path, row }: Origin, other: boolean): string {
  return other ? `W${90 - person}v${person}z${path}z${row}W` : `Q${person}z${path}z${row}Q`;
}

/** The places whose values stand in a text, whatever was done to its letters. */
export function canariesIn(text: string, paths: readonly string[]): Place[] {
  return [...text.matchAll(/[qv](\d+)z(\d+)z\d+[qw]/gi)].map(([, person, path]) => ({
    person: Number(person),
    path: paths[Number(path)] ?? '',
  }));
}

async function writeKept(context: Context, companyId: string, { people, rows }: Kept): Promise<void> {
  await context.db.inCompany(companyId, async (tx) => {
    const numbers = people.map(({ number }) => number);
    await tx.deleteFrom('employees').where('number', 'not in', numbers).execute();
    await tx.deleteFrom('employee_rows').execute();
    await sql`
      update employees set status = given.status, "values" = given."values"
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as given (id text, status text, "values" jsonb)
      where employees.id = given.id`.execute(tx);
    await sql`
      insert into employee_rows (id, company_id, employee_id, table_alias, effective_on, "values")
      select given.id, ${companyId}, given."employeeId", given."table", given."effectiveOn", given."values"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (id bigint, "employeeId" text, "table" text, "effectiveOn" date, "values" jsonb)`.execute(
      tx,
    );
  });
}

async function readKept(context: Context, companyId: string): Promise<Kept> {
  return context.db.inCompany(companyId, async (tx) => {
    const people = await tx.selectFrom('employees').select(['id', 'number', 'status', 'values']).execute();
    const { rows } = await sql<StoredRow>`
      select id::int, employee_id as "employeeId", table_alias as "table",
        effective_on::text as "effectiveOn", "values" from employee_rows`.execute(tx);
    return { people: people as unknown as StoredPerson[], rows };
  });
}
