// What everybody may do: see open jobs, and apply from a web page with a publishable key.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Candidate, CareersSettings, Job, PublishableKey } from '@joinery/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createJob } from '../../modules/jobs/jobs.service.ts';
import { type Answer, aForm, aPdf, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

const origin = 'https://www.example.com';

let api: TestApi;
let tenant: Tenant;
let job: Job;
let key: PublishableKey;
let places = 0;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  tenant = await api.aTenant();
  job = (await tenant.post('/v1/jobs', { title: 'Carpenter' })).json();
  job = (await tenant.post(`/v1/jobs/${job.id}/publish`)).json();
  key = (await tenant.post('/v1/publishable-keys', { name: 'Our site', origins: [`${origin}/`] })).json();
});
afterAll(() => api.close());

const ann = (change: object = {}) => ({
  jobId: job.id,
  name: 'Ann Lee',
  email: 'ann@example.com',
  ...change,
});

/** A document that needs a place. */
const aText = { name: 'cv.txt', base64: Buffer.alloc(90_000, 'life ').toString('base64') };

/** Each from a network of its own, unless it says otherwise. */
function send(body: unknown, headers: Record<string, string> = {}, presented = key.key): Promise<Answer> {
  places += 1;
  return api.app.inject({
    method: 'POST',
    url: '/v1/public/applications',
    remoteAddress: `10.0.${places >> 8}.${places & 255}`,
    headers: { authorization: `Bearer ${presented}`, origin, ...headers },
    payload: body as object,
  });
}

async function candidates(): Promise<Candidate[]> {
  return (await tenant.get('/v1/candidates?limit=200')).json().items;
}

const allowed = (answer: Answer) => answer.headers['access-control-allow-origin'];

describe('an application from a web page', () => {
  it('is taken, attributed to the page, and shown to the company', async () => {
    const answer = await send(ann({ desiredSalary: undefined }));
    expect(answer.statusCode).toBe(202);
    expect(answer.body).toBe('{"received":true}');
    expect(allowed(answer)).toBe(origin);
    const [candidate] = await candidates();
    expect(candidate).toMatchObject({ name: 'Ann Lee', source: 'Our site', broughtBy: null });
    expect(candidate?.applications).toHaveLength(1);
    const { items } = (await tenant.get(`/v1/candidates/${candidate?.id}/timeline`)).json();
    expect(items.every(({ actor }: { actor: string }) => actor === 'Our site')).toBe(true);
    expect((await tenant.get('/v1/publishable-keys')).json().items[0].lastUsedAt).not.toBeNull();
  });

  it('is answered with the same bytes, whoever applied before', async () => {
    const other: Job = (await tenant.post('/v1/jobs', { title: 'Joiner' })).json();
    await tenant.post(`/v1/jobs/${other.id}/publish`);
    const known = { name: 'Bo Day', email: 'bo@example.com' };
    await tenant.post('/v1/candidates', { ...known, jobId: job.id });
    const bodies = [
      ann(),
      ann(),
      ann({ phone: '+49 30 1234567' }),
      ann({ jobId: other.number }),
      ann({ ...known }),
    ];
    const answers: Answer[] = [];
    for (const body of bodies) answers.push(await send(body));
    const told = answers.map(({ statusCode, body, headers }) => {
      const { 'x-request-id': _id, date: _date, ...rest } = headers;
      return JSON.stringify([statusCode, body, rest]);
    });
    expect(new Set(told).size).toBe(1);
    // Bo by hand, Ann, Ann with a phone, Ann for another job, Bo again: one was the same.
    expect(await candidates()).toHaveLength(5);
  });

  it('carries documents as a form and in its JSON, and an address of one is not taken', async () => {
    const bytes = await aPdf();
    const { body, headers } = aForm([
      { name: 'jobId', value: String(job.number) },
      { name: 'name', value: 'Cy Fox' },
      { name: 'resume', file: { name: 'cv.pdf', bytes } },
    ]);
    expect((await send(body, headers)).statusCode).toBe(202);
    const resume = { base64: Buffer.from(bytes).toString('base64'), name: 'cv.pdf' };
    expect((await send(ann({ resume }))).statusCode).toBe(202);
    const all = await candidates();
    expect(all.map(({ attachments }) => attachments.map(({ kind }) => kind))).toEqual([
      ['resume'],
      ['resume'],
    ]);
    const byAddress = await send(ann({ name: 'Di Gil', resume: { url: 'https://example.com/cv.pdf' } }));
    expect(byAddress.statusCode).toBe(422);
    expect(await candidates()).toHaveLength(2);
  });

  it('is held against the form, and its page may read why it was refused', async () => {
    await tenant.patch(`/v1/jobs/${job.id}`, { questions: { phone: 'required' } });
    const answer = await send(ann());
    expect(answer.json()).toMatchObject({ code: 'applications.incomplete', issues: [{ path: 'phone' }] });
    expect(allowed(answer)).toBe(origin);
    const offer = aForm([
      { name: 'jobId', value: job.id },
      { name: 'name', value: 'Ann Lee' },
      { name: 'phone', value: '+49 30 1234567' },
      { name: 'offer', file: { name: 'offer.pdf', bytes: await aPdf() } },
    ]);
    expect((await send(offer.body, offer.headers)).statusCode).toBe(422);
    expect((await send(ann({ byHand: true }))).statusCode).toBe(422);
    expect(await candidates()).toEqual([]);
  });

  it('for a draft, a closed, a hidden, an unknown and another company’s job gets one answer', async () => {
    const make = (input: object) =>
      createJob(api.context, tenant.owner, { title: 'x', description: '', status: 'open', ...input });
    const draft = await make({ status: 'draft' });
    const hidden = await make({});
    const closed = await make({ isPublished: true });
    await tenant.post(`/v1/jobs/${closed.id}/close`, {});
    const stranger = await api.aTenant();
    const theirs: Job = (await stranger.post('/v1/jobs', { title: 'Theirs' })).json();
    await stranger.post(`/v1/jobs/${theirs.id}/publish`);
    const told = [];
    for (const { id } of [draft, hidden, closed, { id: 'job_nothing' }, theirs]) {
      const { requestId: _id, instance: _instance, ...body } = (await send(ann({ jobId: id }))).json();
      told.push(JSON.stringify(body));
    }
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toContain('jobs.not_open');
  });

  it.each([
    ['closed', () => tenant.post(`/v1/jobs/${job.id}/close`, {}), 'jobs.not_open'],
    [
      'asking for more',
      () => tenant.patch(`/v1/jobs/${job.id}`, { questions: { phone: 'required' } }),
      'applications.incomplete',
    ],
  ])('gets one answer when the job is %s since, whoever applied before', async (_what, change, code) => {
    expect((await send(ann())).statusCode).toBe(202);
    await change();
    for (const body of [ann(), ann({ name: 'Bo Day' })]) expect((await send(body)).json().code).toBe(code);
  });

  it('is refused beyond ten in a minute from one network, and the page may read that too', async () => {
    const place = { remoteAddress: '198.51.100.7' };
    const flood = (n: number) =>
      api.app.inject({
        method: 'POST',
        url: '/v1/public/applications',
        ...place,
        headers: { authorization: `Bearer ${key.key}`, origin },
        // By its id and by its number it is one job.
        payload: ann({ email: `ann${n}@example.com`, ...(n % 2 === 0 && { jobId: String(job.number) }) }),
      });
    for (let n = 0; n < 10; n += 1) expect((await flood(n)).statusCode).toBe(202);
    const answer = await flood(10);
    expect(answer.statusCode).toBe(429);
    expect(answer.json().code).toBe('intake.too_many');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(allowed(answer)).toBe(origin);
  });

  it('is read with two others of its network at most, however many are sent at once', async () => {
    let reading = 0;
    let most = 0;
    const heldUntil = performance.now() + 5_000;
    const upload = async (n: number) => {
      const { body, headers } = aForm([
        { name: 'jobId', value: job.id },
        { name: 'name', value: `Ann ${n}` },
        { name: 'resume', file: { name: 'cv.txt', bytes: Buffer.alloc(300_000, `life ${n} `) } },
      ]);
      const payload = Readable.from(
        (async function* () {
          reading += 1;
          most = Math.max(most, reading);
          for (let at = 0; at < body.length; at += 50_000) {
            await delay(2);
            yield body.subarray(at, at + 50_000);
            // Goes on once as many are read as may be, and somebody more has had time to come.
            if (at > 0) continue;
            while (most < 3 && performance.now() < heldUntil) await delay(5);
            await delay(50);
          }
          reading -= 1;
        })(),
      );
      return api.app.inject({
        method: 'POST',
        url: '/v1/public/applications',
        remoteAddress: '198.51.100.8',
        headers: { authorization: `Bearer ${key.key}`, origin, ...headers },
        payload,
      });
    };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => upload(n)));
    expect(most).toBe(3);
    const told = answers.map(({ statusCode }) => statusCode);
    expect(told.filter((status) => status !== 202 && status !== 429)).toEqual([]);
    expect(await candidates()).toHaveLength(told.filter((status) => status === 202).length);
  });

  it('makes room again however it ends', async () => {
    const from = (headers: Record<string, string>, payload: string, n: number) =>
      api.app.inject({
        method: 'POST',
        url: '/v1/public/applications',
        remoteAddress: '198.51.100.9',
        headers: { authorization: `Bearer ${key.key}`, origin, ...headers },
        payload: Readable.from([payload.replace('NUMBER', String(n))]),
      });
    const json = { 'content-type': 'application/json' };
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    // None announces its length, so each needs a place, and there are three.
    for (const [headers, payload, status] of [
      [json, '{"not": ', 400],
      [json, '{"jobId": 1}', 422],
      [form, 'no form', 400],
      [{ 'content-type': 'text/plain' }, 'x', 415],
      [json, JSON.stringify(ann({ email: 'anNUMBER@example.com' })), 202],
    ] as const)
      for (let n = 0; n < 4; n += 1) expect((await from(headers, payload, n)).statusCode).toBe(status);
  });

  it('that comes too slowly makes room at once, and whoever sends the rest first reads why', async () => {
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = api.app.server.address() as AddressInfo;
    const body = Buffer.from(JSON.stringify(ann({ resume: { base64: 'A'.repeat(12_000_000) } })));
    const begin = (n: number) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (n % 3)}` }).pause();
      socket.on('error', () => undefined);
      const head = [
        'POST /v1/public/applications HTTP/1.1',
        ...[`host: localhost`, `authorization: Bearer ${key.key}`, `origin: ${origin}`],
        ...['content-type: application/json', `content-length: ${body.length}`],
        'connection: close',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.write(body.subarray(0, 1_000));
      return socket;
    };
    const first = begin(0);
    await delay(500);
    const others = Array.from({ length: 7 }, (_, n) => begin(n + 1));
    await delay(500);
    // They hold all places of the key.
    expect((await send(ann({ resume: aText }))).statusCode).toBe(202);
    const rest = new Promise((resolve) => first.write(body.subarray(1_000), resolve));
    expect(await Promise.race([rest.then(() => 'taken'), delay(3_000, 'left')])).toBe('taken');
    const [answer] = await Promise.race([once(first.resume(), 'data'), delay(3_000, [''])]);
    expect(String(answer)).toMatch(/^HTTP\/1\.1 429 [\s\S]*too slowly while others waited/);
    for (const socket of [first, ...others]) socket.destroy();
  });

  it('is refused beyond what its key takes in an hour', async () => {
    await tenant.patch(`/v1/publishable-keys/${key.id}`, { maxPerHour: 2 });
    for (let n = 0; n < 2; n += 1) expect((await send(ann({ email: `a${n}@b.c` }))).statusCode).toBe(202);
    expect((await send(ann({ email: 'a2@b.c' }))).statusCode).toBe(429);
    // Before anything of it is read.
    const unread = await api.app.inject({
      method: 'POST',
      url: '/v1/public/applications',
      headers: { authorization: `Bearer ${key.key}`, origin, 'content-type': 'application/json' },
      payload: '{"not": ',
    });
    expect([unread.statusCode, unread.json().code]).toEqual([429, 'intake.too_many']);
  });
});

describe('a publishable key', () => {
  it('works from listed origins only, and others may not read anything', async () => {
    for (const elsewhere of ['https://evil.example', 'http://www.example.com', 'null', `${origin}:8443`]) {
      const answer = await send(ann(), { origin: elsewhere });
      expect(answer.json().code).toBe('publishable_keys.origin_refused');
      expect(allowed(answer)).toBeUndefined();
    }
    const server = await api.call(key.key, 'POST', '/v1/public/applications', ann());
    expect(server.json().code).toBe('publishable_keys.origin_refused');
    expect(await candidates()).toEqual([]);
  });

  it('is asked about by browsers before they send', async () => {
    const ask = (asking: string) =>
      api.app.inject({
        method: 'OPTIONS',
        url: '/v1/public/applications',
        headers: { origin: asking, 'access-control-request-method': 'POST' },
      });
    const yes = await ask(origin);
    expect(yes.statusCode).toBe(204);
    expect(yes.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'Origin',
    });
    expect(yes.headers['access-control-allow-credentials']).toBeUndefined();
    expect(allowed(await ask('https://evil.example'))).toBeUndefined();
  });

  it('stops when it is disabled or removed', async () => {
    await tenant.patch(`/v1/publishable-keys/${key.id}`, { enabled: false });
    expect((await send(ann())).statusCode).toBe(401);
    await tenant.patch(`/v1/publishable-keys/${key.id}`, { enabled: true });
    expect((await send(ann())).statusCode).toBe(202);
    expect((await tenant.delete(`/v1/publishable-keys/${key.id}`)).statusCode).toBe(204);
    expect((await send(ann({ phone: '12345' }))).statusCode).toBe(401);
    expect((await tenant.delete(`/v1/publishable-keys/${key.id}`)).json().code).toBe(
      'publishable_keys.not_found',
    );
  });

  it('opens no other route: every one refuses it, and none tells anything with it', async () => {
    const file = new URL('openapi.json', import.meta.url);
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
      paths: Record<string, Record<string, { security?: unknown[] }>>;
    };
    await send(ann());
    let asked = 0;
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { security }] of Object.entries(operations)) {
        if (security !== undefined) continue;
        const url = path.replace(/\{\w+\}/g, '1');
        const answer = await api.call(key.key, method.toUpperCase(), url, undefined, { origin });
        expect([method, path, answer.statusCode]).toEqual([method, path, 401]);
        expect(answer.body).not.toContain('Ann');
        asked += 1;
      }
    expect(asked).toBeGreaterThan(80);
  });

  it('is no place for another key: one of a user is not taken in a web page', async () => {
    expect((await send(ann(), {}, tenant.key)).statusCode).toBe(401);
  });

  it.each([
    'https://*.example.com',
    'https://example.com/jobs',
    'http://example.com',
    'example.com',
    'https://u:p@example.com',
    'https://example.com;sandbox',
    'https://example.com,example.org',
    'null',
  ])('takes no %s as an origin', async (wrong) => {
    const answer = await tenant.post('/v1/publishable-keys', { name: 'x', origins: [wrong] });
    expect(answer.statusCode).toBe(422);
  });

  it('is made by whoever sets the company up, and no one else', async () => {
    const manager = await tenant.aKeyOf('manager');
    for (const [method, url] of [
      ['GET', '/v1/publishable-keys'],
      ['POST', '/v1/publishable-keys'],
      ['GET', '/v1/careers'],
      ['PATCH', '/v1/careers'],
    ] as const) {
      const body = method === 'POST' ? { name: 'x', origins: [origin] } : method === 'PATCH' ? {} : undefined;
      expect((await api.call(manager, method, url, body)).statusCode).toBe(403);
    }
  });

  it('of another company is unknown', async () => {
    const stranger = await api.aTenant();
    expect((await stranger.patch(`/v1/publishable-keys/${key.id}`, { enabled: false })).statusCode).toBe(404);
    expect((await stranger.get('/v1/publishable-keys')).json().items).toEqual([]);
  });
});

describe('jobs for everybody', () => {
  const get = (url: string, from?: string) =>
    api.call(undefined, 'GET', url, undefined, from === undefined ? {} : { origin: from });

  it('are those that are open and published, without what is not everybody’s', async () => {
    await tenant.post('/v1/jobs', { title: 'Hidden' });
    const answer = await get(`/v1/public/jobs?company=${tenant.company.slug}`);
    const { items } = answer.json();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      id: job.id,
      title: 'Carpenter',
      url: expect.stringMatching(new RegExp(`/careers/${tenant.company.slug}/jobs/${job.number}$`)),
    });
    expect(Object.keys(items[0])).not.toEqual(expect.arrayContaining(['applicationCount']));
    for (const hidden of ['applicationCount', 'hiringLeadEmployeeNumber', 'pipelineId', 'internalCode'])
      expect(items[0]).not.toHaveProperty(hidden);
  });

  it('come in pages and by filter', async () => {
    for (const [title, department, location] of [
      ['Joiner 50%', 'Workshop', 'Lindon'],
      ['Painter', 'Workshop', 'Orem'],
    ]) {
      const { id } = (await tenant.post('/v1/jobs', { title, department, location })).json();
      await tenant.post(`/v1/jobs/${id}/publish`);
    }
    const titles = async (query: string): Promise<string[]> =>
      (await get(`/v1/public/jobs?company=${tenant.company.slug}&${query}`))
        .json()
        .items.map(({ title }: Job) => title);
    expect(await titles('department=Workshop')).toEqual(['Painter', 'Joiner 50%']);
    expect(await titles('department=Workshop&location=Orem')).toEqual(['Painter']);
    expect(await titles('q=50%25')).toEqual(['Joiner 50%']);
    const first = (await get(`/v1/public/jobs?company=${tenant.company.slug}&limit=2`)).json();
    expect(first.items).toHaveLength(2);
    expect(await titles(`limit=2&cursor=${first.nextCursor}`)).toEqual(['Carpenter']);
  });

  it('have the form that is enforced; a job that is not public has none', async () => {
    const form = await get(`/v1/public/jobs/${job.number}/form?company=${tenant.company.slug}`);
    expect(form.json()).toEqual((await tenant.get(`/v1/jobs/${job.id}/form`)).json());
    const hidden: Job = (await tenant.post('/v1/jobs', { title: 'Hidden' })).json();
    const none = await get(`/v1/public/jobs/${hidden.id}/form?company=${tenant.company.slug}`);
    expect(none.json().code).toBe('jobs.not_found');
  });

  it('may be read by listed pages only', async () => {
    const url = `/v1/public/jobs?company=${tenant.company.slug}`;
    expect(allowed(await get(url, origin))).toBe(origin);
    expect(allowed(await get(url, 'https://evil.example'))).toBeUndefined();
    const stranger = await api.aTenant();
    expect(allowed(await get(`/v1/public/jobs?company=${stranger.company.slug}`, origin))).toBeUndefined();
  });

  it('of a company that shows no careers page, or is none, are not there', async () => {
    await tenant.patch('/v1/careers', { enabled: false });
    for (const slug of [tenant.company.slug, 'nothing-here'])
      expect((await get(`/v1/public/jobs?company=${slug}`)).json().code).toBe('companies.not_found');
  });
});

describe('the look of the careers page', () => {
  it('is kept, and what is not named stays', async () => {
    const before: CareersSettings = (await tenant.get('/v1/careers')).json();
    expect(before).toMatchObject({
      enabled: true,
      headline: null,
      color: null,
      embedOrigins: [],
      logoUrl: null,
    });
    await tenant.patch('/v1/careers', { headline: 'Build with us', color: '#2f6f4f' });
    const after = (await tenant.patch('/v1/careers', { embedOrigins: [`${origin}/`], intro: '' })).json();
    expect(after).toMatchObject({ headline: 'Build with us', color: '#2f6f4f', embedOrigins: [origin] });
    expect(after.intro).toBeNull();
    for (const wrong of [{ color: 'red' }, { privacyUrl: 'javascript:alert(1)' }, { embedOrigins: ['*'] }])
      expect((await tenant.patch('/v1/careers', wrong)).statusCode).toBe(422);
  });

  it('takes changes of two people at the same time', async () => {
    await tenant.patch('/v1/careers', { headline: 'Before' });
    let other: Promise<Answer> | undefined;
    await api.context.db.inCompany(tenant.company.id, async (tx) => {
      await tx.updateTable('careers_settings').set({ headline: 'After' }).execute();
      other = tenant.patch('/v1/careers', { color: '#2f6f4f' });
      await delay(300);
    });
    expect((await other)?.json()).toMatchObject({ headline: 'After', color: '#2f6f4f' });
  });

  it('has a logo that is made anew, or none', async () => {
    const picture = await sharp({ create: { width: 900, height: 300, channels: 4, background: '#0000' } })
      .png()
      .toBuffer();
    const put = (bytes: Uint8Array) => {
      const { body, headers } = aForm([{ name: 'logo', file: { name: 'logo.png', bytes } }]);
      return api.call(tenant.key, 'PUT', '/v1/careers/logo', body, headers);
    };
    const { logoUrl } = (await put(picture)).json();
    expect(logoUrl).toContain(`/careers/${tenant.company.slug}/logo?v=fil_`);
    const refused = await put(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    expect(refused.json().code).toBe('files.content_mismatch');
    expect((await tenant.delete('/v1/careers/logo')).json().logoUrl).toBeNull();
  });
});
