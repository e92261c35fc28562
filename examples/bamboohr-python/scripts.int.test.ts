import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createGunzip, createInflate } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox } from '../../packages/server/src/modules/sandboxes/sandboxes.service.ts';
import { startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts';

const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;
const skipReason = hasRequests ? '' : ' (skipped: there is no python3 with the package requests)';
let server: TestServer;
let apiKey: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ apiKey } = await createSandbox(server.context, { slug: 'acme', name: 'Acme', employees: 3 }));
});
afterAll(() => server.close());

describe('what a tutorial in Python sends', () => {
  it('lists jobs, and posts an application that is then seen in the native API', async () => {
    const jobs = await sendAsPython('GET', 'applicant_tracking/jobs', { password: 'x' });
    expect(jobs.status).toBe(200);
    const [job] = jobs.body as { id: number; title: { label: string } }[];
    const applied = await sendAsPython('POST', 'applicant_tracking/application', {
      password: 'password',
      json: `{"firstName": "Ada", "lastName": "Example", "email": "ada@mail.example", "jobId": ${job?.id}}`,
    });
    expect(applied).toEqual({
      status: 200,
      body: { result: 'success', candidateId: expect.any(Number) },
    });
    expect(await findCandidates('ada')).toMatchObject([
      { email: 'ada@mail.example', applications: [{ jobTitle: job?.title.label }] },
    ]);
  });

  it('is told 401 with a wrong key, in the same way', async () => {
    const answer = await sendAsPython('GET', 'applicant_tracking/jobs', { user: 'wrong', password: 'x' });
    expect(answer.status).toBe(401);
  });
});

describe.skipIf(!hasRequests)(`Python scripts as tutorials write them${skipReason}`, () => {
  it('list jobs, and post an application that is then seen in the native API', async () => {
    const jobs = await run('list_jobs.py');
    expect(jobs[0]).toBe('200');
    const [number, ...title] = (jobs[1] ?? '').split(' ');
    expect(title.join(' ')).not.toBe('');
    const applied = await run('apply.py', number ?? '');
    expect(applied[0]).toBe('200');
    expect(applied[1]).toMatch(/^\{'result': 'success', 'candidateId': \d+\}$/);
    expect(await findCandidates('grace')).toMatchObject([
      { email: 'grace@mail.example', applications: [{ jobTitle: title.join(' ') }] },
    ]);
  });
});

interface PythonRequest {
  user?: string;
  password: string;
  /** As json.dumps writes it, with a space after each comma and colon. */
  json?: string;
}

/** Sends header for header what requests 2.x sends: names, order and letters of either case. */
async function sendAsPython(
  method: string,
  path: string,
  { user = apiKey, password, json }: PythonRequest,
): Promise<{ status: number | undefined; body: unknown }> {
  const url = new URL(`${server.url}/api/gateway.php/acme/v1/${path}`);
  const credentials = Buffer.from(`${user}:${password}`).toString('base64');
  const content = ['Content-Length', String(json?.length), 'Content-Type', 'application/json'];
  const headers = [
    ...['Host', url.host],
    ...['User-Agent', 'python-requests/2.32.3'],
    ...['Accept-Encoding', 'gzip, deflate'],
    ...['Accept', '*/*'],
    ...['Connection', 'keep-alive'],
    ...(json === undefined ? [] : content),
    ...['Authorization', `Basic ${credentials}`],
  ];
  const sent = request(url, { method, headers });
  sent.end(json);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const body = await text(decoded(answer));
  return { status: answer.statusCode, body: body === '' ? '' : JSON.parse(body) };
}

function decoded(answer: IncomingMessage): NodeJS.ReadableStream {
  const encoding = answer.headers['content-encoding'];
  if (encoding === 'gzip') return answer.pipe(createGunzip());
  return encoding === 'deflate' ? answer.pipe(createInflate()) : answer;
}

async function findCandidates(q: string): Promise<unknown[]> {
  const answer = await fetch(`${server.url}/v1/candidates?q=${q}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  return ((await answer.json()) as { items: unknown[] }).items;
}

// Not spawnSync: the server answers from this process.
async function run(script: string, ...args: string[]): Promise<string[]> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const env = {
    ...process.env,
    BAMBOOHR_BASE_URL: `${server.url}/api/gateway.php/acme`,
    BAMBOOHR_API_KEY: apiKey,
  };
  return new Promise((resolve, reject) => {
    execFile('python3', [path, ...args], { env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout.trim().split('\n')) : reject(new Error(stderr)),
    );
  });
}
