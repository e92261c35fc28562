import { z } from 'zod';
import { calendarDate, instant } from './paging.ts';

/**
 * Why a sync waits for a person. `leavers`: more people would leave than is let through; `shrink`:
 * people are gone from a complete reading; `empty`: nobody came at all; `quarantine`: too many
 * records cannot be read.
 */
export const holdKind = z.enum(['leavers', 'shrink', 'quarantine', 'empty']);
export type HoldKind = z.infer<typeof holdKind>;

/** `superseded`: a later sync came to something else; `applied`: approved, and done. */
export const holdState = z.enum(['open', 'approved', 'rejected', 'superseded', 'applied']);
export type HoldState = z.infer<typeof holdState>;

const count = z.number().int().min(0);

/** The figures as they were when it was made. */
export const holdFigures = z.object({
  /** People active here before it. */
  active: count,
  /** People known through the connection before it. */
  known: count,
  /** Records that the sync saw. */
  seen: count,
  /** People whom it is about. */
  affected: count,
  /** Who left by the connection in the 24 hours before. */
  recent: count,
  /** How many may leave in 24 hours without a person: leavers only. */
  limit: count.nullable(),
  /** Records that could not be read. */
  quarantined: count,
});
export type HoldFigures = z.infer<typeof holdFigures>;

export const holdDecision = z.object({
  userId: z.string(),
  userName: z.string(),
  decision: z.enum(['approve', 'reject']),
  note: z.string().nullable(),
  at: instant,
});
export type HoldDecision = z.infer<typeof holdDecision>;

export const hold = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    connectionName: z.string(),
    syncId: z.string(),
    kind: holdKind,
    state: holdState,
    /** What happened and which limit it passed, in one sentence. */
    summary: z.string(),
    /** Over exactly who is shown and what would happen to them; an approval names it. */
    contentHash: z.string(),
    figures: holdFigures,
    /** Two different people when more than a tenth of the active people are affected. */
    approvalsNeeded: z.number().int(),
    decisions: z.array(holdDecision),
    createdAt: instant,
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'Hold' });
export type Hold = z.infer<typeof hold>;

/** One person of a hold, and what would happen. Values that the caller may not see are null. */
export const holdPerson = z
  .object({
    employeeNumber: z.number().int(),
    providerId: z.string(),
    name: z.string().nullable(),
    jobTitle: z.string().nullable(),
    department: z.string().nullable(),
    how: z.enum(['inactive', 'terminated', 'deleted', 'missing']),
    /** The day from which it would count; null where it has none. */
    effectiveOn: calendarDate.nullable(),
  })
  .meta({ id: 'HoldPerson' });
export type HoldPerson = z.infer<typeof holdPerson>;

export const holdQuery = z.object({
  connection: z.string().max(100).optional(),
  state: holdState.optional(),
});
export type HoldQuery = z.infer<typeof holdQuery>;

/** Decides about exactly what was shown: with another hash the decision is refused. */
export const holdDecisionInput = z.strictObject({
  contentHash: z.string().min(1).max(200),
  note: z.string().trim().max(1_000).optional(),
});
export type HoldDecisionInput = z.infer<typeof holdDecisionInput>;
