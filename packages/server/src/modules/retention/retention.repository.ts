import type { RetentionRule } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';
import { eraseImportRows } from './erase-import-rows.repository.ts';
import { emptyReceipts } from './erase-receipts.repository.ts';

export interface Settings {
  enabled: boolean;
  changedBy: string;
  changedAt: Date;
}

export async function findSettings(tx: Transaction): Promise<Settings | undefined> {
  const row = await tx
    .selectFrom('retention_settings')
    .select(['enabled', 'changed_by as changedBy', 'changed_at as changedAt'])
    .executeTakeFirst();
  return row;
}

export async function listRules(tx: Transaction): Promise<RetentionRule[]> {
  const rows = await tx
    .selectFrom('retention_rules')
    .select(['region', 'keep_months', 'floor_months', 'action', 'remind_days'])
    .orderBy('region')
    .execute();
  return rows.map((row) => ({
    region: row.region,
    keepMonths: row.keep_months,
    floorMonths: row.floor_months,
    action: row.action as RetentionRule['action'],
    remindDays: row.remind_days,
  }));
}

export async function replaceSettings(
  tx: Transaction,
  companyId: string,
  { enabled, rules }: { enabled: boolean; rules: RetentionRule[] },
  { by, at }: { by: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('retention_settings')
    .values({ company_id: companyId, enabled, changed_by: by, changed_at: at })
    .onConflict((c) => c.column('company_id').doUpdateSet({ enabled, changed_by: by, changed_at: at }))
    .execute();
  await tx.deleteFrom('retention_rules').execute();
  if (rules.length === 0) return;
  const rows = rules.map((rule) => ({
    company_id: companyId,
    region: rule.region,
    keep_months: rule.keepMonths,
    floor_months: rule.floorMonths,
    action: rule.action,
    remind_days: rule.remindDays,
  }));
  await tx.insertInto('retention_rules').values(rows).execute();
}

export interface StateRow {
  id: string;
  name: string;
  lastContactAt: Date;
  jobLocation: string | null;
  country: string | null;
  state: string | null;
  /** Was hired: their record follows that of the employee. */
  isHired: boolean;
  /** A hire, or something that is sent to the recruiting of an account. */
  isUnderWay: boolean;
  remindedAt: Date | null;
  heldReason: string | null;
  restrictedAt: Date | null;
  restrictedReason: string | null;
  eraseOn: string | null;
  erasedAt: Date | null;
  erasedReason: string | null;
}

export interface StateFilter {
  id?: string;
  kind?: 'due' | 'restricted' | 'erased';
  /** Whoever has not been in touch since, or asked to be erased. */
  quietSince?: Date;
}

/** By id. Restricted people are among them where the transaction shows them. */
export async function listStates(tx: Transaction, filter: StateFilter, slice: Slice): Promise<StateRow[]> {
  const { id, kind, quietSince } = filter;
  const kinds = {
    due: sql`p.reminded_at is not null and c.restricted_at is null and c.erased_at is null and p.reminded_at > ${lastContact}`,
    restricted: sql`c.restricted_at is not null and c.erased_at is null`,
    erased: sql`c.erased_at is not null`,
  };
  const { rows } = await sql<StateRow>`
    select c.id, trim(c.first_name || ' ' || c.last_name) as name, ${lastContact} as "lastContactAt",
      (select j.location from applications a join jobs j on j.company_id = a.company_id and j.id = a.job_id
        where a.company_id = c.company_id and a.candidate_id = c.id order by a.applied_at desc, a.id desc limit 1)
        as "jobLocation",
      c.details ->> 'country' as country, c.details ->> 'state' as state,
      exists (select from applications a join stages s on s.company_id = a.company_id and s.id = a.stage_id
        where a.company_id = c.company_id and a.candidate_id = c.id and s.kind = 'hired')
      or exists (select from applications a join hires h on h.company_id = a.company_id and h.application_id = a.id
        where a.company_id = c.company_id and a.candidate_id = c.id and h.state = 'done') as "isHired",
      exists (select from applications a join hires h on h.company_id = a.company_id and h.application_id = a.id
        where a.company_id = c.company_id and a.candidate_id = c.id
          and h.state not in ('done', 'failed', 'cancelled'))
      or exists (select from applications a join hires h on h.company_id = a.company_id and h.application_id = a.id
        join hire_changes x on x.company_id = h.company_id and x.hire_id = h.id
        where a.company_id = c.company_id and a.candidate_id = c.id and x.state = 'sending')
      or exists (select from recruiting_writes w where w.company_id = c.company_id and w.settled_at is null
        and (w.candidate_id = c.id or w.application_id in (
          select a.id from applications a where a.company_id = c.company_id and a.candidate_id = c.id)))
        as "isUnderWay",
      p.reminded_at as "remindedAt", p.held_reason as "heldReason", c.restricted_at as "restrictedAt",
      p.restricted_reason as "restrictedReason", p.erase_on as "eraseOn", c.erased_at as "erasedAt",
      p.erased_reason as "erasedReason"
    from candidates c
    left join candidate_privacy p on p.company_id = c.company_id and p.candidate_id = c.id
    where ${id === undefined ? sql`true` : sql`c.id = ${id}`}
      and ${kind === undefined ? sql`true` : kinds[kind]}
      and ${quietSince === undefined ? sql`true` : sql`c.erased_at is null and (p.erase_on is not null or (c.created_at < ${quietSince} and ${lastContact} < ${quietSince}))`}
      and ${slice.after === undefined ? sql`true` : sql`c.id > ${slice.after}`}
    order by c.id limit ${slice.limit + 1}`.execute(tx);
  return rows;
}

// Somebody came, applied, was moved, talked about, agreed, or is to be kept.
const lastContact = sql`greatest(c.created_at, p.renewed_at, (
  select max(greatest(a.applied_at, a.stage_changed_at, (
      select max(m.created_at) from application_comments m
      where m.company_id = a.company_id and m.application_id = a.id)))
    from applications a where a.company_id = c.company_id and a.candidate_id = c.id), (
  select max(s.given_at) from consents s where s.company_id = c.company_id and s.candidate_id = c.id))`;

export interface PrivacyChange {
  reminded_at?: Date | null;
  renewed_at?: Date;
  renewed_by?: string;
  held_at?: Date | null;
  held_by?: string | null;
  held_reason?: string | null;
  restricted_by?: string | null;
  restricted_reason?: string | null;
  erase_on?: string | null;
  erased_by?: string;
  erased_reason?: string;
}

export async function changePrivacy(
  tx: Transaction,
  companyId: string,
  candidateId: string,
  change: PrivacyChange,
): Promise<void> {
  await tx
    .insertInto('candidate_privacy')
    .values({ company_id: companyId, candidate_id: candidateId, ...change })
    .onConflict((c) => c.columns(['company_id', 'candidate_id']).doUpdateSet(change))
    .execute();
}

export async function setRestricted(tx: Transaction, id: string, at: Date | null): Promise<void> {
  await tx.updateTable('candidates').set({ restricted_at: at }).where('id', '=', id).execute();
  // The same submission again would be answered with somebody who is not there.
  if (at !== null) await tx.deleteFrom('intake_submissions').where('candidate_id', '=', id).execute();
}

/** Tables whose rows stay when somebody is erased, with the columns that are emptied. Rows of all others go. */
const keptOf: Record<string, readonly string[]> = {
  applications: ['referred_by', 'desired_salary', 'available_on', 'reference_text', 'rating', 'reject_note'],
  // That somebody agreed, when and to which words, is what the company has to be able to show.
  consents: ['withdrawn_reason'],
  candidate_privacy: [],
  stage_changes: [],
  // What was sent to a provider: the receipts of an employee who is there, without values (erase-receipts).
  hires: [],
  recruiting_writes: ['sealed_payload', 'person_key', 'note'],
  // That an application of an account was taken: without it the next reading would bring the person again.
  recruiting_records: ['candidate_id', 'application_id', 'problem'],
};

/** Takes everything of a person out of the company. Answers with the files that nobody needs any more. */
export async function eraseRows(tx: Transaction, id: string, at: Date): Promise<string[]> {
  const applications = await tx
    .selectFrom('applications')
    .select('id')
    .where('candidate_id', '=', id)
    .execute();
  const applicationIds = applications.map((row) => row.id);
  const files = await listFiles(tx, id, applicationIds);
  // Before the merges forget what they took away.
  const importIds = await eraseImportRows(tx, id);
  await eraseUnsentHires(tx, applicationIds);
  await emptyReceipts(tx, applicationIds, at);
  await leaveRecruiting(tx, id, applicationIds);
  await eraseChildren(tx, 'applications', applicationIds);
  await eraseChildren(tx, 'candidates', [id]);
  await sql`update candidates set first_name = '', last_name = 'Erased', email = null, phone = null, source = null,
    details = '{}', custom = '{}', rating = null, restricted_at = null, erased_at = ${at}, updated_at = ${at}
    where id = ${id}`.execute(tx);
  await sql`delete from candidate_duplicates where ${id} in (first_id, second_id)`.execute(tx);
  await eraseMerges(tx, id);
  await eraseAnswers(tx, [id, ...applicationIds, ...importIds]);
  return files;
}

async function listFiles(tx: Transaction, id: string, applicationIds: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with named as (
      select file_id from attachments where candidate_id = ${id}
      union select file_id from application_answers
        where application_id = any(${applicationIds}) and file_id is not null)
    select file_id as id from named
    union all
    select cleaned_file_id from document_texts where file_id in (select file_id from named) and cleaned_file_id is not null`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

/** With the merges of whoever was merged into them before: their records go along. */
async function eraseMerges(tx: Transaction, id: string): Promise<void> {
  await sql`with recursive gone as (
      select id, merged_id, undone_at from candidate_merges where ${id} in (kept_id, merged_id)
      union
      select m.id, m.merged_id, m.undone_at from gone
      join candidate_merges m on m.kept_id = gone.merged_id and m.id < gone.id and m.undone_at is null
      where gone.undone_at is null)
    update candidate_merges m set before = null, names = '{"kept": "Erased", "merged": "Erased"}'
    from gone where m.id = gone.id`.execute(tx);
  // Of a merge that was undone, the other's timeline says with whom.
  await sql`update timeline_entries set detail = detail || '{"name": "Erased"}'::jsonb
    where kind = 'merged' and detail ->> 'mergedId' = ${id}
      and candidate_id in (select kept_id from candidate_merges where merged_id = ${id})`.execute(tx);
}

/** Answers that are remembered for whoever asks again say who it was, also by ids that a merge took away. */
async function eraseAnswers(tx: Transaction, ids: string[]): Promise<void> {
  await sql`with recursive known (id) as (
      select unnest(${ids}::text[])
      union select m.old_id from merged_ids m join known on m.into_id = known.id)
    delete from idempotency_keys where about && array(select id from known)`.execute(tx);
}

/** What is still to be read of an account would be somebody new; what waits for a person is not sent. */
async function leaveRecruiting(tx: Transaction, id: string, applicationIds: string[]): Promise<void> {
  const theirs = sql`(candidate_id = ${id} or application_id = any(${applicationIds}))`;
  await sql`update recruiting_records set state = 'left'
    where ${theirs} and state in ('pending', 'held')`.execute(tx);
  await sql`update recruiting_writes set state = 'dropped'
    where ${theirs} and state = 'needs_attention'`.execute(tx);
}

/** Hires of which nothing was sent are plans, and no receipts. */
async function eraseUnsentHires(tx: Transaction, applicationIds: string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select h.id from hires h where h.application_id = any(${applicationIds}) and h.state <> 'done'
      and not exists (select from hire_steps s where s.company_id = h.company_id and s.hire_id = h.id and s.sent_at is not null)`.execute(
    tx,
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  const { rows: asked } = await sql<{
    id: string;
  }>`select id from approvals where subject_id = any(${ids})`.execute(tx);
  await removeWithChildren(
    tx,
    'approvals',
    asked.map(({ id }) => id),
  );
  await removeWithChildren(tx, 'hires', ids);
}

async function removeWithChildren(tx: Transaction, table: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const { child, col } of await listReferences(tx, table))
    await sql`delete from ${sql.table(child)} where ${sql.ref(col)} = any(${ids})`.execute(tx);
  await sql`delete from ${sql.table(table)} where id = any(${ids})`.execute(tx);
}

async function eraseChildren(tx: Transaction, parent: string, ids: string[]): Promise<void> {
  for (const { child, col } of await listReferences(tx, parent)) {
    const emptied = keptOf[child];
    if (emptied === undefined)
      await sql`delete from ${sql.table(child)} where ${sql.ref(col)} = any(${ids})`.execute(tx);
    else if (emptied.length > 0)
      await sql`update ${sql.table(child)} set ${sql.join(emptied.map((name) => sql`${sql.ref(name)} = null`))}
        where ${sql.ref(col)} = any(${ids})`.execute(tx);
  }
}

async function listReferences(tx: Transaction, parent: string): Promise<{ child: string; col: string }[]> {
  const { rows } = await sql<{ child: string; col: string }>`
    select child, col from columns_referring_to(${parent})`.execute(tx);
  return rows;
}

type Tables = Record<string, unknown[]>;

/**
 * Every row that names the person or one of their applications, by table, with the receipts of their hires
 * and what was asked about these. Sealed columns are left out.
 */
export async function exportRows(tx: Transaction, id: string): Promise<Tables> {
  const tables: Tables = { candidates: await rowsOf(tx, 'candidates', 'id', [id]) };
  await addChildren(tx, tables, 'candidates', [id]);
  const applicationIds = idsIn(tables.applications);
  await addChildren(tx, tables, 'applications', applicationIds);
  await addReceipts(tx, tables);
  const files = await listFiles(tx, id, applicationIds);
  tables.document_texts = await rowsOf(tx, 'document_texts', 'file_id', files);
  return tables;
}

/** What an erasure empties: see erase-receipts.repository.ts. */
async function addReceipts(tx: Transaction, tables: Tables): Promise<void> {
  const hireIds = idsIn(tables.hires);
  await addChildren(tx, tables, 'hires', hireIds);
  const changeIds = idsIn(tables.hire_changes);
  await addChildren(tx, tables, 'hire_changes', changeIds);
  // A subject is of many kinds, so no key refers to it.
  tables.approvals = await rowsOf(tx, 'approvals', 'subject_id', [...hireIds, ...changeIds]);
  await addChildren(tx, tables, 'approvals', idsIn(tables.approvals));
}

async function addChildren(
  tx: Transaction,
  tables: Tables,
  parent: string,
  ids: readonly string[],
): Promise<void> {
  for (const { child, col } of await listReferences(tx, parent)) {
    if (child === 'candidate_match_keys') continue;
    const found = await rowsOf(tx, child, col, ids);
    const known = new Set((tables[child] ?? []).map((row) => JSON.stringify(row)));
    tables[child] = [...(tables[child] ?? []), ...found.filter((row) => !known.has(JSON.stringify(row)))];
  }
}

function idsIn(rows: unknown[] = []): string[] {
  return (rows as { id: string }[]).map(({ id }) => id);
}

async function rowsOf(
  tx: Transaction,
  table: string,
  column: string,
  ids: readonly string[],
): Promise<unknown[]> {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(t) - 'company_id' - 'search' as row from ${sql.table(table)} t
    where ${sql.ref(column)} = any(${[...ids]}) order by 1`.execute(tx);
  return rows.map(({ row }) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('sealed_'))),
  );
}

/** Documents as they came, oldest first. */
export async function listOwnFiles(tx: Transaction, id: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select f.id, f.name from files f where f.id in (
      select file_id from attachments where candidate_id = ${id}
      union select n.file_id from application_answers n join applications a
        on a.company_id = n.company_id and a.id = n.application_id where a.candidate_id = ${id})
    order by f.created_at, f.id`.execute(tx);
  return rows;
}
