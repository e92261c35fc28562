// Files of an employee. The right to them is held like the right to a field called `files`
// (filesField): view shows all of them, edit adds, changes and removes them. Without that right
// people still see those of their own files that are shared with them, as far as their level shows
// them their own record at all. Whoever may edit files of anybody may add categories. In a mirrored
// company the same rights hold, the files are those that the provider has (mirrored-files.service), and
// changes of them are sent there (mirrored-file-writes.service).
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import type { Calling } from '../connections/ask-source.service.ts';
import type { Context } from '../context.ts';
import {
  getVisible,
  inScene,
  type Scene,
  subjectOf,
  type WritingScene,
} from '../employees/employee-scene.ts';
import { assertKeptHere } from '../employees/write-through.service.ts';
import {
  discardFiles,
  forgetFiles,
  insertFiles,
  openKnownFile,
  type ServedFile,
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
  checkCategoryNames,
  checkFiledUpload,
  type FileChange,
  type FiledCategory,
  type FiledFile,
  type NewFile,
} from '../filing/filing.ts';
import { doesWriteBack } from '../provider-writes/provider-writes.service.ts';
import { filesField } from './employee-files.ts';
import {
  addElsewhere,
  changeElsewhere,
  removeElsewhere,
  type SendingFiles,
  uploadElsewhere,
} from './mirrored-file-writes.service.ts';
import {
  type FilesElsewhere,
  findAmong,
  findElsewhere,
  listElsewhere,
  openElsewhere,
} from './mirrored-files.service.ts';
import type { KeptFiles, ListedCategory, ListedFile } from './mirrored-files.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'storage' | 'log'>;

export interface EmployeeFilesView {
  employeeNumber: number;
  /** Whether the principal may add, change and remove files here. */
  canEdit: boolean;
  categories: ListedCategory[];
  /** When the provider was asked for them; null for files that are kept here. */
  asOf: Date | null;
}

/** All categories with the employee's files, empty categories too. */
export async function listEmployeeFiles(
  context: Scope & Calling,
  principal: Principal,
  number: number,
): Promise<EmployeeFilesView> {
  const { standing, own, elsewhere, mayEdit } = await inScene(context, principal, async (scene) => {
    const found = await getForFiles(scene, number, 'view');
    const { peopleSource } = scene;
    if (peopleSource !== null)
      return {
        standing: found,
        own: [],
        elsewhere: await elsewhereOf(scene, peopleSource, found),
        mayEdit: found.sees === 'edit' && (await doesWriteBack(scene.tx, peopleSource)),
      };
    const onlyShared = found.sees === 'shared';
    return {
      standing: found,
      own: await listFiledByCategory(scene.tx, 'employee', found.id, { onlyShared }),
      mayEdit: found.sees === 'edit',
    };
  });
  const { number: employeeNumber, sees } = standing;
  if (elsewhere === undefined)
    return { employeeNumber, canEdit: mayEdit, categories: own.map(toListed), asOf: null };
  const kept = await listElsewhere(context, elsewhere);
  return { employeeNumber, canEdit: mayEdit, categories: shownOf(kept, sees), asOf: kept.readAt };
}

/**
 * Adds a file to an employee and answers with its number.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `employees.category_not_found`, and
 * those of `checkFiledUpload`; in a mirrored company those of `awaitWrite`.
 */
export async function addEmployeeFile(
  context: Scope & SendingFiles,
  principal: Principal,
  number: number,
  file: NewFile,
): Promise<number> {
  const elsewhere = await inScene(context, principal, async (scene) =>
    findEditedElsewhere(scene, await getForFiles(scene, number, 'edit')),
  );
  const upload = await checkFiledUpload(file.upload);
  if (elsewhere !== undefined) return uploadElsewhere(context, principal, elsewhere, { ...file, upload });
  return withStoredFiles(context, [upload], (stored) =>
    inScene(context, principal, async (scene) => {
      const employee = await getForFiles(scene, number, 'edit');
      assertKeptHere(scene, ...begunMeanwhile);
      await assertCategory(scene.tx, file.categoryId);
      await insertFiles(scene.tx, principal.companyId, stored);
      return fileAway(scene.tx, principal.companyId, {
        ...file,
        upload,
        employeeId: employee.id,
        fileId: stored[0]?.id ?? '',
        createdBy: principal.userName,
        createdAt: context.clock.now(),
      });
    }),
  );
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`, `employees.file_not_found`. */
export async function openEmployeeFile(
  context: Scope & Calling,
  principal: Principal,
  number: number,
  fileNumber: number,
): Promise<ServedFile> {
  const { standing, own, elsewhere } = await inScene(context, principal, async (scene) => {
    const found = await getForFiles(scene, number, 'view');
    if (scene.peopleSource !== null)
      return { standing: found, elsewhere: await elsewhereOf(scene, scene.peopleSource, found) };
    const file = await getFiled(scene.tx, found, fileNumber);
    return { standing: found, own: await openKnownFile(context, scene.tx, file.fileId) };
  });
  if (own !== undefined) return own;
  if (elsewhere === undefined) throw noSuchFile();
  return openElsewhere(context, elsewhere, await getListed(context, elsewhere, standing, fileNumber));
}

/**
 * Renames, moves or shares a file.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `employees.file_not_found`,
 * `employees.category_not_found`.
 */
export async function changeEmployeeFile(
  context: Scope & SendingFiles,
  principal: Principal,
  number: number,
  fileNumber: number,
  change: FileChange,
): Promise<void> {
  const elsewhere = await inScene(context, principal, async (scene) => {
    const employee = await getForFiles(scene, number, 'edit');
    if (scene.peopleSource !== null) return findEditedElsewhere(scene, employee);
    const file = await getFiled(scene.tx, employee, fileNumber);
    if (change.categoryId !== undefined) await assertCategory(scene.tx, change.categoryId);
    await changeFiled(scene.tx, file.fileId, change);
    return undefined;
  });
  if (elsewhere !== undefined) await changeElsewhere(context, principal, elsewhere, fileNumber, change);
}

/**
 * Removes a file; one that is not there counts as removed.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`.
 */
export async function removeEmployeeFile(
  context: Scope & SendingFiles,
  principal: Principal,
  number: number,
  fileNumber: number,
): Promise<void> {
  const { removed, elsewhere } = await inScene(context, principal, async (scene) => {
    const employee = await getForFiles(scene, number, 'edit');
    if (scene.peopleSource !== null)
      return { removed: [], elsewhere: await findEditedElsewhere(scene, employee) };
    const file = await findFiled(scene.tx, employee.id, fileNumber);
    if (file === undefined) return { removed: [] };
    await removeFiled(scene.tx, file.fileId);
    return { removed: await forgetFiles(scene.tx, [file.fileId]) };
  });
  await discardFiles(context, removed);
  if (elsewhere !== undefined) await removeElsewhere(context, principal, elsewhere, fileNumber);
}

const begunMeanwhile = [
  'file what began its way before people came from there',
  'among the employee’s files',
] as const;

/**
 * All of them or none.
 *
 * @throws JoineryError `access.forbidden`, `files.invalid_category`; in a mirrored company those of `awaitWrite`
 */
export async function addEmployeeFileCategories(
  context: Scope & SendingFiles,
  principal: Principal,
  names: readonly string[],
): Promise<void> {
  const connectionId = await inScene(context, principal, async ({ tx, projection, peopleSource }) => {
    if (projection.widestRightTo(filesField) !== 'edit') throw forbidden('edit');
    if (peopleSource === null) await addCategories(tx, principal.companyId, 'employee', names);
    return peopleSource;
  });
  const clean = checkCategoryNames('employee', names);
  if (connectionId !== null && clean.length > 0) await addElsewhere(context, principal, connectionId, clean);
}

interface FilesStanding {
  id: string;
  number: number;
  sees: 'shared' | 'all' | 'edit';
}

async function getForFiles(scene: Scene, number: number, need: 'view' | 'edit'): Promise<FilesStanding> {
  const employee = await getVisible(scene, number, []);
  const right = scene.projection.rightTo(await subjectOf(scene, employee), filesField);
  const standing = { id: employee.id, number: employee.number };
  if (right === 'edit') return { ...standing, sees: 'edit' };
  if (need === 'edit') throw forbidden(need);
  if (right === 'view') return { ...standing, sees: 'all' };
  if (employee.id === scene.principal.employeeId) return { ...standing, sees: 'shared' };
  throw forbidden(need);
}

function forbidden(need: 'view' | 'edit'): JoineryError {
  return new JoineryError(
    'access.forbidden',
    `Your access level does not let you ${need} the files of this employee.`,
  );
}

async function getFiled(tx: Transaction, employee: FilesStanding, number: number): Promise<FiledFile> {
  const file = await findFiled(tx, employee.id, number);
  if (file === undefined || (employee.sees === 'shared' && !file.shared)) throw noSuchFile();
  return file;
}

function noSuchFile(): JoineryError {
  return new JoineryError('employees.file_not_found', 'The employee has no such file.');
}

function findEditedElsewhere(
  scene: WritingScene,
  employee: FilesStanding,
): Promise<FilesElsewhere> | undefined {
  return scene.peopleSource === null ? undefined : elsewhereOf(scene, scene.peopleSource, employee);
}

function elsewhereOf(
  { tx, principal }: Scene,
  connectionId: string,
  { number }: FilesStanding,
): Promise<FilesElsewhere> {
  return findElsewhere(tx, principal.companyId, { connectionId, employeeNumber: number });
}

// Only what is listed for the employee is fetched. Whether a file is still shared is not left to
// what was read before.
async function getListed(
  context: Calling,
  elsewhere: FilesElsewhere,
  { sees }: FilesStanding,
  fileNumber: number,
): Promise<ListedFile> {
  const where = sees === 'shared' ? { ...elsewhere, kept: undefined } : elsewhere;
  const file = await findAmong(context, where, (kept) => findListed(kept, sees, fileNumber));
  if (file === undefined) throw noSuchFile();
  return file;
}

function findListed(kept: KeptFiles, sees: FilesStanding['sees'], number: number): ListedFile | undefined {
  return shownOf(kept, sees)
    .flatMap(({ files }) => files)
    .find((file) => file.number === number);
}

function shownOf({ categories }: KeptFiles, sees: FilesStanding['sees']): ListedCategory[] {
  if (sees !== 'shared') return categories;
  return categories.map(({ files, ...rest }) => ({ ...rest, files: files.filter(({ shared }) => shared) }));
}

function toListed({ id, name, files }: FiledCategory): ListedCategory {
  return {
    id,
    name,
    files: files.map(({ createdAt, fileId: _, categoryId: __, ...file }) => ({
      ...file,
      createdAt: createdAt.toISOString(),
    })),
  };
}

async function assertCategory(tx: Transaction, id: number): Promise<void> {
  if ((await findCategory(tx, 'employee', id)) === undefined)
    throw new JoineryError('employees.category_not_found', 'There is no such category of employee files.');
}
