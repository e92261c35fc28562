import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { AttachmentKind } from './candidates.ts';

export interface AttachmentState {
  name: string;
  kind: AttachmentKind;
  addedByUserId: string | null;
  cleanedFileId: string | null;
  isOnHold: boolean;
  /** A hire that is under way sends it. */
  isInHire: boolean;
  isInOffer: boolean;
  /** Something of the candidate is on its way to the recruiting of an account. */
  isBeingSent: boolean;
}

/** A document of a candidate with all that keeps it there. */
export async function findAttachmentState(
  tx: Transaction,
  candidateId: string,
  fileId: string,
): Promise<AttachmentState | undefined> {
  // A hire about whose files nobody decided sends the newest résumé.
  const isNewestResume = sql`d.file_id = (
    select file_id from attachments where candidate_id = ${candidateId} and kind = 'resume'
    order by created_at desc, file_id desc limit 1)`;
  const { rows } = await sql<AttachmentState>`
    select f.name, d.kind, d.added_by_user_id as "addedByUserId", t.cleaned_file_id as "cleanedFileId",
      exists (select from candidate_privacy p
        where p.candidate_id = d.candidate_id and p.held_reason is not null) as "isOnHold",
      exists (select from applications a
        join hires h on h.company_id = a.company_id and h.application_id = a.id
        where a.company_id = d.company_id and a.candidate_id = d.candidate_id
          and h.state not in ('done', 'failed', 'cancelled')
          and case jsonb_typeof(h.request -> 'files')
            when 'array' then h.request -> 'files' @> jsonb_build_array(jsonb_build_object('attachmentId', d.file_id))
            else ${isNewestResume} end) as "isInHire",
      exists (select from offers o where o.company_id = d.company_id and o.file_id = d.file_id) as "isInOffer",
      exists (select from recruiting_writes w
        where w.company_id = d.company_id and w.candidate_id = d.candidate_id and w.kind = 'post_candidate'
          and w.settled_at is null) as "isBeingSent"
    from attachments d
    join files f on f.company_id = d.company_id and f.id = d.file_id
    left join document_texts t on t.company_id = d.company_id and t.file_id = d.file_id
    where d.candidate_id = ${candidateId} and d.file_id = ${fileId}`.execute(tx);
  return rows[0];
}

/** Whether the user works for somebody else on a job that the candidate applied for. */
export async function isExternalFor(tx: Transaction, userId: string, candidateId: string): Promise<boolean> {
  const { rows } = await sql`
    select from applications a
    join job_team t on t.company_id = a.company_id and t.job_id = a.job_id
    where a.candidate_id = ${candidateId} and t.user_id = ${userId} and t.role = 'external_recruiter'
    limit 1`.execute(tx);
  return rows.length > 0;
}

/** With an answer that it was, for there is no answer without it. */
export async function removeAttachment(tx: Transaction, fileId: string): Promise<void> {
  await tx.deleteFrom('application_answers').where('file_id', '=', fileId).execute();
  await tx.deleteFrom('attachments').where('file_id', '=', fileId).execute();
}
