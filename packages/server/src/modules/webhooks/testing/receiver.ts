// A receiver of webhooks that knows nothing of how they are sent: it checks signatures by what the
// fact sheet says of them (section 6.3) and by nothing of ours.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Received {
  path: string;
  method: string;
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

export type Respond = (response: ServerResponse, received: Received) => unknown;

export interface Receiver {
  port: number;
  url: string;
  connections(): number;
  received: Received[];
  /** How everything from now on is answered. */
  respond(how: Respond): void;
  /** Those sent to a path, once there are `count`. */
  arrived(path: string, count: number, keepGoing?: () => Promise<unknown>): Promise<Received[]>;
  close(): Promise<void>;
}

export const ok: Respond = (response) => response.writeHead(200).end('thanks');

export const status =
  (code: number): Respond =>
  (response) =>
    response.writeHead(code).end();

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let connections = 0;
  let respond = ok;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method = '', headers } = request;
      const one = { path: url, method, headers, raw: Buffer.concat(chunks) };
      received.push(one);
      respond(response, one);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const to = (path: string) => received.filter((one) => one.path === path);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    received,
    respond: (how) => {
      respond = how;
    },
    async arrived(path, count, keepGoing = async () => undefined) {
      for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
        await keepGoing();
        if (to(path).length >= count) return to(path);
        await delay(40);
      }
      throw new Error(`${to(path).length} of ${count} deliveries arrived at ${path}`);
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Lower-case hex HMAC-SHA256, keyed by the key's text, over the raw body followed by the timestamp. */
export function isGenuine({ raw, headers }: Received, privateKey: string): boolean {
  const timestamp = headers['x-bamboohr-timestamp'];
  const signature = headers['x-bamboohr-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  const message = Buffer.concat([raw, Buffer.from(timestamp, 'utf8')]);
  const expected = createHmac('sha256', Buffer.from(privateKey, 'utf8')).update(message).digest('hex');
  return (
    signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  );
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of several shapes and assert what they find
export const bodyOf = ({ raw }: Received): any => JSON.parse(raw.toString('utf8'));
