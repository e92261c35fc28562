// Links of employees: what the provider's record is called, and what was applied of it.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

export interface EmployeeLink {
  providerId: string;
  /** Id of the employee. */
  recordId: string;
  /** By stream. */
  hashes: Record<string, string>;
  /** The call that a stream came with, by stream; by key or `table.column` what came otherwise. */
  sources: Record<string, number>;
  /** By key or `table.column`: since when it is not told. */
  stale: Record<string, string>;
  toldStatus: 'Active' | 'Inactive' | null;
  /** The provider's id; '' for nobody, null when it was never told. */
  toldSupervisor: string | null;
  sourceChangedAt: Date | null;
  missingSince: Date | null;
}

const columns = sql`provider_id as "providerId", record_id as "recordId", hashes, sources, stale,
  told_status as "toldStatus", told_supervisor as "toldSupervisor",
  source_changed_at as "sourceChangedAt", missing_since as "missingSince"`;

export async function listEmployeeLinks(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
): Promise<EmployeeLink[]> {
  const { rows } = await sql<EmployeeLink>`
    select ${columns} from links
    where connection_id = ${connectionId} and kind = 'employee'
      and provider_id = any(${[...providerIds]}::text[])`.execute(tx);
  return rows;
}

export async function upsertEmployeeLinks(
  tx: Transaction,
  { companyId, connectionId, at }: { companyId: string; connectionId: string; at: Date },
  links: readonly EmployeeLink[],
): Promise<void> {
  if (links.length === 0) return;
  await sql`
    delete from links l
    using json_to_recordset(${JSON.stringify(links)}::json) as x ("providerId" text, "recordId" text)
    where l.connection_id = ${connectionId} and l.kind = 'employee'
      and l.provider_id = x."providerId" and l.record_id <> x."recordId"`.execute(tx);
  await sql`
    insert into links (company_id, connection_id, kind, record_id, provider_id, seen_at, hashes, sources,
      stale, told_status, told_supervisor, source_changed_at, missing_since)
    select ${companyId}, ${connectionId}, 'employee', "recordId", "providerId", ${at}, hashes, sources,
      stale, "toldStatus", "toldSupervisor", "sourceChangedAt", "missingSince"
    from json_to_recordset(${JSON.stringify(links)}::json)
      as x ("recordId" text, "providerId" text, hashes jsonb, sources jsonb, stale jsonb, "toldStatus" text,
        "toldSupervisor" text, "sourceChangedAt" timestamptz, "missingSince" timestamptz)
    on conflict (company_id, connection_id, kind, record_id) do update set
      seen_at = excluded.seen_at, provider_id = excluded.provider_id, hashes = excluded.hashes,
      sources = excluded.sources, stale = excluded.stale, told_status = excluded.told_status,
      told_supervisor = excluded.told_supervisor, source_changed_at = excluded.source_changed_at,
      missing_since = excluded.missing_since`.execute(tx);
}

export async function removeEmployeeLinks(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
): Promise<void> {
  if (providerIds.length === 0) return;
  const ids = [...providerIds];
  await sql`delete from links
    where connection_id = ${connectionId} and kind = 'employee' and provider_id = any(${ids}::text[])`.execute(
    tx,
  );
  await sql`delete from sync_quarantine
    where connection_id = ${connectionId} and provider_id = any(${ids}::text[])`.execute(tx);
}

/** Only who is not missing already. */
export async function markMissing(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
  at: Date,
): Promise<void> {
  if (providerIds.length === 0) return;
  await sql`update links set missing_since = ${at}
    where connection_id = ${connectionId} and kind = 'employee' and missing_since is null
      and provider_id = any(${[...providerIds]}::text[])`.execute(tx);
}

/** Known people whom a complete reading has not shown, and none since. */
export async function listMissing(tx: Transaction, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select provider_id as id from links
    where connection_id = ${connectionId} and kind = 'employee' and missing_since is not null`.execute(tx);
  return rows.map(({ id }) => id);
}

export async function unmarkMissing(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
): Promise<void> {
  if (providerIds.length === 0) return;
  await sql`update links set missing_since = null
    where connection_id = ${connectionId} and kind = 'employee' and missing_since is not null
      and provider_id = any(${[...providerIds]}::text[])`.execute(tx);
}

/** The number of whom employees report to, where the provider told an id. */
export async function listToldSupervisors(
  tx: Transaction,
  connectionId: string,
  employeeIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; number: number }>`
    select record_id as id, told_supervisor::int as number from links
    where company_id = current_company() and connection_id = ${connectionId} and kind = 'employee'
      and record_id = any(${[...employeeIds]}::text[])
      and case when told_supervisor ~ '^[1-9][0-9]{0,8}$' then true else false end`.execute(tx);
  return new Map(rows.map(({ id, number }) => [id, number]));
}
