import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

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
export async function tryLockKey(tx: Transaction, { companyId, userId, key }: KeyOwner): Promise<boolean> {
  const name = JSON.stringify(['idempotency', companyId, userId, key]);
  const query = sql<{
    locked: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as locked`;
  const { rows } = await query.execute(tx);
  return rows[0]?.locked === true;
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

export async function upsertAnswer(
  tx: Transaction,
  { companyId, userId, key }: KeyOwner,
  answer: StoredAnswerRow & { about: string[] },
  expiresAt: Date,
): Promise<void> {
  const values = {
    request_hash: answer.requestHash,
    status: answer.status,
    response: JSON.stringify(answer.sealed),
    about: answer.about,
    expires_at: expiresAt,
  };
  await tx
    .insertInto('idempotency_keys')
    .values({ company_id: companyId, user_id: userId, key, ...values })
    .onConflict((conflict) => conflict.columns(['company_id', 'user_id', 'key']).doUpdateSet(values))
    .execute();
}

/** A few at a time: the table stays small without anybody having to sweep it. */
export async function removeExpired(tx: Transaction, now: Date): Promise<void> {
  await sql`
    delete from idempotency_keys where (company_id, user_id, key) in (
      select company_id, user_id, key from idempotency_keys
      where expires_at <= ${now} limit 20 for update skip locked)`.execute(tx);
}
