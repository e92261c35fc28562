// What a judge looks at: figures, and of staged people only what says whether they leave.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { StagedRows } from './staged.ts';

export interface JudgedSync {
  kind: 'full' | 'incremental' | 'records';
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
    kind: row.kind as JudgedSync['kind'],
    allowHoldId: row.allow_hold_id,
    wasRead: row.full_synced_at !== null,
  };
}

export async function getSyncKind(tx: Transaction, syncId: string): Promise<JudgedSync['kind']> {
  const row = await tx.selectFrom('syncs').select('kind').where('id', '=', syncId).executeTakeFirstOrThrow();
  return row.kind as JudgedSync['kind'];
}

/** How many people are mirrored, and how many of them are active. */
export async function countPeople(tx: Transaction): Promise<{ known: number; active: number }> {
  const { rows } = await sql<{ known: number; active: number }>`
    select count(*)::int as known, (count(*) filter (where status = 'Active'))::int as active
    from employees where mirrored`.execute(tx);
  return rows[0] ?? { known: 0, active: 0 };
}

export async function countSeen(tx: Transaction, syncId: string): Promise<number> {
  const { rows } = await sql<{ seen: number }>`
    select count(distinct id)::int as seen from sync_pages p, unnest(p.provider_ids) as ids (id)
    where p.sync_id = ${syncId} and p.stream = 'people:0'`.execute(tx);
  return rows[0]?.seen ?? 0;
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
  employeeNumber: number;
  how: 'deleted' | 'missing';
}

// Identity is by the provider's id, which is the number here.
const isPerson = sql`e.mirrored and e.status = 'Active'
  and e.number = case when s.provider_id ~ '^[1-9][0-9]{0,8}$' then s.provider_id::int end`;

/** Who is active here and was not shown though they should have been. */
export async function listGone(tx: Transaction, syncId: string): Promise<GonePerson[]> {
  const { rows } = await sql<GonePerson>`
    select s.provider_id as "providerId", e.number as "employeeNumber", s.payload ->> 'how' as how
    from sync_staged s join employees e on ${isPerson}
    where s.sync_id = ${syncId} and s.stream = 'gone'
    order by e.number`.execute(tx);
  return rows;
}

export interface JudgedPerson {
  providerId: string;
  employeeNumber: number;
  /** As it was told now, or before. */
  status: 'Active' | 'Inactive' | null;
  statusRows: StagedRows | null;
  plusCurrent: boolean;
  /** Of all that is staged of the person. */
  hashes: string[];
}

/** The next people of whom something is staged. */
export async function listStagedIds(
  tx: Transaction,
  syncId: string,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct provider_id as id from sync_staged
    where sync_id = ${syncId} and provider_id > ${after} order by provider_id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Of these people the active ones of whom something is staged that can make them leave. */
export async function listJudged(
  tx: Transaction,
  { connectionId, syncId, providerIds }: { connectionId: string; syncId: string; providerIds: string[] },
): Promise<JudgedPerson[]> {
  const { rows } = await sql<JudgedPerson>`
    select s.provider_id as "providerId", e.number as "employeeNumber",
      coalesce(max(s.payload ->> 'status') filter (where s.stream like 'people:%'), max(l.told_status)) as status,
      (array_agg(s.payload) filter (where s.stream = 'rows:employmentStatus'))[1] as "statusRows",
      coalesce(bool_or(s.plus_current) filter (where s.stream = 'rows:employmentStatus'), false) as "plusCurrent",
      array_agg(s.stream || ' ' || s.hash order by s.stream) as hashes
    from sync_staged s
    join employees e on ${isPerson}
    left join links l on l.connection_id = ${connectionId} and l.kind = 'employee' and l.provider_id = s.provider_id
    where s.sync_id = ${syncId} and s.provider_id = any(${providerIds}::text[]) and s.problem is null
      and (s.stream like 'people:%' or s.stream = 'rows:employmentStatus')
    group by s.provider_id, e.number`.execute(tx);
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

export async function setQuarantined(tx: Transaction, syncId: string, quarantined: number): Promise<void> {
  await sql`update syncs set counts = counts || jsonb_build_object('quarantined', ${quarantined}::int)
    where id = ${syncId}`.execute(tx);
}

/** Adds to the counts of a sync. */
export async function addCounts(
  tx: Transaction,
  syncId: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const counted = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  if (Object.keys(counted).length === 0) return;
  await sql`
    update syncs set counts = counts || (
      select jsonb_object_agg(key, value::int + coalesce((syncs.counts ->> key)::int, 0))
      from jsonb_each_text(${JSON.stringify(counted)}::jsonb))
    where id = ${syncId}`.execute(tx);
}
