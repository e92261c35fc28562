// The careers page over HTTP: what everybody sees, and what becomes of a form that is sent.
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Candidate, Job } from '@joinery/sdk';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Answer,
  aForm,
  aPdf,
  createTestApi,
  type FormPart,
  type Tenant,
  type TestApi,
} from '../api/testing/api.ts';
import { type BodyPlaces, createBodyPlaces, usualPlaces } from '../body-places.ts';
import { createGuards } from '../guards.ts';
import { careersSurface } from './index.ts';

let api: TestApi;
let app: FastifyInstance;
let tenant: Tenant;
let job: Job;
let base: string;
let places = 0;
let bodies: BodyPlaces;
/** How many bodies asked for a place. */
let asked = 0;
beforeAll(async () => {
  api = await createTestApi();
  const { default: Fastify } = await import('fastify');
  const { installPipeline, serverOptions } = await import('../pipeline.ts');
  app = Fastify(serverOptions(api.context));
  installPipeline(app, api.context);
  const slow = { ...usualPlaces.slow, graceMs: 100, lookMs: 10 };
  const places = createBodyPlaces({ ...usualPlaces, all: 3, slow });
  bodies = {
    enter(body) {
      asked += 1;
      return places.enter(body);
    },
  };
  await app.register(careersSurface(api.context, { ...createGuards(api.context), bodies }));
});
beforeEach(async () => {
  api.setNow(undefined);
  tenant = await api.aTenant();
  base = `/careers/${tenant.company.slug}`;
  job = await publish({
    title: 'Carpenter <b>',
    department: 'Workshop & yard',
    description: 'Build things.\n\n- with wood\n- with care\n\n<script>alert(1)</script>',
    questions: { phone: 'required', resume: 'optional', linkedinUrl: 'optional' },
    customQuestions: [
      { label: 'Why us?', type: 'long_text', required: true },
      { label: 'Tools', type: 'multiple_choice', options: [{ label: 'Saw' }, { label: 'Plane' }] },
      { label: 'Do you drive?', type: 'yes_no' },
      { label: 'Years', type: 'number' },
      { label: 'Portfolio', type: 'file' },
    ],
  });
});
afterAll(async () => {
  await app.close();
  await api.close();
});

async function publish(input: object): Promise<Job> {
  const made: Job = (await tenant.post('/v1/jobs', input)).json();
  return (await tenant.post(`/v1/jobs/${made.id}/publish`)).json();
}

const get = (url: string): Promise<Answer> => app.inject({ method: 'GET', url });
const keys = (): string[] => job.customQuestions.map(({ key }) => key);

/** A form as it is given out, old enough to be sent. */
async function aToken(): Promise<string> {
  const at = Date.now() - 60_000;
  api.setNow(new Date(at));
  const { body } = await get(`${base}/jobs/${job.number}/apply`);
  api.setNow(undefined);
  return /name="form_token" value="([^"]+)"/.exec(body)?.[1] ?? '';
}

type Fields = Record<string, string>;
const filled = (): Fields => {
  const [why = ''] = keys();
  return {
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann@example.com',
    phone: '+49 30 1234567',
    [`answers.${why}`]: 'I like <wood> & "care"',
  };
};

interface Sending {
  token?: string;
  files?: FormPart[];
  headers?: Record<string, string>;
  address?: string;
}

async function send(
  fields: Fields,
  { token, files = [], headers = {}, address }: Sending = {},
): Promise<Answer> {
  places += 1;
  const parts: FormPart[] = Object.entries({
    form_token: token ?? (await aToken()),
    office_fax: '',
    ...fields,
  }).map(([name, value]) => ({ name, value }));
  // What browsers send for a file input that nobody used.
  const unused: FormPart = { name: 'coverLetter', file: { name: '', bytes: new Uint8Array() } };
  const form = aForm([...parts, unused, ...files]);
  return app.inject({
    method: 'POST',
    url: `${base}/jobs/${job.number}/apply`,
    remoteAddress: address ?? `10.1.${places >> 8}.${places & 255}`,
    headers: { ...form.headers, ...headers },
    payload: form.body,
  });
}

async function candidates(): Promise<Candidate[]> {
  return (await tenant.get('/v1/candidates?limit=200')).json().items;
}

const thanked = (answer: Answer): boolean =>
  answer.statusCode === 303 && answer.headers.location === `${base}/thanks` && answer.body === '';

describe('an application', () => {
  it('is taken with everything that was filled in, and said thanks for', async () => {
    const [why = '', tools = '', drive = '', years = '', portfolio = ''] = keys();
    const [saw] = job.customQuestions[1]?.options ?? [];
    const bytes = await aPdf('Ann');
    const answer = await send(
      {
        ...filled(),
        source: 'LinkedIn',
        linkedinUrl: 'https://linkedin.com/in/ann',
        [`answers.${tools}:${saw?.id}`]: '1',
        [`answers.${drive}`]: 'no',
        [`answers.${years}`]: '4,5',
      },
      {
        files: [
          { name: 'resume', file: { name: 'cv.pdf', bytes } },
          { name: portfolio, file: { name: 'work.pdf', bytes } },
        ],
      },
    );
    expect(thanked(answer)).toBe(true);
    const [candidate] = await candidates();
    expect(candidate).toMatchObject({
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann@example.com',
      source: 'LinkedIn',
      linkedinUrl: 'https://linkedin.com/in/ann',
    });
    expect(candidate?.attachments.map(({ kind }) => kind).sort()).toEqual(['other', 'resume']);
    const answers = Object.fromEntries(
      candidate?.applications[0]?.answers.map(({ key, value }) => [key, value]) ?? [],
    );
    expect(answers).toMatchObject({
      [why]: 'I like <wood> & "care"',
      [tools]: [saw?.id],
      [drive]: false,
      [years]: 4.5,
    });
    expect((await get(String(answer.headers.location))).body).toContain('Your application has arrived');
  });

  it('that was sent before is thanked for in the same bytes, and there once', async () => {
    const told = [await send(filled()), await send(filled()), await send({ ...filled(), firstName: 'Anna' })];
    expect(told.map(thanked)).toEqual([true, true, true]);
    expect(
      new Set(told.map(({ headers: { 'x-request-id': _id, date: _date, ...rest } }) => JSON.stringify(rest)))
        .size,
    ).toBe(1);
    expect((await candidates()).map(({ firstName }) => firstName)).toEqual(['Anna', 'Ann']);
  });

  it('that is clicked twice is there once, although both come with one form', async () => {
    const token = await aToken();
    const told = await Promise.all([send(filled(), { token }), send(filled(), { token })]);
    expect(told.map(thanked)).toEqual([true, true]);
    expect(await candidates()).toHaveLength(1);
  });

  it('with something else in a form that was sent is shown again, and taken the next time', async () => {
    const token = await aToken();
    await send(filled(), { token });
    const changed = { ...filled(), firstName: 'Anna' };
    const again = await send(changed, { token });
    expect(again.statusCode).toBe(409);
    expect(again.body).toContain('value="Anna"');
    expect(again.body).toContain('This form was sent before');
    expect(await candidates()).toHaveLength(1);
    expect(thanked(await send(changed))).toBe(true);
  });

  it('that is sent again later with one form is thanked for again, and there once', async () => {
    const token = await aToken();
    for (let n = 0; n < 2; n += 1) expect(thanked(await send(filled(), { token }))).toBe(true);
    expect(await candidates()).toHaveLength(1);
  });

  it('in a form that was used up tells nothing about who applied before', async () => {
    expect(thanked(await send(filled()))).toBe(true);
    const token = await aToken();
    await send({ ...filled(), email: 'bo@example.com' }, { token });
    for (const email of ['ann@example.com', 'nobody@example.com'])
      expect((await send({ ...filled(), email }, { token })).statusCode).toBe(409);
    expect(await candidates()).toHaveLength(2);
  });

  it('asks for what everybody agrees to, and for what is counted only', async () => {
    const text = { key: 'privacy', label: 'I agree', text: 'We keep it.\nFor a year.', required: true };
    await tenant.post('/v1/consent-texts', text);
    const questions = [
      {
        key: 'age',
        label: 'Age',
        options: [
          { id: 'young', label: 'Up to 40' },
          { id: 'old', label: 'Over 40' },
        ],
      },
    ];
    await tenant.put('/v1/demographics/questions', { questions });
    const { body } = await get(`${base}/jobs/${job.number}/apply`);
    expect(body).toContain('We keep it.\nFor a year.');
    expect(body).toContain('name="consents.privacy" value="1"');
    expect(body).toContain('The next questions are voluntary.');
    const without = await send({ ...filled(), 'demographics.age': 'old' });
    expect(without.statusCode).toBe(422);
    expect(without.body).toContain('id="f-consents-privacy-error">We need you to agree to this.');
    expect(without.body).toContain('<option value="old" selected>');
    expect(thanked(await send({ ...filled(), 'demographics.age': 'old', 'consents.privacy': '1' }))).toBe(
      true,
    );
    const [candidate] = await candidates();
    const { items } = (await tenant.get(`/v1/candidates/${candidate?.id}/consents`)).json();
    expect(items).toMatchObject([{ key: 'privacy', version: 1 }]);
    await tenant.put('/v1/consent-texts/privacy', {
      label: 'I agree',
      text: 'We keep it for ever.',
      required: true,
    });
    const old = await send({ ...filled(), phone: '12345', 'consents.privacy': '1' });
    expect(old.body).toContain('This text was changed: read it and agree again.');
    expect(old.body).not.toMatch(/name="consents\.privacy"[^>]* checked/);
  });

  it('of somebody with one name is taken', async () => {
    expect(thanked(await send({ ...filled(), firstName: '', lastName: 'Suharto' }))).toBe(true);
    expect((await candidates())[0]).toMatchObject({ firstName: '', lastName: 'Suharto' });
  });

  it('with faults tells each at its field, keeps what was typed, and is nowhere', async () => {
    const [why = '', tools = '', , years = ''] = keys();
    const saw = job.customQuestions[1]?.options[0]?.id;
    const bad = await send(
      {
        ...filled(),
        lastName: ' ',
        email: 'ann',
        phone: '',
        [`answers.${why}`]: '',
        [`answers.${years}`]: 'many',
        [`answers.${tools}:${saw}`]: '1',
      },
      { files: [{ name: 'resume', file: { name: 'cv.exe', bytes: Buffer.from('MZ') } }] },
    );
    expect(bad.statusCode).toBe(422);
    const error = (path: string) =>
      new RegExp(`id="f-${path.replace('.', '-')}-error">([^<]*)<`).exec(bad.body)?.[1];
    expect(error('lastName')).toBe('Fill this in.');
    expect(error('email')).toContain('Give an e-mail address');
    expect(error('phone')).toBe('Fill this in.');
    expect(error('resume')).toContain('PDF, DOCX');
    expect(error(`answers.${why}`)).toBe('Fill this in.');
    expect(error(`answers.${years}`)).toBe('Give a number.');
    expect(error('firstName')).toBeUndefined();
    expect(bad.body).toContain('<title>Error: ');
    expect(bad.body).toContain('value="Ann"');
    expect(bad.body).toContain('value="many"');
    expect(bad.body).toMatch(new RegExp(`name="answers\\.${tools}:${saw}" value="1" checked`));
    expect(bad.body).toContain('href="#f-email"');
    expect(await candidates()).toEqual([]);
  });

  it('with a script gets its faults as data, with a form that can be sent again', async () => {
    const headers = { accept: 'application/json' };
    const bad = await send({ ...filled(), phone: '' }, { headers });
    expect(bad.statusCode).toBe(422);
    expect(bad.json()).toMatchObject({
      issues: [{ path: 'phone', label: 'Phone', message: 'Fill this in.' }],
    });
    api.setNow(new Date(Date.now() + 10_000));
    const good = await send(filled(), { headers, token: bad.json().token });
    expect(good.statusCode).toBe(202);
    expect(good.json()).toEqual({ received: true, next: `${base}/thanks` });
    expect(await candidates()).toHaveLength(1);
  });

  it('tells a document that is too large at its field', async () => {
    const big = { name: 'cv.pdf', bytes: Buffer.concat([await aPdf(), Buffer.alloc(10 * 1024 * 1024)]) };
    const answer = await send(filled(), { files: [{ name: 'resume', file: big }] });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('id="f-resume-error">A document may have up to 10 MB.');
    expect(answer.body).toContain('value="ann@example.com"');
  });

  it('answers each of ten in a minute from one network, and asks the next to wait', async () => {
    const address = '198.51.100.9';
    for (let n = 0; n < 10; n += 1)
      expect(thanked(await send({ ...filled(), email: `ann${n}@example.com` }, { address }))).toBe(true);
    const answer = await send(filled(), { address });
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body).toContain('value="ann@example.com"');
    // A document of theirs is not even read.
    const file = { name: 'cv.pdf', bytes: Buffer.alloc(300 * 1024) };
    const unread = await send(filled(), { address, files: [{ name: 'resume', file }] });
    expect(unread.statusCode).toBe(429);
    expect(unread.body).not.toContain('value="ann@example.com"');
    // Nor is it where more than that are sent at once.
    const together = await Promise.all(
      Array.from({ length: 13 }, () =>
        send(filled(), { address: '203.0.113.77', files: [{ name: 'resume', file }] }),
      ),
    );
    const refused = together.filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(3);
    for (const { body } of refused) expect(body).not.toContain('value="ann@example.com"');
  });

  it('finds room for its documents whatever became of those who came before', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const begin = async (count: number): Promise<Socket[]> => {
      const known = asked + count;
      const sockets = Array.from({ length: count }, () => {
        const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
        socket.on('error', () => undefined);
        socket.write(
          `POST ${base}/jobs/${job.number}/apply HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n` +
            'Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n' +
            'Content-Disposition: form-data; name="resume"; filename="cv.txt"\r\n\r\nlife',
        );
        return socket;
      });
      await vi.waitUntil(() => asked === known, { timeout: 20_000 });
      return sockets;
    };
    const file = { name: 'cv.txt', bytes: Buffer.alloc(300 * 1024, 'life ') };
    const late = (n: number) =>
      send({ ...filled(), email: `late${n}@example.com` }, { files: [{ name: 'resume', file }] });
    // They hold all places, others wait; those hang up first, and then these.
    const [held, waiting] = [await begin(3), await begin(3)];
    for (const socket of [...waiting, ...held]) {
      socket.destroy();
      await once(socket, 'close');
    }
    expect(thanked(await late(1))).toBe(true);
    // They send no more, and stay.
    const slow = await begin(3);
    const answered = Promise.race(slow.map(async (socket) => String((await once(socket, 'data'))[0])));
    expect(thanked(await late(2))).toBe(true);
    expect(await answered).toMatch(/^HTTP\/1\.1 429 [\s\S]*came too slowly while others waited/);
    for (const socket of slow) socket.destroy();
  });

  it('for a job that was closed while the form was open says so', async () => {
    const token = await aToken();
    await tenant.post(`/v1/jobs/${job.id}/close`, {});
    const answer = await send(filled(), { token });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain('not open any more');
  });
});

describe('a program that fills in forms', () => {
  it.each([
    ['the field that nobody sees', { office_fax: '1' }, undefined, 'trap'],
    ['no token', {}, '', 'token'],
    ['a token of its own making', {}, `${Date.now()}.AAAAAAAAAAAAAAAAAAAAAA.${'0'.repeat(64)}`, 'token'],
  ])(
    'is thanked for %s like anybody, nothing is there, and it is counted',
    async (_what, fields, token, sign) => {
      const counted = async () => {
        const { body } = await get('/metrics');
        return Number(
          new RegExp(`^joinery_careers_robots_total\\{reason="${sign}"\\} (\\d+)$`, 'm').exec(body)?.[1],
        );
      };
      const robots = async () => (await tenant.get('/v1/careers')).json().robots;
      const [before, shown] = [await counted(), await robots()];
      const answer = await send({ ...filled(), ...fields }, token === undefined ? {} : { token });
      expect(thanked(answer)).toBe(true);
      expect(await candidates()).toEqual([]);
      expect(await counted()).toBe(before + 1);
      expect(await robots()).toBe(shown + 1);
      api.setNow(new Date(Date.now() + 31 * 86_400_000));
      expect(await robots()).toBe(0);
      api.setNow(undefined);
    },
  );

  it('that is too quick is shown the form again', async () => {
    const { body } = await get(`${base}/jobs/${job.number}/apply`);
    const token = /name="form_token" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const answer = await send(filled(), { token });
    expect(answer.statusCode).toBe(409);
    expect(await candidates()).toEqual([]);
  });

  it('cannot use the form of another job', async () => {
    const token = await aToken();
    const first = job;
    job = await publish({ title: 'Joiner' });
    expect(thanked(await send({ firstName: 'A', lastName: 'B' }, { token }))).toBe(true);
    expect(await candidates()).toEqual([]);
    job = first;
  });
});

describe('the pages', () => {
  it('show open jobs that are published, with text as text', async () => {
    await tenant.post('/v1/jobs', { title: 'Hidden' });
    const list = await get(base);
    expect(list.body).toContain('Carpenter &lt;b&gt;');
    expect(list.body).not.toContain('Hidden');
    const page = (await get(`${base}/jobs/${job.number}`)).body;
    expect(page).toContain('<ul><li>with wood</li><li>with care</li></ul>');
    expect(page).not.toContain('<script>alert');
  });

  it('are filtered and turned without a script', async () => {
    await publish({ title: 'Painter', department: 'Yard', location: 'Orem' });
    const filtered = (await get(`${base}?department=Yard`)).body;
    expect(filtered).toContain('Painter');
    expect(filtered).not.toContain('Carpenter');
    expect(filtered).toContain('<option value="Yard" selected>');
    expect((await get(`${base}?q=nothing+at+all`)).body).toContain('No open job fits');
    for (let n = 0; n < 50; n += 1) await publish({ title: `Job ${n}` });
    const first = (await get(base)).body;
    const more = /href="([^"]*after=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await get(more)).body).toContain('Carpenter');
  });

  it('allow no script but their own and no frame but those that are listed', async () => {
    await tenant.patch('/v1/careers', { embedOrigins: ['https://www.example.com'] });
    for (const path of ['', `/jobs/${job.number}`, `/jobs/${job.number}/apply`, '/thanks', '/nothing']) {
      const own = await get(base + path);
      const policy = String(own.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(own.headers['x-frame-options']).toBe('DENY');
      const framed = await get(`${base}${path}?embed=1`);
      expect(framed.headers['content-security-policy']).toContain(
        "frame-ancestors 'self' https://www.example.com",
      );
      expect(framed.headers['x-frame-options']).toBeUndefined();
      expect(framed.body.match(/href="\/careers[^"]*(?<!css\?v=[^"]*|feed\.json)"/g) ?? []).toEqual(
        (framed.body.match(/href="\/careers[^"]*(?<!css\?v=[^"]*|feed\.json)"/g) ?? []).filter((link) =>
          link.includes('embed=1'),
        ),
      );
    }
  });

  it('look as the company says', async () => {
    await tenant.patch('/v1/careers', {
      headline: 'Build with us',
      intro: 'We are <kind>.',
      color: '#ffee00',
      privacyUrl: 'https://example.com/privacy',
    });
    const { body } = await get(base);
    expect(body).toContain('<h1>Build with us</h1>');
    expect(body).toContain('We are &lt;kind&gt;.');
    expect(body).toContain('href="https://example.com/privacy"');
    const style = /href="([^"]*careers\.css[^"]*)"/.exec(body)?.[1] ?? '';
    const css = await get(style);
    expect(css.body).toContain('--strong:#ffee00;--on-strong:#000000');
    expect(css.headers['cache-control']).toContain('immutable');
    expect((await get(`${base}/jobs/${job.number}/apply`)).body).toContain('privacy notice');
  });

  it('tell machines the same: postings, feed and sitemap', async () => {
    const page = (await get(`${base}/jobs/${job.number}`)).body;
    const text = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(text)).toMatchObject({
      '@type': 'JobPosting',
      title: 'Carpenter <b>',
      datePosted: job.publishedAt,
      hiringOrganization: { name: tenant.company.name },
      directApply: true,
    });
    const feed = await get(`${base}/feed.json`);
    expect(feed.headers['content-type']).toContain('application/feed+json');
    expect(feed.json()).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      items: [
        {
          id: job.id,
          title: 'Carpenter <b>',
          url: expect.stringMatching(new RegExp(`/jobs/${job.number}$`)),
        },
      ],
    });
    const sitemap = (await get(`${base}/sitemap.xml`)).body;
    expect(sitemap).toContain(`${base}/jobs/${job.number}</loc>`);
  });

  it('can be put into another page by a script', async () => {
    const script = await get(`${base}/embed.js`);
    expect(script.headers['content-type']).toContain('text/javascript');
    expect(script.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(script.body).toContain(`${base}"`);
  });

  it('of a company that shows none, or is none, of a hidden job and of nothing are not found', async () => {
    const hidden: Job = (await tenant.post('/v1/jobs', { title: 'Hidden' })).json();
    const urls = [
      `${base}/jobs/${hidden.number}`,
      `${base}/jobs/999`,
      `${base}/nothing`,
      '/careers/nobody',
      '/careers/nobody/jobs/1',
    ];
    for (const url of urls) expect((await get(url)).statusCode).toBe(404);
    await tenant.patch('/v1/careers', { enabled: false });
    for (const path of ['', `/jobs/${job.number}`, '/feed.json', '/careers.css'])
      expect((await get(base + path)).statusCode).toBe(404);
  });
});
