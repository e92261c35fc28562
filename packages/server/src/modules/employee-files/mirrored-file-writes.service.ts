// Changes of files of employees who come from a provider: sent there, and seen here when they are
// listed next. Who may make them was decided before.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Calling } from '../connections/ask-source.service.ts';
import type { Context } from '../context.ts';
import { sendStored } from '../employees/write-through.service.ts';
import type { Upload } from '../files/files.ts';
import type { FileChange, NewFile } from '../filing/filing.ts';
import { awaitWrite, recordWrite } from '../provider-writes/provider-writes.service.ts';
import type { WriteDraft } from '../provider-writes/provider-writes.ts';
import { type FilesElsewhere, findAmong } from './mirrored-files.service.ts';
import type { KeptFiles, ListedCategory, ListedFile } from './mirrored-files.ts';

export type SendingFiles = Calling & Pick<Context, 'storage' | 'requestKey'>;

/**
 * Uploads a file and answers with the number that it has there.
 *
 * @throws JoineryError `employees.category_not_found` and those of `awaitWrite`
 */
export async function uploadElsewhere(
  context: SendingFiles,
  principal: Principal,
  where: FilesElsewhere,
  { categoryId, name, shared, upload }: NewFile & { upload: Upload },
): Promise<number> {
  await assertCategory(context, where, categoryId);
  const { providerId } = await sendStored(context, principal, where.connectionId, {
    upload,
    draft: ({ bytes, sha256, contentType, name: originalName }) => ({
      ...draftOf(where, 'upload_file', []),
      payload: {
        file: {
          name: name === '' ? originalName : name,
          originalName,
          contentType,
          categoryId: String(categoryId),
          share: shared,
          bytes,
          sha256,
        },
      },
    }),
  });
  return Number(providerId);
}

/** @throws JoineryError `employees.file_not_found`, `employees.category_not_found` and those of `awaitWrite` */
export async function changeElsewhere(
  context: SendingFiles,
  principal: Principal,
  where: FilesElsewhere,
  fileNumber: number,
  { name, categoryId, shared }: FileChange,
): Promise<void> {
  if ((await findFile(context, where, fileNumber)) === undefined)
    throw new JoineryError('employees.file_not_found', 'The employee has no such file.');
  if (categoryId !== undefined) await assertCategory(context, where, categoryId);
  const fileChange = {
    ...(name === undefined ? {} : { name }),
    ...(categoryId === undefined ? {} : { categoryId: String(categoryId) }),
    ...(shared === undefined ? {} : { share: shared }),
  };
  const fields = Object.keys(fileChange);
  if (fields.length === 0) return;
  await send(context, principal, where, {
    ...draftOf(where, 'change_file', fields),
    target: String(fileNumber),
    payload: { fileChange },
  });
}

/** One that is not there counts as removed. @throws JoineryError those of `awaitWrite` */
export async function removeElsewhere(
  context: SendingFiles,
  principal: Principal,
  where: FilesElsewhere,
  fileNumber: number,
): Promise<void> {
  if ((await findFile(context, where, fileNumber)) === undefined) return;
  await send(context, principal, where, {
    ...draftOf(where, 'remove_file', []),
    target: String(fileNumber),
    payload: {},
  });
}

/** Which categories there are is seen when files are listed next. @throws JoineryError those of `awaitWrite` */
export async function addElsewhere(
  context: SendingFiles,
  principal: Principal,
  connectionId: string,
  categories: string[],
): Promise<void> {
  await send(
    context,
    principal,
    { connectionId },
    { kind: 'add_file_categories', employeeNumber: null, fields: [], payload: { categories } },
  );
}

function draftOf(
  { employeeNumber }: FilesElsewhere,
  kind: WriteDraft['kind'],
  fields: string[],
): Pick<WriteDraft, 'kind' | 'employeeNumber' | 'fields'> {
  return { kind, employeeNumber, fields };
}

async function send(
  context: SendingFiles,
  principal: Principal,
  { connectionId }: Pick<FilesElsewhere, 'connectionId'>,
  draft: WriteDraft,
): Promise<void> {
  const recorded = await context.db.inCompany(principal.companyId, (tx) =>
    recordWrite(context, tx, principal, connectionId, draft),
  );
  await awaitWrite(context, principal, recorded);
}

function findFile(
  context: Calling,
  where: FilesElsewhere,
  fileNumber: number,
): Promise<ListedFile | undefined> {
  return findAmong(context, where, ({ categories }: KeptFiles) =>
    categories.flatMap(({ files }) => files).find(({ number }) => number === fileNumber),
  );
}

async function assertCategory(context: Calling, where: FilesElsewhere, categoryId: number): Promise<void> {
  const category = await findAmong(context, where, ({ categories }: KeptFiles): ListedCategory | undefined =>
    categories.find(({ id }) => id === categoryId),
  );
  if (category === undefined)
    throw new JoineryError(
      'employees.category_not_found',
      'BambooHR has no such category of employee files.',
    );
}
