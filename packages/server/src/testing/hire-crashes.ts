// Many hires to a provider that loses answers and does some things late, by a server and a worker
// that are killed again and again. The provider is a sandbox company on a database and in a process
// of its own, which nobody kills: its tables and its ledger judge what was really done.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxFaultInput } from '@joinery/sdk';
import { sql } from 'kysely';
import { type OpenContext, openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Connection } from '../db/database.ts';
import { queues } from '../engine/queues.ts';
import type { Principal } from '../modules/access/principal.ts';
import { moveApplication } from '../modules/applications/applications.service.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import { requestHire } from '../modules/hires/hires.service.ts';
import { createCandidate } from '../modules/intake/intake.service.ts';
import { createJob } from '../modules/jobs/jobs.service.ts';
import {
  addFault,
  createSandbox,
  markerField,
  type Sandbox,
  setLimit,
} from '../modules/sandboxes/sandboxes.service.ts';
import { listStages } from '../modules/stages/stages.service.ts';
import { createLog } from '../platform/log.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { accountOf, cutByKills, type Span, type TimeAccount } from './crash-account.ts';
import { makeTemporaryDataDir } from './data-dir.ts';
import { urlOf } from './database.ts';
import { knownValues, setTiming } from './hire-bench.ts';
import { freePort, processesWith } from './processes.ts';
import { pool } from './sync-fault-runs.ts';

export interface CrashPlan {
  hires: number;
  /** How often one of the two processes is killed, at random moments. */
  kills: number;
  /** Of the provider; without one it takes what comes. */
  perMinute?: number;
  /** The same seed kills at the same shares of the way. */
  seed: number;
  /** Run afterwards on another sandbox company: how many requests a second something simpler makes. */
  floor?(account: FloorAccount): Promise<number>;
  tell?(progress: string): void;
}

export interface FloorAccount {
  baseUrl: string;
  apiKey: string;
  /** What every hire says, but its name and address. */
  fields: Record<string, string>;
}

export interface CrashFigures {
  hires: number;
  kills: number;
  /** Employees with the marker of a hire, each counted once. */
  employees: number;
  /** Employees, rows and files that are there once more than they should be. */
  extra: number;
  /** Hires that are done and whose employee is not there, or has not what was sent. */
  lost: number;
  states: Record<string, number>;
  /** Hires that neither ended nor wait for a person. */
  silent: number;
  /** Answers to creates that were lost, by the ledger. */
  lostAnswers: number;
  lateCreates: number;
  /**
   * The most that one hire needed, of those whose create was sent and answered. Not among them is a look
   * that was recorded on its receipt and made again because a kill came before the end of its step.
   */
  searchesPerNormal: number;
  /** Those looks, by their times and those of the kills. */
  looksAgainAfterKills: number;
  searchesPerAmbiguous: number;
  /** Searches in the ledger: each is a listing that the hires which waited for it shared. */
  searches: number;
  /** Searches that receipts tell of: how often a hire was looked for in a listing. */
  looks: number;
  /** Searches in the ledger that no receipt tells of: a kill cut them. */
  cutSearches: number;
  /** Creates that the sandbox carried out, by the ledger. */
  creates: number;
  requests: number;
  seconds: number;
  /** What the limit alone would take for as many requests, and what became of the rest; null without a limit. */
  time: TimeAccount | null;
  /** From the last kill to the last hire that ended. */
  drainSeconds: number;
  /** Null without one. */
  floorPerSecond: number | null;
}

const faults: SandboxFaultInput[] = [
  { operation: 'POST /v1/employees', fault: 'execute_then_drop', count: null, probability: 0.14, seed: 'a' },
  { operation: 'POST /v1/employees', fault: 'drop', count: null, probability: 0.04, seed: 'b' },
  {
    operation: 'POST /v1/employees',
    fault: 'execute_late',
    count: null,
    probability: 0.03,
    seconds: 1,
    seed: 'c',
  },
];
const timing = {
  quietMs: 2_500,
  secondLookMs: 500,
  firstRetryMs: 200,
  maxRetryMs: 2_000,
  firstThrottleMs: 500,
};

interface Scene {
  ours: OpenContext;
  theirs: OpenContext;
  owner: Principal;
  sandbox: Sandbox;
  connectionId: string;
  fields: Record<string, string>;
}

export async function runHireCrashes(
  databases: { ours: Connection; theirs: Connection },
  plan: CrashPlan,
): Promise<CrashFigures> {
  const { tell = () => undefined } = plan;
  const folders = [makeTemporaryDataDir(), makeTemporaryDataDir()] as const;
  const theirs = await openContext(
    readConfig(ownEnv(databases.theirs, folders[0].path)),
    createLog({ level: 'silent' }),
  );
  const http = await buildSurfaces(theirs.context, { isReady: () => true });
  const port = Number(new URL(await http.listen({ port: 0, host: '127.0.0.1' })).port);
  theirs.listensOn(port);
  const env = {
    ...ownEnv(databases.ours, folders[1].path),
    JOINERY_PORT: String(await freePort()),
    JOINERY_EGRESS_ALLOW: `127.0.0.1:${port}`,
  };
  const ours = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const processes = processesWith(env);
  try {
    const scene = await setTheScene(ours, theirs, port, plan);
    await requestHires(scene, plan);
    tell(`${plan.hires} hires are requested`);
    const figures = await judge(scene, plan, await sendAndKill(scene, processes, plan));
    await processes.killAll();
    if (plan.floor === undefined) return figures;
    const { apiKey } = await createSandbox(theirs.context, { slug: 'floor', name: 'Floor', employees: 5 });
    const baseUrl = `http://127.0.0.1:${port}/api/gateway.php/floor`;
    return { ...figures, floorPerSecond: await plan.floor({ baseUrl, apiKey, fields: scene.fields }) };
  } finally {
    await processes.killAll();
    await ours.close();
    await http.close();
    await theirs.close();
    for (const folder of folders) folder.remove();
  }
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

async function setTheScene(
  ours: OpenContext,
  theirs: OpenContext,
  port: number,
  { perMinute }: CrashPlan,
): Promise<Scene> {
  const sandbox = await createSandbox(theirs.context, { slug: 'acme', name: 'Acme', employees: 5 });
  const sandboxOwner = systemPrincipal(sandbox.company);
  for (const fault of faults) await addFault(theirs.context, sandboxOwner, fault);
  const { context } = ours;
  const owner = systemPrincipal(await createCompany(context, { slug: 'hiring', name: 'Hiring' }), 'Test');
  const { id: connectionId } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: 'Acme',
    subdomain: 'acme',
    apiKey: sandbox.apiKey,
    baseUrl: `http://127.0.0.1:${port}/api/gateway.php/acme`,
    markerField: markerField.alias,
    enabled: true,
  });
  await setTiming(context, owner, connectionId, timing);
  if (perMinute !== undefined)
    await setLimit(theirs.context, sandboxOwner, { requests: perMinute, windowSeconds: 60 });
  await learnedGate(ours, owner, connectionId, perMinute ?? 60_000);
  const known = await knownValues(theirs.context, sandboxOwner);
  const fields = { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...known };
  return { ours, theirs, owner, sandbox, connectionId, fields };
}

/** The connection has been used long enough to have learned what the provider takes. */
export async function learnedGate(
  { context }: Pick<OpenContext, 'context'>,
  { companyId }: Principal,
  connectionId: string,
  perMinute: number,
): Promise<void> {
  await context.db.inCompany(companyId, (tx) =>
    sql`insert into connection_gates (company_id, connection_id, per_minute, max_per_minute)
        values (${companyId}, ${connectionId}, ${perMinute}, ${perMinute})`.execute(tx),
  );
}

/** Everybody is hired before anything is sent. Every fifth has a résumé. */
async function requestHires(
  { ours: { context }, owner, connectionId, fields }: Scene,
  { hires, tell = () => undefined }: CrashPlan,
): Promise<void> {
  const job = await createJob(context, owner, { title: 'Engineer', status: 'open', description: '' });
  const stage = (await listStages(context, owner)).find(({ kind }) => kind === 'hired')?.id ?? '';
  const numbers = Array.from({ length: hires }, (_, index) => index + 1);
  await pool(numbers, 4, async (number) => {
    const bytes = Buffer.from(`Résumé of person ${number}.\n`);
    const upload = { field: 'resume', name: 'Résumé.txt', contentType: 'text/plain', bytes };
    const { id } = await createCandidate(
      context,
      owner,
      {
        firstName: 'Ada',
        lastName: `Byron ${number}`,
        email: `ada.${number}@mail.example`,
        jobId: job.id,
      },
      number % 5 === 0 ? [upload] : [],
    );
    const { rows } = await context.db.inCompany(owner.companyId, (tx) =>
      sql<{ id: string }>`select id from applications where candidate_id = ${id}`.execute(tx),
    );
    const applicationId = rows[0]?.id ?? '';
    await moveApplication(context, owner, applicationId, { stageId: stage });
    await requestHire(context, owner, { applicationId, connectionId, fields });
    if (number % 1000 === 0) tell(`${number} applications are hired`);
  });
}

/** All in milliseconds since 1970. */
interface Course {
  kills: number[];
  beganAt: number;
  endedAt: number;
  /** From each kill until there were two processes again. */
  restarts: Span[];
  endGame: number | undefined;
}

/** No more than this many hires of a connection are under way at a time (engine/queues.ts). */
const underWayAtOnce = queues.hires.partitionConcurrency;

async function sendAndKill(
  scene: Scene,
  { start, kill }: ReturnType<typeof processesWith>,
  { hires, kills, seed, tell = () => undefined }: CrashPlan,
): Promise<Course> {
  const random = randomFrom(seed);
  // Shares of the way, so that a slow machine is killed as evenly as a fast one.
  const moments = Array.from({ length: kills }, () => random() * 0.97).sort((a, b) => a - b);
  const roles = ['start', 'worker'] as const;
  const standing = new Map<string, ChildProcess>();
  for (const role of roles) standing.set(role, await start(role, {}));
  const course: Course = { kills: [], beganAt: Date.now(), endedAt: 0, restarts: [], endGame: undefined };
  let lastEnded = 0;
  // Counting costs the database as much as a step of a hire.
  const everyMs = hires > 500 ? 500 : 50;
  for (let quietSince = performance.now(); ; await delay(everyMs)) {
    const ended = await countEnded(scene);
    if (ended > lastEnded) quietSince = performance.now();
    if (hires - ended <= underWayAtOnce) course.endGame ??= Date.now();
    if (ended >= hires || performance.now() - quietSince > 10 * 60_000)
      return { ...course, endedAt: Date.now() };
    if (Math.floor(ended / 100) > Math.floor(lastEnded / 100))
      tell(
        `${ended} ended, ${course.kills.length} kills, ${Math.round((Date.now() - course.beganAt) / 1000)} s`,
      );
    lastEnded = ended;
    const due = moments[course.kills.length];
    if (due === undefined || ended < due * hires) continue;
    await delay(random() * 400);
    const role = roles[Math.floor(random() * roles.length)] ?? 'worker';
    const victim = standing.get(role);
    const killedAt = Date.now();
    if (victim !== undefined) await kill(victim);
    course.kills.push(killedAt);
    standing.set(role, await start(role, {}));
    course.restarts.push({ from: killedAt, to: Date.now() });
  }
}

async function countEnded({ ours, owner }: Scene): Promise<number> {
  const { rows } = await ours.context.db.inCompany(owner.companyId, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from hires
       where state in ('done', 'failed', 'needs_attention')`.execute(tx),
  );
  return rows[0]?.count ?? 0;
}

async function judge(scene: Scene, { hires, perMinute }: CrashPlan, course: Course): Promise<CrashFigures> {
  const there = await readTheirs(scene);
  const own = await readOurs(scene);
  const byMarker = new Map<string, typeof there.people>();
  for (const person of there.people)
    byMarker.set(person.marker, [...(byMarker.get(person.marker) ?? []), person]);
  const sent = own.filter(({ state }) => state === 'done');
  const isLost = ({ marker, number, has_file: hasFile }: (typeof own)[number]): boolean => {
    const [person] = byMarker.get(marker) ?? [];
    return (
      person === undefined ||
      String(person.number) !== number ||
      person.status_rows === 0 ||
      person.job_rows === 0 ||
      (hasFile && person.files === 0)
    );
  };
  const over = (count: number): number => Math.max(0, count - 1);
  const states: Record<string, number> = {};
  for (const { state } of own) states[state] = (states[state] ?? 0) + 1;
  const ended = (states.done ?? 0) + (states.failed ?? 0) + (states.needs_attention ?? 0);
  const isNormal = ({ ambiguous }: (typeof own)[number]) => !ambiguous;
  const againOf = ({ looks }: (typeof own)[number]) =>
    cutByKills(
      looks.map((at) => Date.parse(at)),
      course.kills,
    );
  const again = new Map(own.filter(isNormal).map((hire) => [hire.marker, againOf(hire)]));
  const searchesOf = (isAmbiguous: boolean): number =>
    Math.max(
      0,
      ...own
        .filter((hire) => hire.ambiguous === isAmbiguous)
        .map(({ marker, looks }) => looks.length - (again.get(marker) ?? 0)),
    );
  const known = new Set(own.map(({ marker }) => marker));
  const strangers = there.people.filter(({ marker }) => !known.has(marker)).length;
  return {
    hires,
    kills: course.kills.length,
    employees: byMarker.size,
    extra:
      strangers +
      [...byMarker.values()].reduce((sum, { length }) => sum + over(length), 0) +
      there.people.reduce(
        (sum, one) => sum + over(one.status_rows) + over(one.job_rows) + over(one.files),
        0,
      ),
    lost: sent.filter(isLost).length,
    states,
    silent: hires - ended,
    lostAnswers: there.lostAnswers,
    lateCreates: there.lateCreates,
    searchesPerNormal: searchesOf(false),
    looksAgainAfterKills: [...again.values()].reduce((sum, count) => sum + count, 0),
    searchesPerAmbiguous: searchesOf(true),
    searches: there.searches,
    looks: own.reduce((sum, { looks }) => sum + looks.length, 0),
    cutSearches: there.searches - new Set(own.flatMap(({ listings }) => listings)).size,
    creates: there.creates,
    requests: there.requests,
    seconds: (course.endedAt - course.beganAt) / 1000,
    time:
      perMinute === undefined
        ? null
        : accountOf({
            sent: there.sent,
            perMinute,
            course: { from: course.beganAt, to: course.endedAt },
            restarts: course.restarts,
            endGame: course.endGame,
          }),
    drainSeconds: (course.endedAt - (course.kills.at(-1) ?? course.beganAt)) / 1000,
    floorPerSecond: null,
  };
}

async function readTheirs({ theirs: { context }, sandbox }: Scene) {
  return context.db.inCompany(sandbox.company.id, async (tx) => {
    const { rows: people } = await sql<{
      marker: string;
      number: number;
      status_rows: number;
      job_rows: number;
      files: number;
    }>`
      select e."values" ->> ${markerField.alias} as marker, e.number,
             (select count(*)::int from employee_rows r where r.company_id = e.company_id and r.employee_id = e.id
                 and r.table_alias = 'employmentStatus') as status_rows,
             (select count(*)::int from employee_rows r where r.company_id = e.company_id and r.employee_id = e.id
                 and r.table_alias = 'jobInfo') as job_rows,
             (select count(*)::int from filed_files f where f.company_id = e.company_id and f.employee_id = e.id) as files
        from employees e where coalesce(e."values" ->> ${markerField.alias}, '') <> ''`.execute(tx);
    const { rows } = await sql<Record<'requests' | 'searches' | 'creates' | 'lost' | 'late', number>>`
      select count(*) filter (where not limited)::int as requests,
             count(*) filter (where operation like 'POST /v1/reports/%')::int as searches,
             count(*) filter (where operation = 'POST /v1/employees' and executed)::int as creates,
             count(*) filter (where fault is not null)::int as lost,
             count(*) filter (where fault = 'execute_late')::int as late
        from sandbox_requests`.execute(tx);
    const { requests = 0, searches = 0, creates = 0, lost = 0, late = 0 } = rows[0] ?? {};
    const { rows: seconds } = await sql<{ second: number; count: number }>`
      select floor(extract(epoch from at))::float8 as second, count(*)::int as count
        from sandbox_requests where not limited group by 1`.execute(tx);
    const sent = new Map(seconds.map(({ second, count }) => [second, count]));
    return { people, requests, searches, creates, lostAnswers: lost, lateCreates: late, sent };
  });
}

async function readOurs({ ours: { context }, owner }: Scene) {
  const { rows } = await context.db.inCompany(owner.companyId, (tx) =>
    sql<{
      marker: string;
      state: string;
      number: string | null;
      looks: string[];
      listings: string[];
      ambiguous: boolean;
      has_file: boolean;
    }>`
      select h.marker, h.state, h.employee_number as number,
             jsonb_path_query_array(coalesce(search.proof, '{}'), '$.looks[*].at') as looks,
             jsonb_path_query_array(coalesce(search.proof, '{}'), '$.looks[*].listing') as listings,
             coalesce(jsonb_path_exists(made.proof, '$.sends[*] ? (@.outcome == "ambiguous")'), false) as ambiguous,
             exists (select from hire_steps f where f.company_id = h.company_id and f.hire_id = h.id
                        and f.name = 'resume' and f.state = 'done') as has_file
        from hires h
        left join hire_steps search on search.company_id = h.company_id and search.hire_id = h.id and search.name = 'search'
        left join hire_steps made on made.company_id = h.company_id and made.hire_id = h.id and made.name = 'create'`.execute(
      tx,
    ),
  );
  return rows;
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
