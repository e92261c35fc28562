// From an error to a status and a problem document (RFC 9457): the only such mapping of /v1.
import { type ErrorCode, type ErrorKind, errorTable, type JoineryError } from '@joinery/sdk';
import { z } from 'zod';
import { movedToOf } from '../../modules/candidates/moved.ts';
import { WriteError } from '../../modules/provider-writes/provider-writes.ts';

const statusByKind: Record<ErrorKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  rate_limited: 429,
  not_implemented: 501,
  provider: 502,
  unavailable: 503,
  internal: 500,
};

// A request that could not be read at all is 400; one that was read and makes no sense is 422.
const statusByCode: Partial<Record<ErrorCode, number>> = {
  'request.invalid_json': 400,
  'request.invalid_text': 400,
  'request.invalid_form': 400,
  'request.method_not_allowed': 405,
  'request.precondition_failed': 412,
  'idempotency.invalid_key': 400,
  'candidates.merged': 410,
};

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** Of a change that goes to where the company’s people come from. */
    write: z
      .object({
        id: z.string(),
        /** The provider’s status and its own words, where it answered. */
        status: z.number().int().nullable(),
        words: z.string().nullable(),
      })
      .optional(),
    /** Of a record that was merged into another one: the id of that one. */
    movedTo: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: z.infer<typeof problem>;
}

export const problemContentType = 'application/problem+json';

export function toProblem(error: JoineryError, requestId: string): ProblemAnswer {
  const write = writeOf(error);
  const movedTo = movedToOf(error);
  const status = statusOfRefusal(error, write) ?? statusByCode[error.code] ?? statusByKind[error.kind];
  return {
    status,
    headers: headersOf(error),
    body: {
      type: `urn:joinery:problem:${error.code}`,
      title: errorTable[error.code].summary,
      status,
      detail: error.message,
      code: error.code,
      ...(error.issues.length > 0 ? { issues: error.issues } : {}),
      ...(write === undefined ? {} : { write }),
      ...(movedTo === undefined ? {} : { movedTo }),
      requestId,
    },
  };
}

type Write = NonNullable<z.infer<typeof problem>['write']>;

function writeOf(error: JoineryError): Write | undefined {
  return error instanceof WriteError ? error.write : undefined;
}

// What the provider declined is the caller's to mend, not a fault on the way to it.
function statusOfRefusal({ code }: JoineryError, write: Write | undefined): number | undefined {
  if (code !== 'provider.refused' || write?.status == null) return undefined;
  return [403, 404, 409].includes(write.status) ? write.status : 422;
}

function placeOf(id: string): string {
  return `/v1/${id.startsWith('app_') ? 'applications' : 'candidates'}/${id}`;
}

function headersOf(error: JoineryError): Record<string, string> {
  const movedTo = movedToOf(error);
  return {
    // Not Basic: browsers would ask for a password in a window of their own.
    ...(error.kind === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="Joinery"' } : {}),
    ...(movedTo === undefined ? {} : { location: placeOf(movedTo) }),
    ...(error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
  };
}
