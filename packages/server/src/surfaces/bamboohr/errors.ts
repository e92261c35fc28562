// The only place where kinds of errors become this dialect's form: an empty body, and the text in
// two headers, one of them misspelt as the real one is. Some clients read only the misspelt one.
import type { ErrorCode, ErrorIssue, ErrorKind } from '@joinery/sdk';
import { WriteError } from '../../modules/provider-writes/provider-writes.ts';
import { toJoineryError } from '../pipeline.ts';
import { type Answer, empty } from './answer.ts';
import { type ReportErrorStyle, reportError } from './format/reports-errors.ts';
import { webhookErrors } from './format/webhooks.ts';

/** Parts of the API that answer the same problem with different statuses. */
export type ErrorStyle =
  | 'plain'
  | 'login'
  | 'table'
  | 'files'
  | 'photos'
  | 'hiring'
  | 'applications'
  | 'problem'
  | 'locations'
  | 'dataset-problem'
  | 'dataset-rows'
  | 'webhooks'
  | 'dependents'
  | 'goals'
  | ReportErrorStyle;

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
  plain: { 'request.method_not_allowed': 405, 'trainings.type_in_use': 400 },
  table: { 'employees.invalid_value': 406 },
  files: { 'files.type_not_allowed': 400, 'files.content_mismatch': 400 },
  photos: { 'request.method_not_allowed': 405 },
  hiring: {
    'request.invalid': 422,
    'request.method_not_allowed': 405,
    'candidates.name_missing': 422,
    'applications.incomplete': 422,
    'jobs.not_open': 404,
    'applications.exists': 422,
    'files.empty': 422,
    'files.type_not_allowed': 422,
    'files.content_mismatch': 422,
    'files.encrypted': 422,
    'files.archive_too_large': 422,
    'files.too_many': 422,
  },
  dependents: {
    'request.method_not_allowed': 405,
    'employees.row_not_found': 400,
    'employees.not_found': 400,
  },
  applications: { 'request.method_not_allowed': 405, 'stages.not_found': 400 },
  // 404 is for goals; of an employee who is not there no goal may be seen.
  goals: { 'request.method_not_allowed': 405, 'employees.not_found': 403 },
  // Recorded as a success that holds an error.
  webhooks: { 'request.method_not_allowed': 405, 'webhooks.log_over_limit': 200 },
  problem: { 'request.method_not_allowed': 405, 'time_tracking.in_future': 406 },
  locations: { 'request.method_not_allowed': 405, 'request.invalid': 422 },
  login: { 'request.method_not_allowed': 405, 'access.wrong_credentials': 403 },
  'custom-reports': { 'request.method_not_allowed': 405 },
  'employee-list': { 'request.method_not_allowed': 405 },
  'dataset-text': { 'request.method_not_allowed': 405, 'reports.dataset_not_found': 400 },
  'dataset-options': { 'request.method_not_allowed': 405, 'reports.dataset_not_found': 400 },
  'dataset-problem': { 'request.method_not_allowed': 405, 'reports.dataset_not_found': 422 },
  'dataset-rows': {
    'request.method_not_allowed': 405,
    'reports.invalid_filter': 422,
    'reports.invalid_page': 422,
  },
};

const isReportStyle = (style: ErrorStyle): style is ReportErrorStyle =>
  style === 'custom-reports' ||
  style === 'employee-list' ||
  style === 'dataset-text' ||
  style === 'dataset-options';

const problemStyles = new Set<ErrorStyle>(['problem', 'locations', 'dataset-problem', 'dataset-rows']);

// Codes of problem documents. Only the first is documented; clients should not depend on others.
const problemCode: Partial<Record<ErrorCode, string>> = {
  'reports.dataset_not_found': 'DATASET_NOT_FOUND',
  'reports.field_not_found': 'FIELD_NOT_FOUND',
  'reports.invalid_filter': 'INVALID_FILTER',
  'reports.invalid_page': 'INVALID_PAGE',
  'reports.sort_not_selected': 'UE-1001',
};

// Recorded texts that clients compare with.
const recordedText: Partial<Record<ErrorCode, string>> = {
  'access.unauthenticated': 'API key not provided or invalid',
  'employees.not_found': 'Employee not found, Employee not found',
  'stages.not_found': 'Invalid status',
};

/** `company` names the realm of a 401, `path` what was asked for. */
export function toAnswer(
  error: unknown,
  style: ErrorStyle,
  { company, path }: { company: string; path: string },
): Answer {
  const { code, kind, message, issues, retryAfterSeconds, details } = toJoineryError(error);
  const refused = code === 'provider.refused' && error instanceof WriteError ? refusalOf(error) : {};
  const status = refused.status ?? statusInStyle[style][code] ?? statusOfKind[kind];
  const answer = errorAnswer(status, refused.words ?? recordedText[code] ?? message);
  if (problemStyles.has(style))
    Object.assign(answer, problem(answer, { code, detail: message, issues, instance: path }));
  if (isReportStyle(style)) {
    const { type, body } = reportError(style, { status, code, message });
    Object.assign(answer, { headers: { ...answer.headers, 'content-type': type }, body });
  }
  if (style === 'webhooks') Object.assign(answer, webhookProblem(answer, code, message, issues));
  if (style === 'login' && code === 'access.wrong_credentials')
    Object.assign(answer, {
      headers: { ...answer.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ success: false }),
    });
  if (status === 401)
    answer.headers['www-authenticate'] = `Basic realm="https://api.bamboohr.com/${company}"`;
  if (code === 'request.method_not_allowed') answer.headers.allow = String(details.allow);
  if (retryAfterSeconds !== undefined) answer.headers['retry-after'] = String(retryAfterSeconds);
  return answer;
}

// A mirrored company answers as the account does that it mirrors.
function refusalOf({ write: { status, words } }: WriteError): { status?: number; words?: string } {
  return {
    ...(status !== null && status >= 400 && status < 500 ? { status } : {}),
    ...(words === null || words === '' ? {} : { words }),
  };
}

export function errorAnswer(status: number, text: string): Answer {
  const safe = headerText(text);
  return empty(status, {
    'x-bamboohr-error-message': safe,
    'x-bamboohr-error-messsage': safe,
  });
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
};

// Newer parts answer with a problem document (RFC 7807), and with the headers as well.
function problem(
  { status, headers }: Answer,
  {
    code,
    detail,
    issues,
    instance,
  }: { code: ErrorCode; detail: string; issues: ErrorIssue[]; instance: string },
): Partial<Answer> {
  const fields = Object.fromEntries(issues.map(({ path, message }) => [path, message]));
  return {
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify({
      type: 'about:blank',
      title: titles[status] ?? 'Error',
      status,
      detail,
      instance,
      code: problemCode[code] ?? code,
      fields,
    }),
  };
}

function webhookProblem(
  answer: Answer,
  code: ErrorCode,
  message: string,
  issues: ErrorIssue[],
): Partial<Answer> {
  const body =
    code === 'webhooks.log_over_limit' ? { error: { code: 429, message } } : webhookErrors(message, issues);
  const headers = answer.status === 200 ? {} : answer.headers;
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
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
