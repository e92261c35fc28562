import { z } from 'zod';
import { calendarDate, instant } from './paging.ts';

export const hireState = z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'needs_attention']);
export type HireState = z.infer<typeof hireState>;

export const hireStepName = z.enum(['search', 'create', 'read_back', 'employment_status', 'resume']);
export type HireStepName = z.infer<typeof hireStepName>;

export const hireStepState = z.enum([
  'pending',
  'prepared',
  'sending',
  'done',
  'skipped',
  'failed',
  'ambiguous',
]);

/** The receipt of one step: what was sent when, how it ended, and the proof. */
export const hireStep = z
  .object({
    name: hireStepName,
    state: hireStepState,
    attempts: z.number().int(),
    /** SHA-256 of the request as it was sent, hex. */
    requestHash: z.string().nullable(),
    /** What was sent, without values: method, path, names of fields. */
    requestSummary: z.string().nullable(),
    sentAt: instant.nullable(),
    finishedAt: instant.nullable(),
    outcome: z.enum(['not_sent', 'done', 'refused', 'throttled', 'ambiguous']).nullable(),
    providerId: z.string().nullable(),
    proof: z.record(z.string(), z.unknown()).nullable(),
    /** Why it was skipped or what went wrong, for people. */
    note: z.string().nullable(),
  })
  .meta({ id: 'HireStep' });
export type HireStep = z.infer<typeof hireStep>;

const text = z.string().trim().min(1).max(200);

/** What goes into the employee. Absent parts are taken from the candidate and the job. */
export const hireFields = z.strictObject({
  firstName: text.optional(),
  lastName: text.optional(),
  workEmail: z.email().max(254).optional(),
  homeEmail: z.email().max(254).optional(),
  mobilePhone: text.optional(),
  hireDate: calendarDate,
  employmentStatus: text.default('Full-Time'),
  jobTitle: text.optional(),
  department: text.optional(),
  division: text.optional(),
  location: text.optional(),
});
export type HireFields = z.infer<typeof hireFields>;

export const hireInput = z.strictObject({
  applicationId: z.string().max(100),
  connectionId: z.string().max(100),
  fields: hireFields,
});
export type HireInput = z.infer<typeof hireInput>;

export const hire = z
  .object({
    id: z.string(),
    applicationId: z.string(),
    candidateId: z.string(),
    candidateName: z.string(),
    jobTitle: z.string(),
    connectionId: z.string(),
    connectionName: z.string(),
    state: hireState,
    /** Derived from company and application: the same on every try, so that no employee is made twice. */
    marker: z.string(),
    attempt: z.number().int(),
    employeeNumber: z.string().nullable(),
    /** Where the employee is to be seen, when the provider has pages. */
    employeeUrl: z.string().nullable(),
    /** What a person should do or know, when the state is failed, waiting or needs_attention. */
    problem: z.string().nullable(),
    fields: hireFields,
    steps: z.array(hireStep),
    requestedBy: z.string(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Hire' });
export type Hire = z.infer<typeof hire>;

export const hireQuery = z.object({
  applicationId: z.string().max(100).optional(),
  state: hireState.optional(),
});
export type HireQuery = z.infer<typeof hireQuery>;

/** The prefilled form of a hire and what is still missing, before anything is sent. */
export const hireDraft = z
  .object({
    applicationId: z.string(),
    connectionId: z.string(),
    fields: hireFields.partial(),
    missing: z.array(z.object({ field: z.string(), message: z.string() })),
    /** Values that the provider knows, for choosing; empty when it could not be asked. */
    options: z.object({
      employmentStatus: z.array(z.string()),
      jobTitle: z.array(z.string()),
      department: z.array(z.string()),
      division: z.array(z.string()),
      location: z.array(z.string()),
    }),
    hasResume: z.boolean(),
    existingHireId: z.string().nullable(),
  })
  .meta({ id: 'HireDraft' });
export type HireDraft = z.infer<typeof hireDraft>;

/** What a person decided about a hire that needs attention. */
export const hireResolution = z.discriminatedUnion('action', [
  /** The employee exists: go on with it. */
  z.strictObject({ action: z.literal('link'), employeeNumber: z.string().regex(/^[1-9][0-9]{0,17}$/) }),
  /** Those who look alike are other people, or the lost write did nothing: send the create. */
  z.strictObject({ action: z.literal('create') }),
]);
export type HireResolution = z.infer<typeof hireResolution>;
