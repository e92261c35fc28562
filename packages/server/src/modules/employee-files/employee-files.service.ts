import { type FieldRight, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { getVisible, inScene, type Scene, subjectOf } from '../employees/employee-scene.ts';
import { insertFiles, type OpenableFile, openKnownFile, withStoredFiles } from '../files/files.service.ts';
import { cleanFileName, type Upload } from '../files/files.ts';
import * as repository from './employee-files.repository.ts';
import { checkEmployeeFile, type EmployeeFile, type FileCategory, filesField } from './employee-files.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'storage' | 'log'>;

export interface EmployeeFilesView {
  employeeNumber: number;
  /** Whether the principal may add files. */
  canEdit: boolean;
  categories: (FileCategory & { files: EmployeeFile[] })[];
}

/** All categories with the employee's files, empty categories too. */
export async function listEmployeeFiles(
  context: Scope,
  principal: Principal,
  number: number,
): Promise<EmployeeFilesView> {
  return inScene(context, principal, async (scene) => {
    const employee = await getForFiles(scene, number, 'view');
    const files = await repository.listFiles(scene.tx, employee.id);
    const categories = await repository.listCategories(scene.tx);
    return {
      employeeNumber: employee.number,
      canEdit: employee.right === 'edit',
      categories: categories.map((category) => ({
        ...category,
        files: files.filter((file) => file.categoryId === category.id),
      })),
    };
  });
}

export interface NewFile {
  categoryId: number;
  /** What people will call it; the upload's own name when empty. */
  name: string;
  shared: boolean;
  upload: Upload;
}

/**
 * Adds a file to an employee and answers with its number.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `employees.category_not_found`, and
 * those of `checkEmployeeFile`.
 */
export async function addEmployeeFile(
  context: Scope,
  principal: Principal,
  number: number,
  file: NewFile,
): Promise<number> {
  const upload = await checkEmployeeFile(file.upload);
  return withStoredFiles(context, [upload], (stored) =>
    inScene(context, principal, async (scene) => {
      const employee = await getForFiles(scene, number, 'edit');
      const { id: categoryId } = await getCategory(scene.tx, file.categoryId);
      await insertFiles(scene.tx, principal.companyId, stored);
      return repository.insertEmployeeFile(scene.tx, principal.companyId, {
        employeeId: employee.id,
        fileId: stored[0]?.id ?? '',
        categoryId,
        name: cleanFileName(file.name === '' ? upload.name : file.name),
        shared: file.shared,
        createdBy: principal.userName,
        createdAt: context.clock.now(),
      });
    }),
  );
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`, `employees.file_not_found`. */
export async function openEmployeeFile(
  context: Scope,
  principal: Principal,
  number: number,
  fileNumber: number,
): Promise<OpenableFile> {
  return inScene(context, principal, async (scene) => {
    const employee = await getForFiles(scene, number, 'view');
    const file = await repository.findFile(scene.tx, employee.id, fileNumber);
    if (file === undefined)
      throw new JoineryError('employees.file_not_found', 'The employee has no such file.');
    return openKnownFile(context, scene.tx, file.id);
  });
}

async function getForFiles(
  scene: Scene,
  number: number,
  need: 'view' | 'edit',
): Promise<{ id: string; number: number; right: FieldRight }> {
  const employee = await getVisible(scene, number, []);
  const right = scene.projection.rightTo(await subjectOf(scene, employee), filesField);
  if (right === 'none' || (need === 'edit' && right !== 'edit'))
    throw new JoineryError(
      'access.forbidden',
      `Your access level does not let you ${need} the files of this employee.`,
    );
  return { id: employee.id, number: employee.number, right };
}

async function getCategory(tx: Transaction, id: number): Promise<FileCategory> {
  const category = await repository.findCategory(tx, id);
  if (category === undefined)
    throw new JoineryError('employees.category_not_found', 'There is no such category of employee files.');
  return category;
}
