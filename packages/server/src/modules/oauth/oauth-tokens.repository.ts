import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { OauthTokens } from '../../db/types.generated.ts';

export interface NewCode {
  hash: string;
  grantId: string;
  redirectUri: string;
  codeChallenge: string | null;
  nonce: string | null;
  expiresAt: Date;
}

export async function insertCode(tx: Transaction, companyId: string, code: NewCode): Promise<void> {
  await tx
    .insertInto('oauth_codes')
    .values({
      hash: code.hash,
      company_id: companyId,
      grant_id: code.grantId,
      redirect_uri: code.redirectUri,
      code_challenge: code.codeChallenge,
      nonce: code.nonce,
      expires_at: code.expiresAt,
    })
    .execute();
}

/** What a code or token belongs to, as it stands at this moment. */
export interface Belonging {
  grantId: string;
  appId: string;
  userId: string;
  /** Of the grant. */
  grantScopes: string[];
  appScopes: string[];
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface StoredCode extends NewCode, Belonging {
  usedAt: Date | null;
}

/** Held until the transaction ends: of two who give a code in, one comes first. */
export async function lockCode(tx: Transaction, hash: string): Promise<StoredCode | undefined> {
  const row = await tx
    .selectFrom('oauth_codes')
    .innerJoin('oauth_grants', 'oauth_grants.id', 'oauth_codes.grant_id')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_grants.app_id')
    .selectAll('oauth_codes')
    .select(belonging)
    .where('oauth_codes.hash', '=', hash)
    .forUpdate('oauth_codes')
    .executeTakeFirst();
  return (
    row && {
      ...toBelonging(row),
      hash: row.hash,
      redirectUri: row.redirect_uri,
      codeChallenge: row.code_challenge,
      nonce: row.nonce,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }
  );
}

export async function markCodeUsed(tx: Transaction, hash: string, now: Date): Promise<void> {
  await tx.updateTable('oauth_codes').set({ used_at: now }).where('hash', '=', hash).execute();
}

export interface NewToken {
  id: string;
  grantId: string;
  kind: 'access' | 'refresh';
  hash: string;
  /** The refresh token that it is given for. */
  issuedFor: string | null;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date;
}

export async function insertTokens(tx: Transaction, companyId: string, tokens: NewToken[]): Promise<void> {
  await tx
    .insertInto('oauth_tokens')
    .values(
      tokens.map((token) => ({
        id: token.id,
        company_id: companyId,
        grant_id: token.grantId,
        kind: token.kind,
        hash: token.hash,
        issued_for: token.issuedFor,
        scopes: token.scopes,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
      })),
    )
    .execute();
}

export interface StoredToken extends Belonging {
  id: string;
  kind: NewToken['kind'];
  scopes: string[];
  expiresAt: Date;
  usedAt: Date | null;
  replacedAt: Date | null;
}

export async function findToken(tx: Transaction, hash: string): Promise<StoredToken | undefined> {
  const row = await selectTokens(tx).where('oauth_tokens.hash', '=', hash).executeTakeFirst();
  return row && toToken(row);
}

/** Held until the transaction ends: refreshes with one token go one after the other. */
export async function lockToken(tx: Transaction, hash: string): Promise<StoredToken | undefined> {
  const row = await selectTokens(tx)
    .where('oauth_tokens.hash', '=', hash)
    .forUpdate('oauth_tokens')
    .executeTakeFirst();
  return row && toToken(row);
}

export async function markTokenUsed(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('oauth_tokens')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .execute();
}

export async function markTokenReplaced(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.updateTable('oauth_tokens').set({ replaced_at: now, used_at: now }).where('id', '=', id).execute();
}

export async function isSuccessorUsed(tx: Transaction, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('oauth_tokens')
    .select('id')
    .where('issued_for', '=', id)
    .where('used_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function removeSuccessors(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('oauth_tokens').where('issued_for', '=', id).execute();
}

export async function removeToken(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('oauth_tokens').where('id', '=', id).execute();
}

/** Codes and tokens that expired before. */
export async function removeExpired(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('oauth_codes').where('expires_at', '<', before).execute();
  await tx.deleteFrom('oauth_tokens').where('expires_at', '<', before).execute();
}

const belonging = [
  'oauth_grants.id as grant_id',
  'oauth_grants.app_id',
  'oauth_grants.user_id',
  'oauth_grants.scopes as grant_scopes',
  'oauth_grants.revoked_at',
  'oauth_grants.last_used_at',
  'oauth_apps.scopes as app_scopes',
] as const;

function selectTokens(tx: Transaction) {
  return tx
    .selectFrom('oauth_tokens')
    .innerJoin('oauth_grants', 'oauth_grants.id', 'oauth_tokens.grant_id')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_grants.app_id')
    .selectAll('oauth_tokens')
    .select(belonging);
}

interface BelongingRow {
  grant_id: string;
  app_id: string;
  user_id: string;
  grant_scopes: string[];
  app_scopes: string[];
  revoked_at: Date | null;
  last_used_at: Date | null;
}

function toBelonging(row: BelongingRow): Belonging {
  return {
    grantId: row.grant_id,
    appId: row.app_id,
    userId: row.user_id,
    grantScopes: row.grant_scopes,
    appScopes: row.app_scopes,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

function toToken(row: Selectable<OauthTokens> & BelongingRow): StoredToken {
  return {
    ...toBelonging(row),
    id: row.id,
    kind: row.kind as NewToken['kind'],
    scopes: row.scopes,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    replacedAt: row.replaced_at,
  };
}
