// A way to a sandbox company on which anything can go wrong that the sandbox cannot do by itself:
// a server of its own on this machine that hands requests on, and treats those that a fault names
// as that fault says, down to single bytes on the socket.

import { constants } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { SecureContextOptions, Server as TlsServer } from 'node:tls';
import { type Authority, makeAuthority } from './certificates.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A request on its way. */
export interface Exchange {
  method: string;
  path: string;
  response: ServerResponse;
  socket: Socket;
  /** Resolves when so much of the body, as a share of it, has come; then none of it can be handed on. */
  received(share: number): Promise<void>;
  /** Takes all of the request, and gives what hands it on, whether or not somebody still waits. */
  taken(): Promise<() => Promise<Answer>>;
  /** Hands the request on, once, and gives the sandbox's answer; as another question when `path` says so. */
  upstream(path?: string): Promise<Answer>;
  reply(answer: { status: number; headers?: Record<string, string>; body?: Buffer | string }): void;
}

export type Act = (exchange: Exchange) => Promise<void> | void;

export interface LaneFault {
  /** Matched against `METHOD /v1/path?query`. */
  on: RegExp;
  /** How many requests it hits; all when absent. */
  times?: number;
  act: Act;
}

export interface SeenRequest {
  method: string;
  /** Below the company, with its query. */
  path: string;
  authorized: boolean;
  fault: boolean;
}

/** What a lane by TLS shows whoever connects. */
export type Shown = 'good' | 'expired' | 'of another host' | 'of an unknown authority' | 'old version';

export interface Lane {
  /** Of the sandbox company through this lane. */
  baseUrl: string;
  origin: string;
  seen: SeenRequest[];
  /** From the next request on; the oldest that matches and has hits left is suffered. */
  add(fault: LaneFault): void;
  clear(): void;
  /** Refuses connections until `listen`. */
  hangUp(): Promise<void>;
  listen(): Promise<void>;
  /** So many connections are reset as soon as they are made. */
  resetConnections(times: number): void;
  /** Of a lane by TLS: what it shows to the next connections, however many if it is not said. */
  present(shown: Shown, times?: number): void;
  /** How often something went wrong: requests that were hit, connections reset or shown what is not good. */
  met(): number;
  close(): Promise<void>;
}

export interface LaneOptions {
  /** The sandbox company's own address, ending in its name. */
  upstream: string;
  /** By TLS, with certificates of an authority that the caller trusts. */
  tls?: Authority;
  /** Called when the head of a request has come, before anything is done about it. */
  observe?: (request: { method: string; path: string }) => Promise<void>;
  /** Called with what is handed on. */
  told?: (request: { method: string; path: string; type: string; body: Buffer }) => void;
}

export async function openLane({ upstream, tls, observe, told }: LaneOptions): Promise<Lane> {
  const target = new URL(upstream);
  const faults: (LaneFault & { left: number })[] = [];
  const seen: SeenRequest[] = [];
  let resets = 0;
  let showings = 0;
  let met = 0;
  const handOn = async (incoming: IncomingMessage, path: string, body: Buffer): Promise<Answer> => {
    const { method = 'GET', headers } = incoming;
    told?.({ method, path, type: headers['content-type'] ?? '', body });
    const answer = await forward(target, incoming, target.pathname + path, body);
    // What was made is on this way, too, and not at an address that nobody knows here.
    const location = answer.headers.location?.replace(/^https?:\/\/[^/]+/, origin);
    return location === undefined ? answer : { ...answer, headers: { ...answer.headers, location } };
  };
  const handle = (incoming: IncomingMessage, response: ServerResponse): void => {
    const method = incoming.method ?? 'GET';
    const url = incoming.url ?? '';
    const path = url.startsWith(target.pathname) ? url.slice(target.pathname.length) : url;
    const fault = faults.find(({ on, left }) => left > 0 && on.test(`${method} ${path}`));
    if (fault !== undefined) {
      fault.left -= 1;
      met += 1;
    }
    const authorized = incoming.headers.authorization !== undefined;
    seen.push({ method, path, authorized, fault: fault !== undefined });
    const exchange: Exchange = {
      method,
      path,
      response,
      socket: response.socket as Socket,
      received: (share) => receive(incoming, share),
      taken: async () => {
        const body = await buffer(incoming);
        return () => handOn(incoming, path, body);
      },
      upstream: async (other) => handOn(incoming, other ?? path, await buffer(incoming)),
      reply: ({ status, headers = {}, body = '' }) => {
        const bytes = Buffer.from(body);
        response.writeHead(status, { 'content-length': bytes.length, ...headers }).end(bytes);
      },
    };
    const act = fault?.act ?? passOn;
    const answered = observe === undefined ? act(exchange) : observe(exchange).then(() => act(exchange));
    Promise.resolve(answered).catch(() => response.socket?.resetAndDestroy());
  };
  const server: Server =
    tls === undefined ? createServer(handle) : createTlsServer(secured(tls, 'good'), handle);
  // So that what happens while a connection is made can happen to each request.
  server.maxRequestsPerSocket = 1;
  const sockets = new Set<Socket>();
  let isClosed = false;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    if (resets > 0) {
      resets -= 1;
      met += 1;
      socket.resetAndDestroy();
    }
    if (showings > 0) {
      showings -= 1;
      met += 1;
      // This one was given what was shown so far.
      if (showings === 0) present('good');
    }
  });
  const present = (shown: Shown, times = Number.POSITIVE_INFINITY): void => {
    if (tls === undefined) return;
    showings = shown === 'good' ? 0 : times;
    (server as unknown as TlsServer).setSecureContext(secured(tls, shown));
  };
  server.on('clientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const hangUp = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  return {
    baseUrl: `${origin}${target.pathname}`,
    origin,
    seen,
    add: (fault) => faults.push({ ...fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      faults.length = 0;
      resets = 0;
      present('good');
    },
    hangUp,
    listen: async () => {
      if (server.listening || isClosed) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    resetConnections: (times) => {
      resets = times;
    },
    present,
    met: () => met,
    close: async () => {
      isClosed = true;
      await hangUp();
    },
  };
}

// Without tickets: a session that is resumed shows no certificate again.
function secured(authority: Authority, shown: Shown): SecureContextOptions {
  const issuer = shown === 'of an unknown authority' ? makeAuthority('Nobody') : authority;
  const versions: SecureContextOptions =
    shown === 'old version'
      ? { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
      : { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
  return {
    ...issuer.issue({
      expired: shown === 'expired',
      host: shown === 'of another host' ? 'elsewhere' : 'here',
    }),
    ...versions,
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

async function receive(incoming: IncomingMessage, share: number): Promise<void> {
  const wanted = Number(incoming.headers['content-length'] ?? 0) * share;
  let came = 0;
  await new Promise<void>((resolve) => {
    incoming.on('data', (chunk: Buffer) => {
      came += chunk.length;
      if (came >= wanted) resolve();
    });
    incoming.once('close', resolve);
  });
}

async function forward(target: URL, incoming: IncomingMessage, path: string, body: Buffer): Promise<Answer> {
  // The sandbox answers in plain bytes: what a lane alters it has to read.
  const { host: _, connection: __, 'accept-encoding': ___, ...headers } = incoming.headers;
  const outgoing = request({
    host: target.hostname,
    port: target.port,
    method: incoming.method,
    path,
    headers: { ...headers, host: target.host },
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
}

/** The answer as the sandbox gave it. */
export const passOn: Act = async (exchange) => {
  const { status, headers, body } = await exchange.upstream();
  exchange.reply({ status, headers: plain(headers), body });
};

/** Headers of an answer that may be changed in length. */
export function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string' && !['content-length', 'transfer-encoding', 'connection'].includes(name))
      kept[name] = value;
  return kept;
}

/** The answer with its JSON altered. */
export function altered(alter: (value: unknown) => unknown): Act {
  return async (exchange) => {
    const { status, headers, body } = await exchange.upstream();
    const text = JSON.stringify(alter(JSON.parse(body.toString())));
    exchange.reply({ status, headers: plain(headers), body: text });
  };
}

/** The answer with its bytes altered; headers may be replaced or, with undefined, left out. */
export function rewritten(
  alter: (body: Buffer) => Buffer | string,
  more: Record<string, string | undefined> = {},
): Act {
  return async (exchange) => {
    const { status, headers, body } = await exchange.upstream();
    const all = { ...plain(headers), ...more };
    const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    exchange.reply({ status, headers: Object.fromEntries(kept), body: alter(body) });
  };
}
