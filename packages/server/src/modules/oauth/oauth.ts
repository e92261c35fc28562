// Pure rules of OAuth: what an application may ask, how a proof is checked, when an old refresh
// token is a lost answer and when it is a stolen one. RFC 6749, 7636, 9700.
import { createHash, timingSafeEqual } from 'node:crypto';
import { JoineryError, oauthScopes } from '@joinery/sdk';

export const codeLifetimeMs = 2 * 60_000;
export const accessLifetimeSeconds = 3600;
/** Counted from the last refresh. */
export const refreshLifetimeMs = 180 * 24 * 60 * 60_000;
/** In this time an old refresh token is another process of the same client, or a second try. */
export const parallelRefreshMs = 60_000;

export type Parameters = Readonly<Record<string, string>>;

/** What is known of an application when a request of its own is judged. */
export interface AskingApp {
  redirectUris: readonly string[];
  scopes: readonly string[];
}

export interface Authorization {
  redirectUri: string;
  scopes: string[];
  codeChallenge: string | null;
  nonce: string | null;
}

/**
 * The address that an answer may be sent to: one that is registered, letter by letter.
 *
 * @throws JoineryError `oauth.wrong_redirect`; then nobody may be sent anywhere.
 */
export function registeredRedirect(app: AskingApp | undefined, parameters: Parameters): string {
  const { redirect_uri: redirectUri = '' } = parameters;
  if (app === undefined)
    throw new JoineryError('oauth.wrong_redirect', 'No application of this company has this client_id.');
  if (!app.redirectUris.includes(redirectUri))
    throw new JoineryError(
      'oauth.wrong_redirect',
      'The redirect_uri is none that is registered for this application, letter by letter.',
    );
  return redirectUri;
}

/**
 * What an application asks for.
 *
 * @throws JoineryError `oauth.unsupported_response_type`, `oauth.invalid_request`,
 * `oauth.invalid_scope`, `oauth.interaction_required`.
 */
export function readAuthorization(app: AskingApp, parameters: Parameters): Authorization {
  const redirectUri = registeredRedirect(app, parameters);
  const type = parameters.response_type;
  if (type === undefined) throw missing('response_type');
  if (type !== 'code')
    throw new JoineryError('oauth.unsupported_response_type', 'The response_type has to be code.');
  const scopes = wordsOf(parameters.scope);
  if (scopes.length === 0) throw new JoineryError('oauth.invalid_scope', 'Name the scopes that are wanted.');
  const wrong = scopes.find((scope) => !app.scopes.includes(scope));
  if (wrong !== undefined)
    throw new JoineryError(
      'oauth.invalid_scope',
      wrong in oauthScopes
        ? `The application is not registered for the scope ${wrong}.`
        : 'One of the scopes does not exist.',
    );
  return { redirectUri, scopes, codeChallenge: readChallenge(parameters), nonce: readNonce(parameters) };
}

function readChallenge({ code_challenge: challenge, code_challenge_method: method }: Parameters) {
  if (challenge === undefined && method === undefined) return null;
  if (method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge ?? ''))
    throw new JoineryError(
      'oauth.invalid_request',
      'A code_challenge has 43 characters and comes with code_challenge_method=S256.',
    );
  return challenge ?? null;
}

function readNonce({ nonce, prompt }: Parameters): string | null {
  if (wordsOf(prompt).includes('none'))
    throw new JoineryError('oauth.interaction_required', 'The person is always asked here.');
  if (nonce !== undefined && !/^[\x20-\x7e]{1,255}$/.test(nonce))
    throw new JoineryError('oauth.invalid_request', 'The nonce is longer than 255 plain characters.');
  return nonce ?? null;
}

/** Whether this is what the code was asked with. Without a challenge there must be no verifier. */
export function isVerifier(verifier: string | undefined, challenge: string | null): boolean {
  if (challenge === null) return verifier === undefined;
  if (verifier === undefined || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  const computed = createHash('sha256').update(verifier).digest();
  const expected = Buffer.from(challenge, 'base64url');
  return expected.length === computed.length && timingSafeEqual(expected, computed);
}

export interface RefreshHistory {
  replacedAt: Date | null;
  /** Whether anything that was given for it has been used. */
  successorUsed: boolean;
}

/**
 * What an old refresh token means. `again`: another process of the client refreshes at the same
 * moment. `lost`: nothing that it was exchanged for was ever used, so the answer was lost on its
 * way. `stolen`: the client has its successor, so somebody else holds this one.
 */
export function judgeRefresh(
  { replacedAt, successorUsed }: RefreshHistory,
  now: Date,
): 'first' | 'again' | 'lost' | 'stolen' {
  if (replacedAt === null) return 'first';
  if (now.getTime() - replacedAt.getTime() <= parallelRefreshMs) return 'again';
  return successorUsed ? 'stolen' : 'lost';
}

/**
 * Scopes of new tokens: those of the grant that the application still has, or fewer.
 *
 * @throws JoineryError `oauth.invalid_scope` for one that was not granted.
 */
export function narrowedScopes(granted: readonly string[], app: AskingApp, wanted?: string): string[] {
  const asked = wordsOf(wanted);
  if (asked.some((scope) => !granted.includes(scope)))
    throw new JoineryError('oauth.invalid_scope', 'A refresh cannot ask for more than was granted.');
  return stillAllowed(asked.length === 0 ? granted : asked, app);
}

export function stillAllowed(scopes: readonly string[], app: Pick<AskingApp, 'scopes'>): string[] {
  return scopes.filter((scope) => app.scopes.includes(scope));
}

export function wordsOf(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(' ').filter((word) => word !== ''))];
}

/** A parameter that has to be there. @throws JoineryError `oauth.invalid_request`. */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') throw missing(name);
  return value;
}

function missing(name: string): JoineryError {
  return new JoineryError('oauth.invalid_request', `The parameter ${name} is missing.`);
}
