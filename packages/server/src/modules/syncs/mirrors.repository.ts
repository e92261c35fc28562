// What a connection keeps of mirroring.
import { JoineryError, type MirrorSettings, mirrorSettings } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

export interface Mirror {
  connectionId: string;
  connectionName: string;
  enabled: boolean;
  peopleSource: boolean;
  settings: MirrorSettings | null;
  discovered: unknown;
  discoveredAt: Date | null;
  syncedTo: Date | null;
  fullSyncedAt: Date | null;
  tablesSyncedTo: Date | null;
  stoppedAt: Date | null;
  nextSyncAt: Date | null;
  nextFullSyncAt: Date | null;
}

export async function findMirror(tx: Transaction, connectionId: string): Promise<Mirror | undefined> {
  return (await listMirrors(tx, connectionId))[0];
}

/** @throws JoineryError `syncs.not_mirrored`: its people are the company's own by now. */
export async function assertSource(tx: Transaction, connectionId: string): Promise<void> {
  const mirror = await findMirror(tx, connectionId);
  if (mirror?.peopleSource !== true)
    throw new JoineryError(
      'syncs.not_mirrored',
      'The connection mirrors nobody any more. Switch “Mirror people” on there to read the account again.',
    );
}

export async function listMirrors(tx: Transaction, connectionId?: string): Promise<Mirror[]> {
  let query = tx
    .selectFrom('connections')
    .select([
      'id',
      'name',
      'enabled',
      'people_source',
      'mirror',
      'discovered',
      'discovered_at',
      'synced_to',
      'full_synced_at',
      'tables_synced_to',
      'stopped_at',
      'next_sync_at',
      'next_full_sync_at',
    ])
    .orderBy('id');
  query =
    connectionId === undefined
      ? query.where('people_source', '=', true)
      : query.where('id', '=', connectionId);
  return (await query.execute()).map((row) => ({
    connectionId: row.id,
    connectionName: row.name,
    enabled: row.enabled,
    peopleSource: row.people_source,
    settings: row.mirror === null ? null : mirrorSettings.parse(row.mirror),
    discovered: row.discovered,
    discoveredAt: row.discovered_at,
    syncedTo: row.synced_to,
    fullSyncedAt: row.full_synced_at,
    tablesSyncedTo: row.tables_synced_to,
    stoppedAt: row.stopped_at,
    nextSyncAt: row.next_sync_at,
    nextFullSyncAt: row.next_full_sync_at,
  }));
}

export interface MirrorChange {
  peopleSource?: boolean;
  settings?: MirrorSettings;
  discovered?: unknown;
  discoveredAt?: Date | null;
  syncedTo?: Date | null;
  fullSyncedAt?: Date | null;
  tablesSyncedTo?: Date | null;
  nextSyncAt?: Date | null;
  nextFullSyncAt?: Date | null;
}

export async function updateMirror(
  tx: Transaction,
  connectionId: string,
  change: MirrorChange,
): Promise<void> {
  const columns = {
    ...(change.peopleSource === undefined ? {} : { people_source: change.peopleSource }),
    ...(change.settings === undefined ? {} : { mirror: JSON.stringify(change.settings) }),
    ...(change.discovered === undefined ? {} : { discovered: JSON.stringify(change.discovered) }),
    ...(change.discoveredAt === undefined ? {} : { discovered_at: change.discoveredAt }),
    ...(change.syncedTo === undefined ? {} : { synced_to: change.syncedTo }),
    ...(change.fullSyncedAt === undefined ? {} : { full_synced_at: change.fullSyncedAt }),
    ...(change.tablesSyncedTo === undefined ? {} : { tables_synced_to: change.tablesSyncedTo }),
    ...(change.nextSyncAt === undefined ? {} : { next_sync_at: change.nextSyncAt }),
    ...(change.nextFullSyncAt === undefined ? {} : { next_full_sync_at: change.nextFullSyncAt }),
  };
  if (Object.keys(columns).length === 0) return;
  await tx.updateTable('connections').set(columns).where('id', '=', connectionId).execute();
}

/** People known through the connection. */
export async function countLinks(tx: Transaction, connectionId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from links where connection_id = ${connectionId} and kind = 'employee'`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/** Held until the transaction ends. */
export async function lockMirrors(tx: Transaction, connectionId: string): Promise<void> {
  await tx.selectFrom('connections').select('id').where('id', '=', connectionId).forNoKeyUpdate().execute();
}

/** Whether the company has employees who did not come by this connection. */
export async function hasOtherEmployees(tx: Transaction, connectionId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from employees e where not exists (select from links l where l.kind = 'employee'
      and l.connection_id = ${connectionId} and l.record_id = e.id)) as found`.execute(tx);
  return rows[0]?.found === true;
}

/** Employees who came by this connection are its own again; everything of them is compared anew. */
export async function takeEmployeesBack(tx: Transaction, connectionId: string): Promise<void> {
  await sql`update links set hashes = '{}', source_changed_at = null
    where connection_id = ${connectionId} and kind = 'employee'`.execute(tx);
  await sql`update employees set mirrored = true where not mirrored`.execute(tx);
}

/**
 * Makes mirrored employees the company's own. Of several with one work e-mail only the first of the
 * active ones, by number, becomes its own; the others stay marked. Photos stay behind, where the people
 * came from.
 */
export async function releaseEmployees(tx: Transaction): Promise<void> {
  await sql`
    update employees e set photo_version = (
      select p.version from employee_photos p where p.company_id = e.company_id and p.employee_id = e.id)
    where e.mirrored and e.photo_version is not null`.execute(tx);
  await sql`
    update employees set mirrored = false where mirrored and id in (
      select id from (
        select id, row_number() over (
            partition by lower("values" ->> 'workEmail') order by mirrored, status, number) as place,
          "values" ->> 'workEmail' as email
        from employees) as ranked
      where email is null or place = 1)`.execute(tx);
}

/** The next free employee number follows those that came from the provider. */
export async function raiseNumbers(tx: Transaction, companyId: string): Promise<void> {
  await sql`
    insert into company_counters (company_id, name, value)
    select ${companyId}, 'employees', coalesce(max(number), 0) from employees
    on conflict (company_id, name) do update set value = greatest(company_counters.value, excluded.value)`.execute(
    tx,
  );
}
