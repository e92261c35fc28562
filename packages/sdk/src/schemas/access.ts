import { z } from 'zod';
import { instant } from './paging.ts';

export const fieldRight = z.enum(['none', 'view', 'edit']);
export type FieldRight = z.infer<typeof fieldRight>;

/** Which employees a rule covers. `filter` takes option names and matches when every given list does. */
export const employeeScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('self') }),
  z.object({ kind: z.literal('direct_reports') }),
  z.object({
    kind: z.literal('filter'),
    departments: z.array(z.string().max(200)).max(500).optional(),
    divisions: z.array(z.string().max(200)).max(500).optional(),
    locations: z.array(z.string().max(200)).max(500).optional(),
    statuses: z.array(z.enum(['Active', 'Inactive'])).optional(),
  }),
]);
export type EmployeeScope = z.infer<typeof employeeScope>;

/**
 * One grant: for the employees in `scope`, `fields` says what may be seen or edited.
 * Keys are field aliases, or `table.column` for columns of a history table; `*` is every other
 * field that is not sensitive. Sensitive fields have to be named.
 */
export const employeeGrant = z.object({
  scope: employeeScope,
  fields: z.record(z.string().min(1).max(200), fieldRight),
});
export type EmployeeGrant = z.infer<typeof employeeGrant>;

export const areaRight = z.enum(['none', 'view', 'edit']);

/** What the users of an access level may see and do. Where grants overlap, the wider right counts. */
export const accessDefinition = z.object({
  employees: z.array(employeeGrant).max(50),
  /** Add and delete employees. */
  manageEmployees: z.boolean().default(false),
  directory: z.boolean().default(false),
  hiring: z.object({
    jobs: areaRight.default('none'),
    candidates: areaRight.default('none'),
    /** Only jobs that the user leads or whose hiring team the user is in. */
    assignedJobsOnly: z.boolean().default(false),
    /** Of these only people whom the user brought: what an external recruiter sees. */
    ownCandidatesOnly: z.boolean().optional(),
    /** Send hires to a connection. */
    hires: areaRight.default('none'),
  }),
  settings: z.object({
    users: areaRight.default('none'),
    connections: areaRight.default('none'),
    fields: areaRight.default('none'),
    company: areaRight.default('none'),
  }),
});
export type AccessDefinition = z.infer<typeof accessDefinition>;

export const accessLevel = z
  .object({
    id: z.string(),
    builtin: z.string().nullable(),
    name: z.string(),
    definition: accessDefinition,
  })
  .meta({ id: 'AccessLevel' });
export type AccessLevel = z.infer<typeof accessLevel>;

export const accessLevelInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  definition: accessDefinition,
});

export const user = z
  .object({
    id: z.string(),
    number: z.number().int(),
    kind: z.enum(['person', 'service']),
    email: z.string().nullable(),
    firstName: z.string(),
    lastName: z.string(),
    status: z.enum(['enabled', 'disabled']),
    accessLevelId: z.string(),
    accessLevelName: z.string(),
    employeeNumber: z.number().int().nullable(),
    lastLoginAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof user>;

export const userInput = z
  .strictObject({
    kind: z.enum(['person', 'service']).default('person'),
    email: z.email().max(254).optional(),
    password: z.string().min(10, 'at least 10 characters').max(200).optional(),
    firstName: z.string().trim().max(100).default(''),
    lastName: z.string().trim().max(100).default(''),
    accessLevelId: z.string(),
    employeeNumber: z.number().int().positive().optional(),
  })
  .refine((u) => u.kind === 'service' || u.email !== undefined, {
    path: ['email'],
    message: 'a person needs an e-mail address; a service user may go without',
  });
export type UserInput = z.infer<typeof userInput>;

export const userPatch = z.strictObject({
  status: z.enum(['enabled', 'disabled']).optional(),
  accessLevelId: z.string().optional(),
  password: z.string().min(10, 'at least 10 characters').max(200).optional(),
});
export type UserPatch = z.infer<typeof userPatch>;

export const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The first characters of the key, enough to recognise it. */
    preview: z.string(),
    owner: z.object({ id: z.string(), name: z.string() }),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKey>;

export const apiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  userId: z.string().optional(),
});
export type ApiKeyInput = z.infer<typeof apiKeyInput>;

/** The answer to making a key: the only time that the key itself is shown. */
export const createdApiKey = apiKey.extend({ key: z.string() }).meta({ id: 'CreatedApiKey' });
export type CreatedApiKey = z.infer<typeof createdApiKey>;

export const signIn = z.strictObject({
  email: z.string().max(254),
  password: z.string().max(200),
  /** For people who have users in several companies; otherwise the oldest of them is opened. */
  company: z.string().max(63).optional(),
});
export type SignIn = z.infer<typeof signIn>;

export const company = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    kind: z.enum(['live', 'sandbox']),
    timeZone: z.string(),
    currency: z.string(),
    /** How far a sandbox company's clock was moved ahead; 0 elsewhere. */
    clockOffsetSeconds: z.number().int(),
    /** The connection whose people the company shows; null when it keeps its own. */
    peopleSource: z.string().nullable(),
  })
  .meta({ id: 'Company' });
export type Company = z.infer<typeof company>;

const profileText = z
  .string()
  .max(255)
  .transform((text) => text.normalize('NFC').trim() || null)
  .nullable();

const companyAddress = z.object({
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  zip: z.string().nullable(),
  country: z.string().nullable(),
});

/** What a company tells of itself. */
export const companyProfile = z
  .object({
    legalName: z.string().nullable(),
    /** The name that people know it by. */
    displayName: z.string(),
    phone: z.string().nullable(),
    address: companyAddress,
    /** Codes of its lines of business, such as those of NAICS. */
    industryCodes: z.array(z.string()),
  })
  .meta({ id: 'CompanyProfile' });
export type CompanyProfile = z.infer<typeof companyProfile>;

/** What is not named stays; null clears. */
export const companyProfilePatch = z
  .strictObject({
    legalName: profileText,
    displayName: z.string().trim().min(1).max(200),
    phone: profileText,
    address: z
      .strictObject({
        line1: profileText,
        line2: profileText,
        city: profileText,
        state: profileText,
        zip: profileText,
        country: profileText,
      })
      .partial(),
    industryCodes: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$/)).max(50),
  })
  .partial();
export type CompanyProfilePatch = z.infer<typeof companyProfilePatch>;

// By use: lists of zones leave out names that are newer or older than their own, as Asia/Kolkata.
/** Whether it names a time zone that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

export const companyInput = z.strictObject({
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens'),
  name: z.string().trim().min(1).max(200),
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, { message: 'expected a time zone such as Europe/Berlin' })
    .default('UTC'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected three letters such as USD')
    .default('USD'),
  kind: z.enum(['live', 'sandbox']).default('live'),
});
export type CompanyInput = z.input<typeof companyInput>;

/** First set-up of an empty server: its token is printed in the log and kept in the data folder. */
export const setup = z.strictObject({
  token: z.string().max(200),
  company: companyInput,
  user: z.strictObject({
    email: z.email().max(254),
    password: z.string().min(10, 'at least 10 characters').max(200),
    firstName: z.string().trim().max(100).default(''),
    lastName: z.string().trim().max(100).default(''),
  }),
});

/** Who is signed in, in which company, with which rights. */
export const session = z
  .object({
    user,
    company,
    access: accessDefinition,
    /** Companies that the same person may change to without signing in again, this one included. */
    companies: z.array(z.object({ slug: z.string(), name: z.string() })),
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'Session' });
/** Changes the company of a session. */
export const sessionPatch = z.strictObject({ company: z.string().max(63) });

export type Session = z.infer<typeof session>;
