// For integration tests of mirroring: a sandbox company with people, and a second company that
// mirrors it over real HTTP to the server under test. The sandbox's ledger judges what was asked.
import {
  type FaultKind,
  type MirrorSettings,
  mirrorSettings,
  type SandboxFaultInput,
  type Sync,
  type SyncState,
} from '@joinery/sdk';
import { sql } from 'kysely';
import type { Principal } from '../modules/access/principal.ts';
import { systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { addFault, createSandbox, type Sandbox } from '../modules/sandboxes/sandboxes.service.ts';
import { setUpMirror } from '../modules/syncs/mirror-setup.service.ts';
import { runSyncWorkflow } from '../modules/syncs/run-sync.workflow.ts';
import { getSync, listSyncs, startSync } from '../modules/syncs/syncs.service.ts';
import { sendWebhooksWorkflow } from '../modules/webhooks/send-webhooks.workflow.ts';
import { startRelay } from '../modules/webhooks/webhook-relay.service.ts';
import { encodeNotice } from '../surfaces/bamboohr/format/webhook-payloads.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { createTestContext, type TestContext } from './context.ts';
import { setTiming } from './hire-bench.ts';

/** Waits short enough for a test. */
export const quickSyncTiming = { firstRetryMs: 20, maxRetryMs: 200, firstThrottleMs: 40, maxThrottleMs: 400 };

export const threeTables = ['jobInfo', 'employmentStatus', 'compensation'];

export interface SourceCall {
  operation: string;
  path: string;
  status: number | null;
}

export interface MirrorBench extends TestContext {
  origin: string;
  /** Of the company that mirrors. */
  owner: Principal;
  sandbox: Sandbox;
  /** Of the sandbox company, which is the source. */
  source: Principal;
  connectionId: string;
  /** Switches mirroring on, and waits for its first sync to end. */
  begin(settings?: Partial<MirrorSettings>): Promise<Sync>;
  /** Asks for a sync and waits for its end. */
  sync(kind?: 'full' | 'incremental'): Promise<Sync>;
  /** The sync once it is in one of these states; without any, once it has ended. */
  until(id: string, ...states: SyncState[]): Promise<Sync>;
  latest(): Promise<Sync>;
  /** Requests to the source since the last time, in order. */
  calls(): Promise<SourceCall[]>;
  fault(operation: string, fault: FaultKind, over?: Partial<SandboxFaultInput>): Promise<void>;
  /** Rows of the mirroring company's tables, for those who look beneath. */
  select<R>(query: ReturnType<typeof sql<R>>): Promise<R[]>;
}

export interface MirrorBenchOptions {
  employees?: number;
  slug?: string;
  timeZone?: string;
  /** The source sends its webhooks. */
  webhooks?: boolean;
}

export async function startMirrorBench({
  employees = 40,
  slug = 'acme',
  timeZone,
  webhooks = false,
}: MirrorBenchOptions = {}): Promise<MirrorBench> {
  const test = await createTestContext();
  const { context } = test;
  context.engine.registerWorkflow(runSyncWorkflow(context));
  const sending = { encode: encodeNotice, retryDelaysMs: [200, 200, 200, 200, 200] };
  if (webhooks) context.engine.registerWorkflow(sendWebhooksWorkflow(context, sending));
  const http = await buildSurfaces(context, { isReady: () => true });
  const origin = await http.listen({ port: 0, host: '127.0.0.1' });
  test.listensOn(Number(new URL(origin).port));
  await context.engine.start({ worker: true });
  const relay = webhooks ? startRelay(context) : undefined;
  const { owner } = await test.aCompany({ slug: 'mirror', ...(timeZone === undefined ? {} : { timeZone }) });
  const sandbox = await createSandbox(context, { slug, name: 'Acme', employees });
  const connectionId = await aMirrorConnection(context, owner, { origin, slug, apiKey: sandbox.apiKey });
  const read = <R>(query: ReturnType<typeof sql<R>>) =>
    context.db.inCompany(owner.companyId, async (tx) => (await query.execute(tx)).rows);
  const ledger = ledgerOf(context, sandbox.company.id);
  const until = (id: string, ...states: SyncState[]) => untilSync(context, owner, id, states);
  const latest = async () => {
    const [sync] = (await listSyncs(context, owner, { connection: connectionId }, { limit: 1 })).items;
    if (sync === undefined) throw new Error('there is no sync');
    return sync;
  };
  return {
    ...test,
    origin,
    owner,
    sandbox,
    source: systemPrincipal(sandbox.company),
    connectionId,
    begin: async (settings = {}) => {
      await setUpMirror(
        context,
        owner,
        connectionId,
        mirrorSettings.parse({ peopleSource: true, tables: threeTables, ...settings }),
      );
      return until((await latest()).id);
    },
    sync: async (kind = 'incremental') => until((await startSync(context, owner, connectionId, kind)).id),
    until,
    latest,
    calls: ledger,
    fault: async (operation, fault, over = {}) => {
      await addFault(context, systemPrincipal(sandbox.company), { operation, fault, count: 1, ...over });
    },
    select: read,
    close: async () => {
      await relay?.stop();
      await http.close();
      await test.close();
    },
  };
}

export async function aMirrorConnection(
  context: Context,
  owner: Principal,
  { origin, slug, apiKey }: { origin: string; slug: string; apiKey: string },
): Promise<string> {
  const { id } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: 'Acme',
    subdomain: slug,
    apiKey,
    baseUrl: `${origin}/api/gateway.php/${slug}`,
    enabled: true,
  });
  await setTiming(context, owner, id, quickSyncTiming);
  return id;
}

const ended: SyncState[] = ['done', 'held', 'failed', 'stopped'];

export async function untilSync(
  context: Context,
  owner: Principal,
  id: string,
  states: SyncState[] = [],
  patienceMs = 30_000,
): Promise<Sync> {
  const wanted = states.length === 0 ? ended : states;
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const sync = await getSync(context, owner, id);
    if (wanted.includes(sync.state)) return sync;
    if (Date.now() > deadline || ended.includes(sync.state))
      throw new Error(`the sync is ${sync.state} (${sync.problem?.message}), not ${wanted.join(' or ')}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

export function ledgerOf(context: Pick<Context, 'db'>, companyId: string): () => Promise<SourceCall[]> {
  let last = '0';
  return async () => {
    const { rows } = await context.db.inCompany(companyId, (tx) =>
      sql<SourceCall & { id: string }>`
        select id::text, operation, path, status from sandbox_requests where id > ${last}::bigint order by sandbox_requests.id`.execute(
        tx,
      ),
    );
    last = rows.at(-1)?.id ?? last;
    return rows.map(({ operation, path, status }) => ({ operation, path, status }));
  };
}
