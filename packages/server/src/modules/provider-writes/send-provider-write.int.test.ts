// The whole server, killed at places of a write of a mirrored company and started again, and one that
// was frozen. The ledger of the source judges: each write is executed once. Every place that is told
// apart: `npm run bench -- write-kills`.
import { randomBytes } from 'node:crypto';
import type { ProviderWriteKind } from '@joinery/sdk';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { type CrashPoint, crashPoints } from '../../engine/crash-points.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import { readLedger } from '../../testing/hire-bench.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { freePort, victimsWith } from '../../testing/processes.ts';
import { makeTwin, type Twin, untilMirrored, untilWrite } from '../../testing/write-bench.ts';
import { listEmployeeFiles } from '../employee-files/employee-files.service.ts';
import { addFault } from '../sandboxes/sandboxes.service.ts';

let database: TestDatabase;
let opened: OpenContext;
let twin: Twin;
let processes: ReturnType<typeof victimsWith>;
let origin: string;
const dataDir = makeTemporaryDataDir();

beforeAll(async () => {
  database = await createTestDatabase();
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(port),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
  };
  opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  opened.listensOn(port);
  twin = await makeTwin(opened.context, origin);
  processes = victimsWith(env, dataDir.path);
  await processes.server();
  await untilMirrored(opened.context, twin);
});
afterAll(async () => {
  await processes.killAll();
  await opened.close();
  await database.drop();
  dataDir.remove();
});

const startWorker = () =>
  processes.start('worker', { JOINERY_EGRESS_ALLOW: `127.0.0.1:${new URL(origin).port}` });

interface Asked {
  method: string;
  path: string;
  body?: unknown;
  operation: string;
}

const post = ({ method, path, body }: Asked) =>
  fetch(`${origin}/api/gateway.php/mirror/v1${path}`, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${twin.apiKey}:x`).toString('base64')}`,
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  }).catch((error: unknown) => error);

const aPicture = () =>
  sharp({ create: { width: 400, height: 400, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();

let count = 0;
async function somebody(): Promise<number> {
  const { rows } = await opened.context.db.inCompany(twin.owner.companyId, (tx) =>
    sql<{ number: number }>`select number from employees where status = 'Active' order by number`.execute(tx),
  );
  count += 1;
  return rows[count]?.number ?? 0;
}

const asks: Partial<Record<ProviderWriteKind, () => Promise<Asked>>> = {
  create_employee: async () => {
    count += 1;
    return {
      method: 'POST',
      path: '/employees',
      body: { firstName: 'Killed', lastName: `Often-${count}` },
      operation: 'POST /v1/employees',
    };
  },
  update_employee: async () => ({
    method: 'POST',
    path: `/employees/${await somebody()}`,
    body: { city: `Town ${count}` },
    operation: 'POST /v1/employees/{id}',
  }),
  add_row: async () => ({
    method: 'POST',
    path: `/employees/${await somebody()}/tables/bonus`,
    body: { date: '2026-05-05', amount: '100.00 USD', comment: 'Killed' },
    operation: 'POST /v1/employees/{id}/tables/{table}',
  }),
  change_list: async () => {
    count += 1;
    return {
      method: 'PUT',
      path: '/meta/lists/17',
      body: { options: [{ value: `Killed ${count}` }] },
      operation: 'PUT /v1/meta/lists/{listFieldId}',
    };
  },
  upload_file: async () => {
    const number = await somebody();
    const { categories } = await listEmployeeFiles(opened.context, twin.sourceOwner, number);
    const category = String(categories[1]?.id ?? 0);
    return {
      method: 'POST',
      path: `/employees/${number}/files`,
      body: aForm({ category, fileName: 'Killed' }, new Blob(['A note.']), 'note.txt'),
      operation: 'POST /v1/employees/{id}/files',
    };
  },
  add_file_categories: async () => {
    count += 1;
    return {
      method: 'POST',
      path: '/employees/files/categories',
      body: [`Killed ${count}`],
      operation: 'POST /v1/employees/files/categories',
    };
  },
  add_location: async () => {
    count += 1;
    return {
      method: 'POST',
      path: '/hris/org/locations',
      body: { label: `Killed ${count}`, address: { city: 'Ulm', countryId: 276 } },
      operation: 'POST /v1/hris/org/locations',
    };
  },
  upload_photo: async () => ({
    method: 'POST',
    path: `/employees/${await somebody()}/photo`,
    body: aForm({}, new Blob([await aPicture()]), 'me.png'),
    operation: 'POST /v1/employees/{employeeId}/photo',
  }),
  delete_employee: async () => ({
    method: 'DELETE',
    path: `/employees/${await somebody()}`,
    operation: 'DELETE /v1/employees/{id}',
  }),
};

function aForm(fields: Record<string, string>, file: Blob, name: string): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', file, name);
  return form;
}

/** Bytes that the company that mirrors keeps. */
async function keptFiles(): Promise<number> {
  const { rows } = await opened.context.db.inCompany(twin.owner.companyId, (tx) =>
    sql`select id from files`.execute(tx),
  );
  return rows.length;
}

const executed = async (operation: string) =>
  (await readLedger(opened.context, twin.sandbox.company.id, operation)).filter((one) => one.executed).length;

const points = crashPoints.filter((point) => point.startsWith('writes.'));
const steps = ['begin', 'send', 'end'].flatMap((step) =>
  (['done', 'recorded'] as const).map((moment): CrashPoint => `send-provider-write/${step}:${moment}`),
);
const everyKill: [CrashPoint, ProviderWriteKind][] = [
  ...[...points, ...steps].map((at): [CrashPoint, ProviderWriteKind] => [at, 'create_employee']),
  ...points.map((at): [CrashPoint, ProviderWriteKind] => [at, 'add_row']),
  ['send-provider-write/look:done', 'add_row'],
  ['writes.sent', 'update_employee'],
  ['writes.sent', 'delete_employee'],
  ...points.map((at): [CrashPoint, ProviderWriteKind] => [at, 'change_list']),
  ...points.map((at): [CrashPoint, ProviderWriteKind] => [at, 'upload_file']),
  ['send-provider-write/end:done', 'upload_file'],
  ['writes.sending', 'upload_photo'],
  ...points.map((at): [CrashPoint, ProviderWriteKind] => [at, 'add_location']),
  ...points.map((at): [CrashPoint, ProviderWriteKind] => [at, 'add_file_categories']),
];
// Of one kind of write where nothing left, where a byte may have and where all did; of each other kind
// where it did; and where bytes are kept, the last place at which they are.
const kills = killsOf(
  everyKill,
  ([at, kind]) =>
    (kind === 'create_employee' && /\.(?:prepared|sending)$/.test(at)) ||
    ['writes.sent', 'send-provider-write/look:done'].includes(at) ||
    (kind === 'upload_file' && at.endsWith('end:done')) ||
    kind === 'upload_photo',
);

describe('the server killed', () => {
  it.each(kills)('at %s of %s has it executed once', async (at, kind) => {
    const ask = await asks[kind]?.();
    if (ask === undefined) throw new Error(`nobody asks for ${kind}`);
    const before = await executed(ask.operation);
    await processes.killServerAt(at, () => void post(ask));
    await processes.server();
    const write = await untilWrite(
      opened.context,
      twin.owner,
      ['done', 'refused', 'needs_attention'],
      45_000,
    );
    expect(write).toMatchObject({ kind, state: 'done' });
    expect(await executed(ask.operation)).toBe(before + 1);
    // The next victim would come by its place in this run.
    await expect.poll(async () => (await opened.context.engine.status(`${write.id}:1`))?.state).toBe('done');
    expect(await keptFiles()).toBe(0);
  });
});

it('a process that was frozen while sending neither sends again nor changes what is recorded', async () => {
  const ask = await asks.create_employee?.();
  if (ask === undefined) throw new Error('nobody asks');
  const before = await executed(ask.operation);
  const fault = { operation: ask.operation, fault: 'hang' as const, count: 1, seconds: 6 };
  await addFault(opened.context, twin.sourceOwner, fault);
  await processes.killAll();
  // The worker alone takes it up: its request waits for the server that comes after.
  const worker = await startWorker();
  const first = await processes.server();
  void post(ask);
  await untilWrite(opened.context, twin.owner, ['sending'], 30_000);
  await expect.poll(() => executed(ask.operation), { interval: 20 }).toBe(before + 1);
  // Whoever of the two is sending is frozen; the other goes on.
  worker.kill('SIGSTOP');
  const write = await untilWrite(opened.context, twin.owner, ['done', 'needs_attention'], 60_000);
  expect(write).toMatchObject({ state: 'done' });
  worker.kill('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await executed(ask.operation)).toBe(before + 1);
  const after = await untilWrite(opened.context, twin.owner, ['done'], 1_000);
  expect(after).toEqual(write);
  expect(first.exitCode).toBeNull();
});
