// Résumés by base64 and by address: what is taken, what is called, and what never is.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchResume, giveUpFetch } from '../../modules/resume-fetches/fetch-resume.service.ts';
import { fetchResumeWorkflow } from '../../modules/resume-fetches/fetch-resume.workflow.ts';
import { closeReaders } from '../../platform/documents/reader.ts';
import { hostileUrls } from '../../platform/egress/testing/hostile-urls.ts';
import { aForm, aPdf, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
let jobId: string;
let candidateId: string;
const lookups: string[] = [];
/** What names resolve to; everything else is a public address that nobody asks. */
const names: Record<string, { address: string; family: number }[]> = {
  'private.example': [{ address: '10.0.0.5', family: 4 }],
  'mixed.example': [
    { address: '93.184.215.14', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ],
  'mapped.example': [{ address: '::ffff:127.0.0.1', family: 6 }],
  'metadata.example': [{ address: '169.254.169.254', family: 4 }],
};
const answers = new Map<string, RequestListener>();
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = answers.get(request.url ?? '');
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  const resolve = async (hostname: string) => {
    lookups.push(hostname);
    return names[hostname] ?? [];
  };
  api = await createTestApi({
    // The operator lets others in; documents do not go there.
    egress: {
      allow: ['localhost', '10.0.0.5', 'private.example'],
      documentHosts: [`127.0.0.1:${port}`],
      resolve,
      limits: { deadlineMs: 3_000 },
    },
  });
  tenant = await api.aTenant();
  jobId = (await tenant.post('/v1/jobs', { title: 'Carpenter' })).json().id;
  candidateId = (await tenant.post('/v1/candidates', { name: 'Known' })).json().id;
});
afterAll(async () => {
  closeReaders();
  server.closeAllConnections();
  server.close();
  await api.close();
});

const entries: Record<
  string,
  (resume: unknown) => Promise<{ statusCode: number; json(): { code?: string } }>
> = {
  'a new candidate': (resume) => tenant.post('/v1/candidates', { name: 'Zoë', resume }),
  'an application': (resume) => tenant.post(`/v1/candidates/${candidateId}/applications`, { jobId, resume }),
  'an attachment': (resume) => tenant.post(`/v1/candidates/${candidateId}/attachments`, { resume }),
};

describe('addresses that nobody may call', { timeout: 120_000 }, () => {
  const urls = hostileUrls();

  it('are more than three hundred', () => {
    expect(urls.length).toBeGreaterThan(300);
  });

  it.each(Object.keys(entries))('are refused for %s, and nobody is looked up or called', async (entry) => {
    const called: unknown[] = [];
    const hear = (message: unknown) => called.push(message);
    const watched = ['undici:client:beforeConnect', 'undici:request:create'];
    for (const channel of watched) subscribe(channel, hear);
    let connections = 0;
    const trap = createSocketServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    // The very port that such an address would lead to, where the machine lets us have it.
    const listening = await new Promise<boolean>((go) => {
      trap.once('error', () => go(false));
      trap.listen(443, '::', () => go(true));
    });
    lookups.length = 0;
    const wrong: string[] = [];
    for (const url of urls) {
      const answer = await entries[entry]?.({ url });
      const { code } = answer?.json() ?? {};
      if (answer?.statusCode !== 422 || code !== 'egress.address_not_allowed')
        wrong.push(`${JSON.stringify(url)}: ${answer?.statusCode} ${code}`);
    }
    for (const channel of watched) unsubscribe(channel, hear);
    if (listening) await new Promise((go) => trap.close(go));
    expect(wrong).toEqual([]);
    expect({ called: called.length, connections, lookups: lookups.length }).toEqual({
      called: 0,
      connections: 0,
      lookups: 0,
    });
    const fetches = await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx.selectFrom('resume_fetches').select('id').execute(),
    );
    expect(fetches).toEqual([]);
  });
});

let people = 0;
async function fetchOf(url: string, name?: string) {
  people += 1;
  const made = await tenant.post('/v1/candidates', {
    name: 'Fetched',
    // Somebody else each time: the same person with the same address would be taken for a double.
    email: `fetched.${people}@mail.example`,
    resume: { url, ...(name === undefined ? {} : { name }) },
  });
  expect(made.statusCode).toBe(201);
  expect(made.json()).toMatchObject({ attachments: [], resumeFetch: { state: 'pending', problem: null } });
  const { id } = made.json();
  const { id: fetchId } = await api.context.db.inCompany(tenant.company.id, (tx) =>
    tx.selectFrom('resume_fetches').select('id').where('candidate_id', '=', id).executeTakeFirstOrThrow(),
  );
  const input = { companyId: tenant.company.id, fetchId };
  const run = () =>
    fetchResume(api.context, input).catch((error: unknown) => giveUpFetch(api.context, input, error));
  await run();
  const candidate = (await tenant.get(`/v1/candidates/${id}`)).json();
  return { id, candidate, input, run };
}

describe('a résumé at an address', { timeout: 60_000 }, () => {
  it('is fetched once, kept when the link dies, and attached once', async () => {
    const bytes = await aPdf();
    let asked = 0;
    answers.set('/cv%20zo%C3%AB.pdf?sig=secret', (_request, response) => {
      asked += 1;
      if (asked > 1) response.writeHead(403).end();
      else response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes);
    });
    const { id, candidate, run } = await fetchOf(`${origin}/cv%20zo%C3%AB.pdf?sig=secret`);
    expect(candidate.attachments).toMatchObject([
      { kind: 'resume', name: 'cv zoë.pdf', bytes: bytes.length },
    ]);
    expect(candidate.resumeFetch).toMatchObject({ state: 'done', problem: null });
    await run();
    expect((await tenant.get(`/v1/candidates/${id}`)).json().attachments).toHaveLength(1);
    expect(asked).toBe(1);
    const file = await tenant.get(`/v1/files/${candidate.attachments[0].fileId}?original=1`);
    expect(file.rawPayload.equals(bytes)).toBe(true);
    const rows = await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx.selectFrom('resume_fetches').selectAll().where('candidate_id', '=', id).execute(),
    );
    // The address may let anybody in: it is gone once it was used, and it was never readable.
    expect(JSON.stringify(rows)).not.toMatch(/secret|sig=/);
    expect(rows[0]?.sealed_url).toBeNull();
  });

  it('is called what the answer says where the address says nothing', async () => {
    answers.set('/download?id=7', (_request, response) =>
      response
        .writeHead(200, {
          'content-type': 'text/plain',
          'content-disposition': `attachment; filename="x"; filename*=UTF-8''Zo%C3%AB.txt`,
        })
        .end('My life'),
    );
    expect((await fetchOf(`${origin}/download?id=7`)).candidate.attachments).toMatchObject([
      { name: 'Zoë.txt' },
    ]);
    answers.set('/cv', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('My life'),
    );
    expect((await fetchOf(`${origin}/cv`)).candidate.attachments).toMatchObject([{ name: 'cv.txt' }]);
  });

  it('may be elsewhere, up to three times', async () => {
    answers.set('/end.txt', (_request, response) => response.writeHead(200).end('My life'));
    for (const [from, to] of [
      ['/3', '/2'],
      ['/2', '/1'],
      ['/1', '/end.txt'],
      ['/4', '/3'],
    ] as const)
      answers.set(from, (_request, response) => response.writeHead(302, { location: to }).end());
    expect((await fetchOf(`${origin}/3`, 'cv.txt')).candidate.resumeFetch).toMatchObject({ state: 'done' });
    expect((await fetchOf(`${origin}/4`, 'cv.txt')).candidate.resumeFetch).toMatchObject({
      state: 'failed',
      problemCode: 'files.not_fetched',
    });
  });

  it.each<[string, RequestListener, string]>([
    ['is not there', (_q, r) => r.writeHead(404).end(), 'files.not_fetched'],
    ['is broken for now', (_q, r) => r.writeHead(503).end(), 'files.fetch_failed'],
    [
      'is a page to sign in',
      (_q, r) => r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in</html>'),
      'files.type_not_allowed',
    ],
    [
      'is a page that calls itself a PDF',
      (_q, r) => r.writeHead(200, { 'content-type': 'application/pdf' }).end('<html>'),
      'files.content_mismatch',
    ],
    ['is empty', (_q, r) => r.writeHead(200, { 'content-type': 'application/pdf' }).end(), 'files.empty'],
    [
      'announces ten gigabytes',
      (_q, r) => {
        r.writeHead(200, { 'content-length': '10737418240' });
        endless(r);
      },
      'files.too_large',
    ],
    ['never ends', (_q, r) => endless(r.writeHead(200)), 'files.too_large'],
    [
      'unpacks without end',
      (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(40_000_000))),
      'files.too_large',
    ],
    [
      'comes in drops',
      (_q, r) => {
        r.writeHead(200);
        const timer = setInterval(() => r.write('x'), 100);
        r.on('close', () => clearInterval(timer));
      },
      'files.not_fetched',
    ],
    ['does not answer', () => undefined, 'files.not_fetched'],
    ['hangs up', (q) => q.socket.destroy(), 'files.fetch_failed'],
    [
      'leads into this network',
      (_q, r) => r.writeHead(302, { location: 'https://10.0.0.5/cv.pdf' }).end(),
      'egress.address_not_allowed',
    ],
    [
      'leads to this machine',
      (_q, r) => r.writeHead(301, { location: 'https://localhost/cv.pdf' }).end(),
      'egress.address_not_allowed',
    ],
    [
      'leads off https',
      (_q, r) => r.writeHead(307, { location: 'http://example.com/cv.pdf' }).end(),
      'egress.address_not_allowed',
    ],
    [
      'leads to a file',
      (_q, r) => r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      'egress.address_not_allowed',
    ],
    [
      'leads round and round',
      (_q, r) => r.writeHead(302, { location: '/bad.pdf' }).end(),
      'files.not_fetched',
    ],
  ])('fails visibly when it %s, and the candidate stays', async (_how, answer, code) => {
    answers.set('/bad.pdf', answer);
    const startedAt = performance.now();
    const { id, candidate } = await fetchOf(`${origin}/bad.pdf`);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(candidate).toMatchObject({
      name: 'Fetched',
      attachments: [],
      resumeFetch: { state: 'failed', problemCode: code },
    });
    const { items } = (await tenant.get(`/v1/candidates/${id}/timeline`)).json();
    expect(items[0]).toMatchObject({
      summary: expect.stringContaining(`could not be fetched from ${new URL(origin).host}. `),
      detail: { code },
    });
    // It can be sent anew, whichever way.
    const { body, headers } = aForm([
      { name: 'resume', file: { name: 'cv.txt', bytes: Buffer.from('My life') } },
    ]);
    expect((await tenant.post(`/v1/candidates/${id}/attachments`, body, headers)).statusCode).toBe(201);
  });

  it.each(['private.example', 'mixed.example', 'mapped.example', 'metadata.example'])(
    'is not fetched from %s, whose name leads to where nobody may call',
    async (host) => {
      const { candidate } = await fetchOf(`https://${host}/cv.pdf`);
      expect(candidate.resumeFetch).toMatchObject({
        state: 'failed',
        host,
        problemCode: 'egress.address_not_allowed',
      });
      expect(lookups).toContain(host);
    },
  );

  it('is asked for again where the answer may pass, and given up by the workflow', async () => {
    const seen: string[] = [];
    const step = async (name: string, work: () => Promise<unknown>) => {
      seen.push(name);
      return work();
    };
    answers.set('/gone.pdf', (_request, response) => response.writeHead(410).end());
    const made = await tenant.post('/v1/candidates', { name: 'Flow', resume: { url: `${origin}/gone.pdf` } });
    const { id: fetchId } = await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx
        .selectFrom('resume_fetches')
        .select('id')
        .where('candidate_id', '=', made.json().id)
        .executeTakeFirstOrThrow(),
    );
    await fetchResumeWorkflow(api.context).run({ step } as never, { companyId: tenant.company.id, fetchId });
    expect(seen).toEqual(['fetch', 'give-up']);
    expect((await tenant.get(`/v1/candidates/${made.json().id}`)).json().resumeFetch).toMatchObject({
      state: 'failed',
    });
  });
});

describe('a résumé in base64', () => {
  it.each(Object.keys(entries))('comes with %s', async (entry) => {
    const bytes = Buffer.from(await aPdf());
    const own =
      entry === 'an application' ? (await tenant.post('/v1/jobs', { title: 'Glazier' })).json().id : jobId;
    const before = jobId;
    jobId = own;
    const answer = await entries[entry]?.({ base64: bytes.toString('base64'), name: 'Zoë.pdf' });
    jobId = before;
    expect(answer?.statusCode).toBe(201);
    const id =
      entry === 'a new candidate' ? (answer?.json() as { id?: string } | undefined)?.id : candidateId;
    const { attachments } = (await tenant.get(`/v1/candidates/${id}`)).json();
    expect(attachments[0]).toMatchObject({ kind: 'resume', name: 'Zoë.pdf', bytes: bytes.length });
  });

  it('may have ten megabytes, and nothing else may be so large', async () => {
    const text = Buffer.alloc(10 * 1024 * 1024, 'a ');
    const sent = (bytes: Buffer) =>
      tenant.post('/v1/candidates', {
        name: 'Long',
        resume: { base64: bytes.toString('base64'), name: 'cv.txt' },
      });
    expect((await sent(text)).statusCode).toBe(201);
    expect((await sent(Buffer.concat([text, Buffer.from('a')]))).json().code).toBe('files.too_large');
    const other = await tenant.post('/v1/candidates', {
      name: 'x'.repeat(2_000_000),
      resume: { base64: 'aGVsbG8=', name: 'cv.txt' },
    });
    expect(other.json().code).toBe('request.too_large');
  });

  it.each([
    [{ base64: 'not base64!', name: 'cv.txt' }, 'request.invalid'],
    [{ base64: '', name: 'cv.txt' }, 'request.invalid'],
    [{ base64: 'aGVsbG8=' }, 'request.invalid'],
    [{ base64: 'aGVsbG8=', name: 'cv.txt', url: 'https://example.com' }, 'request.invalid'],
    [{ base64: 'aGVsbG8=', name: 'cv.exe' }, 'files.type_not_allowed'],
    [{ base64: 'aGVsbG8=', name: 'cv.pdf' }, 'files.content_mismatch'],
    [{}, 'request.invalid'],
    ['https://example.com/cv.pdf', 'request.invalid'],
  ])('is refused as %j', async (resume, code) => {
    const answer = await tenant.post('/v1/candidates', { name: 'Wrong', resume });
    expect(answer.json().code).toBe(code);
  });

  it('is one effect for one Idempotency-Key', async () => {
    const resume = { base64: Buffer.from('My life').toString('base64'), name: 'cv.txt' };
    const send = () =>
      tenant.post('/v1/candidates', { name: 'Twice', resume }, { 'idempotency-key': 'base64-1' });
    const [one, two] = [await send(), await send()];
    expect([one.statusCode, two.statusCode]).toEqual([201, 201]);
    expect(two.json().id).toBe(one.json().id);
    const other = await tenant.post(
      '/v1/candidates',
      { name: 'Twice', resume: { ...resume, base64: 'aGVsbG8=' } },
      { 'idempotency-key': 'base64-1' },
    );
    expect(other.statusCode).toBe(422);
  });
});

function endless(response: {
  write(chunk: Buffer): boolean;
  on(event: 'close', heard: () => void): unknown;
}): void {
  const timer = setInterval(() => response.write(Buffer.alloc(256 * 1024)), 5);
  response.on('close', () => clearInterval(timer));
}
