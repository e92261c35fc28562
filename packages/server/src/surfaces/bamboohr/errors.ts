// The only place where kinds of errors become this dialect's form: an empty body, and the text in
// two headers, one of them misspelt as the real one is. Some clients read only the misspelt one.
import { type ErrorCode, type ErrorKind, JoineryError } from '@joinery/sdk';
import { type Answer, empty } from './answer.ts';

/** Parts of the API that answer the same problem with different statuses. */
export type ErrorStyle = 'plain' | 'table' | 'files' | 'hiring';

const statusOfKind: Record<ErrorKind, number> = {
  invalid: 400,
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

const statusInStyle: Record<ErrorStyle, Partial<Record<ErrorCode, number>>> = {
  plain: { 'fields.not_found': 406 },
  table: { 'employees.invalid_value': 406, 'fields.not_found': 406 },
  files: { 'files.type_not_allowed': 400, 'files.content_mismatch': 400 },
  hiring: {
    'request.invalid': 422,
    'candidates.name_missing': 422,
    'jobs.not_open': 422,
    'jobs.not_found': 422,
    'applications.exists': 422,
    'files.empty': 422,
    'files.type_not_allowed': 422,
    'files.content_mismatch': 422,
  },
};

// Recorded texts that clients compare with.
const recordedText: Partial<Record<ErrorCode, string>> = {
  'access.unauthenticated': 'API key not provided or invalid',
  'employees.not_found': 'Employee not found, Employee not found',
};

/** `company` names the realm of a 401. */
export function toAnswer(error: unknown, style: ErrorStyle, company: string): Answer {
  const { code, kind, message, retryAfterSeconds } = asJoineryError(error);
  const status = statusInStyle[style][code] ?? statusOfKind[kind];
  const answer = errorAnswer(status, recordedText[code] ?? message);
  if (status === 401)
    answer.headers['www-authenticate'] = `Basic realm="https://api.bamboohr.com/${company}"`;
  if (retryAfterSeconds !== undefined) answer.headers['retry-after'] = String(retryAfterSeconds);
  return answer;
}

export function errorAnswer(status: number, text: string): Answer {
  const safe = headerText(text);
  return empty(status, {
    'x-bamboohr-error-message': safe,
    'x-bamboohr-error-messsage': safe,
  });
}

/** What a header can hold: one line of Latin-1, cut to a sensible length. */
export function headerText(text: string): string {
  return text
    .replace(/[“”„]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e\xa1-\xff]/gu, '?')
    .trim()
    .slice(0, 500);
}

/** Errors of the HTTP server itself carry a status; everything else unknown is our own fault. */
export function asJoineryError(error: unknown): JoineryError {
  if (error instanceof JoineryError) return error;
  const status = statusOf(error);
  if (status === 413)
    return new JoineryError('request.too_large', 'The body is larger than this endpoint accepts.', {
      cause: error,
    });
  if (status === 415)
    return new JoineryError('request.unsupported_media', 'The content type is not usable.', { cause: error });
  if (status !== undefined && status >= 400 && status < 500)
    return new JoineryError('request.invalid', 'The request is malformed.', { cause: error });
  return new JoineryError(
    'request.internal',
    'A fault of this server. Its log has it under the request id.',
    {
      cause: error,
    },
  );
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error ? (error as { statusCode?: unknown }).statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
