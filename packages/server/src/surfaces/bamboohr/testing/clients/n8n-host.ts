// The few functions of n8n that its BambooHR node calls, over fetch. Requests go where the node
// sends them, only that api.bamboohr.com is this server.
import { type Caller, json } from '../../conformance/caller.ts';

type Values = Record<string, unknown>;

interface RequestOptions {
  method?: string;
  url: string;
  body?: Values;
  qs?: Values;
  auth?: { username: string; password: string };
  json?: boolean;
  encoding?: null;
  formData?: Values;
  resolveWithFullResponse?: boolean;
}

interface Item {
  json: Values;
  binary?: Record<string, Binary>;
}

export interface Binary {
  fileName?: string;
  mimeType?: string;
  data: Buffer;
}

export interface NodeOf {
  execute: { call(host: object): Promise<Item[][]> };
  methods: {
    loadOptions: Record<string, { call(host: object): Promise<{ name: string; value: unknown }[]> }>;
    credentialTest: Record<string, { call(host: object, credential: object): Promise<{ status: string }> }>;
  };
}

export interface Run {
  resource: string;
  operation: string;
  [parameter: string]: unknown;
}

export interface N8n {
  /** The items that an execution of the node gives. */
  run(parameters: Run, binary?: Record<string, Binary>): Promise<Item[]>;
  options(method: string, parameters?: Values): Promise<{ name: string; value: unknown }[]>;
  testCredential(apiKey: string): Promise<{ status: string }>;
}

export function n8nHost(node: NodeOf, { baseUrl, apiKey }: Caller): N8n {
  const origin = new URL(baseUrl).origin;
  const subdomain = baseUrl.split('/').at(-1);
  const credentials = { apiKey, subdomain };
  const hostFor = (parameters: Values, binary: Record<string, Binary> = {}) => ({
    getInputData: () => [{ json: {}, binary }],
    getNode: () => ({ name: 'BambooHR' }),
    getCredentials: async () => credentials,
    continueOnFail: () => false,
    // A copy each time: the node takes things out of what it was given.
    getNodeParameter: (path: string, _index: number, other?: unknown) =>
      structuredClone(at(parameters, path) ?? other),
    getCurrentNodeParameter: (path: string) => at(parameters, path),
    helpers: {
      request: (options: RequestOptions) => send(origin, options),
      returnJsonArray: (found: Values | Values[]) => [found].flat().map((one) => ({ json: one })),
      assertBinaryData: (_index: number, name: string) => binary[name],
      getBinaryDataBuffer: async (_index: number, name: string) => binary[name]?.data,
      prepareBinaryData: async (data: Buffer, fileName?: string, mimeType?: string): Promise<Binary> => ({
        data,
        ...(fileName === undefined ? {} : { fileName }),
        ...(mimeType === undefined ? {} : { mimeType }),
      }),
    },
  });
  const { execute, methods } = node;
  return {
    run: async (parameters, binary) => (await execute.call(hostFor(parameters, binary)))[0] ?? [],
    options: async (method, parameters = {}) => {
      const load = methods.loadOptions[method];
      if (load === undefined) throw new Error(`the node has no ${method}`);
      return load.call(hostFor(parameters));
    },
    testCredential: async (key) => {
      const [test] = Object.values(methods.credentialTest);
      if (test === undefined) throw new Error('the node tests no credentials');
      return test.call(hostFor({}), { data: { ...credentials, apiKey: key } });
    },
  };
}

function at(parameters: Values, path: string): unknown {
  let found: unknown = parameters;
  for (const name of path.split('.')) found = (found as Values | undefined)?.[name];
  return found;
}

async function send(origin: string, options: RequestOptions): Promise<unknown> {
  const url = new URL(options.url);
  if (url.hostname !== 'api.bamboohr.com') throw new Error(`the node calls ${url.hostname}`);
  for (const [name, value] of Object.entries(options.qs ?? {})) url.searchParams.set(name, String(value));
  const { username = '', password = '' } = options.auth ?? {};
  const response = await fetch(`${origin}${url.pathname}${url.search}`, {
    method: options.method ?? 'GET',
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      ...(options.json === true ? { accept: json } : {}),
      ...(options.json === true && options.body !== undefined ? { 'content-type': json } : {}),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.formData === undefined ? {} : { body: formOf(options.formData) }),
  });
  const headers = Object.fromEntries(response.headers);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok)
    throw Object.assign(new Error(`${response.status}`), { response: { headers, status: response.status } });
  const body = options.encoding === null ? bytes : parsed(bytes.toString('utf8'), options.json === true);
  return options.resolveWithFullResponse === true ? { body, headers, statusCode: response.status } : body;
}

function parsed(text: string, isJson: boolean): unknown {
  return isJson && /^[[{]/.test(text) ? JSON.parse(text) : text;
}

function formOf(data: Values): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(data)) {
    const file = value as { value?: Buffer; options?: { filename: string; contentType: string } };
    if (file.value === undefined || file.options === undefined) form.set(name, String(value));
    else
      form.set(
        name,
        new Blob([Uint8Array.from(file.value)], { type: file.options.contentType }),
        file.options.filename,
      );
  }
  return form;
}
