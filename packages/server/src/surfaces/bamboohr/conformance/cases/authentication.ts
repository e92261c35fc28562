import assert from 'node:assert/strict';
import { assertError, basic, type Caller, json, type Reply } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe } = area('authentication');

export { cases as authenticationCases };

function assertRefused(reply: Reply): void {
  assertError(reply, 401);
  assert.equal(reply.headers.get('x-bamboohr-error-message'), 'API key not provided or invalid');
}

const refused: [subject: string, what: string, auth: (caller: Caller) => string][] = [
  ['bearer-wrong', 'a wrong bearer token', () => 'Bearer 0123456789abcdef0123456789abcdef'],
  ['bearer-jwt', 'a token of another server', () => 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
  ['bearer-empty', 'an empty bearer token', () => 'Bearer '],
  ['basic-empty-user', 'an empty user name', () => basic('', 'x')],
  ['basic-key-as-password', 'the key in the place of the password', ({ apiKey }) => basic('x', apiKey)],
  ['basic-not-base64', 'credentials that are no base64', () => 'Basic %%%%'],
  ['basic-alone', 'the scheme alone', () => 'Basic'],
  ['scheme-unknown', 'the key in an unknown scheme', ({ apiKey }) => `ApiKey ${apiKey}`],
  ['key-cut-short', 'a key without its last character', ({ apiKey }) => basic(apiKey.slice(0, -1), 'x')],
  ['key-with-more', 'a key with one character more', ({ apiKey }) => basic(`${apiKey}0`, 'x')],
  ['key-in-other-case', 'a key in other letter case', ({ apiKey }) => basic(swapped(apiKey), 'x')],
];

for (const [subject, what, auth] of refused)
  believe(subject, `${what} is answered like no key`, '1.2 [R22][inferred]', async (caller) =>
    assertRefused(await caller.send('meta/tables', { auth: auth(caller) })),
  );

believe('query-key', 'a key in the address counts for nothing', '1.2 [inferred]', async (caller) =>
  assertRefused(await caller.send(`meta/tables?api_key=${caller.apiKey}`, { auth: false })),
);

believe('scheme-case', 'the scheme is read in any letter case', '1.2 [inferred]', async (caller) => {
  const auth = basic(caller.apiKey, 'x').replace('Basic', 'bASIC');
  assert.equal((await caller.send('meta/tables', { auth })).status, 200);
});

for (const path of ['employees?page[limit]=1', 'applicant_tracking/statuses'])
  prove(
    `key-${path.replace(/\W.*$/, '')}`,
    `a key opens ${path}, which the official document lists for one scheme only`,
    '1.2 [R26]',
    async (caller) => {
      assert.equal((await caller.getJson(path)).status, 200);
    },
  );

believe('bearer-everywhere', 'what a key opens it opens as a bearer token', '1.2 [D]', async (caller) => {
  for (const path of ['employees/directory', 'employees?page[limit]=1', 'applicant_tracking/statuses'])
    assert.equal(
      (await caller.send(path, { auth: `Bearer ${caller.apiKey}`, accept: json })).status,
      200,
      path,
    );
});

const form = 'application/x-www-form-urlencoded';
const loginBody = new URLSearchParams({
  applicationKey: 'none',
  user: 'nobody@example.com',
  password: 'wrong',
});

prove('login-refused', 'a login with wrong credentials is 403 and says so', '1.2 [O]', async (caller) => {
  const reply = await caller.send('login?format=json', {
    method: 'POST',
    auth: false,
    type: form,
    body: loginBody.toString(),
  });
  assert.equal(reply.status, 403);
  assert.deepEqual(reply.json(), { success: false });
});

prove('login-without-key', 'a login needs no key and no field twice', '1.2 [O]', async (caller) => {
  const body = `${loginBody}&deviceId=conformance`;
  const reply = await caller.send('login/', { method: 'POST', auth: false, accept: json, type: form, body });
  assert.equal(reply.status, 403);
});

/** Where OAuth stands: the root of the company's host, or what a client has for it. */
function oauthBase({ baseUrl }: Caller): string {
  const real = /^https:\/\/api\.bamboohr\.com\/api\/gateway\.php\/([^/]+)$/.exec(baseUrl);
  return real === null ? baseUrl.replace(/\/api$/, '') : `https://${real[1]}.bamboohr.com`;
}

const redirect = 'https://client.example.com/callback';

for (const query of ['request=authorize&', ''])
  believe(
    `authorize-unknown-client${query === '' ? '' : '-old'}`,
    'an unknown application is told to the person, and nobody is sent to it',
    '1.2 [D]',
    async (caller) => {
      const asked = new URLSearchParams({
        response_type: 'code',
        client_id: 'no-such-client',
        redirect_uri: redirect,
        scope: 'employee',
        state: 'x',
      });
      const reply = await fetch(`${oauthBase(caller)}/authorize.php?${query}${asked}`, {
        redirect: 'manual',
      });
      assert.ok(!(reply.headers.get('location') ?? '').startsWith(redirect));
      assert.ok(reply.status < 500, String(reply.status));
    },
  );

const grant = {
  client_id: 'no-such-client',
  client_secret: 'wrong',
  grant_type: 'authorization_code',
  code: 'none',
  redirect_uri: redirect,
};

const bodies: [subject: string, type: string, body: string][] = [
  ['form', form, new URLSearchParams(grant).toString()],
  ['json', json, JSON.stringify(grant)],
];

for (const [subject, type, body] of bodies)
  believe(
    `token-unknown-client-${subject}`,
    `token.php reads ${subject === 'form' ? 'a form' : 'JSON'} and refuses an unknown client in JSON`,
    '1.2 [C]',
    async (caller) => {
      const reply = await fetch(`${oauthBase(caller)}/token.php?request=token`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      assert.ok(reply.status === 400 || reply.status === 401, String(reply.status));
      const { error } = (await reply.json()) as { error?: string };
      assert.equal(error, 'invalid_client');
    },
  );

believe('token-never-cached', 'answers of token.php are not to be kept', '1.2 [inferred]', async (caller) => {
  const reply = await fetch(`${oauthBase(caller)}/token.php?request=token`, {
    method: 'POST',
    body: 'grant_type=x',
  });
  assert.match(reply.headers.get('cache-control') ?? '', /no-store/);
  await reply.arrayBuffer();
});

function swapped(text: string): string {
  return [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
}
