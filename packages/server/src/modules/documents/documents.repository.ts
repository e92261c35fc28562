import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { DocumentFlag } from '../../platform/documents/reading.ts';

export type ScanState = 'clean' | 'held' | 'infected' | 'not_scanned';

export interface StoredDocument {
  id: string;
  name: string;
  contentType: string;
  storageKey: string;
  scanState: ScanState;
  /** Null while nobody has read it. */
  reading: { readable: boolean; cleanedFileId: string | null } | null;
}

export async function findDocument(tx: Transaction, fileId: string): Promise<StoredDocument | undefined> {
  const row = await tx
    .selectFrom('files')
    .leftJoin('document_texts', 'document_texts.file_id', 'files.id')
    .select([
      'files.id',
      'files.name',
      'files.content_type as contentType',
      'files.storage_key as storageKey',
      'files.scan_state as scanState',
      'document_texts.readable',
      'document_texts.cleaned_file_id as cleanedFileId',
    ])
    .where('files.id', '=', fileId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { readable, cleanedFileId, scanState, ...file } = row;
  return {
    ...file,
    scanState: scanState as ScanState,
    reading: readable === null ? null : { readable, cleanedFileId },
  };
}

/** Of the document itself and of its cleaned copy, if there is one. */
export async function listSizes(tx: Transaction, fileId: string): Promise<number[]> {
  const { rows } = await sql<{ bytes: string }>`
    select bytes from files where id = ${fileId}
      or id = (select cleaned_file_id from document_texts where file_id = ${fileId})`.execute(tx);
  return rows.map(({ bytes }) => Number(bytes));
}

export interface DocumentText {
  readable: boolean;
  text: string;
  hiddenText: string;
  flags: DocumentFlag[];
}

export async function findText(tx: Transaction, fileId: string): Promise<DocumentText | undefined> {
  const row = await tx
    .selectFrom('document_texts')
    .select(['readable', 'text', 'hidden_text as hiddenText', 'flags'])
    .where('file_id', '=', fileId)
    .executeTakeFirst();
  return row && { ...row, flags: row.flags as DocumentFlag[] };
}

export interface NewDocumentText extends DocumentText {
  fileId: string;
  cleanedFileId: string | null;
  readAt: Date;
}

/** False when somebody else was faster, or the file is gone. */
export async function insertText(
  tx: Transaction,
  companyId: string,
  text: NewDocumentText,
): Promise<boolean> {
  const { rows } = await sql`
    insert into document_texts
      (company_id, file_id, cleaned_file_id, readable, text, hidden_text, flags, search, read_at)
    select ${companyId}, f.id, ${text.cleanedFileId}, ${text.readable}, ${text.text}, ${text.hiddenText},
      ${text.flags}, to_tsvector('simple', ${text.text}), ${text.readAt}
    from files f where f.id = ${text.fileId}
    on conflict do nothing returning file_id`.execute(tx);
  return rows.length > 0;
}

/** False when it was told already. */
export async function settleScan(tx: Transaction, fileId: string, state: ScanState): Promise<boolean> {
  const done = await tx
    .updateTable('files')
    .set({ scan_state: state })
    .where('id', '=', fileId)
    .where('scan_state', '=', 'held')
    .returning('id')
    .execute();
  return done.length > 0;
}

export async function listHeld(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('files')
    .select('id')
    .where('scan_state', '=', 'held')
    .orderBy('created_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function findCandidateOf(tx: Transaction, fileId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('attachments')
    .select('candidate_id as candidateId')
    .where('file_id', '=', fileId)
    .executeTakeFirst();
  return row?.candidateId;
}
