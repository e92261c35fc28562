// How a failure is worded in OAuth (RFC 6749, 4.1.2.1 and 5.2), and on a page for people.
import { type ErrorCode, type ErrorKind, JoineryError } from '@joinery/sdk';
import { toJoineryError } from '../../pipeline.ts';
import { type Answer, empty, json } from '../answer.ts';
import { messagePage } from './pages.ts';

const names: Partial<Record<ErrorCode, string>> = {
  'oauth.invalid_client': 'invalid_client',
  'oauth.invalid_grant': 'invalid_grant',
  'oauth.invalid_scope': 'invalid_scope',
  'oauth.unsupported_grant_type': 'unsupported_grant_type',
  'oauth.unsupported_response_type': 'unsupported_response_type',
  'oauth.access_denied': 'access_denied',
  'oauth.interaction_required': 'interaction_required',
};

const namesOfKinds: Partial<Record<ErrorKind, string>> = {
  internal: 'server_error',
  unavailable: 'temporarily_unavailable',
};

const statuses: Partial<Record<ErrorKind, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

export function errorName({ code, kind }: Pick<JoineryError, 'code' | 'kind'>): string {
  return names[code] ?? namesOfKinds[kind] ?? 'invalid_request';
}

/** What `error_description` may hold: plain characters without quotes. */
export function descriptionOf({ message }: Pick<JoineryError, 'message'>): string {
  return message.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ').slice(0, 300);
}

/** The token endpoint's errors. A company that is not there is answered as everywhere in this dialect. */
export function tokenError(error: unknown, usedHeader: boolean): Answer {
  const failure = toJoineryError(error);
  if (failure.code === 'companies.not_found') return empty(404);
  const answer = json(
    { error: errorName(failure), error_description: descriptionOf(failure) },
    statuses[failure.kind] ?? 400,
  );
  if (answer.status === 401 && usedHeader) answer.headers['www-authenticate'] = 'Basic realm="token.php"';
  return answer;
}

const titles: Partial<Record<ErrorCode, string>> = {
  'oauth.wrong_redirect': 'This application cannot be let in',
  'companies.not_found': 'There is no company here',
  'access.cross_site': 'Please start again',
  'oauth.stale_page': 'Please start again',
};

/** For people, where nobody may be sent on. */
export function errorPage(error: unknown): Answer {
  const failure = toJoineryError(error);
  const isOurs = failure.kind === 'internal' || failure.kind === 'unavailable';
  return messagePage({
    status: statuses[failure.kind] ?? 400,
    title: titles[failure.code] ?? (isOurs ? 'Something went wrong here' : 'This request cannot be used'),
    text: isOurs ? 'Try again in a moment.' : failure.message,
  });
}

export function denied(): JoineryError {
  return new JoineryError('oauth.access_denied', 'The person did not allow it.');
}
