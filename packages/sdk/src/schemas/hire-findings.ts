import { z } from 'zod';
import { instant } from './paging.ts';

/**
 * `marker_twice`: several employees are one hire's. `marker_unknown`: an employee carries a marker that
 * no hire here has. `missing_there`: a hire is done, and its employee is not there any more.
 */
export const hireFindingKind = z.enum(['marker_twice', 'marker_unknown', 'missing_there']);
export type HireFindingKind = z.infer<typeof hireFindingKind>;

export const hireFindingState = z.enum(['open', 'resolved']);

/** Something about hires at a provider that should not be. It is told, never mended by the server. */
export const hireFinding = z
  .object({
    id: z.string(),
    kind: hireFindingKind,
    state: hireFindingState,
    connectionId: z.string(),
    connectionName: z.string(),
    /** The hire that nothing more is written for while this is open; null for an unknown marker. */
    hireId: z.string().nullable(),
    /** Of an unknown marker: the application that it derives from, where one is known. */
    applicationId: z.string().nullable(),
    candidateName: z.string().nullable(),
    /** Null where it is about no marker. */
    marker: z.string().nullable(),
    employees: z.array(z.object({ employeeNumber: z.string(), url: z.string().nullable() })),
    /** What it is and what to do, for people. */
    summary: z.string(),
    foundAt: instant,
    resolvedAt: instant.nullable(),
  })
  .meta({ id: 'HireFinding' });
export type HireFinding = z.infer<typeof hireFinding>;

export const hireFindingQuery = z.object({
  state: hireFindingState.optional(),
  connectionId: z.string().max(100).optional(),
  hireId: z.string().max(100).optional(),
});
export type HireFindingQuery = z.infer<typeof hireFindingQuery>;

/** When a connection was last looked through for what should not be. */
export const hireReconcile = z
  .object({
    connectionId: z.string(),
    connectionName: z.string(),
    /** Null: not yet. */
    lookedAt: instant.nullable(),
    /** When all hires were compared last. */
    fullAt: instant.nullable(),
    /** Why the last look could not tell everything. Nothing is called missing by it. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'HireReconcile' });
export type HireReconcile = z.infer<typeof hireReconcile>;

export const hireReconcileInput = z.strictObject({ connectionId: z.string().min(1).max(100) });
