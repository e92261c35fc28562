// Files of employees who come from a provider: they stay there. Which there are is asked for when
// somebody looks, and kept; bytes are fetched for whoever wants them, and are not. Who may see
// them was decided before.
import { Readable } from 'node:stream';
import { JoineryError, ProviderError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { storableJson } from '../../platform/storable-text.ts';
import { askSource, type Calling } from '../connections/ask-source.service.ts';
import type { OpenSource } from '../connections/connections.service.ts';
import type { ServedFile } from '../files/files.service.ts';
import { cleanFileName } from '../files/files.ts';
import * as repository from './mirrored-files.repository.ts';
import { isFresh, type KeptFiles, type ListedFile, toListed } from './mirrored-files.ts';

/** The files of one employee at the provider, with what is known of them. */
export interface FilesElsewhere extends repository.Whose {
  companyId: string;
  kept: KeptFiles | undefined;
}

export async function findElsewhere(
  tx: Transaction,
  companyId: string,
  whose: repository.Whose,
): Promise<FilesElsewhere> {
  return { ...whose, companyId, kept: await repository.findList(tx, whose) };
}

/**
 * What was read lately; else what the provider says; else, when it cannot be asked, what it said
 * last. A refusal of the provider is an answer, and is told.
 *
 * @throws JoineryError `employees.file_not_found`, `connections.disabled`, and what went wrong on
 * the way when nothing is known.
 */
export async function listElsewhere(context: Calling, where: FilesElsewhere): Promise<KeptFiles> {
  const { kept } = where;
  if (kept !== undefined && isFresh(kept, context.clock.now())) return kept;
  try {
    return await readElsewhere(context, where);
  } catch (error) {
    if (kept !== undefined && isAway(error)) return kept;
    throw error;
  }
}

/** As the provider says now. */
export async function readElsewhere(context: Calling, where: FilesElsewhere): Promise<KeptFiles> {
  const readAt = context.clock.now();
  const number = String(where.employeeNumber);
  const listed = await asking(context, where, 'The files of this employee', (source) =>
    source.listFiles(number),
  );
  const read = { categories: toListed(storableJson(listed)), readAt, isOutdated: false };
  await context.db.inCompany(where.companyId, (tx) =>
    repository.upsertList(tx, where.companyId, where, read),
  );
  return read;
}

/** People come by this connection no more: what it said of their files is not kept. */
export async function forgetElsewhere(tx: Transaction, connectionId: string): Promise<void> {
  await repository.removeLists(tx, connectionId);
}

/** What `find` sees in what is kept, or else in what the provider says now: it may be new there. */
export async function findAmong<T>(
  context: Calling,
  where: FilesElsewhere,
  find: (kept: KeptFiles) => T | undefined,
): Promise<T | undefined> {
  return (where.kept && find(where.kept)) ?? find(await readElsewhere(context, where));
}

/** The bytes while they come from the provider. */
export async function openElsewhere(
  context: Calling,
  where: FilesElsewhere,
  file: ListedFile,
): Promise<ServedFile> {
  const [number, id] = [String(where.employeeNumber), String(file.number)];
  const { contentType, bytes, chunks } = await asking(context, where, 'This file', (source) =>
    source.openFile(number, id),
  );
  return {
    name: cleanFileName(file.originalName),
    contentType: contentType ?? 'application/octet-stream',
    bytes,
    open: async () => Readable.from(chunks, { objectMode: false }),
  };
}

const needs = 'Let the access level of the connection’s key see the files of employees.';

async function asking<T>(
  context: Calling,
  where: FilesElsewhere,
  what: string,
  ask: (source: OpenSource['source']) => Promise<T>,
): Promise<T> {
  try {
    return await askSource(context, where, { what, needs }, ask);
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === 'provider.refused' && error.status === 404))
      throw error;
    throw new JoineryError(
      'employees.file_not_found',
      `${what} cannot be read from BambooHR: it is not there, or the connection’s key may not see it. Look there, and at the key’s access level.`,
      { cause: error },
    );
  }
}

function isAway(error: unknown): boolean {
  return error instanceof JoineryError && error.code !== 'provider.refused' && error.kind !== 'not_found';
}
