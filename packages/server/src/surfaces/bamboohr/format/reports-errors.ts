// How lists of employees, reports and datasets word an error: facts 1.4. Pure.

/** The legacy form is none of them: it has no body. */
export type ReportErrorStyle = 'custom-reports' | 'employee-list' | 'dataset-text' | 'dataset-options';

interface ReportError {
  status: number;
  code: string;
  message: string;
}

export function reportError(
  style: ReportErrorStyle,
  { status, code, message }: ReportError,
): { type: string; body: string } {
  if (style === 'dataset-text') return { type: 'text/plain; charset=UTF-8', body: message };
  const named = code === 'reports.invalid_page' ? 'BadPage' : (names[status] ?? 'Error');
  const error = { code: style === 'employee-list' ? named : status, message };
  return { type: 'application/json', body: JSON.stringify({ error }) };
}

const names: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  429: 'TooManyRequests',
  500: 'InternalServerError',
};
