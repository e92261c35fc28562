// The whole way of an application: consent, tokens, requests in a person's name, refresh, revocation.
import { type IncomingHttpHeaders, request } from 'node:http';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAccessLevels } from '../../../modules/access/access-levels.service.ts';
import { systemPrincipal } from '../../../modules/companies/companies.service.ts';
import { updateOauthApp } from '../../../modules/oauth/oauth-apps.service.ts';
import { listOauthGrants, revokeOauthGrant } from '../../../modules/oauth/oauth-grants.service.ts';
import { forgetOauthTokens } from '../../../modules/oauth/oauth-tokens.service.ts';
import { authenticateSession, signIn } from '../../../modules/sessions/sessions.service.ts';
import { createUser, updateUser } from '../../../modules/users/users.service.ts';
import { openBrowser } from './testing/browser.ts';
import { locationOf, openScene, password, redirectUri, type Scene, type Tokens } from './testing/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.server.close());

const everything = 'employee employee_directory offline_access openid';
const jsonOf = async (answer: Response | Promise<Response>) =>
  (await (await answer).json()) as Tokens & { error?: string };
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

describe('a client library of somebody else', () => {
  it.each([
    ['in the body', () => client.ClientSecretPost(scene.app.clientSecret ?? '')],
    ['in the header', () => client.ClientSecretBasic(scene.app.clientSecret ?? '')],
  ])('runs discovery, consent, tokens, refresh and revocation, with its secret %s', async (_where, auth) => {
    const { issuer, app } = scene;
    const config = await client.discovery(new URL(issuer), app.clientId, undefined, auth(), {
      execute: [client.allowInsecureRequests],
    });
    const verifier = client.randomPKCECodeVerifier();
    const expected = { pkceCodeVerifier: verifier, expectedState: 'abc', expectedNonce: 'n-0S6' };
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: everything,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: 'abc',
      nonce: 'n-0S6',
    });
    const person = await scene.aPerson();
    const browser = openBrowser();
    await browser.arrive(url.href);
    await browser.submit('sign_in', { email: person.email ?? '', password });
    const back = locationOf(await browser.submit('allow'));

    const tokens = await client.authorizationCodeGrant(config, back, expected);
    expect(tokens).toMatchObject({
      token_type: 'bearer',
      expires_in: 3600,
      scope: everything,
      companyDomain: 'acme',
    });
    expect(tokens.claims()).toMatchObject({
      iss: issuer,
      aud: app.clientId,
      sub: String(person.number),
      email: person.email,
      companyDomain: 'acme',
    });
    expect((await scene.api(tokens.access_token, 'employees/directory')).status).toBe(200);

    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token);
    expect((await scene.api(fresh.access_token, 'employees/directory')).status).toBe(200);

    await client.tokenRevocation(config, fresh.refresh_token ?? '');
    expect((await scene.api(fresh.access_token, 'employees/directory')).status).toBe(401);
    await expect(client.refreshTokenGrant(config, fresh.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('the answer with tokens', () => {
  it('has exactly the documented members, a refresh token only with offline_access', async () => {
    const person = await scene.aPerson();
    const lasting = await scene.tokensOf(person, 'employee offline_access');
    const usual = ['access_token', 'token_type', 'expires_in', 'scope', 'id_token'];
    expect(Object.keys(lasting)).toEqual([...usual, 'refresh_token', 'companyDomain']);
    expect(lasting).toMatchObject({ token_type: 'Bearer', expires_in: 3600, companyDomain: 'acme' });
    expect(lasting.scope).toBe('employee offline_access');
    const short = await scene.tokensOf(person, 'employee');
    expect(Object.keys(short)).toEqual([...usual, 'companyDomain']);
  });

  it('is kept nowhere and names the person only where openid was allowed', async () => {
    const person = await scene.aPerson();
    const answer = await scene.token({
      grant_type: 'authorization_code',
      code: (await scene.allow(person, { scope: 'employee' })).searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { id_token: idToken } = await jsonOf(answer);
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sub']);
  });

  it('comes for a JSON body as for a form, with or without request=token', async () => {
    const person = await scene.aPerson();
    const code = (await scene.allow(person)).searchParams.get('code') ?? '';
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
    expect((await scene.token(grant, { json: true })).status).toBe(200);
    const { refresh_token: refreshToken } = await scene.tokensOf(person, everything);
    const plain = await fetch(`${scene.issuer}/token.php`, {
      method: 'POST',
      body: JSON.stringify({
        client_id: scene.app.clientId,
        client_secret: scene.app.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      }),
    });
    expect(plain.status).toBe(200);
  });
});

describe('a request with an access token', () => {
  it('is open to operations of its scopes only, in the form of the dialect', async () => {
    const { access_token: token } = await scene.tokensOf(await scene.aPerson(), 'field');
    expect((await scene.api(token, 'meta/fields')).status).toBe(200);
    expect((await scene.api(token, 'meta/timezones')).status).not.toBe(403);
    const refused = await scene.api(token, 'employees/directory');
    expect([refused.status, await refused.text()]).toEqual([403, '']);
    expect(refused.headers.get('x-bamboohr-error-message')).toContain('employee_directory');
    expect(refused.headers.get('x-bamboohr-error-messsage')).toContain('employee_directory');
    const newer = await scene.api(token, 'employees');
    expect(newer.status).toBe(403);
    expect(await newer.json()).toHaveProperty('error.code');
  });

  it('needs the scope that writes for writing', async () => {
    const person = await scene.aPerson();
    const init = { method: 'POST', body: JSON.stringify({ firstName: 'Ann', lastName: 'Other' }) };
    const reading = await scene.tokensOf(person, 'employee');
    expect((await scene.api(reading.access_token, 'employees', init)).status).toBe(403);
    const writing = await scene.tokensOf(person, 'employee.write');
    expect((await scene.api(writing.access_token, 'employees', init)).status).toBe(201);
    expect((await scene.api(writing.access_token, 'employees/1?fields=firstName')).status).toBe(403);
  });

  it('sees what its person may see at that moment', async () => {
    const person = await scene.aPerson('employee', 1);
    const { access_token: token } = await scene.tokensOf(person, 'employee');
    expect((await scene.api(token, 'employees/0?fields=firstName')).status).toBe(200);
    expect((await scene.api(token, 'employees/2?fields=firstName')).status).toBe(403);
    const levels = await listAccessLevels(scene.server.context, scene.owner);
    const levelOf = (name: string) => levels.find(({ builtin }) => builtin === name)?.id ?? '';
    await updateUser(scene.server.context, scene.owner, person.id, { accessLevelId: levelOf('full_admin') });
    expect((await scene.api(token, 'employees/2?fields=firstName')).status).toBe(200);
    await updateUser(scene.server.context, scene.owner, person.id, { accessLevelId: levelOf('no_access') });
    expect((await scene.api(token, 'employees/2?fields=firstName')).status).toBe(403);
    await updateUser(scene.server.context, scene.owner, person.id, { status: 'disabled' });
    expect((await scene.api(token, 'employees/0')).status).toBe(401);
  });

  it('is 401 from the moment at which the grant is revoked, and 403 when the scope is taken away', async () => {
    const { context } = scene.server;
    const app = await scene.anApp();
    const person = await scene.aPerson();
    const code = (await scene.allow(person, { client_id: app.clientId })).searchParams.get('code') ?? '';
    const tokens = await jsonOf(
      scene.token({
        client_id: app.clientId,
        client_secret: app.clientSecret ?? '',
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
      }),
    );
    const ask = async () => (await scene.api(tokens.access_token, 'employees/directory')).status;
    expect(await ask()).toBe(200);
    await updateOauthApp(context, scene.owner, app.id, { scopes: ['employee'] });
    expect(await ask()).toBe(403);
    await updateOauthApp(context, scene.owner, app.id, { scopes: ['employee', 'employee_directory'] });
    expect(await ask()).toBe(200);
    const [grant] = await listOauthGrants(context, scene.owner, { appId: app.id });
    expect(grant).toMatchObject({ state: 'live', user: { id: person.id } });
    expect(grant?.lastUsedAt).not.toBeNull();
    await revokeOauthGrant(context, scene.owner, grant?.id ?? '');
    expect(await ask()).toBe(401);
    expect(await listOauthGrants(context, scene.owner, { appId: app.id })).toMatchObject([
      { state: 'revoked' },
    ]);
  });

  it('ends after its hour', async () => {
    const { access_token: token } = await scene.tokensOf(await scene.aPerson(), 'employee_directory');
    scene.server.setNow(minutes(59));
    expect((await scene.api(token, 'employees/directory')).status).toBe(200);
    scene.server.setNow(minutes(61));
    expect((await scene.api(token, 'employees/directory')).status).toBe(401);
    scene.server.setNow(undefined);
  });

  it('opens nothing in another company, nor in the native API', async () => {
    await scene.server.sandbox('other', 1);
    const { access_token: token } = await scene.tokensOf(await scene.aPerson(), everything);
    const headers = { authorization: `Bearer ${token}` };
    const elsewhere = await fetch(`${scene.server.origin}/api/gateway.php/other/v1/employees/directory`, {
      headers,
    });
    expect(elsewhere.status).toBe(401);
    expect((await fetch(`${scene.server.origin}/v1/users`, { headers })).status).toBe(401);
  });
});

describe('refreshing', () => {
  const listed = () => listOauthGrants(scene.server.context, scene.owner, { appId: scene.app.id });

  it('works again with the old token as long as the answer may have been lost', async () => {
    const person = await scene.aPerson();
    const first = await scene.tokensOf(person, everything);
    const lost = await jsonOf(scene.refresh(first.refresh_token));
    scene.server.setNow(minutes(30));
    const second = await jsonOf(scene.refresh(first.refresh_token));
    expect((await scene.api(second.access_token, 'employees/directory')).status).toBe(200);
    expect(await jsonOf(scene.refresh(lost.refresh_token))).toMatchObject({ error: 'invalid_grant' });
    scene.server.setNow(undefined);
  });

  it('revokes everything when an old token comes after its successor was used', async () => {
    const person = await scene.aPerson();
    const first = await scene.tokensOf(person, everything);
    const second = await jsonOf(scene.refresh(first.refresh_token));
    expect((await scene.api(second.access_token, 'employees/directory')).status).toBe(200);
    scene.server.setNow(minutes(5));
    expect(await jsonOf(scene.refresh(first.refresh_token))).toMatchObject({ error: 'invalid_grant' });
    expect((await scene.api(second.access_token, 'employees/directory')).status).toBe(401);
    expect(await jsonOf(scene.refresh(second.refresh_token))).toMatchObject({ error: 'invalid_grant' });
    scene.server.setNow(undefined);
    expect((await listed()).find(({ user }) => user.id === person.id)).toMatchObject({ state: 'revoked' });
  });

  it('gives working tokens to each of many that come at the same moment', async () => {
    const first = await scene.tokensOf(await scene.aPerson(), everything);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => jsonOf(scene.refresh(first.refresh_token))),
    );
    for (const { access_token: token } of answers)
      expect((await scene.api(token, 'employees/directory')).status).toBe(200);
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(8);
    for (const { refresh_token: token } of answers) expect((await scene.refresh(token)).status).toBe(200);
  });

  it('may ask for less and never for more, and keeps what was granted', async () => {
    const first = await scene.tokensOf(await scene.aPerson(), 'employee employee_directory offline_access');
    const more = await scene.refresh(first.refresh_token, { scope: 'employee employee.write' });
    expect([more.status, (await jsonOf(more)).error]).toEqual([400, 'invalid_scope']);
    const less = await jsonOf(scene.refresh(first.refresh_token, { scope: 'employee' }));
    expect(less.scope).toBe('employee');
    expect((await scene.api(less.access_token, 'employees/directory')).status).toBe(403);
    expect((await jsonOf(scene.refresh(less.refresh_token))).scope).toBe(first.scope);
  });

  it('ends with its person, and after half a year without use', async () => {
    const person = await scene.aPerson();
    const first = await scene.tokensOf(person, everything);
    scene.server.setNow(minutes(181 * 24 * 60));
    expect(await jsonOf(scene.refresh(first.refresh_token))).toMatchObject({ error: 'invalid_grant' });
    scene.server.setNow(undefined);
    await updateUser(scene.server.context, scene.owner, person.id, { status: 'disabled' });
    expect(await jsonOf(scene.refresh(first.refresh_token))).toMatchObject({ error: 'invalid_grant' });
  });

  it('leaves nothing behind once everything has expired long ago', async () => {
    const app = await scene.anApp();
    const person = await scene.aPerson();
    await scene.allow(person, { client_id: app.clientId });
    await scene.tokensOf(person, everything);
    scene.server.setNow(minutes(250 * 24 * 60));
    await forgetOauthTokens(scene.server.context);
    expect(await listed()).toEqual([]);
    scene.server.setNow(undefined);
  });
});

describe('a session', () => {
  it('in another company of the same person counts, and stays there', async () => {
    const { server } = scene;
    const person = await scene.aPerson();
    const { company } = await server.sandbox('neighbour', 1);
    const owner = systemPrincipal(company);
    const [level] = await listAccessLevels(server.context, owner);
    const twin = {
      kind: 'person' as const,
      email: person.email ?? '',
      password,
      firstName: 'P',
      lastName: 'P',
    };
    await createUser(server.context, owner, { ...twin, accessLevelId: level?.id ?? '' });
    const { token } = await signIn(server.context, { ...twin, company: 'neighbour' });
    const browser = openBrowser();
    browser.cookie = `joinery_session=${token}`;
    expect((await browser.arrive(scene.authorizeUrl())).html).toContain(
      `${person.firstName} ${person.lastName}`,
    );
    expect(locationOf(await browser.submit('allow')).searchParams.get('code')).toMatch(/^jnc_/);
    expect((await authenticateSession(server.context, token))?.company.slug).toBe('neighbour');
  });
});

describe('the host of a company', () => {
  function atHost(host: string, path: string, method = 'GET') {
    return new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; text: string }>(
      (resolve, reject) => {
        const sending = request(
          { host: '127.0.0.1', port: scene.server.port, path, method, headers: { host } },
          (response) => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (chunk) => {
              text += chunk;
            });
            response.on('end', () =>
              resolve({ status: response.statusCode, headers: response.headers, text }),
            );
          },
        );
        sending.on('error', reject);
        sending.end();
      },
    );
  }

  it('has the same paths at its root', async () => {
    const host = `acme.localhost:${scene.server.port}`;
    const { pathname, search } = new URL(scene.authorizeUrl());
    const page = await atHost(host, `${pathname.replace('/api/gateway.php/acme', '')}${search}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('action="/authorize.php?');
    expect(JSON.parse((await atHost(host, '/.well-known/openid-configuration')).text)).toMatchObject({
      issuer: `http://${host}`,
      token_endpoint: `http://${host}/token.php?request=token`,
    });
    expect(JSON.parse((await atHost(host, '/token.php', 'POST')).text)).toMatchObject({
      error: 'invalid_client',
    });
  });

  it('that names no company has a page that says so', async () => {
    const page = await atHost('localhost', '/authorize.php');
    expect(page.status).toBe(404);
    expect(page.text).toContain('There is no company');
    expect((await atHost('nowhere.localhost', '/token.php', 'POST')).status).toBe(404);
  });

  it('is what a client may be given with a path, too', async () => {
    const headers = { authorization: `Bearer ${scene.apiKey}` };
    expect((await fetch(`${scene.issuer}/api/v1/meta/tables`, { headers })).status).toBe(200);
  });
});
