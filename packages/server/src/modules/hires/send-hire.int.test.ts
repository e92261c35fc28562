// The whole server, killed as if the power had gone at every recorded state and every call of a
// hand-off, and started again. What the sandbox really holds decides whether that was noticed.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Hire } from '@joinery/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { Connection } from '../../db/database.ts';
import { type CrashPoint, crashPoints } from '../../engine/crash-points.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import {
  aHiredApplication,
  aKey,
  knownValues,
  quickTiming,
  readLedger,
  readSandbox,
  setTiming,
} from '../../testing/hire-bench.ts';
import type { Principal } from '../access/principal.ts';
import { createCompany, systemPrincipal } from '../companies/companies.service.ts';
import { createConnection } from '../connections/connections.service.ts';
import { addFault, createSandbox, markerField, type Sandbox } from '../sandboxes/sandboxes.service.ts';
import { getHire, requestHire } from './hires.service.ts';

const command = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

interface Bench {
  database: TestDatabase;
  opened: OpenContext;
  env: Record<string, string>;
  port: number;
  owner: Principal;
  apiKey: string;
  sandbox: Sandbox;
  connectionId: string;
  fields: Record<string, string>;
}

let bench: Bench;
const living = new Set<ChildProcess>();
const dataDir = makeTemporaryDataDir();
// Some forty starts of one program: the first compiles for all.
const compileCache = join(dataDir.path, 'compile-cache');

beforeAll(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await Promise.all([...living].map(kill));
});
afterAll(async () => {
  await bench.opened.close();
  await bench.database.drop();
  dataDir.remove();
});

async function openBench(): Promise<Bench> {
  const database = await createTestDatabase();
  const port = await freePort();
  const env = {
    DATABASE_URL: toUrl(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(port),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
  };
  const opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  opened.listensOn(port);
  const { context } = opened;
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
  const apiKey = await aKey(context, owner);
  return { database, opened, env, port, owner, apiKey, sandbox, connectionId, fields };
}

function toUrl(connection: Connection): string {
  if (connection.connectionString !== undefined) return connection.connectionString;
  const { host = '', user = '', database = '', port = 5432 } = connection;
  return `postgresql://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The server as people start it, ready. With a crash point it kills itself there. */
function startServer(crashPoint?: CrashPoint): Promise<ChildProcess> {
  return startCommand('start', crashPoint === undefined ? {} : { JOINERY_CRASH_POINT: crashPoint });
}

/** A process that only works, beside the server. */
function startWorker(): Promise<ChildProcess> {
  return startCommand('worker', { JOINERY_EGRESS_ALLOW: `127.0.0.1:${bench.port}` });
}

async function startCommand(name: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=joinery-source', command, name, '--json'], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compileCache, ...bench.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'exit').then(() => `it ended\n${errors}`);
  const ready = once(child.stdout, 'data').then(() => undefined);
  const problem = await Promise.race([ready, ended, delay(45_000, 'it was not ready in 45 s')]);
  if (problem !== undefined) throw new Error(`the ${name} did not start: ${problem}`);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function postHire(applicationId: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${bench.port}/v1/hires`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bench.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ applicationId, connectionId: bench.connectionId, fields: bench.fields }),
  });
  const hire = (await answer.json()) as Hire;
  expect(answer.status, JSON.stringify(hire)).toBe(201);
  return hire.id;
}

const ended = (id: string) =>
  untilHire(id, ({ state }) => ['done', 'failed', 'needs_attention'].includes(state));

async function untilHire(id: string, isSo: (hire: Hire) => boolean): Promise<Hire> {
  const deadline = Date.now() + 45_000;
  for (;;) {
    const hire = await getHire(bench.opened.context, bench.owner, id);
    if (isSo(hire)) return hire;
    if (Date.now() > deadline) throw new Error(`the hire is still ${hire.state}: ${hire.problem}`);
    await delay(30);
  }
}

const executedCreates = async () => {
  const ledger = await readLedger(bench.opened.context, bench.sandbox.company.id, 'POST /v1/employees');
  return ledger.filter(({ executed }) => executed).length;
};

async function expectWhole(hire: Hire, createsBefore: number): Promise<void> {
  expect(hire).toMatchObject({ state: 'done', problem: null });
  const found = await readSandbox(bench.opened.context, bench.sandbox.company.id, hire.marker);
  expect(found.numbers).toEqual([Number(hire.employeeNumber)]);
  expect(found.statusRows).toEqual([{ date: '2027-01-04', status: 'Full-Time' }]);
  expect(found.files).toHaveLength(1);
  expect((await executedCreates()) - createsBefore).toBe(1);
  for (const step of hire.steps)
    expect(step, step.name).toMatchObject({ state: 'done', outcome: 'done', sentAt: expect.any(String) });
  for (const step of hire.steps.filter(({ name }) => !['search', 'read_back'].includes(name)))
    expect(step.requestHash, step.name).toMatch(/^[0-9a-f]{64}$/);
}

const steps = [
  'begin',
  'search',
  'create',
  'create-finish',
  'read-back',
  'read-back-finish',
  'look-employment-status',
  'employment-status',
  'employment-status-finish',
  'look-resume',
  'resume',
  'resume-finish',
  'complete',
];
const moments = ['begin', 'done', 'recorded'] as const;
const everyPoint: CrashPoint[] = [
  ...crashPoints.filter((point) => point.startsWith('hires.')),
  ...steps.flatMap((step) => moments.map((moment): CrashPoint => `send-hire/${step}:${moment}`)),
];
// At each part of the hand-off, and for writes at each place where what was sent and what is
// recorded differ. The others, where nothing does, run as well when EVERY_CRASH_POINT is set.
const tellingPoints: CrashPoint[] = [
  'send-hire/search:done',
  'hires.create_sending',
  'hires.create_sent',
  'hires.create_recorded',
  'send-hire/read-back:done',
  'hires.employment_status_sending',
  'hires.employment_status_sent',
  'hires.employment_status_recorded',
  'hires.resume_sent',
  'send-hire/complete:done',
];
const tested = process.env.EVERY_CRASH_POINT === undefined ? tellingPoints : everyPoint;

describe('the server killed', () => {
  it.each(tested)(
    'at %s leaves one employee, one status row and complete receipts',
    async (point) => {
      const { context } = bench.opened;
      const { applicationId } = await aHiredApplication(context, bench.owner, {});
      const creates = await executedCreates();
      const victim = await startServer(point);
      const died = once(victim, 'exit');
      const id = await postHire(applicationId);
      const signal = await Promise.race([died.then(() => victim.signalCode), delay(45_000, 'it lived on')]);
      expect(signal).toBe('SIGKILL');
      await startServer();
      await expectWhole(await ended(id), creates);
    },
    150_000,
  );

  it('again and again at any moment leaves the same', async () => {
    const { context } = bench.opened;
    const { applicationId } = await aHiredApplication(context, bench.owner, {});
    const creates = await executedCreates();
    let server = await startServer();
    const id = await postHire(applicationId);
    for (const livesMs of [120, 700, 1200]) {
      await delay(livesMs);
      await kill(server);
      server = await startServer();
    }
    const hire = await ended(id);
    // Killed twice while sending, it rightly asks instead of sending a third time.
    if (hire.state !== 'needs_attention') await expectWhole(hire, creates);
    const found = await readSandbox(context, bench.sandbox.company.id, hire.marker);
    expect(found.numbers.length).toBeLessThanOrEqual(1);
    expect(found.statusRows.length).toBeLessThanOrEqual(1);
  }, 150_000);
});

it('a process that was frozen while sending neither sends again nor changes the receipts', async () => {
  const { context } = bench.opened;
  const { applicationId } = await aHiredApplication(context, bench.owner, {});
  const creates = await executedCreates();
  const operation = 'POST /v1/employees';
  const sandboxOwner = systemPrincipal(bench.sandbox.company);
  await addFault(context, sandboxOwner, { operation, fault: 'hang', count: 1, seconds: 6 });
  // The worker takes the hire up while nobody else is there, and waits for the sandbox to come.
  const worker = await startWorker();
  const { id } = await requestHire(context, bench.owner, {
    applicationId,
    connectionId: bench.connectionId,
    fields: { ...bench.fields, hireDate: '2027-01-04', employmentStatus: 'Full-Time' },
  });
  await untilHire(id, (hire) => hire.state === 'waiting');
  await startServer();
  const sending = (hire: Hire) =>
    hire.steps.some(({ name, state }) => name === 'create' && state === 'sending');
  await untilHire(id, sending);
  const { marker } = await getHire(context, bench.owner, id);
  const isThere = async () =>
    (await readSandbox(context, bench.sandbox.company.id, marker)).numbers.length > 0;
  while (!(await isThere())) await delay(20);
  worker.kill('SIGSTOP');
  const hire = await ended(id);
  await expectWhole(hire, creates);
  const create = hire.steps.find(({ name }) => name === 'create');
  expect(create).toMatchObject({ attempts: 1, proof: { how: 'marker', sends: [{ outcome: 'ambiguous' }] } });
  worker.kill('SIGCONT');
  await delay(3_000);
  expect(await getHire(context, bench.owner, id)).toEqual(hire);
  await expectWhole(hire, creates);
}, 150_000);
