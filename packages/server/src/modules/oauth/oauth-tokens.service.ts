// From a person's consent to tokens, and from a token to the person's rights of this moment.
// Secrets are kept as keyed hashes; everything that a step decides, it decides with the row locked.
import { type Company, JoineryError, type User } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { isSecret, newSecret } from '../../platform/crypto/api-key.ts';
import { newId } from '../../platform/ids.ts';
import type { Principal } from '../access/principal.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { findPrincipal, getUser } from '../users/users.service.ts';
import {
  type Authorization,
  accessLifetimeSeconds,
  codeLifetimeMs,
  isVerifier,
  judgeRefresh,
  narrowedScopes,
  type Parameters,
  refreshLifetimeMs,
  required,
  stillAllowed,
} from './oauth.ts';
import { findAppByClient, type StoredApp } from './oauth-apps.repository.ts';
import * as grants from './oauth-grants.repository.ts';
import * as repository from './oauth-tokens.repository.ts';

type Deps = Pick<Context, 'db' | 'secrets' | 'clock'>;

// As of API keys: a use is written at most this often.
const lastUseResolutionMs = 60_000;

const dayMs = 24 * 60 * 60_000;
/** Expired tokens are kept so long: an old one that comes again is then still known as old. */
const keepDays = 30;

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

export interface IssuedTokens {
  accessToken: string;
  refreshToken: string | undefined;
  scopes: string[];
  clientId: string;
  /** Who allowed it. */
  user: User;
  nonce: string | null;
}

/** The application that asks, or undefined: of another company, or none that asks in the browser. */
export async function findAskingApp(
  deps: Pick<Deps, 'db'>,
  company: Company,
  clientId: string,
): Promise<StoredApp | undefined> {
  if (!isSecret('jni', clientId)) return undefined;
  const app = await deps.db.inCompany(company.id, (tx) => findAppByClient(tx, clientId));
  return app?.kind === 'oauth' ? app : undefined;
}

/** Keeps what a person has allowed; gives the code with which the application fetches its tokens. */
export async function allow(
  deps: Deps,
  principal: Principal,
  app: Pick<StoredApp, 'id'>,
  { redirectUri, scopes, codeChallenge, nonce }: Authorization,
): Promise<string> {
  const code = newSecret('jnc');
  const expiresAt = new Date(deps.clock.now().getTime() + codeLifetimeMs);
  const grantId = newId('ogr');
  await deps.db.inCompany(principal.companyId, async (tx) => {
    const grant = { id: grantId, appId: app.id, userId: principal.userId, scopes };
    await grants.insertGrant(tx, principal.companyId, grant);
    const hash = deps.secrets.hash(code);
    const row = { hash, grantId, redirectUri, codeChallenge, nonce, expiresAt };
    await repository.insertCode(tx, principal.companyId, row);
  });
  return code;
}

/**
 * Exchanges a code or a refresh token.
 *
 * @throws JoineryError `oauth.unsupported_grant_type`, `oauth.invalid_client`,
 * `oauth.invalid_request`, `oauth.invalid_grant`, `oauth.invalid_scope`.
 */
export async function exchange(
  deps: Deps,
  company: Company,
  client: ClientCredentials,
  parameters: Parameters,
): Promise<IssuedTokens> {
  const type = required(parameters, 'grant_type');
  const work = exchanges.get(type);
  if (work === undefined)
    throw new JoineryError(
      'oauth.unsupported_grant_type',
      'The grant_type has to be authorization_code or refresh_token.',
    );
  const issued = await deps.db.inCompany(company.id, async (tx) => {
    const app = await authenticateClient(deps, tx, client);
    return work({ deps, tx, company, app, parameters });
  });
  // Thrown only now: what a refused exchange has undone stays undone.
  if (typeof issued === 'string') throw new JoineryError('oauth.invalid_grant', issued);
  return issued;
}

interface Exchange {
  deps: Deps;
  tx: Transaction;
  company: Company;
  app: StoredApp;
  parameters: Parameters;
}

/** Tokens, or why there are none. */
type Outcome = IssuedTokens | string;

const exchanges = new Map<string, (exchange: Exchange) => Promise<Outcome>>([
  ['authorization_code', redeemCode],
  ['refresh_token', refresh],
]);

async function redeemCode(exchange: Exchange): Promise<Outcome> {
  const { deps, tx, app, parameters } = exchange;
  const given = required(parameters, 'code');
  const code = await repository.lockCode(tx, deps.secrets.hash(given));
  const now = deps.clock.now();
  // A code of another application tells nothing and is not spent.
  if (code === undefined || code.appId !== app.id) return 'The code is wrong or has expired.';
  if (code.usedAt !== null) {
    await grants.revokeGrant(tx, code.grantId, now);
    return 'The code was used before; what was given for it has been revoked.';
  }
  await repository.markCodeUsed(tx, code.hash, now);
  if (code.expiresAt <= now) return 'The code is wrong or has expired.';
  if (parameters.redirect_uri !== code.redirectUri) return 'The redirect_uri is not the one of the code.';
  if (!isVerifier(parameters.code_verifier, code.codeChallenge))
    return 'The code_verifier does not fit the code.';
  const scopes = narrowedScopes(code.grantScopes, app);
  return issue(exchange, { ...code, scopes, issuedFor: null });
}

async function refresh(exchange: Exchange): Promise<Outcome> {
  const { deps, tx, app, parameters } = exchange;
  const given = required(parameters, 'refresh_token');
  const token = await repository.lockToken(tx, deps.secrets.hash(given));
  const now = deps.clock.now();
  if (token === undefined || token.kind !== 'refresh' || token.appId !== app.id)
    return 'The refresh token is wrong.';
  if (token.revokedAt !== null) return 'The access was revoked.';
  if (token.expiresAt <= now) return 'The refresh token has expired.';
  const scopes = narrowedScopes(token.scopes, app, parameters.scope);
  const successorUsed = await repository.isSuccessorUsed(tx, token.id);
  switch (judgeRefresh({ replacedAt: token.replacedAt, successorUsed }, now)) {
    case 'stolen':
      await grants.revokeGrant(tx, token.grantId, now);
      return 'The refresh token was used before; the access has been revoked.';
    case 'lost':
      await repository.removeSuccessors(tx, token.id);
      await repository.markTokenReplaced(tx, token.id, now);
      break;
    case 'first':
      await repository.markTokenReplaced(tx, token.id, now);
      break;
    case 'again':
      break;
  }
  return issue(exchange, { ...token, scopes, nonce: null, issuedFor: token.id });
}

interface Issue extends Pick<repository.Belonging, 'grantId' | 'userId' | 'grantScopes' | 'revokedAt'> {
  scopes: string[];
  issuedFor: string | null;
  nonce: string | null;
}

async function issue(
  { deps, tx, company, app }: Exchange,
  { grantId, userId, grantScopes, revokedAt, scopes, issuedFor, nonce }: Issue,
): Promise<Outcome> {
  if (revokedAt !== null) return 'The access was revoked.';
  const user = await getUser(tx, userId);
  if (user.status !== 'enabled') return 'The person may not sign in any more.';
  const now = deps.clock.now();
  const token = (kind: 'access' | 'refresh', lifetimeMs: number, given: string[]) => {
    const secret = newSecret(kind === 'access' ? 'jna' : 'jnf');
    const hash = deps.secrets.hash(secret);
    const expiresAt = new Date(now.getTime() + lifetimeMs);
    const row = {
      id: newId('otk'),
      grantId,
      kind,
      hash,
      issuedFor,
      scopes: given,
      createdAt: now,
      expiresAt,
    };
    return { secret, row };
  };
  const access = token('access', accessLifetimeSeconds * 1000, scopes);
  // It keeps what was granted: a refresh that asks for less does not give the rest up (RFC 6749, 6).
  const lasting = grantScopes.includes('offline_access')
    ? token('refresh', refreshLifetimeMs, grantScopes)
    : undefined;
  const rows = [access.row, ...(lasting === undefined ? [] : [lasting.row])];
  await repository.insertTokens(tx, company.id, rows);
  const { clientId } = app;
  return { accessToken: access.secret, refreshToken: lasting?.secret, scopes, clientId, user, nonce };
}

/** @throws JoineryError `oauth.invalid_client`. */
async function authenticateClient(
  deps: Pick<Deps, 'secrets'>,
  tx: Transaction,
  { clientId, clientSecret }: ClientCredentials,
): Promise<StoredApp> {
  const app = isSecret('jni', clientId) ? await findAppByClient(tx, clientId) : undefined;
  // Keyed hashes are compared: how long it takes says nothing about the secret.
  if (app?.secretHash == null || app.secretHash !== deps.secrets.hash(clientSecret))
    throw new JoineryError('oauth.invalid_client', 'The client_id or the client_secret is wrong.');
  return app;
}

/**
 * Stops a token of this application: an access token alone, a refresh token with everything that
 * was allowed together with it. An unknown token is no error (RFC 7009).
 *
 * @throws JoineryError `oauth.invalid_client`, `oauth.invalid_request`.
 */
export async function revokeToken(
  deps: Deps,
  company: Company,
  client: ClientCredentials,
  parameters: Parameters,
): Promise<void> {
  const given = required(parameters, 'token');
  await deps.db.inCompany(company.id, async (tx) => {
    const app = await authenticateClient(deps, tx, client);
    const token = await repository.findToken(tx, deps.secrets.hash(given));
    if (token === undefined || token.appId !== app.id) return;
    if (token.kind === 'refresh') await grants.revokeGrant(tx, token.grantId, deps.clock.now());
    else await repository.removeToken(tx, token.id);
  });
}

/** Whether a text is an access token by its form; no API key is one. */
export const isAccessToken = (text: string): boolean => isSecret('jna', text);

/**
 * Who allowed this access token, with the rights that the person has at this moment and the
 * scopes that are left of what was allowed. Undefined for everything that opens nothing.
 */
export async function authenticateToken(
  deps: Deps,
  company: Company,
  accessToken: string,
): Promise<Principal | undefined> {
  if (!isAccessToken(accessToken)) return undefined;
  const now = deps.clock.now();
  return deps.db.inCompany(company.id, async (tx) => {
    const token = await repository.findToken(tx, deps.secrets.hash(accessToken));
    if (token === undefined || token.kind !== 'access') return undefined;
    if (token.revokedAt !== null || token.expiresAt <= now) return undefined;
    const principal = await findPrincipal(tx, token.userId, company, 'token');
    if (principal === undefined) return undefined;
    if (token.usedAt === null) await repository.markTokenUsed(tx, token.id, now);
    if (token.lastUsedAt === null || now.getTime() - token.lastUsedAt.getTime() > lastUseResolutionMs)
      await grants.updateLastUse(tx, token.grantId, now);
    return { ...principal, scopes: stillAllowed(token.scopes, { scopes: token.appScopes }) };
  });
}

/** Removes what expired or was revoked long ago. */
export async function forgetOauthTokens(deps: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - keepDays * dayMs);
  for (const { id } of await listCompanies(deps))
    await deps.db.inCompany(id, async (tx) => {
      await repository.removeExpired(tx, before);
      await grants.removeEnded(tx, before);
    });
}
