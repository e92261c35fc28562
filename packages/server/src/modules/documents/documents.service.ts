// What becomes of a document that was taken in: it is scanned where a scanner is set up, read in a
// process of its own, and kept with what it says and a cleaned copy. People get the copy.
import { buffer } from 'node:stream/consumers';
import { type DocumentView, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { readDocument } from '../../platform/documents/reader.ts';
import type { Reading, Refused } from '../../platform/documents/reading.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import {
  assertPassed,
  insertFiles,
  type OpenableFile,
  openCandidateFile,
  openKnownFile,
  type StoredFile,
  withStoredFiles,
} from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import * as repository from './documents.repository.ts';
import { readerFor } from './documents.ts';

type Deps = Pick<Context, 'db' | 'clock' | 'storage' | 'log' | 'scanner'>;

export interface WhichDocument {
  companyId: string;
  fileId: string;
}

/** Kept in the workflow tables, so ids only. */
export interface ReadDocumentsInput {
  companyId: string;
  fileIds: string[];
}

export const readDocumentsName = 'read-documents';

/** What a new document of a candidate is until a scanner has looked at it. */
export function firstScanState(context: Pick<Context, 'scanner'>): 'held' | 'not_scanned' {
  return context.scanner === undefined ? 'not_scanned' : 'held';
}

/** Has documents scanned and read, once the transaction is committed. */
export async function requestReadings(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  companyId: string,
  fileIds: string[],
): Promise<void> {
  const [first] = fileIds;
  if (first === undefined) return;
  await engine.enqueue<ReadDocumentsInput>(tx, {
    workflow: readDocumentsName,
    id: `${readDocumentsName}:${first}`,
    input: { companyId, fileIds },
  });
}

/**
 * Scans a document that is held, and says whether it may go on. Nothing goes on while the scanner
 * does not answer.
 *
 * @throws JoineryError `files.scanner_unavailable`
 */
export async function scanDocument(context: Deps, { companyId, fileId }: WhichDocument): Promise<boolean> {
  const document = await context.db.inCompany(companyId, (tx) => repository.findDocument(tx, fileId));
  if (document === undefined) return false;
  if (document.scanState !== 'held') return document.scanState !== 'infected';
  // The scanner was set up when the document came and is not now: what was promised is kept.
  if (context.scanner === undefined)
    throw new JoineryError('files.scanner_unavailable', 'No scanner of viruses is set up any more.');
  const bytes = await buffer(await context.storage.get(document.storageKey));
  const verdict = await context.scanner.scan(bytes);
  await context.db.inCompany(companyId, (tx) => settle(tx, context, { companyId, fileId }, verdict));
  return verdict.kind === 'clean';
}

async function settle(
  tx: Transaction,
  context: Deps,
  { companyId, fileId }: WhichDocument,
  verdict: { kind: 'clean' } | { kind: 'infected'; name: string },
): Promise<void> {
  if (!(await repository.settleScan(tx, fileId, verdict.kind)) || verdict.kind === 'clean') return;
  context.log.warn({ companyId, fileId, found: verdict.name }, 'a document of a candidate is infected');
  const candidateId = await repository.findCandidateOf(tx, fileId);
  if (candidateId === undefined) return;
  const entry = {
    candidateId,
    kind: 'file_infected',
    actor: 'Joinery',
    detail: { fileId, found: verdict.name },
  };
  await addTimelineEntries(tx, companyId, [entry]);
}

/** Reads a document and keeps what it says. To do so again changes nothing. */
export async function keepReading(context: Deps, { companyId, fileId }: WhichDocument): Promise<void> {
  const document = await context.db.inCompany(companyId, (tx) => repository.findDocument(tx, fileId));
  if (document === undefined || document.reading !== null || !isPassed(document.scanState)) return;
  const kind = readerFor(document.contentType);
  if (kind === undefined) return;
  const bytes = await buffer(await context.storage.get(document.storageKey));
  const reading = await readDocument(kind, bytes);
  const keep = (copies: StoredFile[]) =>
    context.db.inCompany(companyId, async (tx) => {
      await insertFiles(tx, companyId, copies, document.scanState);
      const text = {
        ...textOf(reading),
        fileId,
        cleanedFileId: copies[0]?.id ?? null,
        readAt: context.clock.now(),
      };
      if (!(await repository.insertText(tx, companyId, text))) throw new AlreadyRead();
    });
  await withStoredFiles(context, copyOf(document, reading), keep).catch((error: unknown) => {
    if (!(error instanceof AlreadyRead)) throw error;
  });
}

/** Somebody read it at the same time, or it is gone: the copy has no use. */
class AlreadyRead extends Error {}

function isPassed(state: repository.ScanState): boolean {
  return state === 'clean' || state === 'not_scanned';
}

function copyOf({ name, contentType }: repository.StoredDocument, reading: Reading | Refused): Upload[] {
  if (reading.kind === 'refused' || reading.cleaned === undefined) return [];
  return [{ field: '', name, contentType, bytes: Buffer.from(reading.cleaned) }];
}

function textOf(reading: Reading | Refused): repository.DocumentText {
  if (reading.kind === 'refused') return { readable: false, text: '', hiddenText: '', flags: [] };
  const { text, hiddenText, flags } = reading;
  return { readable: true, text, hiddenText, flags };
}

/**
 * Opens a document of a candidate whom the principal may see: its cleaned copy, or what came when
 * `original` asks for that.
 *
 * @throws JoineryError `files.held`, `files.malware_found`, `files.not_cleaned`, `files.not_found`
 */
export async function openDocument(
  context: Deps,
  principal: Principal,
  which: { id: string } | { number: number },
  { original = false }: { original?: boolean } = {},
): Promise<OpenableFile> {
  const { companyId } = principal;
  const came = await context.db.inCompany(companyId, (tx) =>
    openCandidateFile(context, tx, principal, which),
  );
  const document = await settledDocument(context, { companyId, fileId: came.fileId });
  if (original) return came;
  return openCopy(
    context,
    companyId,
    document,
    'Its original can be had with original=1; open it with care.',
  );
}

/**
 * Opens what leaves for an account of a document of a candidate: its cleaned copy, made now when
 * nobody has read it yet. For services that have already checked that the principal may read it.
 *
 * @throws JoineryError `files.held`, `files.malware_found`, `files.not_cleaned`, `files.not_found`
 */
export async function openCleaned(context: Deps, which: WhichDocument): Promise<OpenableFile> {
  const document = await settledDocument(context, which);
  return openCopy(
    context,
    which.companyId,
    document,
    'It is not sent on: leave it out, or attach one that was saved afresh.',
  );
}

/** How large a document is that was sent: as its cleaned copy, or as it came, as it was once sent. */
export async function listSentSizes(
  context: Pick<Context, 'db'>,
  { companyId, fileId }: WhichDocument,
): Promise<number[]> {
  return context.db.inCompany(companyId, (tx) => repository.listSizes(tx, fileId));
}

async function openCopy(
  context: Deps,
  companyId: string,
  { id, name, contentType, reading }: repository.StoredDocument,
  instead: string,
): Promise<OpenableFile> {
  const isRead = readerFor(contentType) !== undefined;
  if (isRead && !reading?.readable)
    throw new JoineryError('files.not_cleaned', `No cleaned copy of this document could be made. ${instead}`);
  const kept = (isRead && reading?.cleanedFileId) || id;
  const copy = await context.db.inCompany(companyId, (tx) => openKnownFile(context, tx, kept));
  return { ...copy, fileId: id, name };
}

/** What a document says, for those who may see it. */
export async function viewDocument(context: Deps, principal: Principal, id: string): Promise<DocumentView> {
  const { companyId } = principal;
  const { fileId, name, contentType } = await context.db.inCompany(companyId, (tx) =>
    openCandidateFile(context, tx, principal, { id }),
  );
  const document = await settledDocument(context, { companyId, fileId });
  const text = await context.db.inCompany(companyId, (tx) => repository.findText(tx, fileId));
  const { readable = false, text: words = '', hiddenText = '', flags = [] } = text ?? {};
  return {
    fileId,
    name,
    contentType,
    scanState: document.scanState,
    readable,
    text: words,
    hiddenText,
    flags,
  };
}

// Whoever asks before it was read waits for that; the workflow then finds it done.
async function settledDocument(context: Deps, which: WhichDocument): Promise<repository.StoredDocument> {
  const find = () => context.db.inCompany(which.companyId, (tx) => repository.findDocument(tx, which.fileId));
  const found = await find();
  if (found === undefined) throw new JoineryError('files.not_found', 'There is no such file.');
  assertPassed(found.scanState);
  if (found.reading !== null || readerFor(found.contentType) === undefined) return found;
  await keepReading(context, which);
  return (await find()) ?? found;
}
