// What faults look like on the wire, and that the ledger tells the truth about each.
import type { FaultKind, SandboxRequest } from '@joinery/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../modules/access/principal.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import {
  addFault,
  listFaults,
  listRequests,
  removeFaults,
} from '../../modules/sandboxes/sandboxes.service.ts';
import { type Caller, createCaller } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

const create = 'POST /v1/employees';
let server: TestServer;
let owner: Principal;
let caller: Caller;

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey, company } = await server.sandbox('acme', 5);
  owner = systemPrincipal(company);
  caller = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
});
afterAll(() => server.close());
beforeEach(() => removeFaults(server.context, owner));

const order = (fault: FaultKind, more: { operation?: string; count?: number; seconds?: number } = {}) =>
  addFault(server.context, owner, { operation: create, count: 1, fault, ...more });
const post = (lastName: string) => caller.postJson('employees', { firstName: 'Fault', lastName });
const peopleCalled = async (lastName: string): Promise<number> => {
  const report = await caller.postJson('reports/custom?format=json', { fields: ['lastName'] });
  return report.json().employees.filter((row: { lastName: string }) => row.lastName === lastName).length;
};
const lastCreate = async (): Promise<SandboxRequest | undefined> =>
  (await listRequests(server.context, owner, { operation: create }, { limit: 200 })).items.at(-1);

describe('a fault', () => {
  it('execute_then_drop does the work and cuts the connection', async () => {
    await order('execute_then_drop');
    await expect(post('ExecuteThenDrop')).rejects.toThrow('fetch failed');
    expect(await peopleCalled('ExecuteThenDrop')).toBe(1);
    expect(await lastCreate()).toMatchObject({ status: null, fault: 'execute_then_drop', executed: true });
  });

  it('execute_then_drop cuts the connection also when the work is refused', async () => {
    await order('execute_then_drop');
    await expect(caller.postJson('employees', { firstName: 'Only' })).rejects.toThrow('fetch failed');
    expect(await lastCreate()).toMatchObject({ status: null, executed: false });
  });

  it('drop cuts the connection before the work', async () => {
    await order('drop');
    await expect(post('Drop')).rejects.toThrow('fetch failed');
    expect(await peopleCalled('Drop')).toBe(0);
    expect(await lastCreate()).toMatchObject({ status: null, fault: 'drop', executed: false });
  });

  it.each([
    ['status_500', 500, null],
    ['status_503', 503, null],
    ['status_429', 429, '1'],
  ] as const)('%s answers %i without the work', async (fault, status, retryAfter) => {
    await order(fault);
    const reply = await post(fault);
    expect([reply.status, reply.headers.get('retry-after'), reply.text]).toEqual([status, retryAfter, '']);
    expect(await peopleCalled(fault)).toBe(0);
    expect(await lastCreate()).toMatchObject({ status, fault, executed: false });
  });

  it('status_429 says how long to wait', async () => {
    await order('status_429', { seconds: 17 });
    expect((await post('Wait')).headers.get('retry-after')).toBe('17');
  });

  it('html_200 is a web page without the work', async () => {
    await order('html_200');
    const reply = await post('Page');
    expect(reply.status).toBe(200);
    expect(reply.text).toMatch(/^<!DOCTYPE html>/);
    expect(await peopleCalled('Page')).toBe(0);
  });

  it('hang does the work and answers late', async () => {
    await order('hang', { seconds: 1 });
    const startedAt = performance.now();
    expect((await post('Hang')).status).toBe(201);
    expect(performance.now() - startedAt).toBeGreaterThan(950);
    expect(await lastCreate()).toMatchObject({ status: 201, fault: 'hang', executed: true });
  });

  it('truncate does the work and sends half of the answer', async () => {
    await order('truncate');
    await expect(post('Truncate')).rejects.toThrow();
    expect(await peopleCalled('Truncate')).toBe(1);
    expect(await lastCreate()).toMatchObject({ status: 201, fault: 'truncate', executed: true });
  });

  it('hits as many requests as it counts, of its operation only', async () => {
    await order('status_500', { count: 2 });
    expect((await caller.getJson('employees/directory')).status).toBe(200);
    const statuses = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await post(name)).status));
    expect(statuses.sort()).toEqual([201, 201, 500, 500]);
    expect(await listFaults(server.context, owner)).toEqual([]);
  });

  it('for any operation hits whatever comes first', async () => {
    await order('status_503', { operation: '*' });
    expect((await caller.getJson('meta/tables')).status).toBe(503);
    expect((await caller.getJson('meta/tables')).status).toBe(200);
  });
});

describe('the ledger', () => {
  it('has every request to the sandbox, refused ones too, in order', async () => {
    const before = (await listRequests(server.context, owner, {}, { limit: 200 })).items.at(-1)?.id ?? '0';
    await caller.getJson('employees/99999999');
    await caller.send('meta/fields', { auth: false });
    await caller.getJson('no/such/path');
    await caller.getJson('compensation/planning_cycles');
    await caller.send('employees', { method: 'POST', type: 'application/json', body: '{' });
    await post('Ledger');
    const { items } = await listRequests(server.context, owner, {}, { limit: 200, after: before });
    expect(items.map(({ operation, status, executed }) => [operation, status, executed])).toEqual([
      ['GET /v1/employees/{id}', 404, false],
      ['GET /v1/meta/fields', 401, false],
      ['unknown', 404, false],
      ['GET /v1/compensation/planning_cycles', 501, false],
      [create, 400, false],
      [create, 201, true],
    ]);
    expect(items.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/gateway.php/acme/v1/employees',
      fault: null,
    });
  });

  it('is read in pages', async () => {
    const first = await listRequests(server.context, owner, {}, { limit: 2 });
    expect(first.items).toHaveLength(2);
    const next = await listRequests(server.context, owner, {}, { limit: 2, after: first.after ?? '' });
    expect(Number(next.items[0]?.id)).toBeGreaterThan(Number(first.items[1]?.id));
  });
});

describe('a company that is no sandbox', () => {
  it('has neither faults nor a ledger', async () => {
    const { company, owner: live } = await server.aCompany({ slug: 'live' });
    await expect(
      addFault(server.context, live, { operation: create, fault: 'drop', count: 1 }),
    ).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    await expect(listRequests(server.context, live, {}, { limit: 1 })).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    const entries = await server.context.db.inCompany(company.id, (tx) =>
      tx.selectFrom('sandbox_requests').selectAll().execute(),
    );
    expect(entries).toEqual([]);
  });

  it('is not asked for in another company’s ledger by its own key', async () => {
    const { owner: stranger } = await server.aCompany({ kind: 'sandbox' });
    await expect(
      createKey(server.context, stranger, { name: 'x', userId: owner.userId }),
    ).rejects.toBeDefined();
    expect((await listRequests(server.context, stranger, {}, { limit: 10 })).items).toEqual([]);
  });
});
