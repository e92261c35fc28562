import { z } from 'zod';
import { instant } from './paging.ts';

/** `full`: everybody; `incremental`: who changed; `records`: given people. */
export const syncKind = z.enum(['full', 'incremental', 'records']);
export type SyncKind = z.infer<typeof syncKind>;

export const syncReason = z.enum([
  'first',
  'manual',
  'schedule',
  'webhook',
  'write',
  'approval',
  'reconnect',
]);
export type SyncReason = z.infer<typeof syncReason>;

/** `held`: it waits for a person, and nothing of what is held was applied; `stopped`: cancelled, or the key was refused. */
export const syncState = z.enum(['queued', 'reading', 'applying', 'done', 'held', 'failed', 'stopped']);
export type SyncState = z.infer<typeof syncState>;

const count = z.number().int().min(0);

/** Records of employees; what a running sync has not come to yet is 0. */
export const syncCounts = z
  .object({
    seen: count.default(0),
    new: count.default(0),
    changed: count.default(0),
    unchanged: count.default(0),
    deleted: count.default(0),
    quarantined: count.default(0),
    /** Leavers that wait for a person. */
    withheld: count.default(0),
  })
  .meta({ id: 'SyncCounts' });
export type SyncCounts = z.infer<typeof syncCounts>;

/** Something that a person should know, though the sync went on. Holds names, never values. */
export const syncWarning = z
  .object({
    /** `absent_field`, `hidden_table`, `emptied_table`, `unknown_option`, `unknown_status`, `refused_leavers`, and later ones. */
    code: z.string(),
    message: z.string(),
    /** Of fields, tables and lists, or the numbers of employees. */
    names: z.array(z.string()),
  })
  .meta({ id: 'SyncWarning' });
export type SyncWarning = z.infer<typeof syncWarning>;

export const sync = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    kind: syncKind,
    reason: syncReason,
    state: syncState,
    /** How everybody is read; null where that was not needed. */
    strategy: z.enum(['report', 'datasets']).nullable(),
    /** Of kind incremental: changes at or after. */
    since: instant.nullable(),
    /** Where a running sync is; null when it is not reading. */
    progress: z
      .object({
        /** `people:0`, `rows:jobInfo`. */
        stream: z.string(),
        streamsDone: count,
        streams: count,
        page: count,
        /** People that this stream has shown. */
        seen: count,
        /** Null while it cannot be told. */
        secondsLeft: count.nullable(),
        /** How many people there are by the provider's word, where it gives it. */
        announced: count.nullable(),
      })
      .nullable(),
    counts: syncCounts,
    /** Requests to the provider. */
    calls: count,
    /** Of the answers' bodies. */
    bytes: count,
    /** From its start to its end, or until now, without what it waited for a key that works. */
    milliseconds: count.nullable(),
    warnings: z.array(syncWarning),
    /** Why it failed or stopped, or what it waits for while it still tries; for people. */
    problem: z.object({ code: z.string(), message: z.string(), since: instant.optional() }).nullable(),
    /** When it asks the provider again. */
    waitingUntil: instant.nullable(),
    /** The hold that it made. */
    holdId: z.string().nullable(),
    createdAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Sync' });
export type Sync = z.infer<typeof sync>;

export const syncInput = z.strictObject({ kind: z.enum(['full', 'incremental']).default('incremental') });
export type SyncInput = z.infer<typeof syncInput>;

export const syncQuery = z.object({
  connection: z.string().max(100).optional(),
  state: syncState.optional(),
});
export type SyncQuery = z.infer<typeof syncQuery>;

/** One request that a sync made. */
export const syncCall = z
  .object({
    at: instant,
    operation: z.string(),
    method: z.string(),
    /** Without host and query. */
    path: z.string(),
    /** Null when no answer came. */
    status: z.number().int().nullable(),
    bytes: count,
    milliseconds: count,
  })
  .meta({ id: 'SyncCall' });
export type SyncCall = z.infer<typeof syncCall>;

/** A record of the provider that cannot be read; it keeps its last values here. */
export const quarantined = z
  .object({
    providerId: z.string(),
    /** Null when nobody here is known by it. */
    employeeNumber: z.number().int().nullable(),
    stream: z.string(),
    problem: z.string(),
    syncId: z.string(),
    since: instant,
  })
  .meta({ id: 'Quarantined' });
export type Quarantined = z.infer<typeof quarantined>;

/** Where the present value of a field, or the rows of a table, came from. */
export const lineageEntry = z
  .object({
    /** Alias of a field or of a table. */
    name: z.string(),
    /** What was asked, and when; null when the record of the call is gone. */
    call: z.object({ operation: z.string(), at: instant, syncId: z.string() }).nullable(),
    /** When a complete reading showed last that it is so. */
    confirmedAt: instant.nullable(),
    /** Since when the provider does not tell it any more: the value is the last one that it told. */
    staleSince: instant.nullable(),
  })
  .meta({ id: 'LineageEntry' });
export type LineageEntry = z.infer<typeof lineageEntry>;

export const employeeLineage = z
  .object({
    /** Null when the employee is not mirrored. */
    source: z
      .object({
        connectionId: z.string(),
        connectionName: z.string(),
        provider: z.literal('bamboohr'),
        providerId: z.string(),
        /** The employee's page at the provider, where it has one. */
        url: z.string().nullable(),
        /** When a sync last saw the employee. */
        seenAt: instant.nullable(),
        /** Since when complete readings do not show the employee, though nobody says that it was deleted. */
        missingSince: instant.nullable(),
      })
      .nullable(),
    /** Only what the caller may see. */
    entries: z.array(lineageEntry),
  })
  .meta({ id: 'EmployeeLineage' });
export type EmployeeLineage = z.infer<typeof employeeLineage>;
