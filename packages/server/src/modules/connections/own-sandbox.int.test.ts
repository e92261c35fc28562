// The demo's connection in whole servers: behind a public address that is not their own, two on
// one database, and moved to other ports.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Application, Connection, Hire, HirePreview, Job, Stage } from '@joinery/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import { freePort, launch, saysReady } from '../../testing/processes.ts';

const publicUrl = 'http://hr.lan:18475';
const dataDir = makeTemporaryDataDir();
const encryptionKey = randomBytes(32).toString('base64');
const living = new Set<Running>();
let database: TestDatabase;
let people = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all([...living].map(stop));
  await database.drop();
  dataDir.remove();
});

interface Running {
  child: ChildProcess;
  url: string;
}

async function start(env: Record<string, string> = {}): Promise<Running> {
  const port = await freePort();
  const child = launch(['start', '--json'], {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: encryptionKey,
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(port),
    JOINERY_LOG_LEVEL: 'warn',
    ...env,
  });
  const running = { child, url: `http://127.0.0.1:${port}` };
  living.add(running);
  child.once('exit', () => living.delete(running));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`it ended\n${errors}`)));
  await Promise.race([saysReady(child), ended]);
  return running;
}

async function stop(running: Running): Promise<void> {
  living.delete(running);
  const ended = once(running.child, 'exit');
  running.child.kill('SIGTERM');
  await ended;
}

const credentials = () => JSON.parse(readFileSync(join(dataDir.path, 'first-run.json'), 'utf8'));

async function call<T>({ url }: Running, method: string, path: string, body?: unknown): Promise<T> {
  const { apiKey } = credentials().companies.demo;
  const answer = await fetch(`${url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.ok, text).toBe(true);
  return JSON.parse(text) as T;
}

async function theConnection(server: Running): Promise<Connection> {
  const { items } = await call<{ items: Connection[] }>(server, 'GET', '/connections');
  expect(items).toHaveLength(1);
  return items[0] as Connection;
}

/** A new applicant, asked for at one server and sent to the sandbox by whoever works. */
async function aHire(server: Running): Promise<string> {
  people += 1;
  const { items: jobs } = await call<{ items: Job[] }>(server, 'GET', '/jobs');
  const job = jobs[0] as Job;
  const person = { name: `Mary Somerville-${people}`, email: `mary.${people}@mail.example`, jobId: job.id };
  const candidate = await call<{ applications: Application[] }>(server, 'POST', '/candidates', person);
  const applicationId = candidate.applications[0]?.id ?? '';
  const { items: stages } = await call<{ items: Stage[] }>(server, 'GET', `/jobs/${job.id}/stages`);
  const stageId = stages.find(({ kind }) => kind === 'hired')?.id;
  await call(server, 'PATCH', `/applications/${applicationId}`, { stageId });
  const connectionId = (await theConnection(server)).id;
  const asked = { applicationId, connectionId, fields: { hireDate: '2027-01-04' } };
  const { unknownOptions } = await call<HirePreview>(server, 'POST', '/hires/preview', asked);
  const input = { ...asked, without: unknownOptions.map(({ field }) => field) };
  return (await call<Hire>(server, 'POST', '/hires', input)).id;
}

async function ended(server: Running, id: string): Promise<Hire> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const hire = await call<Hire>(server, 'GET', `/hires/${id}`);
    if (['done', 'failed', 'needs_attention'].includes(hire.state)) return hire;
    if (Date.now() > deadline) throw new Error(`the hire is still ${hire.state}: ${hire.problem}`);
    await delay(50);
  }
}

const whole = { state: 'done', problem: null };

it('leads to the sandbox whatever address people use, from each server and after each move', async () => {
  const one = await start({ JOINERY_PUBLIC_URL: publicUrl });
  const sandboxUrl = `${publicUrl}/api/gateway.php/acme`;
  expect(credentials().companies.acme.baseUrl).toBe(sandboxUrl);
  expect((await theConnection(one)).baseUrl).toBe(sandboxUrl);
  const first = await ended(one, await aHire(one));
  expect(first).toMatchObject(whole);
  expect(first.employeeUrl).toBe(`${publicUrl}/employees/${first.employeeNumber}?company=acme`);

  const two = await start();
  const { port } = new URL(two.url);
  expect((await theConnection(two)).baseUrl).toBe(`http://localhost:${port}/api/gateway.php/acme`);
  for (const server of [one, two]) {
    const { id } = await theConnection(server);
    expect(await call(server, 'POST', `/connections/${id}/test`)).toMatchObject({ health: 'ok' });
  }
  expect((await theConnection(one)).baseUrl).toBe(sandboxUrl);

  // Now only the second is there to send.
  await stop(one);
  expect(await ended(two, await aHire(two))).toMatchObject(whole);

  await stop(two);
  const moved = await start();
  expect(new URL(moved.url).port).not.toBe(port);
  expect(await ended(moved, await aHire(moved))).toMatchObject(whole);
}, 240_000);
