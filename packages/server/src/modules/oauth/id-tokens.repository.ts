import type { JWK } from 'jose';
import type { Transaction } from '../../db/database.ts';

export interface SigningKey {
  id: string;
  publicJwk: JWK;
  /** Sealed. */
  privateJwk: string;
}

export async function findSigningKey(tx: Transaction): Promise<SigningKey | undefined> {
  const row = await tx.selectFrom('oauth_signing_keys').selectAll().executeTakeFirst();
  return row && { id: row.id, publicJwk: row.public_jwk as unknown as JWK, privateJwk: row.private_jwk };
}

/** Of two who make one at the same moment, the first one's stays. */
export async function insertSigningKey(tx: Transaction, companyId: string, key: SigningKey): Promise<void> {
  await tx
    .insertInto('oauth_signing_keys')
    .values({
      id: key.id,
      company_id: companyId,
      public_jwk: JSON.stringify(key.publicJwk),
      private_jwk: key.privateJwk,
    })
    .onConflict((conflict) => conflict.column('company_id').doNothing())
    .execute();
}
