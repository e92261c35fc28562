import type { Transaction } from '../../db/database.ts';

export interface LoginKey {
  id: string;
  companyId: string;
  userId: string;
  appId: string;
  device: string;
  name: string;
  preview: string;
  hash: string;
}

export async function insertLoginKey(tx: Transaction, key: LoginKey): Promise<void> {
  await tx
    .insertInto('api_keys')
    .values({
      id: key.id,
      company_id: key.companyId,
      user_id: key.userId,
      login_app_id: key.appId,
      login_device: key.device,
      name: key.name,
      preview: key.preview,
      hash: key.hash,
      // Whoever has the password.
      made_by: key.userId,
    })
    .execute();
}

/** Revokes all but the `keep` newest keys that the same application got for the same device. */
export async function revokeOlderLoginKeys(
  tx: Transaction,
  { userId, appId, device }: Pick<LoginKey, 'userId' | 'appId' | 'device'>,
  { keep, now }: { keep: number; now: Date },
): Promise<void> {
  const ofDevice = tx
    .selectFrom('api_keys')
    .select('id')
    .where('user_id', '=', userId)
    .where('login_app_id', '=', appId)
    .where('login_device', '=', device)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .offset(keep);
  await tx.updateTable('api_keys').set({ revoked_at: now }).where('id', 'in', ofDevice).execute();
}
