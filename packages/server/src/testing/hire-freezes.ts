// Two servers on one database. One of them is frozen as by SIGSTOP in the middle of writes, its lease
// is five minutes older at once, the other takes its hires over and ends them, and the first is woken.
// The provider is a sandbox company on a database and in a process of its own; each hire of a round
// goes to it by a connection and a lane of its own, which hold what is on its way until everybody is
// where the freeze shall find them. The sandbox's tables and ledger judge, and the lanes tell what the
// woken one sent.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Hire, HireStepName } from '@joinery/sdk';
import { sql } from 'kysely';
import { type OpenContext, openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Connection, Transaction } from '../db/database.ts';
import type { CrashPoint } from '../engine/crash-points.ts';
import type { Principal } from '../modules/access/principal.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import { getHire, requestHire } from '../modules/hires/hires.service.ts';
import { createSandbox, markerField, type Sandbox } from '../modules/sandboxes/sandboxes.service.ts';
import { createLog } from '../platform/log.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { makeTemporaryDataDir } from './data-dir.ts';
import { urlOf } from './database.ts';
import { type Act, type Exchange, type Lane, openLane, passOn, plain } from './fault-lane.ts';
import { aHiredApplication, knownValues, readSandbox, setTiming } from './hire-bench.ts';
import { learnedGate } from './hire-crashes.ts';
import { freePort, patienceMs, processesWith } from './processes.ts';

const writes = {
  create: { look: /^POST \/v1\/reports\//, send: /^POST \/v1\/employees\/?(\?|$)/ },
  employment_status: {
    look: /^GET \/v1\/employees\/\d+\/tables\/employmentStatus/,
    send: /^POST \/v1\/employees\/\d+\/tables\/employmentStatus/,
  },
  job_info: {
    look: /^GET \/v1\/employees\/\d+\/tables\/jobInfo/,
    send: /^POST \/v1\/employees\/\d+\/tables\/jobInfo/,
  },
  resume: {
    look: /^GET \/v1\/employees\/\d+\/files\/view/,
    send: /^POST \/v1\/employees\/\d+\/files/,
  },
} as const satisfies Partial<Record<HireStepName, { look: RegExp; send: RegExp }>>;

type Write = keyof typeof writes;
export const frozenWrites = Object.keys(writes) as Write[];

/** Where a freeze finds a hire: held there by its lane or a lock, or stopped there by itself. */
export const moments = {
  looked: 'looked for, the answer comes while it is frozen',
  prepared: 'prepared, not recorded as sent',
  sending: 'recorded as sent, no byte has left',
  gate: 'recorded as sent, waits at the gate',
  lost: 'bytes on the wire, they never arrive',
  done: 'bytes on the wire, they arrive while it is frozen',
  answered: 'done, the answer comes while it is frozen',
  sent: 'answer there, not recorded',
  recorded: 'answer recorded, the step is not ended',
  finish: 'between two steps',
} as const;

export type Moment = keyof typeof moments;

// The process stops itself there, so each of these is met by one hire of a freeze.
const points = ['prepared', 'sending', 'sent', 'recorded', 'finish'] as const satisfies Moment[];
type Point = (typeof points)[number];
const isPoint = (moment: Moment): moment is Point => (points as readonly Moment[]).includes(moment);

export interface Place {
  write: Write;
  at: Moment;
}

export interface FreezeFigures {
  /** Hires that the frozen process was in the middle of writing, and that ended elsewhere before it woke. */
  tries: number;
  /** Of these, by what the freeze met. */
  met: Record<Moment, number>;
  byWrite: Record<Write, number>;
  freezes: number;
  /** Hires that were not where the freeze was meant to find them. */
  missed: number;
  /** Hires that nobody had ended when the frozen one was woken. */
  left: number;
  /** Writes for hires that had ended, between a waking and the next round: only the woken one sends them. */
  sentByWoken: string[];
  /** Employees, rows and files that are there once more than they should be. */
  extra: string[];
  /** By the sandbox's ledger: writes that it did for the same thing once more. */
  doneTwice: string[];
  /** Hires that are done and whose employee is not there or lacks something. */
  lost: string[];
  states: Record<string, number>;
  seconds: number;
}

export interface FreezePlan {
  /** Freezes go on until so many hires were met. */
  tries: number;
  /** What each freeze shall meet; in each there is one of those at which a process stops itself, the last. */
  rounds: readonly (readonly Place[])[];
  tell?(progress: string): void;
}

const timing = { quietMs: 600, secondLookMs: 300, firstRetryMs: 100, maxRetryMs: 400, firstThrottleMs: 100 };
const frozenAtLeastMs = 6_500;
const awakeMs = 1_500;

/** Each kind of write at each moment, in twenty rounds: `held` of those that are held, and one that stops its process. */
export function roundsOf(held: number): Place[][] {
  const lanes = (Object.keys(moments) as Moment[]).filter((moment) => !isPoint(moment));
  // Five moments and four writes have no common divisor, so twenty steps meet each pair once.
  const place = (among: readonly Moment[], step: number): Place => ({
    write: frozenWrites[step % frozenWrites.length] ?? 'create',
    at: among[step % among.length] ?? 'looked',
  });
  return Array.from({ length: frozenWrites.length * points.length }, (_, round) => [
    ...Array.from({ length: held }, (__, index) => place(lanes, round * held + index)),
    place(points, round),
  ]);
}

export async function runHireFreezes(
  databases: { ours: Connection; theirs: Connection },
  plan: FreezePlan,
): Promise<FreezeFigures> {
  const scene = await setTheScene(databases, Math.max(...plan.rounds.map(({ length }) => length)));
  try {
    return await freezeAgainAndAgain(scene, plan);
  } finally {
    await scene.close();
  }
}

/** A connection with its lane: in each round one hire goes by it. */
interface Slot {
  lane: Lane;
  connectionId: string;
}

interface Server {
  process: ChildProcess;
  /** Names the place at which it shall stop itself. */
  stopFile: string;
}

interface Scene {
  ours: OpenContext;
  theirs: OpenContext;
  owner: Principal;
  sandbox: Sandbox;
  slots: Slot[];
  servers: Server[];
  fields: Record<string, string>;
  close(): Promise<void>;
}

async function setTheScene(
  databases: { ours: Connection; theirs: Connection },
  slotsWanted: number,
): Promise<Scene> {
  const folders = [makeTemporaryDataDir(), makeTemporaryDataDir()] as const;
  const silent = createLog({ level: 'silent' });
  const theirs = await openContext(readConfig(ownEnv(databases.theirs, folders[0].path)), silent);
  const http = await buildSurfaces(theirs.context, { isReady: () => true });
  const port = Number(new URL(await http.listen({ port: 0, host: '127.0.0.1' })).port);
  theirs.listensOn(port);
  const env = { ...ownEnv(databases.ours, folders[1].path), JOINERY_EGRESS_ALLOW: '127.0.0.1' };
  const ours = await openContext(readConfig(env), silent);
  const sandbox = await createSandbox(theirs.context, { slug: 'acme', name: 'Acme', employees: 3 });
  const owner = systemPrincipal(
    await createCompany(ours.context, { slug: 'hiring', name: 'Hiring' }),
    'Test',
  );
  const upstream = `http://127.0.0.1:${port}/api/gateway.php/acme`;
  const slots: Slot[] = [];
  for (let number = 0; number < slotsWanted; number += 1)
    slots.push(await aSlot(ours, { owner, sandbox, upstream, number }));
  const processes = processesWith(env);
  const servers = await Promise.all(
    ['a', 'b'].map(async (name): Promise<Server> => {
      const stopFile = join(folders[1].path, `stop-${name}`);
      const own = { JOINERY_PORT: String(await freePort()), JOINERY_CRASH_POINT: `@${stopFile}` };
      return { process: await processes.start('start', own), stopFile };
    }),
  );
  const known = await knownValues(theirs.context, systemPrincipal(sandbox.company));
  return {
    ours,
    theirs,
    owner,
    sandbox,
    slots,
    servers,
    fields: { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...known },
    close: async () => {
      await processes.killAll();
      await Promise.all(slots.map(({ lane }) => lane.close()));
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

async function aSlot(
  ours: OpenContext,
  {
    owner,
    sandbox,
    upstream,
    number,
  }: { owner: Principal; sandbox: Sandbox; upstream: string; number: number },
): Promise<Slot> {
  const lane = await openLane({ upstream });
  const { id: connectionId } = await createConnection(ours.context, owner, {
    provider: 'bamboohr',
    name: `Acme ${number}`,
    subdomain: 'acme',
    apiKey: sandbox.apiKey,
    baseUrl: lane.baseUrl,
    markerField: markerField.alias,
    enabled: true,
  });
  await setTiming(ours.context, owner, connectionId, timing);
  await learnedGate(ours, owner, connectionId, 60_000);
  return { lane, connectionId };
}

/** A hire of a round on its way to where the freeze shall find it. */
interface Try extends Place {
  hire: Hire;
  slot: Slot;
  /** Resolves when it is held there; of those that stop themselves, when it is about to go there. */
  held: Promise<void>;
  /** Once the process is frozen, or when it is the other's: what was held goes on. */
  release(isFrozen: boolean): Promise<void>;
}

async function freezeAgainAndAgain(scene: Scene, plan: FreezePlan): Promise<FreezeFigures> {
  const beganAt = performance.now();
  const figures: FreezeFigures = {
    tries: 0,
    met: Object.fromEntries(Object.keys(moments).map((moment) => [moment, 0])) as Record<Moment, number>,
    byWrite: Object.fromEntries(frozenWrites.map((write) => [write, 0])) as Record<Write, number>,
    freezes: 0,
    missed: 0,
    left: 0,
    sentByWoken: [],
    extra: [],
    doneTwice: [],
    lost: [],
    states: {},
    seconds: 0,
  };
  const hires: Hire[] = [];
  for (let round = 0; figures.tries < plan.tries; round += 1) {
    if (round >= plan.rounds.length * 4) break;
    const places = plan.rounds[round % plan.rounds.length] ?? [];
    hires.push(...(await freezeOnce(scene, places, figures)));
    plan.tell?.(
      `${figures.freezes} freezes, ${figures.tries} hires met, ${figures.missed} missed, ${figures.left} left, ${figures.sentByWoken.length} sent by a woken one`,
    );
  }
  await judge(scene, hires, figures);
  figures.seconds = (performance.now() - beganAt) / 1000;
  return figures;
}

async function freezeOnce(scene: Scene, places: readonly Place[], figures: FreezeFigures): Promise<Hire[]> {
  for (const { lane } of scene.slots) {
    lane.clear();
    lane.seen.length = 0;
  }
  const tries = await beginAll(scene, places, figures.freezes);
  const trigger = tries.at(-1);
  if (trigger === undefined) throw new Error('a freeze needs a place');
  const late = delay(patienceMs, undefined, { ref: false });
  await Promise.race([Promise.all(tries.map(({ held }) => held)), late]);
  const owners = await readOwners(scene, tries);
  const victim = scene.servers.find(({ process }) => process.pid === owners.get(trigger.hire.id));
  if (victim === undefined) throw new Error(`nobody runs the hire that stops its process: ${trigger.at}`);
  const frozenAt = await stop(victim, trigger);
  figures.freezes += 1;
  const mine = tries.filter(({ hire }) => owners.get(hire.id) === victim.process.pid);
  const met = await keepMet(scene, mine);
  figures.missed += tries.length - met.length;
  for (const one of tries) await one.release(mine.includes(one));
  const ended = await untilEnded(scene, tries, () => ageLease(scene, victim));
  await delay(Math.max(0, frozenAt + frozenAtLeastMs - performance.now()));
  figures.left += tries.length - ended.size;
  for (const { at, write } of met.filter(({ hire }) => ended.has(hire.id))) {
    figures.tries += 1;
    figures.met[at] += 1;
    figures.byWrite[write] += 1;
  }
  const over = tries.filter(({ hire }) => ended.has(hire.id));
  await wake(over, victim, figures);
  return tries.map(({ hire }) => hire);
}

/** In turns one of the servers takes them all up: while they are begun, the other one is held. */
async function beginAll(scene: Scene, places: readonly Place[], round: number): Promise<Try[]> {
  const { context } = scene.ours;
  const applicants = await Promise.all(places.map(() => aHiredApplication(context, scene.owner, {})));
  const other = scene.servers[round % scene.servers.length];
  other?.process.kill('SIGSTOP');
  try {
    const tries = await Promise.all(
      places.map((place, index) =>
        begin(scene, place, scene.slots[index], applicants[index]?.applicationId ?? ''),
      ),
    );
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await delay(100))
      if ((await readOwners(scene, tries)).size === tries.length) break;
    return tries;
  } finally {
    other?.process.kill('SIGCONT');
  }
}

async function begin(
  scene: Scene,
  place: Place,
  slot: Slot | undefined,
  applicationId: string,
): Promise<Try> {
  if (slot === undefined) throw new Error('a place without a connection');
  const hold = holdIn(scene, place, slot, () => hire.id);
  const hire = await requestHire(scene.ours.context, scene.owner, {
    applicationId,
    connectionId: slot.connectionId,
    fields: scene.fields,
  });
  return { ...place, hire, slot, ...hold };
}

type Hold = Pick<Try, 'held' | 'release'>;

function holdIn(scene: Scene, { write, at }: Place, slot: Slot, hireId: () => string): Hold {
  const { look, send } = writes[write];
  if (at === 'lost' || at === 'done' || at === 'answered') return holdSending(slot, send, at);
  // Whoever prepares an upload looks a second time.
  if (write === 'resume' && at === 'gate') slot.lane.add({ on: look, times: 1, act: passOn });
  const looking = holdAnswer(slot, look);
  if (at !== 'gate') return { held: looking.held, release: looking.give };
  const gate = lockGate(scene, slot);
  const held = looking.held
    .then(gate.lock)
    .then(looking.give)
    .then(() => untilSending(scene, hireId(), write))
    // What the answer said of its connection may itself wait for the gate: then nothing comes to it.
    .then((isSending) => (isSending ? undefined : gate.unlock()));
  return { held, release: gate.unlock };
}

/** The request is answered as soon as it is released. */
function holdAnswer(slot: Slot, on: RegExp): { held: Promise<void>; give: () => Promise<void> } {
  const came = Promise.withResolvers<Exchange>();
  const answer = came.promise.then((exchange) => exchange.upstream());
  slot.lane.add({ on, times: 1, act: (exchange) => came.resolve(exchange) });
  return {
    held: answer.then(() => undefined),
    give: async () => {
      const exchange = await came.promise;
      if (!exchange.response.headersSent) reply(exchange, await answer);
    },
  };
}

const reply = (
  { reply: give }: Exchange,
  { status, headers, body }: Awaited<ReturnType<Exchange['upstream']>>,
) => give({ status, headers: plain(headers), body });

function holdSending(slot: Slot, on: RegExp, at: 'lost' | 'done' | 'answered'): Hold {
  const came = Promise.withResolvers<void>();
  let exchange: Exchange | undefined;
  let handOn: (() => ReturnType<Exchange['upstream']>) | undefined;
  const act: Act = async (given) => {
    const way = await given.taken();
    const answer = at === 'answered' ? await way() : undefined;
    exchange = given;
    handOn = async () => answer ?? way();
    came.resolve();
  };
  slot.lane.add({ on, times: 1, act });
  return {
    held: came.promise,
    async release(isFrozen) {
      if (exchange === undefined || handOn === undefined) return;
      if (!isFrozen || at === 'answered') return reply(exchange, await handOn());
      if (at === 'done') await handOn();
      exchange.socket.resetAndDestroy();
    },
  };
}

/** Whoever asks the connection's gate waits for this. */
function lockGate({ ours, owner }: Scene, { connectionId }: Slot) {
  const unlocked = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  let ended: Promise<void> = Promise.resolve();
  const hold = async (tx: Transaction): Promise<void> => {
    await sql`select from connection_gates where connection_id = ${connectionId} for update`.execute(tx);
    locked.resolve();
    await unlocked.promise;
  };
  return {
    async lock() {
      ended = ours.context.db.inCompany(owner.companyId, hold);
      await locked.promise;
    },
    async unlock() {
      unlocked.resolve();
      await ended;
    },
  };
}

async function untilSending(scene: Scene, hireId: string, write: Write): Promise<boolean> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await delay(50))
    if ((await stateOf(scene, hireId, write)) === 'sending') return true;
  return false;
}

async function stateOf({ ours, owner }: Scene, hireId: string, write: Write): Promise<string | undefined> {
  const { steps } = await getHire(ours.context, owner, hireId);
  return steps.find(({ name }) => name === write)?.state;
}

/** By its process: whose the run of each hire is. */
async function readOwners({ ours }: Scene, tries: readonly Try[]): Promise<Map<string, number>> {
  const runs = tries.map(({ hire }) => `${hire.id}:1`);
  const { rows } = await ours.context.db.outside((tx) =>
    sql<{ run: string; pid: number }>`
      select run.workflow_uuid as run, executor.pid
        from dbos.workflow_status run join engine.executors executor on executor.id = run.executor_id
       where run.workflow_uuid = any(${runs}) and run.status = 'PENDING'`.execute(tx),
  );
  return new Map(rows.map(({ run, pid }) => [run.slice(0, -2), pid]));
}

/** Leads the last hire to where its process stops itself. */
async function stop({ process, stopFile }: Server, trigger: Try): Promise<number> {
  writeFileSync(stopFile, `stop ${pointOf(trigger)}`);
  try {
    await trigger.release(false);
    for (const deadline = performance.now() + patienceMs; !isFrozen(process); await delay(10))
      if (performance.now() > deadline) throw new Error(`no process stopped at ${pointOf(trigger)}`);
    return performance.now();
  } finally {
    rmSync(stopFile, { force: true });
  }
}

function pointOf({ write, at }: Place): CrashPoint {
  if (at === 'finish') return `send-hire/${write.replaceAll('_', '-')}-finish:recorded`;
  return `hires.${write}_${at as Exclude<Point, 'finish'>}`;
}

function isFrozen({ pid }: ChildProcess): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

/** Those that really are where they were meant to be: by their receipts, and by what came to their lanes. */
async function keepMet(scene: Scene, tries: readonly Try[]): Promise<Try[]> {
  const met: Try[] = [];
  for (const one of tries) {
    const { write, at, slot, hire } = one;
    const state = await stateOf(scene, hire.id, write);
    const sent = slot.lane.seen.filter(({ method, path }) => writes[write].send.test(`${method} ${path}`));
    const looked = slot.lane.seen.some(({ method, path }) => writes[write].look.test(`${method} ${path}`));
    const isMet: Record<Moment, boolean> = {
      looked: state === 'pending' && looked && sent.length === 0,
      prepared: state === 'prepared' && sent.length === 0,
      sending: state === 'sending' && sent.length === 0,
      gate: state === 'sending' && sent.length === 0,
      lost: state === 'sending' && sent.length === 1,
      done: state === 'sending' && sent.length === 1,
      answered: state === 'sending' && sent.length === 1,
      sent: state === 'sending' && sent.length === 1,
      recorded: state !== 'pending' && state !== 'prepared' && sent.length === 1,
      finish: state === 'done' && sent.length === 1,
    };
    if (isMet[at]) met.push(one);
  }
  return met;
}

async function untilEnded(
  { ours, owner }: Scene,
  tries: readonly Try[],
  meanwhile: () => Promise<void>,
): Promise<Set<string>> {
  const ids = tries.map(({ hire }) => hire.id);
  for (const deadline = performance.now() + 2 * patienceMs; ; await delay(250)) {
    await meanwhile();
    const { rows } = await ours.context.db.inCompany(owner.companyId, (tx) =>
      sql<{ id: string }>`select id from hires
         where id = any(${ids}) and state in ('done', 'failed', 'needs_attention')`.execute(tx),
    );
    if (rows.length === ids.length || performance.now() > deadline) return new Set(rows.map(({ id }) => id));
  }
}

// A process cannot be frozen for five minutes two hundred times, and the database's clock, by which
// leases go, cannot be moved: so what the frozen one left there becomes five minutes older. Itself it
// sees less than that when it wakes, which is worse for whatever it judges by a clock.
async function ageLease({ ours }: Scene, { process }: Server): Promise<void> {
  await ours.context.db.outside(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      update engine.executors set beat_at = least(beat_at, clock_timestamp() - interval '5 minutes')
       where pid = ${process.pid} returning id`.execute(tx);
    await sql`
      update dbos.workflow_status
         set started_at_epoch_ms = extract(epoch from clock_timestamp() - interval '5 minutes') * 1000
       where workflow_uuid in (
         select workflow_uuid from dbos.workflow_status
          where status = 'PENDING' and executor_id = any(${rows.map(({ id }) => id)})
            for update skip locked)`.execute(tx);
  });
}

/** Awake, it does what it was about to do when it was frozen. */
async function wake(tries: readonly Try[], { process }: Server, figures: FreezeFigures): Promise<void> {
  for (const { slot } of tries) slot.lane.seen.length = 0;
  process.kill('SIGCONT');
  await delay(awakeMs);
  for (const { slot, hire, at } of tries)
    for (const { method, path } of slot.lane.seen)
      if (isWrite(method, path)) figures.sentByWoken.push(`${at}: ${method} ${path} for ${hire.id}`);
}

const isWrite = (method: string, path: string): boolean =>
  method !== 'GET' && !path.startsWith('/v1/reports/');

async function judge(scene: Scene, hires: readonly Hire[], figures: FreezeFigures): Promise<void> {
  const { ours, theirs, owner, sandbox } = scene;
  for (const { id } of hires) {
    const hire = await getHire(ours.context, owner, id);
    figures.states[hire.state] = (figures.states[hire.state] ?? 0) + 1;
    const found = await readSandbox(theirs.context, sandbox.company.id, hire.marker);
    const counts = {
      employee: found.numbers.length,
      'status row': found.rows.employmentStatus ?? 0,
      'job row': found.rows.jobInfo ?? 0,
      file: found.files.length,
    };
    for (const [what, count] of Object.entries(counts)) {
      if (count > 1) figures.extra.push(`${count} times ${what} of ${id}`);
      if (count < 1 && hire.state === 'done') figures.lost.push(`no ${what} of ${id}`);
    }
  }
  figures.doneTwice = await readDoneTwice(scene, hires.length);
}

/** Of what has the sandbox done more than one: by its ledger alone. */
async function readDoneTwice({ theirs, sandbox }: Scene, hires: number): Promise<string[]> {
  return theirs.context.db.inCompany(sandbox.company.id, async (tx) => {
    const { rows } = await sql<{ operation: string; path: string; count: number }>`
      select operation, path, count(*)::int as count from sandbox_requests
       where executed and method <> 'GET' and operation not like 'POST /v1/reports/%'
       group by operation, path`.execute(tx);
    return rows.flatMap(({ operation, path, count }) => {
      const wanted = operation === 'POST /v1/employees' ? hires : 1;
      return count > wanted ? [`${count} times ${operation} ${path}, not ${wanted}`] : [];
    });
  });
}
