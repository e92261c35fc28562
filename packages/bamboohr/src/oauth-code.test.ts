import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { exchangeOAuthCode } from './oauth-code.ts';
import { errorOf } from './testing/client.ts';
import { json, reset, scriptedServer, text } from './testing/scripted-server.ts';

const asked = {
  clientId: 'app',
  clientSecret: 'hush-hush-1',
  code: 'code-abc-1',
  redirectUri: 'https://app.example/back',
};
const wire = {
  access_token: 'access-1',
  token_type: 'Bearer',
  expires_in: 3600,
  scope: 'employee offline_access',
  refresh_token: 'refresh-1',
  companyDomain: 'acme',
};

test('a code is exchanged for tokens by one form at the token endpoint beside the API', async () => {
  const server = await scriptedServer(json(wire));
  const tokens = await exchangeOAuthCode({
    ...asked,
    baseUrl: `${server.origin}/api`,
    codeVerifier: 'verifier-1',
    now: () => 1000,
  });
  expect(tokens).toEqual({
    accessToken: 'access-1',
    expiresAt: 3_601_000,
    refreshToken: 'refresh-1',
    scopes: ['employee', 'offline_access'],
    company: 'acme',
    idToken: null,
  });
  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/token.php' });
  expect(request?.query.get('request')).toBe('token');
  expect(request?.headers).not.toHaveProperty('authorization');
  expect(Object.fromEntries(new URLSearchParams(String(request?.body)))).toEqual({
    grant_type: 'authorization_code',
    client_id: 'app',
    client_secret: 'hush-hush-1',
    code: 'code-abc-1',
    redirect_uri: 'https://app.example/back',
    code_verifier: 'verifier-1',
  });
});

test.each([
  [
    'a spent code',
    json({ error: 'invalid_grant', error_description: 'spent' }, 400),
    { outcome: 'refused', providerMessage: 'invalid_grant: spent' },
  ],
  [
    'a refusal that repeats it all',
    json({ error: `${asked.code} of ${asked.clientSecret} with verifier-1` }, 400),
    { outcome: 'refused', providerMessage: '[secret] of [secret] with [secret]' },
  ],
  ['a page', text(200, 'text/html', '<html>'), { outcome: 'ambiguous', reason: 'unexpected_content' }],
  ['no token', json({}), { outcome: 'ambiguous', reason: 'unexpected_content' }],
  ['a reset', reset, { outcome: 'ambiguous', reason: 'connection_lost' }],
])('fails after %s, once, and keeps what is secret', async (_what, step, expected) => {
  const server = await scriptedServer(step, step);
  const error = await errorOf(
    exchangeOAuthCode({
      ...asked,
      tokenUrl: `${server.origin}/token`,
      company: 'acme',
      codeVerifier: 'verifier-1',
    }),
  );
  expect(error).toMatchObject({ operation: 'exchangeOAuthCode', ...expected });
  expect(server.requests).toHaveLength(1);
  const shown = inspect(error, { depth: 9, showHidden: true });
  for (const secret of [asked.clientSecret, asked.code]) expect(shown).not.toContain(secret);
});

test('nothing is sent without a code, or to nowhere', async () => {
  await expect(exchangeOAuthCode({ ...asked, code: '', company: 'acme' })).rejects.toThrow(TypeError);
  await expect(exchangeOAuthCode(asked)).rejects.toThrow(TypeError);
});
