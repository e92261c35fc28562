import type { ErrorCode, ErrorIssue } from '@joinery/sdk';

/** Codes that the server sends, and two for answers that never came or were not its own. */
export type ProblemCode = ErrorCode | 'network' | 'unknown';

interface ApiErrorParts {
  code: ProblemCode;
  status: number;
  message: string;
  issues?: ErrorIssue[];
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

/** A request that did not end well. `requestId` finds it in the server's log. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly issues: ErrorIssue[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(parts: ApiErrorParts, cause?: unknown) {
    super(parts.message, { cause });
    this.name = 'ApiError';
    this.code = parts.code;
    this.status = parts.status;
    this.issues = parts.issues ?? [];
    this.requestId = parts.requestId;
    this.retryAfterSeconds = parts.retryAfterSeconds;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function issuesOf(value: unknown): ErrorIssue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    if (!isRecord(entry)) return [];
    const message = textOf(entry.message);
    return message ? [{ path: textOf(entry.path) ?? '', message }] : [];
  });
}

/** Reads a problem document (RFC 9457); an answer of a proxy in between becomes `unknown`. */
export function toApiError(status: number, headers: Headers, body: unknown): ApiError {
  const problem = isRecord(body) ? body : {};
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  return new ApiError({
    code: (textOf(problem.code) as ErrorCode | undefined) ?? 'unknown',
    status,
    message: textOf(problem.detail) ?? textOf(problem.title) ?? `The server answered with status ${status}.`,
    issues: issuesOf(problem.issues),
    requestId: textOf(problem.requestId) ?? headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}
