import { z } from 'zod';
import { candidate } from './candidates.ts';
import { instant } from './paging.ts';

/** What two candidates have in common. `similar_email` is the same mailbox written otherwise. */
export const duplicateReason = z.enum([
  'same_email',
  'similar_email',
  'same_phone',
  'similar_phone',
  'same_profile_link',
  'same_name',
  'similar_name',
  'same_place',
]);
export type DuplicateReason = z.infer<typeof duplicateReason>;

export const duplicateState = z.enum(['open', 'dismissed', 'merged']);
export type DuplicateState = z.infer<typeof duplicateState>;

export const duplicatePerson = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  createdAt: instant,
});
export type DuplicatePerson = z.infer<typeof duplicatePerson>;

/** Two candidates who may be one person. */
export const candidateDuplicate = z
  .object({
    id: z.string(),
    state: duplicateState,
    /** How likely it is, from 1 to 100. */
    score: z.number().int(),
    reasons: z.array(duplicateReason),
    /** Two; one when the other was merged into them. */
    people: z.array(duplicatePerson),
    foundAt: instant,
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'CandidateDuplicate' });
export type CandidateDuplicate = z.infer<typeof candidateDuplicate>;

export const candidateDuplicateQuery = z.object({
  state: duplicateState.default('open'),
  /** Only pairs that this candidate is one of. */
  candidateId: z.string().max(100).optional(),
});
export type CandidateDuplicateQuery = z.input<typeof candidateDuplicateQuery>;

/** How many pairs are in which state. */
export const candidateDuplicateCounts = z
  .object({ open: z.number().int(), merged: z.number().int(), dismissed: z.number().int() })
  .meta({ id: 'CandidateDuplicateCounts' });
export type CandidateDuplicateCounts = z.infer<typeof candidateDuplicateCounts>;

export const duplicateDecision = z.strictObject({ state: z.enum(['open', 'dismissed']) });
export type DuplicateDecision = z.infer<typeof duplicateDecision>;

const side = z.enum(['this', 'other']);

export const candidateMergeInput = z.strictObject({
  /** Who is to be merged into this candidate. */
  with: z.string().max(100),
  /**
   * Whose value stays, by the name of the field: `name`, `email`, `phone`, `source`, `rating`,
   * `broughtBy`, those of the profile, `custom.KEY`. Without a choice this candidate's, or the
   * other's where this one has none; `broughtBy` stays, and has to be said where whoever brought this
   * candidate sees only some people, and did not bring the other.
   */
  fields: z.record(z.string().max(200), side).default({}),
  /**
   * Which application stays for a job that both applied for, by the id of the job. Without a choice
   * the one that got further, else this candidate's.
   */
  applications: z.record(z.string().max(100), side).default({}),
});
export type CandidateMergeInput = z.input<typeof candidateMergeInput>;

export const candidateMerge = z
  .object({
    id: z.string(),
    keptId: z.string(),
    keptName: z.string(),
    /** Answers with where it went, until the merge is undone. */
    mergedId: z.string(),
    mergedName: z.string(),
    /** Fields whose value came from the other. */
    takenFields: z.array(z.string()),
    /** Applications that went into another one for the same job. */
    foldedApplications: z.array(z.object({ id: z.string(), intoId: z.string(), jobTitle: z.string() })),
    mergedAt: instant,
    mergedBy: z.string(),
    undoneAt: instant.nullable(),
    undoneBy: z.string().nullable(),
    /** False when it was undone, when a later merge builds on it, or when the person was erased. */
    canUndo: z.boolean(),
  })
  .meta({ id: 'CandidateMerge' });
export type CandidateMerge = z.infer<typeof candidateMerge>;

export const candidateMergeAnswer = z
  .object({ merge: candidateMerge, candidate })
  .meta({ id: 'CandidateMergeAnswer' });
export type CandidateMergeAnswer = z.infer<typeof candidateMergeAnswer>;
