import type { Attachment } from '@joinery/sdk';

/** Résumés newest first, and everything else in the order it came. */
export function attachmentsByUse(attachments: Attachment[]): { resumes: Attachment[]; others: Attachment[] } {
  return {
    resumes: attachments
      .filter((file) => file.kind === 'resume')
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
    others: attachments.filter((file) => file.kind !== 'resume'),
  };
}
