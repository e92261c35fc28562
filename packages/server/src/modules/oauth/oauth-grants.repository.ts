import { JoineryError, type OauthGrant } from '@joinery/sdk';
import type { ExpressionBuilder } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { DB } from '../../db/types.generated.ts';

export interface NewGrant {
  id: string;
  appId: string;
  userId: string;
  scopes: string[];
}

export async function insertGrant(tx: Transaction, companyId: string, grant: NewGrant): Promise<void> {
  await tx
    .insertInto('oauth_grants')
    .values({
      id: grant.id,
      company_id: companyId,
      app_id: grant.appId,
      user_id: grant.userId,
      scopes: grant.scopes,
    })
    .execute();
}

/** Grants, newest first, that a token came of; those that ended long ago are forgotten. */
export async function listGrants(
  tx: Transaction,
  filter: { userId?: string | undefined; appId?: string | undefined },
  now: Date,
): Promise<OauthGrant[]> {
  let query = selectGrants(tx, now)
    .where((eb) => eb.or([eb('revoked_at', 'is not', null), eb.exists(tokensOf(eb))]))
    .orderBy('oauth_grants.id', 'desc');
  if (filter.userId !== undefined) query = query.where('oauth_grants.user_id', '=', filter.userId);
  if (filter.appId !== undefined) query = query.where('oauth_grants.app_id', '=', filter.appId);
  return (await query.execute()).map(toGrant);
}

/** @throws JoineryError `oauth.grant_not_found`. */
export async function getGrant(tx: Transaction, id: string, now: Date): Promise<OauthGrant> {
  const row = await selectGrants(tx, now).where('oauth_grants.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new JoineryError('oauth.grant_not_found', 'There is no such grant.');
  return toGrant(row);
}

export async function revokeGrant(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('oauth_grants')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

export async function updateLastUse(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.updateTable('oauth_grants').set({ last_used_at: at }).where('id', '=', id).execute();
}

/** What no token can come of any more: never redeemed, ended or revoked before `before`. */
export async function removeEnded(tx: Transaction, before: Date): Promise<void> {
  await tx
    .deleteFrom('oauth_grants')
    .where('created_at', '<', before)
    .where((eb) => eb.not(eb.exists(tokensOf(eb).where('expires_at', '>=', before))))
    .execute();
  await tx.deleteFrom('oauth_grants').where('revoked_at', '<', before).execute();
}

function selectGrants(tx: Transaction, now: Date) {
  return tx
    .selectFrom('oauth_grants')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_grants.app_id')
    .innerJoin('users', 'users.id', 'oauth_grants.user_id')
    .select([
      'oauth_grants.id',
      'oauth_grants.scopes',
      'oauth_grants.created_at',
      'oauth_grants.last_used_at',
      'oauth_grants.revoked_at',
      'oauth_apps.id as app_id',
      'oauth_apps.name as app_name',
      'users.id as user_id',
      'users.first_name',
      'users.last_name',
      'users.email',
    ])
    .select((eb) => eb.exists(tokensOf(eb).where('oauth_tokens.expires_at', '>', now)).as('is_live'));
}

function tokensOf(eb: ExpressionBuilder<DB, 'oauth_grants'>) {
  return eb
    .selectFrom('oauth_tokens')
    .select('oauth_tokens.id')
    .whereRef('oauth_tokens.company_id', '=', 'oauth_grants.company_id')
    .whereRef('oauth_tokens.grant_id', '=', 'oauth_grants.id');
}

type GrantRow = Awaited<ReturnType<ReturnType<typeof selectGrants>['executeTakeFirstOrThrow']>>;

function toGrant(row: GrantRow): OauthGrant {
  return {
    id: row.id,
    app: { id: row.app_id, name: row.app_name },
    user: {
      id: row.user_id,
      name: `${row.first_name} ${row.last_name}`.trim() || row.email || 'Service user',
    },
    scopes: row.scopes,
    state: row.revoked_at !== null ? 'revoked' : row.is_live ? 'live' : 'ended',
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
