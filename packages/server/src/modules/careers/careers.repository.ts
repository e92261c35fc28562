import type { Transaction } from '../../db/database.ts';

export interface CareersRow {
  enabled: boolean;
  headline: string | null;
  intro: string | null;
  color: string | null;
  privacyUrl: string | null;
  logoFileId: string | null;
  embedOrigins: string[];
}

const unset: CareersRow = {
  enabled: true,
  headline: null,
  intro: null,
  color: null,
  privacyUrl: null,
  logoFileId: null,
  embedOrigins: [],
};

/** What it is until somebody says otherwise, where nobody has. */
export async function readSettings(tx: Transaction): Promise<CareersRow> {
  const row = await tx
    .selectFrom('careers_settings')
    .select([
      'enabled',
      'headline',
      'intro',
      'color',
      'privacy_url as privacyUrl',
      'logo_file_id as logoFileId',
      'embed_origins as embedOrigins',
    ])
    .executeTakeFirst();
  return row ?? unset;
}

export async function upsertSettings(
  tx: Transaction,
  companyId: string,
  settings: CareersRow,
  at: Date,
): Promise<void> {
  const values = {
    enabled: settings.enabled,
    headline: settings.headline,
    intro: settings.intro,
    color: settings.color,
    privacy_url: settings.privacyUrl,
    logo_file_id: settings.logoFileId,
    embed_origins: settings.embedOrigins,
    updated_at: at,
  };
  await tx
    .insertInto('careers_settings')
    .values({ company_id: companyId, ...values })
    .onConflict((conflict) => conflict.column('company_id').doUpdateSet(values))
    .execute();
}

/** Whether this is the first sending of the form. Waits for one that is under way. */
export async function noteSent(
  tx: Transaction,
  companyId: string,
  { nonce, at }: { nonce: string; at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows: written } = await tx
    .insertInto('careers_forms')
    .values({ company_id: companyId, nonce, sent_at: at })
    .onConflict((conflict) => conflict.columns(['company_id', 'nonce']).doNothing())
    .executeTakeFirst();
  return written === 1n;
}

export async function forgetSent(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('careers_forms').where('sent_at', '<', before).execute();
}
