import { z } from 'zod';
import { instant } from './paging.ts';
import { boundedText } from './texts.ts';

const key = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'expected a small letter, then small letters, digits and _, at most 40');

/** A text that applicants agree to, in one of its versions. What was asked for once is never changed. */
export const consentText = z
  .object({
    id: z.string(),
    /** What it is for; it stays through all versions. */
    key: z.string(),
    version: z.number().int(),
    /** Beside the box to tick. */
    label: z.string(),
    /** What is agreed to, in full. */
    text: z.string(),
    /** Whether nobody applies without it. */
    required: z.boolean(),
    createdBy: z.string(),
    createdAt: instant,
    /** Since when it is asked no more. */
    retiredAt: instant.nullable(),
    /** Whether this is the version that is asked. */
    asked: z.boolean(),
  })
  .meta({ id: 'ConsentText' });
export type ConsentText = z.infer<typeof consentText>;

/** Other words than those that are asked make a new version; the same ones change nothing. */
export const consentTextInput = z.strictObject({
  label: boundedText(300).min(1),
  text: boundedText(20_000).min(1),
  required: z.boolean().default(false),
});
export type ConsentTextInput = z.infer<typeof consentTextInput>;
export const newConsentText = consentTextInput.extend({ key });
export type NewConsentText = z.infer<typeof newConsentText>;
export const consentTextQuery = z.object({
  /** All versions of this one, newest first. */
  key: z.string().max(100).optional(),
});
export type ConsentTextQuery = z.infer<typeof consentTextQuery>;

/** Of a form: whoever agrees sends `consents: { [key]: version }`. */
export const formConsent = z
  .object({
    key: z.string(),
    version: z.number().int(),
    label: z.string(),
    text: z.string(),
    required: z.boolean(),
  })
  .meta({ id: 'FormConsent' });
export type FormConsent = z.infer<typeof formConsent>;

export const consent = z
  .object({
    id: z.string(),
    key: z.string(),
    version: z.number().int(),
    label: z.string(),
    text: z.string(),
    /** With which it came; null for one that somebody of the company noted down. */
    applicationId: z.string().nullable(),
    /** By the clock of the server. */
    givenAt: instant,
    recordedBy: z.string(),
    withdrawnAt: instant.nullable(),
    withdrawnBy: z.string().nullable(),
    withdrawnReason: z.string().nullable(),
  })
  .meta({ id: 'Consent' });
export type Consent = z.infer<typeof consent>;

/** What somebody agreed to on paper or on the phone. */
export const consentInput = z.strictObject({
  key: z.string().max(100),
  /** The version that is asked now unless given. */
  version: z.number().int().positive().optional(),
});
export type ConsentInput = z.infer<typeof consentInput>;
export const consentWithdrawal = z.strictObject({ reason: boundedText(1_000).optional() });
export type ConsentWithdrawal = z.infer<typeof consentWithdrawal>;

const option = z.object({ id: z.string(), label: z.string() });

/** Something that is asked about who applies. Nobody has to answer, and no answer is kept with a person. */
export const demographicQuestion = z
  .object({ key: z.string(), label: z.string(), options: z.array(option) })
  .meta({ id: 'DemographicQuestion' });
export type DemographicQuestion = z.infer<typeof demographicQuestion>;

/** The whole list: what it does not name any more is asked no more, and still counted. */
export const demographicQuestionsInput = z.strictObject({
  questions: z
    .array(
      z.strictObject({
        key,
        label: boundedText(300).min(1),
        options: z
          .array(
            z.strictObject({
              id: key,
              label: boundedText(200).min(1),
            }),
          )
          .min(2)
          .max(30),
      }),
    )
    .max(20),
});
export type DemographicQuestionsInput = z.infer<typeof demographicQuestionsInput>;

/** Counts over all jobs and all whole months; a count that might tell of a few people is null. */
export const demographicCounts = z
  .object({
    items: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        /** Whether it is asked now. */
        asked: z.boolean(),
        /** How many answered; null while these are too few. */
        answered: z.number().int().nullable(),
        options: z.array(option.extend({ people: z.number().int().nullable() })),
      }),
    ),
  })
  .meta({ id: 'DemographicCounts' });
export type DemographicCounts = z.infer<typeof demographicCounts>;
