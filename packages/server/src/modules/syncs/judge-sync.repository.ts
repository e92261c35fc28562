// What a judge looks at: figures, and of staged people only what says whether they leave.
import type { SyncKind } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { StagedRows } from './staged.ts';

export interface JudgedSync {
  kind: SyncKind;
  allowHoldId: string | null;
  /** The connection was read completely before. */
  wasRead: boolean;
}

export async function getJudgedSync(tx: Transaction, syncId: string): Promise<JudgedSync> {
  const row = await tx
    .selectFrom('syncs as s')
    .innerJoin('connections as c', 'c.id', 's.connection_id')
    .select(['s.kind', 's.allow_hold_id', 'c.full_synced_at'])
    .where('s.id', '=', syncId)
    .executeTakeFirstOrThrow();
  return {
    kind: row.kind as SyncKind,
    allowHoldId: row.allow_hold_id,
    wasRead: row.full_synced_at !== null,
  };
}

/** How many people are mirrored, and how many of them are active. */
export async function countPeople(tx: Transaction): Promise<{ known: number; active: number }> {
  const { rows } = await sql<{ known: number; active: number }>`
    select count(*)::int as known, (count(*) filter (where status = 'Active'))::int as active
    from employees where mirrored`.execute(tx);
  return rows[0] ?? { known: 0, active: 0 };
}

/** Which of these people the sync has shown. */
export async function listSeenAmong(
  tx: Transaction,
  syncId: string,
  providerIds: readonly string[],
): Promise<Set<string>> {
  if (providerIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select distinct id from sync_pages p, unnest(p.provider_ids) as ids (id)
    where p.sync_id = ${syncId} and p.stream = 'people:0' and id = any(${[...providerIds]}::text[])`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

export interface Unreadable {
  providerId: string;
  stream: string;
  problem: string;
}

export async function listUnreadable(tx: Transaction, syncId: string): Promise<Unreadable[]> {
  const { rows } = await sql<Unreadable>`
    select provider_id as "providerId", stream, problem from sync_staged
    where sync_id = ${syncId} and problem is not null order by provider_id, stream`.execute(tx);
  return rows;
}

export interface GonePerson {
  providerId: string;
  how: 'deleted' | 'missing';
}

/** Who was not shown though they should have been. */
export async function listGone(tx: Transaction, syncId: string): Promise<GonePerson[]> {
  const { rows } = await sql<GonePerson>`
    select provider_id as "providerId", payload ->> 'how' as how from sync_staged
    where company_id = current_company() and sync_id = ${syncId} and stream = 'gone'
    order by provider_id`.execute(tx);
  return rows;
}

export interface JudgedPerson {
  providerId: string;
  /** As it was told now. */
  status: 'Active' | 'Inactive' | null;
  statusRows: StagedRows | null;
  plusCurrent: boolean;
  /** Of all that is staged of the person. */
  hashes: string[];
}

// Read along the index, a few records for each: counting them all for every page takes too long.
const recordsEach = 8;

/** The next people of whom something is staged: at most so many, and one at least where there is one. */
export async function listStagedIds(
  tx: Transaction,
  syncId: string,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select provider_id as id from sync_staged
    where company_id = current_company() and sync_id = ${syncId} and provider_id > ${after}
    order by provider_id limit ${limit * recordsEach}`.execute(tx);
  return [...new Set(rows.map(({ id }) => id))].slice(0, limit);
}

/** Of these people those of whom something is staged that can make them leave. */
export async function listJudged(
  tx: Transaction,
  syncId: string,
  providerIds: readonly string[],
): Promise<JudgedPerson[]> {
  const { rows } = await sql<JudgedPerson>`
    select provider_id as "providerId",
      max(payload ->> 'status') filter (where stream like 'people:%') as status,
      (array_agg(payload) filter (where stream = 'rows:employmentStatus'))[1] as "statusRows",
      coalesce(bool_or(plus_current) filter (where stream = 'rows:employmentStatus'), false) as "plusCurrent",
      array_agg(stream || ' ' || hash order by stream) as hashes
    from sync_staged
    where company_id = current_company() and sync_id = ${syncId}
      and provider_id = any(${[...providerIds]}::text[]) and problem is null
      and (stream like 'people:%' or stream = 'rows:employmentStatus')
    group by provider_id`.execute(tx);
  return rows;
}

export async function countRecentLeavers(
  tx: Transaction,
  connectionId: string,
  since: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from sync_leavers
    where connection_id = ${connectionId} and at > ${since}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function clearVerdicts(tx: Transaction, syncId: string): Promise<void> {
  await tx
    .updateTable('sync_staged')
    .set({ verdict: null })
    .where('sync_id', '=', syncId)
    .where('verdict', 'is not', null)
    .execute();
}

export async function markStaged(
  tx: Transaction,
  syncId: string,
  providerIds: readonly string[],
  verdict: 'leaver' | 'withheld',
): Promise<void> {
  if (providerIds.length === 0) return;
  await sql`update sync_staged set verdict = ${verdict}
    where sync_id = ${syncId} and provider_id = any(${[...providerIds]}::text[])`.execute(tx);
}
