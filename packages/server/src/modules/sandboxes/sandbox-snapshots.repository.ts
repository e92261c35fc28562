// Rows of all tables of a company as JSON, and back. The statements are made from the catalogue of
// the database; row-level security holds each of them to the company.
import type { SandboxSnapshot } from '@joinery/sdk';
import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { planAnew } from '../../db/plans.ts';
import type { CompanyTable } from './company-tables.ts';

/** How many rows stand in one piece: large enough to be compressed, small enough to be read at once. */
const pieceRows = 200;

/** All tables with company_id, by name. */
export async function listCompanyTables(tx: Transaction): Promise<CompanyTable[]> {
  const { rows } = await sql<CompanyTable>`
    select t.relname as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns,
      array(select distinct p.relname::text from pg_constraint c
        join pg_class p on p.oid = c.confrelid and p.oid <> t.oid
        join pg_attribute a on a.attrelid = p.oid and a.attname = 'company_id' and not a.attisdropped
        where c.conrelid = t.oid and c.contype = 'f') as references
    from pg_class t
    join pg_attribute a on a.attrelid = t.oid and a.attname = 'company_id' and not a.attisdropped
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
    order by t.relname`.execute(tx);
  return rows;
}

export async function insertSnapshot(
  tx: Transaction,
  companyId: string,
  snapshot: { name: string; company: unknown; takenAt: Date },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('sandbox_snapshots')
    .values({
      company_id: companyId,
      name: snapshot.name,
      company: JSON.stringify(snapshot.company),
      taken_at: snapshot.takenAt,
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'name']).doNothing())
    .returning('name')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** One statement, so that all tables are seen at the same moment. Returns how many rows there were. */
export async function insertSnapshotRows(
  tx: Transaction,
  companyId: string,
  name: string,
  tables: readonly CompanyTable[],
): Promise<number> {
  const sources = tables.map(
    (table) => sql`select ${table.name} as table_name, to_jsonb(t) as entry,
      (row_number() over () - 1) / ${sql.lit(pieceRows)} as piece from ${sql.table(table.name)} as t`,
  );
  const { rows } = await sql<{ count: string }>`
    with pieces as (
      insert into sandbox_snapshot_rows (company_id, snapshot, table_name, piece, rows)
      select ${companyId}, ${name}, table_name, piece, jsonb_agg(entry)
      from (${sql.join(sources, sql` union all `)}) as entries
      group by table_name, piece
      returning jsonb_array_length(rows) as count
    ), counted as (select coalesce(sum(count), 0) as count from pieces)
    update sandbox_snapshots set rows = (select count from counted)
    where name = ${name} returning rows as count`.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

export async function listSnapshots(tx: Transaction): Promise<SandboxSnapshot[]> {
  const rows = await tx
    .selectFrom('sandbox_snapshots')
    .select(['name', 'rows', 'taken_at'])
    .orderBy('taken_at')
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ name: row.name, rows: row.rows, takenAt: row.taken_at.toISOString() }));
}

/** What the company's own row was, or undefined without such a snapshot. */
export async function findSnapshotCompany(tx: Transaction, name: string): Promise<unknown> {
  const row = await tx
    .selectFrom('sandbox_snapshots')
    .select('company')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.company;
}

export async function removeSnapshot(tx: Transaction, name: string): Promise<boolean> {
  const removed = await tx.deleteFrom('sandbox_snapshots').where('name', '=', name).executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** Rows may name others that are not there yet; it is looked at when checkReferences is called. */
export async function deferReferences(tx: Transaction): Promise<void> {
  await sql`set constraints all deferred`.execute(tx);
  await planAnew(tx);
}

export async function checkReferences(tx: Transaction): Promise<void> {
  await planAnew(tx);
  await sql`set constraints all immediate`.execute(tx);
}

/** Takes away what the snapshot does not hold in the very same form. */
export async function removeOthers(tx: Transaction, snapshot: string, table: CompanyTable): Promise<number> {
  const { numAffectedRows } = await sql`
    with kept as materialized (${entriesOf(snapshot, table)})
    delete from ${sql.table(table.name)} as t
    where not exists (select from kept where kept.entry = to_jsonb(t))`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/**
 * Puts back what the snapshot holds and the table does not. Columns that came later get their defaults,
 * those that are gone are left out.
 */
export async function insertMissing(tx: Transaction, snapshot: string, table: CompanyTable): Promise<number> {
  const columns = await columnsIn(tx, snapshot, table);
  if (columns.length === 0) return 0;
  const names = sql.join(columns.map((column) => sql.id(column)));
  const values = sql.join(columns.map((column) => sql.id('r', column)));
  const { numAffectedRows } = await sql`
    with kept as materialized (${entriesOf(snapshot, table)}),
    present as materialized (select to_jsonb(t) as entry from ${sql.table(table.name)} as t)
    insert into ${sql.table(table.name)} (${names}) overriding system value
    select ${values} from kept, jsonb_populate_record(null::${sql.table(table.name)}, kept.entry) as r
    where not exists (select from present where present.entry = kept.entry)`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

async function columnsIn(tx: Transaction, snapshot: string, table: CompanyTable): Promise<string[]> {
  const { rows } = await sql<{ entry: Record<string, unknown> }>`
    select rows -> 0 as entry from sandbox_snapshot_rows
    where snapshot = ${snapshot} and table_name = ${table.name} order by piece limit 1`.execute(tx);
  const entry = rows[0]?.entry;
  return entry === undefined ? [] : table.columns.filter((column) => Object.hasOwn(entry, column));
}

function entriesOf(snapshot: string, table: CompanyTable): RawBuilder<unknown> {
  return sql`select e.entry from sandbox_snapshot_rows as s, jsonb_array_elements(s.rows) as e (entry)
    where s.snapshot = ${snapshot} and s.table_name = ${table.name}`;
}

export async function emptyTable(tx: Transaction, table: Pick<CompanyTable, 'name'>): Promise<void> {
  await sql`delete from ${sql.table(table.name)}`.execute(tx);
}

export interface UserLink {
  id: string;
  employeeId: string;
}

/** Which users are employees: taking an employee away, also for a moment, ends that. */
export async function listUserLinks(tx: Transaction): Promise<UserLink[]> {
  const { rows } = await sql<UserLink>`
    select id, employee_id as "employeeId" from users where employee_id is not null`.execute(tx);
  return rows;
}

export async function restoreUserLinks(tx: Transaction, links: readonly UserLink[]): Promise<void> {
  for (const { id, employeeId } of links)
    await sql`update users set employee_id = ${employeeId}
      where id = ${id} and exists (select from employees where id = ${employeeId})`.execute(tx);
}

/** Whether nobody makes a sandbox of this name; the name is held until the transaction ends. */
export async function tryHoldName(tx: Transaction, slug: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`making of ${slug}`}, 0)) as held`.execute(tx);
  return rows[0]?.held === true;
}
