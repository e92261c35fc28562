// The whole server, killed as if the power had gone at a place of a hand-off, and started again.
// What the sandbox really holds and was really sent decides whether that was noticed.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultKind, Hire, HireInput, HireState } from '@joinery/sdk';
import { sql } from 'kysely';
import { type OpenContext, openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Connection } from '../db/database.ts';
import { type CrashPoint, crashPoints, stepMoments } from '../engine/crash-points.ts';
import type { Principal } from '../modules/access/principal.ts';
import { getHiringFile } from '../modules/candidates/candidates.service.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import { createEmployee } from '../modules/employees/employees.service.ts';
import { getHire } from '../modules/hires/hires.service.ts';
import {
  addFault,
  createSandbox,
  markerField,
  type Sandbox,
} from '../modules/sandboxes/sandboxes.service.ts';
import { newId } from '../platform/ids.ts';
import { createLog } from '../platform/log.ts';
import { makeTemporaryDataDir } from './data-dir.ts';
import { urlOf } from './database.ts';
import {
  aHiredApplication,
  aKey,
  knownValues,
  quickTiming,
  readLedger,
  readSandbox,
  setTiming,
} from './hire-bench.ts';
import { freePort, patienceMs, victimsWith } from './processes.ts';

/** What lets a hand-off take another course: a fault of the sandbox, or what is asked for. */
const courses = {
  plain: {},
  throttled: { fault: 'status_429' },
  /** Somebody else has the work e-mail address: the account takes no second one. */
  refused: {},
  /** Options, pay, a chosen file and further fields on top. */
  full: {
    fields: {
      payRate: '52000.50',
      payCurrency: 'EUR',
      payType: 'Salary',
      payPer: 'Year',
      other: { linkedIn: 'https://linkedin.example/ada' },
    },
  },
  /** A former employee. */
  rehire: {},
} as const satisfies Record<string, { fault?: FaultKind; fields?: Record<string, unknown> }>;

export type Course = keyof typeof courses;

/** Those that are taken in npm test. The others run the code of the same parts with other values. */
export const quickCourses = ['plain', 'throttled', 'refused'] as const satisfies Course[];

export interface Kill {
  at: CrashPoint;
  course: Course;
}

// Not among them is `stop`, which only a fault of ours reaches.
const steps: Record<Course, string[]> = {
  plain: [
    'begin',
    'search',
    'create',
    'create-finish',
    'read-back',
    'read-back-finish',
    'look-employment-status',
    'employment-status',
    'employment-status-finish',
    'look-job-info',
    'job-info',
    'job-info-finish',
    'look-resume',
    'resume',
    'resume-finish',
    'write-back',
    'complete',
  ],
  throttled: ['wait'],
  refused: ['end'],
  full: ['option-division', 'compensation', 'file-1', 'extra-fields'].flatMap((step) => [
    `look-${step}`,
    step,
    `${step}-finish`,
  ]),
  rehire: ['search', 'search-finish', 'look-reactivate', 'reactivate', 'reactivate-finish'],
};
/** In npm test the row of the status stands for it: they run the same code. */
export const twins: readonly string[] = ['look-job-info', 'job-info', 'job-info-finish'];
const modulePoints = crashPoints.filter((point) => point.startsWith('hires.'));
const courseOf = (point: string): Course => {
  if (/^hires\.(option|compensation|file|extra_fields)_/.test(point)) return 'full';
  return point.startsWith('hires.reactivate_') ? 'rehire' : 'plain';
};

function killsOf(place: (step: string) => CrashPoint[], among: readonly Course[]): Kill[] {
  const all = among.map((course) => [course, steps[course]] as const);
  return all.flatMap(([course, names]) => names.flatMap(place).map((at) => ({ at, course })));
}

/** Every place there is: around each step, and around the recording and sending of each write. */
export const everyKill: readonly Kill[] = [
  ...killsOf(
    (step) => stepMoments.map((moment): CrashPoint => `send-hire/${step}:${moment}`),
    Object.keys(courses) as Course[],
  ),
  ...modulePoints.map((at): Kill => ({ at, course: courseOf(at) })),
];

/**
 * One for each step: when its work is done and not yet recorded; for a write, when it was sent and
 * its answer is lost. And one for each write when it is about to be sent.
 */
export const tellingKills: readonly Kill[] = [
  ...killsOf(
    (step) =>
      twins.includes(step)
        ? []
        : [
            modulePoints.find((point) => point === `hires.${step.replaceAll('-', '_')}_sent`) ??
              `send-hire/${step}:done`,
          ],
    quickCourses,
  ),
  { at: 'hires.create_sending', course: 'plain' },
];

/** What `npm test` kills at: around every write, and where a refusal is recorded. */
export const shortKills: readonly Kill[] = tellingKills.filter(
  ({ at, course }) => at.startsWith('hires.') || course === 'refused',
);

/** The recorded step that a place belongs to. */
export function stepOf({ at }: Kill): string {
  const [, inModule] = /^hires\.(\w+)_[a-z]+$/.exec(at) ?? [];
  return inModule?.replaceAll('_', '-') ?? at.slice('send-hire/'.length, at.lastIndexOf(':'));
}

/** What there is after a hand-off, and what the sandbox was made to do for it. */
export interface Outcome {
  state: HireState;
  employees: number;
  statusRows: number;
  jobRows: number;
  payRows: number;
  files: number;
  /** Writes that the sandbox executed. */
  executed: Record<keyof typeof operations, number>;
  /** Receipts that lack something. */
  incomplete: string[];
}

export const expectedOutcome = (course: Course): Outcome => {
  const count = course === 'refused' ? 0 : 1;
  const isFull = course === 'full' ? 1 : 0;
  const isRehire = course === 'rehire' ? 1 : 0;
  return {
    state: course === 'refused' ? 'failed' : 'done',
    employees: count,
    statusRows: count,
    jobRows: count,
    payRows: isFull,
    files: count,
    executed: {
      create: isRehire ? 0 : count,
      update: isFull + isRehire,
      row: count * 2 + isFull,
      file: count,
      list: isFull,
    },
    incomplete: [],
  };
};

export interface KillBench {
  opened: OpenContext;
  owner: Principal;
  sandbox: Sandbox;
  connectionId: string;
  fields: Record<string, string>;
  /** The server as people start it, ready: the one that stands, or a new one. */
  server(): Promise<ChildProcess>;
  /** Has the server killed at a place that what is given leads it to. */
  killServerAt<T>(at: CrashPoint, lead: () => T | Promise<T>): Promise<T>;
  /** A process that only works, beside the server. */
  startWorker(): Promise<ChildProcess>;
  kill(child: ChildProcess): Promise<void>;
  killAll(): Promise<void>;
  /** A hired application of somebody new. */
  anApplication(): Promise<string>;
  /** Sends it over HTTP and gives the hire's id. */
  postHire(applicationId: string, course?: Course): Promise<string>;
  untilHire(id: string, isSo: (hire: Hire) => boolean): Promise<Hire>;
  untilEnded(id: string): Promise<Hire>;
  fault(kind: FaultKind, seconds?: number): Promise<void>;
  /** Reads what was executed from here on into the outcome of a hire. */
  watch(): Promise<(hire: Hire) => Promise<Outcome>>;
  close(): Promise<void>;
}

/** A hand-off without a kill; gives the names of the steps that the engine recorded. */
export async function recordedSteps(bench: KillBench, course: Course): Promise<string[]> {
  const applicationId = await bench.anApplication();
  await bench.server();
  const id = await bench.postHire(applicationId, course);
  await bench.untilEnded(id);
  await untilRunEnded(bench, id);
  const names = await readSteps(bench, id);
  return names.filter((name) => !name.startsWith('DBOS.'));
}

/** Kills the server there, starts it again, and tells what came of the hand-off. */
export async function killAt(bench: KillBench, { at, course }: Kill): Promise<Outcome> {
  const applicationId = await bench.anApplication();
  const judge = await bench.watch();
  const id = await bench.killServerAt(at, () => bench.postHire(applicationId, course));
  await bench.server();
  const outcome = await judge(await bench.untilEnded(id));
  // The next victim would come by its place in this run.
  await untilRunEnded(bench, id);
  return outcome;
}

export async function openKillBench(connection: Connection): Promise<KillBench> {
  const dataDir = makeTemporaryDataDir();
  const port = await freePort();
  const env = {
    DATABASE_URL: urlOf(connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(port),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
  };
  const opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  opened.listensOn(port);
  const scene = await setTheScene(opened, port);
  const processes = victimsWith(env, dataDir.path);
  return {
    opened,
    ...scene,
    ...processes,
    ...handOffs(opened, port, scene),
    startWorker: () => processes.start('worker', { JOINERY_EGRESS_ALLOW: `127.0.0.1:${port}` }),
    close: async () => {
      await processes.killAll();
      await opened.close();
      dataDir.remove();
    },
  };
}

interface Scene {
  owner: Principal;
  apiKey: string;
  sandbox: Sandbox;
  connectionId: string;
  fields: Record<string, string>;
}

async function setTheScene({ context }: OpenContext, port: number): Promise<Scene> {
  const owner = systemPrincipal(await createCompany(context, { slug: 'hiring', name: 'Hiring' }), 'Test');
  const sandbox = await createSandbox(context, { slug: 'acme', name: 'Acme', employees: 3 });
  const { id: connectionId } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: 'Acme',
    subdomain: 'acme',
    apiKey: sandbox.apiKey,
    baseUrl: `http://127.0.0.1:${port}/api/gateway.php/acme`,
    markerField: markerField.alias,
    enabled: true,
  });
  await setTiming(context, owner, connectionId, quickTiming);
  const known = await knownValues(context, systemPrincipal(sandbox.company));
  const fields = { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...known };
  return { owner, apiKey: await aKey(context, owner), sandbox, connectionId, fields };
}

function handOffs({ context }: OpenContext, port: number, scene: Scene) {
  const { owner, sandbox, connectionId, fields, apiKey } = scene;
  const untilHire = async (id: string, isSo: (hire: Hire) => boolean): Promise<Hire> => {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const hire = await getHire(context, owner, id);
      if (isSo(hire)) return hire;
      if (Date.now() > deadline) throw new Error(`the hire is still ${hire.state}: ${hire.problem}`);
      await delay(30);
    }
  };
  const fault = async (kind: FaultKind, seconds?: number): Promise<void> => {
    const operation = operations.create;
    await addFault(context, systemPrincipal(sandbox.company), { operation, fault: kind, count: 1, seconds });
  };
  return {
    untilHire,
    untilEnded: (id: string) =>
      untilHire(id, ({ state }) => ['done', 'failed', 'needs_attention'].includes(state)),
    anApplication: async () => (await aHiredApplication(context, owner, {})).applicationId,
    fault,
    async postHire(applicationId: string, course: Course = 'plain'): Promise<string> {
      const way: { fault?: FaultKind; fields?: Record<string, unknown> } = courses[course];
      if (way.fault !== undefined) await fault(way.fault, 1);
      const decisions = await decide(context, { owner, sandbox }, applicationId, course);
      const answer = await fetch(`http://127.0.0.1:${port}/v1/hires`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          applicationId,
          connectionId,
          ...decisions,
          fields: { ...fields, ...way.fields, ...decisions.fields },
        }),
      });
      if (answer.status !== 201)
        throw new Error(`the hire was not taken: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as Hire).id;
    },
    async watch() {
      const before = await countExecuted(context, sandbox);
      return async (hire: Hire): Promise<Outcome> => {
        const after = await countExecuted(context, sandbox);
        const found = await readSandbox(context, sandbox.company.id, hire.marker);
        return outcomeOf(hire, found, { before, after });
      };
    },
  };
}

let hired = 0;

/** What a person decided about the hand-off of a course. */
async function decide(
  context: OpenContext['context'],
  { owner, sandbox }: Pick<Scene, 'owner' | 'sandbox'>,
  applicationId: string,
  course: Course,
): Promise<Partial<HireInput>> {
  const { candidate } = await getHiringFile(context, owner, applicationId);
  if (course === 'full') {
    hired += 1;
    const attachmentId = (await getHiringFile(context, owner, applicationId)).resume?.fileId ?? '';
    return {
      fields: { division: `Wing ${hired}` },
      createOptions: ['division'],
      files: [{ attachmentId, kind: 'cover_letter', categoryId: null }],
    };
  }
  if (course === 'refused') {
    const workEmail = `taken.${newId('can')}@mail.example`;
    const namesake = { firstName: 'Some', lastName: 'Body', workEmail, hireDate: '2019-02-04' };
    await createEmployee(context, systemPrincipal(sandbox.company), namesake);
    return { fields: { workEmail }, person: { as: 'new' } };
  }
  if (course !== 'rehire') return {};
  const former = await createEmployee(context, systemPrincipal(sandbox.company), {
    firstName: candidate.firstName,
    lastName: candidate.lastName,
    homeEmail: candidate.email,
    hireDate: '2019-02-04',
  });
  return { person: { as: 'rehire', employeeNumber: String(former.number) } };
}

const operations = {
  create: 'POST /v1/employees',
  update: 'POST /v1/employees/{id}',
  row: 'POST /v1/employees/{id}/tables/{table}',
  file: 'POST /v1/employees/{id}/files',
  list: 'PUT /v1/meta/lists/{listFieldId}',
} as const;

async function countExecuted(
  context: OpenContext['context'],
  { company }: Sandbox,
): Promise<Outcome['executed']> {
  const counts = Object.entries(operations).map(async ([name, operation]) => {
    const requests = await readLedger(context, company.id, operation);
    return [name, requests.filter(({ executed }) => executed).length] as const;
  });
  return Object.fromEntries(await Promise.all(counts)) as Outcome['executed'];
}

/**
 * Writes that the sandbox began and of which it did not say how they ended. It is the server that is
 * killed: what it did at that moment, it may not have written down.
 */
export async function countUnsettled({ opened, sandbox }: KillBench): Promise<number> {
  const { rows } = await opened.context.db.inCompany(sandbox.company.id, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from sandbox_requests
      where method <> 'GET' and status is null and fault is null and not executed`.execute(tx),
  );
  return rows[0]?.count ?? 0;
}

/** By kind of write, how many the ledger says to be executed below what is wanted. Above it is negative. */
export function missingOf(wanted: Outcome['executed'], found: Outcome['executed']): number[] {
  return Object.entries(wanted).map(([name, count]) => count - found[name as keyof typeof found]);
}

function outcomeOf(
  hire: Hire,
  found: Awaited<ReturnType<typeof readSandbox>>,
  { before, after }: Record<'before' | 'after', Outcome['executed']>,
): Outcome {
  const executed = Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, count - before[name as keyof typeof operations]]),
  ) as Outcome['executed'];
  const isHers = (number: number) => number === Number(hire.employeeNumber);
  const isAsked = ({ date, status }: { date: string; status: string }) =>
    date === '2027-01-04' && status === 'Full-Time';
  return {
    state: hire.state,
    // What is there and not as it was asked for counts as too much.
    employees: found.numbers.length + found.numbers.filter((number) => !isHers(number)).length,
    statusRows: found.statusRows.length + found.statusRows.filter((row) => !isAsked(row)).length,
    jobRows: found.rows.jobInfo ?? 0,
    payRows: found.rows.compensation ?? 0,
    files: found.files.length,
    executed,
    incomplete: hire.steps.filter((step) => !isComplete(step, hire)).map(({ name }) => name),
  };
}

/** Every part is done and says what was sent and when; after a refusal, what was not is untouched. */
function isComplete(step: Hire['steps'][number], { state }: Hire): boolean {
  const isWrite = !['search', 'read_back', 'write_back'].includes(step.name);
  const isSent = step.sentAt !== null && (!isWrite || /^[0-9a-f]{64}$/.test(step.requestHash ?? ''));
  if (state === 'done' || step.name === 'search')
    return step.state === 'done' && step.outcome === 'done' && isSent;
  if (step.name === 'create') return step.state === 'failed' && step.outcome === 'refused' && isSent;
  return step.outcome === null && step.sentAt === null;
}

async function untilRunEnded({ opened }: KillBench, hireId: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const state = async () => (await opened.context.engine.status(`${hireId}:1`))?.state ?? 'unknown';
  while (!['done', 'failed'].includes(await state())) {
    if (Date.now() > deadline) throw new Error('the run of a hire that has ended goes on');
    await delay(30);
  }
}

async function readSteps({ opened, owner }: KillBench, hireId: string): Promise<string[]> {
  const answer = await opened.context.db.inCompany(owner.companyId, (tx) =>
    sql<{ name: string }>`
      select distinct function_name as name from dbos.operation_outputs
       where workflow_uuid = ${`${hireId}:1`}`.execute(tx),
  );
  return answer.rows.map(({ name }) => name);
}
