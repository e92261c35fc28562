import { z } from 'zod';
import { instant } from './paging.ts';

export const providerWriteKind = z.enum([
  'create_employee',
  'update_employee',
  'delete_employee',
  'add_row',
  'update_row',
  'remove_row',
  'change_list',
  'upload_file',
  'change_file',
  'remove_file',
  'upload_photo',
  'add_file_categories',
  'add_location',
  'change_location',
  'remove_location',
]);
export type ProviderWriteKind = z.infer<typeof providerWriteKind>;

/**
 * `prepared`: recorded and not sent; `sending`; `ambiguous`: sent, and the answer was lost; `done`;
 * `refused`: nothing was written, and nothing will be; `needs_attention`: a person must look;
 * `dropped`: a person said so.
 */
export const providerWriteState = z.enum([
  'prepared',
  'sending',
  'ambiguous',
  'done',
  'refused',
  'needs_attention',
  'dropped',
]);
export type ProviderWriteState = z.infer<typeof providerWriteState>;

/** A change of a mirrored company’s people on its way to where they come from. Holds no values. */
export const providerWrite = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    kind: providerWriteKind,
    state: providerWriteState,
    /** Null for somebody who is not there yet, and for what is the company’s. */
    employeeNumber: z.number().int().nullable(),
    /** The table, the list, the number of the location, or the provider’s id of the file. */
    target: z.string().nullable(),
    fields: z.array(z.string()),
    attempts: z.number().int(),
    /** Keyed hash (HMAC-SHA-256) of the request as it was sent, hex: equal for equal requests. */
    requestHash: z.string().nullable(),
    /** What was sent, without values: method, path, names of fields. */
    requestSummary: z.string().nullable(),
    outcome: z.enum(['not_sent', 'done', 'refused', 'throttled', 'ambiguous']).nullable(),
    /** The provider’s id of what was made. */
    providerId: z.string().nullable(),
    /** Why it did not work or what it waits for, with the provider’s own words where there are some. */
    problem: z
      .object({
        code: z.string(),
        message: z.string(),
        status: z.number().int().nullable(),
        words: z.string().nullable(),
      })
      .nullable(),
    /** The sync that brings it back. */
    syncId: z.string().nullable(),
    requestedBy: z.string(),
    createdAt: instant,
    sentAt: instant.nullable(),
    /** When it was known how it ended; null while it is under way. */
    settledAt: instant.nullable(),
  })
  .meta({ id: 'ProviderWrite' });
export type ProviderWrite = z.infer<typeof providerWrite>;

export const providerWriteQuery = z.object({
  /** Id of a connection. */
  connection: z.string().max(100).optional(),
  state: providerWriteState.optional(),
  employeeNumber: z.coerce.number().int().positive().optional(),
});
export type ProviderWriteQuery = z.infer<typeof providerWriteQuery>;

/** What a person found out about a write whose end nobody knows. */
export const providerWriteResolution = z.discriminatedUnion('action', [
  /** It happened. Of a new employee or file the provider’s id must be told. */
  z.strictObject({
    action: z.literal('exists'),
    providerId: z
      .string()
      .regex(/^[1-9][0-9]{0,17}$/)
      .optional(),
  }),
  /** It did not happen: send it again. */
  z.strictObject({ action: z.literal('send') }),
  /** It did not happen, and shall not. */
  z.strictObject({ action: z.literal('drop') }),
]);
export type ProviderWriteResolution = z.infer<typeof providerWriteResolution>;
