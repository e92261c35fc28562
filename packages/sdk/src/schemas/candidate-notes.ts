import { z } from 'zod';
import { instant } from './paging.ts';

/** What somebody of the company wrote about a candidate. Whoever sees only their own people sees only their own. */
export const candidateNote = z
  .object({
    id: z.string(),
    author: z.string(),
    text: z.string(),
    /** Whether the caller wrote it, and so may change it. */
    own: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'CandidateNote' });
export type CandidateNote = z.infer<typeof candidateNote>;

export const candidateNoteInput = z.strictObject({ text: z.string().trim().min(1).max(20_000) });
export type CandidateNoteInput = z.infer<typeof candidateNoteInput>;
