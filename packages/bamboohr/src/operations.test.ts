// What holds for every operation, whatever its resource: a new operation adds one line to testing/operations.ts.
import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from './testing/client.ts';
import { type Operation, reads, versioned, writes } from './testing/operations.ts';
import { closedPort } from './testing/raw-server.ts';
import {
  empty,
  json,
  refusal,
  reset,
  type Step,
  scriptedServer,
  text,
  truncated,
} from './testing/scripted-server.ts';

const attachment = { 'content-disposition': 'attachment; filename="cv.pdf"' };
const all = [...reads, ...writes];

async function failWith(operation: Operation, step: Step) {
  const server = await scriptedServer(step, step, step, step);
  const error = await errorOf(operation.run(aClient(server.baseUrl, { retry: { limit: 2 } }), {}));
  return { error, requests: server.requests };
}

describe.each(all)('$name', (operation) => {
  const { name, attempts } = operation;

  test('calls its path with the key', async () => {
    const { error, requests } = await failWith(operation, refusal(403, 'No access'));
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: operation.method,
      path: `/api/gateway.php/acme/${versioned(operation.path)}`,
      headers: { authorization: expect.stringMatching(/^Basic \w+=*$/) },
    });
    expect(error).toMatchObject({
      operation: name,
      outcome: 'refused',
      status: 403,
      providerMessage: 'No access',
    });
    expect(error.message).toBe(`${name}: the provider answered 403: No access`);
  });

  test('takes no page of HTML for an answer, with any status of success', async () => {
    const { error, requests } = await failWith(operation, text(200, 'text/html', '<html>Sign in</html>'));
    const excerpt = operation.streams ? null : '<html>Sign in</html>';
    expect(error).toMatchObject({ outcome: 'ambiguous', status: 200, excerpt });
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['a reset', reset, 'connection_lost', null],
    ['a 500', empty(500), 'http', 500],
    ['a 502 page', text(502, 'text/html', '<html>'), 'http', 502],
  ] as const)('is ambiguous after %s', async (_name, step, reason, status) => {
    const { error, requests } = await failWith(operation, step);
    expect(error).toMatchObject({ operation: name, outcome: 'ambiguous', reason, status, attempts });
    expect(requests).toHaveLength(attempts);
  });

  test('is ambiguous after a cut answer', async () => {
    const { error, requests } = await failWith(operation, truncated(200, '{"id":"4"', attachment));
    const sent = operation.streams ? 1 : attempts;
    expect(error).toMatchObject({
      operation: name,
      outcome: 'ambiguous',
      reason: 'connection_lost',
      status: 200,
    });
    expect([error.attempts, requests.length]).toEqual([sent, sent]);
  });

  test('is throttled after 429 and 503 with a wait', async () => {
    for (const status of [429, 503]) {
      const { error, requests } = await failWith(operation, empty(status, { 'retry-after': '2' }));
      expect(error).toMatchObject({ outcome: 'throttled', status, retryAfterSeconds: 2, attempts });
      expect(requests).toHaveLength(attempts);
    }
  });

  test('is not sent when nobody listens', async () => {
    const client = aClient(`http://127.0.0.1:${await closedPort()}/api`, { retry: { limit: 0 } });
    expect(await errorOf(operation.run(client, {}))).toMatchObject({ outcome: 'not_sent', operation: name });
  });

  test('does not begin once its signal is aborted', async () => {
    const server = await scriptedServer();
    const error = await errorOf(operation.run(aClient(server.baseUrl), { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'aborted', operation: name });
    expect(server.requests).toHaveLength(0);
  });
});

test.each(reads.filter(({ name }) => !/^(?:files|companyFiles)\.(?:download|open)$/.test(name)))(
  '$name takes an empty answer for a failure, never for an empty list',
  async (operation) => {
    for (const step of [empty(200), json(null)]) {
      const { error } = await failWith(operation, step);
      expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'unexpected_content', status: 200 });
    }
  },
);

test('the table has every operation of every resource', () => {
  const resources: [string, object][] = Object.entries(aClient('http://127.0.0.1/api'));
  const existing = resources.flatMap(([resource, instance]) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(instance))
      .filter((method) => method !== 'constructor')
      .map((method) => `${resource}.${method}`),
  );
  expect(all.map((operation) => operation.name).sort()).toEqual(existing.sort());
});
