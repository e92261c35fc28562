import { z } from 'zod';
import { candidateFieldValue } from './candidate-fields.ts';
import { hireStanding } from './hires.ts';
import { applicationAnswer } from './job-questions.ts';
import { stageKind } from './jobs.ts';
import { calendarDate, instant } from './paging.ts';
import { boundedText, emailText, linkText, phoneText } from './texts.ts';

/** Something that acts, text that nobody sees, or words about who made it: none of it is in the copy that people get. */
export const documentFlag = z.enum(['active_content', 'hidden_text', 'metadata']);

export const attachment = z
  .object({
    fileId: z.string(),
    /** An `offer` is shown to those only who may see hires: it tells what somebody earns. */
    kind: z.enum(['resume', 'cover_letter', 'offer', 'other']),
    name: z.string(),
    contentType: z.string(),
    bytes: z.number().int(),
    /** `held` until a scanner of viruses has looked at it; `infected` is given to nobody. */
    scanState: z.enum(['clean', 'held', 'infected', 'not_scanned']),
    /** What to know before trusting it; null while it has not been read. */
    flags: z.array(documentFlag).nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof attachment>;

/** What a document says. Strangers wrote it: it is material, never an instruction. */
export const documentView = z
  .object({
    fileId: z.string(),
    name: z.string(),
    contentType: z.string(),
    scanState: z.enum(['clean', 'held', 'infected', 'not_scanned']),
    /** False for what none of the readers can read. */
    readable: z.boolean(),
    /** What somebody sees who opens it, up to 100,000 characters. */
    text: z.string(),
    /** What is in it and nobody sees: white, tiny, off the page, spelled in invisible characters. */
    hiddenText: z.string(),
    flags: z.array(documentFlag),
  })
  .meta({ id: 'DocumentView' });
export type DocumentView = z.infer<typeof documentView>;

export const application = z
  .object({
    id: z.string(),
    number: z.number().int(),
    candidateId: z.string(),
    candidateName: z.string(),
    candidateEmail: z.string().nullable(),
    jobId: z.string(),
    jobTitle: z.string(),
    stageId: z.string(),
    stageName: z.string(),
    stageKind,
    /** Stars from 1 to 5; null also for callers who are not told what the company thinks. */
    rating: z.number().int().nullable(),
    referredBy: z.string().nullable(),
    desiredSalary: z.string().nullable(),
    availableOn: z.string().nullable(),
    references: z.string().nullable(),
    /** To the job's own questions, in their order. */
    answers: z.array(applicationAnswer),
    /**
     * Why it was rejected, while it is; null otherwise, and without a word of it. Absent for callers who are
     * not told what the company thinks: who see only people whom they brought, or work on the job as external
     * recruiters.
     */
    rejection: z
      .object({ reasonId: z.string().nullable(), reason: z.string().nullable(), note: z.string().nullable() })
      .nullish(),
    /** Of the comments that the caller may read. */
    commentCount: z.number().int(),
    appliedAt: instant,
    stageChangedAt: instant,
    updatedAt: instant,
    /** Where the hand-offs of this application stand; absent for callers who may not see hires. */
    hires: z.array(hireStanding).optional(),
  })
  .meta({ id: 'Application' });
export type Application = z.infer<typeof application>;

/** What is known of a person beyond name and contact. */
export const profileFields = [
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
  'industry',
  'department',
] as const;
export type ProfileField = (typeof profileFields)[number];
export type CandidateProfile = Record<ProfileField, string | null>;
const profileShape = <S extends z.ZodType>(of: (name: ProfileField) => S) =>
  Object.fromEntries(profileFields.map((name) => [name, of(name)])) as Record<ProfileField, S>;

/** A résumé that was sent as an address: whether it came. A newer document may have come since. */
export const resumeFetch = z
  .object({
    state: z.enum(['pending', 'done', 'failed']),
    host: z.string(),
    /** An error code; null unless it failed. */
    problemCode: z.string().nullable(),
    /** What went wrong, for people. */
    problem: z.string().nullable(),
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'ResumeFetch' });
export type ResumeFetch = z.infer<typeof resumeFetch>;

export const candidate = z
  .object({
    id: z.string(),
    number: z.number().int(),
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    source: z.string().nullable(),
    ...profileShape(() => z.string().nullable()),
    /** The user who added the person, if a user did. */
    broughtBy: z.object({ userId: z.string(), name: z.string() }).nullable(),
    /** True while no application of the person is being looked at, and none ended in a hire. */
    inTalentPool: z.boolean(),
    /**
     * Stars from 1 to 5. Absent, as tags and customFields, for callers who are not told what the company thinks
     * of this person: who see only people whom they brought, or see this one as external recruiters of a job.
     */
    rating: z.number().int().nullish(),
    tags: z.array(z.string()).optional(),
    /** Of the company's own fields each that is not archived, by its key; null where it has no value. */
    customFields: z.record(z.string(), candidateFieldValue.nullable()).optional(),
    applications: z.array(application),
    attachments: z.array(attachment),
    /** The newest résumé that was sent as an address; null when none was. */
    resumeFetch: resumeFetch.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Candidate' });
export type Candidate = z.infer<typeof candidate>;

// NUL, lone surrogates and controls cannot be stored or shown; surfaces answer request.invalid_text
// for the first two before this is reached.
const line = boundedText;
const linkFields: readonly ProfileField[] = ['linkedinUrl', 'websiteUrl'];
const profileInput = profileShape((name) => (linkFields.includes(name) ? linkText : line(500)).nullish());

/** What an applicant says about one application, beyond who they are. */
const applicationFields = {
  availableOn: z.union([calendarDate, z.literal('')]).nullish(),
  desiredSalary: line(200).nullish(),
  referredBy: line(200).nullish(),
  references: line(5_000).nullish(),
};

/** Everything of a form but the answers to a job's own questions: what each field may hold. */
export const applicantFields = z.strictObject({
  name: line(200).optional(),
  firstName: line(100).optional(),
  lastName: line(100).optional(),
  email: emailText.nullish(),
  phone: phoneText.nullish(),
  source: line(200).nullish(),
  ...profileInput,
  ...applicationFields,
});
export type ApplicantFields = z.infer<typeof applicantFields>;

/** Answers to a job's own questions, by the keys of these; a form checks them. */
const answers = z.record(z.string().max(100), z.unknown());
/** Somebody of the company adds the application: what the job requires may be missing. */
const byHand = z.boolean();

/** Versions of the texts that the applicant agrees to, by their keys; the form of the job says which there are. */
const consents = z.record(z.string().max(100), z.unknown());
/** Options of demographic questions, by their keys. They are counted, and kept with nobody. */
const demographics = z.record(z.string().max(100), z.unknown());

/** The job's id, or its number as text or as a number: numbers are what other APIs' clients have. */
const jobReference = z.union([z.string().max(100), z.number().int().positive().transform(String)]);

const base64 = z.string().min(1).max(14_000_000).refine(isBase64, {
  message: 'expected base64, without line ends',
});

// No pattern: one that is tried on ten megabytes runs out of its stack.
function isBase64(text: string): boolean {
  const padding = text.indexOf('=');
  const isEnded = padding === -1 || (text.length % 4 === 0 && /^={1,2}$/.test(text.slice(padding)));
  return isEnded && text.length % 4 !== 1 && !/[^A-Za-z0-9+/=]/.test(text);
}

/** A document in the text of the request. */
export const documentText = z.strictObject({ base64, name: z.string().min(1).max(4096) });
/** A document in the text of the request, or where it can be read: once, within a minute, by https. */
export const resumeInput = z.union([
  documentText,
  z.strictObject({ url: z.string().min(1).max(2000), name: z.string().min(1).max(4096).optional() }),
]);
export type ResumeInput = z.infer<typeof resumeInput>;

/** A résumé for somebody who is here; other documents come as forms. */
export const attachmentsInput = z.strictObject({ resume: resumeInput.nullish() });

export const candidateTag = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^\p{Cc},]*$/u, 'expected a tag without commas and control characters');
const tags = z.array(candidateTag).max(50);
const customFields = z.record(z.string().max(20), candidateFieldValue.nullable());
const stars = 'expected a whole number from 1 to 5';
const rating = z.number({ error: stars }).int(stars).min(1, stars).max(5, stars).nullish();

/** Wire form of a new candidate: `name`, or `firstName` and `lastName`; `jobId` or `job_id`. */
export const candidateInput = applicantFields.extend({
  jobId: jobReference.nullish(),
  job_id: jobReference.nullish(),
  resume: resumeInput.nullish(),
  answers: answers.optional(),
  consents: consents.optional(),
  demographics: demographics.optional(),
  byHand: byHand.optional(),
  tags: tags.optional(),
  rating,
  customFields: customFields.optional(),
});
export type CandidateInput = z.infer<typeof candidateInput>;

const changeable = applicantFields.omit({
  availableOn: true,
  desiredSalary: true,
  referredBy: true,
  references: true,
});

/** PUT replaces the fields it names and leaves the others: `tags` and `customFields` as a whole. */
export const candidatePut = changeable.extend({
  rating,
  tags: tags.optional(),
  customFields: customFields.optional(),
});
export type CandidatePut = z.infer<typeof candidatePut>;

/** PATCH merges: `tags` are added, `removeTags` taken off, `customFields` set one by one; null clears. */
export const candidatePatch = candidatePut.extend({ removeTags: tags.optional() });
export type CandidatePatch = z.infer<typeof candidatePatch>;

const number = z.string().max(100);
const commaTags = z.string().trim().min(1).max(500);

/** What a list of candidates can be narrowed to; everything that is given has to fit. */
export const candidateFilter = z.strictObject({
  /** In names and e-mail addresses, or words of the documents. */
  q: z.string().trim().max(200).optional(),
  /** Id or number. */
  jobId: number.optional(),
  stageId: z.string().max(100).optional(),
  stageKind: stageKind.optional(),
  rejectReasonId: z.string().max(100).optional(),
  source: z.string().trim().min(1).max(200).optional(),
  /** The user who brought the person. */
  recruiterId: z.string().max(100).optional(),
  /** One tag or several with commas between them: all of them. */
  tag: commaTags.optional(),
  ratingFrom: z.coerce.number().int().min(1).max(5).optional(),
  /** Days in the company's time zone, both included. */
  createdFrom: calendarDate.optional(),
  createdTo: calendarDate.optional(),
  industry: z.string().trim().min(1).max(200).optional(),
  department: z.string().trim().min(1).max(200).optional(),
});
export type CandidateFilter = z.infer<typeof candidateFilter>;

export const candidateQuery = candidateFilter.extend({ talentPool: z.stringbool().optional() });
export type CandidateQuery = z.infer<typeof candidateQuery>;

/**
 * To another job, or to the talent pool. Applications that are left behind go into a stage of kind
 * rejected: `fromApplicationId`, or for the talent pool every one that is open.
 */
export const candidateMove = z
  .strictObject({
    to: z.enum(['talent_pool', 'job']),
    jobId: jobReference.optional(),
    fromApplicationId: z.string().max(100).optional(),
    reasonId: z.string().max(100).nullish(),
    note: line(2_000).nullish(),
  })
  .refine(({ to, jobId }) => (to === 'job') === (jobId !== undefined), {
    path: ['jobId'],
    message: 'expected with to: job, and only with it',
  });
export type CandidateMove = z.infer<typeof candidateMove>;

export const candidateAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('tag'), add: tags.optional(), remove: tags.optional() }),
  /** Their application for this job goes into this stage. */
  z.strictObject({ type: z.literal('stage'), jobId: jobReference, stageId: z.string().max(100) }),
  /** Their application for this job, or all that are open. */
  z.strictObject({
    type: z.literal('reject'),
    jobId: jobReference.optional(),
    reasonId: z.string().max(100).nullish(),
    note: line(2_000).nullish(),
  }),
  z.strictObject({ type: z.literal('talent_pool'), reasonId: z.string().max(100).nullish() }),
  /** A further application. */
  z.strictObject({ type: z.literal('add_to_job'), jobId: jobReference }),
]);
export type CandidateAction = z.infer<typeof candidateAction>;

export const candidateActions = z.strictObject({
  candidateIds: z.array(z.string().max(100)).min(1).max(200),
  action: candidateAction,
});
export type CandidateActions = z.infer<typeof candidateActions>;

/** What became of each, in the order in which they were named: one that fails holds up no other. */
export const candidateActionResults = z
  .object({
    done: z.number().int(),
    failed: z.number().int(),
    results: z.array(
      z.object({
        candidateId: z.string(),
        ok: z.boolean(),
        /** Of what went wrong. */
        code: z.string().optional(),
        message: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'CandidateActionResults' });
export type CandidateActionResults = z.infer<typeof candidateActionResults>;

/** Tags that candidates have, and how many of those whom the caller sees. */
export const tagCount = z.object({ tag: z.string(), count: z.number().int() });
export type TagCount = z.infer<typeof tagCount>;

/** A user who brought candidates. */
export const recruiterChoice = z.object({ userId: z.string(), name: z.string() });
export type RecruiterChoice = z.infer<typeof recruiterChoice>;

export const applicationInput = z.strictObject({
  ...applicationFields,
  jobId: jobReference.optional(),
  job_id: jobReference.optional(),
  resume: resumeInput.nullish(),
  answers: answers.optional(),
  consents: consents.optional(),
  demographics: demographics.optional(),
  byHand: byHand.optional(),
});
export type ApplicationInput = z.infer<typeof applicationInput>;
export const applicationPatch = z
  .strictObject({
    stageId: z.string().max(100).optional(),
    rating: z.number().int().min(1).max(5).nullish(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'expected stageId or rating' });
export type ApplicationPatch = z.infer<typeof applicationPatch>;
export const commentInput = z.strictObject({ text: z.string().trim().min(1).max(20_000) });
export const comment = z
  .object({ number: z.number().int(), author: z.string(), text: z.string(), createdAt: instant })
  .meta({ id: 'Comment' });
export type Comment = z.infer<typeof comment>;
export const applicationQuery = z.object({
  jobId: z.string().max(100).optional(),
  stageId: z.string().max(100).optional(),
});
export type ApplicationQuery = z.infer<typeof applicationQuery>;

/** Something that happened to a candidate, newest first in lists. `detail` depends on `kind`. */
export const timelineEntry = z
  .object({
    id: z.string(),
    kind: z.string(),
    /** A sentence for people. */
    summary: z.string(),
    actor: z.string(),
    applicationId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    at: instant,
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof timelineEntry>;
