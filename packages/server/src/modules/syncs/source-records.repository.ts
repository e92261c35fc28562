// What syncs keep of an account beside its employees: records that cannot be read, and its users.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';

export interface QuarantinedRow {
  providerId: string;
  employeeNumber: number | null;
  stream: string;
  problem: string;
  syncId: string;
  since: Date;
}

/** By the provider's id as text, then stream; one more than asked for when there are more. */
export async function listQuarantine(
  tx: Transaction,
  connectionId: string,
  { after, limit }: Slice,
): Promise<QuarantinedRow[]> {
  const [providerId, stream] = placeOf(after);
  const beyond =
    providerId === undefined
      ? sql`true`
      : sql`(q.provider_id collate "C", q.stream collate "C") > (${providerId}, ${stream})`;
  const { rows } = await sql<QuarantinedRow>`
    select q.provider_id as "providerId", e.number as "employeeNumber", q.stream, q.problem,
      q.sync_id as "syncId", q.since
    from sync_quarantine q
    left join employees e on e.company_id = q.company_id and e.mirrored and e.number::text = q.provider_id
    where q.connection_id = ${connectionId} and ${beyond}
    order by q.provider_id collate "C", q.stream collate "C" limit ${limit + 1}`.execute(tx);
  return rows;
}

/** Where a page of the quarantine ended. */
export function placeAfter({ providerId, stream }: QuarantinedRow): string {
  return JSON.stringify([providerId, stream]);
}

function placeOf(after: string | undefined): string[] {
  return after === undefined ? [] : (JSON.parse(after) as string[]);
}

export interface ProviderUserRow {
  id: string;
  employeeNumber: number | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  enabled: boolean;
  lastLogin: string | null;
  seenAt: Date;
}

/** By the provider's id as text; one more than asked for when there are more. */
export async function listProviderUsers(
  tx: Transaction,
  connectionId: string,
  { after, limit }: Slice,
): Promise<ProviderUserRow[]> {
  const beyond = after === undefined ? sql`true` : sql`u.provider_id collate "C" > ${after}`;
  const { rows } = await sql<ProviderUserRow>`
    select u.provider_id as id, e.number as "employeeNumber", u.first_name as "firstName",
      u.last_name as "lastName", u.email, u.enabled, u.last_login as "lastLogin", u.seen_at as "seenAt"
    from provider_users u
    left join employees e on e.company_id = u.company_id and e.mirrored and e.number::text = u.employee_provider_id
    where u.connection_id = ${connectionId} and ${beyond}
    order by u.provider_id collate "C" limit ${limit + 1}`.execute(tx);
  return rows;
}
