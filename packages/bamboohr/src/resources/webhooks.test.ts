import { expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, scriptedServer, text } from '../testing/scripted-server.ts';

const stored = {
  id: '12',
  name: 'Changes',
  created: '2026-05-29 14:21:35',
  lastSent: null,
  events: ['employee_with_fields.updated'],
  monitorFields: [1, 'firstName'],
  postFields: { '1': 'First' },
  url: 'https://example.com/hook',
  format: 'json',
  includeCompanyDomain: false,
};
const input = { name: 'Changes', url: 'https://example.com/hook', monitorFields: ['firstName'] };

test('a new webhook gives its private key, and without one is no proof', async () => {
  const key = '0123456789abcdef0123456789abcdef';
  const server = await scriptedServer(json({ ...stored, privateKey: key }, 201), json(stored, 201));
  const { webhooks } = aClient(server.baseUrl);
  expect(await webhooks.create(input)).toMatchObject({
    id: '12',
    privateKey: key,
    monitorFields: ['1', 'firstName'],
  });
  expect(JSON.parse(server.requests[0]?.body.toString() ?? '')).toEqual({
    ...input,
    format: 'json',
  });
  expect(await errorOf(webhooks.create(input))).toMatchObject({ outcome: 'ambiguous', reason: 'no_proof' });
});

test('removing one is confirmed by a sentence', async () => {
  const server = await scriptedServer(text(200, 'text/html', 'Web hook has been deleted.'));
  await aClient(server.baseUrl).webhooks.remove(12);
  expect(server.requests[0]).toMatchObject({ method: 'DELETE' });
});

test('the log tells of the limit under a status of success', async () => {
  const over = { error: { code: 429, message: 'Over rate limit, please try again in 60 seconds' } };
  const server = await scriptedServer(json(over), json(over), json(over), json(over));
  expect(await errorOf(aClient(server.baseUrl).webhooks.log(12))).toMatchObject({
    outcome: 'throttled',
    status: 200,
    retryAfterSeconds: 60,
    attempts: 4,
  });
});
