import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { listStagedIds, type Unreadable } from './judge-sync.repository.ts';
import type { Staged } from './staged.ts';

export interface StagedRecord {
  providerId: string;
  stream: string;
  plusCurrent: boolean;
  hash: string;
  payload: Staged | null;
  problem: string | null;
  callId: number | null;
  verdict: 'leaver' | 'withheld' | null;
}

/** All that is staged of the next people, of at most so many. */
export async function listStaged(tx: Transaction, syncId: string, people: number): Promise<StagedRecord[]> {
  const providerIds = await listStagedIds(tx, syncId, { after: '', limit: people });
  if (providerIds.length === 0) return [];
  const { rows } = await sql<Omit<StagedRecord, 'callId'> & { callId: string | null }>`
    select provider_id as "providerId", stream, plus_current as "plusCurrent", hash, payload, problem,
      call_id as "callId", verdict
    from sync_staged
    where company_id = current_company() and sync_id = ${syncId} and provider_id = any(${providerIds}::text[])
    order by provider_id, stream, part`.execute(tx);
  return rows.map((row) => ({ ...row, callId: row.callId === null ? null : Number(row.callId) }));
}

export async function removeStagedOf(
  tx: Transaction,
  syncId: string,
  providerIds: readonly string[],
): Promise<void> {
  await sql`delete from sync_staged
    where company_id = current_company() and sync_id = ${syncId}
      and provider_id = any(${[...providerIds]}::text[])`.execute(tx);
}

/** What is quarantined already keeps the time since when. */
export async function upsertQuarantine(
  tx: Transaction,
  at: { companyId: string; connectionId: string; syncId: string; now: Date },
  records: readonly Unreadable[],
): Promise<void> {
  if (records.length === 0) return;
  await sql`
    insert into sync_quarantine as q (company_id, connection_id, provider_id, stream, problem, sync_id, since)
    select ${at.companyId}, ${at.connectionId}, "providerId", stream, problem, ${at.syncId}, ${at.now}
    from json_to_recordset(${JSON.stringify(records)}::json) as r ("providerId" text, stream text, problem text)
    on conflict (company_id, connection_id, provider_id, stream)
    do update set problem = excluded.problem, sync_id = excluded.sync_id`.execute(tx);
}

/** Records that this sync could read again, or that were read as they are known. */
export async function removeHealed(tx: Transaction, connectionId: string, syncId: string): Promise<void> {
  await sql`
    delete from sync_quarantine q
    where q.connection_id = ${connectionId} and q.sync_id <> ${syncId}
      and exists (select from sync_pages p
        where p.sync_id = ${syncId} and p.stream = q.stream and q.provider_id = any(p.provider_ids))`.execute(
    tx,
  );
}

export interface NewLeaver {
  number: number;
  how: 'inactive' | 'terminated' | 'deleted';
}

export async function insertLeavers(
  tx: Transaction,
  at: { companyId: string; connectionId: string; syncId: string; now: Date },
  leavers: readonly NewLeaver[],
): Promise<void> {
  if (leavers.length === 0) return;
  await sql`
    insert into sync_leavers (company_id, connection_id, employee_number, sync_id, how, at)
    select ${at.companyId}, ${at.connectionId}, number, ${at.syncId}, how, ${at.now}
    from json_to_recordset(${JSON.stringify(leavers)}::json) as l (number int, how text)
    on conflict do nothing`.execute(tx);
}

/** The brake looks back for a day. */
export async function removeOldLeavers(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('sync_leavers').where('at', '<', before).execute();
}

/** Notes for each call which keys it asked of every person. */
export async function updateAsked(
  tx: Transaction,
  asked: readonly { callId: number; keys: string[] }[],
): Promise<void> {
  if (asked.length === 0) return;
  await sql`
    update sync_calls c set asked = array(select json_array_elements_text(a.keys))
    from json_to_recordset(${JSON.stringify(asked)}::json) as a ("callId" bigint, keys json)
    where c.id = a."callId" and c.asked is null`.execute(tx);
}

export async function getApplied(
  tx: Transaction,
  syncId: string,
): Promise<{ allowHoldId: string | null; written: number }> {
  const row = await tx
    .selectFrom('syncs')
    .select(['allow_hold_id', 'counts'])
    .where('id', '=', syncId)
    .executeTakeFirstOrThrow();
  const counts = row.counts as Record<string, number>;
  return { allowHoldId: row.allow_hold_id, written: (counts.new ?? 0) + (counts.changed ?? 0) };
}
