import type { ImportOptions, ImportRowState, ImportState } from '@joinery/sdk';
import { sql } from 'kysely';
import { asRows, type Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';
import type { Problems, Targets } from './candidate-imports.ts';

export interface ImportRow {
  id: string;
  userId: string | null;
  userName: string;
  fileName: string;
  state: ImportState;
  revision: number;
  problem: string | null;
  columns: { name: string }[];
  targets: Targets;
  options: ImportOptions;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

/** Newest first. */
export async function listImports(tx: Transaction, slice: Slice): Promise<ImportRow[]> {
  const rows = await selectImports(tx)
    .$if(slice.after !== undefined, (q) => q.where('id', '<', slice.after ?? ''))
    .orderBy('id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toImport);
}

export async function findImport(tx: Transaction, id: string): Promise<ImportRow | undefined> {
  const row = await selectImports(tx).where('id', '=', id).executeTakeFirst();
  return row && toImport(row);
}

/** Makes other writers of the import wait until the transaction ends. */
export async function lockImport(tx: Transaction, id: string): Promise<ImportRow | undefined> {
  const row = await selectImports(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toImport(row);
}

export async function insertImport(tx: Transaction, companyId: string, row: ImportRow): Promise<void> {
  await tx
    .insertInto('candidate_imports')
    .values({
      id: row.id,
      company_id: companyId,
      user_id: row.userId,
      user_name: row.userName,
      file_name: row.fileName,
      state: row.state,
      revision: row.revision,
      columns: JSON.stringify(row.columns),
      targets: JSON.stringify(row.targets),
      options: JSON.stringify(row.options),
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    })
    .execute();
}

export async function updateImport(
  tx: Transaction,
  id: string,
  change: Partial<
    Pick<
      ImportRow,
      'state' | 'revision' | 'problem' | 'targets' | 'options' | 'userId' | 'userName' | 'finishedAt'
    >
  >,
  at: Date,
): Promise<void> {
  const { targets, options, userId, userName, finishedAt, ...same } = change;
  await tx
    .updateTable('candidate_imports')
    .set({
      ...same,
      ...(targets !== undefined && { targets: JSON.stringify(targets) }),
      ...(options !== undefined && { options: JSON.stringify(options) }),
      ...(userId !== undefined && { user_id: userId }),
      ...(userName !== undefined && { user_name: userName }),
      ...(finishedAt !== undefined && { finished_at: finishedAt }),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}

/** When an import of the company came further last, of those that are under way. */
export async function findLastMove(tx: Transaction): Promise<Date | null> {
  const row = await tx
    .selectFrom('candidate_imports')
    .select(({ fn }) => fn.max('updated_at').as('at'))
    .where('state', 'in', ['checking', 'running'])
    .executeTakeFirst();
  return row?.at ?? null;
}

export async function removeImport(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('candidate_imports').where('id', '=', id).execute();
}

/** Those that nobody goes on with: not begun, or with rows that wait to be mended. */
export async function removeAbandoned(tx: Transaction, before: Date): Promise<void> {
  await tx
    .deleteFrom('candidate_imports')
    .where('state', 'in', ['checking', 'ready', 'mending'])
    .where('updated_at', '<', before)
    .execute();
}

export interface TableRow {
  number: number;
  cells: string[];
}

const insertedAtOnce = 1_000;

export async function insertRows(
  tx: Transaction,
  companyId: string,
  importId: string,
  rows: readonly TableRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += insertedAtOnce) {
    const part = JSON.stringify(rows.slice(at, at + insertedAtOnce));
    await sql`
      insert into candidate_import_rows (company_id, import_id, number, cells, state)
      select ${companyId}, ${importId}, (r ->> 'number')::int, r -> 'cells', 'new'
      from jsonb_array_elements(${part}::jsonb) r`.execute(tx);
  }
}

export interface KeptRow {
  number: number;
  cells: string[] | null;
  state: ImportRowState;
  problems: Problems;
  candidateId: string | null;
}

/** In their order, after the row `after`. */
export async function listRows(
  tx: Transaction,
  importId: string,
  { states, after = 0, limit }: { states?: ImportRowState[] | undefined; after?: number; limit: number },
): Promise<KeptRow[]> {
  const rows = await tx
    .selectFrom('candidate_import_rows')
    .select(['number', 'cells', 'state', 'problems', 'candidate_id as candidateId'])
    .where('import_id', '=', importId)
    .where('number', '>', after)
    .$if(states !== undefined, (q) => q.where('state', 'in', states ?? []))
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...row,
    cells: row.cells as string[] | null,
    state: row.state as ImportRowState,
    problems: row.problems as unknown as Problems,
  }));
}

export async function countRows(
  tx: Transaction,
  importIds: readonly string[],
): Promise<{ importId: string; state: ImportRowState; count: number }[]> {
  if (importIds.length === 0) return [];
  const rows = await tx
    .selectFrom('candidate_import_rows')
    .select(['import_id as importId', 'state', sql<number>`count(*)::int`.as('count')])
    .where('import_id', 'in', [...importIds])
    .groupBy(['import_id', 'state'])
    .execute();
  return rows.map((row) => ({ ...row, state: row.state as ImportRowState }));
}

/** The beginnings of cells of the first rows of each import whose cells are kept. */
export async function listSamples(
  tx: Transaction,
  importIds: readonly string[],
): Promise<{ importId: string; cells: string[] }[]> {
  if (importIds.length === 0) return [];
  const { rows } = await sql<{ importId: string; cells: string[] }>`
    select i as "importId",
           array(select left(cell, 100) from jsonb_array_elements_text(r.cells) with ordinality c (cell, at)
                  order by c.at) as cells
      from unnest(${importIds}::text[]) i
     cross join lateral (
       select number, cells from candidate_import_rows
        where import_id = i and state in ('new', 'good', 'bad') order by number limit ${sql.lit(sampledRows)}) r
     order by i, r.number`.execute(tx);
  return rows;
}

const sampledRows = 50;

export interface RowOutcome {
  number: number;
  state: ImportRowState;
  problems: Problems;
  candidateId?: string | undefined;
}

/** What became of rows; the cells of those that were taken, or are given up, are forgotten. */
export async function settleRows(
  tx: Transaction,
  importId: string,
  outcomes: readonly RowOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await sql`
    update candidate_import_rows r
       set state = o ->> 'state', problems = o -> 'problems', candidate_id = o ->> 'candidateId',
           cells = case when o ->> 'state' in ('good', 'bad', 'new') then r.cells end
      from jsonb_array_elements(${asRows(outcomes)}::jsonb) o
     where r.import_id = ${importId} and r.number = (o ->> 'number')::int`.execute(tx);
}

/** Rows that are not taken yet are to be looked at again. */
export async function uncheckRows(tx: Transaction, importId: string): Promise<void> {
  await tx
    .updateTable('candidate_import_rows')
    .set({ state: 'new', problems: '[]' })
    .where('import_id', '=', importId)
    .where('state', 'in', ['good', 'bad'])
    .execute();
}

/** Replaces cells of rows that are bad, and answers with how many there were. */
export async function mendRows(
  tx: Transaction,
  importId: string,
  rows: readonly TableRow[],
): Promise<number> {
  const result = await sql`
    update candidate_import_rows r
       set cells = m -> 'cells', state = 'new', problems = '[]'
      from jsonb_array_elements(${asRows(rows)}::jsonb) m
     where r.import_id = ${importId} and r.number = (m ->> 'number')::int and r.state = 'bad'`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Gives up what is still bad. */
export async function dropBadRows(tx: Transaction, importId: string): Promise<void> {
  await tx
    .updateTable('candidate_import_rows')
    .set({ state: 'dropped', cells: null, problems: '[]' })
    .where('import_id', '=', importId)
    .where('state', '=', 'bad')
    .execute();
}

export interface KnownPerson {
  id: string;
  firstName: string;
  lastName: string;
}

/** By e-mail address in lower case. */
export type KnownPeople = Map<string, KnownPerson[]>;

/** Who has one of these addresses, the newest first. */
export async function findKnown(tx: Transaction, emails: readonly string[]): Promise<KnownPeople> {
  if (emails.length === 0) return new Map();
  const { rows } = await sql<KnownPerson & { address: string }>`
    select lower(email) as address, id, first_name as "firstName", last_name as "lastName" from candidates
     where lower(email) in (select lower(e) from unnest(${emails}::text[]) e)
     order by id desc`.execute(tx);
  return Map.groupBy(rows, ({ address }) => address);
}

function selectImports(tx: Transaction) {
  return tx
    .selectFrom('candidate_imports')
    .select([
      'id',
      'user_id as userId',
      'user_name as userName',
      'file_name as fileName',
      'state',
      'revision',
      'problem',
      'columns',
      'targets',
      'options',
      'created_at as createdAt',
      'updated_at as updatedAt',
      'finished_at as finishedAt',
    ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectImports>['executeTakeFirstOrThrow']>>;

function toImport(row: Selected): ImportRow {
  return {
    ...row,
    state: row.state as ImportState,
    columns: row.columns as unknown as ImportRow['columns'],
    targets: row.targets as unknown as Targets,
    options: row.options as unknown as ImportOptions,
  };
}
