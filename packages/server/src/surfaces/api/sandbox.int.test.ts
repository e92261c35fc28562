import { pageOf, sandboxClock, sandboxFault, sandboxRequest, sandboxSnapshot } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listAccessLevels } from '../../modules/access/access-levels.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createSandbox } from '../../modules/sandboxes/sandboxes.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const faults = pageOf(sandboxFault);
const requests = pageOf(sandboxRequest);
const problem = z.object({ code: z.string() });

describe('the sandbox of the native API', () => {
  let server: TestServer;
  let key: string;
  beforeAll(async () => {
    server = await startTestServer();
    ({ apiKey: key } = await createSandbox(server.context, { slug: 'acme', name: 'Acme', employees: 3 }));
  });
  afterAll(() => server.close());

  const call = (method: string, path: string, body?: unknown, apiKey = key) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('orders faults, lists them and takes them away', async () => {
    const ordered = await call('POST', '/v1/sandbox/faults', {
      operation: 'GET /v1/meta/fields',
      fault: 'status_429',
      count: 2,
      seconds: 9,
    });
    expect(ordered.status).toBe(201);
    const fault = sandboxFault.parse(await ordered.json());
    expect(fault).toEqual({
      id: expect.stringMatching(/^flt_/),
      operation: 'GET /v1/meta/fields',
      fault: 'status_429',
      remaining: 2,
      seconds: 9,
      probability: 1,
      seed: 'sandbox',
      executes: false,
      bytesPerSecond: null,
      fields: null,
      retryAfter: null,
    });
    const hit = await call('GET', '/api/gateway.php/acme/v1/meta/fields');
    expect([hit.status, hit.headers.get('retry-after')]).toEqual([429, '9']);
    const waiting = faults.parse(await (await call('GET', '/v1/sandbox/faults')).json());
    expect(waiting.items).toEqual([{ ...fault, remaining: 1 }]);
    expect((await call('DELETE', '/v1/sandbox/faults')).status).toBe(204);
    expect((await call('GET', '/api/gateway.php/acme/v1/meta/fields')).status).toBe(200);
  });

  it('takes one fault away', async () => {
    const order = { operation: '*', fault: 'drop', count: null };
    const fault = sandboxFault.parse(await (await call('POST', '/v1/sandbox/faults', order)).json());
    expect((await call('DELETE', `/v1/sandbox/faults/${fault.id}`)).status).toBe(204);
    const again = await call('DELETE', `/v1/sandbox/faults/${fault.id}`);
    expect([again.status, problem.parse(await again.json()).code]).toEqual([404, 'sandbox.fault_not_found']);
  });

  it('sets a limit, tells how much of it is used, and takes it away', async () => {
    const limit = async () => (await (await call('GET', '/v1/sandbox/limit')).json()) as unknown;
    expect(await limit()).toEqual({ limit: null });
    const set = await call('PUT', '/v1/sandbox/limit', { requests: 2, windowSeconds: 50 });
    const made = { requests: 2, windowSeconds: 50, style: 'status_429', used: 0 };
    expect(await set.json()).toEqual({ limit: made });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1)
      statuses.push((await call('GET', '/api/gateway.php/acme/v1/meta/fields')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(await limit()).toEqual({ limit: { ...made, used: 3 } });
    expect((await call('DELETE', '/v1/sandbox/limit')).status).toBe(204);
    expect((await call('GET', '/api/gateway.php/acme/v1/meta/fields')).status).toBe(200);
  });

  it('filters the ledger, turns it round, hands it out and empties it', async () => {
    await call('DELETE', '/v1/sandbox/requests');
    await call('GET', '/api/gateway.php/acme/v1/employees/1');
    await call('GET', '/api/gateway.php/acme/v1/employees/99999');
    await call('GET', '/api/gateway.php/acme/v1/meta/tables?x=a,"b"');
    const list = async (query: string) =>
      requests
        .parse(await (await call('GET', `/v1/sandbox/requests?${query}`)).json())
        .items.map(({ operation, status }) => `${operation} ${status}`);
    expect(await list('')).toEqual([
      'GET /v1/employees/{id} 200',
      'GET /v1/employees/{id} 404',
      'GET /v1/meta/tables 200',
    ]);
    expect(await list('order=newest')).toEqual((await list('')).reverse());
    expect(await list('status=404')).toEqual(['GET /v1/employees/{id} 404']);
    expect(await list('executed=false')).toEqual(['GET /v1/employees/{id} 404']);
    expect(await list(`operation=${encodeURIComponent('GET /v1/meta*')}`)).toEqual([
      'GET /v1/meta/tables 200',
    ]);
    expect(await list('method=post')).toEqual([]);
    expect(await list('fault=any')).toEqual([]);
    expect(await list(`until=${new Date(0).toISOString()}`)).toEqual([]);
    expect((await call('GET', '/v1/sandbox/requests?executed=perhaps')).status).toBe(422);
    const lines = (await (await call('GET', '/v1/sandbox/requests/download')).text()).trim().split('\n');
    expect(lines.map((line) => sandboxRequest.parse(JSON.parse(line)).status)).toEqual([200, 404, 200]);
    const csv = await call('GET', '/v1/sandbox/requests/download?format=csv&status=200');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await csv.text()).split('\r\n')).toHaveLength(4);
    expect((await call('DELETE', '/v1/sandbox/requests')).status).toBe(204);
    expect(await list('')).toEqual([]);
  });

  it('shows and moves the clock', async () => {
    const real = sandboxClock.parse(await (await call('GET', '/v1/sandbox/clock')).json());
    expect([real.offsetSeconds, real.tookEffect]).toEqual([0, 0]);
    const moved = await call('PUT', '/v1/sandbox/clock', { forwardSeconds: 86_400 });
    expect(await moved.json()).toMatchObject({ offsetSeconds: 86_400, tookEffect: expect.any(Number) });
    const dated = await call('PUT', '/v1/sandbox/clock', { to: '2030-05-01' });
    expect(await dated.json()).toMatchObject({ today: '2030-05-01' });
    // What is made through this API has the company's time as well.
    const job = await call('POST', '/v1/jobs', { title: 'Later', status: 'draft' });
    expect(await job.json()).toMatchObject({ createdAt: expect.stringMatching(/^2030-05-01T00:/) });
    const instant = await call('PUT', '/v1/sandbox/clock', { to: '2030-05-02T10:00:00.000Z' });
    expect((await instant.json()) as unknown).toMatchObject({
      now: expect.stringMatching(/^2030-05-02T10:00:0/),
    });
    const far = await call('PUT', '/v1/sandbox/clock', { to: '2300-01-01' });
    expect([far.status, problem.parse(await far.json()).code]).toEqual([422, 'sandbox.clock_out_of_range']);
    expect(await (await call('PUT', '/v1/sandbox/clock', { real: true })).json()).toMatchObject({
      offsetSeconds: 0,
    });
    for (const body of [
      {},
      { real: false },
      { forwardSeconds: -1 },
      { to: 'tomorrow' },
      { real: true, to: '2030-01-01' },
    ])
      expect((await call('PUT', '/v1/sandbox/clock', body)).status, JSON.stringify(body)).toBe(422);
  });

  it('takes, lists, restores and removes snapshots, and forgets remembered answers', async () => {
    const jobs = async () =>
      ((await (await call('GET', '/v1/jobs')).json()) as { items: unknown[] }).items.length;
    expect((await call('POST', '/v1/sandbox/snapshots', { name: 'mine' })).status).toBe(201);
    expect((await call('POST', '/v1/sandbox/snapshots', { name: 'mine' })).status).toBe(409);
    expect((await call('POST', '/v1/sandbox/snapshots', { name: 'Not Mine' })).status).toBe(422);
    const keyed = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    for (const replayed of [null, 'true']) {
      const taken = await fetch(`${server.url}/v1/sandbox/snapshots`, {
        method: 'POST',
        headers: { ...keyed, 'idempotency-key': 'snapshot-with-a-key' },
        body: JSON.stringify({ name: 'with-a-key' }),
      });
      expect([taken.status, taken.headers.get('idempotency-replayed')]).toEqual([201, replayed]);
    }
    expect((await call('DELETE', '/v1/sandbox/snapshots/with-a-key')).status).toBe(204);
    const listed = pageOf(sandboxSnapshot).parse(await (await call('GET', '/v1/sandbox/snapshots')).json());
    expect(listed.items.map(({ name }) => name)).toEqual(['seed', 'mine']);
    const before = await jobs();
    const once = () =>
      fetch(`${server.url}/v1/jobs`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': 'the-same',
        },
        body: JSON.stringify({ title: 'Once', status: 'draft' }),
      });
    expect((await once()).status).toBe(201);
    expect((await once()).headers.get('idempotency-replayed')).toBe('true');
    const restored = await fetch(`${server.url}/v1/sandbox/snapshots/mine/restore`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'restore' },
    });
    expect(await restored.json()).toMatchObject({ name: 'mine', removed: expect.any(Number) });
    expect(await jobs()).toBe(before);
    expect((await once()).headers.get('idempotency-replayed')).toBeNull();
    expect((await call('DELETE', '/v1/sandbox/snapshots/mine')).status).toBe(204);
    expect((await call('POST', '/v1/sandbox/snapshots/mine/restore')).status).toBe(404);
  });

  it('shows the ledger in pages, and by operation', async () => {
    await call('GET', '/api/gateway.php/acme/v1/meta/lists');
    await call('GET', '/api/gateway.php/acme/v1/meta/tables');
    const first = requests.parse(await (await call('GET', '/v1/sandbox/requests?limit=1')).json());
    expect(first.items).toHaveLength(1);
    const next = requests.parse(
      requests.parse(
        await (await call('GET', `/v1/sandbox/requests?limit=1&cursor=${first.nextCursor}`)).json(),
      ),
    );
    expect(Number(next.items[0]?.id)).toBeGreaterThan(Number(first.items[0]?.id));
    const operation = encodeURIComponent('GET /v1/meta/tables');
    const tables = requests.parse(
      requests.parse(await (await call('GET', `/v1/sandbox/requests?operation=${operation}`)).json()),
    );
    expect(tables.items).toEqual([
      expect.objectContaining({
        path: '/api/gateway.php/acme/v1/meta/tables',
        status: 200,
        executed: true,
        fault: null,
      }),
    ]);
  });

  it.each([
    { operation: 'employees.create', fault: 'drop' },
    { operation: '*', fault: 'explode' },
    { operation: '*', fault: 'drop', count: 0 },
    { operation: '*', fault: 'hang', seconds: 601 },
    { operation: '*', fault: 'drop', probability: 0 },
    { operation: '*', fault: 'drop', fields: ['workEmail'] },
    { operation: '*', fault: 'vanish_fields' },
    { operation: 'GET /v1/*/x', fault: 'drop' },
    { operation: '*', fault: 'status_429', retryAfter: 'later' },
    { fault: 'drop' },
  ])('refuses %j', async (fault) => {
    const reply = await call('POST', '/v1/sandbox/faults', fault);
    expect([reply.status, problem.parse(await reply.json()).code]).toEqual([422, 'request.invalid']);
  });

  it('is not there for a company that is no sandbox, nor without the right', async () => {
    const keyIn = async (kind: 'live' | 'sandbox', builtin: string) => {
      const { owner } = await server.aCompany({ kind });
      const level = (await listAccessLevels(server.context, owner)).find((one) => one.builtin === builtin);
      const user = await createUser(server.context, owner, {
        kind: 'service',
        firstName: 'A',
        lastName: 'B',
        accessLevelId: level?.id ?? '',
      });
      return (await createKey(server.context, owner, { name: 'x', userId: user.id })).key;
    };
    for (const apiKey of [await keyIn('live', 'account_owner'), await keyIn('sandbox', 'manager')])
      for (const [method, path] of [
        ['GET', 'faults'],
        ['DELETE', 'faults'],
        ['DELETE', 'faults/flt_1'],
        ['GET', 'limit'],
        ['DELETE', 'limit'],
        ['GET', 'requests'],
        ['DELETE', 'requests'],
        ['GET', 'requests/download'],
        ['GET', 'clock'],
        ['GET', 'snapshots'],
        ['POST', 'snapshots/seed/restore'],
        ['DELETE', 'snapshots/seed'],
      ] as const)
        expect((await call(method, `/v1/sandbox/${path}`, undefined, apiKey)).status).toBe(403);
  });
});
