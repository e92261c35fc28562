// The whole server, killed as if the power had gone while it relays and sends, and started again.
// What the receiver got decides: everything, in order, and again only what was under way.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { Connection } from '../../db/database.ts';
import type { CrashPoint } from '../../engine/crash-points.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { authenticateKey } from '../keys/keys.service.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';
import { bodyOf, isGenuine, type Receiver, startReceiver } from './testing/receiver.ts';
import { createWebhook } from './webhooks.service.ts';

const command = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const dataDir = makeTemporaryDataDir();

let database: TestDatabase;
let receiver: Receiver;
let opened: OpenContext;
let principal: Principal;
let env: Record<string, string>;
const living = new Set<ChildProcess>();

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startReceiver();
  receiver.respond(async (response) => {
    // Long enough for a kill to find something under way.
    await delay(10);
    response.writeHead(200).end();
  });
  env = {
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: join(dataDir.path, 'compile-cache'),
    DATABASE_URL: toUrl(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(await freePort()),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
    JOINERY_EGRESS_ALLOW: `127.0.0.1:${receiver.port}`,
  };
  opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const { apiKey } = await createSandbox(opened.context, { slug: 'acme', name: 'Acme', employees: 1 });
  const found = await authenticateKey(opened.context, apiKey);
  if (found === undefined) throw new Error('the key is not known');
  principal = found;
});
afterEach(async () => {
  await Promise.all([...living].map(kill));
});
afterAll(async () => {
  await opened.close();
  await receiver.close();
  await database.drop();
  dataDir.remove();
});

function toUrl(connection: Connection): string {
  if (connection.connectionString !== undefined) return connection.connectionString;
  const { host = '', user = '', database: name = '', port = 5432 } = connection;
  return `postgresql://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function startServer(crashPoint?: CrashPoint): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=joinery-source', command, 'start', '--json'], {
    env: { ...env, ...(crashPoint === undefined ? {} : { JOINERY_CRASH_POINT: crashPoint }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'exit').then(() =>
    child.signalCode === 'SIGKILL' ? undefined : `it ended\n${errors}`,
  );
  const ready = once(child.stdout, 'data').then(() => undefined);
  const problem = await Promise.race([ready, ended, delay(30_000, 'it was not ready in 30 s')]);
  if (problem !== undefined) throw new Error(`the server did not start: ${problem}`);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

let hooks = 0;
async function aHook(): Promise<{ path: string; privateKey: string }> {
  hooks += 1;
  const path = `/hook-${hooks}`;
  const { privateKey } = await createWebhook(opened.context, principal, {
    name: path,
    url: `${receiver.url}${path}`,
    format: 'json',
    events: ['employee.created'],
    monitorFields: null,
    postFields: [],
    includeCompanyDomain: false,
  });
  return { path, privateKey };
}

async function createEmployees(count: number, pauseMs = 0): Promise<string[]> {
  const numbers: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { number } = await createEmployee(opened.context, principal, { firstName: 'A', lastName: `B${n}` });
    numbers.push(String(number));
    if (pauseMs > 0) await delay(pauseMs);
  }
  return numbers;
}

/** Who was told, in order; what came again at once counts once. */
function toldTo(path: string): { told: string[]; repeats: number } {
  const all = receiver.received.filter((one) => one.path === path).map((one) => bodyOf(one).data.employeeId);
  const told = all.filter((id, index) => id !== all[index - 1]);
  return { told, repeats: all.length - told.length };
}

async function expectAll(path: string, expected: string[], maxRepeats: number): Promise<void> {
  const last = expected.at(-1);
  for (const deadline = Date.now() + 40_000; Date.now() < deadline; await delay(50))
    if (toldTo(path).told.includes(last ?? '')) break;
  // What was under way may still come a second time.
  await delay(300);
  const { told, repeats } = toldTo(path);
  expect(told).toEqual(expected);
  expect(repeats).toBeLessThanOrEqual(maxRepeats);
}

const points: CrashPoint[] = [
  'send-webhooks/send:begin',
  'webhooks.delivery_sent',
  'send-webhooks/send:done',
  'send-webhooks/send:recorded',
  'send-webhooks/go-on:done',
];

describe('the server killed', () => {
  it.each(points)(
    'at %s tells everything, in order',
    async (point) => {
      const hook = await aHook();
      // More than one slice of work, so that every step there is happens.
      const expected = await createEmployees(60);
      const victim = await startServer(point);
      const died = victim.signalCode === 'SIGKILL' ? Promise.resolve() : once(victim, 'exit');
      const inTime = await Promise.race([died.then(() => true), delay(30_000, false)]);
      expect([inTime, victim.signalCode]).toEqual([true, 'SIGKILL']);
      await startServer();
      await expectAll(hook.path, expected, 1);
      const genuine = receiver.received
        .filter(({ path }) => path === hook.path)
        .every((one) => isGenuine(one, hook.privateKey));
      expect(genuine).toBe(true);
    },
    120_000,
  );

  it('again and again while people are added tells everything, in order, to every webhook', async () => {
    const three = [await aHook(), await aHook(), await aHook()];
    const kills = 5;
    const adding = createEmployees(80, 120);
    for (let round = 0; round < kills; round += 1) {
      const server = await startServer();
      await delay(300 + 400 * Math.random());
      await kill(server);
    }
    await startServer();
    const expected = await adding;
    for (const { path } of three) await expectAll(path, expected, kills);
  }, 180_000);
});
