import { BambooHrError } from '../error.ts';
import type {
  BambooHrOptions,
  FetchAnswer,
  FetchInit,
  FetchLike,
  RequestEvent,
  ResponseEvent,
  RetryOptions,
} from '../options.ts';
import { type Address, type QueryValue, resolveAddress, tokenAddress } from './address.ts';
import { type Answer, readAnswer } from './answer.ts';
import {
  type Credentials,
  keyCredentials,
  noCredentials,
  tokenCredentials,
  withoutToken,
} from './credentials.ts';
import { type Deadline, openDeadline } from './deadline.ts';
import { type Attempted, createTranslator, type Translator } from './failure.ts';
import { encodeMultipart, type MultipartPart } from './multipart.ts';
import { type OpenAnswer, openAnswer } from './open-answer.ts';
import { isRetryable, retryDelayMs, sleep } from './retry.ts';
import { createRedactor } from './secrets.ts';

const maxRedirects = 3;

/** One operation of the API, as its resource file describes it. */
export interface Call<T> {
  /** Resource and method, as in `employees.create`. */
  readonly operation: string;
  /** A `read` may be repeated and follows same-origin redirects; a `write` does neither. */
  readonly effect: 'read' | 'write';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Default `v1`. */
  readonly version?: string;
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly json?: unknown;
  /** Default `application/json`. */
  readonly jsonType?: 'application/merge-patch+json';
  /** Sent URL-encoded. */
  readonly form?: Readonly<Record<string, string>>;
  readonly multipart?: readonly MultipartPart[];
  /** Default `application/json`, alone: any other value makes some endpoints answer XML. */
  readonly accept?: string;
  /** The statuses of success. */
  readonly expect: readonly number[];
  /** Reads the answer; throws `ShapeError` or `ProofError` when it is not what was promised. */
  readonly decode: (answer: Answer) => T;
  readonly signal: AbortSignal | undefined;
}

/** Sends calls, and is the only place where requests are made, timed, repeated and translated into errors. */
export interface Transport {
  readonly address: Address;
  send<T>(call: Call<T>): Promise<T>;
  /** As `send`, up to the head of the answer; its body is read while it comes. Reads only. */
  open(call: OpenCall): Promise<OpenAnswer>;
}

/** A read whose answer is not held in memory. */
export type OpenCall = Omit<Call<never>, 'decode' | 'effect'>;

/** Everything an attempt needs, resolved once per client. */
interface Context {
  readonly address: Address;
  readonly fetch: FetchLike;
  readonly credentials: Credentials;
  readonly userAgent: string;
  readonly retry: Required<RetryOptions>;
  readonly readMs: number;
  readonly writeMs: number;
  readonly totalMs: number;
  readonly maxResponseBytes: number;
  readonly translator: Translator;
  readonly hooks: NonNullable<BambooHrOptions['hooks']>;
  readonly sleep: NonNullable<BambooHrOptions['sleep']>;
  readonly now: () => number;
  readonly random: () => number;
}

export function createTransport(options: BambooHrOptions): Transport {
  return transportOf(resolveContext(options, resolveAddress(options), credentialsOf(options)));
}

/** A transport that sends no credentials, for what gives them out. `secrets` are kept out of errors. */
export function createOpenTransport(
  options: Omit<BambooHrOptions, 'apiKey' | 'oauth'>,
  secrets: () => readonly string[],
  address: Address = resolveAddress(options),
): Transport {
  return transportOf(resolveContext(options, address, { ...noCredentials, secrets }));
}

function transportOf(context: Context): Transport {
  return {
    address: context.address,
    send: (call) => sendWithRetries(context, { ...call, take: takeWhole(context, call.decode) }),
    open: (call) => sendWithRetries(context, { ...call, effect: 'read', take: takeOpen(context) }),
  };
}

function credentialsOf(options: BambooHrOptions): Credentials {
  const { apiKey, oauth } = options;
  if (apiKey !== undefined && oauth === undefined) return keyCredentials(apiKey);
  if (oauth === undefined || apiKey !== undefined)
    throw new TypeError('BambooHr: give either "apiKey" or "oauth"');
  // A transport of its own: the token endpoint gets the client's secret, and no token.
  const secrets = () => credentials.secrets();
  const endpoint = createOpenTransport(
    options,
    secrets,
    tokenAddress({ ...options, tokenUrl: oauth.tokenUrl }),
  );
  const credentials = tokenCredentials(oauth, endpoint.send, options.now ?? Date.now);
  return credentials;
}

function resolveContext(options: BambooHrOptions, address: Address, credentials: Credentials): Context {
  const now = options.now ?? Date.now;
  return {
    address,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    credentials,
    userAgent: options.userAgent ?? 'joinery-bamboohr',
    retry: { limit: 3, baseDelayMs: 500, maxDelayMs: 30_000, ...options.retry },
    readMs: options.timeouts?.readMs ?? 60_000,
    writeMs: options.timeouts?.writeMs ?? 30_000,
    totalMs: options.timeouts?.totalMs ?? 300_000,
    maxResponseBytes: options.maxResponseBytes ?? 50 * 1024 * 1024,
    translator: createTranslator(createRedactor(credentials.secrets), now, options.isNotSent),
    hooks: options.hooks ?? {},
    sleep: options.sleep ?? sleep,
    now,
    random: options.random ?? Math.random,
  };
}

/** A call, and how the answer to it is taken once its status is one of success. */
type Sending<T> = Omit<Call<T>, 'decode'> & { readonly take: Take<T> };

type Take<T> = (response: FetchAnswer, url: string, exchange: Exchange) => Promise<T>;

/** One attempt as it goes on. */
interface Exchange {
  readonly seen: Seen;
  readonly deadline: Deadline;
  attempted(): Attempted;
  /** Tells the observers how it ended. */
  report(error: BambooHrError | undefined): void;
}

function takeWhole<T>(context: Context, decode: (answer: Answer) => T): Take<T> {
  return async (response, url, { seen, deadline }) => {
    seen.answer = await readAnswer(response, url, context.maxResponseBytes);
    deadline.close();
    return decode(seen.answer);
  };
}

function takeOpen({ translator }: Context): Take<OpenAnswer> {
  return async (response, _url, { seen, deadline, attempted, report }) => {
    seen.open = true;
    const translate = (error: unknown) =>
      error instanceof BambooHrError ? error : translator.ofThrown(error, attempted());
    return openAnswer(response, { deadline, translate, onEnd: report });
  };
}

async function sendWithRetries<T>(context: Context, call: Sending<T>): Promise<T> {
  const request = prepare(context, call);
  const endsAt = context.now() + context.totalMs;
  let renewed = false;
  for (let attempt = 1; ; attempt++) {
    const limitMs =
      call.effect === 'write' ? context.writeMs : Math.min(context.readMs, endsAt - context.now());
    const signed = await sign(context, call, request);
    const result = 'error' in signed ? signed : await attemptOnce(context, call, signed, attempt, limitMs);
    if ('value' in result) return result.value;
    if (!renewed && !('error' in signed) && (await isRenewed(context, call, result.error, signed))) {
      renewed = true;
      continue;
    }
    const waitMs = retryWait(context, call, result.error, attempt, endsAt);
    if (waitMs === undefined) throw result.error;
    await waitOrAbort(context, call, waitMs, result.error);
  }
}

async function sign<T>(
  { credentials }: Context,
  call: Sending<T>,
  request: Prepared,
): Promise<Prepared | { readonly error: BambooHrError }> {
  try {
    const authorization = await credentials.header();
    return authorization === undefined
      ? request
      : { ...request, headers: { ...request.headers, authorization } };
  } catch (error) {
    if (error instanceof BambooHrError) return { error: withoutToken(call.operation, error) };
    throw error;
  }
}

// A request that was refused for its token was not carried out: a write may be sent once more, too.
async function isRenewed<T>(
  { credentials }: Context,
  call: Sending<T>,
  error: BambooHrError,
  { headers: { authorization } }: Prepared,
): Promise<boolean> {
  if (error.status !== 401 || error.outcome !== 'refused' || authorization === undefined) return false;
  try {
    return await credentials.renewed(authorization);
  } catch (failure) {
    throw failure instanceof BambooHrError ? withoutToken(call.operation, failure) : failure;
  }
}

// Undefined: throw now. A wait past the total deadline is the caller's to schedule.
function retryWait<T>(
  context: Context,
  call: Sending<T>,
  error: BambooHrError,
  attempt: number,
  endsAt: number,
): number | undefined {
  if (call.effect === 'write' || attempt > context.retry.limit || !isRetryable(error)) return undefined;
  const waitMs = retryDelayMs(attempt, error.retryAfterSeconds, context.retry, context.random);
  return context.now() + waitMs < endsAt ? waitMs : undefined;
}

async function waitOrAbort<T>(
  context: Context,
  call: Sending<T>,
  ms: number,
  last: BambooHrError,
): Promise<void> {
  try {
    await context.sleep(ms, call.signal);
  } catch (cause) {
    throw new BambooHrError(`${call.operation}: aborted by the caller while waiting to retry`, {
      ...last,
      reason: 'aborted',
      cause,
    });
  }
}

interface Prepared {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

function prepare<T>(context: Context, call: Sending<T>): Prepared {
  const url = context.address.url(call.version ?? 'v1', call.path, call.query);
  const headers = {
    accept: call.accept ?? 'application/json',
    'user-agent': context.userAgent,
  };
  if (call.multipart !== undefined) {
    const { contentType, body } = encodeMultipart(call.multipart);
    return { url, headers: { ...headers, 'content-type': contentType }, body };
  }
  if (call.form !== undefined) {
    const body = new TextEncoder().encode(new URLSearchParams(call.form).toString());
    return { url, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body };
  }
  if (call.json === undefined) return { url, headers };
  // Exactly this type: with a charset parameter the provider takes the body for XML.
  const body = new TextEncoder().encode(JSON.stringify(call.json));
  return { url, headers: { ...headers, 'content-type': call.jsonType ?? 'application/json' }, body };
}

type Attempt<T> = { readonly value: T } | { readonly error: BambooHrError };

async function attemptOnce<T>(
  context: Context,
  call: Sending<T>,
  request: Prepared,
  attempt: number,
  limitMs: number,
): Promise<Attempt<T>> {
  const startedAt = context.now();
  const event = { operation: call.operation, method: call.method, url: request.url, attempt };
  const seen: Seen = {
    answer: undefined,
    status: undefined,
    requestId: null,
    started: false,
    bytes: 0,
    open: false,
  };
  const deadline = openDeadline(Math.max(limitMs, 0), call.signal);
  const attempted = () => ({ ...seen, operation: call.operation, attempt, firedBy: deadline.firedBy() });
  const report = (error: BambooHrError | undefined) =>
    notify(context.hooks.onResponse, responseEvent(event, seen, error, context.now() - startedAt));
  notify(context.hooks.onRequest, event);
  let result: Attempt<T>;
  try {
    deadline.signal.throwIfAborted();
    result = await exchange(context, call, request, { seen, deadline, attempted, report });
  } catch (error) {
    result = { error: context.translator.ofThrown(error, attempted()) };
  }
  if ('error' in result) deadline.close();
  if (!seen.open) report('error' in result ? result.error : undefined);
  return result;
}

/** What an attempt has seen so far, kept outside it so that a throw does not lose it. */
interface Seen {
  answer: Answer | undefined;
  status: number | undefined;
  requestId: string | null;
  started: boolean;
  bytes: number;
  /** Its answer was handed on to be read while it comes. */
  open: boolean;
}

async function exchange<T>(
  context: Context,
  call: Sending<T>,
  request: Prepared,
  running: Exchange,
): Promise<Attempt<T>> {
  const { seen, deadline, attempted } = running;
  let url = request.url;
  for (let hop = 0; ; hop++) {
    const response = await sendOnce(context, call, { ...request, url }, deadline, seen);
    if (call.expect.includes(response.status)) return { value: await call.take(response, url, running) };
    const next = hop < maxRedirects ? redirectTarget(call, url, response) : undefined;
    seen.answer = await readAnswer(response, url, context.maxResponseBytes);
    if (next === undefined) return { error: context.translator.ofStatus(seen.answer, attempted()) };
    url = next;
  }
}

async function sendOnce<T>(
  context: Context,
  call: Sending<T>,
  request: Prepared,
  deadline: Deadline,
  seen: Seen,
): Promise<FetchAnswer> {
  const init: FetchInit = {
    method: call.method,
    headers: request.headers,
    redirect: 'manual',
    signal: deadline.signal,
    waiting: (wait) => standingStill(deadline, wait),
    ...(request.body === undefined ? {} : { body: request.body }),
  };
  // A redirect's second hop starts afresh, but the first has been sent: `started` is never taken back.
  seen.status = undefined;
  seen.answer = undefined;
  seen.requestId = null;
  seen.started = true;
  const { status, headers, body } = await context.fetch(request.url, init);
  seen.status = status;
  seen.requestId = headers.get('x-request-id');
  return { status, headers, body: body === null ? null : counted(body, seen) };
}

async function standingStill<T>(deadline: Deadline, wait: Promise<T>): Promise<T> {
  deadline.pause();
  try {
    return await wait;
  } finally {
    deadline.restart();
  }
}

async function* counted(body: AsyncIterable<Uint8Array>, seen: Seen): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    seen.bytes += chunk.byteLength;
    yield chunk;
  }
}

// The credential goes with the request, so only the origin that it was meant for gets it. 301 to 303 would
// turn a POST into a GET, which is another question than the one asked.
function redirectTarget<T>(call: Sending<T>, url: string, response: FetchAnswer): string | undefined {
  const location = response.headers.get('location');
  const keepsMethod = call.method === 'GET' ? [301, 302, 303, 307, 308] : [307, 308];
  if (call.effect === 'write' || location === null || !keepsMethod.includes(response.status))
    return undefined;
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  return target !== undefined && target.origin === new URL(url).origin ? target.href : undefined;
}

function responseEvent(
  event: RequestEvent,
  { status, requestId, bytes }: Seen,
  error: BambooHrError | undefined,
  durationMs: number,
): ResponseEvent {
  const outcome = error?.outcome ?? 'done';
  return { ...event, status: status ?? null, outcome, requestId, bytes, durationMs };
}

function notify<E>(hook: ((event: E) => void) | undefined, event: E): void {
  try {
    hook?.(event);
  } catch {
    // Hooks observe. Were their errors let through, a finished write would look like a failed one.
  }
}
