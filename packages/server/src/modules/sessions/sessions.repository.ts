import type { Transaction } from '../../db/database.ts';

export interface SessionOwner {
  companyId: string;
  userId: string;
  expiresAt: Date;
  personUsers: PersonUser[];
}

/** A user of a person whose password was checked. */
export interface PersonUser {
  userId: string;
  companyId: string;
  /** Keyed hash of the stored password hash: changes when the password does. */
  passwordMark: string;
}

/** Needs a transaction that looks up the hash. */
export async function findSession(tx: Transaction, hash: string): Promise<SessionOwner | undefined> {
  const row = await tx
    .selectFrom('sessions')
    .select(['company_id', 'user_id', 'expires_at', 'person_users'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  return (
    row && {
      companyId: row.company_id,
      userId: row.user_id,
      expiresAt: row.expires_at,
      personUsers: row.person_users as unknown as PersonUser[],
    }
  );
}

export async function insertSession(
  tx: Transaction,
  companyId: string,
  session: { id: string; userId: string; hash: string; expiresAt: Date; personUsers: PersonUser[] },
): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id: session.id,
      company_id: companyId,
      user_id: session.userId,
      hash: session.hash,
      expires_at: session.expiresAt,
      person_users: JSON.stringify(session.personUsers),
    })
    .execute();
}

export async function removeSession(tx: Transaction, hash: string): Promise<void> {
  await tx.deleteFrom('sessions').where('hash', '=', hash).execute();
}

export async function removeExpired(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx.deleteFrom('sessions').where('user_id', '=', userId).where('expires_at', '<', now).execute();
}
