// The second half of consent: the code that a person comes back with is exchanged for tokens.
import { asObject } from './json.ts';
import { type OAuthTokens, toTokens } from './oauth.ts';
import type { BambooHrOptions, CallOptions } from './options.ts';
import { tokenAddress } from './transport/address.ts';
import { createOpenTransport } from './transport/transport.ts';

/** What the person came back with, and who asked. Everything that tells how to connect is as for `BambooHr`. */
export interface OAuthCodeOptions extends Omit<BambooHrOptions, 'apiKey' | 'oauth' | 'retry' | 'urlForm'> {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the address that the person was sent back to. Compare its `state` first. */
  readonly code: string;
  /** The same as in the address that the person was sent to. */
  readonly redirectUri: string;
  /** With PKCE: what the challenge was made of. */
  readonly codeVerifier?: string;
  /** Default: as `oauth.tokenUrl` of a client. */
  readonly tokenUrl?: string;
}

/**
 * Exchanges a code for tokens, which a client takes as `oauth`. Sent exactly once: a code is good for one
 * exchange, so after `ambiguous` the person is asked anew.
 *
 * @throws BambooHrError `refused` for a code that is spent, late or another's (400).
 */
export async function exchangeOAuthCode(
  options: OAuthCodeOptions,
  call: CallOptions = {},
): Promise<OAuthTokens> {
  const { clientId, clientSecret, code, redirectUri, codeVerifier, tokenUrl, ...connection } = options;
  for (const [name, value] of Object.entries({ clientId, clientSecret, code, redirectUri }))
    if (value === '') throw new TypeError(`BambooHr: "${name}" must not be blank`);
  const secrets = [clientSecret, code, ...(codeVerifier === undefined ? [] : [codeVerifier])];
  const address = tokenAddress({ ...connection, tokenUrl });
  const now = options.now ?? Date.now;
  return createOpenTransport(connection, () => secrets, address).send({
    operation: 'exchangeOAuthCode',
    effect: 'write',
    method: 'POST',
    path: ['token'],
    form: {
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: redirectUri,
      ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
    },
    expect: [200],
    decode: (answer) => toTokens(asObject(answer.json(), 'the tokens'), now(), null),
    signal: call.signal,
  });
}
