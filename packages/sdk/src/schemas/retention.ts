import { z } from 'zod';
import { instant } from './paging.ts';
import { boundedText } from './texts.ts';

export const retentionRule = z.strictObject({
  /** ISO 3166 of a country or a part of one (`DE`, `US-CA`), `EU` for its members and the EEA, `*` for all others. */
  region: z.string().regex(/^([A-Z]{2}(-[A-Z0-9]{1,3})?|\*)$/, 'expected DE, US-CA, EU or *'),
  /** After so many months without contact the time is over. */
  keepMonths: z.number().int().min(1).max(600),
  /** Not erased before, also when they ask for it: restricted until then. */
  floorMonths: z.number().int().min(0).max(600),
  action: z.enum(['erase', 'restrict']),
  /** So many days before it is told, and nothing happens earlier than so many days after it was. */
  remindDays: z.number().int().min(1).max(365),
});
export type RetentionRule = z.infer<typeof retentionRule>;

export const retention = z
  .object({
    /** Off until the company has chosen its rules: nothing is erased by itself. */
    enabled: z.boolean(),
    rules: z.array(retentionRule),
    changedBy: z.string().nullable(),
    changedAt: instant.nullable(),
  })
  .meta({ id: 'Retention' });
export type Retention = z.infer<typeof retention>;

export const retentionInput = z
  .strictObject({ enabled: z.boolean(), rules: z.array(retentionRule).max(100) })
  .refine(({ rules }) => new Set(rules.map(({ region }) => region)).size === rules.length, {
    message: 'expected each region once',
    path: ['rules'],
  })
  .refine(({ rules }) => rules.every(({ floorMonths, keepMonths }) => floorMonths <= keepMonths), {
    message: 'expected no floor beyond the months that are kept',
    path: ['rules'],
  });
export type RetentionInput = z.infer<typeof retentionInput>;

export const candidatePrivacy = z
  .object({
    candidateId: z.string(),
    name: z.string(),
    state: z.enum(['open', 'restricted', 'erased']),
    /** Of the rule that holds for them; null where none does. */
    rule: retentionRule.nullable(),
    lastContactAt: instant,
    /** When the time is over by the rule; null without one, and for those who were hired. */
    dueOn: z.string().nullable(),
    remindedAt: instant.nullable(),
    /** Why nothing is erased meanwhile. */
    heldReason: z.string().nullable(),
    restrictedAt: instant.nullable(),
    restrictedReason: z.string().nullable(),
    /** When the erasure that was asked for happens. */
    eraseOn: z.string().nullable(),
    erasedAt: instant.nullable(),
    erasedReason: z.string().nullable(),
  })
  .meta({ id: 'CandidatePrivacy' });
export type CandidatePrivacy = z.infer<typeof candidatePrivacy>;

export const privacyReason = z.strictObject({
  reason: boundedText(1_000).min(1).regex(/\S/u, 'expected a reason'),
});
export type PrivacyReason = z.infer<typeof privacyReason>;

export const privacyQuery = z.object({
  /** Those whose time is nearly over, those who are restricted, or those who were erased. */
  state: z.enum(['due', 'restricted', 'erased']).default('due'),
});
export type PrivacyQuery = z.input<typeof privacyQuery>;
