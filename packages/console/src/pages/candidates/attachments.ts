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

/** Whether the server gives the file to anybody. */
export function isGiven({ scanState }: Pick<Attachment, 'scanState'>): boolean {
  return scanState === 'clean' || scanState === 'not_scanned';
}

const sentences = {
  hidden_text: 'It holds text that nobody sees who reads it.',
  active_content: 'It held something that acts when it is opened; the copy shown here does not.',
};

/** What to know before trusting a document, the most important first. */
export function warningsOf({ flags }: Pick<Attachment, 'flags'>): string[] {
  const order = ['hidden_text', 'active_content'] as const;
  return order.filter((flag) => flags?.includes(flag)).map((flag) => sentences[flag]);
}
