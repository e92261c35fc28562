// Every way in which a request can end, over real sockets, and what the client then says about it.
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { closedPort, rawServer } from '../testing/raw-server.ts';
import {
  empty,
  hang,
  json,
  portOf,
  refusal,
  reset,
  type Step,
  scriptedServer,
  text,
  truncated,
} from '../testing/scripted-server.ts';
import { selfSigned } from '../testing/self-signed.ts';

const ann = { firstName: 'Ann', lastName: 'Lee' };

async function outcomeOfCreate(step: Step) {
  const server = await scriptedServer(step);
  const error = await errorOf(aClient(server.baseUrl).employees.create(ann));
  expect(server.requests).toHaveLength(1);
  return error;
}

describe('a create that never left', () => {
  test('is not sent when the connection is refused', async () => {
    const client = aClient(`http://127.0.0.1:${await closedPort()}/api`);
    const error = await errorOf(client.employees.create(ann));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'connect', status: null, attempts: 1 });
  });

  test('is not sent when fetch refuses the port', async () => {
    const error = await errorOf(aClient('http://127.0.0.1:1/api').employees.create(ann));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'connect' });
  });

  test('is not sent when the host name does not exist', async () => {
    const client = aClient('http://no-such-host.invalid/api');
    const error = await errorOf(client.employees.create(ann));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'dns' });
  });

  test('is not sent when nobody vouches for the certificate', async () => {
    const port = await tlsServer(selfSigned());
    const error = await errorOf(aClient(`https://127.0.0.1:${port}/api`).employees.create(ann));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'tls' });
  });

  test('is not sent when the handshake is refused', async () => {
    const port = await tlsServer({});
    const error = await errorOf(aClient(`https://127.0.0.1:${port}/api`).employees.create(ann));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'tls' });
  });

  test('is not sent when the port speaks no TLS', async () => {
    const { port } = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await errorOf(aClient(`https://127.0.0.1:${port}/api`).employees.create(ann));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'tls' });
  });

  test('is not sent when its signal was aborted before', async () => {
    const server = await scriptedServer();
    const signal = AbortSignal.abort(new Error('shutting down'));
    const error = await errorOf(aClient(server.baseUrl).employees.create(ann, { signal }));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'aborted' });
    expect(server.requests).toHaveLength(0);
  });

  test("is not sent when an injected fetch's own error is declared so", async () => {
    class AddressRefused extends Error {}
    const client = aClient('http://10.0.0.1/api', {
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new AddressRefused('private') })),
      isNotSent: (error) => error instanceof AddressRefused,
    });
    expect(await errorOf(client.employees.create(ann))).toMatchObject({ outcome: 'not_sent' });
  });

  test("with an injected fetch's own error as its cause, though the key is a word of it", async () => {
    const own = new (class AddressRefused extends Error {})('this key may go nowhere');
    const client = aClient('http://10.0.0.1/api', {
      apiKey: 'key',
      fetch: () => Promise.reject(new TypeError('the key', { cause: own })),
      isNotSent: (error) => error === own,
    });
    expect((await errorOf(client.employees.create(ann))).cause).toBe(own);
  });

  test('when its caller gave it up while an injected fetch let it wait', async () => {
    const given = new AbortController();
    class GivenUp extends Error {}
    const client = aClient('http://10.0.0.1/api', {
      fetch: (_url, { signal, waiting }) =>
        waiting(
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new GivenUp()))),
        ),
      isNotSent: (error) => error instanceof GivenUp,
    });
    const created = errorOf(client.employees.create(ann, { signal: given.signal }));
    setTimeout(() => given.abort(), 20);
    expect(await created).toMatchObject({ outcome: 'not_sent', reason: 'aborted' });
  });
});

test('the time limit stands still while an injected fetch lets a request wait, and begins after it', async () => {
  const client = aClient('http://10.0.0.1/api', {
    timeouts: { writeMs: 60 },
    fetch: async (_url, { signal, waiting }) => {
      await waiting(new Promise((resolve) => setTimeout(resolve, 150)));
      expect(signal.aborted).toBe(false);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  expect(await errorOf(client.employees.create(ann))).toMatchObject({
    outcome: 'ambiguous',
    reason: 'timeout',
  });
});

describe('a create whose fate is unknown', () => {
  test('is ambiguous when the connection is reset on being made', async () => {
    const { port } = await rawServer((socket) => socket.resetAndDestroy());
    const error = await errorOf(aClient(`http://127.0.0.1:${port}/api`).employees.create(ann));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'connection_lost', status: null });
  });

  test('is ambiguous when the connection is reset after the request', async () => {
    const error = await outcomeOfCreate(reset);
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'connection_lost', status: null });
  });

  test('is ambiguous when the server hangs until the deadline', async () => {
    const server = await scriptedServer(hang);
    const client = aClient(server.baseUrl, { timeouts: { writeMs: 200 } });
    const error = await errorOf(client.employees.create(ann));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'timeout', status: null });
    expect(server.requests).toHaveLength(1);
  });

  test('is ambiguous when the answer drips past the deadline, although bytes keep coming', async () => {
    const { port } = await rawServer(drip);
    const client = aClient(`http://127.0.0.1:${port}/api`, { timeouts: { writeMs: 250 } });
    const startedAt = performance.now();
    const error = await errorOf(client.employees.create(ann));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'timeout', status: 201 });
    expect(performance.now() - startedAt).toBeLessThan(2500);
  });

  test('is ambiguous when the caller aborts it on the way', async () => {
    const controller = new AbortController();
    const server = await scriptedServer(() => controller.abort(new Error('the user left')));
    const error = await errorOf(aClient(server.baseUrl).employees.create(ann, { signal: controller.signal }));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'aborted' });
    expect(error.cause).toMatchObject({ message: 'the user left' });
  });

  test('is ambiguous when the answer is cut off, even one with a good Location', async () => {
    const error = await outcomeOfCreate(
      truncated(201, '{"id":', { location: '/api/gateway.php/acme/v1/employees/7' }),
    );
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'connection_lost', status: 201 });
  });

  test.each([
    ['a page of HTML with 200', text(200, 'text/html', '<html>Sign in</html>'), 'http', 200],
    ['a page of HTML with 201', text(201, 'text/html', '<html>', created(7)), 'unexpected_content', 201],
    [
      'JSON that does not parse',
      text(201, 'application/json', '{"id":"7"', created(7)),
      'unexpected_content',
      201,
    ],
    ['a 200 where 201 is due', json({ id: '7' }, 200, created(7)), 'http', 200],
    ['a 201 without Location', json({ id: '7' }, 201), 'no_proof', 201],
    [
      'a Location on another host',
      empty(201, { location: 'https://evil.example/v1/employees/7' }),
      'no_proof',
      201,
    ],
    [
      'a Location of another company',
      empty(201, { location: '/api/gateway.php/other/v1/employees/7' }),
      'no_proof',
      201,
    ],
    ['a Location without a number', empty(201, created('employee.php?id=7')), 'no_proof', 201],
    ['a Location that the body contradicts', json({ id: '8' }, 201, created(7)), 'no_proof', 201],
    ['a redirect', empty(307, { location: '/elsewhere' }), 'redirect', 307],
    ['a 408', refusal(408, 'Request timed out'), 'http', 408],
    ['a 500 with a reason', refusal(500, 'Something broke'), 'http', 500],
    ['a 502', text(502, 'text/html', '<html>Bad gateway</html>'), 'http', 502],
    ['a 503 without Retry-After', refusal(503, 'Down for maintenance'), 'http', 503],
    ['a 504', empty(504), 'http', 504],
    ['a 598', empty(598), 'http', 598],
    ['a 403 page of a firewall', text(403, 'text/html', '<html>Blocked</html>'), 'http', 403],
    ['a 400 without a word', empty(400), 'http', 400],
  ] as const)('is ambiguous on %s', async (_name, step, reason, status) => {
    const error = await outcomeOfCreate(step);
    expect(error).toMatchObject({ outcome: 'ambiguous', reason, status, attempts: 1 });
  });

  test('is ambiguous once an answer began, whatever an injected fetch declares', async () => {
    const server = await scriptedServer(truncated(201, '{"id":'));
    const client = aClient(server.baseUrl, { isNotSent: () => true });
    expect(await errorOf(client.employees.create(ann))).toMatchObject({ outcome: 'ambiguous', status: 201 });
  });

  test.each([1, 5, 9])('is ambiguous when its upload is reset after %i tenths', async (tenths) => {
    const bytes = new Uint8Array(2_000_000);
    let received = 0;
    const { port } = await rawServer((socket) => {
      socket.on('data', (chunk) => {
        received += chunk.length;
        if (received >= (bytes.length * tenths) / 10) socket.resetAndDestroy();
      });
    });
    const upload = { categoryId: 13, file: { bytes, fileName: 'cv.pdf' } };
    const error = await errorOf(aClient(`http://127.0.0.1:${port}/api`).files.upload(4, upload));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'connection_lost' });
  });

  test('keeps the first 200 characters of an answer that was not understood', async () => {
    const error = await outcomeOfCreate(
      text(502, 'text/html', `<html>\n\u0007Bad gateway ${'x'.repeat(900)}`),
    );
    expect(error.excerpt).toMatch(/^<html> Bad gateway x+$/);
    expect(error.excerpt).toHaveLength(200);
  });
});

describe('a create that the provider declined', () => {
  test.each([400, 401, 403, 404, 409, 413, 422])('is refused on %i in its own form', async (status) => {
    const error = await outcomeOfCreate(refusal(status, 'Email already in use'));
    expect(error).toMatchObject({
      outcome: 'refused',
      reason: 'http',
      status,
      providerMessage: 'Email already in use',
      message: `employees.create: the provider answered ${status}: Email already in use`,
    });
  });

  test('carries the id under which the provider can find the request', async () => {
    const headers = { 'x-request-id': '17803', 'x-bamboohr-error-message': 'No' };
    expect(await outcomeOfCreate(empty(400, headers))).toMatchObject({ requestId: '17803' });
  });

  test('is throttled on 429, with the wait that was asked for', async () => {
    const error = await outcomeOfCreate(empty(429, { 'retry-after': '17' }));
    expect(error).toMatchObject({ outcome: 'throttled', status: 429, retryAfterSeconds: 17 });
  });

  test('is throttled on 429 without a wait', async () => {
    expect(await outcomeOfCreate(empty(429))).toMatchObject({
      outcome: 'throttled',
      retryAfterSeconds: null,
    });
  });

  test('is throttled on 503 with Retry-After', async () => {
    const error = await outcomeOfCreate(empty(503, { 'retry-after': '5' }));
    expect(error).toMatchObject({ outcome: 'throttled', status: 503, retryAfterSeconds: 5 });
  });
});

describe('writes are sent once', () => {
  const file = { bytes: new Uint8Array([1]), fileName: 'cv.pdf' };
  const writes = {
    'employees.create': (client) => client.employees.create(ann),
    'employees.update': (client) => client.employees.update(4, ann),
    'tables.addRow': (client) => client.tables.addRow(4, 'jobInfo', { date: '2026-01-01' }),
    'tables.updateRow': (client) => client.tables.updateRow(4, 'jobInfo', 9, { date: '2026-01-01' }),
    'files.upload': (client) => client.files.upload(4, { categoryId: 13, file }),
    'applicantTracking.createApplication': (client) =>
      client.applicantTracking.createApplication({ ...ann, jobId: 22 }),
  } satisfies Record<string, (client: ReturnType<typeof aClient>) => Promise<unknown>>;

  const endings = {
    'a reset': reset,
    'a 429': empty(429, { 'retry-after': '1' }),
    'a 500': empty(500),
    'a 503': empty(503, { 'retry-after': '1' }),
    'a redirect': empty(308, { location: '/api/gateway.php/acme/v1/elsewhere' }),
  };

  const cases = Object.entries(writes).flatMap(([operation, write]) =>
    Object.entries(endings).map(([name, ending]) => ({ operation, write, name, ending })),
  );

  test.each(cases)('$operation after $name', async ({ operation, write, ending }) => {
    const server = await scriptedServer(ending, ending, ending);
    const error = await errorOf(write(aClient(server.baseUrl, { retry: { limit: 9 } })));
    expect(error.operation).toBe(operation);
    expect(error.outcome).not.toBe('refused');
    expect(server.requests).toHaveLength(1);
  });
});

function created(last: string | number) {
  return { location: `/api/gateway.php/acme/v1/employees/${last}` };
}

function drip(socket: import('node:net').Socket): void {
  socket.write('HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write('x'), 5);
  socket.on('close', () => clearInterval(timer));
}

async function tlsServer(options: TlsOptions): Promise<number> {
  const server = createTlsServer(options);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return portOf(server.address());
}
