import type { Transaction } from '../../db/database.ts';

export interface FileRow {
  id: string;
  name: string;
  contentType: string;
  bytes: number;
  storageKey: string;
}

export interface NewFile extends FileRow {
  sha256: string;
}

export async function insertFiles(tx: Transaction, companyId: string, files: NewFile[]): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map((file) => ({
    id: file.id,
    company_id: companyId,
    name: file.name,
    content_type: file.contentType,
    bytes: file.bytes,
    sha256: file.sha256,
    storage_key: file.storageKey,
  }));
  await tx.insertInto('files').values(rows).execute();
}

export async function findFile(tx: Transaction, id: string): Promise<FileRow | undefined> {
  const row = await tx
    .selectFrom('files')
    .select(['id', 'name', 'content_type', 'bytes', 'storage_key'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toFile(row);
}

/** The file when it is attached to a candidate, with whether somebody who leads only some jobs may see it. */
export async function findCandidateFile(
  tx: Transaction,
  id: string,
  leadEmployeeId: string | undefined,
): Promise<FileRow | undefined> {
  const row = await tx
    .selectFrom('files')
    .innerJoin('attachments', 'attachments.file_id', 'files.id')
    .select(['files.id', 'files.name', 'files.content_type', 'files.bytes', 'files.storage_key'])
    .where('files.id', '=', id)
    .$if(leadEmployeeId !== undefined, (q) =>
      q.where((eb) =>
        eb.exists(
          eb
            .selectFrom('applications')
            .innerJoin('jobs', 'jobs.id', 'applications.job_id')
            .select('applications.id')
            .whereRef('applications.candidate_id', '=', 'attachments.candidate_id')
            .where('jobs.hiring_lead_employee_id', '=', leadEmployeeId ?? ''),
        ),
      ),
    )
    .executeTakeFirst();
  return row && toFile(row);
}

function toFile(row: {
  id: string;
  name: string;
  content_type: string;
  bytes: string;
  storage_key: string;
}): FileRow {
  const { content_type: contentType, storage_key: storageKey, bytes, ...rest } = row;
  return { ...rest, contentType, storageKey, bytes: Number(bytes) };
}
