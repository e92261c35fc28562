import type { Attachment, Candidate } from '@joinery/sdk';

/** Résumés newest first, and everything else in the order it came. */
export function attachmentsByUse(attachments: Attachment[]): { resumes: Attachment[]; others: Attachment[] } {
  return {
    resumes: attachments
      .filter((file) => file.kind === 'resume')
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
    others: attachments.filter((file) => file.kind !== 'resume'),
  };
}

/** What the server takes as a document of a candidate. */
export const documentTypes = '.pdf,.docx,.odt,.rtf,.txt';

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

// Until then it is fetched, scanned and read, unless a scanner is away.
const settlesWithinMs = 2 * 60_000;

/** Whether something is about to change by itself: a résumé is fetched, or a new document is scanned and read. */
export function isSettling(
  { resumeFetch, attachments }: Pick<Candidate, 'resumeFetch' | 'attachments'>,
  now: number,
): boolean {
  const isNew = ({ createdAt }: { createdAt: string }) => now - Date.parse(createdAt) < settlesWithinMs;
  if (resumeFetch?.state === 'pending' && isNew(resumeFetch)) return true;
  return attachments.some(
    (file) => (file.scanState === 'held' || (file.flags === null && isGiven(file))) && isNew(file),
  );
}
