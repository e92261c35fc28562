// What clients do wrong: each is answered in the dialect's own form, stores nothing, and is never
// a failure of ours.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertError, type Caller, createCaller, json, type Reply } from './conformance/caller.ts';
import { operations } from './operations.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let acme: Caller;
let other: Caller;
let employeesBefore: string;
let job: number;

beforeAll(async () => {
  server = await startTestServer();
  const [first, second] = [await server.sandbox('acme', 20), await server.sandbox('other', 30)];
  acme = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey: first.apiKey });
  other = createCaller({ baseUrl: `${server.origin}/api/gateway.php/other`, apiKey: second.apiKey });
  job = (await acme.getJson('applicant_tracking/jobs')).json()[0].id;
  employeesBefore = await stored(acme);
});
afterAll(() => server.close());

/** Everything that a wrong request could have changed. */
async function stored(caller: Caller): Promise<string> {
  const jobs = (await caller.getJson('applicant_tracking/jobs')).json();
  const people = await caller.postJson('reports/custom?format=json', {
    fields: ['firstName', 'lastChanged'],
  });
  const rows = await caller.getJson('employees/all/tables/employmentStatus');
  const files = await caller.getJson('employees/1/files/view');
  const applicants = jobs.map((j: { totalApplicantsCount: number }) => j.totalApplicantsCount);
  return [JSON.stringify(applicants), people.text, rows.text, files.text].join('\n');
}

const applicant = { firstName: 'Bad', lastName: 'Input' };
const resume = (name: string, content: string | Buffer<ArrayBuffer>) => {
  const form = new FormData();
  for (const [field, value] of Object.entries(applicant)) form.set(field, value);
  form.set('jobId', String(job));
  form.set('resume', new Blob([content]), name);
  return form;
};
const employeeFile = (name: string, content: string) => {
  const form = new FormData();
  form.set('category', '1');
  form.set('file', new Blob([content]), name);
  return form;
};
const post = (path: string, body: string | FormData, type?: string) =>
  acme.send(path, { method: 'POST', accept: json, body, ...(type === undefined ? {} : { type }) });
const exe = Buffer.concat([Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), Buffer.alloc(400)]);

const cases: [string, number, () => Promise<Reply>][] = [
  ['a wrong key', 401, () => acme.send('employees/directory', { auth: 'Basic bm9uZTp4' })],
  ['no key', 401, () => acme.send('employees', { method: 'POST', auth: false, type: json, body: '{}' })],
  ['a rubbish Authorization header', 401, () => acme.send('meta/fields', { auth: 'Basic ~~~ ~~~' })],
  ['another company’s key', 401, () => acme.send('meta/fields', { auth: `Bearer ${other.apiKey}` })],
  [
    'an unknown job',
    404,
    () => acme.postJson('applicant_tracking/application', { ...applicant, jobId: 99_999_999 }),
  ],
  [
    'a job that is no number',
    422,
    () => acme.postJson('applicant_tracking/application', { ...applicant, jobId: "22' or 1=1" }),
  ],
  [
    'an unknown field of an application',
    422,
    () =>
      acme.postJson('applicant_tracking/application', { ...applicant, jobId: job, favouriteColour: 'red' }),
  ],
  [
    'an application without a name',
    422,
    () => acme.postJson('applicant_tracking/application', { lastName: 'Only', jobId: job }),
  ],
  [
    'an application with a blank name',
    422,
    () => acme.postJson('applicant_tracking/application', { firstName: ' ', lastName: ' ', jobId: job }),
  ],
  [
    'an application with a wrong e-mail address',
    422,
    () => acme.postJson('applicant_tracking/application', { ...applicant, jobId: job, email: 'at home' }),
  ],
  ['a broken application', 400, () => post('applicant_tracking/application', '{"firstName":', json)],
  ['a résumé without a byte', 422, () => post('applicant_tracking/application', resume('cv.pdf', ''))],
  ['an .exe named .pdf', 422, () => post('applicant_tracking/application', resume('cv.pdf', exe))],
  ['an .exe', 422, () => post('applicant_tracking/application', resume('cv.exe', exe))],
  [
    'a form cut short',
    400,
    () =>
      post(
        'applicant_tracking/application',
        '--b\r\nContent-Disposition: form-data; name="firstName"\r\n\r\nBad',
        'multipart/form-data; boundary=b',
      ),
  ],
  [
    'a form without a boundary',
    400,
    () => post('applicant_tracking/application', 'x', 'multipart/form-data'),
  ],
  ['an unknown employee', 404, () => acme.getJson('employees/99999999')],
  ['another company’s employee', 404, () => acme.getJson('employees/25')],
  ['an update of another company’s employee', 404, () => acme.postJson('employees/25', { city: 'Ulm' })],
  ['a file of another company’s employee', 404, () => post('employees/25/files', employeeFile('a.txt', 'x'))],
  ['an employee without a name', 400, () => acme.postJson('employees', { firstName: 'Only' })],
  [
    'an unknown field of an employee',
    400,
    () => acme.postJson('employees', { ...applicant, favouriteColour: 'red' }),
  ],
  ['a list of employees', 400, () => acme.postJson('employees', [applicant])],
  ['a text as a body', 400, () => acme.postJson('employees', 'Ann Lee')],
  [
    'an object as a name',
    400,
    () => acme.postJson('employees', { firstName: { value: 'x' }, lastName: 'y' }),
  ],
  ['a name with a NUL', 400, () => acme.postJson('employees', { firstName: 'a\u0000b', lastName: 'y' })],
  ['half a character', 400, () => post('employees', '{"firstName":"\\ud800","lastName":"y"}', json)],
  [
    'bytes that are no UTF-8',
    400,
    () =>
      post(
        'employees',
        Buffer.from('{"firstName":"\xff"}', 'latin1').toString('latin1').replace('\u00ff', '\ud800'),
        json,
      ),
  ],
  ['broken JSON', 400, () => post('employees', '{"firstName":"Ann",', json)],
  ['broken XML', 400, () => post('employees', '<employee><field id="firstName">Ann</employee>', 'text/xml')],
  [
    'an external entity',
    400,
    () =>
      post(
        'employees',
        '<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><employee><field id="firstName">&x;</field></employee>',
        'text/xml',
      ),
  ],
  [
    'a bomb of entities',
    400,
    () =>
      post(
        'employees',
        `<!DOCTYPE e [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(1000)}">]><employee><field id="firstName">&b;</field></employee>`,
        'text/xml',
      ),
  ],
  [
    'JSON nested without end',
    400,
    () => post('employees', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, json),
  ],
  ['an unknown table', 404, () => acme.getJson('employees/1/tables/pg_catalog')],
  [
    'a row without a date',
    400,
    () => acme.postJson('employees/1/tables/jobInfo', { location: 'Leeds, England' }),
  ],
  [
    'a row of an unknown id',
    404,
    () => acme.postJson('employees/1/tables/jobInfo/99999999', { date: '2026-01-01' }),
  ],
  [
    'a row that is no number',
    404,
    () => acme.postJson('employees/1/tables/jobInfo/x', { date: '2026-01-01' }),
  ],
  ['a file without a byte', 400, () => post('employees/1/files', employeeFile('a.txt', ''))],
  ['a file of 25 MB', 413, () => post('employees/1/files', employeeFile('a.txt', 'x'.repeat(25_000_000)))],
  ['a file as JSON', 400, () => acme.postJson('employees/1/files', { file: 'x' })],
  [
    'a form without a file',
    400,
    () =>
      post(
        'employees/1/files',
        new URLSearchParams({ category: '1' }).toString(),
        'multipart/form-data; boundary=x',
      ),
  ],
  ['an unknown path', 404, () => acme.getJson('employees/1/secrets')],
  ['a wrong method', 405, () => acme.send('employees/1', { method: 'PATCH', type: json, body: '{}' })],
  ['an operation that is not written', 501, () => acme.getJson('compensation/planning_cycles')],
  ['a path that cannot be decoded', 404, () => acme.getJson('employees/%00')],
  [
    '2 MB of JSON',
    413,
    () => acme.postJson('employees', { firstName: 'x'.repeat(2_000_000), lastName: 'y' }),
  ],
];

const megabytes = 100;
const megabyte = Buffer.alloc(1024 * 1024, 'a');
const announced = `content-length: ${megabytes * megabyte.length}`;
const chunked = 'transfer-encoding: chunked';

describe('bad input', () => {
  it.each(cases)('%s is %i', async (_name, status, send) => {
    assertError(await send(), status);
  });

  it('has stored nothing', async () => {
    expect(await stored(acme)).toBe(employeesBefore);
  });

  it('says which operation is not written', async () => {
    const unwritten = operations.find(({ id, state }) => state === 'not_yet' && /^GET \/v1\/[^{]*$/.test(id));
    const path = unwritten?.id.replace('GET /v1/', '') ?? '';
    const reply = await acme.getJson(path);
    expect([reply.status, reply.headers.get('x-bamboohr-error-message')]).toEqual([
      501,
      `GET /v1/${path} is not written here yet.`,
    ]);
  });

  it.each([
    ['announced', [announced], false],
    ['chunked', [chunked], true],
    ['announced, the last of their connection', [announced, 'connection: close'], false],
    ['chunked, the last of their connection', [chunked, 'connection: close'], true],
  ])('100 MB, %s, are refused with an answer that the client can read', async (_name, head, isChunked) => {
    const url = new URL(`${server.origin}/api/gateway.php/acme/v1/employees`);
    const key = Buffer.from(`${acme.apiKey}:x`).toString('base64');
    const first = [
      `POST ${url.pathname} HTTP/1.1`,
      `host: ${url.host}`,
      `authorization: Basic ${key}`,
      `content-type: ${json}`,
      ...head,
    ];
    expect(await sendAllFirst(Number(url.port), `${first.join('\r\n')}\r\n\r\n`, isChunked)).toMatch(
      /^HTTP\/1\.1 413 /,
    );
    expect(await stored(acme)).toBe(employeesBefore);
  });
});

/** Sends everything before it reads, at a pace that leaves time for a reset in between, as simple clients do. */
async function sendAllFirst(port: number, head: string, isChunked: boolean): Promise<string> {
  const socket = connect(port, '127.0.0.1').pause();
  const gone = new Promise<never>((_resolve, reject) => socket.once('error', reject));
  const send = (bytes: string | Buffer) =>
    Promise.race([gone, new Promise((resolve) => socket.write(bytes, resolve))]);
  await send(head);
  for (let sent = 0; sent < megabytes; sent += 1) {
    await send(
      isChunked
        ? Buffer.concat([Buffer.from(`${megabyte.length.toString(16)}\r\n`), megabyte, Buffer.from('\r\n')])
        : megabyte,
    );
    await delay(2);
  }
  if (isChunked) await send('0\r\n\r\n');
  const [answer] = await Promise.race([gone, once(socket.resume(), 'data')]);
  socket.destroy();
  return String(answer);
}
