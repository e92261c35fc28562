// Hires that the build before began, or that wait for an approval asked there, are ended by a build
// whose sending has one step more. Two process images on one database, one after the other; the
// provider is a sandbox company on a database and in a process of its own, whose tables judge.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApprovalSummary, Hire } from '@joinery/sdk';
import { sql } from 'kysely';
import { type OpenContext, openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Connection } from '../db/database.ts';
import type { Principal } from '../modules/access/principal.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import { createEmployee } from '../modules/employees/employees.service.ts';
import { createSandbox, markerField, type Sandbox } from '../modules/sandboxes/sandboxes.service.ts';
import { createLog } from '../platform/log.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { aPerson } from './approval-bench.ts';
import { makeTemporaryDataDir } from './data-dir.ts';
import { urlOf } from './database.ts';
import { type Lane, openLane } from './fault-lane.ts';
import { aHiredApplication, aKey, knownValues, setTiming } from './hire-bench.ts';
import { learnedGate } from './hire-crashes.ts';
import { addedNote, addedStep, makeNewBuild } from './new-build.ts';
import { freePort, launch, processesWith } from './processes.ts';
import { pool } from './sync-fault-runs.ts';
import { resetAfter } from './wire-faults.ts';

/** What a hire is at when the old build ends. */
export type Standing = 'approval' | 'quiet' | 'retry' | 'person';

export interface UpgradePlan {
  /** How many of each the old build leaves behind. */
  hires: Record<Standing, number>;
  /** How long a hire is quiet after an ambiguous answer, and about that until the next try. */
  waitMs?: number;
  /** Begun by the new build. */
  fresh: number;
  patienceMs: number;
  tell?(progress: string): void;
}

export interface UpgradeFigures {
  /** Those that were where they were meant to be when the old build ended. */
  left: Record<Standing, number>;
  hires: number;
  states: Record<string, number>;
  employees: number;
  /** Employees, rows and files that are there once more than they should be. */
  extra: number;
  /** Steps that are not done, or whose receipt does not say when, and of a write what, was sent. */
  incomplete: string[];
  /** Hires whose run began here or there, and whether they have the added step. */
  withAddedStep: Record<Standing | 'fresh', number>;
  /** Runs that also did what has no receipt. */
  notes: number;
  /** What the old build says when it is started again. */
  refusal: string;
  approveSeconds: number;
  seconds: number;
}

const timing = {
  quietMs: 600,
  secondLookMs: 300,
  firstRetryMs: 200,
  maxRetryMs: 2_000,
  firstThrottleMs: 200,
};
// Longer than it takes until all of them wait and the old server is ended.
const slow = (waitMs: number) => ({
  ...timing,
  quietMs: waitMs,
  firstRetryMs: waitMs * 0.75,
  maxRetryMs: waitMs * 0.75,
});

interface Scene {
  ours: OpenContext;
  theirs: OpenContext;
  env: Record<string, string>;
  owner: Principal;
  sandbox: Sandbox;
  lanes: Record<Standing, Lane>;
  connections: Record<Standing, string>;
  fields: Record<string, string>;
  asker: string;
  approver: { userId: string; key: string };
  close(): Promise<void>;
}

export async function runHireUpgrade(
  databases: { ours: Connection; theirs: Connection },
  plan: UpgradePlan,
): Promise<UpgradeFigures> {
  const scene = await setTheScene(databases, plan.waitMs);
  const build = makeNewBuild();
  const older = processesWith(scene.env);
  const newer = processesWith(scene.env, undefined, build.command);
  const beganAt = performance.now();
  try {
    const [server, worker] = [await older.start('start', {}), await older.start('worker', {})];
    const ids = await leaveBehind(scene, plan);
    const left = await countStanding(scene, ids);
    await Promise.all([older.kill(server), end(worker)]);
    plan.tell?.(`the old build ended and left ${JSON.stringify(left)}`);
    await newer.start('start', {});
    await newer.start('worker', {});
    const approvingAt = performance.now();
    await actOnAll(scene, ids);
    const approveSeconds = (performance.now() - approvingAt) / 1000;
    plan.tell?.(`all are approved after ${Math.round(approveSeconds)} s`);
    const fresh = await pool(count(plan.fresh), 4, () => begin(scene, 'approval', { approved: true }));
    const all = { ...ids, fresh };
    await untilDone(scene, Object.values(all).flat(), plan);
    const refusal = await startRefused(scene);
    const judged = await judge(scene, all);
    return { left, ...judged, refusal, approveSeconds, seconds: (performance.now() - beganAt) / 1000 };
  } finally {
    await older.killAll();
    await newer.killAll();
    await scene.close();
    build.remove();
  }
}

/**
 * A run that the new build began and the old one meets, where both are on one database: a server that
 * was already up when the other came. Gives the hire's state while only the old one is there, and its end.
 */
export async function meetOlderBuild(databases: { ours: Connection; theirs: Connection }): Promise<{
  atNewer: string;
  meanwhile: string;
  taken: number;
  writes: number;
  end: string;
  added: number;
}> {
  const scene = await setTheScene(databases);
  // Else the old one would not even start.
  const build = makeNewBuild({ migrated: false });
  const older = processesWith(scene.env);
  const newer = processesWith(scene.env, undefined, build.command);
  try {
    const server = await newer.start('start', {});
    const lane = scene.lanes.quiet;
    lane.add({ on: /^POST \/v1\/employees\/?$/, times: 1, act: resetAfter });
    const id = await begin(scene, 'quiet');
    await untilState(scene, [id], 'waiting');
    const atNewer = await stateOf(scene, id);
    await newer.kill(server);
    const before = lane.seen.filter(({ method }) => method === 'POST').length;
    const old = await older.start('start', {});
    // It is taken up and handed on.
    const attempts = async () => (await scene.ours.context.engine.status(`${id}:1`))?.attempts ?? 0;
    for (const deadline = performance.now() + 60_000; (await attempts()) < 2; await delay(50))
      if (performance.now() > deadline) break;
    const taken = await attempts();
    await delay(1_000);
    const meanwhile = await stateOf(scene, id);
    const writes = lane.seen.filter(({ method }) => method === 'POST').length - before;
    await older.kill(old);
    await newer.start('start', {});
    await untilState(scene, [id], 'done');
    const { withAddedStep } = await judge(scene, {
      approval: [],
      quiet: [id],
      retry: [],
      person: [],
      fresh: [],
    });
    return { atNewer, meanwhile, taken, writes, end: await stateOf(scene, id), added: withAddedStep.quiet };
  } finally {
    await older.killAll();
    await newer.killAll();
    await scene.close();
    build.remove();
  }
}

async function setTheScene(
  databases: { ours: Connection; theirs: Connection },
  waitMs = 8_000,
): Promise<Scene> {
  const folders = [makeTemporaryDataDir(), makeTemporaryDataDir()] as const;
  const silent = createLog({ level: 'silent' });
  const theirs = await openContext(readConfig(ownEnv(databases.theirs, folders[0].path)), silent);
  const http = await buildSurfaces(theirs.context, { isReady: () => true });
  const port = Number(new URL(await http.listen({ port: 0, host: '127.0.0.1' })).port);
  theirs.listensOn(port);
  const env = {
    ...ownEnv(databases.ours, folders[1].path),
    JOINERY_PORT: String(await freePort()),
    JOINERY_EGRESS_ALLOW: '127.0.0.1',
  };
  const ours = await openContext(readConfig(env), silent);
  const { context } = ours;
  const sandbox = await createSandbox(theirs.context, { slug: 'acme', name: 'Acme', employees: 3 });
  const owner = systemPrincipal(await createCompany(context, { slug: 'hiring', name: 'Hiring' }), 'Test');
  const upstream = `http://127.0.0.1:${port}/api/gateway.php/acme`;
  const aWay = async (paces: typeof timing) => {
    const lane = await openLane({ upstream });
    const { id } = await createConnection(context, owner, {
      provider: 'bamboohr',
      name: 'Acme',
      subdomain: 'acme',
      apiKey: sandbox.apiKey,
      baseUrl: lane.baseUrl,
      markerField: markerField.alias,
      enabled: true,
    });
    await setTiming(context, owner, id, paces);
    await learnedGate(ours, owner, id, 60_000);
    return { lane, id };
  };
  const ways = {
    approval: await aWay(timing),
    quiet: await aWay(slow(waitMs)),
    retry: await aWay(slow(waitMs)),
    person: await aWay(timing),
  };
  const of = <T>(pick: (way: { lane: Lane; id: string }) => T): Record<Standing, T> => ({
    approval: pick(ways.approval),
    quiet: pick(ways.quiet),
    retry: pick(ways.retry),
    person: pick(ways.person),
  });
  const lanes = of(({ lane }) => lane);
  const approver = await aPerson(context, owner);
  const known = await knownValues(theirs.context, systemPrincipal(sandbox.company));
  return {
    ours,
    theirs,
    env,
    owner,
    sandbox,
    lanes,
    connections: of(({ id }) => id),
    fields: { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...known },
    asker: await aKey(context, owner),
    approver: { userId: approver.userId, key: await approver.apiKey() },
    close: async () => {
      await Promise.all(Object.values(lanes).map((lane) => lane.close()));
      await ours.close();
      await http.close();
      await theirs.close();
      for (const folder of folders) folder.remove();
    },
  };
}

function ownEnv(connection: Connection, dataDir: string) {
  return {
    DATABASE_URL: urlOf(connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir,
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'error',
  };
}

const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

type Left = Record<Standing, string[]>;

/** By the API of the old build, until each is where it shall be. */
async function leaveBehind(scene: Scene, { hires, patienceMs, tell }: UpgradePlan): Promise<Left> {
  const { lanes } = scene;
  const approval = await pool(count(hires.approval), 4, () => begin(scene, 'approval'));
  tell?.(`${approval.length} hires wait for approval`);
  const person = await pool(count(hires.person), 4, () => begin(scene, 'person'));
  await untilState(scene, person, 'needs_attention', patienceMs);
  lanes.quiet.add({ on: /^POST \/v1\/employees\/?$/, act: resetAfter });
  lanes.retry.add({
    on: /^GET \/v1\/employees\/\d+\/tables\/employmentStatus/,
    act: ({ reply }) => reply({ status: 503 }),
  });
  // With a fifth lost answer in a row the connection would stop for a while, and the rest wait for that.
  const cutShort = async () => {
    const id = await begin(scene, 'quiet');
    await untilState(scene, [id], 'waiting', patienceMs);
    return id;
  };
  const [quiet, retry] = await Promise.all([
    pool(count(hires.quiet), 4, cutShort),
    pool(count(hires.retry), 4, () => begin(scene, 'retry')),
  ]);
  await untilState(scene, [...quiet, ...retry], 'waiting', patienceMs);
  return { approval, quiet, retry, person };
}

async function begin(scene: Scene, standing: Standing, { approved = false } = {}): Promise<string> {
  const { ours, theirs, owner, sandbox, connections, approver } = scene;
  const applicant = await aHiredApplication(ours.context, owner, {});
  if (standing === 'person')
    await createEmployee(theirs.context, systemPrincipal(sandbox.company), {
      firstName: 'Grace',
      lastName: 'Hopper',
      homeEmail: applicant.email,
      hireDate: '2019-02-04',
    });
  const hire = await call<Hire>(scene, scene.asker, 'POST', '/v1/hires', {
    applicationId: applicant.applicationId,
    connectionId: connections[standing],
    fields: scene.fields,
    ...(standing === 'approval' && !approved ? { approval: { userIds: [approver.userId] } } : {}),
  });
  return hire.id;
}

async function call<T>(
  { env }: Scene,
  key: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${env.JOINERY_PORT}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const stateWords: Record<Standing, string> = {
  approval: "state = 'awaiting_approval'",
  quiet: "state = 'waiting' and problem like 'The answer to a write was lost%'",
  retry: "state = 'waiting' and problem like '%next try is in%'",
  person: "state = 'needs_attention'",
};

async function countStanding({ ours, owner }: Scene, ids: Left): Promise<Record<Standing, number>> {
  const counted = { approval: 0, quiet: 0, retry: 0, person: 0 };
  for (const standing of Object.keys(counted) as Standing[]) {
    const { rows } = await ours.context.db.inCompany(owner.companyId, (tx) =>
      sql<{ count: number }>`select count(*)::int as count from hires
         where id = any(${ids[standing]}) and ${sql.raw(stateWords[standing])}`.execute(tx),
    );
    counted[standing] = rows[0]?.count ?? 0;
  }
  return counted;
}

/** What people do on the new build: the second user approves, somebody answers what was asked. */
async function actOnAll(scene: Scene, ids: Left): Promise<void> {
  for (const lane of Object.values(scene.lanes)) lane.clear();
  for (;;) {
    const path = '/v1/approvals?mine=waiting&limit=100';
    const { items } = await call<{ items: ApprovalSummary[] }>(scene, scene.approver.key, 'GET', path);
    if (items.length === 0) break;
    await pool(items, 4, ({ id, contentHash }) =>
      call(scene, scene.approver.key, 'POST', `/v1/approvals/${id}/answer`, {
        answer: 'approve',
        contentHash,
      }),
    );
  }
  for (const id of ids.person)
    await call(scene, scene.asker, 'POST', `/v1/hires/${id}/resolve`, { action: 'create' });
}

async function statesOf({ ours, owner }: Scene, ids: readonly string[]): Promise<string[]> {
  const { rows } = await ours.context.db.inCompany(owner.companyId, (tx) =>
    sql<{ state: string }>`select state from hires where id = any(${ids})`.execute(tx),
  );
  return rows.map(({ state }) => state);
}

async function stateOf(scene: Scene, id: string): Promise<string> {
  return (await statesOf(scene, [id]))[0] ?? 'gone';
}

async function untilState(
  scene: Scene,
  ids: readonly string[],
  wanted: string,
  patienceMs = 60_000,
): Promise<void> {
  for (const deadline = performance.now() + patienceMs; ; await delay(100)) {
    const states = await statesOf(scene, ids);
    if (states.every((state) => state === wanted)) return;
    if (performance.now() > deadline)
      throw new Error(`not all are ${wanted}: ${[...new Set(states)].join(', ')}`);
  }
}

async function untilDone(
  scene: Scene,
  ids: readonly string[],
  { patienceMs, tell }: UpgradePlan,
): Promise<void> {
  let [last, since] = [-1, performance.now()];
  for (; ; await delay(250)) {
    const done = (await statesOf(scene, ids)).filter((state) => state === 'done').length;
    if (Math.floor(done / 100) > Math.floor(last / 100)) tell?.(`${done} are done`);
    if (done !== last) [last, since] = [done, performance.now()];
    // The judge says what the others are.
    if (done === ids.length || performance.now() - since > patienceMs) return;
  }
}

async function end(worker: ChildProcess): Promise<void> {
  const gone = once(worker, 'exit');
  worker.kill('SIGTERM');
  await gone;
}

/** The old build once more, on the database that the new one has brought up to date. */
async function startRefused({ env }: Scene): Promise<string> {
  const child = launch(['start'], { ...env, JOINERY_PORT: String(await freePort()) });
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const [words, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  clearTimeout(late);
  return code === 0 ? 'it started' : words.trim();
}

async function judge(
  scene: Scene,
  all: Record<Standing | 'fresh', string[]>,
): Promise<Omit<UpgradeFigures, 'left' | 'refusal' | 'approveSeconds' | 'seconds'>> {
  const hires = Object.values(all).flat();
  const states: Record<string, number> = {};
  for (const state of await statesOf(scene, hires)) states[state] = (states[state] ?? 0) + 1;
  const steps = await readSteps(scene, hires);
  const hasAdded = new Set(
    steps.filter(({ name, state }) => name === addedStep && state === 'done').map(({ hire }) => hire),
  );
  const countAdded = (ids: string[]): number => ids.filter((id) => hasAdded.has(id)).length;
  const { approval, quiet, retry, person, fresh } = all;
  return {
    hires: hires.length,
    states,
    ...(await readTheirs(scene, hires)),
    incomplete: steps
      .filter(({ whole }) => !whole)
      .map(({ hire, name, state }) => `${hire} ${name} is ${state}`),
    withAddedStep: {
      approval: countAdded(approval),
      quiet: countAdded(quiet),
      retry: countAdded(retry),
      person: countAdded(person),
      fresh: countAdded(fresh),
    },
    notes: await countNotes(scene),
  };
}

async function readSteps({ ours, owner }: Scene, ids: readonly string[]) {
  const { rows } = await ours.context.db.inCompany(owner.companyId, (tx) =>
    sql<{ hire: string; name: string; state: string; whole: boolean }>`
      select hire_id as hire, name, state,
             state = 'done' and sent_at is not null
               and (request_hash is not null
                    or name in ('search', 'read_back', 'write_back', ${addedStep})) as whole
        from hire_steps where hire_id = any(${ids})`.execute(tx),
  );
  return rows;
}

async function countNotes({ ours }: Scene): Promise<number> {
  const { rows } = await ours.context.db.outside((tx) =>
    sql<{ count: number }>`select count(distinct workflow_uuid)::int as count from dbos.operation_outputs
       where function_name = ${addedNote}`.execute(tx),
  );
  return rows[0]?.count ?? 0;
}

async function readTheirs(
  { ours, owner, theirs, sandbox }: Scene,
  ids: readonly string[],
): Promise<{ employees: number; extra: number }> {
  const { rows: own } = await ours.context.db.inCompany(owner.companyId, (tx) =>
    sql<{ marker: string }>`select marker from hires where id = any(${ids})`.execute(tx),
  );
  const markers = own.map(({ marker }) => marker);
  const { rows } = await theirs.context.db.inCompany(sandbox.company.id, (tx) =>
    sql<{ employees: number; extra: number }>`
      with ours as (select e.id, e."values" ->> ${markerField.alias} as marker from employees e
                     where e."values" ->> ${markerField.alias} <> ''),
           rows as (select greatest(count(*) - 1, 0) as extra from employee_rows
                     where employee_id in (select id from ours) group by employee_id, table_alias),
           files as (select greatest(count(*) - 1, 0) as extra from filed_files
                      where employee_id in (select id from ours) group by employee_id)
      select (select count(distinct marker)::int from ours where marker = any(${markers})) as employees,
             ((select count(*) - count(distinct marker) from ours)
               + (select count(*) from ours where marker <> all(${markers}))
               + (select coalesce(sum(extra), 0) from rows)
               + (select coalesce(sum(extra), 0) from files))::int as extra`.execute(tx),
  );
  return rows[0] ?? { employees: 0, extra: 0 };
}
