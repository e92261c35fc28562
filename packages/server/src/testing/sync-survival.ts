import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { mirrorSettings, type SandboxFaultInput, type SandboxLimitInput, type Sync } from '@joinery/sdk';
import { sql } from 'kysely';
import { type OpenContext, openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Connection } from '../db/database.ts';
import type { Principal } from '../modules/access/principal.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import { importEmployees } from '../modules/employees/employees.service.ts';
import { rememberOwnUrl } from '../modules/installation/installation.service.ts';
import { inventPerson } from '../modules/sandboxes/people.ts';
import { addFault, removeFaults, removeLimit, setLimit } from '../modules/sandboxes/sandboxes.service.ts';
import { setUpMirror } from '../modules/syncs/mirror-setup.service.ts';
import { getSync, requestSync, type SyncRequest } from '../modules/syncs/syncs.service.ts';
import { createLog } from '../platform/log.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { makeTemporaryDataDir } from './data-dir.ts';
import { urlOf } from './database.ts';
import { aKey, setTiming } from './hire-bench.ts';
import { quickSyncTiming } from './mirror-arena.ts';
import { editOddly } from './odd-edits.ts';
import { processesWith } from './processes.ts';
import {
  type Comparison,
  compareStored,
  readStored,
  type StoredEmployee,
  unlistedFields,
} from './stored-people.ts';

export interface Scenario {
  name: string;
  faults?: SandboxFaultInput[];
  limit?: SandboxLimitInput;
  /** Shares of an undisturbed sync's requests after which the process that syncs is killed. */
  kills?: number[];
  /** Syncs in a row, each after edits. */
  syncs?: number;
  /** Fields that vanish: until they are back they have their last values. */
  vanishing?: string[];
}

/** In order of what is likely to happen. */
export const scenarios: readonly Scenario[] = [
  { name: 'nothing goes wrong' },
  {
    name: 'limit, 429 with the right Retry-After',
    limit: { requests: 4, windowSeconds: 2, style: 'status_429' },
  },
  { name: 'limit, 503 with Retry-After', limit: { requests: 4, windowSeconds: 2, style: 'status_503' } },
  {
    name: 'limit, 503 without Retry-After',
    limit: { requests: 4, windowSeconds: 2, style: 'status_503_bare' },
  },
  ...(['missing', 'zero', 'negative', 'far', 'garbage', 'http_date'] as const).map(
    (retryAfter): Scenario => ({
      name: `every third request 429, Retry-After ${retryAfter}`,
      faults: [
        { operation: '*', fault: 'status_429', retryAfter, count: null, probability: 0.3, seed: retryAfter },
      ],
    }),
  ),
  {
    name: '2 % 5xx, 1 % resets, 2 % cut answers',
    syncs: 20,
    faults: [
      { operation: '*', fault: 'status_500', count: null, probability: 0.02, seed: 'a' },
      { operation: '*', fault: 'drop', count: null, probability: 0.01, seed: 'b' },
      { operation: '*', fault: 'truncate', count: null, probability: 0.02, seed: 'c' },
    ],
  },
  {
    name: 'every fourth answer fails somehow',
    syncs: 3,
    faults: (['status_502', 'status_504', 'drop', 'truncate', 'html_200', 'execute_then_drop'] as const).map(
      (fault): SandboxFaultInput => ({ operation: '*', fault, count: null, probability: 0.05, seed: fault }),
    ),
  },
  {
    name: 'fields vanish',
    vanishing: ['mobilePhone', 'hireDate', 'jobTitle'],
    faults: [
      {
        operation: '*',
        fault: 'vanish_fields',
        fields: ['mobilePhone', 'hireDate', 'jobTitle'],
        count: null,
      },
    ],
  },
  ...[0.25, 0.5, 0.75].map((at): Scenario => ({ name: `killed at ${at * 100} %`, kills: [at] })),
  { name: 'killed at 25, 50 and 75 %', kills: [0.25, 0.5, 0.75] },
  {
    name: 'killed three times while faults hit every tenth request',
    kills: [0.25, 0.5, 0.75],
    faults: (['status_500', 'truncate', 'drop'] as const).map(
      (fault): SandboxFaultInput => ({
        operation: '*',
        fault,
        count: null,
        probability: 0.04,
        seed: `${fault}2`,
      }),
    ),
  },
];

export interface Survival {
  state: string;
  lost: number;
  doubled: number;
  falseLeavers: number;
  different: string[];
  kills: number;
  /** Requests that were answered beyond those of one undisturbed sync: pages that were read again. */
  extraRequests: number;
  seconds: number;
}

export interface SurvivalBench {
  run(scenario: Scenario): Promise<Survival>;
  close(): Promise<void>;
}

const patienceMs = 120_000;

export async function openSurvivalBench(
  connection: Connection,
  { employees, conditions }: { employees: number; conditions?: string[] },
): Promise<SurvivalBench> {
  const dataDir = makeTemporaryDataDir();
  const env = {
    DATABASE_URL: urlOf(connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_LOG_LEVEL: 'error',
  };
  const opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const { context } = opened;
  const http = await buildSurfaces(context, { isReady: () => true });
  const origin = await http.listen({ port: 0, host: '127.0.0.1' });
  const port = Number(new URL(origin).port);
  opened.listensOn(port);
  await rememberOwnUrl(context, { ownUrl: `http://localhost:${port}`, ownPort: port });
  const scene = await setTheScene(opened, port, employees);
  const workers = processesWith({ ...env, JOINERY_EGRESS_ALLOW: `127.0.0.1:${port}` }, conditions);
  let undisturbed: number | undefined;
  return {
    run: async (scenario) => {
      undisturbed ??= await countRequests(opened, scene, workers);
      return runScenario(opened, scene, workers, scenario, undisturbed);
    },
    close: async () => {
      await workers.killAll();
      await http.close();
      await opened.close();
      dataDir.remove();
    },
  };
}

interface Scene {
  source: Principal;
  numbers: number[];
  mirror: Principal;
  connectionId: string;
  unlisted: ReadonlySet<string>;
}

const tables = ['jobInfo', 'employmentStatus', 'compensation', 'bonus', 'emergencyContacts', 'customTools'];

async function setTheScene({ context }: OpenContext, port: number, employees: number): Promise<Scene> {
  const today = new Date().toISOString().slice(0, 10);
  const source = systemPrincipal(
    await createCompany(context, { slug: 'source', name: 'Source', kind: 'sandbox' }),
    'Test',
  );
  const population = {
    seed: 'survival',
    count: employees,
    today,
    domain: 'survival.example',
    firstNumber: 1,
  };
  const numbers: number[] = [];
  for (let from = 0; from < employees; from += 500) {
    const size = Math.min(500, employees - from);
    const invented = Array.from({ length: size }, (_, index) => inventPerson(population, from + index));
    numbers.push(...(await importEmployees(context, source, invented)));
  }
  const mirror = systemPrincipal(await createCompany(context, { slug: 'mirror', name: 'Mirror' }), 'Test');
  const { id: connectionId } = await createConnection(context, mirror, {
    provider: 'bamboohr',
    name: 'Source',
    subdomain: 'source',
    apiKey: await aKey(context, source),
    baseUrl: `http://127.0.0.1:${port}/api/gateway.php/source`,
    enabled: true,
  });
  await setTiming(context, mirror, connectionId, quickSyncTiming);
  const settings = { peopleSource: true, tables: tables.filter((table) => !table.startsWith('custom')) };
  await setUpMirror(context, mirror, connectionId, mirrorSettings.parse(settings));
  return { source, numbers, mirror, connectionId, unlisted: await unlistedFields(context, source.companyId) };
}

/** Of a full sync when nothing goes wrong and the account is known. */
async function countRequests(opened: OpenContext, scene: Scene, workers: Workers): Promise<number> {
  const worker = await workers.start('worker', {});
  await untilEnded(opened, scene, await ask(opened, scene, 'full'));
  const before = await countAnswered(opened, scene);
  await untilEnded(opened, scene, await ask(opened, scene, 'full'));
  await workers.kill(worker);
  return (await countAnswered(opened, scene)) - before;
}

async function runScenario(
  opened: OpenContext,
  scene: Scene,
  workers: Workers,
  scenario: Scenario,
  undisturbed: number,
): Promise<Survival> {
  const { context } = opened;
  const { source, numbers } = scene;
  const began = performance.now();
  const { kills = [], syncs = 1, faults = [], limit, vanishing } = scenario;
  let killed = 0;
  let requests = 0;
  let state = 'done';
  const today = new Date().toISOString().slice(0, 10);
  const before = await readStored(context, scene.mirror.companyId);
  for (let round = 0; round < syncs; round += 1) {
    const plan = { seed: hash(scenario.name) + round, count: 12, today, leavers: 0 };
    await editOddly(context, source, numbers, plan);
    for (const fault of faults) await addFault(context, source, fault);
    if (limit !== undefined) await setLimit(context, source, limit);
    await freshGate(opened, scene);
    const answered = await countAnswered(opened, scene);
    let worker = await workers.start('worker', {});
    const syncId = await ask(opened, scene, round % 2 === 0 ? 'full' : 'incremental');
    for (const share of kills) {
      const isReached = await untilRequests(
        opened,
        scene,
        syncId,
        answered + Math.max(1, Math.floor(undisturbed * share)),
      );
      if (!isReached) break;
      await workers.kill(worker);
      killed += 1;
      worker = await workers.start('worker', {});
    }
    const sync = await untilEnded(opened, scene, syncId);
    requests += (await countAnswered(opened, scene)) - answered;
    if (sync.state !== 'done') state = `${sync.state} ${sync.problem?.code ?? ''}`;
    await workers.kill(worker);
    await removeFaults(context, source);
    await removeLimit(context, source);
  }
  const compared = await compare(opened, scene, { vanishing, before });
  const mirror = await readStored(context, scene.mirror.companyId);
  const there = await readStored(context, source.companyId);
  const falseLeavers = [...before.values()].filter(
    ({ number, status }) =>
      status === 'Active' &&
      there.get(number)?.status === 'Active' &&
      mirror.get(number)?.status !== 'Active',
  ).length;
  if (vanishing !== undefined) await healed(opened, scene, workers, compared);
  return {
    state,
    lost: compared.lost.length,
    doubled: compared.invented.length,
    falseLeavers,
    different: compared.different,
    kills: killed,
    extraRequests: requests - undisturbed,
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
}

/** Vanished fields may differ as long as they have a value; everything else may not. */
async function compare(
  { context }: OpenContext,
  scene: Scene,
  {
    vanishing = [],
    before = new Map(),
  }: { vanishing?: string[] | undefined; before?: Map<number, StoredEmployee> } = {},
): Promise<Comparison> {
  const there = await readStored(context, scene.source.companyId);
  const here = await readStored(context, scene.mirror.companyId);
  const without = new Set([...scene.unlisted, ...vanishing]);
  const compared = compareStored(there, here, {
    without,
    // Columns of these have the names that vanish, too.
    tables:
      vanishing.length > 0
        ? tables.filter((table) => !['jobInfo', 'emergencyContacts'].includes(table))
        : tables,
  });
  for (const number of vanishing.length > 0 ? here.keys() : [])
    for (const key of vanishing)
      if (isThere(there, number, key) && isThere(before, number, key) && !isThere(here, number, key))
        compared.different.push(`${number}: ${key} was emptied`);
  return compared;
}

function isThere(people: Map<number, StoredEmployee>, number: number, key: string): boolean {
  return (people.get(number)?.values[key] ?? null) !== null;
}

/** When the fields are back, everything is as it is at the source. */
async function healed(
  opened: OpenContext,
  scene: Scene,
  workers: Workers,
  compared: Comparison,
): Promise<void> {
  const worker = await workers.start('worker', {});
  await untilEnded(opened, scene, await ask(opened, scene, 'full'));
  await workers.kill(worker);
  compared.different.push(...(await compare(opened, scene)).different.map((one) => `healed: ${one}`));
}

async function ask(
  { context }: OpenContext,
  { mirror: { companyId }, connectionId }: Scene,
  kind: SyncRequest['kind'],
): Promise<string> {
  const asked = { companyId, connectionId, kind, reason: 'manual' as const };
  return (await context.db.inCompany(companyId, (tx) => requestSync(context, tx, asked))).syncId;
}

async function untilEnded({ context }: OpenContext, { mirror }: Scene, id: string): Promise<Sync> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    const sync = await getSync(context, mirror, id);
    if (['done', 'held', 'failed', 'stopped'].includes(sync.state)) return sync;
    if (Date.now() > deadline)
      return { ...sync, state: 'failed', problem: { code: 'never ends', message: '' } };
    await delay(20);
  }
}

/** False when the sync ended before. */
async function untilRequests(
  opened: OpenContext,
  scene: Scene,
  syncId: string,
  count: number,
): Promise<boolean> {
  for (;;) {
    if ((await countAnswered(opened, scene)) >= count) return true;
    const { state } = await getSync(opened.context, scene.mirror, syncId);
    if (['done', 'held', 'failed', 'stopped'].includes(state)) return false;
    await delay(3);
  }
}

/** Requests that were answered as they should be. */
async function countAnswered({ context }: OpenContext, { source }: Scene): Promise<number> {
  const { rows } = await context.db.inCompany(source.companyId, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from sandbox_requests
       where fault is null and not limited`.execute(tx),
  );
  return rows[0]?.count ?? 0;
}

// Each scenario begins with a connection that has nothing against its provider.
async function freshGate({ context }: OpenContext, { mirror, connectionId }: Scene): Promise<void> {
  await context.db.inCompany(mirror.companyId, (tx) =>
    sql`delete from connection_gates where connection_id = ${connectionId}`.execute(tx),
  );
}

function hash(text: string): number {
  return [...text].reduce((value, letter) => (value * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}

type Workers = ReturnType<typeof processesWith>;
