import { sql } from 'kysely';
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

/** Writes what is named and nothing else: somebody may change the rest at the same time. */
export async function changeSettings(
  tx: Transaction,
  companyId: string,
  { privacyUrl, logoFileId, embedOrigins, ...same }: Partial<CareersRow>,
  at: Date,
): Promise<void> {
  const { enabled, embedOrigins: embed_origins } = unset;
  await tx
    .insertInto('careers_settings')
    .values({ company_id: companyId, enabled, embed_origins, updated_at: at })
    .onConflict((conflict) => conflict.column('company_id').doNothing())
    .execute();
  await tx
    .updateTable('careers_settings')
    .set({
      ...same,
      ...(privacyUrl === undefined ? {} : { privacy_url: privacyUrl }),
      ...(logoFileId === undefined ? {} : { logo_file_id: logoFileId }),
      ...(embedOrigins === undefined ? {} : { embed_origins: embedOrigins }),
      updated_at: at,
    })
    .where('company_id', '=', companyId)
    .execute();
}

export interface SentForm {
  nonce: string;
  /** A keyed hash of what it was sent with. */
  content: string;
}

/** What the form was sent with; undefined for one that was not. */
export async function findSent(
  tx: Transaction,
  nonce: string,
): Promise<{ content: string | null } | undefined> {
  return tx.selectFrom('careers_forms').select('content').where('nonce', '=', nonce).executeTakeFirst();
}

/** Whether this is the first sending of the form. Waits for one that is under way. */
export async function noteSent(
  tx: Transaction,
  companyId: string,
  { nonce, content }: SentForm,
  at: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows: written } = await tx
    .insertInto('careers_forms')
    .values({ company_id: companyId, nonce, content, sent_at: at })
    .onConflict((conflict) => conflict.columns(['company_id', 'nonce']).doNothing())
    .executeTakeFirst();
  return written === 1n;
}

export async function forgetSent(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('careers_forms').where('sent_at', '<', before).execute();
}

/** What gives a program away: the field that nobody sees, or a form that is none of ours. */
export type RobotSign = 'trap' | 'token';

export async function addRobot(
  tx: Transaction,
  companyId: string,
  { day, reason }: { day: string; reason: RobotSign },
): Promise<void> {
  await sql`insert into careers_robots (company_id, day, reason, submissions)
    values (${companyId}, ${day}, ${reason}, 1)
    on conflict (company_id, day, reason) do update set submissions = careers_robots.submissions + 1`.execute(
    tx,
  );
}

export async function countRobots(tx: Transaction, since: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(submissions), 0)::int as count from careers_robots where day >= ${since}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function forgetRobots(tx: Transaction, before: string): Promise<void> {
  await sql`delete from careers_robots where day < ${before}`.execute(tx);
}
