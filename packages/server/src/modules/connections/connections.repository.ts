import {
  type ConnectionTest,
  connectionHealth,
  connectionTest,
  mirrorSettings,
  type ProbeReport,
  probeReport,
} from '@joinery/sdk';
import type { ExpressionBuilder, Selectable } from 'kysely';
import { rowsOf, type Transaction } from '../../db/database.ts';
import type { Connections, DB } from '../../db/types.generated.ts';
import {
  type AccountPlace,
  type ConnectionRow,
  type StoredSettings,
  storedSettings,
  toPlace,
} from './connections.ts';

/** Oldest first. */
export async function listConnections(tx: Transaction): Promise<ConnectionRow[]> {
  return (await tx.selectFrom('connections').selectAll().orderBy('id').execute()).map(toRow);
}

export async function findConnection(tx: Transaction, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await rowsOf(tx, tx.selectFrom('connections').select(keptColumns).where('id', '=', id));
  return row && toRow(row);
}

export async function lockConnection(tx: Transaction, id: string): Promise<ConnectionRow | undefined> {
  const query = tx.selectFrom('connections').selectAll().where('id', '=', id).forUpdate();
  const row = await query.executeTakeFirst();
  return row && toRow(row);
}

export interface NewConnection {
  id: string;
  provider: string;
  name: string;
  place: AccountPlace;
  settings: StoredSettings;
  sealedCredentials: string;
  enabled: boolean;
  createdAt: Date;
}

export async function insertConnection(
  tx: Transaction,
  companyId: string,
  connection: NewConnection,
): Promise<void> {
  await tx
    .insertInto('connections')
    .values({
      id: connection.id,
      company_id: companyId,
      provider: connection.provider,
      name: connection.name,
      ...placeColumns(connection.place),
      settings: JSON.stringify(connection.settings),
      sealed_credentials: connection.sealedCredentials,
      enabled: connection.enabled,
      created_at: connection.createdAt,
      updated_at: connection.createdAt,
    })
    .execute();
}

export interface ConnectionChange {
  name?: string;
  place?: AccountPlace;
  settings?: StoredSettings;
  sealedCredentials?: string;
  enabled?: boolean;
  health?: ConnectionTest['health'];
  lastTest?: ConnectionTest | null;
  lastProbe?: ProbeReport | null;
}

export async function updateConnection(
  tx: Transaction,
  id: string,
  change: ConnectionChange,
  updatedAt?: Date,
): Promise<void> {
  const { place, settings, sealedCredentials, lastTest, lastProbe, ...plain } = change;
  const columns = {
    ...plain,
    ...(place === undefined ? {} : placeColumns(place)),
    ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
    ...(sealedCredentials === undefined ? {} : { sealed_credentials: sealedCredentials }),
    ...(lastTest === undefined ? {} : testColumns(lastTest)),
    ...(lastProbe === undefined ? {} : { last_probe: lastProbe && JSON.stringify(lastProbe) }),
    ...(updatedAt === undefined ? {} : { updated_at: updatedAt }),
  };
  if (Object.keys(columns).length === 0) return;
  await tx.updateTable('connections').set(columns).where('id', '=', id).execute();
}

/** When the last reading of what changed, or of everything, began that is applied; by connection. */
export async function findReadings(tx: Transaction, id?: string): Promise<Map<string, Date>> {
  const last = (eb: ExpressionBuilder<DB, 'connections'>) =>
    eb
      .selectFrom('syncs')
      .select('started_at')
      .whereRef('syncs.connection_id', '=', 'connections.id')
      .where('state', '=', 'done')
      .where('kind', '!=', 'records')
      .orderBy('syncs.id', 'desc')
      .limit(1)
      .as('began');
  const query = tx.selectFrom('connections').select(['id', last]).where('people_source', '=', true);
  const rows = await (id === undefined ? query : query.where('id', '=', id)).execute();
  return new Map(rows.flatMap(({ id, began }) => (began === null ? [] : [[id, began]])));
}

export async function findLastProbe(tx: Transaction, id: string): Promise<ProbeReport | null> {
  const row = await tx.selectFrom('connections').select('last_probe').where('id', '=', id).executeTakeFirst();
  // What an older version kept in another form is not news any more.
  return probeReport.safeParse(row?.last_probe).data ?? null;
}

export async function removeConnection(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('connections').where('id', '=', id).execute();
}

/** Whether hires, links, syncs, writes of its people, or what came and went by its recruiting name it. */
export async function isConnectionUsed(tx: Transaction, id: string): Promise<boolean> {
  const hire = tx.selectFrom('hires').select('connection_id').where('connection_id', '=', id);
  const link = tx.selectFrom('links').select('connection_id').where('connection_id', '=', id);
  const sync = tx.selectFrom('syncs').select('connection_id').where('connection_id', '=', id);
  const write = tx.selectFrom('provider_writes').select('connection_id').where('connection_id', '=', id);
  const received = tx
    .selectFrom('recruiting_records')
    .select('connection_id')
    .where('connection_id', '=', id);
  const sent = tx.selectFrom('recruiting_writes').select('connection_id').where('connection_id', '=', id);
  const recruiting = received.unionAll(sent);
  const any = hire.unionAll(link).unionAll(sync).unionAll(write).unionAll(recruiting).limit(1);
  return (await any.executeTakeFirst()) !== undefined;
}

function placeColumns(place: AccountPlace) {
  return 'baseUrl' in place
    ? { base_url: place.baseUrl, sandbox_company: null }
    : { base_url: null, sandbox_company: place.sandboxCompany };
}

function testColumns(test: ConnectionTest | null) {
  return { last_test: test && JSON.stringify(test), tested_at: test && new Date(test.testedAt) };
}

// By name: a plan that a connection to the database keeps would not outlive another column behind a star.
const keptColumns = [
  'id',
  'provider',
  'name',
  'base_url',
  'sandbox_company',
  'settings',
  'sealed_credentials',
  'enabled',
  'health',
  'last_test',
  'mirror',
  'people_source',
  'full_synced_at',
  'created_at',
  'updated_at',
] as const satisfies (keyof Connections)[];

function toRow(row: Pick<Selectable<Connections>, (typeof keptColumns)[number]>): ConnectionRow {
  return {
    id: row.id,
    provider: row.provider,
    name: row.name,
    place: toPlace(row.base_url, row.sandbox_company),
    settings: storedSettings.parse(row.settings),
    sealedCredentials: row.sealed_credentials,
    enabled: row.enabled,
    health: connectionHealth.parse(row.health),
    lastTest: row.last_test === null ? null : connectionTest.parse(row.last_test),
    // The column is what the database holds to one source for each company.
    mirror:
      row.mirror === null
        ? null
        : mirrorSettings.parse({ ...Object(row.mirror), peopleSource: row.people_source }),
    fullSyncedAt: row.full_synced_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
