import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { logIn } from './login.ts';
import { errorOf } from './testing/client.ts';
import { empty, json, refusal, reset, type Step, scriptedServer, text } from './testing/scripted-server.ts';

const person = { applicationKey: 'app-key-1', user: 'ann@acme.example', password: 'correct horse' };
const wire = {
  success: true,
  userId: 2,
  employeeId: null,
  key: '5ca1ab1e',
  apiUrl: 'https://api.bamboohr.com/api/gateway.php/acme',
};

async function failed(step: Step) {
  const server = await scriptedServer(step, step);
  const error = await errorOf(logIn({ ...person, baseUrl: server.baseUrl }));
  expect(server.requests).toHaveLength(1);
  return error;
}

test('a password is exchanged for a key by one form, without credentials', async () => {
  const server = await scriptedServer(json(wire));
  const { key, raw, ...rest } = await logIn({ ...person, deviceId: 'laptop', baseUrl: server.baseUrl });
  expect(key).toBe('5ca1ab1e');
  expect(rest).toEqual({ userId: '2', employeeId: null, apiUrl: wire.apiUrl });
  expect(raw).not.toHaveProperty('key');
  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/api/gateway.php/acme/v1/login' });
  expect(request?.headers).toMatchObject({
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(request?.headers).not.toHaveProperty('authorization');
  expect(Object.fromEntries(new URLSearchParams(String(request?.body)))).toEqual({
    ...person,
    deviceId: 'laptop',
  });
});

test.each([
  ['a wrong password', json({ success: false }, 403), { outcome: 'refused', status: 403 }],
  ['a reason in the header', refusal(403, 'Bad key'), { outcome: 'refused', providerMessage: 'Bad key' }],
  ['success false with 200', json({ success: false }), { outcome: 'refused', reason: 'not_done' }],
  [
    'a company that signs in elsewhere',
    text(200, 'text/plain', 'Use single sign-on'),
    { outcome: 'refused', reason: 'not_done', providerMessage: 'Use single sign-on' },
  ],
  ['a page', text(200, 'text/html', '<html>'), { outcome: 'ambiguous', reason: 'unexpected_content' }],
  ['an answer without a key', json({ success: true, userId: 2 }), { outcome: 'ambiguous' }],
  ['too many tries', empty(429, { 'retry-after': '60' }), { outcome: 'throttled', retryAfterSeconds: 60 }],
  ['a reset', reset, { outcome: 'ambiguous', reason: 'connection_lost' }],
])('fails after %s, and is not tried again', async (_what, step, expected) => {
  expect(await failed(step)).toMatchObject({ operation: 'logIn', ...expected });
});

test('keeps the password and the application key out of errors', async () => {
  const told = `wrong: ${person.password} for ${person.applicationKey}`;
  for (const step of [
    refusal(403, told),
    text(200, 'text/html', told),
    json({ error: { message: told } }, 403),
  ]) {
    const shown = inspect(await failed(step), { depth: 9, showHidden: true });
    expect(shown).not.toContain(person.password);
    expect(shown).not.toContain(person.applicationKey);
    expect(shown).toContain('[secret]');
  }
});

test('sends nothing without a password', async () => {
  const server = await scriptedServer();
  for (const name of ['applicationKey', 'user', 'password'])
    await expect(logIn({ ...person, [name]: '', baseUrl: server.baseUrl })).rejects.toThrow(TypeError);
  expect(server.requests).toEqual([]);
});
