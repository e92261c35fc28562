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

describe('people who come at the same time', () => {
  const somebody = (name: string, change: object = {}) =>
    ann({ name, email: `${name.replace(' ', '.')}@example.com`, ...change });

  /** How many transactions took somebody in. */
  const transactions = () =>
    api.context.db.inCompany(tenant.company.id, async (tx) => {
      const query = sql<{ n: number }>`
        select count(distinct transaction_id)::int as n from events where type = 'candidates.created'`;
      return (await query.execute(tx)).rows[0]?.n ?? 0;
    });

  it('are each answered for themselves, though they share a transaction with some who are refused', async () => {
    const closed: Job = (await tenant.post('/v1/jobs', { title: 'Joiner' })).json();
    await tenant.post(`/v1/jobs/${closed.id}/close`, {});
    await tenant.patch(`/v1/jobs/${job.id}`, { questions: { phone: 'required' } });
    const phone = '+49 30 1234567';
    const names = Array.from({ length: 12 }, (_, at) => `Ann ${'abcdefghijkl'[at]}`);
    const sent = [
      ...names.map((name) => somebody(name, { phone })),
      somebody('Bad One', {}),
      somebody('Bad Two', { phone, jobId: closed.id }),
      somebody('Twin', { phone }),
      somebody('Twin', { phone, source: 'A fair' }),
      somebody('In Pool', { jobId: undefined }),
      somebody('With Opinion', { phone, rating: 4, tags: ['b', 'A'] }),
    ];
    const answers = await Promise.all(sent.map((input) => tenant.post('/v1/candidates', input)));
    const told = answers.map((answer) =>
      answer.statusCode === 201 ? answer.json().name : answer.json().code,
    );
    expect(told).toEqual([
      ...names,
      'applications.incomplete',
      'jobs.not_open',
      'Twin',
      'Twin',
      'In Pool',
      'With Opinion',
    ]);
    const [one, other] = answers.slice(-4).map((answer) => answer.json().id);
    expect(one).toBe(other);
    const made = answers.flatMap((answer) => (answer.statusCode === 201 ? [answer.json()] : []));
    for (const candidate of made)
      expect(candidate).toEqual((await tenant.get(`/v1/candidates/${candidate.id}`)).json());
    expect(new Set(made.map(({ number }) => number)).size).toBe(15);
    expect(await count()).toBe(15);
    expect(await rows('applications')).toBe(14);
    expect(await transactions()).toBeLessThan(8);
    const timeline = (await tenant.get(`/v1/candidates/${made[0].id}/timeline`)).json().items;
    expect(timeline.map(({ kind }: { kind: string }) => kind)).toEqual(['applied', 'created']);
  });

  it('are each brought by whoever sent them', async () => {
    const other = await tenant.aKeyOf('full_admin');
    const names = ['Own A', 'Other A', 'Own B', 'Other B', 'Own C', 'Other C'];
    const made = await Promise.all(
      names.map(async (name): Promise<Candidate> => {
        const input = somebody(name);
        const answer = name.startsWith('Own')
          ? await tenant.post('/v1/candidates', input)
          : await api.call(other, 'POST', '/v1/candidates', input);
        return answer.json();
      }),
    );
    const bringers = new Map<string, Set<string | undefined>>();
    for (const { name, id, broughtBy } of made) {
      const [side = ''] = name.split(' ');
      bringers.set(side, (bringers.get(side) ?? new Set()).add(broughtBy?.userId));
      const { items } = (await tenant.get(`/v1/candidates/${id}/timeline`)).json();
      for (const { actor } of items) expect(actor).toBe(broughtBy?.name);
    }
    expect([...bringers.values()].map((users) => users.size)).toEqual([1, 1]);
    expect(new Set(made.map(({ broughtBy }) => broughtBy?.userId)).size).toBe(2);
    expect(await transactions()).toBeLessThan(names.length);
  });

  it('are taken in when the transaction of one of them fails, and not answered before it is committed', async () => {
    let failures = 0;
    const going = Promise.withResolvers<void>();
    const answers = new Map<string, (taken: TakenIn) => Promise<string>>([
      ['Quick One', async ({ candidateId }) => candidateId],
      ['Slow One', async ({ candidateId }) => going.promise.then(() => candidateId)],
      [
        'Broken One',
        async () => {
          failures += 1;
          throw new Error('It fails in the transaction.');
        },
      ],
      ['Last One', async ({ candidateId }) => candidateId],
    ]);
    const settled: string[] = [];
    const taking = [...answers].map(async ([name, answer]) => {
      const input = somebody(name) as CandidateInput;
      const request = { way: 'api' as const, input, uploads: [] };
      try {
        return await takeInForm(api.context, tenant.owner, request, (_tx, taken) => answer(taken));
      } finally {
        settled.push(name);
      }
    });
    await expect.poll(() => failures).toBe(1);
    expect(settled).toEqual([]);
    going.resolve();
    const results = await Promise.allSettled(taking);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    // Once with the others, and once by itself.
    expect(failures).toBe(2);
    expect(await count()).toBe(3);
    expect(await rows('intake_submissions')).toBe(3);
  });

  it('are there when they are told so', async () => {
    const seen = await Promise.all(
      ['A', 'B', 'C', 'D', 'E', 'F'].map(async (name) => {
        const { id } = await send(somebody(`There ${name}`));
        return (await tenant.get(`/v1/candidates/${id}`)).statusCode;
      }),
    );
    expect(seen).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('and two with one key are one', async () => {
    const keys = ['one', 'two', 'one', 'three', 'two', 'one'];
    const sent = keys.map((key) =>
      tenant.post('/v1/candidates', { name: `Of ${key}`, byHand: true }, { 'idempotency-key': key }),
    );
    for (const answer of await Promise.all(sent)) expect([201, 409]).toContain(answer.statusCode);
    expect(await count()).toBe(3);
    const again = await tenant.post(
      '/v1/candidates',
      { name: 'Of one', byHand: true },
      { 'idempotency-key': 'one' },
    );
    expect(again.headers['idempotency-replayed']).toBe('true');
    const reused = await Promise.all(
      ['one', 'four'].map((key) =>
        tenant.post('/v1/candidates', { name: 'Somebody', byHand: true }, { 'idempotency-key': key }),
      ),
    );
    expect(reused.map(({ statusCode }) => statusCode)).toEqual([422, 201]);
    expect(await count()).toBe(4);
  });

  it('keep a refusal under its key, too', async () => {
    const closed = ann({ jobId: 'job_none' });
    const sent = ['one', 'two', 'three'].map((key, at) =>
      tenant.post('/v1/candidates', at === 1 ? closed : somebody(`With ${key}`), { 'idempotency-key': key }),
    );
    expect((await Promise.all(sent)).map(({ statusCode }) => statusCode)).toEqual([201, 422, 201]);
    const again = await tenant.post('/v1/candidates', closed, { 'idempotency-key': 'two' });
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([422, 'true']);
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
