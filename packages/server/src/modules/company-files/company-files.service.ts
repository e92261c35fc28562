// Files of the company. Whoever may see the company's settings sees all of them, whoever may edit
// the settings adds, changes and removes them. Everybody else who belongs to the company (a level
// with the directory, or an employee whose level shows something of somebody) sees those that are
// shared with employees. A candidate's documents have numbers among the company's files and are
// opened here too, by those with the hiring rights to that candidate.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { openDocument } from '../documents/documents.service.ts';
import {
  discardFiles,
  forgetFiles,
  insertFiles,
  type OpenableFile,
  openKnownFile,
  withStoredFiles,
} from '../files/files.service.ts';
import {
  addCategories,
  changeFiled,
  fileAway,
  findCategory,
  findFiled,
  listFiledByCategory,
  removeFiled,
} from '../filing/filing.service.ts';
import {
  checkFiledUpload,
  type FileChange,
  type FiledCategory,
  type FiledFile,
  type NewFile,
} from '../filing/filing.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'storage' | 'log' | 'scanner'>;

export interface CompanyFilesView {
  /** Whether the principal may add, change and remove files. */
  canEdit: boolean;
  categories: FiledCategory[];
}

/** @throws JoineryError `access.forbidden` */
export async function listCompanyFiles(context: Scope, principal: Principal): Promise<CompanyFilesView> {
  const sees = whatIsSeen(principal);
  if (sees === 'nothing') throw forbidden();
  return context.db.inCompany(principal.companyId, async (tx) => ({
    canEdit: hasArea(principal, 'settings.company', 'edit'),
    categories: await listFiledByCategory(tx, 'company', null, { onlyShared: sees === 'shared' }),
  }));
}

/**
 * Adds a file and answers with its number.
 *
 * @throws JoineryError `access.forbidden`, `files.category_not_found`, and those of `checkFiledUpload`.
 */
export async function addCompanyFile(context: Scope, principal: Principal, file: NewFile): Promise<number> {
  assertArea(principal, 'settings.company', 'edit');
  const upload = await checkFiledUpload(file.upload);
  return withStoredFiles(context, [upload], (stored) =>
    context.db.inCompany(principal.companyId, async (tx) => {
      await assertCategory(tx, file.categoryId);
      await insertFiles(tx, principal.companyId, stored);
      return fileAway(tx, principal.companyId, {
        ...file,
        upload,
        employeeId: null,
        fileId: stored[0]?.id ?? '',
        createdBy: principal.userName,
        createdAt: context.clock.now(),
      });
    }),
  );
}

/**
 * Opens a file of the company by its number, or a document of a candidate whom the principal may see.
 *
 * @throws JoineryError `access.forbidden`, `files.not_found`.
 */
export async function openCompanyFile(
  context: Scope,
  principal: Principal,
  number: number,
): Promise<OpenableFile> {
  const sees = whatIsSeen(principal);
  const hires = hasArea(principal, 'hiring.candidates', 'view');
  if (sees === 'nothing' && !hires) throw forbidden();
  const own = await context.db.inCompany(principal.companyId, async (tx) => {
    const file = sees === 'nothing' ? undefined : await findFiled(tx, null, number);
    const isSeen = file !== undefined && (sees === 'all' || file.shared);
    return isSeen ? openKnownFile(context, tx, file.fileId) : undefined;
  });
  if (own !== undefined) return own;
  if (!hires) throw notFound();
  return openDocument(context, principal, { number });
}

/**
 * Renames, moves or shares a file.
 *
 * @throws JoineryError `access.forbidden`, `files.not_found`, `files.category_not_found`.
 */
export async function changeCompanyFile(
  context: Scope,
  principal: Principal,
  number: number,
  change: FileChange,
): Promise<void> {
  assertArea(principal, 'settings.company', 'edit');
  await context.db.inCompany(principal.companyId, async (tx) => {
    const { fileId } = await getFiled(tx, number);
    if (change.categoryId !== undefined) await assertCategory(tx, change.categoryId);
    await changeFiled(tx, fileId, change);
  });
}

/** @throws JoineryError `access.forbidden`, `files.not_found`. */
export async function removeCompanyFile(context: Scope, principal: Principal, number: number): Promise<void> {
  assertArea(principal, 'settings.company', 'edit');
  const removed = await context.db.inCompany(principal.companyId, async (tx) => {
    const { fileId } = await getFiled(tx, number);
    await removeFiled(tx, fileId);
    return forgetFiles(tx, [fileId]);
  });
  await discardFiles(context, removed);
}

/** @throws JoineryError `access.forbidden`, `files.invalid_category`, `files.category_reserved`. */
export async function addCompanyFileCategories(
  context: Scope,
  principal: Principal,
  names: readonly string[],
): Promise<void> {
  assertArea(principal, 'settings.company', 'edit');
  await context.db.inCompany(principal.companyId, (tx) =>
    addCategories(tx, principal.companyId, 'company', names),
  );
}

function whatIsSeen(principal: Principal): 'nothing' | 'shared' | 'all' {
  if (hasArea(principal, 'settings.company', 'view')) return 'all';
  const { access, employeeId } = principal;
  const seesSomebody = access.employees.some(({ fields }) =>
    Object.values(fields).some((right) => right !== 'none'),
  );
  return access.directory || (employeeId !== null && seesSomebody) ? 'shared' : 'nothing';
}

function forbidden(): JoineryError {
  return new JoineryError(
    'access.forbidden',
    'Your access level does not let you see the files of the company.',
  );
}

function notFound(): JoineryError {
  return new JoineryError('files.not_found', 'There is no such file.');
}

async function getFiled(tx: Transaction, number: number): Promise<FiledFile> {
  const file = await findFiled(tx, null, number);
  if (file === undefined) throw notFound();
  return file;
}

async function assertCategory(tx: Transaction, id: number): Promise<void> {
  if ((await findCategory(tx, 'company', id)) === undefined)
    throw new JoineryError('files.category_not_found', 'There is no such category of company files.');
}
