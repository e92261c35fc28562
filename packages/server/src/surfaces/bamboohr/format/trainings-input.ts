// What clients send about trainings, as services take it. Numbers may be texts, and texts may be
// blank. Pure.
import { z } from 'zod';
import { isDay } from '../../../modules/time-off/days.ts';
import type { TypeInput } from '../../../modules/trainings/trainings.service.ts';
import type { RecordDetails } from '../../../modules/trainings/trainings.ts';
import { check, dayPart } from './time-off-input.ts';

// `[]` is how the dialect itself writes that there is none.
const blank = (value: unknown): unknown =>
  value === '' || value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());

const textIn = (longest: number) =>
  z.union([z.string(), z.number().transform(String)]).pipe(z.string().trim().min(1).max(longest));
const integerIn = z
  .union([
    z.int(),
    z
      .string()
      .trim()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.int().nonnegative().max(2_147_483_647));
const amountIn = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d{1,8}(\.\d{1,6})?$/)
      .transform(Number),
  ])
  .pipe(z.number().nonnegative().max(99_999_999));
const booleanIn = z.union([
  z.boolean(),
  z.literal([0, 1]).transform((value) => value === 1),
  z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['true', 'false', 'yes', 'no', '1', '0']))
    .transform((text) => ['true', 'yes', '1'].includes(text)),
]);

const nameIn = z.object({ name: textIn(200) });

/** @throws JoineryError `request.invalid`. */
export function readName(value: unknown): string {
  return check(nameIn, value).name;
}

const categoryIn = z.union([
  integerIn.transform((id) => ({ id })),
  z.object({ id: integerIn }).transform(({ id }) => ({ id })),
  nameIn,
  textIn(200).transform((name) => ({ name })),
]);
// A number of days, or the object that answers have.
const dueIn = z.union([
  integerIn,
  z.object({ unit: z.literal(['day', 'days']).optional(), amount: integerIn }).transform((due) => due.amount),
]);

const typeIn = nameIn
  .extend({
    required: booleanIn,
    renewable: optional(booleanIn),
    frequency: optional(integerIn.pipe(z.int().max(1_200))),
    dueFromHireDate: optional(dueIn.pipe(z.int().max(36_500))),
    category: optional(categoryIn),
    linkUrl: optional(textIn(2_000)),
    description: optional(textIn(10_000)),
    allowEmployeesToMarkComplete: optional(booleanIn),
  })
  .refine(({ renewable, frequency }) => renewable !== true || (frequency ?? 0) > 0, {
    path: ['frequency'],
    error: 'is needed for a training that is renewable',
  })
  .refine(({ renewable, frequency }) => renewable === true || (frequency ?? 0) === 0, {
    path: ['frequency'],
    error: 'is only for a training that is renewable',
  });

/** @throws JoineryError `request.invalid`. */
export function readType(value: unknown): TypeInput {
  const sent = check(typeIn, value);
  return {
    name: sent.name,
    required: sent.required,
    renewalMonths: sent.renewable === true ? (sent.frequency ?? null) : null,
    dueDays: sent.dueFromHireDate || null,
    category: sent.category ?? null,
    linkUrl: sent.linkUrl ?? null,
    description: sent.description ?? null,
    selfCompletion: sent.allowEmployeesToMarkComplete ?? false,
  };
}

const currencyIn = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/);
const costIn = z.union([
  amountIn.transform((value) => ({ value, currency: undefined })),
  z.object({ value: amountIn, currency: optional(currencyIn) }),
  z
    .string()
    .trim()
    .regex(/^\d{1,8}(\.\d{1,6})? [A-Za-z]{3}$/)
    .transform((text) => {
      const [value, currency] = text.split(' ');
      return { value: Number(value), currency: currency?.toUpperCase() };
    }),
]);
const detailsIn = z.object({
  completed: z.string().transform(dayPart).refine(isDay, 'is no day, written YYYY-MM-DD'),
  notes: optional(textIn(10_000)),
  instructor: optional(textIn(500)),
  credits: optional(amountIn),
  hours: optional(amountIn),
  cost: optional(costIn),
});

/** @throws JoineryError `request.invalid`. `currency` is of a cost that names none. */
export function readDetails(value: unknown, currency: string): RecordDetails {
  const sent = check(detailsIn, value);
  const { cost } = sent;
  const rounded = (amount: number | undefined) =>
    amount === undefined ? null : Math.round(amount * 100) / 100;
  return {
    completedOn: sent.completed,
    notes: sent.notes ?? null,
    instructor: sent.instructor ?? null,
    credits: rounded(sent.credits),
    hours: rounded(sent.hours),
    cost: cost === undefined ? null : { value: cost.value.toFixed(2), currency: cost.currency ?? currency },
  };
}

/** @throws JoineryError `request.invalid`. */
export function readRecord(value: unknown, currency: string): RecordDetails & { typeId: number } {
  const { type } = check(z.object({ type: integerIn }), value);
  return { ...readDetails(value, currency), typeId: type };
}
