// What a running sync has read: which people it saw, and what of it is new or differs. One statement
// for a page, whatever its size.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Staged } from './staged.ts';

interface Owner {
  companyId: string;
  connectionId: string;
  syncId: string;
}

/** What was applied last of a stream, by the provider's ids. People who are not known are not in it. */
export async function listHashes(
  tx: Transaction,
  connectionId: string,
  stream: string,
  providerIds: readonly string[],
): Promise<Map<string, string | null>> {
  const { rows } = await sql<{ id: string; hash: string | null }>`
    select provider_id as id, hashes ->> ${stream} as hash from links
    where connection_id = ${connectionId} and kind = 'employee' and provider_id = any(${providerIds}::text[])`.execute(
    tx,
  );
  return new Map(rows.map(({ id, hash }) => [id, hash]));
}

export interface NewStaged {
  providerId: string;
  hash: string;
  part?: number;
  plusCurrent?: boolean;
  payload: Staged | null;
  problem?: string;
}

export async function stage(
  tx: Transaction,
  { companyId, syncId }: Owner,
  { stream, callId }: { stream: string; callId: string | null },
  records: readonly NewStaged[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = JSON.stringify(
    records.map(({ providerId, hash, part, plusCurrent, payload, problem }) => ({
      provider_id: providerId,
      part: part ?? 0,
      plus_current: plusCurrent ?? false,
      hash,
      payload,
      problem: problem ?? null,
    })),
  );
  await sql`
    insert into sync_staged (company_id, sync_id, provider_id, stream, part, plus_current, hash, payload, problem, call_id)
    select ${companyId}, ${syncId}, provider_id, ${stream}, part, plus_current, hash,
      case when payload = 'null' then null else payload end, problem, ${callId}::bigint
    from jsonb_to_recordset(${rows}::jsonb) as r (provider_id text, part int, plus_current boolean, hash text,
      payload jsonb, problem text)
    on conflict (company_id, sync_id, provider_id, stream, part) do update set
      plus_current = excluded.plus_current, hash = excluded.hash, payload = excluded.payload,
      problem = excluded.problem, call_id = excluded.call_id`.execute(tx);
}

export interface NewPage {
  stream: string;
  page: number;
  hash: string;
  providerIds: readonly string[];
  changedAt?: readonly (string | null)[];
  callId: string | null;
}

export async function insertPage(
  tx: Transaction,
  { companyId, syncId }: Owner,
  page: NewPage,
): Promise<void> {
  await sql`
    insert into sync_pages (company_id, sync_id, stream, page, hash, provider_ids, changed_at, call_id)
    values (${companyId}, ${syncId}, ${page.stream}, ${page.page}, ${page.hash}, ${page.providerIds}::text[],
      ${page.changedAt ?? null}::timestamptz[], ${page.callId}::bigint)
    on conflict (company_id, sync_id, stream, page) do update set hash = excluded.hash,
      provider_ids = excluded.provider_ids, changed_at = excluded.changed_at, call_id = excluded.call_id`.execute(
    tx,
  );
}

/** Whether another page of the stream had the same content. */
export async function isPageSeen(
  tx: Transaction,
  syncId: string,
  page: Pick<NewPage, 'stream' | 'page' | 'hash'>,
): Promise<boolean> {
  const row = await tx
    .selectFrom('sync_pages')
    .select('page')
    .where('sync_id', '=', syncId)
    .where('stream', '=', page.stream)
    .where('hash', '=', page.hash)
    .where('page', '<>', page.page)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many different people a stream has shown. */
export async function countSeen(tx: Transaction, syncId: string, stream: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct id)::int as count from sync_pages, unnest(provider_ids) as id
    where sync_id = ${syncId} and stream = ${stream}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** The last instant at which the provider says that somebody changed. */
export async function findLatestChange(tx: Transaction, syncId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(at) as at from sync_pages, unnest(changed_at) as at where sync_id = ${syncId}`.execute(tx);
  return rows[0]?.at ?? null;
}

export interface ToldNames {
  providerId: string;
  /** Those that came; none for somebody who is gone. */
  names: Record<string, unknown>;
  gone: boolean;
}

/** What the people who changed, and those who are gone, are called by what this sync has staged. */
export async function listToldNames(tx: Transaction, syncId: string): Promise<ToldNames[]> {
  const { rows } = await sql<ToldNames>`
    select s.provider_id as "providerId", bool_or(s.stream = 'gone') as gone,
      coalesce(jsonb_object_agg(n.key, n.value) filter (where n.key is not null), '{}') as names
    from sync_staged s
    left join lateral jsonb_each(s.payload -> 'values') n
      on s.stream like 'people:%' and n.key in ('firstName', 'middleName', 'lastName', 'preferredName')
    where s.sync_id = ${syncId} and (s.stream like 'people:%' or s.stream = 'gone')
    group by s.provider_id`.execute(tx);
  return rows;
}

export interface StagedPart {
  providerId: string;
  part: number;
  plusCurrent: boolean;
  hash: string;
  payload: Staged | null;
  problem: string | null;
  current: string | null;
}

/** Parts of people whose rows came in more than one, by person and part. */
export async function listParts(
  tx: Transaction,
  { syncId, connectionId }: Owner,
  stream: string,
): Promise<StagedPart[]> {
  const parted = await sql<{ id: string }>`
    select distinct provider_id as id from sync_staged where sync_id = ${syncId} and stream = ${stream} and part > 0`.execute(
    tx,
  );
  const ids = parted.rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const { rows } = await sql<Omit<StagedPart, 'current'>>`
    select provider_id as "providerId", part, plus_current as "plusCurrent", hash, payload, problem from sync_staged
    where sync_id = ${syncId} and stream = ${stream} and provider_id = any(${ids}::text[])
    order by provider_id, part`.execute(tx);
  const current = await listHashes(tx, connectionId, stream, ids);
  return rows.map((row) => ({ ...row, current: current.get(row.providerId) ?? null }));
}

export async function removeStaged(
  tx: Transaction,
  syncId: string,
  stream: string,
  providerIds: readonly string[],
): Promise<void> {
  await sql`delete from sync_staged where sync_id = ${syncId} and stream = ${stream}
    and provider_id = any(${providerIds}::text[])`.execute(tx);
}

// Statistics of these tables are those of before the sync. `not in` is answered by one hash table
// whatever they say; a join would be planned for a few rows, and takes hours for many.

/** People known through the connection whom the stream has not shown, with what it had of them before. */
export async function listUnseen(
  tx: Transaction,
  { connectionId, syncId }: Owner,
  stream: string,
): Promise<{ providerId: string; hash: string | null; missingSince: Date | null }[]> {
  const { rows } = await sql<{ providerId: string; hash: string | null; missingSince: Date | null }>`
    select provider_id as "providerId", hashes ->> ${stream} as hash, missing_since as "missingSince" from links
    where connection_id = ${connectionId} and kind = 'employee' and provider_id not in (
      select unnest(provider_ids) from sync_pages where sync_id = ${syncId} and stream = ${stream})
    order by provider_id`.execute(tx);
  return rows;
}

/** Of these people those whose deletion the provider told of, and whom a hold has kept here since. */
export async function listHeldDeletions(
  tx: Transaction,
  { connectionId, syncId }: Owner,
  providerIds: readonly string[],
): Promise<string[]> {
  if (providerIds.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select distinct p.provider_id as id from hold_people p join holds h on h.id = p.hold_id
    where h.connection_id = ${connectionId} and p.how = 'deleted' and p.returned_at is null
      and (h.state in ('open', 'rejected')
        or (h.state = 'approved' and h.id = (select allow_hold_id from syncs where id = ${syncId})))
      and p.provider_id = any(${[...providerIds]}::text[])`.execute(tx);
  return rows.map(({ id }) => id);
}

/** How many people have rows of a table here, by what was applied. */
export async function countWithRows(tx: Transaction, connectionId: string, stream: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from links where connection_id = ${connectionId} and kind = 'employee'
      and hashes ->> ${stream} not like '0:%'`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Forgets rows of people who are not known and did not come themselves: the next reading has both. */
export async function removeRowsOfNobody(tx: Transaction, { syncId, connectionId }: Owner): Promise<void> {
  await sql`
    delete from sync_staged where sync_id = ${syncId} and stream <> 'people:0' and provider_id not in (
      select provider_id from links where connection_id = ${connectionId} and kind = 'employee'
      union all
      select provider_id from sync_staged where sync_id = ${syncId} and stream = 'people:0')`.execute(tx);
}

export async function countStagedPeople(tx: Transaction, syncId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct provider_id)::int as count from sync_staged where sync_id = ${syncId} and stream <> 'gone'`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/** Whether the provider's changes are known already: what was read with them or after them. */
export async function listKnownChanges(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
): Promise<Map<string, Date | null>> {
  const { rows } = await sql<{ id: string; at: Date | null }>`
    select provider_id as id, source_changed_at as at from links
    where connection_id = ${connectionId} and kind = 'employee' and provider_id = any(${providerIds}::text[])`.execute(
    tx,
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/**
 * Remembers up to when each person's changes were read, a page at a time. Not of those who wait for a
 * decision: they are read again.
 */
export async function settleChanges(tx: Transaction, { syncId, connectionId }: Owner): Promise<void> {
  const pages = await sql<{ ids: string[]; at: (Date | null)[] }>`
    select provider_ids as ids, changed_at as at from sync_pages
    where sync_id = ${syncId} and changed_at is not null order by stream, page`.execute(tx);
  for (const { ids, at } of pages.rows) {
    const instants = at.map((instant) => instant?.toISOString() ?? null);
    const told = sql`(${instants}::timestamptz[])[array_position(${ids}::text[], provider_id)]`;
    await sql`
      update links set source_changed_at = ${told}
      where connection_id = ${connectionId} and kind = 'employee' and provider_id = any(${ids}::text[])
        and ${told} is not null and (source_changed_at is null or source_changed_at < ${told})
        and provider_id not in (select p.provider_id from hold_people p join holds h on h.id = p.hold_id
          where h.connection_id = ${connectionId} and h.state = 'open')`.execute(tx);
  }
}
