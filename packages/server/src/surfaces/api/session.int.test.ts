import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAccessLevels } from '../../modules/access/access-levels.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { type Answer, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

const person = { email: 'owner@example.com', password: 'correct horse battery' };
const sameSite = { 'sec-fetch-site': 'same-origin' };

describe('a session', () => {
  let api: TestApi;
  let tenant: Tenant;
  beforeAll(async () => {
    api = await createTestApi();
    tenant = await api.aTenant();
    const levels = await listAccessLevels(api.context, tenant.owner);
    const accessLevelId = levels.find((level) => level.builtin === 'account_owner')?.id ?? '';
    const names = { firstName: 'Olive', lastName: 'Owner' };
    await createUser(api.context, tenant.owner, { kind: 'person', ...person, ...names, accessLevelId });
  });
  afterAll(() => api.close());

  const signIn = (body: object = person, headers: Record<string, string> = {}, remoteAddress = '192.0.2.7') =>
    api.app.inject({ method: 'POST', url: '/v1/session', payload: body, headers, remoteAddress });
  const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0] ?? '';
  const call = (method: string, url: string, headers: Record<string, string>, body?: object) =>
    api.call(undefined, method, url, body, headers);

  it('is opened with e-mail and password, in a cookie that scripts cannot read', async () => {
    const answer = await signIn();
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      user: { email: person.email, firstName: 'Olive' },
      company: { slug: tenant.company.slug },
      access: { settings: { users: 'edit' } },
    });
    expect(new Date(answer.json().expiresAt).getTime()).toBeGreaterThan(Date.now());
    expect(answer.body).not.toContain(person.password);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^joinery_session=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const me = await call('GET', '/v1/session', { cookie: cookieOf(answer) });
    expect(me.json().user.email).toBe(person.email);
  });

  it('changes things from pages of this server only', async () => {
    const cookie = cookieOf(await signIn());
    const make = (headers: Record<string, string>) =>
      call('POST', '/v1/jobs', { cookie, ...headers }, { title: 'Cook' });
    expect((await make(sameSite)).statusCode).toBe(201);
    expect((await make({ host: 'people.test', origin: 'http://people.test' })).statusCode).toBe(201);
    const refused = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { host: 'people.test', origin: 'https://evil.test' },
      { host: 'people.test', origin: 'http://people.test:8080' },
      { host: 'people.test', origin: 'null' },
      // A browser that sends both cannot be talked out of the first.
      { 'sec-fetch-site': 'cross-site', host: 'people.test', origin: 'http://people.test' },
    ];
    for (const headers of refused) {
      const answer = await make(headers);
      expect([headers, answer.statusCode, answer.json().code]).toEqual([headers, 403, 'access.cross_site']);
    }
  });

  it('may be read without those headers', async () => {
    const cookie = cookieOf(await signIn());
    expect((await call('GET', '/v1/jobs', { cookie })).statusCode).toBe(200);
  });

  it('does not make good a wrong key', async () => {
    const cookie = cookieOf(await signIn());
    const answer = await call('GET', '/v1/jobs', { cookie, authorization: 'Bearer jnr_wrong' });
    expect(answer.statusCode).toBe(401);
  });

  it('is over after signing out, and signing out twice is no error', async () => {
    const cookie = cookieOf(await signIn());
    for (let i = 0; i < 2; i += 1) {
      const answer = await call('DELETE', '/v1/session', { cookie, ...sameSite });
      expect(answer.statusCode).toBe(204);
      expect(String(answer.headers['set-cookie'])).toMatch(/^joinery_session=; .*Max-Age=0/);
    }
    expect((await call('GET', '/v1/session', { cookie })).statusCode).toBe(401);
  });

  it('is not opened, nor ended, by a page of another site', async () => {
    expect((await signIn(person, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await call('DELETE', '/v1/session', { origin: 'https://evil.test' })).statusCode).toBe(403);
  });

  it('is refused in the same words for a wrong password and for nobody', async () => {
    const wrong = await signIn({ ...person, password: 'wrong' }, {}, '192.0.2.20');
    const nobody = await signIn({ email: 'nobody@example.com', password: 'wrong' }, {}, '192.0.2.20');
    expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'access.wrong_credentials']);
    expect({ ...nobody.json(), requestId: '' }).toEqual({ ...wrong.json(), requestId: '' });
  });

  const fail = (email: string, address: string) => signIn({ email, password: 'guess' }, {}, address);
  const isLimited = (answer: Answer) =>
    expect([answer.statusCode, answer.json().code]).toEqual([429, 'access.too_many_attempts']);

  it('makes an address that fails ten times wait, and no other', async () => {
    for (let i = 0; i < 10; i += 1)
      expect((await fail(`nobody${i}@example.com`, '192.0.2.30')).statusCode).toBe(401);
    const limited = await signIn(person, {}, '192.0.2.30');
    isLimited(limited);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    expect((await signIn(person, {}, '192.0.2.31')).statusCode).toBe(201);
    // Somebody else’s word about the address counts for nothing without a proxy of our own.
    isLimited(await signIn(person, { 'x-forwarded-for': '192.0.2.99' }, '192.0.2.30'));
  });

  it('makes whoever guesses one password wait, though they sign in as themselves in between', async () => {
    for (let i = 0; i < 10; i += 1) {
      expect((await fail('victim@example.com', `192.0.2.${40 + (i % 2)}`)).statusCode).toBe(401);
      expect((await signIn(person, {}, `192.0.2.${40 + (i % 2)}`)).statusCode).toBe(201);
    }
    isLimited(await fail('Victim@example.com', '192.0.2.42'));
    expect((await signIn(person, {}, '192.0.2.40')).statusCode).toBe(201);
  });

  it('goes on elsewhere with a cookie of its own each time, so not under an Idempotency-Key', async () => {
    const cookie = cookieOf(await signIn());
    const move = (headers: object) =>
      call('PATCH', '/v1/session', { cookie, ...sameSite, ...headers }, { company: tenant.company.slug });
    for (let i = 0; i < 2; i += 1) {
      const refused = await move({ 'idempotency-key': 'move' });
      expect([refused.statusCode, refused.json().code]).toEqual([422, 'request.invalid']);
      expect(refused.json().detail).toContain('Idempotency-Key');
      expect(refused.headers['set-cookie']).toBeUndefined();
    }
    const moved = await move({});
    expect([moved.statusCode, moved.json().company.slug]).toEqual([200, tenant.company.slug]);
    expect(cookieOf(moved)).toMatch(/^joinery_session=[\w-]{40,}$/);
    expect(cookieOf(moved)).not.toBe(cookie);
  });
});

describe('an API key', () => {
  let api: TestApi;
  let tenant: Tenant;
  beforeAll(async () => {
    api = await createTestApi();
    tenant = await api.aTenant();
  });
  afterAll(() => api.close());

  it('may come as a bearer token or as the user name of Basic, with any password', async () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    for (const authorization of [
      `Bearer ${tenant.key}`,
      `bearer ${tenant.key}`,
      basic(`${tenant.key}:x`),
      basic(`${tenant.key}:`),
    ])
      expect(
        (await api.call(undefined, 'GET', '/v1/company', undefined, { authorization })).json().slug,
      ).toBe(tenant.company.slug);
  });

  it('is shown once, listed without itself, and stops at the next request after it is revoked', async () => {
    const made = (await tenant.post('/v1/keys', { name: 'integration' })).json();
    expect((await api.call(made.key, 'GET', '/v1/company')).statusCode).toBe(200);
    const listed = await tenant.get('/v1/keys');
    expect(listed.body).not.toContain(made.key);
    expect(listed.json().items.some((key: { id: string }) => key.id === made.id)).toBe(true);
    expect((await tenant.delete(`/v1/keys/${made.id}`)).statusCode).toBe(204);
    expect((await api.call(made.key, 'GET', '/v1/company')).statusCode).toBe(401);
  });

  it('needs no headers of a browser to change things', async () => {
    expect(
      (await tenant.post('/v1/jobs', { title: 'Cook' }, { origin: 'https://evil.test' })).statusCode,
    ).toBe(201);
  });
});
