// Versioned consent texts in the form of a job, consents of candidates, and demographic answers,
// which are counted and kept with nobody.
import { readFileSync } from 'node:fs';
import type { Consent, ConsentText, DemographicCounts, JobForm, TimelineEntry } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dateIn } from '../../platform/clock.ts';
import { type Answer, aForm, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const eventsOf = ({ company }: Tenant, types: string) =>
  api.context.db.inCompany(company.id, async (tx) => {
    const { rows } = await sql<{ type: string; subject_id: string; payload: object }>`
      select type, subject_id, payload from events where type like ${types} order by id`.execute(tx);
    return rows.map(({ type, subject_id, payload }) => [type, subject_id, payload]);
  });
const processing = { key: 'processing', label: 'I agree', text: 'You may keep it.', required: true };

describe('a text that applicants agree to', () => {
  let tenant: Tenant;
  let jobId: string;
  beforeEach(async () => {
    tenant = await api.aTenant();
    jobId = (await tenant.post('/v1/jobs', { title: 'Baker' })).json().id;
  });
  const formOf = async (): Promise<JobForm> => (await tenant.get(`/v1/jobs/${jobId}/form`)).json();
  const apply = (body: object) => tenant.post('/v1/candidates', { name: 'Ada Lovelace', jobId, ...body });
  const consentsOf = async (id: string): Promise<Consent[]> =>
    (await tenant.get(`/v1/candidates/${id}/consents`)).json().items;

  it('is asked in every form, and nobody applies without what is required', async () => {
    expect((await formOf()).consents).toEqual([]);
    await tenant.post('/v1/consent-texts', processing);
    await tenant.post('/v1/consent-texts', { key: 'pool', label: 'Keep me', text: 'Two years.' });
    expect((await formOf()).consents).toEqual([
      { ...processing, version: 1 },
      { key: 'pool', version: 1, label: 'Keep me', text: 'Two years.', required: false },
    ]);
    for (const consents of [undefined, {}, { pool: 1 }, { processing: null }]) {
      const refused = await apply({ consents });
      expect(codeOf(refused)).toEqual([422, 'applications.incomplete']);
      expect(refused.json().issues).toEqual([
        { path: 'consents.processing', message: 'is required for this job' },
      ]);
    }
    for (const consents of [{ processing: 2 }, { processing: true }, { processing: 1, other: 1 }])
      expect(codeOf(await apply({ consents }))).toEqual([422, 'request.invalid']);
    expect((await tenant.get('/v1/candidates')).json().items).toEqual([]);

    const before = api.context.clock.now().getTime();
    const answer = await apply({ consents: { processing: 1 } });
    const { id, applications } = answer.json();
    const [given, ...others] = await consentsOf(id);
    expect(others).toEqual([]);
    expect(given).toMatchObject({
      key: 'processing',
      version: 1,
      text: 'You may keep it.',
      applicationId: applications[0].id,
      withdrawnAt: null,
    });
    const at = new Date(given?.givenAt ?? '').getTime();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(api.context.clock.now().getTime());
    expect((await apply({ byHand: true })).statusCode).toBe(201);
  });

  it('comes in a multipart form, too', async () => {
    await tenant.post('/v1/consent-texts', processing);
    const { body, headers } = aForm([
      { name: 'name', value: 'Ada' },
      { name: 'jobId', value: jobId },
      { name: 'consents', value: '{"processing": 1}' },
    ]);
    const answer = await tenant.post('/v1/candidates', body, headers);
    expect(answer.statusCode).toBe(201);
    expect(await consentsOf(answer.json().id)).toHaveLength(1);
  });

  it('gets a version for other words, and what was agreed to keeps its own', async () => {
    await tenant.post('/v1/consent-texts', processing);
    const { id } = (await apply({ consents: { processing: 1 } })).json();
    const { key, ...words } = processing;
    const same: ConsentText = (await tenant.put(`/v1/consent-texts/${key}`, words)).json();
    expect(same.version).toBe(1);
    const second = await tenant.put(`/v1/consent-texts/${key}`, { ...words, text: 'For a year.' });
    expect(second.json()).toMatchObject({ version: 2, text: 'For a year.', asked: true });
    expect(codeOf(await apply({ consents: { processing: 1 } }))).toEqual([422, 'request.invalid']);
    expect((await apply({ consents: { processing: 2 } })).statusCode).toBe(201);
    expect((await consentsOf(id)).map(({ version, text }) => [version, text])).toEqual([
      [1, 'You may keep it.'],
    ]);
    const versions: ConsentText[] = (await tenant.get(`/v1/consent-texts?key=${key}`)).json().items;
    expect(versions.map(({ version, asked }) => [version, asked])).toEqual([
      [2, true],
      [1, false],
    ]);

    expect((await tenant.delete(`/v1/consent-texts/${key}`)).statusCode).toBe(204);
    expect((await formOf()).consents).toEqual([]);
    expect((await apply({})).statusCode).toBe(201);
    expect(await consentsOf(id)).toHaveLength(1);
    const told = await eventsOf(tenant, 'consents.text_changed');
    expect(told.map(([, , payload]) => payload)).toEqual([{ key }, { key }, { key }]);
    const again = await tenant.put(`/v1/consent-texts/${key}`, words);
    expect(again.json()).toMatchObject({ version: 3, asked: true });
  });

  it('is written once by many at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => tenant.post('/v1/consent-texts', processing)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409]);
    expect(answers.find(({ statusCode }) => statusCode === 409)?.json().code).toBe('consents.text_exists');
    const { key, ...words } = processing;
    const changed = await Promise.all(
      [1, 2, 3, 4].map((n) => tenant.put(`/v1/consent-texts/${key}`, { ...words, text: `Words ${n}` })),
    );
    expect(changed.map((answer) => answer.json().version).sort()).toEqual([2, 3, 4, 5]);
  });

  it('is withdrawn and noted by hand, each once, and told in the timeline', async () => {
    await tenant.post('/v1/consent-texts', processing);
    const { id } = (await tenant.post('/v1/candidates', { name: 'Pool Person' })).json();
    const note = () => tenant.post(`/v1/candidates/${id}/consents`, { key: 'processing' });
    const given: Consent = (await note()).json();
    expect((await note()).json()).toEqual(given);
    expect(given.applicationId).toBeNull();
    const withdraw = () =>
      tenant.post(`/v1/candidates/${id}/consents/${given.id}/withdraw`, { reason: 'Wrote to us' });
    const withdrawn: Consent = (await withdraw()).json();
    expect(withdrawn).toMatchObject({ withdrawnAt: expect.any(String), withdrawnReason: 'Wrote to us' });
    expect((await withdraw()).json()).toEqual(withdrawn);
    const entries: TimelineEntry[] = (await tenant.get(`/v1/candidates/${id}/timeline`)).json().items;
    expect(entries.map(({ summary }) => summary)).toEqual([
      'Agrees no more to “I agree”',
      'Agreed to “I agree” (version 1)',
      'Added, brought by account_owner Robot',
    ]);
    expect(await eventsOf(tenant, 'candidates.consent%')).toEqual([
      ['candidates.consented', id, { keys: ['processing'] }],
      ['candidates.consent_withdrawn', id, { keys: ['processing'] }],
    ]);
    expect((await note()).json().id).not.toBe(given.id);
    for (const body of [{ key: 'other' }, { key: 'processing', version: 2 }])
      expect(codeOf(await tenant.post(`/v1/candidates/${id}/consents`, body))).toEqual([
        404,
        'consents.text_not_found',
      ]);
    const strange = `/v1/candidates/${id}/consents/cns_0/withdraw`;
    expect(codeOf(await tenant.post(strange, {}))).toEqual([404, 'consents.not_found']);
  });

  it('is not asked again of somebody who has agreed to it', async () => {
    await tenant.post('/v1/consent-texts', processing);
    const { id } = (await apply({ consents: { processing: 1 } })).json();
    const other = (await tenant.post('/v1/jobs', { title: 'Cook' })).json().id;
    const again = await tenant.post(`/v1/candidates/${id}/applications`, { jobId: other });
    expect(again.statusCode).toBe(201);
    const [given] = await consentsOf(id);
    await tenant.post(`/v1/candidates/${id}/consents/${given?.id}/withdraw`, {});
    const third = (await tenant.post('/v1/jobs', { title: 'Waiter' })).json().id;
    const refused = await tenant.post(`/v1/candidates/${id}/applications`, { jobId: third });
    expect(codeOf(refused)).toEqual([422, 'applications.incomplete']);
  });

  it('belongs to those who may change the company’s settings, and to one company', async () => {
    await tenant.post('/v1/consent-texts', processing);
    const manager = await tenant.aKeyOf('manager');
    expect((await api.call(manager, 'POST', '/v1/consent-texts', processing)).statusCode).toBe(403);
    expect((await api.call(manager, 'GET', '/v1/consent-texts')).statusCode).toBe(403);
    const strangers = await api.aTenant();
    expect((await strangers.get('/v1/consent-texts')).json().items).toEqual([]);
    const { key, ...words } = processing;
    expect(codeOf(await strangers.put(`/v1/consent-texts/${key}`, words))).toEqual([
      404,
      'consents.text_not_found',
    ]);
    const { id } = (await apply({ consents: { processing: 1 } })).json();
    expect(codeOf(await strangers.get(`/v1/candidates/${id}/consents`))).toEqual([
      404,
      'candidates.not_found',
    ]);
  });
});

describe('demographic questions', () => {
  let tenant: Tenant;
  let jobId: string;
  const letters = ['a', 'b', 'c', 'd'];
  const question = {
    key: 'origin',
    label: 'Where from?',
    options: letters.map((id) => ({ id: `opt_${id}`, label: `Zebedeus ${id}` })),
  };
  beforeEach(async () => {
    tenant = await api.aTenant();
    jobId = (await tenant.post('/v1/jobs', { title: 'Baker' })).json().id;
    await tenant.put('/v1/demographics/questions', { questions: [question] });
  });
  const apply = (body: object) => tenant.post('/v1/candidates', { name: 'Ada Lovelace', jobId, ...body });
  const monthsAgo = (n: number) => {
    const [year = 0, month = 0] = dateIn('UTC', api.context.clock.now()).split('-').map(Number);
    return new Date(Date.UTC(year, month - 1 - n, 1)).toISOString().slice(0, 10);
  };
  /** So many answers of a month, written as the server writes them. */
  const answered = (option: string, times: number, month: string) =>
    api.context.db.inCompany(tenant.company.id, async (tx) => {
      for (let n = 0; n < times; n += 1)
        await sql`insert into demographics.answers (company_id, month, question, option)
          values (${tenant.company.id}, ${month}, 'origin', ${`opt_${option}`})`.execute(tx);
    });
  const counts = async (): Promise<[number | null, ...(number | null)[]]> => {
    const { items }: DemographicCounts = (await tenant.get('/v1/demographics')).json();
    return [items[0]?.answered ?? null, ...(items[0]?.options.map(({ people }) => people) ?? [])];
  };

  it('stand in the form, may be left out, and take only their options', async () => {
    const form: JobForm = (await tenant.get(`/v1/jobs/${jobId}/form`)).json();
    expect(form.demographics).toEqual([question]);
    expect((await apply({})).statusCode).toBe(201);
    expect((await apply({ demographics: { origin: 'opt_a' } })).statusCode).toBe(201);
    for (const demographics of [{ origin: 'opt_x' }, { other: 'opt_a' }])
      expect(codeOf(await apply({ demographics }))).toEqual([422, 'request.invalid']);
  });

  it('are answered into a table that the server cannot read', async () => {
    await apply({ demographics: { origin: 'opt_a' } });
    const reading = api.context.db.inCompany(tenant.company.id, (tx) =>
      sql`select * from demographics.answers`.execute(tx),
    );
    await expect(reading).rejects.toThrow(/permission denied/);
    const other = api.context.db.inCompany(tenant.company.id, (tx) =>
      sql`insert into demographics.answers values ('com_0', '2026-01-01', 'origin', 'opt_a')`.execute(tx),
    );
    await expect(other).rejects.toThrow(/row-level security/);
  });

  it('are counted once the month is over and enough people have answered', async () => {
    for (const [letter, n] of [
      ['a', 7],
      ['b', 6],
    ] as const)
      await answered(letter, n, monthsAgo(0));
    expect(await counts()).toEqual([null, null, null, null, null]);
    await answered('a', 9, monthsAgo(2));
    expect(await counts()).toEqual([null, null, null, null, null]);
    await answered('b', 8, monthsAgo(1));
    await answered('c', 6, monthsAgo(1));
    await answered('d', 5, monthsAgo(1));
    expect(await counts()).toEqual([28, 9, 8, 6, 5]);
  });

  it('do not count a few more people, who could be told by the difference', async () => {
    for (const letter of letters) await answered(letter, 6, monthsAgo(4));
    const before = await counts();
    expect(before).toEqual([24, 6, 6, 6, 6]);
    await answered('a', 9, monthsAgo(3));
    expect(await counts()).toEqual(before);
    await answered('b', 1, monthsAgo(2));
    expect(await counts()).toEqual(before);
    await answered('b', 4, monthsAgo(1));
    expect(await counts()).toEqual([38, 15, 11, 6, 6]);
  });

  it('do not count people who all answered the same since the last look', async () => {
    for (const letter of letters) await answered(letter, 6, monthsAgo(3));
    await answered('a', 12, monthsAgo(2));
    expect(await counts()).toEqual([24, 6, 6, 6, 6]);
    await answered('c', 5, monthsAgo(1));
    expect(await counts()).toEqual([41, 18, 6, 11, 6]);
  });

  it('count on those of rare answers together, as they are told', async () => {
    for (const [at, n] of [20, 10, 3, 2].entries()) await answered(letters[at] ?? '', n, monthsAgo(3));
    expect(await counts()).toEqual([35, 20, 10, null, null]);
    await answered('a', 9, monthsAgo(2));
    await answered('c', 1, monthsAgo(2));
    expect(await counts()).toEqual([35, 20, 10, null, null]);
    await answered('c', 2, monthsAgo(1));
    await answered('d', 2, monthsAgo(1));
    expect(await counts()).toEqual([49, 29, 10, null, null]);
  });

  it.each([
    ['one small count, which the whole would tell', [20, 10, 9, 3], [42, 20, 10, null, null]],
    ['none of somebody, which tells as much', [20, 10, 9, 0], [39, 20, 10, null, null]],
    ['two that are few together', [20, 10, 1, 1], [32, 20, null, null, null]],
    ['nothing where all are great enough', [5, 5, 5, 5], [20, 5, 5, 5, 5]],
    ['everything where hardly anybody answered otherwise', [12, 0, 0, 0], [12, null, null, null, null]],
  ])('hide %s', async (_what, people, told) => {
    for (const [index, n] of people.entries()) await answered(letters[index] ?? '', n, monthsAgo(1));
    expect(await counts()).toEqual(told);
  });

  it('can be changed, and what was answered is counted on', async () => {
    for (const letter of letters) await answered(letter, 6, monthsAgo(1));
    const options = [
      { id: 'opt_a', label: 'Here' },
      { id: 'opt_e', label: 'There' },
    ];
    await tenant.put('/v1/demographics/questions', { questions: [{ ...question, options }] });
    const form: JobForm = (await tenant.get(`/v1/jobs/${jobId}/form`)).json();
    expect(form.demographics[0]?.options).toEqual(options);
    expect(codeOf(await apply({ demographics: { origin: 'opt_b' } }))).toEqual([422, 'request.invalid']);
    expect(await counts()).toEqual([24, null, null, 6, 6, 6]);
    await tenant.put('/v1/demographics/questions', { questions: [] });
    expect((await eventsOf(tenant, 'demographics.questions_changed')).at(-1)).toEqual([
      'demographics.questions_changed',
      tenant.company.id,
      { keys: [] },
    ]);
    expect((await tenant.get('/v1/demographics/questions')).json().items).toEqual([]);
    const { items }: DemographicCounts = (await tenant.get('/v1/demographics')).json();
    expect(items).toMatchObject([{ key: 'origin', asked: false, answered: 24 }]);
  });

  it('are answered to nobody by any route of /v1', async () => {
    const answer = await apply({ email: 'ada@example.com', demographics: { origin: 'opt_c' } });
    const { id, applications } = answer.json();
    expect(answer.body).not.toContain('opt_c');
    const ids: Record<string, string> = {
      candidates: id,
      applications: applications[0].id,
      jobs: jobId,
    };
    const document = JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
    let walked = 0;
    for (const [path, operations] of Object.entries(document.paths as Record<string, object>)) {
      if (!('get' in operations) || /\/form|demographics/.test(path)) continue;
      const noun = path.split('/')[2] ?? '';
      const url = path.replace('{id}', ids[noun] ?? 'x_0').replace(/\{\w+\}/g, '1');
      const read = await tenant.get(url);
      walked += read.statusCode < 300 ? 1 : 0;
      expect({ url, tells: /opt_c|Zebedeus/.test(read.body) }).toEqual({ url, tells: false });
    }
    expect(walked).toBeGreaterThan(30);
  });

  it('are answered to no table that the server reads: events, timeline, keys, work', async () => {
    const body = { name: 'Ada', jobId, demographics: { origin: 'opt_d' } };
    const key = { 'idempotency-key': 'demographic-answer-1' };
    expect((await tenant.post('/v1/candidates', body, key)).statusCode).toBe(201);
    const tables = await api.context.db.inCompany(tenant.company.id, async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')
          and has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'select')`.execute(
        tx,
      );
      const found: string[] = [];
      for (const { name } of rows) {
        const hit =
          await sql`select 1 from ${sql.raw(name)} t where t::text like '%opt\\_d%' limit 1`.execute(tx);
        if (hit.rows.length > 0) found.push(name);
      }
      return { found, walked: rows.length };
    });
    // The options that are asked, and nothing of who chose which.
    expect(tables.found).toEqual(['public.demographic_questions']);
    expect(tables.walked).toBeGreaterThan(80);
  });
});
