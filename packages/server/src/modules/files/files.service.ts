import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { isDatabaseTrouble } from '../../engine/database-trouble.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './files.repository.ts';
import { cleanFileName, type Upload } from './files.ts';

/** A file whose bytes are kept and whose row is not written yet. */
export type StoredFile = repository.NewFile;

/** A file on its way to somebody. */
export interface ServedFile {
  name: string;
  contentType: string;
  /** Null when it is not known before the end. */
  bytes: number | null;
  open(): Promise<Readable>;
}

/** A file to be read. `open` may be called once for each reading. */
export interface OpenableFile extends ServedFile {
  fileId: string;
  bytes: number;
}

/**
 * Stores the bytes first, then runs `work`, which writes the rows; takes the bytes away again
 * when `work` fails. Nothing is left when any of it fails while the process and the database live.
 */
export async function withStoredFiles<T>(
  context: Pick<Context, 'storage' | 'log'>,
  uploads: Upload[],
  work: (files: StoredFile[]) => Promise<T>,
): Promise<T> {
  const files: StoredFile[] = [];
  try {
    for (const upload of uploads) files.push(await storeFile(context, upload));
    return await work(files);
  } catch (error) {
    // The rows may be there although nobody said so. Bytes that have none are swept.
    if (!isDatabaseTrouble(error)) await discardFiles(context, files);
    throw error;
  }
}

/** Keeps the bytes durably. Its row is written with `insertFiles`, in the transaction that refers to it. */
export async function storeFile(context: Pick<Context, 'storage'>, upload: Upload): Promise<StoredFile> {
  if (upload.bytes.length === 0) throw new JoineryError('files.empty', 'The file has no bytes.');
  return {
    id: newId('fil'),
    name: cleanFileName(upload.name),
    contentType: upload.contentType,
    bytes: upload.bytes.length,
    sha256: createHash('sha256').update(upload.bytes).digest('hex'),
    storageKey: await context.storage.put(upload.bytes),
  };
}

export async function insertFiles(
  tx: Transaction,
  companyId: string,
  files: StoredFile[],
  scanState: 'clean' | 'held' | 'infected' | 'not_scanned' = 'not_scanned',
): Promise<void> {
  await repository.insertFiles(tx, companyId, files, scanState);
}

/** Removes bytes of files that got no row. One that cannot be removed is logged and left. */
export async function discardFiles(
  context: Pick<Context, 'storage' | 'log'>,
  files: { storageKey: string }[],
): Promise<void> {
  for (const { storageKey } of files)
    await context.storage
      .remove(storageKey)
      .catch((error: unknown) =>
        context.log.warn({ error, storageKey }, 'a file without a row is left over'),
      );
}

/** A document of a candidate whom the principal may see, as it came, by the file's id or its number. */
export async function openCandidateFile(
  context: Pick<Context, 'storage'>,
  tx: Transaction,
  principal: Principal,
  which: repository.WhichFile,
): Promise<OpenableFile> {
  assertArea(principal, 'hiring.candidates', 'view');
  const scope = { ...hiringScope(principal), offers: hasArea(principal, 'hiring.hires', 'view') };
  return toOpenable(context, await repository.findCandidateFile(tx, which, scope));
}

/**
 * Takes away the rows of those of these files that nothing refers to any more. Their bytes are to
 * be discarded once the transaction is committed.
 */
export async function forgetFiles(tx: Transaction, ids: string[]): Promise<{ storageKey: string }[]> {
  return repository.removeUnnamed(tx, { ids });
}

/** For services that have already checked that the principal may read this file. */
export async function openKnownFile(
  context: Pick<Context, 'storage'>,
  tx: Transaction,
  id: string,
): Promise<OpenableFile> {
  return toOpenable(context, await repository.findFile(tx, id));
}

function toOpenable(context: Pick<Context, 'storage'>, file: repository.FileRow | undefined): OpenableFile {
  if (file === undefined) throw new JoineryError('files.not_found', 'There is no such file.');
  const { id: fileId, name, contentType, bytes, storageKey, scanState } = file;
  const open = async () => {
    assertPassed(scanState);
    return context.storage.get(storageKey);
  };
  return { fileId, name, contentType, bytes, open };
}

/**
 * Whether a scanner of viruses lets the bytes of a file go to anybody.
 *
 * @throws JoineryError `files.held`, `files.malware_found`
 */
export function assertPassed(scanState: string): void {
  if (scanState === 'infected')
    throw new JoineryError('files.malware_found', 'A virus was found in this document; nobody gets it.');
  if (scanState === 'held')
    throw new JoineryError('files.held', 'This document waits for the scanner of viruses; try again soon.');
}

/** Keeps the bytes of all files that the company has now, also when their rows are removed. */
export async function holdFiles(tx: Transaction, companyId: string, holder: string): Promise<void> {
  await repository.insertHolds(tx, companyId, holder);
}

/** Ends a hold. What it returns is needed by nobody any more: discard it after the commit. */
export async function releaseFiles(tx: Transaction, holder: string): Promise<{ storageKey: string }[]> {
  return repository.withoutNeeded(tx, await repository.removeHolds(tx, holder));
}

/** Runs `work`, which takes rows of files away; what it returns may be discarded after the commit. */
export async function afterRemoving(
  tx: Transaction,
  work: () => Promise<void>,
): Promise<{ storageKey: string }[]> {
  const before = await repository.listStorageKeys(tx);
  await work();
  return repository.withoutNeeded(tx, before);
}
