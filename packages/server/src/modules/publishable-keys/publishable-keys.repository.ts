import { JoineryError, type PublishableKey } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { PublishableKeys } from '../../db/types.generated.ts';

export interface KeyRow extends PublishableKey {
  companyId: string;
}

export async function listKeys(tx: Transaction): Promise<PublishableKey[]> {
  const rows = await tx.selectFrom('publishable_keys').selectAll().orderBy('name').orderBy('id').execute();
  return rows.map(toKey);
}

/** @throws JoineryError `publishable_keys.not_found` */
export async function getKey(tx: Transaction, id: string): Promise<PublishableKey> {
  const row = await tx.selectFrom('publishable_keys').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw noKey();
  return toKey(row);
}

export type NewKey = Pick<PublishableKey, 'id' | 'name' | 'key' | 'origins' | 'maxPerHour'> & {
  createdAt: Date;
};

export async function insertKey(tx: Transaction, companyId: string, key: NewKey): Promise<void> {
  await tx
    .insertInto('publishable_keys')
    .values({
      id: key.id,
      company_id: companyId,
      name: key.name,
      key: key.key,
      origins: key.origins,
      max_per_hour: key.maxPerHour,
      created_at: key.createdAt,
    })
    .execute();
}

export type KeyChange = Partial<Pick<PublishableKey, 'name' | 'origins' | 'enabled' | 'maxPerHour'>>;

export async function updateKey(tx: Transaction, id: string, change: KeyChange): Promise<void> {
  const { maxPerHour, ...same } = change;
  const columns = { ...same, ...(maxPerHour === undefined ? {} : { max_per_hour: maxPerHour }) };
  if (Object.keys(columns).length === 0) return;
  await tx.updateTable('publishable_keys').set(columns).where('id', '=', id).execute();
}

/** @throws JoineryError `publishable_keys.not_found` */
export async function removeKey(tx: Transaction, id: string): Promise<void> {
  const { numDeletedRows } = await tx.deleteFrom('publishable_keys').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw noKey();
}

/** In a look-up by the key itself. */
export async function findByKey(tx: Transaction, key: string): Promise<KeyRow | undefined> {
  const query = tx
    .selectFrom('publishable_keys')
    .selectAll()
    .where('key', '=', key)
    .where('enabled', '=', true);
  const row = await query.executeTakeFirst();
  return row && { ...toKey(row), companyId: row.company_id };
}

/** In a look-up by the origin itself, of all companies; or in one company. */
export async function isOriginListed(tx: Transaction, origin: string): Promise<boolean> {
  const row = await tx
    .selectFrom('publishable_keys')
    .select('id')
    .where('enabled', '=', true)
    .where(sql<boolean>`origins @> array[${origin}]`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function noteUse(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.updateTable('publishable_keys').set({ last_used_at: at }).where('id', '=', id).execute();
}

function noKey(): JoineryError {
  return new JoineryError('publishable_keys.not_found', 'There is no such publishable key.');
}

function toKey(row: Selectable<PublishableKeys>): PublishableKey {
  return {
    id: row.id,
    name: row.name,
    key: row.key,
    origins: row.origins,
    enabled: row.enabled,
    maxPerHour: row.max_per_hour,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
