import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { type HiringSight, seesCandidate, seesDocument } from '../../db/hiring-sight.ts';

export interface FileRow {
  id: string;
  name: string;
  contentType: string;
  bytes: number;
  storageKey: string;
  scanState: string;
}

export interface NewFile extends Omit<FileRow, 'scanState'> {
  sha256: string;
}

export async function insertFiles(
  tx: Transaction,
  companyId: string,
  files: NewFile[],
  scanState: string,
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map((file) => ({
    id: file.id,
    company_id: companyId,
    name: file.name,
    content_type: file.contentType,
    bytes: file.bytes,
    sha256: file.sha256,
    storage_key: file.storageKey,
    scan_state: scanState,
  }));
  await tx.insertInto('files').values(rows).execute();
}

export async function findFile(tx: Transaction, id: string): Promise<FileRow | undefined> {
  const row = await tx
    .selectFrom('files')
    .select(['id', 'name', 'content_type', 'bytes', 'storage_key', 'scan_state'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toFile(row);
}

export type WhichFile = { id: string } | { number: number };

/** The file when it is attached to a candidate and whoever sees only some of them, some documents or no offers may see it. */
export async function findCandidateFile(
  tx: Transaction,
  which: WhichFile,
  { sight, offers }: { sight?: HiringSight | undefined; offers: boolean },
): Promise<FileRow | undefined> {
  const row = await tx
    .selectFrom('files')
    .innerJoin('attachments', 'attachments.file_id', 'files.id')
    // Row-level security keeps who is restricted from sight, and with them their files.
    .innerJoin('candidates', 'candidates.id', 'attachments.candidate_id')
    .select([
      'files.id',
      'files.name',
      'files.content_type',
      'files.bytes',
      'files.storage_key',
      'files.scan_state',
    ])
    .where((eb) => ('id' in which ? eb('files.id', '=', which.id) : eb('files.number', '=', which.number)))
    .$if(!offers, (q) => q.where('attachments.kind', '<>', 'offer'))
    .$if(sight !== undefined, (q) =>
      q.where(seesCandidate(sight as HiringSight)).where(seesDocument(sight as HiringSight)),
    )
    .executeTakeFirst();
  return row && toFile(row);
}

/** Removes rows of files that no other row refers to, by the foreign keys that there are. */
export async function removeUnnamed(
  tx: Transaction,
  among: { ids: string[] } | { createdBefore: Date; limit: number },
): Promise<{ storageKey: string }[]> {
  const named = (await listReferences(tx)).map(
    ({ table, column }) =>
      sql`exists (select from ${sql.table(table)} as r where ${sql.ref(`r.${column}`)} = files.id)`,
  );
  const wanted =
    'ids' in among
      ? sql`files.id = any(${among.ids})`
      : sql`files.id in (select id from files where created_at < ${among.createdBefore}
          and not (${sql.join(named, sql` or `)}) limit ${among.limit})`;
  const { rows } = await sql<{ storageKey: string }>`
    delete from files where ${wanted} and not (${sql.join(named, sql` or `)})
    returning storage_key as "storageKey"`.execute(tx);
  return withoutHeld(tx, rows);
}

export async function insertHolds(tx: Transaction, companyId: string, holder: string): Promise<void> {
  await tx
    .insertInto('file_holds')
    .columns(['company_id', 'holder', 'storage_key'])
    .expression((eb) =>
      eb.selectFrom('files').select([sql.val(companyId).as('c'), sql.val(holder).as('h'), 'storage_key']),
    )
    .execute();
}

export async function removeHolds(tx: Transaction, holder: string): Promise<{ storageKey: string }[]> {
  return tx
    .deleteFrom('file_holds')
    .where('holder', '=', holder)
    .returning('storage_key as storageKey')
    .execute();
}

export async function listStorageKeys(tx: Transaction): Promise<{ storageKey: string }[]> {
  return tx.selectFrom('files').select('storage_key as storageKey').execute();
}

/** Those that neither a row nor a hold names any more. */
export async function withoutNeeded<T extends { storageKey: string }>(
  tx: Transaction,
  files: T[],
): Promise<T[]> {
  const named = new Set((await listStorageKeys(tx)).map(({ storageKey }) => storageKey));
  return withoutHeld(
    tx,
    files.filter(({ storageKey }) => !named.has(storageKey)),
  );
}

async function withoutHeld<T extends { storageKey: string }>(tx: Transaction, files: T[]): Promise<T[]> {
  if (files.length === 0) return [];
  const { rows } = await sql<{ storageKey: string }>`
    select storage_key as "storageKey" from file_holds
    where storage_key = any(${files.map(({ storageKey }) => storageKey)})`.execute(tx);
  const held = new Set(rows.map(({ storageKey }) => storageKey));
  return files.filter(({ storageKey }) => !held.has(storageKey));
}

/** Those of the keys of the storage that a row names. */
export async function listNamedKeys(tx: Transaction, keys: string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('files')
    .select('storage_key')
    .where(sql<boolean>`storage_key = any(${keys})`)
    .execute();
  return rows.map((row) => row.storage_key);
}

// Asked of the database, so that a table which is added later is not forgotten.
async function listReferences(tx: Transaction): Promise<{ table: string; column: string }[]> {
  const { rows } = await sql<{ table: string; column: string }>`
    select child.relname as "table", own.attname as "column"
    from pg_constraint c
    join pg_class child on child.oid = c.conrelid
    cross join lateral unnest(c.conkey, c.confkey) as pair (own, other)
    join pg_attribute own on own.attrelid = c.conrelid and own.attnum = pair.own
    join pg_attribute other on other.attrelid = c.confrelid and other.attnum = pair.other
    -- What goes with a file does not name it.
    where c.contype = 'f' and c.confdeltype <> 'c' and c.confrelid = 'files'::regclass and other.attname = 'id'`.execute(
    tx,
  );
  return rows;
}

function toFile(row: {
  id: string;
  name: string;
  content_type: string;
  bytes: string;
  storage_key: string;
  scan_state: string;
}): FileRow {
  const { content_type: contentType, storage_key: storageKey, scan_state: scanState, bytes, ...rest } = row;
  return { ...rest, contentType, storageKey, scanState, bytes: Number(bytes) };
}
