// Applications and grants over the native API. What they are good for is proved beside the
// BambooHR dialect.
import type { CreatedOauthApp, OauthApp, OauthGrant, Page } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticateKey } from '../../modules/keys/keys.service.ts';
import { readAuthorization } from '../../modules/oauth/oauth.ts';
import { allow, exchange, findAskingApp } from '../../modules/oauth/oauth-tokens.service.ts';
import { createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(() => api.close());

const redirectUri = 'https://app.example.test/callback';
const input = { name: 'Rota', redirectUris: [redirectUri], scopes: ['employee', 'offline_access'] };
const create = async (from: Tenant, change: object = {}) =>
  (await from.post('/v1/oauth-apps', { ...input, ...change })).json<CreatedOauthApp>();
const list = async (from: Tenant) => (await from.get('/v1/oauth-apps')).json<Page<OauthApp>>().items;
const grantsFor = async (key: string, query = '') =>
  (await api.call(key, 'GET', `/v1/oauth-grants${query}`)).json<Page<OauthGrant>>().items;

/** A person's consent, with tokens fetched. */
async function grant(from: Tenant, app: CreatedOauthApp, key: string): Promise<void> {
  const principal = await authenticateKey(api.context, key);
  const asking = await findAskingApp(api.context, from.company, app.clientId);
  if (principal === undefined || asking === undefined) throw new Error('nobody asks, or nobody is asked');
  const parameters = { response_type: 'code', redirect_uri: redirectUri, scope: 'employee' };
  const code = await allow(api.context, principal, asking, readAuthorization(asking, parameters));
  const credentials = { clientId: app.clientId, clientSecret: app.clientSecret ?? '' };
  const body = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
  await exchange(api.context, from.company, credentials, body);
}

describe('an application', () => {
  it('is registered with a secret that is shown once', async () => {
    const app = await create(tenant);
    expect(app).toMatchObject({ ...input, kind: 'oauth' });
    expect(app.clientId).toMatch(/^jni_/);
    expect(app.clientSecret).toMatch(/^jns_/);
    const [listed] = (await list(tenant)).filter(({ id }) => id === app.id);
    expect(listed).toEqual({ ...app, clientSecret: undefined });
    expect(JSON.stringify(listed)).not.toContain(app.clientSecret);
    expect(listed?.secretPreview).toBe(`${app.clientSecret?.slice(0, 8)}…`);
  });

  it('gets the same answer again for the same Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'one-app' };
    const [first, second] = [
      await tenant.post('/v1/oauth-apps', input, headers),
      await tenant.post('/v1/oauth-apps', input, headers),
    ];
    expect(second.json()).toEqual(first.json());
  });

  it('changes name, addresses and scopes, gets a new secret, and goes', async () => {
    const app = await create(tenant);
    const at = `/v1/oauth-apps/${app.id}`;
    const changed = await tenant.patch(at, { name: 'Rota 2', scopes: ['report', 'report'] });
    expect(changed.json()).toMatchObject({ name: 'Rota 2', scopes: ['report'], redirectUris: [redirectUri] });
    const rotated = (await tenant.post(`${at}/secret`)).json<CreatedOauthApp>();
    expect(rotated.clientSecret).toMatch(/^jns_/);
    expect(rotated.clientSecret).not.toBe(app.clientSecret);
    expect(rotated.clientId).toBe(app.clientId);
    expect((await tenant.delete(at)).statusCode).toBe(204);
    expect((await tenant.delete(at)).json()).toMatchObject({ code: 'oauth.app_not_found' });
    expect((await tenant.patch(at, { name: 'x' })).statusCode).toBe(404);
    expect((await tenant.post(`${at}/secret`)).statusCode).toBe(404);
  });

  it('of a kind that asks nobody has no secret, addresses or scopes', async () => {
    const app = await create(tenant, { kind: 'login', redirectUris: [], scopes: [] });
    expect(app).toMatchObject({ clientSecret: null, secretPreview: null, redirectUris: [], scopes: [] });
    const at = `/v1/oauth-apps/${app.id}`;
    expect((await tenant.patch(at, { scopes: ['report'] })).statusCode).toBe(422);
    expect((await tenant.post(`${at}/secret`)).statusCode).toBe(422);
    expect((await tenant.patch(at, { name: 'Renamed' })).json()).toMatchObject({ name: 'Renamed' });
  });

  it.each([
    ['redirectUris', { redirectUris: ['http://app.example.test/callback'] }],
    ['redirectUris', { redirectUris: ['javascript:alert(1)'] }],
    ['redirectUris', { redirectUris: [] }],
    ['scopes', { scopes: ['no_such_scope'] }],
    ['scopes', { scopes: [] }],
    ['name', { name: ' ' }],
    ['kind', { kind: 'other' }],
  ])('is refused for its %s in %j', async (field, change) => {
    const answer = await tenant.post('/v1/oauth-apps', { ...input, ...change });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ issues: { path: string }[] }>().issues[0]?.path).toContain(field);
  });

  it('is none to another company, and only for those who manage users', async () => {
    const app = await create(tenant);
    const other = await api.aTenant();
    expect(await list(other)).toEqual([]);
    expect((await other.delete(`/v1/oauth-apps/${app.id}`)).statusCode).toBe(404);
    expect((await other.patch(`/v1/oauth-apps/${app.id}`, { name: 'Mine' })).statusCode).toBe(404);
    const manager = await tenant.aKeyOf('manager');
    for (const [method, url] of [
      ['GET', '/v1/oauth-apps'],
      ['POST', '/v1/oauth-apps'],
      ['PATCH', `/v1/oauth-apps/${app.id}`],
      ['POST', `/v1/oauth-apps/${app.id}/secret`],
      ['DELETE', `/v1/oauth-apps/${app.id}`],
    ] as const) {
      const answer = await api.call(manager, method, url, method === 'POST' ? input : { name: 'x' });
      expect([url, answer.statusCode]).toEqual([url, 403]);
    }
  });
});

describe('a grant', () => {
  it('is seen and revoked by whoever gave it, and by those who manage users', async () => {
    const app = await create(tenant);
    const [employee, manager] = [await tenant.aKeyOf('employee'), await tenant.aKeyOf('manager')];
    await grant(tenant, app, employee);
    await grant(tenant, app, manager);
    const query = `?appId=${app.id}`;
    expect(await grantsFor(tenant.key, query)).toHaveLength(2);
    const [own, ...others] = await grantsFor(employee, query);
    expect(others).toEqual([]);
    expect(own).toMatchObject({
      state: 'live',
      scopes: ['employee'],
      app: { name: 'Rota' },
      lastUsedAt: null,
    });
    const at = `/v1/oauth-grants/${own?.id}`;
    expect((await api.call(manager, 'DELETE', at)).statusCode).toBe(403);
    expect((await api.call(employee, 'DELETE', at)).statusCode).toBe(204);
    expect(await grantsFor(employee, query)).toMatchObject([{ state: 'revoked' }]);
    const managers = (await grantsFor(manager, query))[0]?.id;
    expect((await tenant.delete(`/v1/oauth-grants/${managers}`)).statusCode).toBe(204);
    expect((await tenant.delete(`/v1/oauth-grants/${managers}`)).statusCode).toBe(204);
  });

  it('is none to another company, and ends with its application', async () => {
    const app = await create(tenant);
    await grant(tenant, app, tenant.key);
    const [own] = await grantsFor(tenant.key, `?appId=${app.id}`);
    const other = await api.aTenant();
    expect((await other.delete(`/v1/oauth-grants/${own?.id}`)).json()).toMatchObject({
      code: 'oauth.grant_not_found',
    });
    await tenant.delete(`/v1/oauth-apps/${app.id}`);
    expect(await grantsFor(tenant.key, `?appId=${app.id}`)).toEqual([]);
  });

  it('that nobody fetched tokens for is not shown, and an ended one as such', async () => {
    const app = await create(tenant);
    const principal = await authenticateKey(api.context, tenant.key);
    const asking = await findAskingApp(api.context, tenant.company, app.clientId);
    if (principal === undefined || asking === undefined) throw new Error('nobody asks, or nobody is asked');
    const parameters = { response_type: 'code', redirect_uri: redirectUri, scope: 'employee' };
    await allow(api.context, principal, asking, readAuthorization(asking, parameters));
    expect(await grantsFor(tenant.key, `?appId=${app.id}`)).toEqual([]);
    await grant(tenant, app, tenant.key);
    api.setNow(new Date(Date.now() + 2 * 3_600_000));
    expect(await grantsFor(tenant.key, `?appId=${app.id}`)).toMatchObject([{ state: 'ended' }]);
    api.setNow(undefined);
  });
});
