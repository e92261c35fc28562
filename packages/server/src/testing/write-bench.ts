// For integration tests: a company that mirrors a sandbox company, which is connected over real HTTP
// to the server under test. The sandbox's tables and ledger judge what was really done.
import { type FaultKind, mirrorSettings, type ProviderWrite, type ProviderWriteState } from '@joinery/sdk';
import type { Principal } from '../modules/access/principal.ts';
import { createCompany, getCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { listProviderWrites } from '../modules/provider-writes/provider-writes.service.ts';
import { sendProviderWriteWorkflow } from '../modules/provider-writes/send-provider-write.workflow.ts';
import {
  addFault,
  createSandbox,
  markerField,
  type Sandbox,
} from '../modules/sandboxes/sandboxes.service.ts';
import { setUpMirror } from '../modules/syncs/mirror-setup.service.ts';
import { runSyncWorkflow } from '../modules/syncs/run-sync.workflow.ts';
import { listSyncs } from '../modules/syncs/syncs.service.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { createTestContext, type TestContext } from './context.ts';
import { aKey, quickTiming, readLedger, setTiming } from './hire-bench.ts';
import { untilSync } from './mirror-bench.ts';

/** A company and the one that it mirrors. */
export interface Twin {
  /** Of the company that mirrors, as it is now. */
  owner: Principal;
  /** An API key of the company that mirrors. */
  apiKey: string;
  sandbox: Sandbox;
  /** Of the company that is mirrored. */
  sourceOwner: Principal;
  connectionId: string;
}

export interface WriteBench extends TestContext, Twin {
  origin: string;
  fault(operation: string, fault: FaultKind, count?: number, seconds?: number): Promise<void>;
  ledger(operation: string): ReturnType<typeof readLedger>;
  setTiming(timing: Record<string, number>): Promise<void>;
  /** The newest write, once it is in one of these states. */
  untilWrite(...states: ProviderWriteState[]): Promise<ProviderWrite>;
}

export async function startWriteBench(over: { markerField?: string | null } = {}): Promise<WriteBench> {
  const test = await createTestContext();
  const { context } = test;
  context.engine.registerWorkflow(sendProviderWriteWorkflow(context));
  context.engine.registerWorkflow(runSyncWorkflow(context));
  const http = await buildSurfaces(context, { isReady: () => true });
  const origin = await http.listen({ port: 0, host: '127.0.0.1' });
  test.listensOn(Number(new URL(origin).port));
  await context.engine.start({ worker: true });
  const twin = await makeTwin(context, origin, over);
  const { owner, sandbox, connectionId } = twin;
  await untilMirrored(context, twin);
  return {
    ...test,
    origin,
    ...twin,
    fault: async (operation, fault, count = 1, seconds) => {
      await addFault(context, systemPrincipal(sandbox.company), { operation, fault, count, seconds });
    },
    ledger: (operation) => readLedger(context, sandbox.company.id, operation),
    setTiming: (timing) => setTiming(context, owner, connectionId, { ...quickTiming, ...timing }),
    untilWrite: (...states) => untilWrite(context, owner, states),
    close: async () => {
      await http.close();
      await test.close();
    },
  };
}

const mirroredTables = ['jobInfo', 'employmentStatus', 'compensation', 'bonus', 'dependents'];

/** Its people come once a process works. */
export async function makeTwin(
  context: Context,
  origin: string,
  over: { markerField?: string | null } = {},
): Promise<Twin> {
  const sandbox = await createSandbox(context, { slug: 'source', name: 'Source', employees: 40 });
  const founder = systemPrincipal(await createCompany(context, { slug: 'mirror', name: 'Mirror' }), 'Test');
  const apiKey = await aKey(context, founder);
  const { id: connectionId } = await createConnection(context, founder, {
    provider: 'bamboohr',
    name: 'Source',
    subdomain: 'source',
    apiKey: sandbox.apiKey,
    baseUrl: `${origin}/api/gateway.php/source`,
    markerField: markerField.alias,
    enabled: true,
    ...over,
  });
  await setTiming(context, founder, connectionId, quickTiming);
  const settings = mirrorSettings.parse({ peopleSource: true, tables: mirroredTables });
  await setUpMirror(context, founder, connectionId, settings);
  const company = await context.db.inCompany(founder.companyId, (tx) => getCompany(tx, founder.companyId));
  const owner = systemPrincipal(company, 'Test');
  return { owner, apiKey, sandbox, sourceOwner: systemPrincipal(sandbox.company), connectionId };
}

export async function untilMirrored(context: Context, { owner, connectionId }: Twin): Promise<void> {
  const [sync] = (await listSyncs(context, owner, { connection: connectionId }, { limit: 1 })).items;
  await untilSync(context, owner, sync?.id ?? '', ['done'], 60_000);
}

export async function untilWrite(
  context: Context,
  owner: Principal,
  states: ProviderWriteState[],
  patienceMs = 15_000,
): Promise<ProviderWrite> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { items } = await listProviderWrites(context, owner, {}, { limit: 1 });
    const [write] = items;
    if (
      write !== undefined &&
      states.includes(write.state) &&
      (write.settledAt !== null || write.state === 'sending')
    )
      return write;
    if (Date.now() > deadline) throw new Error(`the write is still ${write?.state}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
