import { z } from 'zod';
import { calendarDate, instant } from './paging.ts';

export const offerState = z.enum(['draft', 'sent', 'accepted', 'declined', 'withdrawn']);
export type OfferState = z.infer<typeof offerState>;

const text = z.string().trim().min(1).max(200);

const terms = {
  startDate: calendarDate,
  jobTitle: text,
  department: text,
  division: text,
  location: text,
  employmentStatus: text,
  /** By name, as the provider reads it: a first and a last name. */
  reportsTo: text,
  /** An amount as decimal text; it needs its currency. */
  payRate: z.string().regex(/^\d{1,13}(\.\d{1,4})?$/, 'expected an amount such as 52000 or 31.50'),
  payCurrency: z.string().regex(/^[A-Z]{3}$/, 'expected three capital letters such as EUR'),
  payType: text,
  payPer: text,
};

/** What of an offer is about the work and its pay. */
export const offerTerms = z.object(terms).keyof();
export type OfferTerm = z.infer<typeof offerTerms>;

/** What a candidate was offered. There is one at most for each application. */
export const offer = z
  .object({
    applicationId: z.string(),
    state: offerState,
    startDate: z.string().nullable(),
    jobTitle: z.string().nullable(),
    department: z.string().nullable(),
    division: z.string().nullable(),
    location: z.string().nullable(),
    employmentStatus: z.string().nullable(),
    reportsTo: z.string().nullable(),
    payRate: z.string().nullable(),
    payCurrency: z.string().nullable(),
    payType: z.string().nullable(),
    payPer: z.string().nullable(),
    /** A document of the candidate, of the kind `offer`. */
    fileId: z.string().nullable(),
    updatedBy: z.string(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Offer' });
export type Offer = z.infer<typeof offer>;

/** Replaces the fields that it names and leaves the others; null clears one. */
export const offerPut = z.strictObject({
  state: offerState.optional(),
  startDate: terms.startDate.nullish(),
  jobTitle: terms.jobTitle.nullish(),
  department: terms.department.nullish(),
  division: terms.division.nullish(),
  location: terms.location.nullish(),
  employmentStatus: terms.employmentStatus.nullish(),
  reportsTo: terms.reportsTo.nullish(),
  payRate: terms.payRate.nullish(),
  payCurrency: terms.payCurrency.nullish(),
  payType: terms.payType.nullish(),
  payPer: terms.payPer.nullish(),
  fileId: z.string().min(1).max(100).nullish(),
});
export type OfferPut = z.infer<typeof offerPut>;
