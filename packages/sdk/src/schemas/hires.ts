import { z } from 'zod';
import { approvalRules } from './approvals.ts';
import { calendarDate, instant } from './paging.ts';

/**
 * `draft`: something is missing or unknown, and a person completes it. `awaiting_approval`: nothing is
 * sent before others agree. `cancelled`: a person ended it before anything was sent.
 */
export const hireState = z.enum([
  'draft',
  'awaiting_approval',
  'queued',
  'running',
  'waiting',
  'done',
  'failed',
  'needs_attention',
  'cancelled',
]);
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
    /** Keyed hash (HMAC-SHA-256) of the request as it was sent, hex: equal for equal requests. */
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

/** The same before it is complete. */
export const someHireFields = hireFields.partial();
export type SomeHireFields = z.infer<typeof someHireFields>;

const someId = z.string().min(1).max(100);
const fieldNames = z.array(z.string().min(1).max(100)).max(100);
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
  /** The file's id, as `Attachment.fileId`. */
  attachmentId: z.string().max(100),
  kind: z.enum(['resume', 'cover_letter', 'offer', 'other']),
  /** Null: the category of the name, or one whose name fits the kind. */
  categoryId: z.string().max(100).nullable(),
  /** Name of the category at the provider, where its id is not known. */
  category: z.string().trim().min(1).max(200).optional(),
});
export type HireFile = z.infer<typeof hireFile>;

/** Fields whose value becomes an option of the provider's list when the list lacks it. */
export const optionField = z.enum(['jobTitle', 'department', 'division', 'location', 'employmentStatus']);
export type OptionField = z.infer<typeof optionField>;

/** Fields whose value has to be one that the provider knows. Those that are no list take no further options. */
export const listedField = z.enum([...optionField.options, 'payType', 'payPer', 'paySchedule', 'reportsTo']);
export type ListedField = z.infer<typeof listedField>;

/** What a person may decide about a hire before it is sent; absent parts come from the mapping. */
const hireDecisions = z.strictObject({
  fields: someHireFields.optional(),
  person: hirePerson.optional(),
  /** Fields that are deliberately not sent. */
  without: fieldNames.optional(),
  /** Fields whose unknown value is made an option at the provider first. */
  createOptions: z.array(optionField).max(5).optional(),
  /** Absent: the newest résumé, and what the mapping says. */
  files: z.array(hireFile).max(8).optional(),
  /** Goes on although the provider’s lists cannot be read, so that its values are not compared with them. */
  unchecked: z.boolean().optional(),
});

export const hireInput = hireDecisions.extend({
  applicationId: z.string().max(100),
  connectionId: z.string().max(100),
  /** Asks for approval where no trigger does. What a trigger asks for stands. */
  approval: approvalRules.optional(),
});
export type HireInput = z.infer<typeof hireInput>;

/** Mends a hire that is not being sent. Fields are merged by name; the other parts are replaced. */
export const hirePatch = hireDecisions;
export type HirePatch = z.infer<typeof hirePatch>;

export const hireCancellation = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export type HireCancellation = z.infer<typeof hireCancellation>;

/** One thing that happened to a hire: an act of a person, or a change of state. Never changed afterwards. */
export const hireLogEntry = z
  .object({
    /** Counts from 1 for each hire. */
    number: z.number().int(),
    at: instant,
    actor: z.string(),
    action: z.string(),
    /** The step that it was about. */
    step: z.string().nullable(),
    reason: z.string().nullable(),
    /** Names and ids, no values. */
    detail: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'HireLogEntry' });
export type HireLogEntry = z.infer<typeof hireLogEntry>;

/** What begins hires on a connection by itself: for one job, or for all that have no trigger of their own. */
export const hireTrigger = z
  .strictObject({
    /** Null: all jobs. */
    jobId: someId.nullable(),
    /** `automatic`: when an application enters a stage of kind hired. */
    mode: z.enum(['manual', 'automatic']),
    /** Holds for hires by hand, too. */
    approval: approvalRules.nullable().default(null),
  })
  .meta({ id: 'HireTrigger' });
export type HireTrigger = z.infer<typeof hireTrigger>;

export const hireTriggers = z.strictObject({ items: z.array(hireTrigger).max(500) });
export type HireTriggers = z.infer<typeof hireTriggers>;

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
    fields: someHireFields,
    person: hirePerson.nullable(),
    without: z.array(z.string()),
    createOptions: z.array(optionField),
    /** Null: the newest résumé, and what the mapping says. */
    files: z.array(hireFile).nullable(),
    /** Somebody said that it goes on although the provider’s lists cannot be read. */
    unchecked: z.boolean(),
    /** Whether a person asked for it, or a trigger. */
    startedBy: z.enum(['person', 'trigger']),
    approvalId: z.string().nullable(),
    steps: z.array(hireStep),
    requestedBy: z.string(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Hire' });
export type Hire = z.infer<typeof hire>;

/** A hire in short, as its application shows it. */
export const hireStanding = hire.pick({
  id: true,
  connectionId: true,
  connectionName: true,
  state: true,
  employeeNumber: true,
  problem: true,
});
export type HireStanding = z.infer<typeof hireStanding>;

export const hireQuery = z.object({
  applicationId: z.string().max(100).optional(),
  connectionId: z.string().max(100).optional(),
  jobId: z.string().max(100).optional(),
  /** One state, or several with commas between. */
  state: z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(hireState).min(1))
    .optional(),
  /** Part of the candidate's name or e-mail address. */
  q: z.string().trim().max(200).optional(),
});
export type HireQuery = z.infer<typeof hireQuery>;

/** How many hires there are in each state; one without any is left out. */
export const hireCounts = z.object({
  items: z.array(z.object({ state: hireState, count: z.number().int() })),
});
export type HireCounts = z.infer<typeof hireCounts>;

/** The prefilled form of a hire and what is still missing, before anything is sent. */
const hireOptions = z.partialRecord(listedField.exclude(['reportsTo']), z.array(z.string()));

/** Somebody at the provider who may be the person, as far as one's access level shows employees. */
export const hireDuplicate = z.object({
  employeeNumber: z.string(),
  name: z.string().nullable(),
  workEmail: z.string().nullable(),
  homeEmail: z.string().nullable(),
  phone: z.string().nullable(),
  status: z.string().nullable(),
  hireDate: z.string().nullable(),
  jobTitle: z.string().nullable(),
  /** Theirs is compared and never shown; null when one of the two is not known, or theirs is hidden. */
  dateOfBirthMatches: z.boolean().nullable(),
  how: z.array(z.enum(['marker', 'email', 'phone', 'name', 'name_birth_date'])),
  /** True when e-mail, last name and hire date are all those of the hire; null when one could not be seen. */
  identical: z.boolean().nullable(),
  /** What one's access level does not show of the employee, by name; it is null here. */
  hidden: z.array(z.string()),
});
export type HireDuplicate = z.infer<typeof hireDuplicate>;

/** One value of a former employee’s record. What the hire does not say stays as it is there. */
export const hireRecordLine = z.object({
  field: z.string(),
  /** What the provider shows now; null: blank. Absent: it is not shown, or is not for whoever asks. */
  there: z.string().nullable().optional(),
  /** What the hire says; null: nothing. */
  here: z.string().nullable(),
  /** Whether it is part of what is sent. */
  written: z.boolean(),
});
export type HireRecordLine = z.infer<typeof hireRecordLine>;

/** What a hire would do, before anything is sent. */
export const hirePreview = z
  .object({
    applicationId: z.string(),
    connectionId: z.string(),
    fields: someHireFields,
    /** Where each field comes from, for people. */
    from: z.record(z.string(), z.string()),
    missing: z.array(z.object({ field: z.string(), message: z.string() })),
    unknownOptions: z.array(
      z.object({
        field: listedField,
        value: z.string(),
        /** Options that are most like it, the nearest first. */
        nearest: z.array(z.string()),
        /** Whether the key may make the option; null when that is not known. */
        canCreate: z.boolean().nullable(),
      }),
    ),
    duplicates: z.array(hireDuplicate),
    /** Whether everybody could be looked through. `partly` never means that nobody is there. */
    searched: z.enum(['all', 'partly']),
    searchProblem: z.string().nullable(),
    /** Names of people who could tell what is hidden of those found; empty when nothing is. */
    mayBeAsked: z.array(z.string()),
    /** Of somebody who is hired again: the old record beside what the hire says. Null for anybody else. */
    record: z.array(hireRecordLine).nullable(),
    /** The requests of the hand-off in their order, as far as they are known before the first is sent. */
    calls: z.array(
      z.object({
        step: hireStepName,
        method: z.string(),
        path: z.string(),
        values: z.record(z.string(), z.unknown()),
      }),
    ),
    files: z.array(
      z.object({
        attachmentId: z.string(),
        name: z.string(),
        kind: hireFile.shape.kind,
        categoryId: z.string().nullable(),
        categoryName: z.string().nullable(),
        categories: z.array(z.object({ id: z.string(), name: z.string() })),
      }),
    ),
    /** 0: the mapping that every connection begins with. */
    mappingVersion: z.number().int(),
    /** Values that the provider knows, for choosing. A list is absent when it could not be read. */
    options: hireOptions,
    /** Why the lists could not be read; then no value is known to be unknown, and it is not sent unless `unchecked`. */
    optionsProblem: z.string().nullable(),
    /** What stands against sending it, for people; null when nothing does. */
    problem: z.string().nullable(),
    existingHireId: z.string().nullable(),
  })
  .meta({ id: 'HirePreview' });
export type HirePreview = z.infer<typeof hirePreview>;

/** What a person decided about a hire that needs attention. */
export const hireResolution = z.discriminatedUnion('action', [
  /** The employee exists: go on with it. */
  z.strictObject({ action: z.literal('link'), employeeNumber }),
  /** A former employee is hired again: its record becomes this hire's. */
  z.strictObject({ action: z.literal('rehire'), employeeNumber }),
  /** Those who look alike are other people, or the lost write did nothing: send the create. */
  z.strictObject({ action: z.literal('create') }),
]);
export type HireResolution = z.infer<typeof hireResolution>;

/** A connection that hires can go to, for people who see hires and no settings. */
export const hireAccount = z
  .object({
    id: z.string(),
    name: z.string(),
    provider: z.string(),
    enabled: z.boolean(),
  })
  .meta({ id: 'HireAccount' });
export type HireAccount = z.infer<typeof hireAccount>;

/** Why a step is left out, for those who read the hire later. */
export const hireStepSkip = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export type HireStepSkip = z.infer<typeof hireStepSkip>;
