import { z } from 'zod';
import { calendarDate, instant } from './paging.ts';

/**
 * What can be made to go wrong with a request to a sandbox company. Those that do the work of the
 * operation say so; the others leave it undone, unless the fault is ordered with `executes`.
 */
export const faultKind = z.enum([
  /** Does the work, commits, then cuts the connection without an answer. */
  'execute_then_drop',
  /** Cuts the connection before the work. */
  'drop',
  /** Cuts the connection at once and does the work some seconds later, in the same process. */
  'execute_late',
  'status_500',
  'status_502',
  'status_503',
  'status_504',
  'status_598',
  'status_429',
  /** A web page with status 200, as a proxy in the way would send. */
  'html_200',
  /** Does the work and answers only after some seconds. */
  'hang',
  /** Does the work and sends the answer a few bytes at a time. */
  'drip',
  /** Does the work and sends half of the answer. */
  'truncate',
  /** Does the work as if the key had lost its right to some fields: they are absent. */
  'vanish_fields',
  /** Does the work and answers with half of the list, as if that were all of it. */
  'short_list',
]);
export type FaultKind = z.infer<typeof faultKind>;

/** How the wait of a 429 or 503 is written; `far` is ten years, `missing` no header at all. */
export const retryAfterForm = z.enum([
  'seconds',
  'http_date',
  'zero',
  'negative',
  'far',
  'garbage',
  'missing',
]);
export type RetryAfterForm = z.infer<typeof retryAfterForm>;

export const sandboxFault = z
  .object({
    id: z.string(),
    /** `METHOD /version/path/{param}` as the emulated API's documentation writes it, a beginning of one with `*` behind it, or `*`. */
    operation: z.string(),
    fault: faultKind,
    /** How many requests it will still hit; null for all, until it is removed. */
    remaining: z.number().int().nullable(),
    /** The share of requests that it hits. */
    probability: z.number(),
    /** The same seed hits the same ones of the requests that come: the first, the fourth and so on. */
    seed: z.string(),
    /** Wait of `hang` (30 if null) and `execute_late` (90 if null), Retry-After of `status_429` (1 if null) and `status_503`. */
    seconds: z.number().int().nullable(),
    /** Whether the work is done before a status, or a web page, says that it was not. */
    executes: z.boolean(),
    /** Of `drip`; 1 if null. */
    bytesPerSecond: z.number().int().nullable(),
    /** Fields that `vanish_fields` takes away: their aliases. */
    fields: z.array(z.string()).nullable(),
    retryAfter: retryAfterForm.nullable(),
  })
  .meta({ id: 'SandboxFault' });
export type SandboxFault = z.infer<typeof sandboxFault>;

export const sandboxFaultInput = z
  .strictObject({
    operation: z
      .string()
      .max(200)
      .regex(
        /^(\*|(GET|POST|PUT|PATCH|DELETE) (\/v\d+(_\d+)?(\/[^\s/*]+)+|\/?[^\s*]*\*))$/,
        'expected an operation such as POST /v1/employees, the beginning of one with * behind it, or *',
      ),
    fault: faultKind,
    count: z.number().int().min(1).max(1_000_000).nullable().default(1),
    probability: z.number().gt(0).max(1).default(1),
    seed: z.string().max(200).default('sandbox'),
    seconds: z.number().int().min(0).max(600).nullish(),
    executes: z.boolean().default(false),
    bytesPerSecond: z.number().int().min(1).max(1_000_000).nullish(),
    fields: z.array(z.string().min(1).max(200)).min(1).max(400).nullish(),
    retryAfter: retryAfterForm.nullish(),
  })
  .refine(({ fault, fields }) => (fault === 'vanish_fields') === (fields != null), {
    path: ['fields'],
    message: 'names the fields of vanish_fields, and belongs to no other fault',
  });
export type SandboxFaultInput = z.input<typeof sandboxFaultInput>;

/** Answers over a limit: 429 with Retry-After, or 503 with or without it. */
export const limitStyle = z.enum(['status_429', 'status_503', 'status_503_bare']);

export const sandboxLimitInput = z.strictObject({
  requests: z.number().int().min(1).max(1_000_000),
  windowSeconds: z.number().int().min(1).max(86_400),
  style: limitStyle.default('status_429'),
});
export type SandboxLimitInput = z.input<typeof sandboxLimitInput>;

/** How many requests all processes together take in each window. */
export const sandboxLimit = z.object({
  requests: z.number().int(),
  windowSeconds: z.number().int(),
  style: limitStyle,
  /** Requests of the running window, refused ones too. */
  used: z.number().int(),
});
export type SandboxLimit = z.infer<typeof sandboxLimit>;

/** `limit` is null when there is none. */
export const sandboxLimitState = z
  .object({ limit: sandboxLimit.nullable() })
  .meta({ id: 'SandboxLimitState' });
export type SandboxLimitState = z.infer<typeof sandboxLimitState>;

/** A request that a sandbox company got, whatever the caller was told. */
export const sandboxRequest = z
  .object({
    id: z.string(),
    /** `unknown` for a path that the emulated API does not have. */
    operation: z.string(),
    method: z.string(),
    path: z.string(),
    /** Null while it runs, when the connection was cut, or when the process ended first. */
    status: z.number().int().nullable(),
    fault: faultKind.nullable(),
    /** Whether it was refused because there were too many. */
    limited: z.boolean(),
    /** Whether the work of the operation was done. */
    executed: z.boolean(),
    requestId: z.string(),
    /** By the server's clock, also when the company's was moved. */
    at: instant,
  })
  .meta({ id: 'SandboxRequest' });
export type SandboxRequest = z.infer<typeof sandboxRequest>;

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');

export const sandboxRequestFilter = z.object({
  /** Exactly this operation, or all that begin with what stands before a `*`. */
  operation: z.string().max(200).optional(),
  method: z.string().max(10).optional(),
  status: z.coerce.number().int().optional(),
  /** One kind, or `any`. */
  fault: z.union([faultKind, z.literal('any')]).optional(),
  executed: yesOrNo.optional(),
  limited: yesOrNo.optional(),
  since: instant.optional(),
  until: instant.optional(),
});
export type SandboxRequestFilter = z.infer<typeof sandboxRequestFilter>;

export const sandboxRequestQuery = sandboxRequestFilter.extend({
  order: z.enum(['oldest', 'newest']).default('oldest'),
});
export const sandboxDownloadQuery = sandboxRequestFilter.extend({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
});

/** How far a sandbox company's clock stands from the real one, and what time it shows. */
export const sandboxClock = z
  .object({
    now: instant,
    /** In the company's time zone. */
    today: calendarDate,
    offsetSeconds: z.number().int(),
    /** Employees whose history took effect by this move. */
    tookEffect: z.number().int(),
  })
  .meta({ id: 'SandboxClock' });
export type SandboxClock = z.infer<typeof sandboxClock>;

const maxMoveSeconds = 100 * 366 * 86_400;

/** One of three: forward from where it stands, to an instant or the first moment of a date, or back to real time. */
export const sandboxClockInput = z.union([
  z.strictObject({ forwardSeconds: z.number().int().min(1).max(maxMoveSeconds) }),
  z.strictObject({ to: z.union([instant, calendarDate]) }),
  z.strictObject({ real: z.literal(true) }),
]);
export type SandboxClockInput = z.infer<typeof sandboxClockInput>;

/** `seed` is taken when the company is made. */
export const snapshotName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected lower-case letters, digits, hyphens and underscores');

export const sandboxSnapshot = z
  .object({
    name: z.string(),
    rows: z.number().int(),
    takenAt: instant,
  })
  .meta({ id: 'SandboxSnapshot' });
export type SandboxSnapshot = z.infer<typeof sandboxSnapshot>;

export const sandboxSnapshotInput = z.strictObject({ name: snapshotName });

/** How many rows had to be taken away and put back. */
export const sandboxRestored = z
  .object({ name: z.string(), removed: z.number().int(), added: z.number().int() })
  .meta({ id: 'SandboxRestored' });
export type SandboxRestored = z.infer<typeof sandboxRestored>;
