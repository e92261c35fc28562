// The rest of /v1: the routes of other modules, headers, the document and its page, and the
// typed client against a listening server.
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, createClient, everyItem, type JoineryClient } from '@joinery/sdk';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPipeline, serverOptions } from '../pipeline.ts';
import { apiSurface } from './index.ts';
import { aPdf, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(() => api.close());

describe('every answer', () => {
  it('names its request and is neither kept nor guessed at', async () => {
    for (const url of ['/v1/company', '/v1/nothing']) {
      const { headers } = await tenant.get(url);
      expect(headers).toMatchObject({
        'x-request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
  });
});

describe('an unknown path', () => {
  it('is a problem of /v1 also where another surface answers to every path', async () => {
    const app = Fastify(serverOptions(api.context));
    installPipeline(app, api.context);
    await app.register(apiSurface(api.context));
    app.get('/*', async () => 'a page');
    expect((await app.inject('/elsewhere')).body).toBe('a page');
    for (const url of ['/v1/nothing', '/v1/', '/v1']) {
      const answer = await app.inject(url);
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, 'request.not_found']);
    }
    const wrong = await app.inject({
      method: 'PUT',
      url: '/v1/jobs',
      payload: 'x',
      headers: { 'content-type': 'x/y' },
    });
    expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
    await app.close();
  });
});

describe('a body without end that is refused', () => {
  it('is answered at once, dropped for a while, and then cut off', async () => {
    const app = Fastify(serverOptions(api.context));
    installPipeline(app, api.context, { restMs: 400 });
    await app.register(apiSurface(api.context));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /v1/candidates HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n');
    const sending = setInterval(() => socket.write('1\r\nx\r\n'), 20);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const [answer] = await once(socket, 'data');
    const answeredAt = performance.now();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
    await gone;
    expect(performance.now() - answeredAt).toBeGreaterThan(300);
    clearInterval(sending);
    await app.close();
  });
});

describe('a body that hardly comes', () => {
  it.each([
    ['by the byte', 'x', true],
    ['at an honest pace', 'x'.repeat(2_000), false],
  ])('%s: is cut off: %o', async (_name, piece, isCut) => {
    const app = Fastify(serverOptions(api.context));
    installPipeline(app, api.context, { pace: { graceMs: 300, bytesPerSecond: 10_000, lookMs: 50 } });
    await app.register(apiSurface(api.context));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    const head = [
      'POST /v1/candidates HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${tenant.key}`,
      'content-type: application/json',
      'content-length: 500000',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n{"firstName":"`);
    const sending = setInterval(() => socket.write(piece), 50);
    const gone = new Promise((resolve) => socket.once('close', () => resolve(true)));
    expect(await Promise.race([gone, delay(1_200, false)])).toBe(isCut);
    clearInterval(sending);
    socket.destroy();
    await app.close();
  });
});

describe('the document', () => {
  it('is OpenAPI 3.1 and has every route', async () => {
    const document = (await api.call(undefined, 'GET', '/v1/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/candidates', '/v1/hires', '/v1/connections']),
    );
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    const form = document.paths['/v1/candidates'].post.requestBody.content['multipart/form-data'].schema;
    expect(JSON.stringify(form)).toContain('"resume":{"type":"string","format":"binary"}');
  });

  it('has a page that takes everything from this server', async () => {
    const redirect = await api.call(undefined, 'GET', '/docs');
    expect(redirect.headers.location).toBe('/docs/');
    const page = await api.call(undefined, 'GET', '/docs/');
    expect(page.statusCode).toBe(200);
    const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => /^(https?:)?\/\//.test(address))).toEqual([]);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    const script = addresses.find((address) => address.endsWith('.js')) ?? '';
    const { statusCode, body } = await api.call(undefined, 'GET', new URL(script, 'http://x/docs/').pathname);
    expect(statusCode).toBe(200);
    expect(body.length).toBeGreaterThan(1_000_000);
  });
});

describe('the typed client', () => {
  let client: JoineryClient;
  let baseUrl: string;
  beforeAll(async () => {
    baseUrl = await api.app.listen({ port: 0, host: '127.0.0.1' });
    client = createClient({ baseUrl, apiKey: tenant.key });
  });

  it('walks the main way: a job, a candidate with a résumé, a move, the bytes again', async () => {
    const job = await client.jobs.create({ title: 'Glazier' });
    const pdf = await aPdf();
    const resume = new File([Buffer.from(pdf)], 'Ada.pdf', { type: 'application/pdf' });
    const candidate = await client.candidates.create(
      { name: 'Ada Lovelace', jobId: job.id, email: 'ada@example.com' },
      { documents: { resume } },
    );
    const [application] = candidate.applications;
    const hired = (await client.jobs.stages(job.id)).items.find((stage) => stage.kind === 'hired');
    const moved = await client.applications.move(application?.id ?? '', { stageId: hired?.id ?? '' });
    expect(moved.stageKind).toBe('hired');
    const [attachment] = candidate.attachments;
    const bytes = await client.files.download(attachment?.fileId ?? '');
    expect(
      Buffer.from(await bytes.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const came = await client.files.download(attachment?.fileId ?? '', { original: true });
    expect(Buffer.from(await came.arrayBuffer()).equals(pdf)).toBe(true);
    expect(await client.files.text(attachment?.fileId ?? '')).toMatchObject({
      readable: true,
      hiddenText: '',
    });
    expect(client.files.urlOf('fil_1', { original: true })).toBe(`${baseUrl}/v1/files/fil_1?original=1`);
    const timeline = await client.candidates.timeline(candidate.id);
    expect(timeline.items[0]?.summary).toBe('Hired for Glazier');
  });

  it('goes through every page', async () => {
    for (let i = 0; i < 5; i += 1) await client.candidates.create({ name: `Pooled ${i}` });
    const names: string[] = [];
    for await (const one of everyItem((cursor) =>
      client.candidates.list({ limit: 2, q: 'Pooled', ...(cursor === undefined ? {} : { cursor }) }),
    ))
      names.push(one.lastName);
    expect(names).toEqual(['4', '3', '2', '1', '0']);
  });

  it('repeats safely with an idempotency key', async () => {
    const once = { idempotencyKey: 'client' };
    const [one, two] = [
      await client.candidates.create({ name: 'Once Only' }, once),
      await client.candidates.create({ name: 'Once Only' }, once),
    ];
    expect(two).toEqual(one);
  });

  it('throws what the problem says', async () => {
    const error = await client.candidates.create({ name: ' ' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 422,
      code: 'candidates.name_missing',
      issues: [{ path: 'name' }],
      requestId: expect.stringMatching(/^req_/),
    });
    await expect(createClient({ baseUrl, apiKey: 'jnr_no' }).company.get()).rejects.toMatchObject({
      status: 401,
    });
    await expect(createClient({ baseUrl: 'http://127.0.0.1:1' }).company.get()).rejects.toMatchObject({
      status: 0,
      message: 'The server cannot be reached.',
    });
  });

  it('reads and writes employees', async () => {
    const { number } = await client.employees.create({
      values: { firstName: 'Emma', lastName: 'Ployee', employmentHistoryStatus: 'Full-Time' },
    });
    expect(await client.employees.update(number, { values: { preferredName: 'Em' } })).toMatchObject({
      written: ['preferredName'],
    });
    const read = await client.employees.get(number, { fields: ['firstName', 'preferredName', 'nonsense'] });
    expect(read.values).toEqual({ firstName: 'Emma', preferredName: 'Em' });
    expect((await client.employees.rows(number, 'employmentStatus')).items).toHaveLength(1);
    for (let i = 0; i < 3; i += 1)
      await client.employees.create({ values: { firstName: 'More', lastName: `Of ${i}` } });
    const seen: number[] = [];
    for await (const one of everyItem((cursor) =>
      client.employees.list({ limit: 2, fields: ['lastName'], ...(cursor === undefined ? {} : { cursor }) }),
    ))
      seen.push(one.number);
    expect(seen).toHaveLength(4);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('manages users, levels and keys', async () => {
    const levels = (await client.accessLevels.list()).items;
    const level = levels.find((one) => one.builtin === 'employee');
    const custom = await client.accessLevels.create({
      name: 'Integration',
      definition: { employees: [], hiring: { jobs: 'view' }, settings: {} },
    });
    const user = await client.users.create({ kind: 'service', accessLevelId: level?.id ?? '' });
    const { key } = await client.keys.create({ name: 'robot', userId: user.id });
    const robot = createClient({ baseUrl, apiKey: key });
    await expect(robot.jobs.list()).rejects.toMatchObject({ code: 'access.forbidden' });
    // Rights are those of the moment of the request.
    await client.users.update(user.id, { accessLevelId: custom.id });
    expect((await robot.jobs.list()).items.length).toBeGreaterThan(0);
    const { definition } = custom;
    const without = { ...definition, hiring: { ...definition.hiring, jobs: 'none' as const } };
    await client.accessLevels.replace(custom.id, { name: 'Less', definition: without });
    await expect(robot.jobs.list()).rejects.toMatchObject({ code: 'access.forbidden' });
    expect((await client.users.list()).items.some((one) => one.id === user.id)).toBe(true);
    expect((await client.fields.list()).items.some((field) => field.alias === 'firstName')).toBe(true);
    expect(await client.setup.get()).toEqual({ needed: false });
  });
});
