import { z } from 'zod';
import { jobQuestion, jobQuestionList } from './job-questions.ts';
import { instant } from './paging.ts';

export const stageKind = z.enum(['new', 'active', 'offer', 'hired', 'rejected', 'withdrawn']);
export type StageKind = z.infer<typeof stageKind>;

export const stage = z
  .object({
    id: z.string(),
    number: z.number().int(),
    pipelineId: z.string(),
    name: z.string(),
    kind: stageKind,
    position: z.number().int(),
  })
  .meta({ id: 'Stage' });
export type Stage = z.infer<typeof stage>;

export const stageInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  kind: stageKind,
  /** Where it stands in the pipeline, from 0; at the end when absent. */
  position: z.number().int().min(0).max(1000).optional(),
  /** The default pipeline when absent. */
  pipelineId: z.string().max(100).optional(),
});
export type StageInput = z.infer<typeof stageInput>;
export const stagePatch = stageInput.omit({ pipelineId: true }).partial();
export type StagePatch = z.infer<typeof stagePatch>;

/** A deleted job is kept with its applications and left out of lists that do not ask for it. */
export const jobStatus = z.enum(['draft', 'open', 'on_hold', 'filled', 'canceled', 'deleted']);
export type JobStatus = z.infer<typeof jobStatus>;

export const locationType = z.enum(['on_site', 'remote', 'hybrid']);
export type LocationType = z.infer<typeof locationType>;

/** Whether a job asks for something beyond the name, and whether it insists. */
export const questionRule = z.enum(['off', 'optional', 'required']);
export type QuestionRule = z.infer<typeof questionRule>;

/** What a job can ask of everybody who applies. */
export const standardQuestions = [
  'email',
  'phone',
  'resume',
  'coverLetter',
  'address',
  'linkedinUrl',
  'websiteUrl',
  'availableOn',
  'desiredSalary',
  'referredBy',
  'educationLevel',
  'educationInstitution',
  'references',
] as const;
export type StandardQuestion = (typeof standardQuestions)[number];
export const jobQuestions = z.record(z.enum(standardQuestions), questionRule);
export type JobQuestions = z.infer<typeof jobQuestions>;
/** Questions that are not named stay as they are. */
export const jobQuestionsInput = z.partialRecord(z.enum(standardQuestions), questionRule);
export type JobQuestionsInput = z.infer<typeof jobQuestionsInput>;

export const job = z
  .object({
    id: z.string(),
    number: z.number().int(),
    title: z.string(),
    status: jobStatus,
    department: z.string().nullable(),
    location: z.string().nullable(),
    locationType,
    employmentType: z.string().nullable(),
    minimumExperience: z.string().nullable(),
    compensation: z.string().nullable(),
    internalCode: z.string().nullable(),
    description: z.string(),
    questions: jobQuestions,
    /** What it asks beside these, in their order; archived ones are left out. */
    customQuestions: z.array(jobQuestion),
    hiringLeadEmployeeNumber: z.number().int().nullable(),
    pipelineId: z.string(),
    applicationCount: z.number().int(),
    /** Since when it is shown to everybody; null while it is not. */
    publishedAt: instant.nullable(),
    postedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof job>;

const text = (max: number) => z.string().trim().max(max);
export const jobInput = z.strictObject({
  title: text(200).min(1),
  status: jobStatus.default('open'),
  department: text(200).nullish(),
  location: text(200).nullish(),
  locationType: locationType.optional(),
  employmentType: text(200).nullish(),
  minimumExperience: text(200).nullish(),
  compensation: text(500).nullish(),
  internalCode: text(100).nullish(),
  questions: jobQuestionsInput.optional(),
  /** Applications that there are enter the stage of the same name and kind, else the first of the kind. */
  pipelineId: z.string().max(100).optional(),
  /** The whole list in its order: what it does not name any more is asked no more. */
  customQuestions: jobQuestionList.optional(),
  description: text(50_000).default(''),
  hiringLeadEmployeeNumber: z.number().int().positive().nullish(),
});
/** How a job that takes no applications any more ended. */
export const jobClosing = z.strictObject({
  status: z.enum(['filled', 'canceled', 'on_hold']).default('filled'),
});
export type JobInput = z.infer<typeof jobInput>;
export const jobPatch = z.strictObject({
  title: text(200).min(1).optional(),
  status: jobStatus.optional(),
  department: text(200).nullish(),
  location: text(200).nullish(),
  locationType: locationType.optional(),
  employmentType: text(200).nullish(),
  minimumExperience: text(200).nullish(),
  compensation: text(500).nullish(),
  internalCode: text(100).nullish(),
  questions: jobQuestionsInput.optional(),
  /** Applications that there are enter the stage of the same name and kind, else the first of the kind. */
  pipelineId: z.string().max(100).optional(),
  /** The whole list in its order: what it does not name any more is asked no more. */
  customQuestions: jobQuestionList.optional(),
  description: text(50_000).optional(),
  hiringLeadEmployeeNumber: z.number().int().positive().nullish(),
});
export type JobPatch = z.infer<typeof jobPatch>;
