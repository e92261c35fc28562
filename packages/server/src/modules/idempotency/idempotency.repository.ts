import { asRows, prepare, sendPrepared, type Transaction } from '../../db/database.ts';

export interface KeyOwner {
  companyId: string;
  userId: string;
  key: string;
}

export interface StoredAnswerRow {
  requestHash: string;
  status: number;
  sealed: string;
}

/**
 * Holds the key until the transaction ends, if nobody else does. The lock dies with the
 * connection, so a killed process leaves no key behind that is in flight for ever.
 */
export async function tryLockKey(tx: Transaction, owner: KeyOwner): Promise<boolean> {
  return (await tryLockKeys(tx, [nameOfKey(owner)])).size > 0;
}

const lockKeys = prepare<{ name: string }>(
  'lock-keys',
  `select name from unnest($1::text[]) as name where pg_try_advisory_xact_lock(hashtextextended(name, 0))`,
);

/** The names that it could hold. */
export async function tryLockKeys(tx: Transaction, names: string[]): Promise<Set<string>> {
  const { rows } = await tx.executeQuery(lockKeys(names));
  return new Set(rows.map(({ name }) => name));
}

/** What a key is locked by. */
export function nameOfKey({ companyId, userId, key }: KeyOwner): string {
  return JSON.stringify(['idempotency', companyId, userId, key]);
}

// One look for each: joined, the keys of the whole company would be read.
const usedKeys = prepare<{ name: string }>(
  'used-keys',
  `select r.name from jsonb_to_recordset($1::jsonb) as r (name text, user_id text, key text, now timestamptz)
   where (
     select true from idempotency_keys k where k.company_id = $2 and k.user_id = r.user_id and k.key = r.key
       and k.expires_at > r.now and k.status is not null)`,
);

/** Names of those keys of one company under which no answer is kept. */
export async function listUnused(
  tx: Transaction,
  keys: { owner: KeyOwner; now: Date }[],
): Promise<Set<string>> {
  const names = keys.map(({ owner, now }) => ({
    name: nameOfKey(owner),
    user_id: owner.userId,
    key: owner.key,
    now,
  }));
  const { rows } = await tx.executeQuery(usedKeys(asRows(names), keys[0]?.owner.companyId ?? ''));
  const unused = new Set(names.map(({ name }) => name));
  for (const { name } of rows) unused.delete(name);
  return unused;
}

export async function findAnswer(
  tx: Transaction,
  { userId, key }: KeyOwner,
  now: Date,
): Promise<StoredAnswerRow | undefined> {
  const row = await tx
    .selectFrom('idempotency_keys')
    .select(['request_hash as requestHash', 'status', 'response'])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined || row.status === null) return undefined;
  return { requestHash: row.requestHash, status: row.status, sealed: String(row.response) };
}

export interface KeptAnswer extends StoredAnswerRow {
  userId: string;
  key: string;
  about: string[];
  expiresAt: Date;
}

const upsertRows = prepare(
  'upsert-answers',
  `insert into idempotency_keys (company_id, user_id, key, request_hash, status, response, about, expires_at)
   select $1, r.user_id, r.key, r.request_hash, r.status, to_jsonb(r.response), r.about, r.expires_at
   from jsonb_to_recordset($2::jsonb) as r (user_id text, key text, request_hash text, status integer,
     response text, about text[], expires_at timestamptz)
   on conflict (company_id, user_id, key) do update set request_hash = excluded.request_hash,
     status = excluded.status, response = excluded.response, about = excluded.about,
     expires_at = excluded.expires_at`,
);

/** Each under another key. */
export async function upsertAnswers(
  tx: Transaction,
  companyId: string,
  answers: readonly KeptAnswer[],
): Promise<void> {
  const rows = answers.map(({ userId, key, requestHash, status, sealed, about, expiresAt }) => ({
    user_id: userId,
    key,
    request_hash: requestHash,
    status,
    response: sealed,
    about,
    expires_at: expiresAt,
  }));
  await sendPrepared(tx, upsertRows(companyId, asRows(rows)));
}

const removeRows = prepare(
  'remove-expired-keys',
  `delete from idempotency_keys where (company_id, user_id, key) in (
     select company_id, user_id, key from idempotency_keys
     where expires_at <= $1 limit 20 for update skip locked)`,
);

/** A few at a time: the table stays small without anybody having to sweep it. */
export async function removeExpired(tx: Transaction, now: Date): Promise<void> {
  await sendPrepared(tx, removeRows(now));
}
