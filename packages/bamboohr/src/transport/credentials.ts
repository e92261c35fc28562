// What a client signs its requests with. A key never changes; tokens are renewed before they end, and once
// more when the provider refuses one. However many calls wait for a token, one renewal is on the wire.
import { BambooHrError } from '../error.ts';
import { asObject } from '../json.ts';
import { type OAuthOptions, type OAuthTokens, toTokens } from '../oauth.ts';
import type { Call } from './transport.ts';

export interface Credentials {
  /** The Authorization header of the next request; undefined sends none. */
  header(): Promise<string | undefined>;
  /** After `refused` was answered 401: whether there is another header now. */
  renewed(refused: string): Promise<boolean>;
  /** Whatever must never be seen outside. */
  secrets(): readonly string[];
}

export const noCredentials: Credentials = {
  header: async () => undefined,
  renewed: async () => false,
  secrets: () => [],
};

// The provider checks the user name only. A colon would end the user name early, and anything but visible
// ASCII is a copying mistake; the message must not repeat the key.
export function keyCredentials(apiKey: string): Credentials {
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(apiKey)) {
    throw new TypeError('BambooHr: "apiKey" must be visible ASCII text without a colon');
  }
  const encoded = btoa(`${apiKey}:x`);
  return {
    header: async () => `Basic ${encoded}`,
    renewed: async () => false,
    secrets: () => [apiKey, encoded],
  };
}

// As long as the official clients leave, so that a token does not end on its way.
const renewBeforeMs = 5 * 60_000;

/** Sends one request to the token endpoint, without credentials of its own. */
export type SendTokenRequest = <T>(call: Call<T>) => Promise<T>;

export function tokenCredentials(
  options: OAuthOptions,
  send: SendTokenRequest,
  now: () => number,
): Credentials {
  assertVisible(options);
  let accessToken = options.accessToken ?? null;
  let expiresAt = options.expiresAt ?? null;
  let refreshToken = options.refreshToken ?? null;
  // Spent tokens stay secret: an answer to an earlier request may still repeat them.
  const secrets = new Set([options.clientSecret, ...[accessToken, refreshToken].filter((t) => t !== null)]);
  let renewal: Promise<void> | undefined;

  const renew = async (spent: string): Promise<void> => {
    const tokens = await send(refreshCall(options, spent, now));
    for (const token of [tokens.accessToken, tokens.refreshToken, tokens.idToken])
      if (token !== null) secrets.add(token);
    // Stored before it is used: a crash in between must not lose the only token that still works.
    await options.onTokens?.(tokens);
    accessToken = tokens.accessToken;
    expiresAt = tokens.expiresAt;
    refreshToken = tokens.refreshToken;
  };
  const renewOnce = (spent: string): Promise<void> => {
    renewal ??= renew(spent).finally(() => {
      renewal = undefined;
    });
    return renewal;
  };
  const isEnding = () => accessToken === null || (expiresAt !== null && now() >= expiresAt - renewBeforeMs);

  return {
    async header() {
      if (isEnding() && refreshToken !== null) await renewOnce(refreshToken);
      if (accessToken === null) throw new TypeError('BambooHr: "oauth" needs an access or a refresh token');
      return `Bearer ${accessToken}`;
    },
    async renewed(refused) {
      if (refused !== `Bearer ${accessToken}`) return true;
      if (refreshToken === null) return false;
      await renewOnce(refreshToken);
      return true;
    },
    secrets: () => [...secrets],
  };
}

function refreshCall(options: OAuthOptions, refreshToken: string, now: () => number): Call<OAuthTokens> {
  return {
    operation: 'oauth.refresh',
    effect: 'write',
    method: 'POST',
    path: ['token'],
    form: {
      grant_type: 'refresh_token',
      client_id: options.clientId,
      client_secret: options.clientSecret,
      refresh_token: refreshToken,
    },
    expect: [200],
    decode: (answer) => toTokens(asObject(answer.json(), 'the tokens'), now(), refreshToken),
    signal: undefined,
  };
}

function assertVisible({ clientId, clientSecret, accessToken, refreshToken }: OAuthOptions): void {
  for (const [name, value] of Object.entries({ clientId, clientSecret, accessToken, refreshToken }))
    if (value !== undefined && !/^[\x21-\x7e]+$/.test(value))
      throw new TypeError(`BambooHr: "oauth.${name}" must be visible ASCII text`);
  if (accessToken === undefined && refreshToken === undefined)
    throw new TypeError('BambooHr: "oauth" needs an access or a refresh token');
}

/** What a failed renewal means for the operation that waited for it: its own request was never sent. */
export function withoutToken(operation: string, failure: BambooHrError): BambooHrError {
  return new BambooHrError(`${operation}: no access token: ${failure.message}`, {
    ...failure,
    operation,
    outcome: failure.outcome === 'ambiguous' ? 'not_sent' : failure.outcome,
    attempts: 0,
    cause: failure,
  });
}
