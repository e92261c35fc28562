// Every `joinery sandbox` command as people run it, beside two servers on one database.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsWith, ended, type Started } from '../testing/commands.ts';
import { makeTemporaryDataDir } from '../testing/data-dir.ts';

const { path: dataDir, remove } = makeTemporaryDataDir();

const { launch, run, start } = commandsWith({
  JOINERY_DATA_DIR: dataDir,
  JOINERY_PORT: '0',
  JOINERY_LOG_LEVEL: 'warn',
  JOINERY_DEMO: 'false',
});

let servers: Started[];
let made: { apiKey: string; baseUrl: string };

// biome-ignore lint/suspicious/noExplicitAny: documents of many shapes, whose parts are asserted
async function sandbox(...args: string[]): Promise<{ status: number | null; value: any }> {
  const { status, out, err } = await run(['sandbox', ...args, '--json']);
  expect(err).toBe('');
  return { status, value: JSON.parse(out) };
}
const inAcme = ['--company', 'acme'];

beforeAll(async () => {
  servers = [await start(), await start()];
  made = (await sandbox('create', ...inAcme, '--employees', '12', '--as-of', '2026-03-01')).value;
}, 180_000);
afterAll(async () => {
  const done = servers.map(({ child }) => ended(child));
  for (const { child } of servers) child.kill('SIGINT');
  await Promise.all(done);
  remove();
});

const ask = (path: string, server = 0) =>
  fetch(`${servers[server]?.url}/api/gateway.php/acme/v1/${path}`, {
    headers: { accept: 'application/json', authorization: `Basic ${btoa(`${made.apiKey}:x`)}` },
  });

describe('joinery sandbox', () => {
  it('create and list make a company that begins on its day', async () => {
    expect(made).toMatchObject({ company: 'acme', employees: 12, apiKey: expect.any(String) });
    expect((await ask('employees/directory')).status).toBe(200);
    expect((await sandbox('list')).value).toMatchObject([{ slug: 'acme', kind: 'sandbox' }]);
    expect((await sandbox('clock', 'show', ...inAcme)).value).toMatchObject({ today: '2026-03-01' });
  });

  it('fault add, list and remove', async () => {
    const order = [
      '--operation',
      'GET /v1/meta*',
      '--fault',
      'status_503',
      '--count',
      '2',
      '--retry-after',
      'http_date',
    ];
    const { value: fault } = await sandbox('fault', 'add', ...inAcme, ...order);
    expect(fault).toMatchObject({ remaining: 2, retryAfter: 'http_date', probability: 1 });
    const hit = await ask('meta/tables');
    expect([hit.status, hit.headers.get('retry-after')]).toEqual([503, expect.stringContaining('GMT')]);
    expect((await sandbox('fault', 'list', ...inAcme)).value).toMatchObject([{ id: fault.id, remaining: 1 }]);
    await sandbox('fault', 'remove', fault.id, ...inAcme);
    expect((await ask('meta/tables')).status).toBe(200);
    await sandbox(
      'fault',
      'add',
      ...inAcme,
      '--fault',
      'vanish_fields',
      '--fields',
      'firstName, lastName',
      '--all',
    );
    expect((await sandbox('fault', 'list', ...inAcme)).value).toMatchObject([
      { operation: '*', remaining: null, fields: ['firstName', 'lastName'] },
    ]);
    await sandbox('fault', 'remove', ...inAcme);
    expect((await sandbox('fault', 'list', ...inAcme)).value).toEqual([]);
    const wrong = await sandbox('fault', 'add', ...inAcme, '--fault', 'explode');
    expect([wrong.status, wrong.value.error.code]).toEqual([1, 'request.invalid']);
  });

  it('limit set, show and remove: two server processes count together', async () => {
    await sandbox('limit', 'set', ...inAcme, '--requests', '10', '--window', '300');
    const statuses = await Promise.all(
      Array.from({ length: 24 }, async (_, i) => (await ask('meta/tables', i % 2)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(14);
    expect((await sandbox('limit', 'show', ...inAcme)).value).toEqual({
      limit: { requests: 10, windowSeconds: 300, style: 'status_429', used: 24 },
    });
    await sandbox('limit', 'remove', ...inAcme);
    expect((await ask('meta/tables', 1)).status).toBe(200);
    expect((await sandbox('limit', 'show', ...inAcme)).value).toEqual({ limit: null });
  });

  it('clock move by a time, to a day and back', async () => {
    const move = async (...args: string[]) => (await sandbox('clock', 'move', ...inAcme, ...args)).value;
    expect(await move('--forward', '1d')).toMatchObject({ today: '2026-03-02' });
    expect(await move('--to', '2026-09-01')).toMatchObject({
      today: '2026-09-01',
      tookEffect: expect.any(Number),
    });
    expect(await move('--real')).toMatchObject({ offsetSeconds: 0 });
    expect((await move()).error).toMatchObject({ code: 'request.invalid' });
    expect((await move('--forward', 'soon')).error).toMatchObject({ code: 'request.invalid' });
  });

  it('snapshot take, list, restore and remove, and reset', async () => {
    expect((await sandbox('snapshot', 'take', 'mine', ...inAcme)).value).toMatchObject({ name: 'mine' });
    expect((await sandbox('snapshot', 'list', ...inAcme)).value).toMatchObject([
      { name: 'seed' },
      { name: 'mine' },
    ]);
    expect((await sandbox('snapshot', 'restore', 'mine', ...inAcme)).value).toMatchObject({ name: 'mine' });
    await sandbox('snapshot', 'remove', 'mine', ...inAcme);
    expect((await sandbox('snapshot', 'restore', 'mine', ...inAcme)).value.error.code).toBe(
      'sandbox.snapshot_not_found',
    );
    expect((await sandbox('reset', ...inAcme)).value).toMatchObject({ name: 'seed' });
    expect((await ask('employees/directory')).status).toBe(200);
  });

  it('requests list, download and clear', async () => {
    await sandbox('requests', 'clear', ...inAcme);
    await ask('employees/1');
    await ask('no/such/path');
    expect(
      (await sandbox('requests', 'list', ...inAcme)).value.map((one: { status: number }) => one.status),
    ).toEqual([200, 404]);
    expect((await sandbox('requests', 'list', ...inAcme, '--executed', 'false')).value).toHaveLength(1);
    const file = join(dataDir, 'requests.csv');
    await sandbox('requests', 'download', file, ...inAcme, '--format', 'csv');
    expect(readFileSync(file, 'utf8').trim().split('\r\n')).toHaveLength(3);
    await sandbox('requests', 'clear', ...inAcme);
    expect((await sandbox('requests', 'list', ...inAcme)).value).toEqual([]);
  });

  it('refuses a company that is no sandbox', async () => {
    await run(['company', 'create', '--name', 'live']);
    const refused = await sandbox('clock', 'show', '--company', 'live');
    expect([refused.status, refused.value.error.code]).toEqual([1, 'access.forbidden']);
    expect((await sandbox('remove', '--company', 'live')).value.error.code).toBe('access.forbidden');
  });

  it('prints lines for people', async () => {
    for (const [args, text] of [
      [['limit', 'show', ...inAcme], 'No limit.'],
      [['fault', 'list', ...inAcme], 'No faults.'],
      [['snapshot', 'list', ...inAcme], 'seed'],
      [['clock', 'show', ...inAcme], 'today is'],
    ] as const)
      expect((await run(['sandbox', ...args])).out).toContain(text);
  });
});

describe('a sandbox whose making is killed', () => {
  it('tells how far it is, and leaves its name free', async () => {
    const child = launch(['sandbox', 'create', '--company', 'killed', '--employees', '5000']);
    let said = '';
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk) => {
        said += chunk;
        if (/of 5,000 employees/.test(said)) resolve();
      });
    });
    const gone = ended(child);
    child.kill('SIGKILL');
    await gone;
    const create = () => sandbox('create', '--company', 'killed', '--employees', '3');
    // The database notices a dead client when it next writes to it.
    await expect.poll(async () => (await create()).status, { interval: 500 }).toBe(0);
    expect((await sandbox('list')).value).toHaveLength(2);
  });

  it('and remove takes a finished one away', async () => {
    expect((await sandbox('remove', '--company', 'killed')).value).toEqual({ removed: 'killed' });
    expect((await sandbox('list')).value).toHaveLength(1);
  });
});
