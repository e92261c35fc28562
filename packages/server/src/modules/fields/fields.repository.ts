import { type Selectable, sql } from 'kysely';
import { prepare, type Transaction } from '../../db/database.ts';
import type { EmployeeTables, Fields } from '../../db/types.generated.ts';
import { type Catalogue, catalogueOf } from './fields.ts';
import {
  type FieldDefinition,
  type FieldSource,
  standardTables,
  type TableDefinition,
} from './standard-fields.ts';
import type { standardLists } from './standard-lists.ts';

const cache = new Map<string, { version: number; catalogue: Catalogue }>();

// Not settled: this transaction counted the version up. If it is undone, another catalogue gets its number.
const fieldsVersion = prepare<{ fields_version: number; settled: boolean; people_source: string | null }>(
  'fields-version',
  `select fields_version, people_source, coalesce(age(xmin) > age(pg_current_xact_id_if_assigned()::xid), true) as settled
  from companies where id = $1`,
);

/** The catalogue of a known version, if this process has it in memory. */
export function findKeptCatalogue(companyId: string, version: number | undefined): Catalogue | undefined {
  const kept = cache.get(companyId);
  return kept?.version === version ? kept?.catalogue : undefined;
}

/** The company's catalogue. Kept in memory until `fields_version` says that it changed. */
export async function getCatalogue(tx: Transaction, companyId: string): Promise<Catalogue> {
  return (await getCatalogueAndSource(tx, companyId)).catalogue;
}

/** As getCatalogue, with the connection whose people the company shows at this moment. */
export async function getCatalogueAndSource(
  tx: Transaction,
  companyId: string,
): Promise<{ catalogue: Catalogue; peopleSource: string | null }> {
  const [found] = (await tx.executeQuery(fieldsVersion(companyId))).rows;
  if (found === undefined) throw new Error('a transaction is in a company that does not exist');
  const { fields_version: version, settled, people_source: peopleSource } = found;
  const kept = findKeptCatalogue(companyId, version);
  if (kept !== undefined) return { catalogue: kept, peopleSource };
  const rows = await tx.selectFrom('fields').selectAll().orderBy('position').orderBy('key').execute();
  const custom = await tx.selectFrom('employee_tables').selectAll().orderBy('position').execute();
  const dateColumns = new Map(custom.map((table) => [table.alias, table.date_column]));
  for (const { alias, dateColumn } of standardTables) dateColumns.set(alias, dateColumn);
  const fields = rows.map((row) => toField(row, dateColumns));
  const tables = [
    ...standardTables.map((table) => withOwnColumns(table, fields)),
    ...custom.map((table) => toTable(table, fields)),
  ];
  const catalogue = catalogueOf(fields, tables);
  if (settled) cache.set(companyId, { version, catalogue });
  return { catalogue, peopleSource };
}

// An account may have added columns to a standard table.
function withOwnColumns(table: TableDefinition, fields: FieldDefinition[]): TableDefinition {
  const own = fields.flatMap(({ custom, source }) =>
    custom && source.kind === 'table' && source.table === table.alias ? [source.column] : [],
  );
  return own.length === 0 ? table : { ...table, columns: [...table.columns, ...own] };
}

function toTable(row: Selectable<EmployeeTables>, fields: FieldDefinition[]): TableDefinition {
  const columns = fields.flatMap(({ source }) =>
    source.kind === 'table' && source.table === row.alias ? [source.column] : [],
  );
  return { alias: row.alias, name: row.name, dateColumn: row.date_column, columns, custom: true };
}

type DateColumns = Map<string, string | null>;

function toField(row: Selectable<Fields>, dateColumns: DateColumns): FieldDefinition {
  return {
    key: row.key,
    alias: row.alias,
    number: row.number,
    name: row.name,
    type: row.type,
    source: toSource(row, dateColumns),
    listNumber: row.list_number,
    readOnly: row.read_only,
    required: row.required,
    deprecated: row.deprecated,
    sensitive: row.sensitive,
    listed: row.listed,
    custom: row.custom,
  };
}

function toSource(row: Selectable<Fields>, dateColumns: DateColumns): FieldSource {
  if (row.source_kind === 'table') {
    const table = row.source_table ?? '';
    const column = row.source_column;
    return { kind: 'table', table, column, dates: dateColumns.get(table) === column };
  }
  if (row.source_kind === 'calculated') return { kind: 'calculated', name: row.source_column };
  return { kind: 'value', key: row.source_column };
}

export async function insertFields(
  tx: Transaction,
  companyId: string,
  fields: FieldDefinition[],
  firstPosition: number,
): Promise<void> {
  if (fields.length === 0) return;
  const rows = fields.map((field, index) => ({
    company_id: companyId,
    key: field.key,
    number: field.number,
    alias: field.alias,
    name: field.name,
    type: field.type,
    source_kind: field.source.kind,
    source_table: field.source.kind === 'table' ? field.source.table : null,
    source_column: columnOf(field.source),
    list_number: field.listNumber,
    read_only: field.readOnly,
    required: field.required,
    deprecated: field.deprecated,
    sensitive: field.sensitive,
    listed: field.listed,
    custom: field.custom,
    position: firstPosition + index,
  }));
  await tx.insertInto('fields').values(rows).execute();
  await countChange(tx, companyId);
}

/** Writes what a field is now; its place stays. */
export async function updateFields(
  tx: Transaction,
  companyId: string,
  fields: readonly FieldDefinition[],
): Promise<void> {
  for (const { key, number, alias, name, type, listNumber } of fields)
    await tx
      .updateTable('fields')
      .set({ number, alias, name, type, list_number: listNumber })
      .where('key', '=', key)
      .execute();
  if (fields.length > 0) await countChange(tx, companyId);
}

async function countChange(tx: Transaction, companyId: string): Promise<void> {
  await tx
    .updateTable('companies')
    .set((eb) => ({ fields_version: eb('fields_version', '+', 1) }))
    .where('id', '=', companyId)
    .execute();
}

/** Removes standard fields only: those of a company's own are never among the keys. */
export async function removeFields(tx: Transaction, companyId: string, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  if (keys.length === 0) return;
  await tx.deleteFrom('fields').where('key', 'in', keys).where('custom', '=', false).execute();
  await countChange(tx, companyId);
}

function columnOf(source: FieldSource): string {
  if (source.kind === 'table') return source.column;
  return source.kind === 'value' ? source.key : source.name;
}

export async function insertTable(
  tx: Transaction,
  companyId: string,
  table: Pick<TableDefinition, 'alias' | 'name' | 'dateColumn'>,
  position: number,
): Promise<void> {
  await tx
    .insertInto('employee_tables')
    .values({
      company_id: companyId,
      alias: table.alias,
      name: table.name,
      date_column: table.dateColumn,
      position,
    })
    .execute();
}

export async function insertLists(
  tx: Transaction,
  companyId: string,
  lists: typeof standardLists,
): Promise<void> {
  if (lists.length === 0) return;
  await tx
    .insertInto('lists')
    .values(
      lists.map(({ number, alias, name, manageable, multiple }) => ({
        company_id: companyId,
        number,
        alias,
        name,
        manageable,
        multiple,
      })),
    )
    .execute();
  for (const list of lists) await insertOptions(tx, companyId, list.number, list.options);
}

export async function updateList(
  tx: Transaction,
  number: number,
  change: { manageable: boolean },
): Promise<void> {
  await tx.updateTable('lists').set(change).where('number', '=', number).execute();
}

export async function insertOptions(
  tx: Transaction,
  companyId: string,
  listNumber: number,
  names: string[],
): Promise<void> {
  if (names.length === 0) return;
  await tx
    .insertInto('list_options')
    .values(names.map((name) => ({ company_id: companyId, list_number: listNumber, name })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface OptionRow {
  id: number;
  listNumber: number;
  name: string;
  adpCode: string | null;
  createdAt: Date;
  archivedAt: Date | null;
}

export async function listOptions(tx: Transaction, listNumbers?: number[]): Promise<OptionRow[]> {
  let query = tx.selectFrom('list_options').selectAll().orderBy('id');
  if (listNumbers !== undefined) query = query.where('list_number', 'in', listNumbers);
  return (await query.execute()).map((row) => ({
    id: row.id,
    listNumber: row.list_number,
    name: row.name,
    adpCode: row.adp_code,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  }));
}

/** Adds one option and returns its id. */
export async function insertOption(
  tx: Transaction,
  companyId: string,
  option: Pick<OptionRow, 'listNumber' | 'name' | 'adpCode' | 'archivedAt'>,
): Promise<number> {
  const { id } = await tx
    .insertInto('list_options')
    .values({
      company_id: companyId,
      list_number: option.listNumber,
      name: option.name,
      adp_code: option.adpCode,
      archived_at: option.archivedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateOption(
  tx: Transaction,
  id: number,
  change: Pick<OptionRow, 'name' | 'adpCode' | 'archivedAt'>,
): Promise<void> {
  await tx
    .updateTable('list_options')
    .set({ name: change.name, adp_code: change.adpCode, archived_at: change.archivedAt })
    .where('id', '=', id)
    .execute();
}

export async function removeOption(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('list_options').where('id', '=', id).execute();
}

/**
 * Held until the transaction ends. Whoever writes the name of an option shares it, and takes it
 * before the rows of employees: a new name can so reach every place that has the old one.
 */
export async function lockOptions(
  tx: Transaction,
  companyId: string,
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const key = `options of ${companyId}`;
  await (mode === 'shared'
    ? sql`select pg_advisory_xact_lock_shared(hashtextextended(${key}, 0))`
    : sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`
  ).execute(tx);
}

export async function listLists(tx: Transaction) {
  return tx.selectFrom('lists').selectAll().orderBy('number').execute();
}

/** Held until the transaction ends: numbers of new fields are given one after the other. */
export async function lockFields(tx: Transaction, companyId: string): Promise<void> {
  await tx.selectFrom('companies').select('id').where('id', '=', companyId).forNoKeyUpdate().execute();
}
