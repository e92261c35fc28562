// A bare client for cases: no retries, no conveniences, everything of the answer at hand.
import assert from 'node:assert/strict';

export interface Target {
  /** Everything before `/v1`. */
  baseUrl: string;
  apiKey: string;
}

export interface CallOptions {
  method?: string;
  /** `false` sends none. */
  auth?: string | false;
  accept?: string;
  /** Accept-Encoding; what comes compressed is unpacked. */
  encoding?: string;
  type?: string;
  body?: string | FormData;
  version?: string;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: cases look into answers of every shape and assert what they find
  json(): any;
}

export type Caller = ReturnType<typeof createCaller>;

export function createCaller({ baseUrl, apiKey }: Target) {
  const send = async (path: string, options: CallOptions = {}): Promise<Reply> => {
    const {
      method = 'GET',
      auth = basic(apiKey, 'x'),
      accept,
      encoding,
      type,
      body,
      version = 'v1',
    } = options;
    const headers: Record<string, string> = {
      ...options.headers,
      ...(auth === false ? {} : { authorization: auth }),
      ...(accept === undefined ? {} : { accept }),
      ...(encoding === undefined ? {} : { 'accept-encoding': encoding }),
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    // Bytes, so that no content type is added for a body that was given none.
    const sent = typeof body === 'string' ? Buffer.from(body) : body;
    const response = await fetch(`${baseUrl}/${version}/${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(sent === undefined ? {} : { body: sent }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    return { status: response.status, headers: response.headers, text, bytes, json: () => JSON.parse(text) };
  };
  const getJson = (path: string) => send(path, { accept: json });
  const postJson = (path: string, value: unknown, options: CallOptions = {}) =>
    send(path, { method: 'POST', accept: json, type: json, body: JSON.stringify(value), ...options });
  return {
    baseUrl,
    apiKey,
    send,
    getJson,
    postJson,
    /** The id of somebody in the directory. */
    someone: async (): Promise<string> => {
      const reply = await getJson('employees/directory');
      assert.equal(reply.status, 200);
      return reply.json().employees[0].id;
    },
    /** A new employee's id. */
    create: async (values: Record<string, unknown> = {}): Promise<string> => {
      const reply = await postJson('employees', { firstName: 'Conny', lastName: 'Formance', ...values });
      assert.equal(reply.status, 201, reply.headers.get('x-bamboohr-error-message') ?? '');
      return locationId(reply);
    },
    /** An option that a list has: many accounts have others. */
    option: async (fieldId: number): Promise<string> => {
      const lists = (await getJson('meta/lists')).json();
      const list = lists.find((l: { fieldId: number }) => l.fieldId === fieldId);
      return list.options.find((o: { archived: string; name: string }) => o.archived === 'no').name;
    },
  };
}

export const json = 'application/json';

export function basic(key: string, password: string): string {
  return `Basic ${Buffer.from(`${key}:${password}`).toString('base64')}`;
}

export function locationId(reply: Reply): string {
  const id = /\/(\d+)$/.exec(reply.headers.get('location') ?? '')?.[1];
  assert.ok(id, `no id in Location ${reply.headers.get('location')}`);
  return id;
}

export function unique(): string {
  return `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}

/** Legacy errors: empty body, HTML type, the text in two headers. */
export function assertError(reply: Reply, status: number): void {
  assert.equal(reply.status, status);
  assert.equal(reply.text, '');
  assert.match(reply.headers.get('content-type') ?? '', /^text\/html; charset=UTF-8$/i);
  const message = reply.headers.get('x-bamboohr-error-message');
  assert.ok(message, 'the error message header is missing');
  assert.equal(reply.headers.get('x-bamboohr-error-messsage'), message);
}

/** Newer errors: a problem document (RFC 7807) with the status in it. */
export function assertProblem(reply: Reply, status: number): void {
  assert.equal(reply.status, status, reply.text);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const problem = reply.json();
  assert.equal(problem.status, status);
  assert.equal(typeof problem.title, 'string');
  assert.equal(typeof problem.detail, 'string');
}
