import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Names and values alternating, in the case and order sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** What the server does with one request. */
export type Step = (response: ServerResponse, request: WireRequest, socket: Socket) => void;

export interface ScriptedServer {
  /** A base URL in gateway form for the company `acme`. */
  readonly baseUrl: string;
  readonly origin: string;
  /** Every request whose head was read, whether or not it was answered. */
  readonly requests: readonly WireRequest[];
}

/** Answers the nth request with the nth step; a request beyond the script is a 500 that says so. Closes itself. */
export async function scriptedServer(...steps: readonly Step[]): Promise<ScriptedServer> {
  const requests: WireRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = toWireRequest(incoming, Buffer.concat(chunks));
    requests.push(request);
    const step = steps[requests.length - 1] ?? text(500, 'text/plain', 'no step in the script');
    step(response, request, incoming.socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${portOf(server.address())}`;
  return { origin, baseUrl: `${origin}/api/gateway.php/acme`, requests };
}

export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return address.port;
}

function toWireRequest(incoming: IncomingMessage, body: Buffer): WireRequest {
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const { method = '', headers, rawHeaders } = incoming;
  return { method, path: url.pathname, query: url.searchParams, headers, rawHeaders, body };
}

type Headers = Readonly<Record<string, string>>;

export function json(body: unknown, status = 200, headers: Headers = {}): Step {
  return text(status, 'application/json', JSON.stringify(body), headers);
}

export function text(
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: Headers = {},
): Step {
  return (response) => {
    response.writeHead(status, { 'content-type': contentType, ...headers });
    response.end(body);
  };
}

/** An empty answer as the provider's older endpoints give it, for success and for errors. */
export function empty(status: number, headers: Headers = {}): Step {
  return text(status, 'text/html; charset=UTF-8', '', headers);
}

/** The proof of a create: nothing but where it is. */
export function createdAt(path: string): Step {
  return empty(201, { location: `/api/gateway.php/acme/v1/${path}` });
}

/** A refusal in the provider's older form: the reason stands in a header. */
export function refusal(status: number, message: string): Step {
  return empty(status, { 'x-bamboohr-error-message': message });
}

/** Takes the request and drops the connection with a reset. */
export const reset: Step = (_response, _request, socket) => {
  socket.resetAndDestroy();
};

/** Takes the request and never answers. */
export const hang: Step = () => {};

/** Sends the beginning of an answer and never its end. */
export function hangAfter(head: string): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(head);
  };
}

/** Promises more bytes than it sends, then closes. */
export function truncated(status: number, head: string, headers: Headers = {}): Step {
  return (response, _request, socket) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '1000', ...headers });
    response.write(head, () => socket.destroy());
  };
}

/** Reads a multipart body with another parser than the one it was written by. */
export function formOf(request: WireRequest | undefined): Promise<FormData> {
  const headers = { 'content-type': request?.headers['content-type'] ?? '' };
  return new Response(new Uint8Array(request?.body ?? []), { headers }).formData();
}
