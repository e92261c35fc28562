import { z } from 'zod';
import { calendarDate, instant } from './paging.ts';

export const hireState = z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'needs_attention']);
export type HireState = z.infer<typeof hireState>;

/** In the order that they are done in. A hire has only those that it needs. */
export const hireStepName = z.enum([
  'search',
  'option_job_title',
  'option_department',
  'option_division',
  'option_location',
  'option_employment_status',
  'create',
  'reactivate',
  'read_back',
  'employment_status',
  'job_info',
  'compensation',
  'resume',
  'offer',
  'file_1',
  'file_2',
  'file_3',
  'file_4',
  'file_5',
  'file_6',
  'file_7',
  'file_8',
  'extra_fields',
  'write_back',
]);
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
    /** From the last sending to the end, the look that proves it included. */
    durationMs: z.number().int().nullable(),
    outcome: z.enum(['not_sent', 'done', 'refused', 'throttled', 'ambiguous']).nullable(),
    providerId: z.string().nullable(),
    proof: z.record(z.string(), z.unknown()).nullable(),
    /** Why it was skipped or what went wrong, for people. */
    note: z.string().nullable(),
  })
  .meta({ id: 'HireStep' });
export type HireStep = z.infer<typeof hireStep>;

const text = z.string().trim().min(1).max(200);

/**
 * What goes into the employee, as a person reviews it. Values of lists are names of options, dates
 * `YYYY-MM-DD`. Job values, pay and the employment status become rows that begin on the hire date.
 */
export const hireFields = z.strictObject({
  firstName: text.optional(),
  middleName: text.optional(),
  lastName: text.optional(),
  preferredName: text.optional(),
  workEmail: z.email().max(254).optional(),
  homeEmail: z.email().max(254).optional(),
  mobilePhone: text.optional(),
  homePhone: text.optional(),
  dateOfBirth: calendarDate.optional(),
  address1: text.optional(),
  address2: text.optional(),
  city: text.optional(),
  state: text.optional(),
  zipcode: text.optional(),
  country: text.optional(),
  hireDate: calendarDate,
  employmentStatus: text.optional(),
  jobTitle: text.optional(),
  department: text.optional(),
  division: text.optional(),
  location: text.optional(),
  /** By name, as the provider reads it: a first and a last name. */
  reportsTo: text.optional(),
  /** An amount as decimal text; it needs its currency. */
  payRate: z
    .string()
    .regex(/^\d{1,13}(\.\d{1,4})?$/)
    .optional(),
  payCurrency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  payType: text.optional(),
  payPer: text.optional(),
  paySchedule: text.optional(),
  payReason: text.optional(),
  exempt: text.optional(),
  /** Further fields of the account, by alias. */
  other: z.record(z.string().min(1).max(100), z.string().trim().min(1).max(2000)).optional(),
});
export type HireFields = z.infer<typeof hireFields>;

const employeeNumber = z.string().regex(/^[1-9][0-9]{0,17}$/);

/** Who the hire is at the provider. */
export const hirePerson = z.discriminatedUnion('as', [
  /** Somebody new, whoever looks alike. */
  z.strictObject({ as: z.literal('new') }),
  /** A former employee whose record becomes this hire's, with a new hire date and status. */
  z.strictObject({ as: z.literal('rehire'), employeeNumber }),
  /** An employee who is there already: nothing of the person is written. */
  z.strictObject({ as: z.literal('existing'), employeeNumber }),
]);
export type HirePerson = z.infer<typeof hirePerson>;

/** A file of the application that goes into the employee's files. */
export const hireFile = z.strictObject({
  attachmentId: z.string().max(100),
  kind: z.enum(['resume', 'cover_letter', 'offer', 'other']),
  /** Null: a category whose name fits the kind. */
  categoryId: z.string().max(100).nullable(),
});
export type HireFile = z.infer<typeof hireFile>;

/** Fields whose value becomes an option of the provider's list when the list lacks it. */
export const optionField = z.enum(['jobTitle', 'department', 'division', 'location', 'employmentStatus']);
export type OptionField = z.infer<typeof optionField>;

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
  z.strictObject({ action: z.literal('link'), employeeNumber }),
  /** Those who look alike are other people, or the lost write did nothing: send the create. */
  z.strictObject({ action: z.literal('create') }),
]);
export type HireResolution = z.infer<typeof hireResolution>;

/** Why a step is left out, for those who read the hire later. */
export const hireStepSkip = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export type HireStepSkip = z.infer<typeof hireStepSkip>;
