// How many applications a second are taken in and on the disk, beside two floors of the same run: a
// handler of the same HTTP framework that does one INSERT, and single rows that pgbench commits. Then how
// long an application takes where 150 come every second, also beside ten thousand requests that never end,
// and how much memory the server holds over a hundred thousand. Server, database and applicants share the machine; ratios are between neighbours in time.
//
// --quick takes less of everything; --only=rate, latency, slow or memory measures one part; --json;
// --record keeps the result for docs/reference/benchmarks.md.
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { crc32, deflateSync } from 'node:zlib';
import { PDFDocument } from 'pdf-lib';
import pg from 'pg';
import { openContext } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { startEmbeddedPostgres } from '../packages/server/src/db/embedded/embedded.ts';
import { listAccessLevels } from '../packages/server/src/modules/access/access-levels.service.ts';
import {
  createCompany,
  systemPrincipal,
} from '../packages/server/src/modules/companies/companies.service.ts';
import { createJob } from '../packages/server/src/modules/jobs/jobs.service.ts';
import { createKey } from '../packages/server/src/modules/keys/keys.service.ts';
import { createUser } from '../packages/server/src/modules/users/users.service.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';
import type { HalfOpen, HalfOpenOrder } from './intake/half-open.ts';
import type { Answered, Order } from './intake/load.ts';
import { finished, megabytes, program, said, script, stop, stopAll } from './lib/processes.ts';
import {
  type BenchRecord,
  conclude,
  type Goal,
  machine,
  measuredCommit,
  median,
  round,
  type Table,
} from './lib/record.ts';

// Plain JavaScript, without types.
const { compiledSources, serverArguments } = await import(
  new URL('../scripts/lib/bootstrap.mjs', import.meta.url).href
);
const quick = process.argv.includes('--quick');
type Part = 'rate' | 'latency' | 'slow' | 'memory';
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const measures = (part: Part) => only === undefined || only === part;
const size = quick
  ? { rounds: 2, seconds: 3, documents: 50, latencySeconds: 10, slowSeconds: 10, amount: 10_000 }
  : { rounds: 5, seconds: 6, documents: 300, latencySeconds: 60, slowSeconds: 15, amount: 100_000 };
/** As many as come at once on a busy day, and few, where less is gathered. */
const connections = 64;
const fewConnections = 16;
const perSecond = 150;
const halfOpen = 10_000;
/** Of the kernel's account of processors. */
const ticksPerSecond = 100;
let runs = 0;

if (only !== undefined && !['rate', 'latency', 'slow', 'memory'].includes(only)) {
  console.error('--only= takes rate, latency, slow or memory.');
  process.exit(2);
}

const loadBefore = round(loadavg()[0] ?? 0, 1);
const dataDir = makeTemporaryDataDir();
const folder = mkdtempSync(join(tmpdir(), 'joinery-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: dataDir.path, log: createLog({ level: 'silent' }) });
const owner = new pg.Client(postgres.connection);
try {
  await owner.connect();
  conclude(await run());
} finally {
  await stopAll();
  await owner.end();
  await postgres.stop();
  dataDir.remove();
  rmSync(folder, { recursive: true });
}

async function run(): Promise<BenchRecord> {
  const scene = await setTheScene();
  const parts: { goals: Goal[]; tables: Table[] }[] = [];
  if (measures('rate')) parts.push(await measureRates(scene));
  if (measures('latency')) parts.push(await measureLatency(scene));
  if (measures('slow')) parts.push(await measureSlowSenders(scene));
  if (measures('memory')) parts.push(await measureMemory(scene));
  const [{ server_version: version }] = (await owner.query('show server_version')).rows;
  const settings = ['fsync', 'synchronous_commit', 'full_page_writes'];
  const { rows } = await owner.query('select setting from pg_settings where name = any($1)', [settings]);
  const lost = rows.filter(({ setting }) => setting !== 'on').length;
  return {
    bench: 'intake',
    command: `npm run bench -- intake${quick ? ' --quick' : ''}${only === undefined ? '' : ` --only=${only}`} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(version),
    notes: [
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it, and the figures are worse than they would be.`,
      `${connections} connections, or ${fewConnections} where it says few (and for pgbench), ${size.rounds} rounds of ${size.seconds} s after one that does not count; a ratio is the median of the ratios within each round.`,
      'An application names a job and has name, e-mail, phone, city and source; it becomes a candidate, an application, two entries of the timeline and two events. Its key is looked up and its rights are read for each request.',
      'A candidate that was accepted is in the database, or the run fails; the database syncs every commit.',
      'The floor is Fastify with the same schema of the body and pg: one INSERT of the same fields that commits by itself, without identity, rights, job or events.',
      'At 150 a second people come when they come: what somebody waits for a free connection counts.',
    ],
    goals: [
      ...parts.flatMap(({ goals }) => goals),
      {
        what: 'settings of the database that would let it lose a commit',
        measured: lost,
        unit: '',
        goal: { atMost: 0 },
      },
    ],
    tables: parts.flatMap(({ tables }) => tables),
  };
}

/** What was answered, and the time of processors that server and database took for each of them. */
type Burst = Answered & { cpuMs: number };

interface Scene {
  companyId: string;
  jobId: string;
  headers: Record<string, string>;
  pdf: string;
}

async function setTheScene(): Promise<Scene> {
  tell('making the company');
  const config = readConfig({
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_LOG_LEVEL: 'error',
    JOINERY_DEMO: 'false',
  });
  const { context, close } = await openContext(config, createLog({ level: 'error' }));
  const company = await createCompany(context, { slug: 'intake', name: 'Intake' });
  const principal = systemPrincipal(company, 'Bench');
  const levels = await listAccessLevels(context, principal);
  const user = await createUser(context, principal, {
    kind: 'service',
    firstName: 'Careers',
    lastName: 'Page',
    accessLevelId: levels.find(({ builtin }) => builtin === 'full_admin')?.id ?? '',
  });
  const { key } = await createKey(context, principal, { name: 'careers page', userId: user.id });
  const { id: jobId } = await createJob(context, principal, {
    title: 'Guide',
    status: 'open',
    description: '',
    questions: { phone: 'optional', address: 'optional' },
  });
  await close();
  await owner.query(
    `create table floor_candidates (
       id bigint generated always as identity primary key, name text not null, email text, phone text, city text,
       source text, job text, created_at timestamptz not null default now())`,
  );
  await owner.query(
    'create table floor_commits (id bigint generated always as identity primary key, at timestamptz default now())',
  );
  const pdf = Buffer.from(await aPdf()).toString('base64');
  return { companyId: company.id, jobId, headers: { authorization: `Bearer ${key}` }, pdf };
}

/** As `npm start` runs it. */
async function startJoinery() {
  const args = [...serverArguments, 'packages/server/src/cli/main.ts', 'start', '--json'];
  const server = program(process.execPath, args, {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compiledSources,
      JOINERY_DATA_DIR: dataDir.path,
      JOINERY_PORT: '0',
      JOINERY_DEMO: 'false',
      JOINERY_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url } = await new Promise<{ url: string }>((resolve, reject) => {
    server.stdout?.once('data', (line) => resolve(JSON.parse(String(line))));
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  return { server, port: Number(new URL(url).port) };
}

async function measureRates(scene: Scene): Promise<{ goals: Goal[]; tables: Table[] }> {
  const { server, port } = await startJoinery();
  const floor = script(new URL('intake/floor.ts', import.meta.url), [JSON.stringify(postgres.connection)]);
  const floorPort = await said<number>(floor);
  const json = { ...ordersOf(scene, port), sends: 'json' as const };
  const few = { ...json, connections: fewConnections };
  const toFloor = { port: floorPort, path: '/candidates' };
  const contenders: [string, () => Promise<Answered>, ChildProcess | undefined][] = [
    ['one INSERT', () => send({ ...json, ...toFloor, ...forSeconds() }), floor],
    ['JSON', () => intake(scene, { ...json, ...forSeconds() }), server],
    ['one INSERT, few', () => send({ ...few, ...toFloor, ...forSeconds() }), floor],
    ['JSON, few', () => intake(scene, { ...few, ...forSeconds() }), server],
    ['JSON, each with a key', () => intake(scene, { ...json, keys: true, ...forSeconds() }), server],
    [
      'with a PDF of 1 MB',
      () => intake(scene, { ...json, sends: 'pdf', ends: { amount: size.documents }, run: newRun() }),
      server,
    ],
    ['pgbench, one row', () => runPgbench(), undefined],
  ];
  const bursts = new Map<string, Burst[]>(contenders.map(([name]) => [name, []]));
  for (let turn = 0; turn <= size.rounds; turn += 1) {
    for (const [name, measure, process] of contenders) {
      const cpuBefore = cpuSeconds(process);
      const answered = await measure();
      const cpuMs = ((cpuSeconds(process) - cpuBefore) * 1000) / answered.accepted;
      const burst = { ...answered, cpuMs };
      if (turn > 0) bursts.get(name)?.push(burst);
      // The documents are read behind the answer, and are nobody else's to pay for.
      if (name.includes('PDF')) await untilRead();
    }
    tell(`${turn} of ${size.rounds} rounds`);
  }
  await stop(floor, server);
  const rate = (name: string) =>
    median((bursts.get(name) ?? []).map(({ accepted, seconds }) => accepted / seconds));
  const ratio = (name: string, to: string) => {
    const others = bursts.get(to) ?? [];
    return median(
      (bursts.get(name) ?? []).map((one, at) => {
        const other = others[at];
        return other === undefined ? 0 : one.accepted / one.seconds / (other.accepted / other.seconds);
      }),
    );
  };
  const floorOf = (name: string) => (name.endsWith(', few') ? 'one INSERT, few' : 'one INSERT');
  const rows = contenders.map(([name]): (string | number)[] => [
    name,
    round(rate(name)),
    round(ratio(name, floorOf(name)) * 100, 1),
    round(ratio(name, 'pgbench, one row') * 100, 1),
    round(median((bursts.get(name) ?? []).map(({ p50Ms }) => p50Ms)), 1),
    round(median((bursts.get(name) ?? []).map(({ p99Ms }) => p99Ms)), 1),
    round(median((bursts.get(name) ?? []).map(({ cpuMs }) => cpuMs)), 2),
  ]);
  return {
    goals: [
      {
        what: 'applications in JSON, of what one INSERT takes in',
        measured: round(ratio('JSON', 'one INSERT') * 100, 1),
        unit: '%',
        goal: { atLeast: 35 },
      },
    ],
    tables: [
      {
        title: 'Accepted and on the disk',
        columns: [
          'what',
          'a second',
          '% of one INSERT',
          '% of pgbench',
          'p50 ms',
          'p99 ms',
          'processor ms each',
        ],
        rows,
      },
    ],
  };
}

async function measureLatency(scene: Scene): Promise<{ goals: Goal[]; tables: Table[] }> {
  const { server, port } = await startJoinery();
  const json = { ...ordersOf(scene, port), sends: 'json' as const };
  const pdf = { ...json, sends: 'pdf' as const };
  const measure = (order: Omit<Order, 'run' | 'ends'>, seconds: number) =>
    intake(scene, { ...order, run: newRun(), ends: { seconds } });
  await measure({ ...json, perSecond }, 5);
  const steady = await measure({ ...json, perSecond }, size.latencySeconds);
  await measure({ ...pdf, perSecond: 25 }, 3);
  const documents = await measure({ ...pdf, perSecond: 25 }, Math.ceil(size.latencySeconds / 2));
  await untilRead();
  await stop(server);
  return {
    goals: [
      {
        what: `p99 of an application where ${perSecond} come every second`,
        measured: round(steady.p99Ms, 1),
        unit: 'ms',
        goal: { atMost: 150 },
      },
      {
        what: 'p99 of an application with a PDF of 1 MB where 25 come every second',
        measured: round(documents.p99Ms, 1),
        unit: 'ms',
        goal: { atMost: 600 },
      },
    ],
    tables: [
      {
        title: 'How long an application takes',
        columns: ['what', 'accepted a second', 'p50 ms', 'p99 ms'],
        rows: [
          timesRow(`JSON, ${perSecond} a second`, steady),
          timesRow('with a PDF of 1 MB, 25 a second', documents),
        ],
      },
    ],
  };
}

function timesRow(what: string, { accepted, seconds, p50Ms, p99Ms }: Answered): (string | number)[] {
  return [what, round(accepted / seconds, 1), round(p50Ms, 1), round(p99Ms, 1)];
}

/** Rows are the same people at the same pace, without and beside the senders. */
async function measureSlowSenders(scene: Scene): Promise<{ goals: Goal[]; tables: Table[] }> {
  const { server, port } = await startJoinery();
  const order = { ...ordersOf(scene, port), sends: 'json' as const, perSecond };
  const measure = (seconds: number) => intake(scene, { ...order, run: newRun(), ends: { seconds } });
  await measure(5);
  const alone = await measure(size.slowSeconds);
  const before = megabytes(server, 'VmRSS');
  const senders = script(new URL('intake/half-open.ts', import.meta.url));
  const ask = <T>(message: HalfOpenOrder | 'report'): Promise<T> => {
    senders.send(message);
    return said<T>(senders);
  };
  const open = await ask<number>({ port, amount: halfOpen });
  tell(`${open} requests that never end`);
  // For as long as they may stay.
  const beside = await measure(size.slowSeconds);
  const held = megabytes(server, 'VmRSS') - before;
  await delay(Math.max(0, 25 - size.slowSeconds) * 1000);
  const { opened, longestSeconds, left } = await ask<HalfOpen>('report');
  const after = await measure(size.slowSeconds);
  await stop(server);
  senders.disconnect();
  return {
    goals: [
      {
        what: 'requests that never end, open at the same time',
        measured: open,
        unit: '',
        goal: { atLeast: halfOpen },
      },
      {
        what: 'p99 of an application beside them, of what it is without',
        measured: round((beside.p99Ms / alone.p99Ms) * 100),
        unit: '%',
        goal: { atMost: 200 },
      },
      {
        what: 'until the last of them is cut off',
        measured: round(longestSeconds, 1),
        unit: 's',
        goal: { atMost: 20 },
      },
      { what: 'not cut off', measured: left + (halfOpen - opened), unit: '', goal: { atMost: 0 } },
    ],
    tables: [
      {
        title: `Beside ${halfOpen} requests that never end, which took ${held} MB`,
        columns: ['what', 'accepted a second', 'p50 ms', 'p99 ms'],
        rows: [
          timesRow('without them', alone),
          timesRow('beside them', beside),
          timesRow('after them', after),
        ],
      },
    ],
  };
}

async function measureMemory(scene: Scene): Promise<{ goals: Goal[]; tables: Table[] }> {
  const { server, port } = await startJoinery();
  const steps = 10;
  const rows: (string | number)[][] = [];
  for (let step = 1; step <= steps; step += 1) {
    const amount = size.amount / steps;
    const { accepted, seconds } = await intake(scene, {
      ...ordersOf(scene, port),
      sends: 'json',
      run: newRun(),
      ends: { amount },
    });
    rows.push([
      step * amount,
      round(accepted / seconds),
      megabytes(server, 'VmRSS'),
      megabytes(server, 'VmHWM'),
    ]);
    tell(`${step * amount} applications`);
  }
  await stop(server);
  const memory = rows.map(([, , held]) => Number(held));
  // What the first fifth fills (pools, compiled code) is filled once.
  const growth = (Math.max(...memory.slice(-2)) / Math.max(...memory.slice(0, 2)) - 1) * 100;
  return {
    goals: [
      {
        what: `growth of memory over ${size.amount} applications, after the first fifth`,
        measured: round(growth, 1),
        unit: '%',
        goal: { atMost: 10 },
      },
    ],
    tables: [
      {
        title: 'Memory of the server',
        columns: ['applications', 'a second', 'RSS in MB', 'most so far in MB'],
        rows,
      },
    ],
  };
}

function ordersOf({ headers, jobId, pdf }: Scene, port: number): Omit<Order, 'run' | 'ends' | 'sends'> {
  const fields = { city: 'Ulm', source: 'Careers page', jobId };
  return { port, path: '/v1/candidates', headers, connections, fields, pdf };
}

function forSeconds(): Pick<Order, 'ends' | 'run'> {
  return { ends: { seconds: size.seconds }, run: newRun() };
}

function newRun(): string {
  runs += 1;
  return `r${runs}`;
}

async function send(order: Order): Promise<Answered> {
  const generator = script(new URL('intake/load.ts', import.meta.url));
  generator.send(order);
  const answered = await said<Answered>(generator);
  if (answered.failed > 0) throw new Error(`${answered.failed} were not taken: ${answered.example}`);
  return answered;
}

/** What was accepted has to be there. */
async function intake(scene: Scene, order: Order): Promise<Answered> {
  const before = await count(scene);
  const answered = await send(order);
  const stored = (await count(scene)) - before;
  if (stored !== answered.accepted)
    throw new Error(`${answered.accepted} were accepted and ${stored} are there.`);
  return answered;
}

async function count({ companyId }: Scene): Promise<number> {
  // Row-level security holds the owner, too.
  await owner.query(`select set_config('joinery.company_id', $1, false)`, [companyId]);
  const { rows } = await owner.query(
    'select count(*)::int as n from candidates c join applications a on a.company_id = c.company_id and a.candidate_id = c.id',
  );
  return rows[0].n;
}

async function untilRead(): Promise<void> {
  for (;;) {
    const { rows } = await owner.query(
      `select count(*)::int as n from dbos.workflow_status where status in ('ENQUEUED', 'PENDING') and name = 'read-documents'`,
    );
    if (rows[0].n === 0) return;
    await new Promise((go) => setTimeout(go, 200));
  }
}

async function runPgbench(): Promise<Answered> {
  const file = join(folder, 'commit.sql');
  writeFileSync(file, 'insert into floor_commits default values;\n');
  const { host = '', port = 5432, user = '', database = 'postgres' } = postgres.connection;
  const pgbench = program(pgbenchPath(), [
    ...['-h', host, '-p', String(port), '-U', user, '-n', '-M', 'prepared', '-f', file],
    ...['-c', String(fewConnections), '-j', '1', '-T', String(size.seconds), database],
  ]);
  let printed = '';
  pgbench.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  await finished(pgbench);
  const found = (pattern: RegExp) => Number(pattern.exec(printed)?.[1]);
  const accepted = found(/actually processed: (\d+)/);
  const p50Ms = found(/latency average = ([\d.]+)/);
  return {
    accepted,
    seconds: accepted / found(/tps = ([\d.]+)/),
    p50Ms,
    p99Ms: Number.NaN,
    failed: 0,
    example: '',
  };
}

/** Of a server and of the database, so far. */
function cpuSeconds(server: ChildProcess | undefined): number {
  const [master = ''] = readFileSync(join(postgresFolder(), 'postmaster.pid'), 'utf8').split('\n');
  const backends = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' ');
  const processes = [...backends, ...(server?.pid === undefined ? [] : [String(server.pid)])];
  // What backends took that have ended stands with the one that began them.
  return (processes.reduce((sum, pid) => sum + ticksOf(pid), 0) + ticksOf(master, 2)) / ticksPerSecond;
}

/**
 * A process that has ended meanwhile took none.
 *
 * @param more 2 for what its children took that have ended, in place of its own
 */
function ticksOf(pid: string, more = 0): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const numbers = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return (numbers[11 + more] ?? 0) + (numbers[12 + more] ?? 0);
  } catch {
    return 0;
  }
}

function postgresFolder(): string {
  const pointer = join(dataDir.path, 'postgres-location');
  const place = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir.path, 'postgres');
  return join(place, 'cluster');
}

function pgbenchPath(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(debian, version, 'bin/pgbench'))
    .find((path) => existsSync(path));
  return found ?? 'pgbench';
}

/** A page with a picture that nobody can compress. */
async function aPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const picture = await document.embedPng(noise(580));
  const page = document.addPage([595, 842]);
  page.drawImage(picture, { x: 50, y: 400, width: 300, height: 300 });
  page.drawText('Ada Byron, guide. Ten years in the mountains.', { x: 50, y: 350, size: 12 });
  return document.save();
}

function noise(width: number): Buffer {
  const line = width * 3 + 1;
  const pixels = Buffer.alloc(line * width);
  let seed = 7;
  for (let at = 0; at < pixels.length; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    pixels[at] = at % line === 0 ? 0 : seed >> 16;
  }
  const size4 = Buffer.alloc(8);
  size4.writeUInt32BE(width, 0);
  size4.writeUInt32BE(width, 4);
  const header = Buffer.concat([size4, Buffer.from([8, 2, 0, 0, 0])]);
  const parts: [string, Buffer][] = [
    ['IHDR', header],
    ['IDAT', deflateSync(pixels)],
    ['IEND', Buffer.alloc(0)],
  ];
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    ...parts.map(([name, data]) => chunk(name, data)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function tell(progress: string): void {
  console.error(progress);
}
