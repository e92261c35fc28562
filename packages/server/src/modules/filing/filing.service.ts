// What files of employees and of the company have in common. Who may do it is decided by the
// services of the two, which call this in their own transaction.
import type { Transaction } from '../../db/database.ts';
import { cleanFileName } from '../files/files.ts';
import * as repository from './filing.repository.ts';
import {
  type Cabinet,
  checkCategoryNames,
  defaultCategories,
  type FileCategory,
  type FileChange,
  type FiledCategory,
  type NewFile,
  takenName,
} from './filing.ts';

export { findFiled, removeFiled } from './filing.repository.ts';

/** What a new company starts with. */
export async function seedFileCategories(tx: Transaction, companyId: string): Promise<void> {
  for (const cabinet of ['employee', 'company'] as const)
    await repository.insertCategories(tx, companyId, cabinet, defaultCategories[cabinet]);
}

/** @throws JoineryError `files.invalid_category`, `files.category_reserved`. */
export async function addCategories(
  tx: Transaction,
  companyId: string,
  cabinet: Cabinet,
  names: readonly string[],
): Promise<void> {
  const clean = checkCategoryNames(cabinet, names);
  if (clean.length === 0) return;
  const added = await repository.insertCategories(tx, companyId, cabinet, clean);
  if (added < clean.length) throw takenName();
}

/** Every category with its files; with `onlyShared` only the files that are shared. */
export async function listFiledByCategory(
  tx: Transaction,
  cabinet: Cabinet,
  employeeId: string | null,
  options: { onlyShared: boolean },
): Promise<FiledCategory[]> {
  const files = await repository.listFiled(tx, employeeId);
  const categories = await repository.listCategories(tx, cabinet);
  return categories.map((category) => ({
    ...category,
    files: files.filter((file) => file.categoryId === category.id && (file.shared || !options.onlyShared)),
  }));
}

export async function findCategory(
  tx: Transaction,
  cabinet: Cabinet,
  id: number,
): Promise<FileCategory | undefined> {
  return repository.findCategory(tx, cabinet, id);
}

/** Files a stored file away and answers with its number. */
export async function fileAway(
  tx: Transaction,
  companyId: string,
  file: NewFile & { employeeId: string | null; fileId: string; createdBy: string; createdAt: Date },
): Promise<number> {
  const name = cleanFileName(file.name.trim() === '' ? file.upload.name : file.name);
  return repository.insertFiled(tx, companyId, { ...file, name });
}

export async function changeFiled(tx: Transaction, fileId: string, change: FileChange): Promise<void> {
  if (Object.keys(change).length === 0) return;
  const { name, ...rest } = change;
  await repository.updateFiled(tx, fileId, {
    ...rest,
    ...(name === undefined ? {} : { name: cleanFileName(name) }),
  });
}
