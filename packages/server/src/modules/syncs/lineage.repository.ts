// Where what is known of one employee came from.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { type AccountPlace, toPlace } from '../connections/connections.ts';

export interface SourceLink {
  connectionId: string;
  connectionName: string;
  connectionProvider: string;
  connectionPlace: AccountPlace;
  connectionSettings: unknown;
  providerId: string;
  sources: Record<string, number>;
  stale: Record<string, string>;
  seenAt: Date;
  missingSince: Date | null;
  /** When the last complete reading began. */
  fullSyncedAt: Date | null;
  /** What was read last of the employee waits for a person, or was refused by one. */
  isHeld: boolean;
  /** Streams in which the employee's record cannot be read. */
  unreadable: string[];
}

export async function findSourceLink(tx: Transaction, employeeId: string): Promise<SourceLink | undefined> {
  const { rows } = await sql<Omit<SourceLink, 'connectionPlace'> & Columns>`
    select c.id as "connectionId", c.name as "connectionName", c.provider as "connectionProvider",
      c.settings as "connectionSettings", c.base_url as "baseUrl", c.sandbox_company as "sandboxCompany",
      l.provider_id as "providerId", l.sources, l.stale,
      l.seen_at as "seenAt", l.missing_since as "missingSince", c.full_synced_at as "fullSyncedAt",
      exists (select from holds h join hold_people p on p.hold_id = h.id
        where h.connection_id = c.id and h.kind = 'leavers' and h.state in ('open', 'rejected')
          and p.provider_id = l.provider_id and p.returned_at is null) as "isHeld",
      array(select q.stream from sync_quarantine q
        where q.connection_id = c.id and q.provider_id = l.provider_id) as unreadable
    from links l join connections c on c.id = l.connection_id
    where l.kind = 'employee' and l.record_id = ${employeeId}
    order by c.people_source desc, c.id desc limit 1`.execute(tx);
  const [row] = rows;
  return row && { ...row, connectionPlace: toPlace(row.baseUrl, row.sandboxCompany) };
}

interface Columns {
  baseUrl: string | null;
  sandboxCompany: string | null;
}

export interface SourceCall {
  id: number;
  operation: string;
  at: Date;
  syncId: string;
  asked: string[];
}

export async function listSourceCalls(tx: Transaction, ids: readonly number[]): Promise<SourceCall[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Omit<SourceCall, 'id'> & { id: string }>`
    select id, operation, at, sync_id as "syncId", coalesce(asked, '{}') as asked from sync_calls
    where company_id = current_company() and id = any(${ids.map(String)}::bigint[])`.execute(tx);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}
