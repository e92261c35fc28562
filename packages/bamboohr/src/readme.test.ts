// Runs the examples of README.md as they stand and compares what they print with the comments beside them.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { BambooHrError, BambooHr as Client, readWebhookChanges, verifyWebhook } from './index.ts';
import type { BambooHrOptions, FetchLike } from './options.ts';
import { reads, writes } from './testing/operations.ts';
import { closedPort } from './testing/raw-server.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/<!-- example: (\w+) -->\n```ts\n([\s\S]*?)```/g)].map(
  ([, name = '', code = '']) => ({ name, code }),
);

const createdAt = (path: string) => ({
  status: 201,
  headers: { location: `https://api.bamboohr.com/api/gateway.php/acme/v1/${path}` },
});

const column = (id: string) => ({ id, type: 'text', name: id });

const answers: Readonly<Record<string, () => Response>> = {
  'GET employees/4': () =>
    Response.json({ id: '4', firstName: 'Ann', hireDate: '0000-00-00', payRate: '65000.00 USD' }),
  'GET employees/changed': () =>
    Response.json({
      latest: '',
      employees: { '4': { id: '4', action: 'Updated' }, '5': { id: '5', action: 'Deleted' } },
    }),
  'POST employees': () => new Response(null, createdAt('employees/121')),
  'POST employees/121': () =>
    new Response(null, { status: 409, headers: { 'x-bamboohr-error-message': 'Email already in use' } }),
  'POST employees/121/tables/employmentStatus': () => new Response(null),
  'POST reports/custom': () =>
    Response.json({
      fields: ['customMarker', 'workEmail', 'lastName', 'status'].map(column),
      employees: [
        { id: '120', customMarker: null },
        { id: '121', customMarker: 'a1b2' },
      ],
    }),
  'GET employees/4/files/view': () =>
    Response.json({ employee: { id: 4 }, categories: [{ id: 13, canUploadFiles: 'yes', files: [] }] }),
  'POST employees/4/files': () => new Response(null, createdAt('employees/4/files/25')),
  'GET employees': () =>
    Response.json({
      data: [{ employeeId: '4', lastName: 'Lee', _restrictedFields: ['birthDate'] }],
      meta: { total: 1, page: { limit: 100, nextCursor: null, prevCursor: null } },
    }),
  'POST datasets/employee/data': () =>
    Response.json({
      data: [{ fields: { eeid: 4, status: 'Active' } }],
      links: [],
      meta: { page: 1, pageSize: 1000, totalPages: 1, totalItems: 1 },
    }),
  'GET applicant_tracking/applications': () =>
    Response.json({ paginationComplete: true, applications: [application], nextPageUrl: null }),
  'GET applicant_tracking/applications/61': () => Response.json({ ...application, resumeFileId: 30 }),
  'GET files/30': () =>
    new Response(Uint8Array.of(1, 2, 3), {
      headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="cv.pdf"' },
    }),
  'POST webhooks': () =>
    Response.json({ id: '12', name: 'Changes', privateKey: webhookKey }, { status: 201 }),
  'POST token.php': () => Response.json({ access_token: 'a', refresh_token: 'refresh-2', expires_in: 3600 }),
  'GET employees/5': () => Response.json({ id: '5', firstName: 'Bo' }),
  'GET time_off/whos_out': () => new Response(null, { status: 503, headers: { 'retry-after': '600' } }),
};

const application = {
  id: 61,
  applicant: { id: 118, firstName: 'Ann', lastName: 'Lee' },
  job: { id: 22, title: { id: null, label: 'Baker' } },
};

/** Answers that an example needs and the others must not get. */
const special: Readonly<Record<string, Readonly<Record<string, () => Response>>>> = {
  rows: {
    'POST reports/custom': () =>
      Response.json({
        fields: ['firstName', 'department'].map(column),
        employees: [{ id: '4', firstName: 'Ann', department: 'Bakery' }],
      }),
  },
  oauth: { 'GET employees/4': () => Response.json({ id: '4', firstName: 'Ann' }) },
};

const webhookKey = '0123456789abcdef0123456789abcdef';

const fetchOf =
  (example: string): FetchLike =>
  async (url, init) => {
    const path = new URL(url).pathname.replace(/^\/(?:api\/gateway\.php\/acme\/v\d\/)?/, '');
    const call = `${init.method} ${path}`;
    return (special[example]?.[call] ?? answers[call])?.() ?? new Response(null, { status: 404 });
  };

async function run({ name, code }: { name: string; code: string }): Promise<string[]> {
  class BambooHr extends Client {
    constructor(options: BambooHrOptions) {
      super({ ...options, fetch: fetchOf(name) });
    }
  }
  const printed: string[] = [];
  const log = (...values: readonly unknown[]) => {
    printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  };
  const port = await closedPort();
  const env = {
    BAMBOOHR_API_KEY: 'a-key-of-nobody',
    BAMBOOHR_CLIENT_SECRET: 'a-secret',
    BAMBOOHR_REFRESH_TOKEN: 'refresh-1',
    PORT: String(port),
  };
  const known = { BambooHr, BambooHrError, readWebhookChanges, verifyWebhook, createServer: closedLater };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const body = code.replaceAll(/^import .*$/gm, '');
  const example = new AsyncFunction(...Object.keys(known), 'process', 'console', body);
  await example(...Object.values(known), { env }, { log });
  if (name === 'webhook') await deliver(port);
  return printed;
}

function closedLater(listener: RequestListener): Server {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

/** One delivery with the right signature, and one with a wrong one, which the receiver must not print. */
async function deliver(port: number): Promise<void> {
  const body = JSON.stringify({ employees: [{ id: '4', action: 'Updated', changedFields: [], fields: {} }] });
  const timestamp = new Date().toISOString();
  const signature = createHmac('sha256', webhookKey)
    .update(body + timestamp)
    .digest('hex');
  const post = async (signed: string) => {
    const headers = { 'x-bamboohr-timestamp': timestamp, 'x-bamboohr-signature': signed };
    return (await fetch(`http://127.0.0.1:${port}/bamboohr`, { method: 'POST', headers, body })).status;
  };
  expect([await post(signature), await post(signature.replace(/^./, 'x'))]).toEqual([200, 401]);
}

test('the README has examples to run', () => {
  expect(examples.map((example) => example.name)).toEqual([
    'read',
    'write',
    'search',
    'rows',
    'pages',
    'dataset',
    'applications',
    'webhook',
    'oauth',
    'errors',
    'files',
  ]);
  expect(readme.match(/```ts/g)).toHaveLength(examples.length);
});

test.each(examples)('the example "$name" prints what it says', async (example) => {
  const promised = [...example.code.matchAll(/console\.log\(.*\).*? \/\/ (.*)$/gm)].map(([, text]) => text);
  expect(promised.length).toBeGreaterThan(0);
  expect(await run(example)).toEqual(promised);
});

test('the table of operations has each of them', () => {
  const [, table = ''] = /## Operations\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` +\| (.*)\|$/gm)];
  const written = rows.flatMap(([, resource, operations = '']) =>
    [...operations.matchAll(/`(\w+)`/g)].map(([, operation]) => `${resource}.${operation}`),
  );
  expect(written.sort()).toEqual([...reads, ...writes].map(({ name }) => name).sort());
});
