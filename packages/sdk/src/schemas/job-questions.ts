import { z } from 'zod';
import { demographicQuestion, formConsent } from './consents.ts';
import { boundedText } from './texts.ts';

/** What a question of a job can be answered with. */
export const questionType = z.enum([
  'short_text',
  'long_text',
  'single_choice',
  'multiple_choice',
  'yes_no',
  'number',
  'date',
  'url',
  'file',
  'email',
  'phone',
]);
export type QuestionType = z.infer<typeof questionType>;

export const questionOption = z.object({ id: z.string(), label: z.string() });
export type QuestionOption = z.infer<typeof questionOption>;

export const jobQuestion = z
  .object({
    id: z.string(),
    /** What answers are named by: `q_` and a number; it never changes. */
    key: z.string(),
    label: z.string(),
    help: z.string().nullable(),
    type: questionType,
    required: z.boolean(),
    /** Of a choice, in their order; empty for other types. */
    options: z.array(questionOption),
    position: z.number().int(),
    /** Since when it is asked no more; its answers are kept. */
    archivedAt: z.string().nullable(),
  })
  .meta({ id: 'JobQuestion' });
export type JobQuestion = z.infer<typeof jobQuestion>;

export const questionLimits = { perJob: 50, options: 100 };

const label = boundedText(300).min(1);
const help = boundedText(1_000);
/** An option with an id keeps it and gets the label; one that is left out is offered no more. */
const optionInput = z.strictObject({ id: z.string().max(100).optional(), label: boundedText(200).min(1) });
const options = z.array(optionInput).max(questionLimits.options);

export const jobQuestionInput = z.strictObject({
  label,
  help: help.nullish(),
  type: questionType,
  required: z.boolean().default(false),
  /** Of a choice: at least one. */
  options: options.optional(),
  /** Where it stands among the questions, from 0; at the end when absent. */
  position: z.number().int().min(0).max(1000).optional(),
});
export type JobQuestionInput = z.infer<typeof jobQuestionInput>;

export const jobQuestionPatch = z.strictObject({
  label: label.optional(),
  help: help.nullish(),
  type: questionType.optional(),
  required: z.boolean().optional(),
  options: options.optional(),
  position: z.number().int().min(0).max(1000).optional(),
  /** True takes it out of the form and keeps its answers; false asks it again, at the end. */
  archived: z.boolean().optional(),
});
export type JobQuestionPatch = z.infer<typeof jobQuestionPatch>;

/** One question of the whole list that a job is to have; with an id it is the one that is there. */
export const jobQuestionEntry = jobQuestionInput
  .omit({ position: true })
  .extend({ id: z.string().max(100).optional() });
export type JobQuestionEntry = z.infer<typeof jobQuestionEntry>;
export const jobQuestionList = z.array(jobQuestionEntry).max(questionLimits.perJob);

export const questionOrder = z.strictObject({
  /** Ids of all questions that are asked, in their new order. */
  order: z.array(z.string().max(100)).max(questionLimits.perJob),
});

/** What one applicant answered to one question of the job. */
export const applicationAnswer = z
  .object({
    questionId: z.string(),
    key: z.string(),
    /** The question as it is asked now. */
    label: z.string(),
    type: questionType,
    /**
     * Text, a number, true or false, the id of an option or a list of them; for a file its id at
     * `/v1/files/{id}`.
     */
    value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
    /** The same for people: labels of options, the name of a file. */
    text: z.string(),
    /** The question is asked no more. */
    archived: z.boolean(),
  })
  .meta({ id: 'ApplicationAnswer' });
export type ApplicationAnswer = z.infer<typeof applicationAnswer>;

/** Everything that an application for a job can be made of. */
export const jobForm = z
  .object({
    jobId: z.string(),
    jobNumber: z.number().int(),
    title: z.string(),
    /** Whether the job takes applications now. */
    open: z.boolean(),
    /**
     * JSON Schema 2020-12 of one application, as `POST /v1/candidates` takes it beside `jobId`. A file
     * stands in it by its name and is sent as the part of a multipart form whose name is that of the
     * property. `x-joinery` says in which order the fields are shown, and what each of them is.
     */
    schema: z.record(z.string(), z.unknown()),
    /** What applicants agree to, in the versions that are asked now: `consents: { [key]: version }`. */
    consents: z.array(formConsent),
    /** Nobody has to answer; no answer is kept with a person: `demographics: { [key]: option }`. */
    demographics: z.array(demographicQuestion),
    limits: z.object({
      fileTypes: z.array(z.string()),
      maxFileBytes: z.number().int(),
      maxFiles: z.number().int(),
    }),
  })
  .meta({ id: 'JobForm' });
export type JobForm = z.infer<typeof jobForm>;
