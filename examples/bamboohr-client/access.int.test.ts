// How the client gets in: by tokens that people let an application have, and by the deprecated login.
import { BambooHr, exchangeOAuthCode, logIn, type OAuthTokens } from '@joinery/bamboohr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openScene,
  password,
  redirectUri,
  type Scene,
} from '../../packages/server/src/surfaces/bamboohr/oauth/testing/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.server.close());

describe('tokens', () => {
  it('are renewed once for twenty calls at a time, and kept before they are used', async () => {
    const person = await scene.aPerson();
    const { refresh_token } = await scene.tokensOf(person, 'field employee offline_access');
    const kept: OAuthTokens[] = [];
    const hr = new BambooHr({
      baseUrl: scene.issuer,
      oauth: {
        clientId: scene.app.clientId,
        clientSecret: scene.app.clientSecret ?? '',
        refreshToken: refresh_token ?? '',
        onTokens: (tokens) => void kept.push(tokens),
      },
      retry: { limit: 0 },
    });
    const fields = await Promise.all(Array.from({ length: 20 }, () => hr.meta.fields()));
    expect(fields.every((list) => list.length > 100)).toBe(true);
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ company: 'acme' });
    expect(kept[0]?.refreshToken).not.toBe(refresh_token);
  });
});

describe('a code', () => {
  it('that a person comes back with is made into tokens, once', async () => {
    const person = await scene.aPerson();
    const back = await scene.allow(person, { scope: 'field offline_access' });
    const { clientId, clientSecret } = scene.app;
    const app = { clientId, clientSecret: clientSecret ?? '' };
    const asked = { ...app, baseUrl: scene.issuer, code: back.searchParams.get('code') ?? '', redirectUri };
    const { accessToken, refreshToken, scopes } = await exchangeOAuthCode(asked);
    expect(scopes).toEqual(['field', 'offline_access']);
    const oauth = { ...app, accessToken, refreshToken: refreshToken ?? '' };
    const hr = new BambooHr({ baseUrl: scene.issuer, oauth });
    expect((await hr.meta.fields()).length).toBeGreaterThan(100);
    await expect(exchangeOAuthCode(asked)).rejects.toMatchObject({ outcome: 'refused', status: 400 });
  });
});

describe('the login', () => {
  it('exchanges a password for a key that opens a client', async () => {
    const { clientId: applicationKey } = await scene.anApp({ name: 'Old client', kind: 'login' });
    const person = await scene.aPerson('full_admin', 1);
    const user = person.email ?? '';
    const { key, apiUrl, employeeId } = await logIn({
      baseUrl: scene.issuer,
      applicationKey,
      user,
      password,
    });
    expect([apiUrl, employeeId]).toEqual([scene.issuer, '1']);
    const hr = new BambooHr({ baseUrl: scene.issuer, apiKey: key });
    expect((await hr.employees.get(0, ['firstName'])).id).toBe('1');
    const wrong = logIn({ baseUrl: scene.issuer, applicationKey, user, password: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ outcome: 'refused', status: 403 });
  });
});
