import type { Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';

export interface NoteRow {
  id: string;
  candidateId: string;
  userId: string | null;
  author: string;
  text: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Newest first; only those of one author when `userId` is given. */
export async function listNotes(
  tx: Transaction,
  candidateId: string,
  { userId }: { userId?: string },
  slice: Slice,
): Promise<NoteRow[]> {
  return selectNotes(tx, candidateId)
    .$if(userId !== undefined, (q) => q.where('user_id', '=', userId ?? null))
    .$if(slice.after !== undefined, (q) => q.where('id', '<', slice.after ?? ''))
    .orderBy('id', 'desc')
    .limit(slice.limit + 1)
    .execute();
}

export async function findNote(
  tx: Transaction,
  candidateId: string,
  id: string,
): Promise<NoteRow | undefined> {
  return selectNotes(tx, candidateId).where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function insertNote(tx: Transaction, companyId: string, note: NoteRow): Promise<void> {
  await tx
    .insertInto('candidate_notes')
    .values({
      id: note.id,
      company_id: companyId,
      candidate_id: note.candidateId,
      user_id: note.userId,
      author: note.author,
      text: note.text,
      created_at: note.createdAt,
      updated_at: note.updatedAt,
    })
    .execute();
}

export async function updateNote(tx: Transaction, id: string, text: string, at: Date): Promise<void> {
  await tx.updateTable('candidate_notes').set({ text, updated_at: at }).where('id', '=', id).execute();
}

export async function removeNote(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('candidate_notes').where('id', '=', id).execute();
}

function selectNotes(tx: Transaction, candidateId: string) {
  return tx
    .selectFrom('candidate_notes')
    .select([
      'id',
      'candidate_id as candidateId',
      'user_id as userId',
      'author',
      'text',
      'created_at as createdAt',
      'updated_at as updatedAt',
    ])
    .where('candidate_id', '=', candidateId);
}
