// People who are there twice: found, merged into one with everything that is theirs, and made two
// again exactly as they were.
import type { Candidate, CandidateDuplicate, CandidateMergeAnswer, Stage, TimelineEntry } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findDuplicates } from '../../modules/candidate-duplicates/find-duplicates.service.ts';
import { compareHiresWorkflow } from '../../modules/hires/compare-hires.workflow.ts';
import { dieAt } from '../../testing/lost-sessions.ts';
import { type Answer, aForm, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  api.context.engine.registerWorkflow(compareHiresWorkflow(api.context));
});
beforeEach(async () => {
  tenant = await api.aTenant();
});
afterAll(() => api.close());

const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const add = async (body: object): Promise<Candidate> => {
  const answer = await tenant.post('/v1/candidates', { byHand: true, ...body });
  expect(answer.statusCode).toBe(201);
  return answer.json();
};
const read = async (id: string): Promise<Candidate> => (await tenant.get(`/v1/candidates/${id}`)).json();
const queue = async (query = ''): Promise<CandidateDuplicate[]> =>
  (await tenant.get(`/v1/candidates/duplicates${query}`)).json().items;
const idsOf = ({ people }: CandidateDuplicate) => people.map(({ id }) => id);
const merge = (id: string, body: object) => tenant.post(`/v1/candidates/${id}/merge`, body);
const undo = (id: string, mergeId: string) => tenant.post(`/v1/candidates/${id}/merges/${mergeId}/undo`);
const eventsOf = (subject: string): Promise<string[]> =>
  api.context.db.inCompany(tenant.company.id, async (tx) => {
    const { rows } = await sql<{ type: string }>`
      select type from events where subject_id = ${subject} order by id`.execute(tx);
    return rows.map(({ type }) => type);
  });

describe('the queue of duplicates', () => {
  it('has those who come with the mail or the phone of somebody, the likeliest first, and tells of them once', async () => {
    const first = await add({ name: 'Ada Lovelace', email: 'ada@example.com', phone: '+44 20 7946 0000' });
    await add({ name: 'Grace Hopper', email: 'grace@example.com' });
    const second = await add({ name: 'Ada King', email: 'ADA@example.com' });
    const third = await add({ name: 'A. Lovelace', phone: '020 7946 0000', country: 'United Kingdom' });
    const pairs = await queue();
    expect(pairs.map((pair) => [idsOf(pair), pair.reasons])).toEqual([
      [[first.id, second.id], ['same_email']],
      [
        [first.id, third.id],
        ['same_phone', 'similar_name'],
      ],
    ]);
    expect(pairs[0]).toMatchObject({ state: 'open', score: 92, decidedAt: null });
    expect(await queue()).toEqual(pairs);
    expect((await tenant.get('/v1/candidates/duplicates/counts')).json()).toEqual({
      open: 2,
      merged: 0,
      dismissed: 0,
    });
    expect(await eventsOf(pairs[0]?.id ?? '')).toEqual(['candidates.duplicate_found']);
    expect((await queue(`?candidateId=${third.id}`)).map(idsOf)).toEqual([[first.id, third.id]]);
    const page = (await tenant.get('/v1/candidates/duplicates?limit=1')).json();
    const rest = (await tenant.get(`/v1/candidates/duplicates?limit=1&cursor=${page.nextCursor}`)).json();
    expect([...page.items, ...rest.items]).toEqual(pairs);
    expect(rest.nextCursor).toBeNull();
  });

  it('follows what changes', async () => {
    const one = await add({ name: 'Ada Lovelace', email: 'ada@example.com' });
    const two = await add({ name: 'Grace Hopper', email: 'grace@example.com' });
    expect(await queue()).toEqual([]);
    await tenant.put(`/v1/candidates/${two.id}`, { email: 'ada@example.com' });
    expect((await queue()).map(idsOf)).toEqual([[one.id, two.id]]);
    await tenant.put(`/v1/candidates/${one.id}`, { email: 'lovelace@example.com' });
    expect(await queue()).toEqual([]);
  });

  it('asks no more what somebody has answered, until they ask again', async () => {
    await add({ name: 'Ada Lovelace', email: 'ada@example.com' });
    const two = await add({ name: 'Ada Lovelace', email: 'ada@example.com', city: 'Paris' });
    const [pair] = await queue();
    const decide = (state: string) => tenant.patch(`/v1/candidates/duplicates/${pair?.id}`, { state });
    expect((await decide('dismissed')).json()).toMatchObject({
      state: 'dismissed',
      decidedBy: expect.any(String),
    });
    await tenant.put(`/v1/candidates/${two.id}`, { phone: '+49 30 901820' });
    expect(await queue()).toEqual([]);
    expect(await queue('?state=dismissed')).toHaveLength(1);
    expect((await decide('open')).json()).toMatchObject({ state: 'open', decidedAt: null });
    expect(await queue()).toHaveLength(1);
    expect(codeOf(await tenant.patch('/v1/candidates/duplicates/dup_0', { state: 'open' }))).toEqual([
      404,
      'candidates.duplicate_not_found',
    ]);
  });

  it('does not take a name that many people have for a person', async () => {
    for (let n = 0; n < 22; n += 1) await add({ name: 'John Smith', source: `Fair ${n}` });
    await api.context.db.inCompany(tenant.company.id, (tx) =>
      sql`update candidates set duplicates_due = true`.execute(tx),
    );
    await api.context.db.inCompany(tenant.company.id, (tx) =>
      sql`delete from candidate_duplicates`.execute(tx),
    );
    expect(await queue()).toEqual([]);
  });

  it('finds two who come at once, whichever process looks, and each pair once', async () => {
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        add({ name: `Person ${String.fromCharCode(65 + n)}${n}`, email: `twin${n % 6}@example.com` }),
      ),
    );
    const search = () => findDuplicates(api.context, tenant.company.id);
    await Promise.all([search(), search(), search(), search()]);
    await search();
    const pairs = (await queue('?limit=100')).map((pair) => idsOf(pair).sort().join(' '));
    const expected = Array.from({ length: 6 }, (_, n) => [people[n]?.id, people[n + 6]?.id].sort().join(' '));
    expect(pairs.sort()).toEqual(expected.sort());
  });

  it('is of one company, and whoever sees only some people sees pairs of these', async () => {
    await add({ name: 'Ada Lovelace', email: 'ada@example.com' });
    await add({ name: 'Ada Lovelace', email: 'ada@example.com', city: 'Paris' });
    const [pair] = await queue();
    const strangers = await api.aTenant();
    expect((await strangers.get('/v1/candidates/duplicates')).json().items).toEqual([]);
    for (const [url, body] of [[`/v1/candidates/duplicates/${pair?.id}`, { state: 'dismissed' }]] as const)
      expect(codeOf(await strangers.patch(url, body))).toEqual([404, 'candidates.duplicate_not_found']);
    const recruiter = await tenant.aKeyOf('external_recruiter');
    expect((await api.call(recruiter, 'GET', '/v1/candidates/duplicates')).json().items).toEqual([]);
    const [first, second] = pair === undefined ? [] : idsOf(pair);
    const merging = await api.call(recruiter, 'POST', `/v1/candidates/${first}/merge`, { with: second });
    expect(codeOf(merging)).toEqual([403, 'access.forbidden']);
    expect(codeOf(await strangers.post(`/v1/candidates/${first}/merge`, { with: second }))).toEqual([
      404,
      'candidates.not_found',
    ]);
  });
});

/** Every row of the company but what tells of the merge itself and what is found anew. */
async function stateOf(): Promise<Record<string, string[]>> {
  await findDuplicates(api.context, tenant.company.id);
  return api.context.db.inCompany(tenant.company.id, async (tx) => {
    const { rows: tables } = await sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and c.relname not in ('events', 'candidate_merges', 'merged_ids', 'idempotency_keys', 'api_keys')
      order by 1`.execute(tx);
    const state: Record<string, string[]> = {};
    for (const { name } of tables) {
      const { rows } = await sql<{ row: string }>`
        select (to_jsonb(t) - 'duplicates_due')::text as row from ${sql.table(name)} t
        where to_jsonb(t) ->> 'kind' is null or to_jsonb(t) ->> 'kind' not in ('merged', 'merge_undone')
        order by 1`.execute(tx);
      state[name] = rows.map(({ row }) => row);
    }
    return state;
  });
}

/** Two records of one person with everything that a candidate can have, of which some is the same. */
async function twoOfOne(): Promise<{ first: Candidate; second: Candidate; jobs: string[] }> {
  const jobs: string[] = [];
  for (const title of ['Baker', 'Cook', 'Waiter']) {
    const job = (await tenant.post('/v1/jobs', { title })).json();
    await tenant.post(`/v1/jobs/${job.id}/questions`, { label: 'Why?', type: 'short_text' });
    jobs.push(job.id);
  }
  const [baker, cook, waiter] = jobs;
  await tenant.post('/v1/consent-texts', { key: 'pool', label: 'Keep me', text: 'Two years' });
  const asked = (await tenant.get(`/v1/jobs/${baker}/questions`)).json().items[0].key;
  const form = (name: string, email: string, value: string) =>
    aForm([
      { name: 'name', value: name },
      { name: 'email', value: email },
      { name: 'jobId', value: baker ?? '' },
      { name: 'byHand', value: 'true' },
      { name: 'answers', value: JSON.stringify({ [asked]: value }) },
      { name: 'consents', value: JSON.stringify({ pool: 1 }) },
      { name: 'tags', value: JSON.stringify(['Keen', value]) },
      { name: 'resume', file: { name: `${value}.txt`, bytes: Buffer.from(`I am ${value}.`) } },
    ]);
  const apply = async (name: string, email: string, value: string): Promise<Candidate> => {
    const { body, headers } = form(name, email, value);
    const answer = await tenant.post('/v1/candidates', body, headers);
    expect(answer.statusCode).toBe(201);
    return answer.json();
  };
  const first = await apply('Ada Lovelace', 'ada@example.com', 'First');
  const second = await apply('Ada King', 'ada@example.com', 'Second');
  await tenant.post(`/v1/candidates/${first.id}/applications`, { jobId: cook, byHand: true });
  await tenant.post(`/v1/candidates/${second.id}/applications`, { jobId: waiter, byHand: true });
  await tenant.put(`/v1/candidates/${second.id}`, { phone: '+44 20 7946 0000', city: 'London' });
  const stages: Stage[] = (await tenant.get(`/v1/jobs/${baker}/stages`)).json().items;
  for (const { id, applications } of [await read(first.id), await read(second.id)]) {
    await tenant.post(`/v1/candidates/${id}/notes`, { text: `About ${id}` });
    for (const application of applications)
      await tenant.post(`/v1/applications/${application.id}/comments`, { text: `Said of ${application.id}` });
  }
  const further = second.applications[0]?.id;
  const active = stages.find(({ kind }) => kind === 'active');
  await tenant.patch(`/v1/applications/${further}`, { stageId: active?.id, rating: 4 });
  for (const { applications } of [first, second]) {
    const offer = await tenant.put(`/v1/applications/${applications[0]?.id}/offer`, {
      state: 'draft',
      jobTitle: 'Baker',
    });
    expect(offer.statusCode).toBe(200);
  }
  return { first: await read(first.id), second: await read(second.id), jobs };
}

describe('a merge', () => {
  it('takes everything along, folds two applications for one job, and says where ids went', async () => {
    const { first, second, jobs } = await twoOfOne();
    expect((await queue()).map((pair) => idsOf(pair).sort())).toEqual([[first.id, second.id].sort()]);
    const answer = await merge(first.id, { with: second.id, fields: { name: 'other' } });
    expect(answer.statusCode).toBe(200);
    const { merge: made, candidate }: CandidateMergeAnswer = answer.json();
    expect(candidate).toMatchObject({
      id: first.id,
      name: 'Ada King',
      email: 'ada@example.com',
      phone: '+44 20 7946 0000',
      city: 'London',
    });
    expect(candidate.applications.map(({ jobId }) => jobId).sort()).toEqual([...jobs].sort());
    const baker = candidate.applications.find(({ jobId }) => jobId === jobs[0]);
    // The one that got further, with what was said of both.
    expect(baker).toMatchObject({
      id: second.applications.find(({ jobId }) => jobId === jobs[0])?.id,
      rating: 4,
    });
    expect(baker?.commentCount).toBe(2);
    expect(candidate.attachments.map(({ name }) => name).sort()).toEqual(['First.txt', 'Second.txt']);
    expect([...(candidate.tags ?? [])].sort()).toEqual(['First', 'Keen', 'Second']);
    expect((await tenant.get(`/v1/candidates/${first.id}/notes`)).json().items).toHaveLength(2);
    expect((await tenant.get(`/v1/candidates/${first.id}/consents`)).json().items).toHaveLength(2);
    const folded = first.applications.find(({ jobId }) => jobId === jobs[0])?.id ?? '';
    expect(made).toMatchObject({
      keptId: first.id,
      mergedId: second.id,
      takenFields: ['name', 'phone', 'city'],
      foldedApplications: [{ id: folded, intoId: baker?.id, jobTitle: 'Baker' }],
      canUndo: true,
    });
    for (const [url, to] of [
      [`/v1/candidates/${second.id}`, first.id],
      [`/v1/candidates/${second.id}/timeline`, first.id],
      [`/v1/applications/${folded}`, baker?.id],
    ] as const) {
      const gone = await tenant.get(url);
      expect(codeOf(gone)).toEqual([410, 'candidates.merged']);
      expect(gone.json().movedTo).toBe(to);
      expect(gone.headers.location).toBe(
        `/v1/${to?.startsWith('app') ? 'applications' : 'candidates'}/${to}`,
      );
    }
    const stageId = baker?.stageId;
    const moved = await tenant.patch(`/v1/applications/${folded}`, { stageId });
    expect(codeOf(moved)).toEqual([410, 'candidates.merged']);
    expect(codeOf(await merge(first.id, { with: second.id }))).toEqual([200, undefined]);
    expect(await eventsOf(first.id)).toContain('candidates.merged');
    expect((await tenant.get('/v1/candidates')).json().items).toHaveLength(1);
    expect(await queue()).toEqual([]);
    const [pair] = await queue('?state=merged');
    expect(pair && idsOf(pair)).toEqual([first.id]);
    const decided = await tenant.patch(`/v1/candidates/duplicates/${pair?.id}`, { state: 'open' });
    expect(codeOf(decided)).toEqual([409, 'candidates.duplicate_merged']);
  });

  it('and its undo are done whole or not at all, wherever whoever does it dies', async () => {
    const { first, second } = await twoOfOne();
    const before = await stateOf();
    for (const table of ['applications', 'candidate_merges', 'events']) {
      const answer = await dieAt(api.database.connection, table, () => merge(first.id, { with: second.id }));
      expect([table, answer.statusCode]).toEqual([table, 503]);
      expect(await stateOf()).toEqual(before);
    }
    const { merge: made } = (await merge(first.id, { with: second.id })).json();
    const between = await stateOf();
    const answer = await dieAt(api.database.connection, 'timeline_entries', () => undo(first.id, made.id));
    expect(answer.statusCode).toBe(503);
    expect(await stateOf()).toEqual(between);
    expect((await undo(first.id, made.id)).statusCode).toBe(200);
    expect(await stateOf()).toEqual(before);
  });

  it('is undone so that every row of the company is what it was', async () => {
    const { first, second } = await twoOfOne();
    for (const [kept, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const before = await stateOf();
      const { merge: made } = (
        await merge(kept.id, { with: other.id, fields: { name: 'other', email: 'other' } })
      ).json();
      const between = await stateOf();
      expect(between).not.toEqual(before);
      const undone = await undo(kept.id, made.id);
      expect(undone.json().merge).toMatchObject({ undoneAt: expect.any(String), canUndo: false });
      expect(await stateOf()).toEqual(before);
      expect(codeOf(await undo(kept.id, made.id))).toEqual([200, undefined]);
      expect(await stateOf()).toEqual(before);
      expect(await eventsOf(kept.id)).toContain('candidates.merge_undone');
    }
    expect((await read(first.id)).applications).toEqual(first.applications);
    expect((await read(second.id)).attachments).toEqual(second.attachments);
    const entries: TimelineEntry[] = (await tenant.get(`/v1/candidates/${first.id}/timeline`)).json().items;
    expect(entries[0]?.summary).toBe('The merge was undone');
  });

  it('is undone around what was done since', async () => {
    const { first, second, jobs } = await twoOfOne();
    const { merge: made } = (await merge(first.id, { with: second.id })).json();
    const theirs = second.applications.find(({ jobId }) => jobId === jobs[2])?.id;
    await tenant.post(`/v1/applications/${theirs}/comments`, { text: 'Said since' });
    await tenant.put(`/v1/candidates/${first.id}`, { phone: '+49 30 901820', state: 'Berlin' });
    const job = (await tenant.post('/v1/jobs', { title: 'Since' })).json().id;
    await tenant.post(`/v1/candidates/${first.id}/applications`, { jobId: job, byHand: true });
    await undo(first.id, made.id);
    const [one, two] = [await read(first.id), await read(second.id)];
    expect(one).toMatchObject({ phone: '+49 30 901820', state: 'Berlin', city: null });
    expect(one.applications.map(({ jobTitle }) => jobTitle).sort()).toEqual(['Baker', 'Cook', 'Since']);
    expect(two).toMatchObject({ phone: '+44 20 7946 0000', state: null, city: 'London' });
    const comments = (await tenant.get(`/v1/applications/${theirs}/comments`)).json().items;
    expect(comments[0].text).toBe('Said since');
    const told = async (id: string) =>
      (await tenant.get(`/v1/candidates/${id}/timeline?limit=100`))
        .json()
        .items.map(({ summary }: TimelineEntry) => summary);
    expect(await told(second.id)).toContain('Commented: Said since');
    expect(await told(first.id)).not.toContain('Commented: Said since');
  });

  it('is not undone where something has no place any more, and says so', async () => {
    const { first, second, jobs } = await twoOfOne();
    const stage = (await tenant.post('/v1/stages', { name: 'For a while', kind: 'active' })).json();
    const theirs = first.applications.find(({ jobId }) => jobId === jobs[0])?.id;
    await api.context.db.inCompany(tenant.company.id, (tx) =>
      sql`update applications set stage_id = ${stage.id} where id = ${theirs}`.execute(tx),
    );
    const body = { with: second.id, applications: { [jobs[0] ?? '']: 'other' } };
    const { merge: made } = (await merge(first.id, body)).json();
    expect((await tenant.delete(`/v1/stages/${stage.id}`)).statusCode).toBe(204);
    const before = await stateOf();
    expect(codeOf(await undo(first.id, made.id))).toEqual([409, 'candidates.merge_final']);
    expect(await stateOf()).toEqual(before);
  });

  it('is told to nobody who sees only some people', async () => {
    const recruiter = await tenant.aKeyOf('external_recruiter');
    const job = (await tenant.post('/v1/jobs', { title: 'Theirs', status: 'open' })).json();
    const choices = (await tenant.get('/v1/jobs/team-choices')).json().items;
    const { userId } = choices.find(({ name }: { name: string }) => name === 'external_recruiter Robot');
    await tenant.put(`/v1/jobs/${job.id}/team`, { members: [{ userId, role: 'external_recruiter' }] });
    const brought = await api.call(recruiter, 'POST', '/v1/candidates', {
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      jobId: job.id,
      byHand: true,
    });
    expect(brought.statusCode).toBe(201);
    const { id } = brought.json();
    const other = await add({ name: 'Ada King', email: 'ada@example.com' });
    await tenant.get('/v1/candidates/duplicates');
    // Whoever brought the one that stays would see the other.
    const unsaid = await merge(id, { with: other.id });
    expect(codeOf(unsaid)).toEqual([422, 'request.invalid']);
    expect(unsaid.json().issues).toMatchObject([{ path: 'fields.broughtBy' }]);
    const seenBy = async () => (await api.call(recruiter, 'GET', `/v1/candidates/${id}`)).statusCode;
    const { merge: away } = (await merge(id, { with: other.id, fields: { broughtBy: 'other' } })).json();
    expect(await seenBy()).toBe(404);
    await undo(id, away.id);
    expect(await seenBy()).toBe(200);
    expect((await merge(id, { with: other.id, fields: { broughtBy: 'this' } })).statusCode).toBe(200);
    await tenant.post(`/v1/candidates/${id}/hold`, { reason: 'A suit' });
    expect((await queue('?state=merged')).map(idsOf)).toEqual([[id]]);
    for (const url of ['/v1/candidates/duplicates?state=merged', `/v1/candidates/${id}/timeline`]) {
      const seen = await api.call(recruiter, 'GET', url);
      expect(seen.statusCode).toBe(200);
      expect(seen.body).not.toMatch(/King|A suit|"dup_/);
    }
  });

  it('on another is undone after that one', async () => {
    const [a, b, c] = [
      await add({ name: 'A One' }),
      await add({ name: 'B Two' }),
      await add({ name: 'C Three' }),
    ];
    const before = await stateOf();
    const one = (await merge(b.id, { with: a.id })).json().merge;
    const two = (await merge(c.id, { with: b.id })).json().merge;
    expect((await tenant.get(`/v1/candidates/${a.id}`)).json().movedTo).toBe(c.id);
    expect(codeOf(await undo(b.id, one.id))).toEqual([409, 'candidates.merge_final']);
    expect(codeOf(await undo(a.id, two.id))).toEqual([404, 'candidates.merge_not_found']);
    await undo(c.id, two.id);
    await undo(b.id, one.id);
    expect(await stateOf()).toEqual(before);
  });

  it('keeps what was handed over, and is refused where both were', async () => {
    const { first, second, jobs } = await twoOfOne();
    const of = (candidate: Candidate) =>
      candidate.applications.find(({ jobId }) => jobId === jobs[0])?.id ?? '';
    const handOver = (id: string) =>
      api.context.db.inCompany(tenant.company.id, async (tx) => {
        await sql`insert into connections (id, company_id, provider, name, base_url, sealed_credentials)
          values ('con_1' || ${tenant.company.id}, ${tenant.company.id}, 'bamboohr', 'B', 'https://x.example', 'x')
          on conflict do nothing`.execute(tx);
        await sql`insert into hires (id, company_id, application_id, connection_id, marker, state, request, requested_by)
          values (${`hir_${id}`}, ${tenant.company.id}, ${id}, 'con_1' || ${tenant.company.id}, ${id}, 'done', '{"fields": {}}', 'x')`.execute(
          tx,
        );
      });
    await handOver(of(first));
    const choose = { with: second.id, applications: { [jobs[0] ?? '']: 'other' } };
    expect(codeOf(await merge(first.id, choose))).toEqual([409, 'candidates.merge_conflict']);
    const before = await stateOf();
    const answer = await merge(second.id, { with: first.id });
    expect(codeOf(answer)).toEqual([200, undefined]);
    const { merge: made, candidate }: CandidateMergeAnswer = answer.json();
    expect(candidate.applications.find(({ jobId }) => jobId === jobs[0])).toMatchObject({
      id: of(first),
      hires: [{ state: 'done' }],
    });
    await undo(second.id, made.id);
    expect(await stateOf()).toEqual(before);
    await handOver(of(second));
    expect(codeOf(await merge(first.id, { with: second.id }))).toEqual([409, 'candidates.merge_conflict']);
  });

  it.each([
    ['themselves', (id: string) => ({ with: id }), 422, 'request.invalid'],
    ['nobody', () => ({ with: 'can_0' }), 404, 'candidates.not_found'],
    [
      'a field that there is not',
      (_id: string, other: string) => ({ with: other, fields: { number: 'other' } }),
      422,
      'request.invalid',
    ],
    [
      'a job that they do not share',
      (_id: string, other: string) => ({ with: other, applications: { job_0: 'other' } }),
      422,
      'request.invalid',
    ],
  ])('with %s is refused and changes nothing', async (_what, body, status, code) => {
    const [one, two] = [await add({ name: 'A One' }), await add({ name: 'B Two' })];
    const before = await stateOf();
    expect(codeOf(await merge(one.id, body(one.id, two.id)))).toEqual([status, code]);
    expect(await stateOf()).toEqual(before);
  });

  it('at once with new applications, comments and merges loses and doubles nothing', async () => {
    for (let round = 0; round < 4; round += 1) {
      const jobs = await Promise.all(
        ['A', 'B', 'C'].map(async (title) => (await tenant.post('/v1/jobs', { title })).json().id),
      );
      const [one, two, three] = [
        await add({ name: 'One Person', jobId: jobs[0], source: `${round}` }),
        await add({ name: 'Two Person', jobId: jobs[0], source: `${round}` }),
        await add({ name: 'Three Person', source: `${round}` }),
      ];
      const application = two.applications[0]?.id;
      const answers = await Promise.all([
        merge(one.id, { with: two.id }),
        tenant.post(`/v1/candidates/${two.id}/applications`, { jobId: jobs[1], byHand: true }),
        merge(three.id, { with: two.id }),
        tenant.post(`/v1/applications/${application}/comments`, { text: 'Meanwhile' }),
        tenant.post(`/v1/candidates/${two.id}/applications`, { jobId: jobs[2], byHand: true }),
        tenant.put(`/v1/candidates/${two.id}`, { city: 'Rome' }),
        merge(two.id, { with: one.id }),
      ]);
      for (const answer of answers) expect([200, 201, 404, 410]).toContain(answer.statusCode);
      expect(
        answers.filter((answer, at) => [0, 2, 6].includes(at) && answer.statusCode === 200).length,
      ).toBeGreaterThan(0);
      const left = (await tenant.get('/v1/candidates?limit=100')).json().items as Candidate[];
      const ours = left.filter(({ id }) => [one.id, two.id, three.id].includes(id));
      const taken = ours.flatMap(({ applications }) => applications);
      const wanted = [
        jobs[0],
        ...[1, 4].flatMap((at) => (answers[at]?.statusCode === 201 ? [jobs[at === 1 ? 1 : 2]] : [])),
      ];
      expect(new Set(taken.map(({ jobId }) => jobId))).toEqual(new Set(wanted));
      const comments = taken.reduce((sum, { commentCount }) => sum + commentCount, 0);
      expect(comments).toBe(answers[3]?.statusCode === 201 ? 1 : 0);
    }
  });
});
