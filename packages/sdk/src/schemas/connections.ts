import { z } from 'zod';
import { instant } from './paging.ts';

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

export const connection = z
  .object({
    id: z.string(),
    provider: z.literal('bamboohr'),
    name: z.string(),
    /** Where people reach the account's API, without the credentials. */
    baseUrl: z.string(),
    subdomain: z.string(),
    /** Custom field that carries the marker of a hire; null: hires are recognised by e-mail and name only. */
    markerField: z.string().nullable(),
    enabled: z.boolean(),
    health: connectionHealth,
    lastTest: connectionTest.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof connection>;

const subdomain = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, 'expected the company part of COMPANY.bamboohr.com');
const apiKeyText = z.string().trim().min(1).max(200);
const marker = z.string().trim().min(1).max(200);

export const connectionInput = z.strictObject({
  provider: z.literal('bamboohr').default('bamboohr'),
  name: z.string().trim().min(1).max(100),
  subdomain,
  apiKey: apiKeyText,
  /** For a BambooHR API somewhere else, such as a sandbox company here. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  markerField: marker.nullish(),
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
  enabled: z.boolean().optional(),
});
export type ConnectionPatch = z.infer<typeof connectionPatch>;
