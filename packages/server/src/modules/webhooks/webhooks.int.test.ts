// Webhooks as a receiver sees them: facts 6. The receiver verifies by code of its own.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Caller, createCaller } from '../../surfaces/bamboohr/conformance/caller.ts';
import { rollAllForward } from '../employees/roll-forward.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { authenticateKey } from '../keys/keys.service.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';
import { updateUser } from '../users/users.service.ts';
import { bodyOf, isGenuine, ok, type Receiver, status } from './testing/receiver.ts';
import { aWebhook, openWebhooksBench, put, until, type WebhooksBench } from './testing/webhooks-bench.ts';
import { forgetDeliveries } from './webhook-relay.service.ts';
import { getWebhook, readLog } from './webhooks.service.ts';

let bench: WebhooksBench;
let receiver: Receiver;
let full: Caller;

beforeAll(async () => {
  bench = await openWebhooksBench();
  ({ receiver, full } = bench);
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.test.setNow(undefined);
  receiver.respond(ok);
});

let made: { id: string; caller: Caller }[] = [];
afterEach(async () => {
  for (const { id, caller } of made) await caller.send(`webhooks/${id}`, { method: 'DELETE' });
  made = [];
});

let paths = 0;
async function hook(over: Record<string, unknown> = {}, caller = full) {
  paths += 1;
  const path = `/hook-${paths}`;
  const reply = await caller.postJson('webhooks', aWebhook(`${receiver.url}${path}`, over));
  expect(reply.status, reply.text).toBe(201);
  const { id, privateKey } = reply.json();
  made.push({ id, caller });
  return { id: String(id), path, privateKey: String(privateKey) };
}

const arrived = (path: string, count: number) => receiver.arrived(path, count, bench.relay);
const pathOf = (path: string) => receiver.received.filter((one) => one.path === path);

interface Row {
  state: string;
  attempts: number;
  problem: string | null;
  next: Date | null;
}

async function rowsOf(number: string): Promise<Row[]> {
  return bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    tx
      .selectFrom('webhook_deliveries')
      .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
      .select(['state', 'attempts', 'problem', 'next_attempt_at as next'])
      .where('webhooks.number', '=', Number(number))
      .orderBy('webhook_deliveries.id')
      .execute(),
  );
}

const inState = (number: string, state: string, attempts?: number) =>
  until(`a delivery of ${number} is ${state}`, async () => {
    await bench.relay();
    const rows = await rowsOf(number);
    return rows.find((row) => row.state === state && (attempts ?? row.attempts) === row.attempts);
  });

describe('a delivery', () => {
  it('of a field webhook shows what changed, signed, with the recorded headers', async () => {
    const { path, privateKey } = await hook({ includeCompanyDomain: true });
    const id = await full.create({ firstName: 'Ann', lastName: 'Lee' });
    const [created, updated] = await arrived(path, 2);
    if (created === undefined || updated === undefined) throw new Error('nothing arrived');
    expect(created.method).toBe('POST');
    expect(created.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'BambooHR-WebHooks/1.0 (+https://www.bamboohr.com)',
      'company-domain': 'acme',
    });
    expect([isGenuine(created, privateKey), isGenuine(updated, privateKey)]).toEqual([true, true]);
    expect(isGenuine({ ...created, raw: Buffer.from(`${created.raw} `) }, privateKey)).toBe(false);
    expect(bodyOf(created)).toEqual({
      employees: [{ id, action: 'Created', timestamp: expect.any(String), changedFields: [], fields: {} }],
    });
    expect(bodyOf(updated)).toEqual({
      employees: [
        {
          id,
          action: 'Updated',
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
          changedFields: ['First', 'Last'],
          fields: { First: 'Ann', Last: 'Lee' },
        },
      ],
    });
  });

  it('of an event webhook names the employee and the changed fields, no values', async () => {
    const events = ['employee.created', 'employee.updated', 'employee.deleted'];
    const { path, privateKey } = await hook({ events });
    const id = await full.create({ firstName: 'Eve' });
    await arrived(path, 2);
    await full.postJson(`employees/${id}`, { firstName: 'Eva', city: 'Ulm' });
    await arrived(path, 3);
    await full.send(`employees/${id}`, { method: 'DELETE' });
    const all = await arrived(path, 4);
    expect(all.every((one) => isGenuine(one, privateKey))).toBe(true);
    expect(all[0]?.headers['company-domain']).toBeUndefined();
    const data = { companyId: bench.owner.companyId, employeeId: id };
    const timestamp = expect.any(String);
    const updated = (changedFields: string[]) => ({ ...data, changedFields });
    expect(all.map(bodyOf)).toEqual([
      { type: 'employee.created', timestamp, data },
      { type: 'employee.updated', timestamp, data: updated(['firstName', 'lastName']) },
      { type: 'employee.updated', timestamp, data: updated(['firstName']) },
      { type: 'employee.deleted', timestamp, data },
    ]);
  }, 30_000);

  it('about an employee who is gone by then tells only that', async () => {
    const id = await full.create();
    const webhook = await hook();
    await full.postJson(`employees/${id}`, { firstName: 'Gone' });
    await full.send(`employees/${id}`, { method: 'DELETE' });
    const [only] = await arrived(webhook.path, 1);
    expect(only && bodyOf(only).employees[0]).toMatchObject({ id, action: 'Deleted', fields: {} });
    expect((await rowsOf(webhook.id)).map(({ state }) => state)).toEqual(['dropped', 'delivered']);
  });

  it('can be form-encoded, in both families', async () => {
    const fields = await hook({ format: 'form-encoded' });
    const plain = await hook({ format: 'form-encoded', events: ['employee.updated'] });
    const id = await full.someone();
    await full.postJson(`employees/${id}`, { firstName: 'Ümit & Co' });
    const [one] = await arrived(fields.path, 1);
    const [other] = await arrived(plain.path, 1);
    if (one === undefined || other === undefined) throw new Error('nothing arrived');
    expect(isGenuine(one, fields.privateKey) && isGenuine(other, plain.privateKey)).toBe(true);
    expect(one.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const form = new URLSearchParams(one.raw.toString('utf8'));
    expect(form.get('employees[0][id]')).toBe(id);
    expect(form.get('employees[0][changedFields][0]')).toBe('First');
    expect(form.get('employees[0][fields][First]')).toBe('Ümit & Co');
    const named = Object.fromEntries(new URLSearchParams(other.raw.toString('utf8')));
    expect(named).toMatchObject({
      type: 'employee.updated',
      'data[employeeId]': id,
      'data[changedFields][0]': 'firstName',
    });
  });

  it('is made for monitored fields only, and of rows of tables too', async () => {
    const { path } = await hook({ monitorFields: ['4'], postFields: { department: 'Team' } });
    const id = await full.someone();
    const department = await full.option(4);
    await full.postJson(`employees/${id}`, { firstName: 'Unwatched' });
    await full.postJson(`employees/${id}/tables/jobInfo`, { date: '2024-05-06', department });
    const [only] = await arrived(path, 1);
    expect(only && bodyOf(only).employees[0].changedFields).toEqual(['Team']);
    expect(pathOf(path)).toHaveLength(1);
  });

  it('names only what got another value, and a status that follows', async () => {
    const { path } = await hook({
      events: ['employee.updated'],
      monitorFields: ['firstName', 'lastName', 'status'],
    });
    const id = await full.create({ firstName: 'Same', lastName: 'Old' });
    await full.postJson(`employees/${id}`, { firstName: 'Same', lastName: 'Old' });
    await full.postJson(`employees/${id}`, { firstName: 'Same', lastName: 'New' });
    const row = { date: '2024-01-01', employmentStatus: 'Terminated' };
    await full.postJson(`employees/${id}/tables/employmentStatus`, row);
    const changes = (await arrived(path, 3)).map((one) => bodyOf(one).data.changedFields);
    expect(changes).toEqual([['firstName', 'lastName'], ['lastName'], ['status']]);
  });

  it('is not skipped when its cause commits after what came later', async () => {
    const { path } = await hook({ events: ['employee.updated'], monitorFields: ['firstName'] });
    const [slow, quick] = [await full.create(), await full.create()];
    await arrived(path, 2);
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let began = () => {};
    const writing = new Promise<void>((resolve) => {
      began = resolve;
    });
    const { companyId } = bench.owner;
    const payload = { number: Number(slow), fields: ['firstName'], tables: [] };
    const transaction = bench.context.db.inCompany(companyId, async (tx) => {
      await insertEvents(tx, companyId, [{ type: 'employees.updated', subjectId: 'held', payload }]);
      began();
      await held;
    });
    await writing;
    await full.postJson(`employees/${quick}`, { firstName: 'Quick' });
    for (let n = 0; n < 5; n += 1) await bench.relay();
    expect(pathOf(path)).toHaveLength(2);
    commit();
    await transaction;
    const all = (await arrived(path, 4)).slice(2);
    expect(all.map((one) => bodyOf(one).data.employeeId)).toEqual([slow, quick]);
  });

  it('of a row dated ahead comes when the row takes effect', async () => {
    const { path } = await hook({ monitorFields: ['department'], postFields: { department: 'Team' } });
    const id = await full.someone();
    await rollAllForward(bench.context);
    const department = await full.option(4);
    const day = (days: number) => new Date(Date.now() + days * 86_400_000);
    const date = day(3).toISOString().slice(0, 10);
    await full.postJson(`employees/${id}/tables/jobInfo`, { date, department, reportsTo: '' });
    for (let n = 0; n < 5; n += 1) await bench.relay();
    expect(pathOf(path)).toHaveLength(0);
    bench.test.setNow(day(5));
    await rollAllForward(bench.context);
    const told = (await arrived(path, 1)).map((one) => bodyOf(one).employees[0]);
    expect(told.find((one) => one.id === id)).toMatchObject({
      changedFields: ['Team'],
      fields: { Team: department },
    });
  });

  it('tells nothing of what happened before the webhook was made', async () => {
    await full.create({ firstName: 'Early' });
    const { path } = await hook();
    const id = await full.create({ firstName: 'Late' });
    const [first] = await arrived(path, 2);
    expect(first && bodyOf(first).employees[0].id).toBe(id);
  });

  it('of many changes arrives once each, in their order', async () => {
    const { path } = await hook({ events: ['employee_with_fields.updated'] });
    const id = await full.someone();
    for (let n = 0; n < 60; n += 1) {
      await full.postJson(`employees/${id}`, { firstName: `N${n}`, lastName: 'Same' });
      // Several processes look for events at the same time.
      if (n % 7 === 0) await Promise.all([bench.relay(), bench.relay(), bench.relay()]);
    }
    const all = await arrived(path, 60);
    expect(all).toHaveLength(60);
    // Their bodies show what the name is when they are sent; the rows say which change each tells.
    const seen = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      tx
        .selectFrom('webhook_deliveries')
        .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
        .select(['event_id', 'delivered_at'])
        .where('webhooks.url', 'like', `%${path}`)
        .orderBy('delivered_at')
        .orderBy('webhook_deliveries.id')
        .execute(),
    );
    const order = seen.map(({ event_id }) => Number(event_id));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  }, 30_000);
});

describe('an answer', () => {
  it.each([400, 404, 410, 422, 429, 301])('of %i ends the delivery at the first try', async (code) => {
    receiver.respond((response) => response.writeHead(code, { location: `${receiver.url}/elsewhere` }).end());
    const { id, path } = await hook({ events: ['employee.created'] });
    await full.create();
    expect(await inState(id, 'failed')).toMatchObject({ attempts: 1, next: null });
    bench.test.setNow(new Date(Date.now() + 3 * 3600_000));
    await bench.relay();
    expect(pathOf(path)).toHaveLength(1);
    expect(pathOf('/elsewhere')).toHaveLength(0);
  });

  it('of 5xx is tried again after 5, 10, 20, 40 and 80 minutes, and then no more', async () => {
    const { id, path, privateKey } = await hook({ events: ['employee.created'] });
    receiver.respond(status(503));
    const begin = new Date('2031-01-01T10:00:00Z');
    bench.test.setNow(begin);
    await full.create();
    let now = begin.getTime();
    for (const [tries, minutes] of [5, 10, 20, 40, 80].entries()) {
      const { next } = await inState(id, 'waiting', tries + 1);
      expect(next?.getTime()).toBe(now + minutes * 60_000);
      now += minutes * 60_000;
      bench.test.setNow(new Date(now - 1000));
      await bench.relay();
      expect((await rowsOf(id))[0]?.state).toBe('waiting');
      bench.test.setNow(new Date(now));
    }
    expect(await inState(id, 'failed')).toMatchObject({ attempts: 6 });
    expect(pathOf(path).every((one) => isGenuine(one, privateKey))).toBe(true);
    expect(new Set(pathOf(path).map(({ raw }) => raw.toString())).size).toBe(1);
    expect(pathOf(path)).toHaveLength(6);
  }, 30_000);

  it('that comes at a later try ends it; what followed was told meanwhile', async () => {
    const { id, path } = await hook({ events: ['employee.created'] });
    let first: string | undefined;
    receiver.respond((response, one) => {
      const employee = bodyOf(one).data.employeeId;
      first ??= employee;
      response.writeHead(employee === first && pathOf(path).length < 3 ? 500 : 204).end();
    });
    const failing = await full.create();
    const following = await full.create();
    const told = await arrived(path, 2);
    expect(told.map((one) => bodyOf(one).data.employeeId)).toEqual([failing, following]);
    await inState(id, 'waiting', 1);
    bench.test.setNow(new Date(Date.now() + 5 * 60_000 + 1000));
    await arrived(path, 3);
    await until('all is delivered', async () =>
      (await rowsOf(id)).every(({ state }) => state === 'delivered'),
    );
  });

  it('that never comes, or a cut connection, is a fault of the way: it is tried again', async () => {
    const { id } = await hook({ events: ['employee.created'] });
    receiver.respond((response) => response.destroy());
    await full.create();
    const row = await inState(id, 'waiting', 1);
    expect(row.problem).toMatch(/connection failed/i);
    expect((await rowsOf(id))[0]?.problem).not.toContain('127.0.0.1');
  });

  it('of ten gigabytes is not read, and its status counts', async () => {
    const { id } = await hook({ events: ['employee.created'] });
    let written = 0;
    receiver.respond((response) => {
      response.writeHead(200, { 'content-length': String(10 * 2 ** 30) });
      const chunk = Buffer.alloc(64 * 1024);
      const pump = () => {
        while (!response.destroyed && written < 2 ** 28) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pump);
            return;
          }
        }
      };
      pump();
    });
    await full.create();
    await inState(id, 'delivered', 1);
    // What fits into the buffers of both ends, and not more.
    expect(written).toBeLessThan(16 * 2 ** 20);
  });

  it('that is slow does not hold other webhooks up', async () => {
    const slow = await hook({ events: ['employee.created'] });
    const quick = await hook({ events: ['employee.created'] });
    receiver.respond((response, one) => {
      if (one.path === quick.path) ok(response, one);
    });
    await full.create();
    await arrived(slow.path, 1);
    const startedAt = Date.now();
    await full.create();
    await arrived(quick.path, 2);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(pathOf(slow.path)).toHaveLength(1);
    expect((await inState(slow.id, 'waiting', 1)).problem).toMatch(/in time/);
  }, 40_000);
});

const names = { firstName: 'view', lastName: 'view' } as const;
const everybody = { kind: 'all' } as const;

describe('what is told', () => {
  it('is what the owner may see when it is sent, also at a retry', async () => {
    const limited = await bench.someone({
      employees: [{ scope: everybody, fields: { ...names, department: 'view' } }],
    });
    const { id, path } = await hook({}, limited.caller);
    receiver.respond(status(500));
    const employee = await full.someone();
    await full.postJson(`employees/${employee}`, { firstName: 'Seen', lastName: 'Hidden' });
    const [before] = await arrived(path, 1);
    expect(before && bodyOf(before).employees[0].fields).toEqual({ First: 'Seen', Last: 'Hidden' });
    await inState(id, 'waiting', 1);
    await limited.setAccess({ employees: [{ scope: everybody, fields: { firstName: 'view' } }] });
    bench.test.setNow(new Date(Date.now() + 6 * 60_000));
    const [, after] = await arrived(path, 2);
    expect(after && bodyOf(after).employees[0]).toMatchObject({
      changedFields: ['First'],
      fields: { First: 'Seen' },
    });
  });

  it('is nothing of employees out of the owner’s scope, nor of fields taken away', async () => {
    const nobody = { kind: 'filter' as const, departments: ['There is no such department'] };
    const limited = await bench.someone({ employees: [{ scope: nobody, fields: names }] });
    const { id, path } = await hook(
      { events: ['employee.updated'], monitorFields: ['firstName'] },
      limited.caller,
    );
    await full.postJson(`employees/${await full.someone()}`, { firstName: 'Other' });
    expect(await inState(id, 'dropped')).toMatchObject({ attempts: 0 });
    await limited.setAccess({ employees: [{ scope: everybody, fields: { lastName: 'view' } }] });
    await full.postJson(`employees/${await full.someone()}`, { firstName: 'Another' });
    await until('both are dropped', async () => {
      await bench.relay();
      const rows = await rowsOf(id);
      return rows.length === 2 && rows.every(({ state }) => state === 'dropped');
    });
    expect(pathOf(path)).toHaveLength(0);
  });

  it('ends when the owner is disabled, for what waits as well, and begins again', async () => {
    const someone = await bench.someone({ employees: [{ scope: everybody, fields: names }] });
    const { id, path } = await hook(
      { events: ['employee.created'], monitorFields: [], postFields: {} },
      someone.caller,
    );
    receiver.respond(status(500));
    await full.create();
    await inState(id, 'waiting', 1);
    await updateUser(bench.context, bench.owner, someone.userId, { status: 'disabled' });
    await full.create();
    bench.test.setNow(new Date(Date.now() + 6 * 60_000));
    await inState(id, 'dropped', 1);
    expect(await rowsOf(id)).toHaveLength(1);
    receiver.respond(ok);
    await updateUser(bench.context, bench.owner, someone.userId, { status: 'enabled' });
    const back = await full.create();
    const all = await arrived(path, 2);
    expect(bodyOf(all[1] as (typeof all)[number]).data.employeeId).toBe(back);
  });

  it('is kept without values: no row and no work of the engine holds any', async () => {
    const { path } = await hook({ events: ['employee_with_fields.updated'], postFields: { ssn: 'SSN' } });
    const id = await full.someone();
    await full.postJson(`employees/${id}`, { ssn: '078-05-1120', firstName: 'Canarybird' });
    const [one] = await arrived(path, 1);
    expect(one?.raw.toString()).toContain('078-05-1120');
    const dump = await bench.context.db.inCompany(bench.owner.companyId, async (tx) => [
      await tx.selectFrom('webhook_deliveries').selectAll().execute(),
      await tx.selectFrom('webhooks').selectAll().execute(),
      await tx.selectFrom('events').selectAll().execute(),
    ]);
    expect(JSON.stringify(dump)).not.toMatch(/078-05-1120|Canarybird/);
  });
});

describe('a webhook', () => {
  it('of another user is 403 for every operation, and in nobody else’s list', async () => {
    const { id } = await hook();
    const { caller } = await bench.someone({ employees: [{ scope: everybody, fields: names }] });
    expect((await caller.getJson('webhooks')).json()).toEqual({ webhooks: [] });
    for (const reply of [
      await caller.getJson(`webhooks/${id}`),
      await caller.getJson(`webhooks/${id}/log`),
      await put(caller, `webhooks/${id}`, aWebhook(receiver.url)),
      await caller.send(`webhooks/${id}`, { method: 'DELETE' }),
    ]) {
      expect(reply.status).toBe(403);
      expect(reply.json().errors[0].error).toMatch(/permission/);
    }
    expect((await full.getJson(`webhooks/${id}`)).status).toBe(200);
  });

  it('of another company answers like one that does not exist', async () => {
    const { id } = await hook();
    const other = await createSandbox(bench.context, { slug: 'other', name: 'Other', employees: 1 });
    const stranger = createCaller({
      baseUrl: full.baseUrl.replace('acme', 'other'),
      apiKey: other.apiKey,
    });
    const [theirs, none] = [
      await stranger.getJson(`webhooks/${id}`),
      await stranger.getJson('webhooks/99999'),
    ];
    expect([theirs.status, theirs.text]).toEqual([404, none.text]);
    expect((await stranger.send(`webhooks/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await put(stranger, `webhooks/${id}`, aWebhook(receiver.url))).status).toBe(404);
    const absent = getWebhook(bench.context, bench.owner, 99_999);
    await expect(absent).rejects.toMatchObject({ code: 'webhooks.not_found' });
  });

  it('cannot monitor or post hidden fields; own fields that are hidden look unknown', async () => {
    const { caller } = await bench.someone({ employees: [{ scope: everybody, fields: names }] });
    const reply = await caller.postJson(
      'webhooks',
      aWebhook(receiver.url, {
        monitorFields: ['firstName', 'payRate', 'nope'],
        postFields: { ssn: 'S', customJoineryId: 'J' },
      }),
    );
    expect(reply.status).toBe(403);
    const [problem] = reply.json().errors;
    expect(problem.monitorFields).toEqual([{ id: 'payRate', name: 'Pay Rate' }]);
    expect(problem.postFields).toEqual([{ id: 'ssn', name: 'SSN' }]);
    expect(problem.unknownFields).toEqual([
      { id: 'nope', name: 'nope' },
      { id: 'customJoineryId', name: 'customJoineryId' },
    ]);
    expect((await caller.getJson('webhooks/monitor_fields')).json().fields).toHaveLength(2);
    expect((await caller.getJson('webhooks/post-fields')).json()).toMatchObject({
      fields: [{ alias: 'firstName' }, { alias: 'lastName' }],
      tables: [],
    });
  });

  it('cannot be made by somebody who sees nobody', async () => {
    const { caller } = await bench.someone({});
    const created = aWebhook(receiver.url, {
      events: ['employee.created'],
      postFields: {},
      monitorFields: [],
    });
    expect((await caller.postJson('webhooks', created)).status).toBe(403);
  });

  it('keeps its key sealed and shows it only once', async () => {
    const { id, privateKey } = await hook();
    expect(privateKey).toMatch(/^[0-9a-f]{32}$/);
    expect((await full.getJson(`webhooks/${id}`)).text).not.toContain(privateKey);
    expect((await put(full, `webhooks/${id}`, aWebhook(receiver.url))).text).not.toContain(privateKey);
    const rows = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      tx.selectFrom('webhooks').selectAll().execute(),
    );
    expect(JSON.stringify(rows)).not.toContain(privateKey);
  });

  it('that is deleted is told nothing more', async () => {
    const { id, path } = await hook({ events: ['employee.created'] });
    receiver.respond(status(500));
    await full.create();
    await inState(id, 'waiting', 1);
    await full.send(`webhooks/${id}`, { method: 'DELETE' });
    bench.test.setNow(new Date(Date.now() + 6 * 60_000));
    await full.create();
    await bench.relay();
    await bench.relay();
    expect(pathOf(path)).toHaveLength(1);
  });
});

describe('the log', () => {
  it('shows tries of 14 days, newest first, and goes on after them', async () => {
    const { id, path } = await hook({ events: ['employee.created'] });
    const first = await full.create();
    await arrived(path, 1);
    receiver.respond(status(404));
    const second = await full.create();
    await inState(id, 'failed');
    const log = (await full.getJson(`webhooks/${id}/log`)).json();
    const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const shared = { webhookId: id, url: `${receiver.url}${path}`, lastAttempted: stamp, format: 'json' };
    expect(log).toEqual([
      { ...shared, lastSuccess: null, statusCode: 404, employeeIds: [second] },
      { ...shared, lastSuccess: stamp, statusCode: 200, employeeIds: [first] },
    ]);
    expect((await full.getJson('webhooks')).json().webhooks.at(-1)).toMatchObject({ id, lastSent: stamp });
    bench.test.setNow(new Date(Date.now() + 15 * 86_400_000));
    expect((await full.getJson(`webhooks/${id}/log`)).json()).toEqual([]);
    await forgetDeliveries(bench.context);
    expect(await rowsOf(id)).toEqual([]);
  });

  it('read too often answers 200 with an error of 429', async () => {
    const { id } = await hook();
    const principal = await authenticateKey(bench.context, full.apiKey);
    if (principal === undefined) throw new Error('the key is not known');
    const read = () => readLog(bench.context, principal, Number(id));
    for (let n = 0; n < 30; n += 1) expect((await read()).entries).toEqual([]);
    await expect(read()).rejects.toMatchObject({ code: 'webhooks.log_over_limit' });
    const reply = await full.getJson(`webhooks/${id}/log`);
    expect([reply.status, reply.json()]).toEqual([
      200,
      { error: { code: 429, message: 'Over rate limit, please try again in 60 seconds' } },
    ]);
    bench.test.setNow(new Date(Date.now() + 61_000));
    expect((await full.getJson(`webhooks/${id}/log`)).json()).toEqual([]);
  });
});

describe('an address', () => {
  it('that is hostile is refused when the webhook is made, with no connection', async () => {
    const before = receiver.connections();
    const { port } = receiver;
    const hostile = [
      `https://127.1:${port + 1}`,
      `https://0x7f000001:${port + 1}`,
      `https://2130706433:${port + 1}`,
      `https://017700000001:${port + 1}`,
      `http://localhost:${port}`,
      `https://127.0.0.1:${port + 1}`,
      `https://[::1]:${port}`,
      `https://[::ffff:127.0.0.1]:${port}`,
      'https://169.254.169.254/latest/meta-data',
      'https://100.64.0.1/',
      'https://10.0.0.1/',
      'https://metadata.localhost/',
      'https://localhost./',
      'http://example.com/',
      'https://example.com:25/',
      'https://user:pass@example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'gopher://example.com/',
      'data:text/plain,x',
      'javascript:alert(1)',
      'example.com',
    ];
    for (const url of hostile) {
      const reply = await full.postJson('webhooks', aWebhook(url));
      expect([url, reply.status]).toEqual([url, 400]);
      expect(reply.json().errors[0].error).not.toBe('');
    }
    expect(receiver.connections()).toBe(before);
  });
});
