import type { ErrorCode, ErrorIssue } from './errors.ts';

/** A refused or failed call, with what the server's problem document says. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** One of the error codes, or one that this version does not know; undefined without a problem document. */
  readonly code: ErrorCode | (string & {}) | undefined;
  readonly issues: ErrorIssue[];
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Of `candidates.merged`: the id of the record that has what was asked for. */
  readonly movedTo: string | undefined;

  constructor(message: string, about: Partial<Omit<ApiError, keyof Error>> & { cause?: unknown }) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.name = 'ApiError';
    this.status = about.status ?? 0;
    this.code = about.code;
    this.issues = about.issues ?? [];
    this.requestId = about.requestId;
    this.retryAfterSeconds = about.retryAfterSeconds;
    this.movedTo = about.movedTo;
  }
}

export interface ClientOptions {
  /** Where the server is, such as `https://people.example.com`. In a page of the server itself: leave it out. */
  baseUrl?: string;
  /** Without a key, a browser's session cookie counts. */
  apiKey?: string;
  /** For tests and for agents of one's own. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal;
  /**
   * Makes a POST or PATCH safe to repeat: the server does it once and gives the same answer
   * again for seven days. Make one key for one intention, not one for each try.
   */
  idempotencyKey?: string;
}

export interface Call extends CallOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  form?: FormData;
  /** Lines of JSON. */
  lines?: string;
}

export interface Http {
  /** @throws ApiError */
  call<T>(method: string, path: string, call?: Call): Promise<T>;
  /** The lines of an answer, each parsed. @throws ApiError */
  lines<T>(path: string, call: Call): AsyncGenerator<T, void, undefined>;
  /** The bytes of an answer. @throws ApiError */
  download(path: string, call?: Call): Promise<Blob>;
  /** Full address of a path, for links. */
  urlOf(path: string, query?: Call['query']): string;
}

export function createHttp(options: ClientOptions): Http {
  const send = options.fetch ?? fetch;
  const urlOf = (path: string, query: Call['query'] = {}): string => {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const pairs = given.map(([name, value]): [string, string] => [name, String(value)]);
    const search = new URLSearchParams(pairs).toString();
    return `${(options.baseUrl ?? '').replace(/\/+$/, '')}/v1${path}${search === '' ? '' : `?${search}`}`;
  };
  const request = async (method: string, path: string, call: Call): Promise<Response> => {
    const answer = await reach(send, urlOf(path, call.query), {
      method,
      headers: headersOf(options, call),
      credentials: options.apiKey === undefined ? 'same-origin' : 'omit',
      ...(call.signal === undefined ? {} : { signal: call.signal }),
      ...bodyOf(call),
    });
    if (!answer.ok) throw await toApiError(answer);
    return answer;
  };
  return {
    urlOf,
    async call<T>(method: string, path: string, call: Call = {}): Promise<T> {
      const answer = await request(method, path, call);
      return (answer.status === 204 ? undefined : await answer.json()) as T;
    },
    async *lines<T>(path: string, call: Call) {
      const { body } = await request('POST', path, call);
      if (body !== null) for await (const line of textLines(body)) yield JSON.parse(line) as T;
    },
    async download(path, call = {}) {
      return (await request('GET', path, call)).blob();
    },
  };
}

function headersOf({ apiKey }: ClientOptions, call: Call): Record<string, string> {
  return {
    accept: 'application/json',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    // A form's type names its boundary, which only fetch knows.
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.lines === undefined ? {} : { 'content-type': 'application/x-ndjson' }),
  };
}

function bodyOf({ body, form, lines }: Call): { body?: string | FormData } {
  if (lines !== undefined) return { body: lines };
  if (form !== undefined) return { body: form };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

async function* textLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      const lines = `${rest}${decoder.decode(value, { stream: !done })}`.split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line !== '') yield line;
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}

async function reach(send: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await send(url, init);
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') throw cause;
    throw new ApiError('The server cannot be reached.', { cause });
  }
}

interface Problem {
  detail?: string;
  code?: string;
  issues?: ErrorIssue[];
  requestId?: string;
  movedTo?: string;
}

async function toApiError(answer: Response): Promise<ApiError> {
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  const retryAfter = Number(answer.headers.get('retry-after'));
  return new ApiError(problem.detail ?? `The server answered ${answer.status}.`, {
    status: answer.status,
    code: problem.code,
    issues: problem.issues ?? [],
    requestId: problem.requestId ?? answer.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
    movedTo: problem.movedTo,
  });
}
