// The whole server, killed as if the power had gone while it relays and sends, and started again.
// What the receiver got decides: everything, in order, and again only what was under way.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { CrashPoint } from '../../engine/crash-points.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import { isLongForm, killsOf } from '../../testing/kill-forms.ts';
import { freePort, victimsWith } from '../../testing/processes.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { authenticateKey } from '../keys/keys.service.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';
import { bodyOf, isGenuine, type Receiver, startReceiver } from './testing/receiver.ts';
import { createWebhook } from './webhooks.service.ts';

const dataDir = makeTemporaryDataDir();

let database: TestDatabase;
let receiver: Receiver;
let opened: OpenContext;
let principal: Principal;
let processes: ReturnType<typeof victimsWith>;

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startReceiver();
  receiver.respond(async (response) => {
    // Long enough for a kill to find something under way.
    await delay(10);
    response.writeHead(200).end();
  });
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(await freePort()),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
    JOINERY_EGRESS_ALLOW: `127.0.0.1:${receiver.port}`,
  };
  processes = victimsWith(env, dataDir.path);
  opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const { apiKey } = await createSandbox(opened.context, { slug: 'acme', name: 'Acme', employees: 1 });
  const found = await authenticateKey(opened.context, apiKey);
  if (found === undefined) throw new Error('the key is not known');
  principal = found;
});
afterAll(async () => {
  await processes.killAll();
  await opened.close();
  await receiver.close();
  await database.drop();
  dataDir.remove();
});

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
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(50))
    if (toldTo(path).told.includes(last ?? '')) break;
  // What was under way may still come a second time.
  await delay(300);
  const { told, repeats } = toldTo(path);
  expect(told).toEqual(expected);
  expect(repeats).toBeLessThanOrEqual(maxRepeats);
}

const points = killsOf<CrashPoint>(
  [
    'send-webhooks/send:begin',
    'webhooks.delivery_sent',
    'send-webhooks/send:done',
    'send-webhooks/send:recorded',
    'send-webhooks/go-on:done',
  ],
  (at) => /delivery_sent|send:done|go-on/.test(at),
);

/** There is more than one slice of work when the server comes, so that it goes on with another. */
async function killedWhenItComes(point: CrashPoint): Promise<string[]> {
  await processes.killAll();
  const expected = await createEmployees(60);
  const victim = await processes.start('start', { JOINERY_CRASH_POINT: point });
  const died = victim.signalCode === 'SIGKILL' ? Promise.resolve() : once(victim, 'exit');
  const inTime = await Promise.race([died.then(() => true), delay(30_000, false)]);
  expect([inTime, victim.signalCode]).toEqual([true, 'SIGKILL']);
  return expected;
}

describe('the server killed', () => {
  it.each(points)('at %s tells everything, in order', async (point) => {
    const hook = await aHook();
    const expected = point.includes('go-on')
      ? await killedWhenItComes(point)
      : await processes.killServerAt(point, () => createEmployees(60));
    await processes.server();
    await expectAll(hook.path, expected, 1);
    const genuine = receiver.received
      .filter(({ path }) => path === hook.path)
      .every((one) => isGenuine(one, hook.privateKey));
    expect(genuine).toBe(true);
  });

  it('again and again while people are added tells everything, in order, to every webhook', async () => {
    const three = [await aHook(), await aHook(), await aHook()];
    const kills = isLongForm() ? 5 : 3;
    const adding = createEmployees(16 * kills, 120);
    for (let round = 0; round < kills; round += 1) {
      const server = await processes.server();
      await delay(300 + 400 * Math.random());
      await processes.kill(server);
    }
    await processes.server();
    const expected = await adding;
    for (const { path } of three) await expectAll(path, expected, kills);
  }, 180_000);
});
