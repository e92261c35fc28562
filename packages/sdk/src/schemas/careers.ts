// What a company shows and takes without anybody being signed in.
import { z } from 'zod';
import { applicantFields, documentText } from './candidates.ts';
import { locationType } from './jobs.ts';
import { instant } from './paging.ts';
import { boundedText } from './texts.ts';

/** A page as browsers name it: scheme, host and port; `https`, or `http` on this machine. */
export const webOrigin = z
  .string()
  .max(300)
  .trim()
  .transform((text, context) => {
    const origin = toOrigin(text);
    if (origin !== undefined) return origin;
    context.addIssue({ code: 'custom', message: 'expected https://, a host and nothing behind it' });
    return z.NEVER;
  });

// A browser takes more in a host than a name: what ends a directive or a header does not belong there.
const plainHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

function toOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined;
  if (url.username !== '' || url.password !== '' || !plainHost.test(url.hostname)) return undefined;
  const isHere = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere) ? url.origin : undefined;
}

const origins = z
  .array(webOrigin)
  .max(20)
  .transform((all) => [...new Set(all)]);
const someOrigins = origins.refine((all) => all.length > 0, { message: 'expected at least one' });
const name = z.string().trim().min(1).max(100);
const maxPerHour = z.number().int().min(1).max(100_000);

/** A key that may stand in a web page: it sends applications and does nothing else. */
export const publishableKey = z
  .object({
    id: z.string(),
    name: z.string(),
    /** `pk_…`; no secret. */
    key: z.string(),
    /** Pages that may send with it. */
    origins: z.array(z.string()),
    enabled: z.boolean(),
    /** Applications that are taken with it in an hour. */
    maxPerHour: z.number().int(),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'PublishableKey' });
export type PublishableKey = z.infer<typeof publishableKey>;

export const publishableKeyInput = z.strictObject({
  name,
  origins: someOrigins,
  maxPerHour: maxPerHour.default(600),
});
export type PublishableKeyInput = z.infer<typeof publishableKeyInput>;

export const publishableKeyPatch = z.strictObject({
  name: name.optional(),
  origins: someOrigins.optional(),
  maxPerHour: maxPerHour.optional(),
  enabled: z.boolean().optional(),
});
export type PublishableKeyPatch = z.infer<typeof publishableKeyPatch>;

/** How a company's careers page looks. */
export const careersSettings = z
  .object({
    /** Where it is. */
    url: z.string(),
    enabled: z.boolean(),
    headline: z.string().nullable(),
    intro: z.string().nullable(),
    /** `#rrggbb` */
    color: z.string().nullable(),
    privacyUrl: z.string().nullable(),
    /** Null without a logo. */
    logoUrl: z.string().nullable(),
    /** Pages that may show it in a frame. */
    embedOrigins: z.array(z.string()),
    /** Forms of 30 days that were thanked for and not taken, because they looked like those of programs. */
    robots: z.number().int(),
  })
  .meta({ id: 'CareersSettings' });
export type CareersSettings = z.infer<typeof careersSettings>;

const webAddress = z.url({ protocol: /^https?$/, error: 'expected an address that begins with https://' });

/** What is not named stays as it is. */
export const careersSettingsPatch = z.strictObject({
  enabled: z.boolean().optional(),
  headline: boundedText(200).nullish(),
  intro: boundedText(5_000).nullish(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour such as #2f6f4f')
    .nullish(),
  privacyUrl: webAddress.max(500).nullish(),
  embedOrigins: origins.optional(),
});
export type CareersSettingsPatch = z.infer<typeof careersSettingsPatch>;

/** An open job as everybody sees it. */
export const publicJob = z
  .object({
    id: z.string(),
    number: z.number().int(),
    title: z.string(),
    department: z.string().nullable(),
    location: z.string().nullable(),
    locationType,
    employmentType: z.string().nullable(),
    minimumExperience: z.string().nullable(),
    compensation: z.string().nullable(),
    description: z.string(),
    publishedAt: instant,
    updatedAt: instant,
    /** Its page here, with a form. */
    url: z.string(),
  })
  .meta({ id: 'PublicJob' });
export type PublicJob = z.infer<typeof publicJob>;

const companySlug = z.string().min(1).max(63);
const filterText = z.string().trim().max(200).optional();
export const publicJobFilter = z.object({
  /** Part of the title or the description. */
  q: filterText,
  department: filterText,
  location: filterText,
  employmentType: filterText,
});
export type PublicJobFilter = z.infer<typeof publicJobFilter>;
export const publicJobQuery = publicJobFilter.extend({ company: companySlug });
export const publicFormQuery = z.strictObject({ company: companySlug });

/** What the form of the job says by keys. */
const byKey = z.record(z.string().max(100), z.unknown());

/** Wire form of an application that somebody sends from a web page. */
export const publicApplicationInput = applicantFields.extend({
  jobId: z.union([z.string().min(1).max(100), z.number().int().positive().transform(String)]),
  resume: documentText.nullish(),
  answers: byKey.optional(),
  consents: byKey.optional(),
  demographics: byKey.optional(),
});
export type PublicApplicationInput = z.infer<typeof publicApplicationInput>;

/** Always the same: whether somebody applied before is not told. */
export const publicReceipt = z.object({ received: z.literal(true) }).meta({ id: 'PublicReceipt' });
export type PublicReceipt = z.infer<typeof publicReceipt>;
