import { z } from 'zod';
import { questionLimits, questionOption } from './job-questions.ts';
import { boundedText } from './texts.ts';

/** What a company's own field of candidates can hold. */
export const candidateFieldType = z.enum([
  'short_text',
  'long_text',
  'single_choice',
  'multiple_choice',
  'yes_no',
  'number',
  'date',
  'url',
  'email',
  'phone',
]);
export type CandidateFieldType = z.infer<typeof candidateFieldType>;

/** A field that a company has made for its candidates. */
export const candidateField = z
  .object({
    id: z.string(),
    /** What values are named by: `cf_` and a number; it never changes. */
    key: z.string(),
    label: z.string(),
    help: z.string().nullable(),
    type: candidateFieldType,
    /** Of a choice, in their order; empty for other types. */
    options: z.array(questionOption),
    position: z.number().int(),
    /** Since when it is shown and taken no more; its values are kept. */
    archivedAt: z.string().nullable(),
  })
  .meta({ id: 'CandidateField' });
export type CandidateField = z.infer<typeof candidateField>;

export const candidateFieldLimit = 100;

const label = boundedText(200).min(1);
/** An option with an id keeps it and gets the label; one that is left out is offered no more. */
const options = z
  .array(z.strictObject({ id: z.string().max(100).optional(), label: boundedText(200).min(1) }))
  .max(questionLimits.options);

export const candidateFieldInput = z.strictObject({
  label,
  help: boundedText(1_000).nullish(),
  type: candidateFieldType,
  options: options.optional(),
});
export type CandidateFieldInput = z.infer<typeof candidateFieldInput>;

/** The type stays: values were given as what it is. */
export const candidateFieldPatch = z
  .strictObject({
    label: label.optional(),
    help: boundedText(1_000).nullish(),
    options: options.optional(),
    /** Where it stands among the fields, from 0. */
    position: z.number().int().min(0).max(1000).optional(),
    /** True takes it off the pages and keeps its values; false shows it again, at the end. */
    archived: z.boolean().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'expected something to change' });
export type CandidateFieldPatch = z.infer<typeof candidateFieldPatch>;

/**
 * The value of a field: text, a number, true or false, the id of an option or a list of them. Options
 * may be given by their labels, too.
 */
export const candidateFieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
export type CandidateFieldValue = z.infer<typeof candidateFieldValue>;
