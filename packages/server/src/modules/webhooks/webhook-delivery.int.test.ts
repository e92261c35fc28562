// What a receiver is told: facts 6.3. It verifies by code of its own.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../surfaces/bamboohr/conformance/caller.ts';
import { updateProfile } from '../companies/company-profile.service.ts';
import { rollAllForward } from '../employees/roll-forward.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { updateUser } from '../users/users.service.ts';
import { bodyOf, isGenuine, ok, type Receiver, status } from './testing/receiver.ts';
import { openWebhooksBench, until, type WebhooksBench, watchWebhooks } from './testing/webhooks-bench.ts';

let bench: WebhooksBench;
let receiver: Receiver;
let full: Caller;
const { hook, arrived, sentTo, rowsOf, inState, reset } = watchWebhooks(() => bench);

beforeAll(async () => {
  bench = await openWebhooksBench();
  ({ receiver, full } = bench);
});
afterAll(() => bench.close());
afterEach(reset);

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

  it('about the company names it and no employee, also for a level that sees nobody', async () => {
    const { path, privateKey, id } = await hook({
      events: ['company.updated', 'company-integrations.updated'],
      monitorFields: undefined,
      postFields: undefined,
    });
    await full.create({ firstName: 'Not', lastName: 'Told' });
    await updateProfile(bench.context, bench.owner, { phone: `+1 555 ${Date.now()}` });
    const [told] = await arrived(path, 1);
    if (told === undefined) throw new Error('nothing arrived');
    expect(isGenuine(told, privateKey)).toBe(true);
    expect(bodyOf(told)).toEqual({
      type: 'company.updated',
      timestamp: expect.any(String),
      data: { companyId: bench.owner.companyId },
    });
    const log = async () => (await full.getJson(`webhooks/${id}/log`)).json();
    const entries = await until('the log', async () => (await log()).length === 1 && log());
    expect(entries[0].employeeIds).toEqual([]);
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
  });

  it('about an employee who is gone by then tells only that', async () => {
    const id = await full.create();
    const webhook = await hook();
    await full.postJson(`employees/${id}`, { firstName: 'Gone' });
    await full.send(`employees/${id}`, { method: 'DELETE' });
    const [only] = await arrived(webhook.path, 1);
    expect(only && bodyOf(only).employees[0]).toMatchObject({ id, action: 'Deleted', fields: {} });
    // It is recorded just after the receiver has it.
    await until('the change is dropped and the deletion told', async () => {
      const states = (await rowsOf(webhook.id)).map(({ state }) => state);
      return states.join() === 'dropped,delivered';
    });
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
    expect(sentTo(path)).toHaveLength(1);
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
    expect(sentTo(path)).toHaveLength(2);
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
    expect(sentTo(path)).toHaveLength(0);
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
  });
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
    expect(sentTo(path)).toHaveLength(0);
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
