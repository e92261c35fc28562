import { type ApiKey, JoineryError } from '@joinery/sdk';
import { sql } from 'kysely';
import { beside } from '../../db/beside.ts';
import { type Database, prepare, type Transaction } from '../../db/database.ts';
import { askingOnce } from '../../platform/gather.ts';

export interface KeyHolder {
  keyId: string;
  companyId: string;
  userId: string;
  lastUsedAt: Date | null;
  fieldsVersion: number;
  /** Another one whenever user, level or company have changed. */
  stamp: string;
}

interface KeyHolderRow {
  key_id: string;
  company_id: string;
  user_id: string;
  last_used_at: Date | null;
  fields_version: number;
  stamp: string;
}

const keyHolder = prepare<KeyHolderRow>('key-holder', 'select * from key_holder($1)');

type Asking = Pick<Database, 'alone'>;
const asking = new WeakMap<Asking, (hash: string) => Promise<KeyHolder | undefined>>();

/** The enabled user of the live key with this hash. Many requests of one key that come at once ask once. */
export async function findKeyHolder(db: Asking, hash: string): Promise<KeyHolder | undefined> {
  const ask = asking.get(db) ?? askingOnce(async (one) => toKeyHolder(await db.alone(keyHolder(one))));
  asking.set(db, ask);
  return ask(hash);
}

/** A database for work in the company of this key, that is begun while it is asked whose key it is. */
export function besideKeyHolder(
  database: Database,
  hash: string,
): { db: Database; holder(): Promise<KeyHolder | undefined> } {
  const { db, rows } = beside(database, keyHolder(hash));
  return { db, holder: async () => toKeyHolder(await rows()) };
}

function toKeyHolder([row]: KeyHolderRow[]): KeyHolder | undefined {
  return (
    row && {
      keyId: row.key_id,
      companyId: row.company_id,
      userId: row.user_id,
      lastUsedAt: row.last_used_at,
      fieldsVersion: row.fields_version,
      stamp: row.stamp,
    }
  );
}

/** Whether the live key with this hash is one of this company's, of a user who is disabled. */
export async function isOfDisabledUser(tx: Transaction, hash: string): Promise<boolean> {
  const row = await tx
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .where('api_keys.hash', '=', hash)
    .where('api_keys.revoked_at', 'is', null)
    .where('users.status', '=', 'disabled')
    .select('api_keys.id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateLastUse(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).execute();
}

export async function insertKey(
  tx: Transaction,
  companyId: string,
  key: { id: string; userId: string; name: string; preview: string; hash: string; madeBy: string },
): Promise<void> {
  await tx
    .insertInto('api_keys')
    .values({
      id: key.id,
      company_id: companyId,
      user_id: key.userId,
      name: key.name,
      preview: key.preview,
      hash: key.hash,
      made_by: key.madeBy,
    })
    .execute();
}

/** Who made the key; null where an older version did not say. */
export async function findMaker(tx: Transaction, id: string): Promise<string | null> {
  const query = tx.selectFrom('api_keys').select('made_by').where('id', '=', id);
  return (await query.executeTakeFirst())?.made_by ?? null;
}

/** Keys, newest first: of one user, or of all. */
export async function listKeys(tx: Transaction, userId?: string): Promise<ApiKey[]> {
  let query = selectKeys(tx).orderBy('api_keys.created_at', 'desc').orderBy('api_keys.id', 'desc');
  if (userId !== undefined) query = query.where('api_keys.user_id', '=', userId);
  return (await query.execute()).map(toKey);
}

/** @throws JoineryError `keys.not_found`. */
export async function getKey(tx: Transaction, id: string): Promise<ApiKey> {
  const row = await selectKeys(tx).where('api_keys.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new JoineryError('keys.not_found', 'There is no such API key.');
  return toKey(row);
}

export async function revokeKey(tx: Transaction, id: string): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

function selectKeys(tx: Transaction) {
  return tx
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select([
      'api_keys.id',
      'api_keys.name',
      'api_keys.preview',
      'api_keys.created_at',
      'api_keys.last_used_at',
      'api_keys.revoked_at',
      'users.id as user_id',
      'users.first_name',
      'users.last_name',
      'users.email',
    ]);
}

type KeyRow = Awaited<ReturnType<ReturnType<typeof selectKeys>['executeTakeFirstOrThrow']>>;

function toKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    preview: row.preview,
    owner: {
      id: row.user_id,
      name: `${row.first_name} ${row.last_name}`.trim() || row.email || 'Service user',
    },
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
