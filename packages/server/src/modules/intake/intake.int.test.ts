// One way in: the same content is taken once, whoever sends it how often and at what time.
import { readdir } from 'node:fs/promises';
import type { Candidate, CandidateInput, Job } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aPdf, createTestApi, type Tenant, type TestApi } from '../../surfaces/api/testing/api.ts';
import { createJob } from '../jobs/jobs.service.ts';
import { createCandidate, forgetSubmissions, type TakenIn, takeInForm } from './intake.service.ts';

let api: TestApi;
let tenant: Tenant;
let job: Job;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  tenant = await api.aTenant();
  job = (await tenant.post('/v1/jobs', { title: 'Carpenter' })).json();
});
afterAll(() => api.close());

const ann = (change: object = {}) => ({
  name: 'Ann Lee',
  email: 'ann@example.com',
  jobId: job.id,
  ...change,
});

async function send(input: object, headers: Record<string, string> = {}): Promise<Candidate> {
  const answer = await tenant.post('/v1/candidates', input, headers);
  expect(answer.statusCode).toBe(201);
  return answer.json();
}

async function count(): Promise<number> {
  const { items } = (await tenant.get('/v1/candidates?limit=200')).json();
  return items.length;
}

const rows = async (table: string): Promise<number> =>
  api.context.db.inCompany(tenant.company.id, async (tx) => {
    const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(tx);
    return Number(rows[0]?.n);
  });

async function storedFiles(): Promise<number> {
  const folder = `${api.context.config.dataDir}/files`;
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).length;
}

describe('the same content within a day', () => {
  it('is the first once more: one candidate, one application, no further event', async () => {
    const first = await send(ann());
    const events = await rows('events');
    const second = await send(
      ann({ email: ' ann@example.com ', jobId: String(job.number), source: 'A fair' }),
    );
    expect(second).toEqual(first);
    expect(await count()).toBe(1);
    expect(await rows('applications')).toBe(1);
    expect(await rows('events')).toBe(events);
  });

  it('is one also when twenty come at once, each with a key of its own', async () => {
    const sent = Array.from({ length: 20 }, (_, at) => send(ann(), { 'idempotency-key': `key-${at}` }));
    expect(new Set((await Promise.all(sent)).map(({ id }) => id)).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it('counts the bytes of its documents, and leaves none of the second over', async () => {
    const bytes = Buffer.from(await aPdf('Bo'));
    const withResume = async (document: Buffer) => {
      const resume = { base64: document.toString('base64'), name: 'resume.pdf' };
      return send({ name: 'Bo Day', jobId: job.id, resume });
    };
    const first = await withResume(bytes);
    const stored = await storedFiles();
    expect(stored).toBeGreaterThan(0);
    expect((await withResume(bytes)).id).toBe(first.id);
    expect(await storedFiles()).toBe(stored);
    const other = Buffer.from(await aPdf('Bo, a carpenter'));
    expect((await withResume(other)).id).not.toBe(first.id);
  });

  it.each([
    ['another name', { name: 'Anne Lee' }],
    ['another phone', { phone: '+49 30 1234567' }],
    ['another salary', { desiredSalary: '50000' }],
    ['no job', { jobId: undefined }],
  ])('is not the same with %s', async (_what, change) => {
    await tenant.patch(`/v1/jobs/${job.id}`, { questions: { desiredSalary: 'optional' } });
    const first = await send(ann());
    expect((await send(ann(change))).id).not.toBe(first.id);
    expect(await count()).toBe(2);
  });

  it('is not the same for another job', async () => {
    const other: Job = (await tenant.post('/v1/jobs', { title: 'Joiner' })).json();
    expect((await send(ann())).id).not.toBe((await send(ann({ jobId: other.id }))).id);
  });

  it('does not make one of two people of whom nothing but the name is known', async () => {
    await send({ name: 'Jo Kim', jobId: job.id, byHand: true });
    await send({ name: 'Jo Kim', jobId: job.id, byHand: true });
    expect(await count()).toBe(2);
  });

  it('is not answered with somebody whom another user brought', async () => {
    const first = await send(ann());
    const key = await tenant.aKeyOf('full_admin');
    const answer = await api.call(key, 'POST', '/v1/candidates', ann());
    expect(answer.statusCode).toBe(201);
    expect(answer.json().id).not.toBe(first.id);
  });

  it('that was refused is no first one', async () => {
    const question = { label: 'Why us?', type: 'long_text', required: true };
    await tenant.patch(`/v1/jobs/${job.id}`, { customQuestions: [question] });
    expect((await tenant.post('/v1/candidates', ann())).statusCode).toBe(422);
    await tenant.patch(`/v1/jobs/${job.id}`, { customQuestions: [] });
    await send(ann());
    expect(await count()).toBe(1);
  });

  it('is the first also when the job was closed in between', async () => {
    const first = await send(ann());
    await tenant.post(`/v1/jobs/${job.id}/close`, {});
    expect((await send(ann())).id).toBe(first.id);
    expect((await tenant.post('/v1/candidates', ann({ phone: '+49 30 1234567' }))).statusCode).toBe(422);
  });

  it('is whom the first was merged into', async () => {
    const first = await send(ann());
    const kept = await send(ann({ phone: '+49 30 1234567' }));
    const merged = await tenant.post(`/v1/candidates/${kept.id}/merge`, { with: first.id });
    expect(merged.statusCode).toBe(200);
    expect((await send(ann())).id).toBe(kept.id);
    expect(await count()).toBe(1);
  });

  it('of somebody who was restricted or erased is somebody new', async () => {
    for (const act of ['restrict', 'erase']) {
      const first = await send(ann());
      const done = await tenant.post(`/v1/candidates/${first.id}/${act}`, { reason: 'They asked.' });
      expect(done.statusCode).toBe(200);
      const second = await send(ann());
      expect(second.id).not.toBe(first.id);
      expect((await send(ann())).id).toBe(second.id);
    }
  });

  it('is kept as a keyed hash only', async () => {
    await send(ann());
    const kept = await api.context.db.inCompany(
      tenant.company.id,
      async (tx) => (await sql`select * from intake_submissions`.execute(tx)).rows,
    );
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toMatch(/ann|lee/i);
  });
});

describe('the same content later', () => {
  const at = (hours: number) => {
    const now = new Date(Date.now() + hours * 3_600_000);
    return { ...api.context, clock: { now: () => now } };
  };
  const sendAt = (hours: number) => createCandidate(at(hours), tenant.owner, ann() as CandidateInput, []);

  it('is somebody new after 24 hours, and not before', async () => {
    const first = await sendAt(0);
    expect((await sendAt(23.9)).id).toBe(first.id);
    expect((await sendAt(24.1)).id).not.toBe(first.id);
    expect(await count()).toBe(2);
  });

  it('is not remembered for ever', async () => {
    await sendAt(0);
    await forgetSubmissions(at(1));
    expect(await rows('intake_submissions')).toBe(1);
    await forgetSubmissions(at(49));
    expect(await rows('intake_submissions')).toBe(0);
  });
});

it('is answered with all that is read of it afterwards', async () => {
  const said = {
    desiredSalary: ' 50,000 ',
    availableOn: '2027-02-01',
    referredBy: 'Bo',
    references: 'Cy\nDee',
    source: 'Fair',
    byHand: true,
  };
  const opinion = { rating: 4, tags: ['b', 'A'] };
  for (const more of [{}, said, { jobId: undefined }, opinion, { ...said, ...opinion }]) {
    const email = `${JSON.stringify(more).length}@example.com`;
    const made = (await tenant.post('/v1/candidates', ann({ email, ...more }))).json();
    expect(made).toEqual((await tenant.get(`/v1/candidates/${made.id}`)).json());
    expect(made.applications).toHaveLength('jobId' in more ? 0 : 1);
  }
});

it('for everybody, a job that is open and not public takes nobody', async () => {
  const hidden = await createJob(api.context, tenant.owner, {
    title: 'Hidden',
    status: 'open',
    description: '',
  });
  const request = {
    way: 'careers' as const,
    input: ann({ jobId: hidden.id }) as CandidateInput,
    uploads: [],
    publicOnly: true,
  };
  const nothing = async (_tx: unknown, taken: TakenIn) => taken;
  const taking = takeInForm(api.context, tenant.owner, request, nothing);
  await expect(taking).rejects.toMatchObject({ code: 'jobs.not_open' });
  await tenant.post(`/v1/jobs/${hidden.id}/publish`, {});
  const taken = await takeInForm(api.context, tenant.owner, request, nothing);
  expect(taken).toMatchObject({ isRepeated: false, application: { jobId: hidden.id } });
});
