import { z } from 'zod';
import { instant } from './paging.ts';
import { recruitingWire } from './recruiting.ts';

export const connectionHealth = z.enum(['unknown', 'ok', 'degraded', 'unauthorized', 'unreachable']);

/** One thing that a connection test looked at. */
export const connectionCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  message: z.string(),
});

export const connectionTest = z
  .object({
    health: connectionHealth,
    checks: z.array(connectionCheck),
    testedAt: instant,
  })
  .meta({ id: 'ConnectionTest' });
export type ConnectionTest = z.infer<typeof connectionTest>;

/** What is mirrored of an account, and how often it is read. */
export const mirrorSettings = z.strictObject({
  /** The company's employees are those of the account. False: those who were mirrored stay as they are. */
  peopleSource: z.boolean(),
  /** Changes of mirrored employees go to the provider, and come back from it. False: they are refused. */
  writeThrough: z.boolean().default(true),
  /** History tables that are mirrored; null: all that the account shows and this version knows. */
  tables: z.array(z.string().min(1).max(200)).max(200).nullable().default(null),
  /** Fields that are never read, by alias or number: salary, for example. */
  leaveOut: z.array(z.string().min(1).max(200)).max(2_000).default([]),
  /** How often the provider is asked what changed. */
  changesEveryMinutes: z.number().int().min(1).max(1_440).default(5),
  /** When everything is read each night, by the company's clock. */
  fullSyncAt: z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'expected a time of day, such as 02:30')
    .default('02:30'),
});
export type MirrorSettings = z.infer<typeof mirrorSettings>;

/** `bamboohr` keeps employees and candidates; the others keep candidates only. */
export const connectionProvider = z.enum(['bamboohr', 'pinpoint', 'pyjamahr']);
export type ConnectionProvider = z.infer<typeof connectionProvider>;

export const connection = z
  .object({
    id: z.string(),
    provider: connectionProvider,
    name: z.string(),
    /** Where people reach the account's API, without the credentials. */
    baseUrl: z.string(),
    subdomain: z.string(),
    /** Custom field that carries the marker of a hire; null: hires are recognised by e-mail and name only. */
    markerField: z.string().nullable(),
    /** How the account's API differs from what is publicly known of the provider; null: as known. */
    wire: recruitingWire.nullable(),
    enabled: z.boolean(),
    health: connectionHealth,
    lastTest: connectionTest.nullable(),
    /** Null until it is set up: then nothing was ever mirrored through it. */
    mirror: mirrorSettings.nullable(),
    /** What changed at the provider before this instant is here. Null before the first full sync, and when nothing is mirrored. */
    syncedTo: instant.nullable(),
    /** When everything was read last. */
    fullSyncedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof connection>;

const subdomain = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, 'expected the name that the account has in its address');
const apiKeyText = z.string().trim().min(1).max(200);
const marker = z.string().trim().min(1).max(200);

export const connectionInput = z.strictObject({
  provider: connectionProvider.default('bamboohr'),
  name: z.string().trim().min(1).max(100),
  subdomain,
  apiKey: apiKeyText,
  /** For an API somewhere else, such as a sandbox company here; always for PyjamaHR. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  markerField: marker.nullish(),
  wire: recruitingWire.nullish(),
  enabled: z.boolean().default(false),
});
export type ConnectionInput = z.infer<typeof connectionInput>;

export const connectionPatch = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  subdomain: subdomain.optional(),
  apiKey: apiKeyText.optional(),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  markerField: marker.nullish(),
  wire: recruitingWire.nullish(),
  enabled: z.boolean().optional(),
});
export type ConnectionPatch = z.infer<typeof connectionPatch>;

/** What a connection is to be for: decides what its key needs. */
export const connectionPurpose = z.strictObject({
  /** Mirror employees, with their history. */
  mirror: z.boolean().default(true),
  /** Send hires. */
  hires: z.boolean().default(false),
  /** Write changes of mirrored employees back. */
  writeThrough: z.boolean().default(false),
  /** Read the account's own recruiting. */
  recruiting: z.boolean().default(false),
});
export type ConnectionPurpose = z.infer<typeof connectionPurpose>;

/** Looks at an account before it is connected. Nothing of it is stored. */
export const probeInput = z.strictObject({
  provider: connectionProvider.default('bamboohr'),
  subdomain,
  apiKey: apiKeyText,
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  wire: recruitingWire.nullish(),
  purpose: connectionPurpose.default(connectionPurpose.parse({})),
});
export type ProbeInput = z.infer<typeof probeInput>;

/** Without a purpose, what the connection does already counts. */
export const storedProbeInput = z.strictObject({ purpose: connectionPurpose.optional() });
export type StoredProbeInput = z.infer<typeof storedProbeInput>;

/**
 * `granted` and needed; `missing` though needed; `excess`: sensitive, and seen though nothing needs
 * it; `unused`: neither needed nor worrying; `optional`: not seen, and used where it is.
 */
export const probeNeed = z.enum(['granted', 'missing', 'excess', 'unused', 'optional']);
export type ProbeNeed = z.infer<typeof probeNeed>;

/** The access level to make at the provider, in the words that people see there. */
export const accessLevelRecipe = z
  .object({
    name: z.string(),
    steps: z.array(z.string()),
    view: z.array(z.string()),
    edit: z.array(z.string()),
    hide: z.array(z.string()),
  })
  .meta({ id: 'AccessLevelRecipe' });
export type AccessLevelRecipe = z.infer<typeof accessLevelRecipe>;

/** What a key sees and may do, against what is needed. Holds names, never values of anybody. */
export const probeReport = z
  .object({
    probedAt: instant,
    purpose: connectionPurpose,
    /** False when the key is refused or the account cannot be reached: `problem` says why. */
    reached: z.boolean(),
    problem: z.string().nullable(),
    /** How many employees the key sees, inactive ones included; null when they could not be counted. */
    employees: z.number().int().nullable(),
    fields: z.array(z.object({ name: z.string(), label: z.string(), need: probeNeed })),
    tables: z.array(z.object({ name: z.string(), need: probeNeed })),
    rights: z.array(z.object({ name: z.string(), label: z.string(), need: probeNeed })),
    strategies: z.array(z.enum(['report', 'datasets'])),
    /** Requests that it made. */
    calls: z.number().int(),
    accessLevel: accessLevelRecipe,
    /** Fields and tables that the key saw at the probe before this one and does not see any more. */
    lost: z.array(z.string()),
  })
  .meta({ id: 'ProbeReport' });
export type ProbeReport = z.infer<typeof probeReport>;

/** The last look at a connected account; null before the first. */
export const lastProbe = z.object({ probe: probeReport.nullable() }).meta({ id: 'LastProbe' });
export type LastProbe = z.infer<typeof lastProbe>;

/** The webhook that the provider calls when people change: a hint to read, never data. */
export const sourceWebhook = z
  .object({
    /** `missing`: it was registered, and the provider has it no more or switched it off. */
    state: z.enum(['off', 'on', 'missing']),
    url: z.string().nullable(),
    registeredAt: instant.nullable(),
    /** When a call that proved to be the provider's came last. */
    lastCallAt: instant.nullable(),
    /** When the provider was last asked whether it still has it. */
    checkedAt: instant.nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'SourceWebhook' });
export type SourceWebhookView = z.infer<typeof sourceWebhook>;

/** How a connection goes about its requests: one budget for all processes, learned from the provider. */
export const connectionState = z
  .object({
    /** Requests that may be sent in a minute, as learned so far. */
    limitPerMinute: z.number().int(),
    usedInLastMinute: z.number().int(),
    /**
     * Nothing is sent before `until`; then one request tries. `throttled`: the provider's request limit was
     * reached; `unavailable`: it asked to wait; `failures`: it could not be reached, or failed, several times
     * in a row.
     */
    paused: z.object({ until: instant, reason: z.enum(['throttled', 'unavailable', 'failures']) }).nullable(),
    /** `half_open`: a pause is over and one request tries whether the provider works again. */
    breaker: z.enum(['closed', 'open', 'half_open']),
    failuresInARow: z.number().int(),
    /** Since when the provider refuses the key: nothing is sent, and what waits is kept. */
    stoppedSince: instant.nullable(),
    /** When one request tries the refused key again. */
    nextProbeAt: instant.nullable(),
  })
  .meta({ id: 'ConnectionState' });
export type ConnectionState = z.infer<typeof connectionState>;

/** Somebody who can sign in at the provider; they cannot sign in here by that. */
export const providerUser = z
  .object({
    id: z.string(),
    employeeNumber: z.number().int().nullable(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    email: z.string().nullable(),
    enabled: z.boolean(),
    /** As the provider tells it. */
    lastLogin: z.string().nullable(),
    seenAt: instant,
  })
  .meta({ id: 'ProviderUser' });
export type ProviderUser = z.infer<typeof providerUser>;
