// What holds for every operation, whatever its resource: a new operation adds one line to the table.
import { describe, expect, test } from 'vitest';
import type { BambooHr } from './client.ts';
import type { CallOptions } from './options.ts';
import { aClient, errorOf } from './testing/client.ts';
import { closedPort } from './testing/raw-server.ts';
import {
  empty,
  json,
  refusal,
  reset,
  type Step,
  scriptedServer,
  text,
  truncated,
} from './testing/scripted-server.ts';

interface Operation {
  readonly name: string;
  readonly method: string;
  /** After `/v1/`. */
  readonly path: string;
  /** How often a request is sent that fails with what may pass, with two retries allowed. */
  readonly attempts: number;
  readonly run: (client: BambooHr, options: CallOptions) => Promise<unknown>;
}

const file = { bytes: new Uint8Array([1, 2, 3]), fileName: 'cv.pdf' };
const ann = { firstName: 'Ann', lastName: 'Lee', jobId: 22 };
const row = { date: '2026-07-01' };
const since = new Date('2026-05-01T00:00:00Z');

const reads: readonly Operation[] = [
  read('GET', 'applicantTracking.jobs', 'applicant_tracking/jobs', (hr, o) => hr.applicantTracking.jobs(o)),
  read('GET', 'employees.get', 'employees/4', (hr, o) => hr.employees.get(4, ['city'], o)),
  read('GET', 'employees.directory', 'employees/directory', (hr, o) => hr.employees.directory(o)),
  read('GET', 'employees.changed', 'employees/changed', (hr, o) => hr.employees.changed(since, o)),
  read('GET', 'tables.list', 'employees/4/tables/jobInfo', (hr, o) => hr.tables.list(4, 'jobInfo', o)),
  read('GET', 'files.list', 'employees/4/files/view', (hr, o) => hr.files.list(4, o)),
  read('GET', 'files.download', 'employees/4/files/9', (hr, o) => hr.files.download(4, 9, o)),
  read('GET', 'meta.fields', 'meta/fields', (hr, o) => hr.meta.fields(o)),
  read('GET', 'meta.lists', 'meta/lists', (hr, o) => hr.meta.lists(o)),
  read('POST', 'reports.custom', 'reports/custom', (hr, o) => hr.reports.custom({ fields: ['city'], ...o })),
  read('POST', 'reports.searchEmployees', 'reports/custom', (hr, o) =>
    hr.reports.searchEmployees({ fields: ['city'], ...o }),
  ),
];

const writes: readonly Operation[] = [
  write('applicantTracking.createApplication', 'applicant_tracking/application', (hr, o) =>
    hr.applicantTracking.createApplication(ann, o),
  ),
  write('employees.create', 'employees', (hr, o) => hr.employees.create({ city: 'Oslo' }, o)),
  write('employees.update', 'employees/4', (hr, o) => hr.employees.update(4, { city: 'Oslo' }, o)),
  write('tables.addRow', 'employees/4/tables/jobInfo', (hr, o) => hr.tables.addRow(4, 'jobInfo', row, o)),
  write('tables.updateRow', 'employees/4/tables/jobInfo/7', (hr, o) =>
    hr.tables.updateRow(4, 'jobInfo', 7, row, o),
  ),
  write('files.upload', 'employees/4/files', (hr, o) => hr.files.upload(4, { categoryId: 13, file }, o)),
];

const all = [...reads, ...writes];

async function failWith(operation: Operation, step: Step) {
  const server = await scriptedServer(step, step, step, step);
  const error = await errorOf(operation.run(aClient(server.baseUrl, { retry: { limit: 2 } }), {}));
  return { error, requests: server.requests };
}

describe.each(all)('$name', (operation) => {
  const { name, attempts } = operation;

  test('calls its path with the key', async () => {
    const { error, requests } = await failWith(operation, refusal(403, 'No access'));
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: operation.method,
      path: `/api/gateway.php/acme/v1/${operation.path}`,
      headers: { authorization: expect.stringMatching(/^Basic \w+=*$/) },
    });
    expect(error).toMatchObject({
      operation: name,
      outcome: 'refused',
      status: 403,
      providerMessage: 'No access',
    });
    expect(error.message).toBe(`${name}: the provider answered 403: No access`);
  });

  test('takes no page of HTML for an answer, with any status of success', async () => {
    const { error, requests } = await failWith(operation, text(200, 'text/html', '<html>Sign in</html>'));
    expect(error).toMatchObject({ outcome: 'ambiguous', status: 200, excerpt: '<html>Sign in</html>' });
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['a reset', reset, 'connection_lost', null],
    ['a 500', empty(500), 'http', 500],
    ['a 502 page', text(502, 'text/html', '<html>'), 'http', 502],
    ['a cut answer', truncated(200, '{"id":"4"'), 'connection_lost', 200],
  ] as const)('is ambiguous after %s', async (_name, step, reason, status) => {
    const { error, requests } = await failWith(operation, step);
    expect(error).toMatchObject({ operation: name, outcome: 'ambiguous', reason, status, attempts });
    expect(requests).toHaveLength(attempts);
  });

  test('is throttled after 429 and 503 with a wait', async () => {
    for (const status of [429, 503]) {
      const { error, requests } = await failWith(operation, empty(status, { 'retry-after': '2' }));
      expect(error).toMatchObject({ outcome: 'throttled', status, retryAfterSeconds: 2, attempts });
      expect(requests).toHaveLength(attempts);
    }
  });

  test('is not sent when nobody listens', async () => {
    const client = aClient(`http://127.0.0.1:${await closedPort()}/api`, { retry: { limit: 0 } });
    expect(await errorOf(operation.run(client, {}))).toMatchObject({ outcome: 'not_sent', operation: name });
  });

  test('does not begin once its signal is aborted', async () => {
    const server = await scriptedServer();
    const error = await errorOf(operation.run(aClient(server.baseUrl), { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ outcome: 'not_sent', reason: 'aborted', operation: name });
    expect(server.requests).toHaveLength(0);
  });
});

test.each(reads.filter((operation) => operation.name !== 'files.download'))(
  '$name takes an empty answer for a failure, never for an empty list',
  async (operation) => {
    for (const step of [empty(200), json(null)]) {
      const { error } = await failWith(operation, step);
      expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'unexpected_content', status: 200 });
    }
  },
);

test('the table has every operation of every resource', () => {
  const resources: [string, object][] = Object.entries(aClient('http://127.0.0.1/api'));
  const existing = resources.flatMap(([resource, instance]) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(instance))
      .filter((method) => method !== 'constructor')
      .map((method) => `${resource}.${method}`),
  );
  expect(all.map((operation) => operation.name).sort()).toEqual(existing.sort());
});

function read(method: string, name: string, path: string, run: Operation['run']): Operation {
  return { name, method, path, attempts: 3, run };
}

function write(name: string, path: string, run: Operation['run']): Operation {
  return { name, method: 'POST', path, attempts: 1, run };
}
