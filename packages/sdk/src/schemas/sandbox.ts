import { z } from 'zod';
import { instant } from './paging.ts';

/**
 * What can be made to go wrong with a request to a sandbox company. `execute_then_drop`, `hang` and
 * `truncate` do the work of the operation; the others do not.
 */
export const faultKind = z.enum([
  /** Does the work, commits, then cuts the connection without an answer. */
  'execute_then_drop',
  /** Cuts the connection before the work. */
  'drop',
  'status_500',
  'status_503',
  /** With Retry-After. */
  'status_429',
  /** A web page with status 200, as a proxy in the way would send. */
  'html_200',
  /** Does the work and answers only after some seconds. */
  'hang',
  /** Does the work and sends half of the answer. */
  'truncate',
]);
export type FaultKind = z.infer<typeof faultKind>;

export const sandboxFault = z
  .object({
    id: z.string(),
    /** `METHOD /version/path/{param}` as the emulated API's documentation writes it, or `*` for any. */
    operation: z.string(),
    fault: faultKind,
    /** How many requests it will still hit. */
    remaining: z.number().int(),
    /** Wait of `hang` (30 if null), Retry-After of `status_429` (1 if null) and `status_503`. */
    seconds: z.number().int().nullable(),
  })
  .meta({ id: 'SandboxFault' });
export type SandboxFault = z.infer<typeof sandboxFault>;

export const sandboxFaultInput = z.strictObject({
  operation: z
    .string()
    .max(200)
    .regex(
      /^(\*|(GET|POST|PUT|PATCH|DELETE) \/v\d+(_\d+)?(\/[^\s/]+)+)$/,
      'expected an operation such as POST /v1/employees, or *',
    ),
  fault: faultKind,
  count: z.number().int().min(1).max(100_000).default(1),
  seconds: z.number().int().min(0).max(600).nullish(),
});
export type SandboxFaultInput = z.infer<typeof sandboxFaultInput>;

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
    /** Whether the work of the operation was done. */
    executed: z.boolean(),
    requestId: z.string(),
    at: instant,
  })
  .meta({ id: 'SandboxRequest' });
export type SandboxRequest = z.infer<typeof sandboxRequest>;

export const sandboxRequestQuery = z.object({ operation: z.string().max(200).optional() });
