// The only module that opens outgoing sockets. It judges addresses, holds deadlines and sizes,
// and never repeats a request: whoever calls decides what a failure means, from the cause that
// undici gave, which is passed on as it is.
import { lookup } from 'node:dns/promises';
import type { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import type { Log } from '../log.ts';
import {
  type AddressRules,
  assertAllowed,
  assertBelow,
  assertSameOrigin,
  guardedLookup,
  type Reach,
  type Resolve,
  reachOf,
  resolveLocalhost,
} from './address.ts';
import { readBody } from './body.ts';

/** What a call is for; each purpose has its own limits. */
const purposes = {
  /** Calls to an HRIS on a connection. */
  provider: { deadlineMs: 60_000, maxResponseBytes: 50 * 1024 * 1024 },
  /** The same where the answer is read while it comes and never held: all people of a company. */
  providerStream: { deadlineMs: 15 * 60_000, idleMs: 60_000, maxResponseBytes: 1024 * 1024 * 1024 },
  /** Deliveries to receivers, whose answers are not looked at. */
  webhook: { deadlineMs: 10_000, maxResponseBytes: 64 * 1024 },
  /** Files in a bucket: read as fast as whoever asked takes them. */
  storage: { deadlineMs: 15 * 60_000, idleMs: 60_000, maxResponseBytes: 64 * 1024 * 1024 },
  /** Documents at addresses that strangers gave. */
  document: { deadlineMs: 15_000, maxResponseBytes: 10 * 1024 * 1024 },
} as const satisfies Record<string, Limits>;
export type Purpose = keyof typeof purposes;
interface Limits {
  deadlineMs: number;
  /** Longest wait for the head of the answer, and between two parts of its body that are asked for. */
  idleMs?: number;
  maxResponseBytes: number;
}

export interface EgressRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  signal?: AbortSignal;
  /** `follow` goes on to the same origin only, for reads only; anything else comes back as it is. */
  redirect?: 'follow' | 'manual';
  /** Asked when there is a connection, right before the first byte. When it throws, none leaves. */
  lastLook?: () => void;
}

/** The part of a `Response` that clients here read. */
export interface EgressResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

export type EgressFetch = (url: string, init?: EgressRequest) => Promise<EgressResponse>;

export interface Egress {
  /**
   * A `fetch` under the rules of a purpose.
   *
   * It rejects with JoineryError `egress.address_not_allowed` before a connection is made, and
   * otherwise with undici's own error. The deadline holds from the call to the last byte of the
   * answer; an answer longer than allowed fails while it is read, with `egress.answer_too_large`.
   */
  fetchFor(purpose: Purpose): EgressFetch;
  /**
   * A `fetch` to this machine, which `fetchFor` never reaches: to addresses below `baseUrl`, and
   * no other, over plain HTTP.
   */
  fetchOwn(purpose: Purpose, baseUrl: string): EgressFetch;
  /**
   * Refuses what `fetchFor` would refuse by the URL's spelling alone, without resolving names.
   * The answer says whom the URL speaks to.
   */
  assertAllowed(url: string): Reach;
  /**
   * Reads a document from an address that a stranger gave: on the internet, by https on port 443
   * only, whatever the operator lists for others. It follows up to three redirects to anywhere, each
   * judged like the first.
   */
  fetchDocument(url: string): Promise<EgressResponse>;
  /** Refuses what `fetchDocument` would refuse by the URL's spelling alone, without resolving names. */
  assertDocumentAllowed(url: string): void;
  /** A `fetch` to the storage of files that the operator set up, wherever it is, and to nothing else. */
  fetchStorage(endpoint: string): EgressFetch;
  /** Where this server itself listens; undefined before it does. */
  ownPort(): number | undefined;
  close(): Promise<void>;
}

export interface EgressOptions {
  /** `host` or `host:port` of private hosts that may be called. */
  allow: readonly string[];
  /** The port that this server listens on. */
  ownPort: () => number | undefined;
  log: Log;
  resolve?: Resolve;
  publicPorts?: readonly number[];
  /** Hosts that documents may be read from although they are private. Tests only. */
  documentHosts?: readonly string[];
  /** Shorter limits, for tests. */
  limits?: Partial<Limits>;
  connectTimeoutMs?: number;
}

const maxRedirects = 3;
const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export function createEgress(options: EgressOptions): Egress {
  const { allow, publicPorts = [443], log } = options;
  const rules: AddressRules = { allow, publicPorts };
  const agents = openAgents(guardedConnector(rules, options));
  const ownAgents = openAgents(ownConnector(options));
  const documentRules: AddressRules = { allow: options.documentHosts ?? [], publicPorts };
  const documentAgents = openAgents(guardedConnector(documentRules, options));
  const opened = [agents, ownAgents, documentAgents];
  const limitsOf = (purpose: Purpose) => ({ ...purposes[purpose], ...options.limits });
  return {
    fetchFor: (purpose) => {
      const how = { limits: limitsOf(purpose), agents, log, purpose };
      const judge = (url: URL) => void assertAllowed(url, rules);
      return (url, init = {}) => call({ url, init, judge, ...how });
    },
    fetchOwn: (purpose, baseUrl) => {
      const how = { limits: limitsOf(purpose), agents: ownAgents, log, purpose };
      const base = parse(baseUrl);
      const judge = (url: URL) => assertBelow(url, base);
      return (url, init = {}) => call({ url, init, judge, ...how });
    },
    fetchDocument: (url) => {
      const judge = (one: URL) => void assertAllowed(one, documentRules);
      const how = { limits: limitsOf('document'), agents: documentAgents, log, purpose: 'document' } as const;
      return call({ url, init: { redirect: 'follow' }, judge, ...how, anyOrigin: true });
    },
    fetchStorage: (endpoint) => {
      const base = parse(endpoint);
      const own = openAgents(guardedConnector({ allow: [base.host], publicPorts: [] }, options));
      opened.push(own);
      const judge = (url: URL) => assertSameOrigin(url, base);
      const how = { limits: limitsOf('storage'), agents: own, log, purpose: 'storage' } as const;
      return (url, init = {}) => call({ url, init, judge, ...how });
    },
    assertDocumentAllowed: (url) => void assertAllowed(parse(url), documentRules),
    assertAllowed: (url) => assertAllowed(parse(url), rules),
    ownPort: options.ownPort,
    close: async () => {
      const all = opened.flatMap(({ read, write }) => [read, write]);
      await Promise.all(all.map((agent) => agent.destroy()));
    },
  };
}

// A kept-alive connection may be closed by the other side just as a request goes out. A read is
// repeated then; for a write nobody could say whether it arrived, so each gets its own.
function openAgents(connect: buildConnector.connector): { read: Agent; write: Agent } {
  const shared = { connect, allowH2: false, maxHeaderSize: 32 * 1024 };
  return { read: new Agent({ ...shared, pipelining: 1 }), write: new Agent({ ...shared, pipelining: 0 }) };
}

function ownConnector(options: EgressOptions): buildConnector.connector {
  const timeout = connectTimeoutMs(options);
  return buildConnector({ timeout, allowH2: false, lookup: guardedLookup('own', resolveLocalhost) });
}

function connectTimeoutMs(options: EgressOptions): number {
  return options.connectTimeoutMs ?? 10_000;
}

function guardedConnector(rules: AddressRules, options: EgressOptions): buildConnector.connector {
  const resolve: Resolve =
    options.resolve ?? ((hostname) => lookup(hostname, { all: true, order: 'verbatim' }));
  const timeout = connectTimeoutMs(options);
  const dial = (reach: Reach) =>
    buildConnector({ timeout, allowH2: false, lookup: guardedLookup(reach, resolve) });
  const connectors = { public: dial('public'), listed: dial('listed') };
  return (target, callback) => {
    try {
      const hostname = target.hostname.replace(/^\[|\]$/g, '');
      const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
      const reach = reachOf({ protocol: target.protocol, hostname, port }, rules);
      connectors[reach](target, callback);
    } catch (error) {
      callback(error as Error, null);
    }
  };
}

interface Call {
  url: string;
  init: EgressRequest;
  limits: Limits;
  /** Throws for an address that must not be called. */
  judge(url: URL): void;
  agents: { read: Dispatcher; write: Dispatcher };
  /** Redirects may lead to others; they get nothing that was meant for the first. */
  anyOrigin?: boolean;
  log: Log;
  purpose: Purpose;
}

async function call(what: Call): Promise<EgressResponse> {
  const { init, limits } = what;
  const isWrite = writes.has((init.method ?? 'GET').toUpperCase());
  const deadline = AbortSignal.timeout(limits.deadlineMs);
  const signal = init.signal === undefined ? deadline : AbortSignal.any([init.signal, deadline]);
  let url = parse(what.url);
  for (let followed = 0; ; followed += 1) {
    what.judge(url);
    const answer = await send(what, url, signal, isWrite);
    const next = isWrite || init.redirect !== 'follow' ? undefined : nextUrl(url, answer, what.anyOrigin);
    if (next === undefined || followed === maxRedirects) return toResponse(answer, limits);
    await answer.body.dump();
    url = next;
  }
}

async function send(
  what: Call,
  url: URL,
  signal: AbortSignal,
  isWrite: boolean,
): Promise<Dispatcher.ResponseData> {
  const { init } = what;
  const startedAt = performance.now();
  const entry = describe(what, url);
  try {
    const answer = await request(url, {
      method: (init.method ?? 'GET').toUpperCase() as Dispatcher.HttpMethod,
      headers: { 'accept-encoding': 'gzip', 'user-agent': 'Joinery', ...init.headers },
      body: init.body ?? null,
      signal,
      headersTimeout: what.limits.idleMs ?? 0,
      bodyTimeout: what.limits.idleMs ?? 0,
      dispatcher: lookingLast(isWrite ? what.agents.write : what.agents.read, init.lastLook),
    });
    what.log.debug({ ...entry, status: answer.statusCode, ms: since(startedAt) }, 'outgoing request');
    return answer;
  } catch (error) {
    what.log.debug({ ...entry, err: error, ms: since(startedAt) }, 'outgoing request failed');
    throw refusalIn(error) ?? error;
  }
}

function lookingLast(agent: Dispatcher, lastLook: EgressRequest['lastLook']): Dispatcher {
  if (lastLook === undefined) return agent;
  return agent.compose((dispatch) => (options, handler) => {
    const looking: Dispatcher.DispatchHandler = {
      // The connection stands, and nothing is written to it before this returns.
      onRequestStart: (...given) => {
        lastLook();
        handler.onRequestStart?.(...given);
      },
      onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    };
    return dispatch(options, looking);
  });
}

function nextUrl(from: URL, answer: Dispatcher.ResponseData, anyOrigin = false): URL | undefined {
  const location = answer.headers.location;
  if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== 'string') return undefined;
  if (!URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from.href);
  if (anyOrigin) return next;
  return next.origin === from.origin && next.username === '' && next.password === '' ? next : undefined;
}

function toResponse(answer: Dispatcher.ResponseData, limits: Limits): EgressResponse {
  const get = (name: string): string | null => {
    const value = answer.headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  };
  return {
    status: answer.statusCode,
    headers: { get },
    body: readBody(answer.body as Readable, get('content-encoding'), limits.maxResponseBytes),
  };
}

// The refusal of an address arrives as the error of a connection; callers get it as what it is.
function refusalIn(error: unknown): JoineryError | undefined {
  for (let link = error; link instanceof Error; link = link.cause)
    if (link instanceof JoineryError) return link;
  return undefined;
}

function parse(url: string): URL {
  if (URL.canParse(url)) return new URL(url);
  throw new JoineryError('egress.address_not_allowed', 'The address is not a URL.');
}

const shownHeaders = new Set(['accept', 'content-type', 'content-length', 'user-agent']);

// No query: it may hold what somebody searched for. No header but the harmless ones.
function describe({ init, purpose }: Call, url: URL): Record<string, unknown> {
  const headers = Object.entries(init.headers ?? {}).map(([name, value]) => {
    return [name.toLowerCase(), shownHeaders.has(name.toLowerCase()) ? value : '[secret]'];
  });
  return {
    purpose,
    method: init.method ?? 'GET',
    url: `${url.origin}${url.pathname}`,
    headers: Object.fromEntries(headers),
  };
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
