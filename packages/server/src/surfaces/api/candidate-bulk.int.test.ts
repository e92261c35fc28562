import { type BulkEnd, type BulkResult, createClient, type Job } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
let job: Job;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
  job = (await tenant.post('/v1/jobs', { title: 'Picker' })).json();
});
afterAll(() => api.close());

const ndjson = 'application/x-ndjson';
const send = (body: string | Buffer, headers: Record<string, string> = {}, key = tenant.key) =>
  api.call(key, 'POST', '/v1/candidates/bulk', body, { 'content-type': ndjson, ...headers });
const asLines = (people: unknown[]) => people.map((person) => JSON.stringify(person)).join('\n');
const resultsOf = (answer: Answer): { results: BulkResult[]; end: BulkEnd | undefined } => {
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, `${ndjson}; charset=utf-8`]);
  const lines = answer.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const end = lines.at(-1)?.done === true ? lines.pop() : undefined;
  return { results: lines, end };
};
const count = async (from = tenant): Promise<number> =>
  api.context.db.inCompany(from.company.id, async (tx) => {
    const rows = await tx.selectFrom('candidates').select('id').execute();
    return rows.length;
  });

describe('people in lines', () => {
  it('are taken in one by one; a bad line harms no other, and each is told what became of it', async () => {
    const before = await count();
    const lines = [
      JSON.stringify({ name: 'Ada Lovelace', email: 'ada@example.com', jobId: job.id, tags: ['bulk'] }),
      '{"name": "No end',
      JSON.stringify({ name: '   ' }),
      '',
      JSON.stringify({ name: 'Grace Hopper', email: 'not an address' }),
      JSON.stringify({ name: 'Alan Turing', jobId: 'job_0' }),
      JSON.stringify({ name: 'Mary Jackson', unknown: 1 }),
      JSON.stringify({ name: 'Zoë', key: 'own-1' }),
      'x'.repeat(1024 * 1024 + 1),
      JSON.stringify({ name: 'Last One', phone: '555 0100' }),
    ];
    const { results, end } = resultsOf(await send(lines.join('\r\n')));
    expect(results.map(({ line, outcome, code }) => [line, code ?? outcome])).toEqual([
      [1, 'created'],
      [2, 'request.invalid_json'],
      [3, 'candidates.name_missing'],
      [5, 'request.invalid'],
      [6, 'jobs.not_open'],
      [7, 'request.invalid'],
      [8, 'created'],
      [9, 'request.too_large'],
      [10, 'created'],
    ]);
    expect(results[3]?.issues?.[0]?.path).toBe('email');
    expect(results[6]?.key).toBe('own-1');
    expect(end).toEqual({ done: true, complete: true, lines: 9, created: 3, known: 0, failed: 6 });
    expect(await count()).toBe(before + 3);
    const first = (await tenant.get(`/v1/candidates/${results[0]?.candidateId}`)).json();
    expect(first).toMatchObject({ name: 'Ada Lovelace', tags: ['bulk'], inTalentPool: false });
    expect(first.applications[0].id).toBe(results[0]?.applicationId);
  });

  it('bring a small résumé along, and one that is none fails alone', async () => {
    const base64 = Buffer.from('I can weld.').toString('base64');
    const people = [
      { name: 'With One', resume: { base64, name: 'cv.txt' } },
      { name: 'With Another', resume: { base64, name: 'cv.exe' } },
      { name: 'Without' },
    ];
    const { results } = resultsOf(await send(asLines(people)));
    expect(results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'created',
      'files.type_not_allowed',
      'created',
    ]);
    const { attachments } = (await tenant.get(`/v1/candidates/${results[0]?.candidateId}`)).json();
    expect(attachments).toMatchObject([{ name: 'cv.txt', kind: 'resume' }]);
  });

  it('sent again under one Idempotency-Key are the same people; mended lines are added', async () => {
    const key = { 'idempotency-key': 'all-1' };
    const people = Array.from({ length: 120 }, (_, at) => ({ name: `Person ${at}` }));
    const broken = people.with(60, { name: '' });
    const before = await count();
    const first = resultsOf(await send(asLines(broken), key));
    expect(first.end).toMatchObject({ created: 119, failed: 1 });
    const again = resultsOf(await send(asLines(people), key));
    expect(again.end).toMatchObject({ created: 1, known: 119, failed: 0 });
    expect(again.results[0]).toEqual({ ...first.results[0], outcome: 'known' });
    expect(await count()).toBe(before + 120);
    const other = resultsOf(await send(asLines(people.with(0, { name: 'Somebody Else' })), key));
    expect(other.results[0]).toMatchObject({ outcome: 'failed', code: 'idempotency.key_reused' });
    expect(await count()).toBe(before + 120);
  });

  it('with keys of their own are added once, in any order and by two requests at the same time', async () => {
    const people = Array.from({ length: 100 }, (_, at) => ({ name: `Keyed ${at}`, key: `k${at}` }));
    const before = await count();
    const answers = await Promise.all([send(asLines(people)), send(asLines(people.toReversed()))]);
    const ends = answers.map((answer) => resultsOf(answer).end);
    expect(ends.map((end) => [end?.failed, end?.lines])).toEqual([
      [0, 100],
      [0, 100],
    ]);
    expect((ends[0]?.created ?? 0) + (ends[1]?.created ?? 0)).toBe(100);
    expect(await count()).toBe(before + 100);
  });

  it('of one user’s keys are not those of another, and are added for jobs that the user sees', async () => {
    const admin = await tenant.aKeyOf('full_admin');
    expect(resultsOf(await send(asLines([{ name: 'Same', key: 'k0' }]), {}, admin)).end?.created).toBe(1);
    const external = await tenant.aKeyOf('external_recruiter');
    const refused = resultsOf(
      await send(asLines([{ name: 'X' }, { name: 'X', jobId: job.id }]), {}, external),
    );
    expect(refused.results.map(({ code }) => code)).toEqual(['jobs.not_open', 'jobs.not_open']);
  });

  it('are the first of ten thousand, and the answer says that there were more', async () => {
    const { results, end } = resultsOf(await send('{}\n'.repeat(10_001)));
    expect(end).toMatchObject({ done: true, complete: false, lines: 10_000, failed: 10_000 });
    expect(results.at(-1)?.line).toBe(10_000);
  });

  it('are refused as a whole without rights, in another type, and with a key that is none', async () => {
    const viewer = await tenant.aKeyOf('employee');
    const codes = [
      await send('{}', {}, viewer),
      await api.call(undefined, 'POST', '/v1/candidates/bulk', '{}', { 'content-type': ndjson }),
      await tenant.post('/v1/candidates/bulk', { name: 'X' }),
      await send('{}', { 'content-type': 'text/plain' }),
      await send('{}', { 'idempotency-key': ' ' }),
      await api.call(tenant.key, 'POST', '/v1/candidates', '{}', { 'content-type': ndjson }),
      await send('{}', { 'content-length': String(65 * 1024 * 1024) }),
    ].map((answer) => [answer.statusCode, answer.json().code]);
    expect(codes).toEqual([
      [403, 'access.forbidden'],
      [401, 'access.unauthenticated'],
      [415, 'request.unsupported_media'],
      [415, 'request.unsupported_media'],
      [400, 'idempotency.invalid_key'],
      [415, 'request.unsupported_media'],
      [413, 'request.too_large'],
    ]);
  });

  it('are sent by the client, which yields what became of each', async () => {
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    const address = api.app.server.address() as { port: number };
    const client = createClient({ baseUrl: `http://127.0.0.1:${address.port}`, apiKey: tenant.key });
    const results: (BulkResult | BulkEnd)[] = [];
    for await (const result of client.candidates.bulk([{ name: 'Sent Öne' }, { name: '' }]))
      results.push(result);
    expect(results).toMatchObject([
      { line: 1, outcome: 'created' },
      { line: 2, outcome: 'failed' },
      { done: true, created: 1 },
    ]);
  });
});
