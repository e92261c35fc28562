// OAuth 2.0 by authorization code, as BambooHR's own SDKs do it: where to send a person for consent, and what
// tokens are. What comes back is made into tokens by oauth-code.ts, and renewed by transport/credentials.ts.
import { type JsonObject, optionalNumber, optionalText, ShapeError } from './json.ts';

/** What the token endpoint has given. Times are the client's own clock. */
export interface OAuthTokens {
  readonly accessToken: string;
  /** Milliseconds since the epoch; null when the provider did not say. */
  readonly expiresAt: number | null;
  /** Only with the scope `offline_access`. May differ from the one before: keep the newest. */
  readonly refreshToken: string | null;
  readonly scopes: readonly string[];
  /** The subdomain that the consent was given in. */
  readonly company: string | null;
  readonly idToken: string | null;
}

/** How a client with OAuth begins, and where it keeps what it is given later. */
export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Without one the access token is used as long as it lasts. */
  readonly refreshToken?: string;
  /** Left out: the first call fetches one. */
  readonly accessToken?: string;
  /** Milliseconds since the epoch. Tokens are renewed five minutes before. */
  readonly expiresAt?: number;
  /** Default: `token.php?request=token` of the company's host, or beside `baseUrl`'s `/api`. */
  readonly tokenUrl?: string;
  /**
   * Called with each new set of tokens before any of them is used, and waited for: what is stored here
   * survives a crash, and a refresh token that was replaced is good for nothing any more.
   */
  readonly onTokens?: (tokens: OAuthTokens) => void | Promise<void>;
}

export interface AuthorizeUrlOptions {
  readonly company: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** Add `offline_access` for a refresh token. */
  readonly scopes: readonly string[];
  /** Unguessable, bound to the person's session, and compared when they come back. */
  readonly state: string;
  /** Default: the company's host. */
  readonly authorizeUrl?: string;
}

/** Where to send a person so that they let your application in. */
export function oauthAuthorizeUrl(options: AuthorizeUrlOptions): string {
  const base = options.authorizeUrl ?? `https://${assertCompany(options.company)}.bamboohr.com/authorize.php`;
  const url = new URL(base);
  const query: Record<string, string> = {
    request: 'authorize',
    response_type: 'code',
    client_id: options.clientId,
    redirect_uri: options.redirectUri,
    scope: options.scopes.join(' '),
    state: options.state,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The token endpoint of a company of the live service. */
export function oauthTokenUrl(company: string): string {
  return `https://${assertCompany(company)}.bamboohr.com/token.php?request=token`;
}

function assertCompany(company: string): string {
  const name = company.toLowerCase();
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new TypeError('BambooHr: "company" must be a subdomain such as "acme"');
}

export function toTokens(body: JsonObject, now: number, before: string | null): OAuthTokens {
  const accessToken = optionalText(body.access_token);
  if (accessToken === null || !/^[\x21-\x7e]+$/.test(accessToken))
    throw new ShapeError('expected an access token, got none');
  const lifetimeSeconds = optionalNumber(body.expires_in);
  return {
    accessToken,
    expiresAt: lifetimeSeconds === null ? null : now + lifetimeSeconds * 1000,
    refreshToken: optionalText(body.refresh_token) ?? before,
    scopes: (optionalText(body.scope) ?? '').split(/[\s+]+/).filter((scope) => scope !== ''),
    company: optionalText(body.companyDomain),
    idToken: optionalText(body.id_token),
  };
}
