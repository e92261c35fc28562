// Requests of connectors that have no client of their own: one request, one answer, and an error that
// says what may have happened on the other side. Nothing is repeated here.
import { type ErrorCode, JoineryError, type Outcome, ProviderError } from '@joinery/sdk';
import type { Account, ProviderAnswer } from './connector.ts';
import { storable } from './recruiting-wire.ts';

export interface HttpProvider {
  readonly id: string;
  readonly name: string;
  /** Headers that every request to the account's own address has. */
  readonly headers: Readonly<Record<string, string>>;
  /** The provider's words in an answer that is no success; null where it is not in the provider's form. */
  readonly wordsOf: (body: unknown) => string | null;
}

export interface HttpCall {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Whole, or a path below the account's address. */
  readonly url: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
  readonly contentType?: string;
  readonly body?: Uint8Array<ArrayBuffer>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly header: (name: string) => string | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** @throws ProviderError `provider.unexpected` when it is none. */
  json(): unknown;
}

const timeoutMs = 60_000;
const maxBytes = 32 * 1024 * 1024;

export type Http = (call: HttpCall) => Promise<HttpAnswer>;

export function openHttp(account: Account, provider: HttpProvider): Http {
  return (call) => request(account, provider, call);
}

async function request(account: Account, provider: HttpProvider, call: HttpCall): Promise<HttpAnswer> {
  const url = urlOf(account.baseUrl, call);
  // The key is given to the account's own address and to no other.
  const isOwn = url.origin === new URL(account.baseUrl).origin;
  const at = performance.now();
  let status: number | null = null;
  let size = 0;
  try {
    const answer = await send(account, isOwn ? provider.headers : {}, url, call);
    status = answer.status;
    const bytes = await readBody(answer, call, provider);
    size = bytes.byteLength;
    const read = toAnswer(answer, bytes, call, provider);
    if (status >= 200 && status < 300) return read;
    throw ofStatus(read, call, provider, isOwn);
  } catch (error) {
    throw translate(error, call, provider, status);
  } finally {
    const ms = performance.now() - at;
    const { now = () => new Date() } = account;
    account.onCall?.({
      at: new Date(now().getTime() - ms),
      operation: call.operation,
      method: call.method,
      path: url.pathname,
      status,
      bytes: size,
      ms,
    });
  }
}

function urlOf(baseUrl: string, { url, query = {} }: HttpCall): URL {
  const whole = new URL(/^https?:\/\//i.test(url) ? url : `${baseUrl.replace(/\/+$/, '')}/${url}`);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) whole.searchParams.set(name, String(value));
  return whole;
}

async function send(
  { fetch: ask }: Account,
  own: HttpProvider['headers'],
  url: URL,
  { method, json, body, contentType }: HttpCall,
): Promise<ProviderAnswer> {
  const late = new AbortController();
  const fire = () => late.abort(new Error(`no answer within ${timeoutMs} ms`));
  let timer = setTimeout(fire, timeoutMs);
  const sent = json === undefined ? body : new Uint8Array(Buffer.from(JSON.stringify(json)));
  try {
    return await ask(url.href, {
      method,
      headers: {
        accept: 'application/json, */*;q=0.5',
        'user-agent': 'Joinery',
        ...own,
        ...(sent === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      },
      redirect: 'manual',
      signal: late.signal,
      ...(sent === undefined ? {} : { body: sent }),
      async waiting(wait) {
        clearTimeout(timer);
        try {
          return await wait;
        } finally {
          timer = setTimeout(fire, timeoutMs);
        }
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(
  { body }: ProviderAnswer,
  call: HttpCall,
  provider: HttpProvider,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw failure(call, provider, 'ambiguous', 'its answer is larger than 32 MB');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function toAnswer(
  { status, headers }: ProviderAnswer,
  bytes: Uint8Array<ArrayBuffer>,
  call: HttpCall,
  provider: HttpProvider,
): HttpAnswer {
  return {
    status,
    contentType: headers.get('content-type') ?? '',
    header: (name) => headers.get(name),
    bytes,
    json() {
      const value = parse(bytes);
      if (value === undefined)
        throw failure(call, provider, 'ambiguous', 'its answer is not what its API promises', { status });
      return value;
    },
  };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function ofStatus(answer: HttpAnswer, call: HttpCall, provider: HttpProvider, isOwn: boolean): ProviderError {
  const { status } = answer;
  const said = provider.wordsOf(parse(answer.bytes));
  const words = storable((said ?? '').replace(/\s+/g, ' ').trim().slice(0, 500)) || null;
  const retryAfterSeconds = retryAfterIn(answer.header('retry-after'));
  const isThrottled = status === 429 || (status === 503 && retryAfterSeconds !== undefined);
  if (isThrottled)
    return failure(call, provider, 'throttled', 'its request limit is reached', {
      status,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    });
  if (status === 401 && isOwn)
    return failure(call, provider, 'refused', 'it refuses the API key: it is wrong, or was revoked', {
      status,
      code: 'connections.unauthorized',
    });
  // A page of something in between says nothing of what the provider did.
  const isDeclined = status >= 400 && status < 500 && status !== 408 && words !== null;
  return failure(
    call,
    provider,
    isDeclined ? 'refused' : 'ambiguous',
    words === null ? `it answered ${status}` : `it refused: ${words} (${status})`,
    { status, words },
  );
}

function retryAfterIn(text: string | null): number | undefined {
  const seconds = Number(text ?? '');
  if (text !== null && text !== '' && Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

interface FailureParts {
  readonly code?: ErrorCode;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly words?: string | null;
  readonly cause?: unknown;
}

/** @throws nothing: makes the error. */
export function failure(
  { operation }: Pick<HttpCall, 'operation'>,
  { id, name }: Pick<HttpProvider, 'id' | 'name'>,
  outcome: Exclude<Outcome, 'done'>,
  what: string,
  { words = null, code, ...parts }: FailureParts = {},
): ProviderError {
  return new ProviderError(code ?? codeOf(outcome, parts.status), `${name}: ${what}.`, {
    provider: id,
    operation,
    outcome,
    ...parts,
    details: { words },
  });
}

function codeOf(outcome: Exclude<Outcome, 'done'>, status: number | undefined): ErrorCode {
  if (outcome === 'refused') return 'provider.refused';
  if (outcome === 'not_sent') return 'provider.unreachable';
  if (outcome === 'throttled') return 'provider.throttled';
  return status !== undefined && status < 400 ? 'provider.unexpected' : 'provider.ambiguous';
}

function translate(
  error: unknown,
  call: HttpCall,
  provider: HttpProvider,
  status: number | null,
): JoineryError {
  if (error instanceof ProviderError) return error;
  // What is refused before there is an answer was not sent; an answer that is refused is one.
  if (error instanceof JoineryError && status === null)
    return new ProviderError(error.code, error.message, {
      provider: provider.id,
      operation: call.operation,
      outcome: 'not_sent',
      cause: error,
    });
  const isNotSent = status === null && wasNotSent(error);
  return failure(
    call,
    provider,
    isNotSent ? 'not_sent' : 'ambiguous',
    isNotSent ? 'it cannot be reached' : 'the connection broke, or no answer came in time',
    { cause: error },
  );
}

const dnsCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const connectCodes = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ETIMEDOUT']);
const handshakeCodes =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Whether surely no byte left. Whatever is not known for certain may have arrived. */
function wasNotSent(error: unknown): boolean {
  let link = error;
  for (let depth = 0; depth < 8 && typeof link === 'object' && link !== null; depth += 1) {
    if ('errors' in link && Array.isArray(link.errors) && link.errors.length > 0)
      return link.errors.every(wasNotSent);
    const code = textOf(link, 'code');
    if (code === 'UND_ERR_CONNECT_TIMEOUT' || dnsCodes.has(code) || handshakeCodes.test(code)) return true;
    if (textOf(link, 'syscall') === 'connect' && connectCodes.has(code)) return true;
    if (code !== '') return false;
    link = 'cause' in link ? link.cause : undefined;
  }
  return false;
}

function textOf(link: object, key: string): string {
  const value: unknown = Reflect.get(link, key);
  return typeof value === 'string' ? value : '';
}

/** A form with files, encoded by hand: `fetch` here takes bytes only. */
export function encodeForm(
  parts: readonly (readonly [string, string | { name: string; contentType: string; bytes: Uint8Array }])[],
  boundary: string,
): { contentType: string; body: Uint8Array<ArrayBuffer> } {
  const chunks = parts.flatMap(([name, value]) => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    return typeof value === 'string'
      ? [Buffer.from(`${head}\r\n\r\n${value}\r\n`)]
      : [
          Buffer.from(
            `${head}; filename="${quoted(value.name)}"\r\nContent-Type: ${plainType(value.contentType)}\r\n\r\n`,
          ),
          value.bytes,
          Buffer.from('\r\n'),
        ];
  });
  const body = new Uint8Array(Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function plainType(type: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
}
