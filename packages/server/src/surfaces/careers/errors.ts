// From an error to the status of a page, and to words for who looks at it: the only such mapping here.
import type { ErrorKind, JoineryError } from '@joinery/sdk';

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

export function statusOf({ kind, code }: JoineryError): number {
  if (code === 'request.method_not_allowed') return 405;
  return ['request.invalid_form', 'request.invalid_json', 'request.invalid_text'].includes(code)
    ? 400
    : statusByKind[kind];
}

/** What went wrong, for somebody who has no idea of how this works. */
export function wordsFor({ kind, code, message }: JoineryError): { title: string; text: string } {
  if (code === 'intake.too_many' || code === 'careers.form_stale')
    return { title: 'Not sent yet', text: message };
  switch (kind) {
    case 'not_found':
      return { title: 'Not found', text: 'This page does not exist, or the job is not open any more.' };
    case 'too_large':
      return {
        title: 'Too large',
        text: 'What you sent is too large together. Go back, shorten your texts or choose smaller files, and send the form again.',
      };
    case 'internal':
    case 'unavailable':
      return {
        title: 'Something went wrong',
        text: 'It is our fault, not yours. Please try again in a moment.',
      };
    default:
      return { title: 'This did not work', text: 'What was sent could not be read. Go back and try again.' };
  }
}
