import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

export interface PhotoRow {
  version: number;
  originalFileId: string;
  largeFileId: string;
}

export async function findPhoto(tx: Transaction, employeeId: string): Promise<PhotoRow | undefined> {
  return photos(tx).where('photo.employee_id', '=', employeeId).executeTakeFirst();
}

export async function findPhotoOf(
  tx: Transaction,
  of: { number: number; version: number },
): Promise<PhotoRow | undefined> {
  return photos(tx)
    .innerJoin('employees', 'employees.id', 'photo.employee_id')
    .where('employees.number', '=', of.number)
    .where('photo.version', '=', of.version)
    .executeTakeFirst();
}

/** The connection whose photo it is; undefined where photos are kept here, and where there is no such one. */
export async function findSourceOf(
  tx: Transaction,
  of: { number: number; version: number },
): Promise<string | undefined> {
  const found = await tx
    .selectFrom('employees as e')
    .innerJoin('connections as c', 'c.company_id', 'e.company_id')
    .select('c.id')
    .where('c.people_source', '=', true)
    .where('e.number', '=', of.number)
    .where('e.photo_version', '=', of.version)
    .executeTakeFirst();
  return found?.id;
}

function photos(tx: Transaction) {
  return tx
    .selectFrom('employee_photos as photo')
    .select([
      'photo.version',
      'photo.original_file_id as originalFileId',
      'photo.large_file_id as largeFileId',
    ]);
}

/** Puts the photo in the place of the one before, which is given back. */
export async function replacePhoto(
  tx: Transaction,
  companyId: string,
  photo: PhotoRow & { employeeId: string; uploadedAt: Date },
): Promise<PhotoRow | undefined> {
  const before = await findPhoto(tx, photo.employeeId);
  const row = {
    version: photo.version,
    original_file_id: photo.originalFileId,
    large_file_id: photo.largeFileId,
    uploaded_at: photo.uploadedAt,
  };
  await tx
    .insertInto('employee_photos')
    .values({ company_id: companyId, employee_id: photo.employeeId, ...row })
    .onConflict((conflict) => conflict.columns(['company_id', 'employee_id']).doUpdateSet(row))
    .execute();
  return before;
}

export async function removePhoto(tx: Transaction, employeeId: string): Promise<void> {
  await tx.deleteFrom('employee_photos').where('employee_id', '=', employeeId).execute();
}

export async function takeVersion(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ version: number }>`select nextval('photo_versions')::int as version`.execute(
    tx,
  );
  return rows[0]?.version ?? 0;
}

/** Whose active employee's work e-mail address has this MD5, if there is a photo of them. */
export async function findByMailHash(
  tx: Transaction,
  hash: string,
): Promise<{ number: number; version: number } | undefined> {
  const { rows } = await sql<{ number: number; version: number }>`
    select number, photo_version as version from employees
    where md5(lower(btrim("values" ->> 'workEmail'))) = ${hash} and photo_version is not null
      and status = 'Active' order by number limit 1`.execute(tx);
  return rows[0];
}
