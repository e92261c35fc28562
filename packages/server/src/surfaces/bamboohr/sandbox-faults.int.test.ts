// What faults look like on the wire, and that the ledger tells the truth about each.
import type { FaultKind, SandboxFaultInput, SandboxRequest } from '@joinery/sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../modules/access/principal.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import {
  addFault,
  listFaults,
  listRequests,
  removeFaults,
  removeLimit,
  setLimit,
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

const order = (fault: FaultKind, more: Partial<SandboxFaultInput> = {}) =>
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
    ['status_502', 502, null],
    ['status_503', 503, null],
    ['status_504', 504, null],
    ['status_598', 598, null],
    ['status_429', 429, '1'],
  ] as const)('%s answers %i without the work', async (fault, status, retryAfter) => {
    await order(fault);
    const reply = await post(fault);
    expect([reply.status, reply.headers.get('retry-after'), reply.text]).toEqual([status, retryAfter, '']);
    expect(await peopleCalled(fault)).toBe(0);
    expect(await lastCreate()).toMatchObject({ status, fault, executed: false });
  });

  it.each([
    ['status_429', { seconds: 17 }, /^17$/],
    ['status_503', { seconds: 17 }, /^17$/],
    ['status_429', { retryAfter: 'http_date', seconds: 30 }, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/],
    ['status_503', { retryAfter: 'http_date' }, /GMT$/],
    ['status_429', { retryAfter: 'zero' }, /^0$/],
    ['status_429', { retryAfter: 'negative', seconds: 5 }, /^-5$/],
    ['status_429', { retryAfter: 'far' }, /^315360000$/],
    ['status_429', { retryAfter: 'garbage' }, /^soon$/],
    ['status_429', { retryAfter: 'missing' }, /^none$/],
  ] as const)('%s with %j says how long to wait as ordered', async (fault, more, form) => {
    await order(fault, more);
    const reply = await post('Wait');
    expect(reply.status).toBe(fault === 'status_429' ? 429 : 503);
    expect(reply.headers.get('retry-after') ?? 'none').toMatch(form);
  });

  it('http_date is as far ahead as ordered', async () => {
    await order('status_429', { retryAfter: 'http_date', seconds: 120 });
    const ahead = Date.parse((await post('Wait')).headers.get('retry-after') ?? '') - Date.now();
    expect(ahead).toBeGreaterThan(115_000);
    expect(ahead).toBeLessThanOrEqual(121_000);
  });

  it('a status may come after the work', async () => {
    await order('status_504', { executes: true });
    expect((await post('Gateway')).status).toBe(504);
    expect(await peopleCalled('Gateway')).toBe(1);
    expect(await lastCreate()).toMatchObject({ status: 504, fault: 'status_504', executed: true });
  });

  it('execute_late cuts the connection and does the work afterwards', async () => {
    await order('execute_late', { seconds: 1 });
    await expect(post('Late')).rejects.toThrow('fetch failed');
    expect(await peopleCalled('Late')).toBe(0);
    expect(await lastCreate()).toMatchObject({ status: null, fault: 'execute_late', executed: false });
    await expect.poll(() => peopleCalled('Late')).toBe(1);
    await expect.poll(async () => (await lastCreate())?.executed).toBe(true);
  });

  it('execute_late keeps a form that has come already', async () => {
    const upload = 'POST /v1/employees/{id}/files';
    await order('execute_late', { operation: upload, seconds: 1 });
    const files = async () => (await caller.getJson('employees/1/files/view')).json().categories;
    const [category] = await files();
    const form = new FormData();
    form.set('category', String(category.id));
    form.set('fileName', 'late.txt');
    form.set('file', new Blob(['late']), 'late.txt');
    await expect(caller.send('employees/1/files', { method: 'POST', body: form })).rejects.toThrow();
    const names = async () =>
      (await files()).flatMap((one: { files: { name: string }[] }) => one.files.map(({ name }) => name));
    await expect.poll(names).toContain('late.txt');
  });

  it('drip sends the answer slowly and whole', async () => {
    const path = 'employees/1?fields=firstName';
    const undisturbed = (await caller.getJson(path)).text;
    await order('drip', { operation: 'GET /v1/employees/{id}', bytesPerSecond: undisturbed.length });
    const startedAt = performance.now();
    expect((await caller.getJson(path)).text).toBe(undisturbed);
    expect(performance.now() - startedAt).toBeGreaterThan(850);
  });

  it('vanish_fields takes named fields out of every kind of answer', async () => {
    await order('vanish_fields', { operation: '*', count: 4, fields: ['workEmail', 'hireDate'] });
    const one = (await caller.getJson('employees/1?fields=firstName,workEmail,hireDate')).json();
    expect(Object.keys(one).sort()).toEqual(['firstName', 'id']);
    const report = await caller.postJson('reports/custom?format=json', {
      fields: ['firstName', 'workEmail'],
    });
    expect(report.status).toBe(200);
    expect(JSON.stringify(report.json().employees)).not.toContain('workEmail');
    expect((await caller.getJson('employees/directory')).text).not.toContain('workEmail');
    const xml = await caller.send('employees/1?fields=firstName,workEmail');
    expect(xml.text).toContain('firstName');
    expect(xml.text).not.toContain('workEmail');
    expect((await caller.getJson('employees/1?fields=workEmail')).json()).toHaveProperty('workEmail');
  });

  it.each([
    ['employees/directory', (text: string) => JSON.parse(text).employees.length],
    ['employees?limit=100', (text: string) => JSON.parse(text).data.length],
    ['meta/fields', (text: string) => JSON.parse(text).length],
    ['meta/users', (text: string) => Object.keys(JSON.parse(text)).length * 2],
  ])('short_list answers %s with half of it, and does not say so', async (path, count) => {
    const all = await caller.getJson(path);
    await order('short_list', { operation: 'GET *' });
    const short = await caller.getJson(path);
    expect([all.status, short.status]).toEqual([200, 200]);
    expect(count(all.text)).toBeGreaterThan(1);
    if (path !== 'meta/users') expect(count(short.text)).toBe(Math.floor(count(all.text) / 2));
    await removeFaults(server.context, owner);
  });

  it('short_list cuts XML as well', async () => {
    const count = (text: string) => text.match(/<employee id/g)?.length ?? 0;
    const all = await caller.send('employees/directory');
    await order('short_list', { operation: 'GET /v1/employees/directory' });
    const short = await caller.send('employees/directory');
    expect(count(all.text)).toBeGreaterThan(2);
    expect(count(short.text)).toBe(Math.floor(count(all.text) / 2));
    expect(short.text).toMatch(/<\/employees>\s*<\/directory>\s*$/);
  });

  it('hits a share of the requests, the same ones for the same seed', async () => {
    const run = async (seed: string) => {
      await order('status_500', { operation: 'GET /v1/meta/*', count: null, probability: 0.4, seed });
      const statuses: number[] = [];
      for (let i = 0; i < 30; i += 1) statuses.push((await caller.getJson('meta/tables')).status);
      await removeFaults(server.context, owner);
      return statuses.map((status) => status === 500);
    };
    const [first, again, other] = [await run('one'), await run('one'), await run('two')];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const hits = first.filter(Boolean).length;
    expect(hits).toBeGreaterThan(4);
    expect(hits).toBeLessThan(22);
  });

  it('for the beginning of an operation hits all that begin so, until it is removed', async () => {
    await order('status_503', { operation: 'GET /v1/employees*', count: null });
    for (const path of ['employees/directory', 'employees/1', 'employees/1/tables/jobInfo'])
      expect((await caller.getJson(path)).status, path).toBe(503);
    expect((await caller.getJson('meta/tables')).status).toBe(200);
    expect(await listFaults(server.context, owner)).toMatchObject([{ remaining: null }]);
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

describe('a limit', () => {
  afterEach(() => removeLimit(server.context, owner));
  const ask = (count: number) =>
    Promise.all(Array.from({ length: count }, () => caller.getJson('employees/1?fields=firstName')));

  it('is off by default', async () => {
    expect((await ask(60)).every(({ status }) => status === 200)).toBe(true);
  });

  it.each([
    ['status_429', 429, true],
    ['status_503', 503, true],
    ['status_503_bare', 503, false],
  ] as const)('in style %s answers %i', async (style, status, waits) => {
    await setLimit(server.context, owner, { requests: 5, windowSeconds: 60, style });
    const replies = await ask(12);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(5);
    const refused = replies.filter((reply) => reply.status === status);
    expect(refused).toHaveLength(7);
    for (const { headers } of refused) {
      const wait = headers.get('retry-after');
      if (waits) expect(Number(wait)).toSatisfy((seconds: number) => seconds >= 1 && seconds <= 60);
      else expect(wait).toBeNull();
      expect(headers.get('x-bamboohr-error-message')).toContain('Over rate limit');
    }
  });

  it('counts refused keys too, does no work over it, and says so in the ledger', async () => {
    await setLimit(server.context, owner, { requests: 2, windowSeconds: 60 });
    await caller.send('meta/fields', { auth: false });
    await caller.getJson('meta/fields');
    expect((await post('Limited')).status).toBe(429);
    expect((await caller.send('meta/fields', { auth: false })).status).toBe(429);
    expect(await lastCreate()).toMatchObject({ status: 429, limited: true, executed: false, fault: null });
    await removeLimit(server.context, owner);
    expect(await peopleCalled('Limited')).toBe(0);
  });

  it('lets requests in again when the window is over', async () => {
    await setLimit(server.context, owner, { requests: 1, windowSeconds: 1 });
    expect((await caller.getJson('meta/tables')).status).toBe(200);
    expect((await caller.getJson('meta/tables')).status).toBe(429);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await caller.getJson('meta/tables')).status).toBe(200);
  });
});

describe('the ledger', () => {
  it('has every request to the sandbox, refused ones too, in order', async () => {
    const newest = await listRequests(server.context, owner, { order: 'newest' }, { limit: 1 });
    const before = newest.items[0]?.id ?? '0';
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
