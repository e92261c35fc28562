import type { Transaction } from '../../db/database.ts';
import type { EmployeeFile, FileCategory } from './employee-files.ts';

export async function insertCategories(
  tx: Transaction,
  companyId: string,
  names: readonly string[],
): Promise<void> {
  await tx
    .insertInto('file_categories')
    .values(names.map((name) => ({ company_id: companyId, name })))
    .execute();
}

export async function listCategories(tx: Transaction): Promise<FileCategory[]> {
  return tx.selectFrom('file_categories').select(['id', 'name']).orderBy('id').execute();
}

export async function findCategory(tx: Transaction, id: number): Promise<FileCategory | undefined> {
  return tx.selectFrom('file_categories').select(['id', 'name']).where('id', '=', id).executeTakeFirst();
}

export async function listFiles(tx: Transaction, employeeId: string): Promise<EmployeeFile[]> {
  const rows = await tx
    .selectFrom('employee_files as link')
    .innerJoin('files', 'files.id', 'link.file_id')
    .where('link.employee_id', '=', employeeId)
    .select([
      'files.number',
      'link.category_id as categoryId',
      'link.name',
      'files.name as originalName',
      'files.bytes',
      'link.created_at as createdAt',
      'link.created_by as createdBy',
      'link.shared',
    ])
    .orderBy('files.number')
    .execute();
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

/** The file's id and shown name, if it belongs to this employee. */
export async function findFile(
  tx: Transaction,
  employeeId: string,
  number: number,
): Promise<{ id: string; name: string } | undefined> {
  return tx
    .selectFrom('employee_files as link')
    .innerJoin('files', 'files.id', 'link.file_id')
    .where('link.employee_id', '=', employeeId)
    .where('files.number', '=', number)
    .select(['files.id', 'link.name'])
    .executeTakeFirst();
}

export interface NewEmployeeFile {
  employeeId: string;
  fileId: string;
  categoryId: number;
  name: string;
  shared: boolean;
  createdBy: string;
  createdAt: Date;
}

/** Answers with the number that the file's own row was given. */
export async function insertEmployeeFile(
  tx: Transaction,
  companyId: string,
  file: NewEmployeeFile,
): Promise<number> {
  await tx
    .insertInto('employee_files')
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
