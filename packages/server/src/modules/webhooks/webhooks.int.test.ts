// Webhooks, their rights, log and addresses as clients see them: facts 6.2.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, createCaller } from '../../surfaces/bamboohr/conformance/caller.ts';
import { authenticateKey } from '../keys/keys.service.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';
import { type Receiver, status } from './testing/receiver.ts';
import {
  aWebhook,
  openWebhooksBench,
  put,
  type WebhooksBench,
  watchWebhooks,
} from './testing/webhooks-bench.ts';
import { forgetDeliveries } from './webhook-relay.service.ts';
import { getWebhook, readLog } from './webhooks.service.ts';

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

const names = { firstName: 'view', lastName: 'view' } as const;
const everybody = { kind: 'all' } as const;

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
    expect(sentTo(path)).toHaveLength(1);
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
