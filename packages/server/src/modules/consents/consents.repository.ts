import type { Consent, ConsentText, FormConsent } from '@joinery/sdk';
import { sql } from 'kysely';
import { prepare, type Transaction } from '../../db/database.ts';

/** The newest version of each key that is not retired, in the order in which their keys came. */
export async function listAsked(tx: Transaction): Promise<(FormConsent & { id: string })[]> {
  return (await tx.executeQuery(askedTexts())).rows;
}

const askedTexts = prepare<FormConsent & { id: string }>(
  'asked-consents',
  `select id, key, version, label, text, required from (
     select distinct on (key) id, key, version, label, text, required, retired_at,
       min(created_at) over (partition by key) as since
     from consent_texts order by key, version desc) newest
   where retired_at is null order by since, key`,
);

/** Newest version of each key, or all versions of one, newest first. */
export async function listTexts(tx: Transaction, key: string | undefined): Promise<ConsentText[]> {
  const newest = sql<number>`(
    select max(n.version) from consent_texts n
    where n.company_id = consent_texts.company_id and n.key = consent_texts.key)`;
  const rows = await tx
    .selectFrom('consent_texts')
    .select(['id', 'key', 'version', 'label', 'text', 'required', 'created_by', 'created_at', 'retired_at'])
    .select(newest.as('newest'))
    .$if(key !== undefined, (q) => q.where('key', '=', key ?? ''))
    .$if(key === undefined, (q) => q.where('version', '=', newest))
    .orderBy('key')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(({ created_by: createdBy, created_at, retired_at, newest, ...row }) => ({
    ...row,
    createdBy,
    createdAt: created_at.toISOString(),
    retiredAt: retired_at?.toISOString() ?? null,
    asked: row.version === newest && retired_at === null,
  }));
}

/** Makes other writers of this key wait until the transaction ends. */
export async function lockKey(tx: Transaction, companyId: string, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('consent text ' || ${`${companyId} ${key}`}::text, 0))`.execute(
    tx,
  );
}

export interface NewText extends FormConsent {
  id: string;
  createdBy: string;
  createdAt: Date;
}

export async function insertText(tx: Transaction, companyId: string, text: NewText): Promise<void> {
  const { createdBy: created_by, createdAt: created_at, ...row } = text;
  await tx
    .insertInto('consent_texts')
    .values({ ...row, company_id: companyId, created_by, created_at })
    .execute();
}

/** Ids of the versions that were asked until now. */
export async function retireTexts(tx: Transaction, key: string, at: Date): Promise<string[]> {
  const rows = await tx
    .updateTable('consent_texts')
    .set({ retired_at: at })
    .where('key', '=', key)
    .where('retired_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export interface NewConsent {
  id: string;
  candidateId: string;
  applicationId: string | null;
  textId: string;
  givenAt: Date;
  recordedBy: string;
}

export async function insertConsents(
  tx: Transaction,
  companyId: string,
  consents: NewConsent[],
): Promise<void> {
  if (consents.length === 0) return;
  const rows = consents.map((consent) => ({
    id: consent.id,
    company_id: companyId,
    candidate_id: consent.candidateId,
    application_id: consent.applicationId,
    text_id: consent.textId,
    given_at: consent.givenAt,
    recorded_by: consent.recordedBy,
  }));
  await tx.insertInto('consents').values(rows).execute();
}

/** Newest first. */
export async function listConsents(tx: Transaction, candidateId: string): Promise<Consent[]> {
  const rows = await tx
    .selectFrom('consents')
    .innerJoin('consent_texts', 'consent_texts.id', 'consents.text_id')
    .select([
      'consents.id',
      'consent_texts.key',
      'consent_texts.version',
      'consent_texts.label',
      'consent_texts.text',
      'consents.application_id as applicationId',
      'consents.given_at as givenAt',
      'consents.recorded_by as recordedBy',
      'consents.withdrawn_at as withdrawnAt',
      'consents.withdrawn_by as withdrawnBy',
      'consents.withdrawn_reason as withdrawnReason',
    ])
    .where('consents.candidate_id', '=', candidateId)
    .orderBy('consents.given_at', 'desc')
    .orderBy('consents.id', 'desc')
    .execute();
  return rows.map((row) => ({
    ...row,
    givenAt: row.givenAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  }));
}

/** False when there is none that could be withdrawn. */
export async function withdrawConsent(
  tx: Transaction,
  { candidateId, id }: { candidateId: string; id: string },
  { at, by, reason }: { at: Date; by: string; reason: string | null },
): Promise<boolean> {
  const done = await tx
    .updateTable('consents')
    .set({ withdrawn_at: at, withdrawn_by: by, withdrawn_reason: reason })
    .where('candidate_id', '=', candidateId)
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .returning('id')
    .execute();
  return done.length > 0;
}
