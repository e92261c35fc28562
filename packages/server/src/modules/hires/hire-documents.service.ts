// Whether the documents that somebody chose can go along, before anything is sent.
import type { FileCategory, HrisActions } from '@joinery/connectors';
import { type Attachment, type HireFile, type HirePreview, JoineryError } from '@joinery/sdk';
import type { Context } from '../context.ts';
import * as repository from './hires.repository.ts';
import { findCategory } from './hires.ts';

type Missing = HirePreview['missing'];

/**
 * Only what the candidate handed in, or what was put with them, goes along.
 *
 * @throws JoineryError `files.not_found`
 */
export function assertOwnDocuments(
  files: readonly HireFile[] | undefined,
  attachments: readonly Attachment[],
): void {
  const issues = goneDocuments(files ?? null, attachments).map(({ field: path, message }) => ({
    path,
    message,
  }));
  if (issues.length === 0) return;
  throw new JoineryError('files.not_found', 'The candidate has no such document.', { issues });
}

/** One that was chosen earlier may have been removed since. */
export function goneDocuments(
  files: readonly HireFile[] | null,
  attachments: readonly Attachment[],
): Missing {
  const isTheirs = ({ attachmentId }: HireFile) => attachments.some(({ fileId }) => fileId === attachmentId);
  return (files ?? []).flatMap((file, index) =>
    isTheirs(file)
      ? []
      : [{ field: `files.${index}.attachmentId`, message: 'A chosen document is not with the candidate.' }],
  );
}

interface Asked {
  id: string;
  actions: Pick<HrisActions, 'listFileCategories' | 'listMarkers'>;
}

type Scope = Pick<Context, 'db' | 'log'>;

// The owner of the key, who is an employee where a person made it.
const keyOwner = '0';

/**
 * The account's categories, which it lists for an employee only: the named one, or any other who is
 * there. Before the first hire of a connection nobody is known, and somebody of the account is looked
 * for. Empty where there is nobody, or it could not be asked.
 */
export async function listCategories(
  { db, log }: Scope,
  companyId: string,
  { id: connectionId, actions }: Asked,
  named: string | undefined,
): Promise<FileCategory[]> {
  const known = async () =>
    named ?? (await db.inCompany(companyId, (tx) => repository.findColleague(tx, connectionId)));
  for (const find of [known, async () => keyOwner, () => findAnybody(actions)])
    try {
      const employee = await find();
      const categories = employee === undefined ? [] : await actions.listFileCategories(employee);
      if (categories.length > 0) return categories;
    } catch (err) {
      if (!(err instanceof JoineryError)) throw err;
      log.debug({ err, connectionId }, 'file categories could not be listed for an employee');
    }
  log.warn({ connectionId }, 'a hire is looked at without file categories');
  return [];
}

async function findAnybody(actions: Pick<HrisActions, 'listMarkers'>): Promise<string | undefined> {
  const { employees } = await actions.listMarkers();
  for await (const { id } of employees) return id;
  return undefined;
}

/** Chosen categories that the account does not have, or that take no files. Of what cannot be listed nothing is said. */
export async function unknownCategories(
  context: Scope,
  companyId: string,
  connection: Asked,
  { files, person }: Pick<repository.HireRequest, 'files' | 'person'>,
): Promise<Missing> {
  if (files === null || files.every(({ categoryId }) => categoryId === null)) return [];
  const named = person === null || person.as === 'new' ? undefined : person.employeeNumber;
  const categories = await listCategories(context, companyId, connection, named);
  if (categories.length === 0) return [];
  return files.flatMap((file, index) =>
    file.categoryId === null || findCategory(categories, file) !== undefined
      ? []
      : [
          {
            field: `files.${index}.categoryId`,
            message: `The account has no file category ${file.categoryId} that takes files.`,
          },
        ],
  );
}
