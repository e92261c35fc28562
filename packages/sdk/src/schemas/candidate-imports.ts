import { z } from 'zod';
import { candidateTag } from './candidates.ts';
import { instant } from './paging.ts';
import { boundedText } from './texts.ts';

export const importLimits = { rows: 50_000, columns: 100, cellLength: 20_000, fileBytes: 20 * 1024 * 1024 };

/**
 * `checking` (each row is looked at, nothing is written), `ready` to start, `running`, `mending` (rows are
 * left that could not be taken), `done`.
 */
export const importState = z.enum(['checking', 'ready', 'running', 'mending', 'done']);
export type ImportState = z.infer<typeof importState>;

/**
 * What a column holds: a field of candidates (`name`, `email`, …), `jobId`, `resumeUrl`, `tags`, the key of
 * one of the company's own fields, or null for nothing that is taken.
 */
export const importTarget = z.string().max(50).nullable();

const importOptions = z.strictObject({
  /** Id or number of an open job; a column of jobs comes before it. */
  jobId: z.string().max(100).nullish(),
  /** Of people whose row says none. */
  source: boundedText(200).nullish(),
  /** Everybody of the import gets them. */
  tags: z.array(candidateTag).max(20),
  /**
   * What becomes of somebody whose e-mail address a candidate has already. `skip`: who has the same name
   * is not made twice, and applies where a job is named; who has another name is a bad row. `add`: is
   * another candidate.
   */
  onKnownEmail: z.enum(['skip', 'add']),
});
export type ImportOptions = z.infer<typeof importOptions>;

export const candidateImport = z
  .object({
    id: z.string(),
    fileName: z.string(),
    startedBy: z.string(),
    state: importState,
    /** Why the last check or run ended early; null when it did not. */
    problem: z.string().nullable(),
    /** A check or run of it ended early, or has not come further for minutes: it can be restarted. */
    canRestart: z.boolean(),
    columns: z.array(
      z.object({
        name: z.string(),
        target: importTarget,
        /** A few values of rows that are not taken yet; none in an answer that is given again for its key. */
        samples: z.array(z.string()),
      }),
    ),
    options: z.object({
      jobId: z.string().nullable(),
      source: z.string().nullable(),
      tags: z.array(z.string()),
      onKnownEmail: z.enum(['skip', 'add']),
    }),
    counts: z.object({
      total: z.number().int(),
      /** Not looked at yet. */
      unchecked: z.number().int(),
      /** Would be taken, or wait for it. */
      good: z.number().int(),
      bad: z.number().int(),
      created: z.number().int(),
      /** Somebody who was here already has an application to the job now. */
      applied: z.number().int(),
      /** The same content came before, within 24 hours; or who is here has applied to the job before. */
      known: z.number().int(),
      /** Somebody of that name and e-mail address is here already, and no job is named. */
      skipped: z.number().int(),
      /** Bad ones that were given up. */
      dropped: z.number().int(),
    }),
    createdAt: instant,
    updatedAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'CandidateImport' });
export type CandidateImport = z.infer<typeof candidateImport>;

export const candidateImportPatch = z
  .strictObject({
    /** One for each column, in their order. */
    targets: z.array(importTarget).max(importLimits.columns).optional(),
    /** Those that are named; others stay. */
    options: importOptions.partial().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'expected targets or options' });
export type CandidateImportPatch = z.infer<typeof candidateImportPatch>;

export const importRowState = z.enum([
  'new',
  'good',
  'bad',
  'created',
  'applied',
  'known',
  'skipped',
  'dropped',
]);
export type ImportRowState = z.infer<typeof importRowState>;

export const importRow = z
  .object({
    /** As in the table: its first line is 1, so people begin at 2. */
    row: z.number().int(),
    state: importRowState,
    /** Null once the row was taken: what it said stands in the candidate. */
    cells: z.array(z.string()).nullable(),
    /** How it is understood, by the names of the fields. */
    candidate: z.record(z.string(), z.unknown()).nullable(),
    problems: z.array(z.object({ column: z.string().nullable(), message: z.string() })),
    candidateId: z.string().nullable(),
  })
  .meta({ id: 'CandidateImportRow' });
export type CandidateImportRow = z.infer<typeof importRow>;

export const importRowQuery = z.object({ state: importRowState.optional() });
export type ImportRowQuery = z.infer<typeof importRowQuery>;

/** What a mended table did: rows that are bad were replaced, others were left alone. */
export const importMending = z
  .object({ import: candidateImport, taken: z.number().int(), ignored: z.number().int() })
  .meta({ id: 'CandidateImportMending' });
export type ImportMending = z.infer<typeof importMending>;
