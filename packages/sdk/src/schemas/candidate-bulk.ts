import { z } from 'zod';
import { candidateInput } from './candidates.ts';

export const bulkLimits = { lines: 10_000, lineBytes: 1024 * 1024, bytes: 64 * 1024 * 1024 };

/** One line of `POST /v1/candidates/bulk`: a candidate as `POST /v1/candidates` takes it. */
export const bulkCandidate = candidateInput.extend({
  /** Makes this line safe to send again for seven days: the same key and content is the same candidate. */
  key: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'expected 1 to 200 printable ASCII characters without blanks')
    .optional(),
});
export type BulkCandidate = z.input<typeof bulkCandidate>;

/** What became of a line, in the order of the lines. */
export const bulkResult = z
  .object({
    /** From 1; empty lines are counted and not answered. */
    line: z.number().int(),
    key: z.string().optional(),
    /** `known`: it came before, and made nobody now. */
    outcome: z.enum(['created', 'known', 'failed']),
    /** Of a known line, the candidate that it became then. */
    candidateId: z.string().optional(),
    applicationId: z.string().nullable().optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.infer<typeof bulkResult>;

/** The last line of the answer. Without it the answer was cut short. */
export const bulkEnd = z
  .object({
    done: z.literal(true),
    /** False when there were more lines than are taken: those after them were not read. */
    complete: z.boolean(),
    lines: z.number().int(),
    created: z.number().int(),
    /** Those that came before. */
    known: z.number().int(),
    failed: z.number().int(),
  })
  .meta({ id: 'BulkEnd' });
export type BulkEnd = z.infer<typeof bulkEnd>;
