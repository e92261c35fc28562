import { z } from 'zod';
import { stageKind } from './jobs.ts';
import { calendarDate, instant } from './paging.ts';

/** Which of an account's applications come: all, or those only that stand in a status of kind hired. */
export const recruitingTake = z.enum(['applications', 'hires']);

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'expected the name of a header');
const name = z.string().max(200);
/** Those that say how a message is read are the connection's own. */
const framing =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|accept.*)$/i;
const keyHeader = headerName.refine((header) => !framing.test(header), 'a key goes into a header of its own');
/** Goes out as it is, before the key. */
const keyPrefix = z
  .string()
  .max(50)
  .regex(/^[\x20-\x7e]*$/, 'expected visible ASCII and blanks');

/**
 * How an account's API differs from what is publicly known of its provider. What is absent is as known, or is
 * not used where nothing is known. Paths are below the account's address; `{id}` stands for an id.
 */
export const recruitingWire = z.strictObject({
  auth: z.strictObject({ header: keyHeader, prefix: keyPrefix.default('') }).optional(),
  /** Names there by names here; null: it has no place for it. */
  fields: z.record(z.string().max(100), name.nullable()).optional(),
  resume: z.enum(['multipart', 'base64', 'none']).optional(),
  /** By what they are for; null: there is none. */
  paths: z.record(z.string().max(100), name.nullable()).optional(),
  /** Where the words of a refusal stand, the first that is there counts. */
  errors: z.array(name).max(20).optional(),
  /** Lists of words: which statuses of jobs are open, which stages are of which kind. */
  words: z.record(z.string().max(100), z.array(name).max(100)).optional(),
  webhook: z
    .strictObject({
      header: headerName,
      encoding: z.enum(['hex', 'base64']).default('base64'),
      /** Before the signature in the header, such as `sha256=`. */
      prefix: z.string().max(50).default(''),
    })
    .optional(),
});
export type RecruitingWire = z.infer<typeof recruitingWire>;

/** What of an account's recruiting is used, and how often it is read. */
export const recruitingSettings = z.strictObject({
  /** Applications of the account come here. */
  source: z.boolean().default(false),
  take: recruitingTake.default('applications'),
  /** Applications that came before this day stay where they are; null: all come. */
  since: calendarDate.nullable().default(null),
  /** A job of the account that is not here yet is made here, open and not published. False: its applications wait. */
  makeJobs: z.boolean().default(true),
  everyMinutes: z.number().int().min(1).max(1_440).default(15),
  /** Candidates can be sent to the account's jobs. */
  sink: z.boolean().default(false),
  /** When somebody who came from the account is an employee, a comment there says so. */
  writeBack: z.boolean().default(false),
  /** What statuses of the account mean, by their ids, where it does not say so or says it wrongly. */
  statusKinds: z.record(z.string().max(100), stageKind).default({}),
});
export type RecruitingSettings = z.infer<typeof recruitingSettings>;

/** With `webhookKey`, what calls of the account are proven by; null takes it away, absent leaves it. */
export const recruitingSettingsInput = recruitingSettings.extend({
  webhookKey: z.string().trim().min(8).max(500).nullish(),
});
export type RecruitingSettingsInput = z.infer<typeof recruitingSettingsInput>;

export const recruitingAbilities = z.object({
  readJobs: z.boolean(),
  readApplications: z.boolean(),
  sendCandidates: z.boolean(),
  sendWithoutJob: z.boolean(),
  findApplications: z.boolean(),
  moveStatus: z.boolean(),
  comment: z.boolean(),
  calls: z.boolean(),
});

export const recruitingStatus = z.object({
  id: z.string(),
  name: z.string().nullable(),
  /** What it means here; null: it says nothing, and moves nobody. */
  kind: stageKind.nullable(),
  /** Whether applications may be moved into it. */
  isUsable: z.boolean(),
});
export type RecruitingStatus = z.infer<typeof recruitingStatus>;

/** `queued`, `reading`, then one of the others. `failed`: what it had read by then is here. */
export const recruitingRunState = z.enum(['queued', 'reading', 'done', 'failed']);

export const recruitingRun = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    reason: z.enum(['schedule', 'webhook', 'person', 'settings', 'reconnect']),
    state: recruitingRunState,
    /** Jobs and applications that were shown, applications that are new here, and what became of them. */
    counts: z.object({
      jobs: z.number().int(),
      seen: z.number().int(),
      new: z.number().int(),
      taken: z.number().int(),
      moved: z.number().int(),
      held: z.number().int(),
    }),
    /** Why it failed. */
    problem: z.string().nullable(),
    createdAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'RecruitingRun' });
export type RecruitingRun = z.infer<typeof recruitingRun>;

/** The recruiting of a connected account: what is used of it and how it fares. */
export const recruiting = z
  .object({
    connectionId: z.string(),
    settings: recruitingSettings,
    abilities: recruitingAbilities,
    statuses: z.array(recruitingStatus),
    /** Where the account is to call, when it can; null while this server has no address on the internet. */
    webhookUrl: z.string().nullable(),
    hasWebhookKey: z.boolean(),
    /** When a call that proved to be the account's came last. */
    lastCallAt: instant.nullable(),
    lastRun: recruitingRun.nullable(),
    nextReadAt: instant.nullable(),
    /** Applications that came, and those of them that wait for a person. */
    received: z.object({ taken: z.number().int(), waiting: z.number().int(), hired: z.number().int() }),
    /** Candidates that were sent, and those whose sending waits for a person. */
    sent: z.object({ done: z.number().int(), waiting: z.number().int(), underWay: z.number().int() }),
  })
  .meta({ id: 'Recruiting' });
export type RecruitingView = z.infer<typeof recruiting>;

/** What of a candidate can be required by a job of an account, or left out. */
export const recruitingField = z.enum([
  'firstName',
  'lastName',
  'email',
  'phone',
  'source',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zipCode',
  'country',
  'linkedinUrl',
  'twitterUsername',
  'websiteUrl',
  'educationLevel',
  'educationInstitution',
  'availableOn',
  'desiredSalary',
  'referredBy',
  'references',
  'resume',
  'coverLetter',
]);
export type RecruitingField = z.infer<typeof recruitingField>;

/** A job of an account, and which job it is here. */
export const recruitingJob = z
  .object({
    /** The account's. */
    id: z.string(),
    title: z.string().nullable(),
    status: z.string().nullable(),
    isOpen: z.boolean(),
    department: z.string().nullable(),
    location: z.string().nullable(),
    /** The job here; null: its applications wait, or make one. */
    jobId: z.string().nullable(),
    jobTitle: z.string().nullable(),
    /** What a candidate for it must say: set by a person, or learned from a refusal. */
    required: z.array(recruitingField),
    seenAt: instant,
  })
  .meta({ id: 'RecruitingJob' });
export type RecruitingJobView = z.infer<typeof recruitingJob>;

export const recruitingTargetJobQuery = z.strictObject({
  /** In titles and places, or the account's own id. */
  q: z.string().trim().max(200).optional(),
});
export type RecruitingTargetJobQuery = z.infer<typeof recruitingTargetJobQuery>;

export const recruitingJobQuery = recruitingTargetJobQuery.extend({ open: z.stringbool().optional() });
export type RecruitingJobQuery = z.infer<typeof recruitingJobQuery>;

export const recruitingJobPatch = z
  .strictObject({
    jobId: z.string().max(100).nullish(),
    required: z.array(recruitingField).max(30).optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'expected jobId or required' });
export type RecruitingJobPatch = z.infer<typeof recruitingJobPatch>;

/**
 * `pending`: seen, and not read yet; `taken`: a candidate here; `held`: a person must do something, which
 * `problem` says; `gone`: the account had it no more when it was read; `left`: a person left it there.
 */
export const recruitingRecordState = z.enum(['pending', 'taken', 'held', 'gone', 'left']);

/** An application of an account, here once. Holds nothing of the person. */
export const recruitingRecord = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    connectionName: z.string(),
    providerId: z.string(),
    providerJobId: z.string().nullable(),
    jobTitle: z.string().nullable(),
    state: recruitingRecordState,
    problem: z.string().nullable(),
    /** The status that it has there. */
    status: z.string().nullable(),
    kind: stageKind.nullable(),
    candidateId: z.string().nullable(),
    applicationId: z.string().nullable(),
    /** When it entered a stage of kind hired here, because it did there. */
    hiredAt: instant.nullable(),
    seenAt: instant,
    takenAt: instant.nullable(),
  })
  .meta({ id: 'RecruitingRecord' });
export type RecruitingRecord = z.infer<typeof recruitingRecord>;

export const recruitingRecordQuery = z.object({ state: recruitingRecordState.optional() });
export type RecruitingRecordQuery = z.infer<typeof recruitingRecordQuery>;

/** Whose applications are looked for in all accounts. */
export const recruitingRecordsOfQuery = z.object({ candidate: z.string().min(1).max(100) });
export type RecruitingRecordsOfQuery = z.infer<typeof recruitingRecordsOfQuery>;

/** `retry`: read it again; `leave`: it stays where it is. */
export const recruitingRecordAct = z.strictObject({ action: z.enum(['retry', 'leave']) });
export type RecruitingRecordAct = z.infer<typeof recruitingRecordAct>;

/** Where candidates can be sent. */
export const recruitingTarget = z
  .object({
    connectionId: z.string(),
    name: z.string(),
    provider: z.string(),
    /** A candidate can be sent without naming a job. */
    withoutJob: z.boolean(),
    statuses: z.array(recruitingStatus),
    canMove: z.boolean(),
  })
  .meta({ id: 'RecruitingTarget' });
export type RecruitingTarget = z.infer<typeof recruitingTarget>;

/** An open job of an account, for which candidates can be sent there. */
export const recruitingTargetJob = recruitingJob
  .pick({ id: true, title: true, location: true, required: true })
  .meta({ id: 'RecruitingTargetJob' });
export type RecruitingTargetJob = z.infer<typeof recruitingTargetJob>;

export const recruitingWriteKind = z.enum(['post_candidate', 'move_status', 'write_back']);
export type RecruitingWriteKind = z.infer<typeof recruitingWriteKind>;

/** As of a provider write. */
export const recruitingWriteState = z.enum([
  'prepared',
  'sending',
  'ambiguous',
  'done',
  'refused',
  'needs_attention',
  'dropped',
]);
export type RecruitingWriteState = z.infer<typeof recruitingWriteState>;

/** Something sent to an account's recruiting, with its receipt. Holds no values. */
export const recruitingWrite = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    connectionName: z.string(),
    kind: recruitingWriteKind,
    state: recruitingWriteState,
    candidateId: z.string().nullable(),
    /** Here. */
    applicationId: z.string().nullable(),
    providerJobId: z.string().nullable(),
    jobTitle: z.string().nullable(),
    /** The account’s id of the application. */
    providerId: z.string().nullable(),
    /** Of a move: the status. */
    target: z.string().nullable(),
    fields: z.array(z.string()),
    attempts: z.number().int(),
    /** The account refuses the connection’s key: it goes on with one that works, can be dropped, and asks after two weeks. */
    waitsForKey: z.boolean(),
    /** Keyed hash (HMAC-SHA-256) of the request as it was sent, hex: equal for equal requests. */
    requestHash: z.string().nullable(),
    /** What was sent, without values: method, path, names of fields. */
    requestSummary: z.string().nullable(),
    outcome: z.enum(['not_sent', 'done', 'refused', 'throttled', 'ambiguous']).nullable(),
    /** Why it did not work or what it waits for, with the provider’s own words where there are some. */
    problem: z.string().nullable(),
    /** Applications there that may be the one. */
    doubtful: z.array(z.string()),
    requestedBy: z.string(),
    createdAt: instant,
    sentAt: instant.nullable(),
    settledAt: instant.nullable(),
  })
  .meta({ id: 'RecruitingWrite' });
export type RecruitingWrite = z.infer<typeof recruitingWrite>;

export const recruitingWriteQuery = z.object({
  connection: z.string().max(100).optional(),
  candidate: z.string().max(100).optional(),
  state: recruitingWriteState.optional(),
});
export type RecruitingWriteQuery = z.infer<typeof recruitingWriteQuery>;

const sentFields = {
  connectionId: z.string().max(100),
  candidateId: z.string().max(100),
  /** The application here that it is about; what it says beyond the person goes along. */
  applicationId: z.string().max(100).nullish(),
  /** The account's job; null: none is named, where the account allows that. */
  jobId: z.string().max(100).nullable(),
  /** Fields that are deliberately not sent. */
  without: z.array(recruitingField).max(30).default([]),
};

/** Sends a candidate to a job of an account, or moves an application there into another status. */
export const recruitingWriteInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('post_candidate'), ...sentFields }),
  z.strictObject({
    kind: z.literal('move_status'),
    /** An application here that came from the account or was sent to it. */
    applicationId: z.string().max(100),
    connectionId: z.string().max(100),
    /** The account's. */
    statusId: z.string().max(100),
  }),
]);
export type RecruitingWriteInput = z.infer<typeof recruitingWriteInput>;

/** What a person found out about a write whose end nobody knows. */
export const recruitingWriteResolution = z.discriminatedUnion('action', [
  /** It is there. Of a candidate the account's id of the application must be told. */
  z.strictObject({ action: z.literal('exists'), providerId: z.string().min(1).max(100).optional() }),
  /** It is not there: send it, whoever else is. */
  z.strictObject({ action: z.literal('send') }),
  /** It is not there, and shall not be. */
  z.strictObject({ action: z.literal('drop') }),
]);
export type RecruitingWriteResolution = z.infer<typeof recruitingWriteResolution>;
