import { JoineryError, type OauthApp } from '@joinery/sdk';
import type { Selectable, Updateable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { OauthApps } from '../../db/types.generated.ts';

/** An application with what only the server may know of it. */
export interface StoredApp extends OauthApp {
  secretHash: string | null;
}

export async function listApps(tx: Transaction): Promise<OauthApp[]> {
  const rows = await tx.selectFrom('oauth_apps').selectAll().orderBy('name').orderBy('id').execute();
  return rows.map(toApp);
}

/** @throws JoineryError `oauth.app_not_found`. */
export async function getApp(tx: Transaction, id: string): Promise<OauthApp> {
  const row = await tx.selectFrom('oauth_apps').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new JoineryError('oauth.app_not_found', 'There is no such application.');
  return toApp(row);
}

export async function findAppByClient(tx: Transaction, clientId: string): Promise<StoredApp | undefined> {
  const row = await tx
    .selectFrom('oauth_apps')
    .selectAll()
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return row && { ...toApp(row), secretHash: row.secret_hash };
}

export interface NewApp
  extends Pick<OauthApp, 'id' | 'kind' | 'name' | 'clientId' | 'redirectUris' | 'scopes'> {
  secret: AppSecret | null;
}

export interface AppSecret {
  hash: string;
  preview: string;
}

export async function insertApp(tx: Transaction, companyId: string, app: NewApp): Promise<void> {
  await tx
    .insertInto('oauth_apps')
    .values({
      id: app.id,
      company_id: companyId,
      kind: app.kind,
      name: app.name,
      client_id: app.clientId,
      secret_hash: app.secret?.hash ?? null,
      secret_preview: app.secret?.preview ?? null,
      redirect_uris: app.redirectUris,
      scopes: app.scopes,
    })
    .execute();
}

export type AppChange = Partial<Pick<OauthApp, 'name' | 'redirectUris' | 'scopes'>> & { secret?: AppSecret };

export async function updateApp(tx: Transaction, id: string, change: AppChange, now: Date): Promise<void> {
  const { name, redirectUris, scopes, secret } = change;
  const set: Updateable<OauthApps> = {
    updated_at: now,
    ...(name !== undefined && { name }),
    ...(redirectUris !== undefined && { redirect_uris: redirectUris }),
    ...(scopes !== undefined && { scopes }),
    ...(secret !== undefined && { secret_hash: secret.hash, secret_preview: secret.preview }),
  };
  await tx.updateTable('oauth_apps').set(set).where('id', '=', id).execute();
}

export async function removeApp(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('oauth_apps').where('id', '=', id).execute();
}

function toApp(row: Selectable<OauthApps>): OauthApp {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as OauthApp['kind'],
    clientId: row.client_id,
    secretPreview: row.secret_preview,
    redirectUris: row.redirect_uris,
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
