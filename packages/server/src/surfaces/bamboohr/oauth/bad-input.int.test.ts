// What applications, thieves and forged pages try: refused in the form of OAuth, and nobody is
// ever sent to an address that is not registered.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemPrincipal } from '../../../modules/companies/companies.service.ts';
import { createOauthApp, removeOauthApp, rotateSecret } from '../../../modules/oauth/oauth-apps.service.ts';
import { openBrowser } from './testing/browser.ts';
import { locationOf, openScene, password, redirectUri, type Scene, type Tokens } from './testing/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.server.close());

const scope = 'employee employee_directory offline_access';
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const challenge = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

const codeFor = async (change: Record<string, string> = {}) =>
  (await scene.allow(await scene.aPerson(), { scope, ...change })).searchParams.get('code') ?? '';
const redeem = (code: string, change: Record<string, string | undefined> = {}) =>
  scene.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...change });
async function refusal(answer: Promise<Response>) {
  const { status, headers, ...rest } = await answer.then(async (got) => ({
    status: got.status,
    headers: got.headers,
    text: await got.text(),
  }));
  expect(headers.get('cache-control')).toBe('no-store');
  const { error, error_description: description } = JSON.parse(rest.text) as Record<string, string>;
  expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  return [status, error];
}

describe('authorize.php', () => {
  it.each([
    ['an unknown application', { client_id: 'jni_0000000000000000000000000000000000' }],
    ['no application', { client_id: undefined }],
    ['another address', { redirect_uri: 'https://evil.example.test/callback' }],
    ['a longer address', { redirect_uri: `${redirectUri}/` }],
    ['an address with a query', { redirect_uri: `${redirectUri}?next=https://evil.example.test` }],
    ['an address in other letters', { redirect_uri: redirectUri.toUpperCase() }],
    ['no address', { redirect_uri: undefined }],
    ['a script for an address', { redirect_uri: 'javascript:alert(1)' }],
  ])('shows a page and sends nobody anywhere for %s', async (_what, change) => {
    const page = await openBrowser().arrive(scene.authorizeUrl(change));
    expect([page.status, page.location]).toEqual([400, undefined]);
    expect(page.html).toContain('This application cannot be let in');
    expect(page.html).not.toContain('evil');
  });

  it('takes neither of two addresses', async () => {
    const url = `${scene.authorizeUrl()}&redirect_uri=${encodeURIComponent('https://evil.example.test')}`;
    expect(await openBrowser().arrive(url)).toMatchObject({ status: 400, location: undefined });
  });

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_request', { response_type: undefined }],
    ['invalid_scope', { scope: 'no_such_scope' }],
    ['invalid_scope', { scope: 'payroll' }],
    ['invalid_scope', { scope: '' }],
    ['invalid_request', { code_challenge: verifier.slice(0, 40), code_challenge_method: 'S256' }],
    ['invalid_request', { code_challenge: challenge.code_challenge, code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge: challenge.code_challenge }],
    ['interaction_required', { prompt: 'none' }],
    ['invalid_request', { nonce: 'x'.repeat(256) }],
  ])('tells the application %s, with its state, for %j', async (error, change) => {
    const { location, status } = await openBrowser().arrive(scene.authorizeUrl(change));
    expect(status).toBe(303);
    const back = new URL(location ?? '');
    expect(back.href.startsWith(`${redirectUri}?`)).toBe(true);
    expect(back.searchParams.get('error')).toBe(error);
    expect(back.searchParams.get('state')).toBe('st&te=1 %/ü');
    expect(back.searchParams.has('code')).toBe(false);
  });

  it('tells the application that the person said no', async () => {
    const browser = openBrowser();
    await browser.arrive(scene.authorizeUrl());
    await browser.submit('sign_in', { email: (await scene.aPerson()).email ?? '', password });
    const back = locationOf(await browser.submit('deny'));
    expect([...back.searchParams.keys()].sort()).toEqual(['error', 'error_description', 'state']);
    expect(back.searchParams.get('error')).toBe('access_denied');
  });

  it('lets nothing of the request become part of the page', async () => {
    const app = await scene.anApp({ name: '<script>alert("app")</script>' });
    const state = '"><script>alert(1)</script>';
    const page = await openBrowser().arrive(scene.authorizeUrl({ client_id: app.clientId, state }));
    expect(page.html).toContain('&lt;script&gt;alert(&quot;app&quot;)');
    expect(page.html).not.toContain('<script');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
  });

  it('asks again after a wrong password, and lets nobody try for ever', async () => {
    const person = await scene.aPerson();
    const browser = openBrowser();
    await browser.arrive(scene.authorizeUrl());
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1)
      statuses.push(
        (await browser.submit('sign_in', { email: person.email ?? '', password: 'wrong' })).status,
      );
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(10)).toEqual([429, 429]);
    const right = await browser.submit('sign_in', { email: person.email ?? '', password });
    expect([right.status, browser.cookie]).toEqual([429, undefined]);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    // Sign-ins of the console and of the deprecated login are counted with them.
    const console = await fetch(`${scene.server.origin}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: person.email, password }),
    });
    expect(console.status).toBe(429);
    scene.server.setNow(minutes(16));
    await browser.submit('sign_in', { email: person.email ?? '', password });
    expect(browser.cookie).toBeDefined();
    scene.server.setNow(undefined);
  });
});

describe('a consent', () => {
  async function signedIn() {
    const browser = openBrowser();
    await browser.arrive(scene.authorizeUrl());
    await browser.submit('sign_in', { email: (await scene.aPerson()).email ?? '', password });
    return browser;
  }

  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('is not taken from %s', async (_what, headers) => {
    const browser = await signedIn();
    expect(await browser.submit('allow', {}, headers)).toMatchObject({ status: 403, location: undefined });
  });

  it('is not taken by its origin alone from elsewhere', async () => {
    const answer = await fetch(scene.authorizeUrl(), {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: 'https://evil.example.test', cookie: (await signedIn()).cookie ?? '' },
      body: new URLSearchParams({ intent: 'allow' }),
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([403, null]);
    expect(await answer.text()).toContain('Please start again');
  });

  it('is not taken without the proof of the page, nor with that of another person or request', async () => {
    const [browser, other] = [await signedIn(), await signedIn()];
    for (const proof of ['', 'x', '0'.repeat(64)]) {
      await browser.arrive(scene.authorizeUrl());
      expect(await browser.submit('allow', { proof })).toMatchObject({ status: 403, location: undefined });
    }
    await browser.arrive(scene.authorizeUrl());
    const mine = browser.cookie;
    browser.cookie = other.cookie;
    expect(await browser.submit('allow')).toMatchObject({ status: 403, location: undefined });
    browser.cookie = mine;
    await browser.arrive(scene.authorizeUrl({ state: 'a' }));
    const { html } = await browser.arrive(scene.authorizeUrl({ state: 'b' }));
    const proof = /name="proof" value="([^"]*)"/.exec(html)?.[1] ?? '';
    await browser.arrive(scene.authorizeUrl({ state: 'a' }));
    expect(await browser.submit('allow', { proof })).toMatchObject({ status: 403, location: undefined });
  });

  it('is asked again where the session is, and not where it ended', async () => {
    const browser = await signedIn();
    expect((await browser.arrive(scene.authorizeUrl())).html).toContain('asks for access to');
    expect((await browser.submit('sign_out')).html).toContain('Sign in to');
    expect(browser.cookie).toBeUndefined();
  });
});

describe('token.php', () => {
  it('takes a code once; the second time it revokes what the first gave', async () => {
    const code = await codeFor();
    const tokens = (await (await redeem(code)).json()) as Tokens;
    expect((await scene.api(tokens.access_token, 'employees/directory')).status).toBe(200);
    expect(await refusal(redeem(code))).toEqual([400, 'invalid_grant']);
    expect((await scene.api(tokens.access_token, 'employees/directory')).status).toBe(401);
    expect(await refusal(scene.refresh(tokens.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  it('gives tokens to one of many that bring the same code, and leaves none working', async () => {
    const code = await codeFor();
    const answers = await Promise.all(Array.from({ length: 6 }, () => redeem(code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    const given = (await answers.find(({ ok }) => ok)?.json()) as Tokens | undefined;
    expect((await scene.api(given?.access_token ?? '', 'employees/directory')).status).toBe(401);
    expect(given?.access_token).toMatch(/^jna_/);
  });

  it('takes no code after two minutes', async () => {
    const code = await codeFor();
    scene.server.setNow(minutes(3));
    expect(await refusal(redeem(code))).toEqual([400, 'invalid_grant']);
    scene.server.setNow(undefined);
  });

  it.each([
    ['another redirect_uri', {}, { redirect_uri: 'https://app.example.test/other' }],
    ['no redirect_uri', {}, { redirect_uri: undefined }],
    ['a wrong verifier', challenge, { code_verifier: verifier.replace('d', 'e') }],
    ['no verifier', challenge, {}],
    ['a verifier that nobody announced', {}, { code_verifier: verifier }],
  ])('takes no code with %s, and then no more', async (_what, asked, change) => {
    const code = await codeFor(asked);
    expect(await refusal(redeem(code, change))).toEqual([400, 'invalid_grant']);
    const right = 'code_challenge' in asked ? { code_verifier: verifier } : {};
    expect(await refusal(redeem(code, right))).toEqual([400, 'invalid_grant']);
  });

  it('takes a code with its verifier', async () => {
    expect((await redeem(await codeFor(challenge), { code_verifier: verifier })).status).toBe(200);
  });

  it('refuses a wrong secret, and the code stays good for its owner', async () => {
    const code = await codeFor();
    const wrong = { client_secret: 'jns_0000000000000000000000000000000000' };
    expect(await refusal(redeem(code, wrong))).toEqual([401, 'invalid_client']);
    expect(await refusal(redeem(code, { client_id: scene.app.clientId, client_secret: '' }))).toEqual([
      401,
      'invalid_client',
    ]);
    expect(await refusal(redeem(code, { client_secret: undefined }))).toEqual([401, 'invalid_client']);
    expect((await redeem(code)).status).toBe(200);
  });

  it('names the scheme to who came with a wrong header, and wants header and body to agree', async () => {
    const code = await codeFor();
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${scene.app.clientId}:${secret}`).toString('base64')}`,
    });
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
    const wrong = await scene.token(grant, { headers: basic('wrong'), anonymous: true });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="token.php"']);
    expect(await refusal(scene.token(grant, { headers: basic('wrong') }))).toEqual([400, 'invalid_request']);
    const right = await scene.token(grant, { headers: basic(scene.app.clientSecret ?? ''), anonymous: true });
    expect(right.status).toBe(200);
  });

  it('gives nothing to another application for this one’s code and refresh token', async () => {
    const other = await scene.anApp();
    const asOther = { client_id: other.clientId, client_secret: other.clientSecret ?? '' };
    const code = await codeFor();
    expect(await refusal(redeem(code, asOther))).toEqual([400, 'invalid_grant']);
    const tokens = (await (await redeem(code)).json()) as Tokens;
    expect(await refusal(scene.refresh(tokens.refresh_token, asOther))).toEqual([400, 'invalid_grant']);
    expect((await scene.refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('knows no application of another company', async () => {
    const { company } = await scene.server.sandbox('elsewhere', 1);
    const foreign = await createOauthApp(scene.server.context, systemPrincipal(company), {
      name: 'Foreign',
      kind: 'oauth',
      redirectUris: [redirectUri],
      scopes: ['employee'],
    });
    const page = await openBrowser().arrive(scene.authorizeUrl({ client_id: foreign.clientId }));
    expect(page.status).toBe(400);
    const asForeign = { client_id: foreign.clientId, client_secret: foreign.clientSecret ?? '' };
    expect(await refusal(redeem(await codeFor(), asForeign))).toEqual([401, 'invalid_client']);
  });

  it('knows a new secret at once and the old one no more, and nothing of a removed application', async () => {
    const app = await scene.anApp();
    const as = (secret: string | null) => ({ client_id: app.clientId, client_secret: secret ?? '' });
    const tokens = (await (
      await redeem(await codeFor({ client_id: app.clientId }), as(app.clientSecret))
    ).json()) as Tokens;
    const rotated = await rotateSecret(scene.server.context, scene.owner, app.id);
    expect(await refusal(scene.refresh(tokens.refresh_token, as(app.clientSecret)))).toEqual([
      401,
      'invalid_client',
    ]);
    expect((await scene.refresh(tokens.refresh_token, as(rotated.clientSecret))).status).toBe(200);
    await removeOauthApp(scene.server.context, scene.owner, app.id);
    expect((await scene.api(tokens.access_token, 'employees/directory')).status).toBe(401);
    expect(await refusal(scene.refresh(tokens.refresh_token, as(rotated.clientSecret)))).toEqual([
      401,
      'invalid_client',
    ]);
  });

  it.each([
    [[400, 'unsupported_grant_type'], { grant_type: 'password', username: 'x', password: 'y' }],
    [[400, 'unsupported_grant_type'], { grant_type: 'client_credentials' }],
    [[400, 'unsupported_grant_type'], { grant_type: 'constructor' }],
    [[400, 'invalid_request'], {}],
    [[400, 'invalid_request'], { grant_type: 'authorization_code' }],
    [[400, 'invalid_request'], { grant_type: 'refresh_token', refresh_token: '' }],
    [[400, 'invalid_grant'], { grant_type: 'refresh_token', refresh_token: 'nothing' }],
    [[400, 'invalid_grant'], { grant_type: 'authorization_code', code: "' or 1=1 --" }],
  ])('answers %j for %j', async (expected, body) => {
    expect(await refusal(scene.token(body))).toEqual(expected);
  });

  it('takes no access token for a refresh token', async () => {
    const tokens = (await (await redeem(await codeFor())).json()) as Tokens;
    expect(await refusal(scene.refresh(tokens.access_token))).toEqual([400, 'invalid_grant']);
    expect((await scene.api(tokens.refresh_token ?? '', 'employees/directory')).status).toBe(401);
  });

  it('refuses bodies that are huge, broken or ambiguous', async () => {
    const post = (body: string | Uint8Array<ArrayBuffer>, type = 'application/x-www-form-urlencoded') =>
      fetch(`${scene.issuer}/token.php`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(await refusal(post(`code=${'x'.repeat(70_000)}`))).toEqual([413, 'invalid_request']);
    expect(await refusal(post('{"grant_type":'))).toEqual([400, 'invalid_request']);
    expect(await refusal(post('{"grant_type":["refresh_token"]}'))).toEqual([400, 'invalid_request']);
    expect(await refusal(post('grant_type=refresh_token&grant_type=authorization_code'))).toEqual([
      400,
      'invalid_request',
    ]);
    expect(await refusal(post(new Uint8Array([0xff, 0xfe, 0x00])))).toEqual([400, 'invalid_request']);
    expect(
      await refusal(post('client_id=%00&client_secret=%00&grant_type=refresh_token&refresh_token=a')),
    ).toEqual([400, 'invalid_request']);
  });

  it('never fails by itself, whatever is sent', async () => {
    const words = [
      'client_id',
      'client_secret',
      'grant_type',
      'code',
      'redirect_uri',
      'refresh_token',
      'scope',
      'token',
    ];
    const values = [
      scene.app.clientId,
      scene.app.clientSecret ?? '',
      'authorization_code',
      'refresh_token',
      redirectUri,
    ];
    const body = fc.dictionary(
      fc.oneof(fc.constantFrom(...words), fc.string()),
      fc.oneof(fc.constantFrom(...values), fc.string(), fc.string({ unit: 'binary' })),
      { maxKeys: 8 },
    );
    const send = async (path: string, given: Record<string, string>, json: boolean) => {
      const answer = await fetch(`${scene.issuer}/${path}`, {
        method: 'POST',
        body: json ? JSON.stringify(given) : new URLSearchParams(given),
      });
      await answer.arrayBuffer();
      return answer.status;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('token.php', 'revoke.php'),
        body,
        fc.boolean(),
        async (path, given, json) => {
          expect(await send(path, given, json)).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        const url = `${scene.issuer}/authorize.php?${new URLSearchParams(given)}`;
        const answer = await fetch(url, { redirect: 'manual' });
        await answer.arrayBuffer();
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers.get('location') ?? redirectUri).toMatch(
          /^https:\/\/app\.example\.test\/callback/,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('revoke.php', () => {
  it('stops an access token alone', async () => {
    const tokens = (await (await redeem(await codeFor())).json()) as Tokens;
    const revoke = (token: string, change = {}) =>
      fetch(`${scene.issuer}/revoke.php`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: scene.app.clientId,
          client_secret: scene.app.clientSecret ?? '',
          token,
          ...change,
        }),
      });
    expect((await revoke(tokens.access_token, { client_secret: 'wrong' })).status).toBe(401);
    expect((await revoke(randomBytes(20).toString('hex'))).status).toBe(200);
    expect((await scene.api(tokens.access_token, 'employees/directory')).status).toBe(200);
    expect((await revoke(tokens.access_token)).status).toBe(200);
    expect((await scene.api(tokens.access_token, 'employees/directory')).status).toBe(401);
    expect((await scene.refresh(tokens.refresh_token)).status).toBe(200);
  });
});

describe('secrets', () => {
  it('stand nowhere in the database', async () => {
    const code = await codeFor();
    const tokens = (await (await redeem(code)).json()) as Tokens;
    const secrets = [code, tokens.access_token, tokens.refresh_token ?? '', scene.app.clientSecret ?? ''];
    const stored = await scene.server.context.db.inCompany(scene.company.id, async (tx) =>
      JSON.stringify([
        await tx.selectFrom('oauth_apps').selectAll().execute(),
        await tx.selectFrom('oauth_grants').selectAll().execute(),
        await tx.selectFrom('oauth_codes').selectAll().execute(),
        await tx.selectFrom('oauth_tokens').selectAll().execute(),
        await tx.selectFrom('oauth_signing_keys').selectAll().execute(),
      ]),
    );
    expect(stored).toContain(scene.server.context.secrets.hash(tokens.access_token));
    for (const secret of secrets) expect(stored).not.toContain(secret);
    expect(stored).not.toMatch(/"d":/);
  });
});
