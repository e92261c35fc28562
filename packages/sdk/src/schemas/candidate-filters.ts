import { z } from 'zod';
import { candidateFilter } from './candidates.ts';
import { instant } from './paging.ts';
import { boundedText } from './texts.ts';

const filter = candidateFilter.extend({ talentPool: z.boolean().optional() });

/** A list of candidates that somebody looks at again and again. */
export const savedCandidateFilter = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Everybody of the company finds it. */
    shared: z.boolean(),
    /** Whether it is the caller's, who alone may change it. */
    own: z.boolean(),
    ownerName: z.string(),
    filter,
    createdAt: instant,
  })
  .meta({ id: 'SavedCandidateFilter' });
export type SavedCandidateFilter = z.infer<typeof savedCandidateFilter>;

export const savedCandidateFilterInput = z.strictObject({
  name: boundedText(100).min(1),
  shared: z.boolean().default(false),
  filter,
});
export type SavedCandidateFilterInput = z.infer<typeof savedCandidateFilterInput>;
export const savedCandidateFilterPatch = z
  .strictObject({
    name: boundedText(100).min(1).optional(),
    shared: z.boolean().optional(),
    filter: filter.optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'expected something to change' });
export type SavedCandidateFilterPatch = z.infer<typeof savedCandidateFilterPatch>;
