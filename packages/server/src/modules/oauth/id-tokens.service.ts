// Identity tokens (OpenID Connect): who allowed an application its access, signed with a key of
// the company.
import { randomUUID } from 'node:crypto';
import type { Company } from '@joinery/sdk';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import type { Context } from '../context.ts';
import * as repository from './id-tokens.repository.ts';
import { accessLifetimeSeconds } from './oauth.ts';
import type { IssuedTokens } from './oauth-tokens.service.ts';

type Deps = Pick<Context, 'db' | 'secrets' | 'clock'>;

export const signingAlgorithm = 'RS256';

/** Name and address are told only where `openid` was allowed. */
export async function signIdToken(
  deps: Deps,
  company: Company,
  issuer: string,
  { user, clientId, scopes, nonce }: IssuedTokens,
): Promise<string> {
  const { id, privateJwk } = await signingKey(deps, company);
  const key = await importJWK(
    JSON.parse(deps.secrets.open(privateJwk, placeOf(company, id))),
    signingAlgorithm,
  );
  const issuedAt = Math.floor(deps.clock.now().getTime() / 1000);
  const about = {
    ...(user.email !== null && { email: user.email }),
    name: `${user.firstName} ${user.lastName}`.trim(),
    given_name: user.firstName,
    family_name: user.lastName,
    companyDomain: company.slug,
  };
  return new SignJWT({
    ...(scopes.includes('openid') && about),
    ...(nonce !== null && { nonce }),
  })
    .setProtectedHeader({ alg: signingAlgorithm, typ: 'JWT', kid: id })
    .setIssuer(issuer)
    .setSubject(String(user.number))
    .setAudience(clientId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessLifetimeSeconds)
    .sign(key);
}

/** The company's public keys, for whoever checks identity tokens. */
export async function listPublicKeys(deps: Deps, company: Company): Promise<JWK[]> {
  return [(await signingKey(deps, company)).publicJwk];
}

async function signingKey(deps: Deps, company: Company): Promise<repository.SigningKey> {
  const find = () => deps.db.inCompany(company.id, repository.findSigningKey);
  const known = await find();
  if (known !== undefined) return known;
  const made = await makeSigningKey(deps, company);
  await deps.db.inCompany(company.id, (tx) => repository.insertSigningKey(tx, company.id, made));
  return (await find()) ?? made;
}

async function makeSigningKey(deps: Deps, company: Company): Promise<repository.SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true });
  const id = randomUUID();
  const publicJwk = { ...(await exportJWK(publicKey)), kid: id, alg: signingAlgorithm, use: 'sig' };
  const privateJwk = deps.secrets.seal(JSON.stringify(await exportJWK(privateKey)), placeOf(company, id));
  return { id, publicJwk, privateJwk };
}

function placeOf({ id: companyId }: Company, row: string): SealPlace {
  return { companyId, table: 'oauth_signing_keys', row, column: 'private_jwk' };
}
