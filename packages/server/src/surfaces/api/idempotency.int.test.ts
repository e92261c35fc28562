import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { ownEnvironment, programArguments } from '../../testing/processes.ts';
import { type Answer, aForm, aPdf, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

const withKey = (key: string) => ({ 'idempotency-key': key });

describe('Idempotency-Key', () => {
  let api: TestApi;
  let tenant: Tenant;
  beforeAll(async () => {
    api = await createTestApi();
    tenant = await api.aTenant();
  });
  afterAll(() => api.close());

  const countIn = (table: string, of = tenant): Promise<number> =>
    api.context.db.inCompany(of.company.id, async (tx) => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
        tx,
      );
      return rows[0]?.n ?? -1;
    });

  it('does the work of 200 keys once each, however many ask at once', { timeout: 120_000 }, async () => {
    const crowd = await api.aTenant();
    const keys = Array.from({ length: 200 }, (_, i) => `application ${i}`);
    const answers = new Map<string, Answer[]>();
    // Ten at a time for each key, twenty keys at a time.
    for (let from = 0; from < keys.length; from += 20) {
      const batch = keys.slice(from, from + 20);
      const asked = batch.flatMap((key) => Array.from({ length: 10 }, () => key));
      const given = await Promise.all(
        asked.map((key) => crowd.post('/v1/candidates', { name: `Person ${key}` }, withKey(key))),
      );
      for (const [index, key] of asked.entries())
        answers.set(key, [...(answers.get(key) ?? []), given[index] as Answer]);
    }
    for (const key of keys) {
      const all = answers.get(key) ?? [];
      const done = all.filter((answer) => answer.statusCode === 201);
      expect(all).toHaveLength(10);
      expect(done.length).toBeGreaterThan(0);
      expect(new Set(done.map((answer) => answer.body)).size).toBe(1);
      expect(done.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      for (const answer of all.filter((one) => one.statusCode !== 201))
        expect([answer.statusCode, answer.json().code]).toEqual([409, 'idempotency.in_flight']);
    }
    expect(await countIn('candidates', crowd)).toBe(200);
    expect(await countIn('events', crowd)).toBe(200);
  });

  it('gives the same answer again, byte for byte, and says so', async () => {
    const first = await tenant.post('/v1/candidates', { name: 'Ada L', source: 'Fair' }, withKey('same'));
    const again = await tenant.post('/v1/candidates', { source: 'Fair', name: 'Ada L' }, withKey('same'));
    expect(again.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('takes a form for the same whatever its boundary is, and stores its file once', async () => {
    const bytes = await aPdf();
    const parts = [
      { name: 'name', value: 'Form Sender' },
      { name: 'resume', file: { name: 'cv.pdf', bytes } },
    ];
    const [one, two] = [aForm(parts, 'one'), aForm(parts, 'two')];
    const files = await countIn('files');
    const first = await tenant.post('/v1/candidates', one.body, { ...one.headers, ...withKey('form') });
    const again = await tenant.post('/v1/candidates', two.body, { ...two.headers, ...withKey('form') });
    expect(first.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    expect(await countIn('files')).toBe(files + 1);
  });

  it('refuses its key for another body, path or method', async () => {
    const { id } = (await tenant.post('/v1/jobs', { title: 'Baker' }, withKey('once'))).json();
    const others = [
      await tenant.post('/v1/jobs', { title: 'Butcher' }, withKey('once')),
      await tenant.post('/v1/stages', { name: 'Baker', kind: 'active' }, withKey('once')),
      await tenant.patch(`/v1/jobs/${id}`, { title: 'Baker' }, withKey('once')),
    ];
    for (const answer of others)
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'idempotency.key_reused']);
  });

  it('keeps a refusal of the work too, and nothing else of it', async () => {
    const before = await countIn('candidates');
    const send = () => tenant.post('/v1/candidates', { name: 'A B', jobId: 'nope' }, withKey('refused'));
    const [first, again] = [await send(), await send()];
    expect(first.statusCode).toBe(422);
    expect(again.body).toBe(first.body);
    expect(again.headers['content-type']).toBe('application/problem+json');
    expect(await countIn('candidates')).toBe(before);
  });

  it('keeps nothing of a request that does not fit the schema: mended, it may use its key', async () => {
    expect((await tenant.post('/v1/candidates', { nome: 'A B' }, withKey('mended'))).statusCode).toBe(422);
    expect((await tenant.post('/v1/candidates', { name: 'A B' }, withKey('mended'))).statusCode).toBe(201);
  });

  it('belongs to one user: another user’s and another company’s keys are their own', async () => {
    const colleague = await tenant.aKeyOf('full_admin');
    const stranger = await api.aTenant();
    const body = { name: 'Same Key' };
    const ids = new Set<string>();
    for (const key of [tenant.key, colleague, stranger.key])
      ids.add((await api.call(key, 'POST', '/v1/candidates', body, withKey('shared'))).json().id);
    expect(ids.size).toBe(3);
  });

  it('is kept for seven days', async () => {
    const { id } = (await tenant.post('/v1/candidates', { name: 'A B' }, withKey('week'))).json();
    const again = async () =>
      (await tenant.post('/v1/candidates', { name: 'A B' }, withKey('week'))).json().id;
    const start = Date.now();
    try {
      api.setNow(new Date(start + 6.9 * 86_400_000));
      expect(await again()).toBe(id);
      api.setNow(new Date(start + 7.1 * 86_400_000));
      expect(await again()).not.toBe(id);
    } finally {
      api.setNow(undefined);
    }
  });

  it('is kept without a readable answer: an API key is shown again, and stands nowhere', async () => {
    const send = () => tenant.post('/v1/keys', { name: 'once only' }, withKey('api key'));
    const [first, again] = [await send(), await send()];
    expect(first.json().key).toMatch(/^jnr_/);
    expect(again.json().key).toBe(first.json().key);
    const rows = await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx.selectFrom('idempotency_keys').selectAll().where('key', '=', 'api key').execute(),
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(first.json().key.slice(4));
  });

  it.each([
    ['nothing', ''],
    ['a letter that is not ASCII', 'schlüssel'],
    ['256 characters', 'x'.repeat(256)],
    ['a tab', 'a\tb'],
  ])('is refused when it is %s', async (_what, key) => {
    const answer = await tenant.post('/v1/candidates', { name: 'A B' }, withKey(key));
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'idempotency.invalid_key']);
  });

  it('may have 255 characters', async () => {
    const answer = await tenant.post('/v1/candidates', { name: 'A B' }, withKey('x'.repeat(255)));
    expect(answer.statusCode).toBe(201);
  });
});

describe('Idempotency-Key, with the server killed in between', () => {
  let database: TestDatabase;
  const secret = randomBytes(32).toString('base64');
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await database.drop();
  });

  async function aServer(): Promise<{ url: string; key: string; kill(): void; count(): Promise<number> }> {
    const script = fileURLToPath(new URL('./testing/server.ts', import.meta.url));
    const parameters = [...programArguments(script), JSON.stringify(database.connection), secret];
    const child = spawn(process.execPath, parameters, {
      env: ownEnvironment({}),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const exited = once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`the server ended: ${code}`)),
    );
    exited.catch(() => undefined);
    const [line] = await Promise.race([once(child.stdout, 'data'), exited]);
    const { url, key } = JSON.parse(String(line));
    const count = async () => {
      const answer = await fetch(`${url}/v1/candidates?limit=200`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return ((await answer.json()) as { items: unknown[] }).items.length;
    };
    return { url, key, count, kill: () => void child.kill('SIGKILL') };
  }

  it('does every work once when all are asked again', { timeout: 120_000 }, async () => {
    const keys = Array.from({ length: 60 }, (_, i) => `key ${i}`);
    const send = async ({ url, key }: { url: string; key: string }, name: string) => {
      const answer = await fetch(`${url}/v1/candidates`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': name,
        },
        body: JSON.stringify({ name: `Person ${name}` }),
      }).catch(() => undefined);
      return answer?.status;
    };
    let answered = 0;
    for (let round = 0; round < 3; round += 1) {
      const server = await aServer();
      const sending = keys.map((name) => send(server, name));
      void Promise.all(sending.slice(0, 10 + round * 15)).then(() => server.kill());
      const statuses = await Promise.all(sending);
      answered = statuses.filter((status) => status === 201).length;
    }
    expect(answered).toBeGreaterThan(0);
    const last = await aServer();
    const statuses = await Promise.all(keys.map((name) => send(last, name)));
    expect(new Set(statuses)).toEqual(new Set([201]));
    expect(await last.count()).toBe(keys.length);
  });
});
