import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { createEgress, type Egress, type EgressOptions } from './egress.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

interface Listener {
  port: number;
  connections: () => number;
  requests: { method: string; url: string; headers: Record<string, unknown> }[];
}

async function listen(answer: RequestListener = (_, response) => response.end('hello')): Promise<Listener> {
  let connections = 0;
  const requests: Listener['requests'] = [];
  const server: Server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '::');
  await once(server, 'listening');
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => connections, requests };
}

function egressTo(port: number | undefined, over: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({
    allow: port === undefined ? [] : [`localhost:${port}`, `127.0.0.1:${port}`],
    ownPort: () => port,
    log: createLog({ level: 'silent' }),
    ...over,
  });
  open.push(egress);
  return egress;
}

const textOf = async (body: AsyncIterable<Uint8Array> | null) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error & { code?: string }) => error,
  );

describe('hostile spellings of an address', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0',
    '0.0.0.0',
    '0x7f000001',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '127。0。0。1',
    '127。1',
    '①②⑦.⓪.⓪.①',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fc00::1]',
    '[fe80::1]',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '100.64.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    'localhost',
    'localhost.',
    'LOCALHOST',
    'lоcalhost.localhost',
    'ｌｏｃａｌｈｏｓｔ',
    'anything.localhost',
  ])('%s is refused without one connection', async (host) => {
    const listener = await listen();
    // The listener's port counts as one of the internet's, so that only the address can be at fault.
    const egress = egressTo(undefined, { publicPorts: [listener.port] });
    for (const scheme of ['https', 'http']) {
      const error = await failure(egress.fetchFor('provider')(`${scheme}://${host}:${listener.port}/`));
      expect(error?.code).toBe('egress.address_not_allowed');
    }
    expect(listener.connections()).toBe(0);
  });

  it('refuses a public name that resolves to a private address, at the moment of dialling', async () => {
    const listener = await listen();
    const egress = egressTo(undefined, {
      publicPorts: [listener.port],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const error = await failure(egress.fetchFor('provider')(`https://innocent.test:${listener.port}/`));
    expect(error?.code).toBe('egress.address_not_allowed');
    expect(listener.connections()).toBe(0);
  });
});

describe('redirects', () => {
  it('are not followed to another origin: a private address behind one sees no connection', async () => {
    const inner = await listen();
    const outer = await listen((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end(),
    );
    const egress = egressTo(outer.port, { publicPorts: [inner.port] });
    const answer = await egress.fetchFor('provider')(`http://localhost:${outer.port}/`, {
      redirect: 'follow',
    });
    expect(answer.status).toBe(302);
    expect(inner.connections()).toBe(0);
  });

  const hop: RequestListener = (request, response) => {
    if (request.url === '/there') response.end('arrived');
    else response.writeHead(307, { location: request.url === '/loop' ? '/loop' : '/there' }).end();
  };

  it('are followed for a read on the same origin', async () => {
    const listener = await listen(hop);
    const fetch = egressTo(listener.port).fetchFor('provider');
    const answer = await fetch(`http://localhost:${listener.port}/here`, { redirect: 'follow' });
    expect(await textOf(answer.body)).toBe('arrived');
  });

  it('are handed back for a write and when asked to', async () => {
    const listener = await listen(hop);
    const fetch = egressTo(listener.port).fetchFor('provider');
    const url = `http://localhost:${listener.port}/here`;
    expect((await fetch(url, { method: 'POST', body: 'x', redirect: 'follow' })).status).toBe(307);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(307);
    expect(listener.requests).toHaveLength(2);
  });

  it('end after three', async () => {
    const listener = await listen(hop);
    const fetch = egressTo(listener.port).fetchFor('provider');
    expect((await fetch(`http://localhost:${listener.port}/loop`, { redirect: 'follow' })).status).toBe(307);
    expect(listener.requests).toHaveLength(4);
  });
});

describe('limits', () => {
  it('end a write whose answer never comes, and name the deadline', async () => {
    const listener = await listen(() => undefined);
    const fetch = egressTo(listener.port, { limits: { deadlineMs: 80 } }).fetchFor('provider');
    const error = await failure(fetch(`http://localhost:${listener.port}/`, { method: 'POST', body: 'x' }));
    expect(error?.name).toBe('TimeoutError');
    expect(listener.requests).toHaveLength(1);
  });

  it('end an answer that drips on, whatever arrives meanwhile', async () => {
    const listener = await listen((_, response) => {
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const fetch = egressTo(listener.port, { limits: { deadlineMs: 120 } }).fetchFor('provider');
    const answer = await fetch(`http://localhost:${listener.port}/`);
    expect((await failure(textOf(answer.body)))?.name).toBe('TimeoutError');
  });

  it('let a stream take its time, but not stand still', async () => {
    const listener = await listen((_, response) => {
      let left = 4;
      const timer = setInterval(() => {
        left -= 1;
        response.write('.');
        if (left === 0) clearInterval(timer);
      }, 400);
      response.on('close', () => clearInterval(timer));
    });
    const fetch = egressTo(listener.port, { limits: { idleMs: 1000 } }).fetchFor('providerStream');
    const answer = await fetch(`http://localhost:${listener.port}/`);
    let came = 0;
    const reading = (async () => {
      for await (const chunk of answer.body ?? []) came += chunk.byteLength;
    })();
    expect((await failure(reading))?.code).toBe('UND_ERR_BODY_TIMEOUT');
    expect(came).toBe(4);
  });

  it('obey the caller’s signal as well', async () => {
    const listener = await listen(() => undefined);
    const fetch = egressTo(listener.port).fetchFor('provider');
    const error = await failure(
      fetch(`http://localhost:${listener.port}/`, { signal: AbortSignal.timeout(50) }),
    );
    expect(error?.name).toBe('TimeoutError');
  });

  const oneMegabyte = Buffer.alloc(1024 * 1024, 'a');

  it('cut an answer that is too long', async () => {
    const listener = await listen((_, response) => response.end(oneMegabyte));
    const fetch = egressTo(listener.port, { limits: { maxResponseBytes: 1000 } }).fetchFor('provider');
    const answer = await fetch(`http://localhost:${listener.port}/`);
    expect((await failure(textOf(answer.body)))?.code).toBe('egress.answer_too_large');
  });

  it('count what comes out of a packed answer', async () => {
    const listener = await listen((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(oneMegabyte)),
    );
    const url = `http://localhost:${listener.port}/`;
    const wide = await egressTo(listener.port).fetchFor('provider')(url);
    expect(await textOf(wide.body)).toBe(oneMegabyte.toString());
    const narrow = egressTo(listener.port, { limits: { maxResponseBytes: 100_000 } }).fetchFor('provider');
    expect((await failure(textOf((await narrow(url)).body)))?.code).toBe('egress.answer_too_large');
  });

  it('take a packed answer that was cut for a failure, not for the whole', async () => {
    const packed = gzipSync(oneMegabyte);
    const listener = await listen((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length - 20)),
    );
    const answer = await egressTo(listener.port).fetchFor('provider')(`http://localhost:${listener.port}/`);
    expect(await failure(textOf(answer.body))).toBeInstanceOf(Error);
  });
});

describe('what can be told of a failure', () => {
  it('a refused connection says that nothing was sent', async () => {
    const closed = createTcpServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const error = await failure(
      egressTo(port).fetchFor('provider')(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' }),
    );
    expect(error).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  it('a connection that ends after the request does not', async () => {
    const listener = await listen((request) => request.socket.destroy());
    const fetch = egressTo(listener.port).fetchFor('provider');
    const error = await failure(fetch(`http://127.0.0.1:${listener.port}/`, { method: 'POST', body: 'x' }));
    expect(error?.code).toMatch(/^(UND_ERR_SOCKET|ECONNRESET)$/);
    expect(listener.requests).toHaveLength(1);
  });

  it('a misdirected request (421) is not sent again by itself', async () => {
    const listener = await listen((_, response) => response.writeHead(421).end());
    const fetch = egressTo(listener.port).fetchFor('provider');
    const answer = await fetch(`http://127.0.0.1:${listener.port}/`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(421);
    expect(listener.requests).toHaveLength(1);
  });

  it('every write has a connection of its own; reads share one', async () => {
    const listener = await listen();
    const fetch = egressTo(listener.port).fetchFor('provider');
    const url = `http://127.0.0.1:${listener.port}/`;
    for (const method of ['POST', 'PUT']) await textOf((await fetch(url, { method, body: 'x' })).body);
    expect(listener.connections()).toBe(2);
    for (const _ of [1, 2, 3]) {
      await textOf((await fetch(url)).body);
      await setTimeout(5);
    }
    expect(listener.connections()).toBe(3);
  });
});

it('logs neither credentials nor queries', async () => {
  const listener = await listen();
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const fetch = egressTo(listener.port, { log }).fetchFor('provider');
  await fetch(`http://127.0.0.1:${listener.port}/v1/employees?email=ann@example.com`, {
    headers: { Authorization: 'Basic c2VjcmV0Ong=', 'X-Odd': 'canary-in-header', Accept: 'application/json' },
  });
  const written = lines.join('');
  expect(written).toContain('/v1/employees');
  expect(written).toContain('application/json');
  expect(written).not.toMatch(/c2VjcmV0Ong|canary-in-header|ann@example\.com/);
});

describe('this server itself', () => {
  it('is reached below one address by any name under localhost, and nowhere else', async () => {
    const listener = await listen();
    const egress = egressTo(undefined);
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'acme.localhost']) {
      const fetch = egress.fetchOwn('provider', `http://${host}:${listener.port}/a/b`);
      expect((await fetch(`http://${host}:${listener.port}/a/b/c`)).status).toBe(200);
      const error = await failure(fetch(`http://${host}:${listener.port}/a/bc`));
      expect(error?.code).toBe('egress.address_not_allowed');
    }
    expect(listener.requests).toHaveLength(4);
  });

  it('does not lead on to its other addresses', async () => {
    const listener = await listen((_, response) => response.writeHead(302, { location: '/other' }).end());
    const base = `http://localhost:${listener.port}/a`;
    const fetch = egressTo(undefined).fetchOwn('provider', base);
    const error = await failure(fetch(`${base}/b`, { redirect: 'follow' }));
    expect(error?.code).toBe('egress.address_not_allowed');
    expect(listener.requests).toHaveLength(1);
  });

  it('is not reached otherwise, its own port or not', async () => {
    const listener = await listen();
    const egress = egressTo(undefined, { ownPort: () => listener.port });
    const error = await failure(egress.fetchFor('webhook')(`http://localhost:${listener.port}/`));
    expect(error?.code).toBe('egress.address_not_allowed');
    expect(listener.connections()).toBe(0);
  });
});

it('refuses an address by its spelling before anything is stored', () => {
  const egress = egressTo(undefined, { ownPort: () => 8420 });
  expect(() => egress.assertAllowed('http://10.0.0.1/api')).toThrow(/https:|private/);
  expect(() => egress.assertAllowed('not a url')).toThrow('not a URL');
  expect(() => egress.assertAllowed('http://localhost:8420/api/gateway.php/acme')).toThrow(/private/);
  expect(egress.assertAllowed('https://api.bamboohr.com')).toBe('public');
  expect(egress.ownPort()).toBe(8420);
});

describe('the last look', () => {
  it('is had once the connection stands, and when it throws no byte leaves', async () => {
    let arrived = 0;
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        arrived += bytes.length;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(server);
    const { port } = server.address() as AddressInfo;
    const fetch = egressTo(port).fetchFor('provider');
    const late = new Error('too late');
    const seen: number[] = [];
    const send = (lastLook: () => void) =>
      fetch(`http://127.0.0.1:${port}/a`, { method: 'POST', body: 'x'.repeat(100), lastLook });
    const refused = send(() => {
      seen.push(arrived);
      throw late;
    });
    await expect(refused).rejects.toBe(late);
    await expect.poll(() => connections).toBe(1);
    const answer = await send(() => void seen.push(arrived));
    expect(await textOf(answer.body)).toBe('ok');
    // What arrived is the second request alone.
    expect(seen).toEqual([0, 0]);
    expect(arrived).toBeLessThan(400);
  });
});
