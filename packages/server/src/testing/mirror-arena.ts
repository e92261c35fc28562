// For tests of mirroring: one source with people as no seed would make them up, and any number of
// companies that mirror it, each over a way of its own on which anything can be made to go wrong.
import { setTimeout as delay } from 'node:timers/promises';
import { type Company, mirrorSettings, type Sync } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Principal } from '../modules/access/principal.ts';
import { createConnection, updateConnection } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { importEmployees } from '../modules/employees/employees.service.ts';
import { addCustomField, addCustomTable } from '../modules/fields/custom-fields.service.ts';
import { uploadPhoto } from '../modules/photos/photos.service.ts';
import { setUpMirror } from '../modules/syncs/mirror-setup.service.ts';
import { runSyncWorkflow } from '../modules/syncs/run-sync.workflow.ts';
import { getSync, listSyncs, requestSync, type SyncRequest } from '../modules/syncs/syncs.service.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { type Lane, type LaneOptions, openLane } from './fault-lane.ts';
import { aKey, setTiming } from './hire-bench.ts';
import { anOddPhoto, populationOf } from './odd-edits.ts';
import { inventOddPeople, oddFields, oddTables } from './odd-people.ts';
import type { EgressChange, TestContext } from './own-context.ts';
import { readStored, type StoredEmployee, unlistedFields } from './stored-people.ts';

export interface Source {
  company: Company;
  owner: Principal;
  apiKey: string;
  /** Of those whom it began with, and of those who came later where `editOddly` is given it. */
  numbers: number[];
  /** Of this server, without a lane. */
  baseUrl: string;
}

export interface Mirror {
  company: Company;
  owner: Principal;
  connectionId: string;
  apiKey: string;
  /** The sync that setting it up begins with, when it has ended. */
  first(): Promise<Sync>;
  request(kind: SyncRequest['kind'], more?: Partial<SyncRequest>): Promise<string>;
  ended(syncId: string): Promise<Sync>;
  /** Asks for a sync and waits for its end. */
  sync(kind: SyncRequest['kind'], more?: Partial<SyncRequest>): Promise<Sync>;
  stored(): Promise<Map<number, StoredEmployee>>;
  /** People who left through the connection. */
  leavers(): Promise<number>;
}

export interface Arena extends TestContext {
  origin: string;
  source: Source;
  /** Fields of the source that no key sees. */
  unlisted: ReadonlySet<string>;
  openLane(options?: Pick<LaneOptions, 'tls'>): Promise<Lane>;
  aMirror(input: {
    slug: string;
    lane?: Lane;
    timing?: Record<string, number>;
    tables?: string[];
  }): Promise<Mirror>;
  close(): Promise<void>;
}

/** Waits short enough for a test, in the proportions of the real ones. */
export const quickSyncTiming = {
  firstRetryMs: 60,
  maxRetryMs: 300,
  firstThrottleMs: 100,
  maxThrottleMs: 400,
  probeMs: 400,
  // What is learned from a provider that throttles would make a test wait for its minute to end.
  floorPerMinute: 1000,
  giveUpMs: 30_000,
};

const patienceMs = 60_000;

/** What the context of an arena is opened with. */
export const arenaEgress: EgressChange = {
  allow: ['127.0.0.1'],
  limits: { deadlineMs: 4_000 },
  connectTimeoutMs: 1_000,
};

/** Closes the context with itself. */
export async function startArena(
  test: TestContext,
  {
    people,
    seed,
    today = new Date().toISOString().slice(0, 10),
  }: { people: number; seed: number; today?: string },
): Promise<Arena> {
  const { context } = test;
  context.engine.registerWorkflow(runSyncWorkflow(context));
  const http = await buildSurfaces(context, { isReady: () => true });
  const origin = (await http.listen({ port: 0, host: '127.0.0.1' })).replace('localhost', '127.0.0.1');
  test.listensOn(Number(new URL(origin).port));
  const source = await makeSource(test, origin, { people, seed, today });
  const unlisted = await unlistedFields(context, source.company.id);
  await context.engine.start({ worker: true });
  const lanes: Lane[] = [];
  return {
    ...test,
    origin,
    source,
    unlisted,
    openLane: async (options = {}) => {
      const lane = await openLane({ upstream: source.baseUrl, ...options });
      lanes.push(lane);
      return lane;
    },
    aMirror: (input) => makeMirror(test, source, input),
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
      await http.close();
      await test.close();
    },
  };
}

async function makeSource(
  { context, aCompany }: TestContext,
  origin: string,
  { people, seed, today }: { people: number; seed: number; today: string },
): Promise<Source> {
  const { company, owner } = await aCompany({ slug: 'source', kind: 'sandbox' });
  for (const field of oddFields) await addCustomField(context, owner, field);
  for (const table of oddTables) await addCustomTable(context, owner, table);
  const population = await populationOf(context, owner, today);
  const options = { ...population.options, inventing: true };
  const invented = inventOddPeople({ ...population, options, seed, count: people });
  const numbers = await importEmployees(context, owner, invented);
  for (const number of numbers.filter((_, index) => index % 10 === 3))
    await uploadPhoto(context, owner, number, await anOddPhoto(number));
  const apiKey = await aKey(context, owner);
  return { company, owner, apiKey, numbers, baseUrl: `${origin}/api/gateway.php/${company.slug}` };
}

export async function makeMirror(
  { context, aCompany }: Pick<TestContext, 'context' | 'aCompany'>,
  source: Pick<Source, 'company' | 'apiKey' | 'baseUrl'>,
  { slug, lane, timing = {}, tables }: Parameters<Arena['aMirror']>[0],
): Promise<Mirror> {
  // A sandbox company too: so its clock can be moved.
  const { company, owner } = await aCompany({ slug, kind: 'sandbox' });
  const { id: connectionId } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: slug,
    subdomain: source.company.slug,
    apiKey: source.apiKey,
    baseUrl: lane?.baseUrl ?? source.baseUrl,
    enabled: true,
  });
  await setTiming(context, owner, connectionId, { ...quickSyncTiming, ...timing });
  const settings = mirrorSettings.parse({ peopleSource: true, ...(tables !== undefined && { tables }) });
  await setUpMirror(context, owner, connectionId, settings);
  const { companyId } = owner;
  const request: Mirror['request'] = async (kind, more = {}) => {
    const asked = { companyId, connectionId, kind, reason: 'manual' as const, ...more };
    const { syncId } = await context.db.inCompany(companyId, (tx) => requestSync(context, tx, asked));
    return syncId;
  };
  const ended = (id: string) => untilEnded(context, owner, id);
  return {
    company,
    owner,
    connectionId,
    apiKey: await aKey(context, owner),
    request,
    ended,
    first: async () => {
      const [first] = (await listSyncs(context, owner, {}, { limit: 100 })).items.slice(-1);
      return ended(first?.id ?? '');
    },
    sync: async (kind, more) => ended(await request(kind, more)),
    stored: () => readStored(context, companyId),
    leavers: () => countLeavers(context, owner),
  };
}

export const endStates: readonly Sync['state'][] = ['done', 'held', 'failed', 'stopped'];

async function untilEnded(context: Context, owner: Principal, id: string): Promise<Sync> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    const sync = await getSync(context, owner, id);
    if (endStates.includes(sync.state)) return sync;
    if (Date.now() > deadline)
      throw new Error(`the sync is still ${sync.state}: ${JSON.stringify({ ...sync, warnings: undefined })}`);
    await delay(80);
  }
}

async function countLeavers({ db }: Context, { companyId }: Principal): Promise<number> {
  const { rows } = await db.inCompany(companyId, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from sync_leavers`.execute(tx),
  );
  return rows[0]?.count ?? 0;
}

/** Gives the connection the key again, as somebody does after it was refused. */
export async function renewKey(
  context: Context,
  mirror: Pick<Mirror, 'owner' | 'connectionId'>,
  { apiKey }: Pick<Source, 'apiKey'>,
): Promise<void> {
  await updateConnection(context, mirror.owner, mirror.connectionId, { apiKey });
}
