import type { Transaction } from '../../db/database.ts';
import type { Cabinet, FileCategory, FileChange, FiledFile } from './filing.ts';

/** The names that were not there yet are added; answers with how many. */
export async function insertCategories(
  tx: Transaction,
  companyId: string,
  cabinet: Cabinet,
  names: readonly string[],
): Promise<number> {
  const added = await tx
    .insertInto('file_categories')
    .values(names.map((name) => ({ company_id: companyId, cabinet, name })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return added.length;
}

export async function listCategories(tx: Transaction, cabinet: Cabinet): Promise<FileCategory[]> {
  return tx
    .selectFrom('file_categories')
    .select(['id', 'name'])
    .where('cabinet', '=', cabinet)
    .orderBy('id')
    .execute();
}

export async function findCategory(
  tx: Transaction,
  cabinet: Cabinet,
  id: number,
): Promise<FileCategory | undefined> {
  return tx
    .selectFrom('file_categories')
    .select(['id', 'name'])
    .where('id', '=', id)
    .where('cabinet', '=', cabinet)
    .executeTakeFirst();
}

/** `employeeId` is null for the company's own. */
function filedOf(tx: Transaction, employeeId: string | null) {
  return tx
    .selectFrom('filed_files as filed')
    .innerJoin('files', 'files.id', 'filed.file_id')
    .where('filed.employee_id', 'is not distinct from', employeeId)
    .select([
      'files.number',
      'filed.file_id as fileId',
      'filed.category_id as categoryId',
      'filed.name',
      'files.name as originalName',
      'files.bytes',
      'filed.created_at as createdAt',
      'filed.created_by as createdBy',
      'filed.shared',
    ]);
}

export async function listFiled(tx: Transaction, employeeId: string | null): Promise<FiledFile[]> {
  const rows = await filedOf(tx, employeeId).orderBy('files.number').execute();
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

export async function findFiled(
  tx: Transaction,
  employeeId: string | null,
  number: number,
): Promise<FiledFile | undefined> {
  const row = await filedOf(tx, employeeId).where('files.number', '=', number).executeTakeFirst();
  return row && { ...row, bytes: Number(row.bytes) };
}

export interface NewFiled {
  employeeId: string | null;
  fileId: string;
  categoryId: number;
  name: string;
  shared: boolean;
  createdBy: string;
  createdAt: Date;
}

/** Answers with the number that the file's own row was given. */
export async function insertFiled(tx: Transaction, companyId: string, file: NewFiled): Promise<number> {
  await tx
    .insertInto('filed_files')
    .values({
      company_id: companyId,
      employee_id: file.employeeId,
      file_id: file.fileId,
      category_id: file.categoryId,
      name: file.name,
      shared: file.shared,
      created_by: file.createdBy,
      created_at: file.createdAt,
    })
    .execute();
  const row = await tx
    .selectFrom('files')
    .select('number')
    .where('id', '=', file.fileId)
    .executeTakeFirstOrThrow();
  return row.number;
}

export async function updateFiled(tx: Transaction, fileId: string, change: FileChange): Promise<void> {
  const { name, categoryId, shared } = change;
  await tx
    .updateTable('filed_files')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(categoryId === undefined ? {} : { category_id: categoryId }),
      ...(shared === undefined ? {} : { shared }),
    })
    .where('file_id', '=', fileId)
    .execute();
}

export async function removeFiled(tx: Transaction, fileId: string): Promise<void> {
  await tx.deleteFrom('filed_files').where('file_id', '=', fileId).execute();
}
