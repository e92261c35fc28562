// What a company says of candidates: stars, tags, notes, fields of its own, reasons; filters and acts.
import type { Candidate, CandidateField, Job, RejectReason, Stage, TimelineEntry } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, aForm, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(() => api.close());

const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const aJob = async (title: string, from = tenant): Promise<Job> =>
  (await from.post('/v1/jobs', { title })).json();
const aCandidate = async (part: object = {}, from = tenant): Promise<Candidate> =>
  (await from.post('/v1/candidates', { name: 'Ada Lovelace', ...part })).json();
const namesOf = (answer: Answer): string[] => {
  expect(answer.statusCode).toBe(200);
  return answer.json().items.map(({ name }: Candidate) => name);
};
const saidOf = async (id: string): Promise<string[]> => {
  const { items } = (await tenant.get(`/v1/candidates/${id}/timeline`)).json();
  return items.map(({ summary }: TimelineEntry) => summary).reverse();
};

describe('a candidate', () => {
  it('has industry and department, null when nobody said them', async () => {
    const job = await aJob('Any');
    expect(await aCandidate({ jobId: job.id })).toMatchObject({ industry: null, department: null });
    const said = await aCandidate({ jobId: job.id, industry: 'Bakery', department: 'Night' });
    expect(said).toMatchObject({ industry: 'Bakery', department: 'Night' });
    expect((await tenant.patch(`/v1/candidates/${said.id}`, { industry: null })).json().industry).toBeNull();
  });

  it('says on the timeline where it came from and who brought it', async () => {
    const { id } = await aCandidate({ source: 'Fair' });
    expect(await saidOf(id)).toEqual(['Added, source Fair, brought by account_owner Robot']);
  });

  it('is changed by PUT as a whole where it names a list, and merged by PATCH', async () => {
    const { id } = await aCandidate({ tags: ['welder', 'night'], rating: 3 });
    const at = `/v1/candidates/${id}`;
    const merged = await tenant.patch(at, { tags: ['NIGHT', 'fast'], removeTags: ['Welder'], rating: 5 });
    expect(merged.json()).toMatchObject({ tags: ['fast', 'night'], rating: 5 });
    expect((await tenant.put(at, { phone: '555 0100' })).json()).toMatchObject({ tags: ['fast', 'night'] });
    const put = (await tenant.put(at, { tags: ['Fast', 'new'], rating: null })).json();
    expect(put).toMatchObject({ tags: ['fast', 'new'], rating: null, phone: '555 0100' });
    expect((await saidOf(id)).slice(1)).toEqual([
      'Rated 3 of 5',
      'Tagged welder, night',
      'Rated 5 of 5',
      'Tagged fast. Took off welder',
      'Changed phone',
      'Took the rating away',
      'Tagged new. Took off night',
    ]);
    const events = await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx.selectFrom('events').select('payload').where('subject_id', '=', id).orderBy('id').execute(),
    );
    expect(events.slice(1).map(({ payload }) => payload)).toEqual([
      { changed: ['rating', 'tags'] },
      { changed: ['phone'] },
      { changed: ['rating', 'tags'] },
    ]);
    const again = await tenant.patch(at, { tags: ['new'] });
    expect(again.json().updatedAt).toBe(put.updatedAt);
  });

  it.each([{ tags: ['a,b'] }, { tags: [''] }, { rating: 6 }, { rating: 0 }, { tags: 'a' }, { unknown: 1 }])(
    'cannot be %j',
    async (body) => {
      const { id } = await aCandidate();
      expect(codeOf(await tenant.patch(`/v1/candidates/${id}`, body))).toEqual([422, 'request.invalid']);
    },
  );

  it('of another company is not there', async () => {
    const other = await api.aTenant();
    const { id } = await aCandidate({}, other);
    const answers = [
      await tenant.patch(`/v1/candidates/${id}`, { rating: 1 }),
      await tenant.post(`/v1/candidates/${id}/move`, { to: 'talent_pool' }),
      await tenant.get(`/v1/candidates/${id}/notes`),
      await tenant.post(`/v1/candidates/${id}/notes`, { text: 'x' }),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => [404, 'candidates.not_found']));
  });
});

describe('the company’s own fields', () => {
  let shift: CandidateField;
  let years: CandidateField;
  beforeAll(async () => {
    const options = [{ label: 'Day' }, { label: 'Night' }];
    shift = (
      await tenant.post('/v1/candidate-fields', { label: 'Shift', type: 'single_choice', options })
    ).json();
    years = (await tenant.post('/v1/candidate-fields', { label: 'Years', type: 'number' })).json();
  });

  it('are null until they have a value, which is checked by their type', async () => {
    const { id, customFields } = await aCandidate();
    expect(customFields).toEqual({ [shift.key]: null, [years.key]: null });
    const at = `/v1/candidates/${id}`;
    const night = shift.options.find(({ label }) => label === 'Night')?.id;
    const set = await tenant.patch(at, { customFields: { [shift.key]: 'night', [years.key]: 7 } });
    expect(set.json().customFields).toEqual({ [shift.key]: night, [years.key]: 7 });
    const merged = await tenant.patch(at, { customFields: { [years.key]: null } });
    expect(merged.json().customFields).toEqual({ [shift.key]: night, [years.key]: null });
    const wrong = await tenant.patch(at, { customFields: { [years.key]: 'many', [shift.key]: 'Noon' } });
    expect(codeOf(wrong)).toEqual([422, 'request.invalid']);
    expect(wrong.json().issues.map(({ path }: { path: string }) => path)).toEqual([
      `customFields.${years.key}`,
      `customFields.${shift.key}`,
    ]);
    expect(await saidOf(id)).toContain('Changed Shift, Years');
  });

  it('come with a new candidate, in a form too', async () => {
    const made = await aCandidate({ customFields: { [years.key]: 3 }, tags: ['x'] });
    expect(made).toMatchObject({ tags: ['x'], customFields: { [years.key]: 3 } });
  });

  it('are archived with their values, moved, renamed, and never two of one label', async () => {
    const { id } = await aCandidate({ customFields: { [years.key]: 3 } });
    const at = `/v1/candidate-fields/${years.id}`;
    expect((await tenant.patch(at, { position: 0, label: 'Years of work' })).json()).toMatchObject({
      position: 0,
      label: 'Years of work',
    });
    const labels = (await tenant.get('/v1/candidate-fields'))
      .json()
      .items.map(({ label }: CandidateField) => label);
    expect(labels).toEqual(['Years of work', 'Shift']);
    const twice = await tenant.post('/v1/candidate-fields', { label: 'shift', type: 'date' });
    expect(codeOf(twice)).toEqual([409, 'candidates.field_taken']);
    await tenant.patch(at, { archived: true });
    expect((await tenant.get(`/v1/candidates/${id}`)).json().customFields).toEqual({ [shift.key]: null });
    await tenant.put(`/v1/candidates/${id}`, { customFields: {} });
    expect((await tenant.patch(at, { archived: false })).json()).toMatchObject({ position: 1 });
    expect((await tenant.get(`/v1/candidates/${id}`)).json().customFields[years.key]).toBe(3);
  });

  it('that there are not, and choices without options, are refused', async () => {
    const unknown = await tenant.patch('/v1/candidate-fields/caf_0', { label: 'x' });
    expect(codeOf(unknown)).toEqual([404, 'candidates.field_not_found']);
    for (const body of [
      { label: 'X', type: 'single_choice' },
      { label: 'X', type: 'date', options: [{ label: 'a' }] },
      { label: '', type: 'date' },
      { label: 'X', type: 'file' },
    ])
      expect(codeOf(await tenant.post('/v1/candidate-fields', body))).toEqual([422, 'request.invalid']);
  });
});

describe('notes about a candidate', () => {
  it('are written, changed and removed by their author alone', async () => {
    const { id } = await aCandidate();
    const at = `/v1/candidates/${id}/notes`;
    const first = (await tenant.post(at, { text: 'Called' })).json();
    expect(first).toMatchObject({ text: 'Called', author: 'account_owner Robot', own: true });
    await tenant.post(at, { text: 'Called again' });
    const admin = await tenant.aKeyOf('full_admin');
    const seen = (await api.call(admin, 'GET', at)).json().items;
    expect(seen.map(({ text, own }: { text: string; own: boolean }) => [text, own])).toEqual([
      ['Called again', false],
      ['Called', false],
    ]);
    for (const method of ['PATCH', 'DELETE']) {
      const answer = await api.call(admin, method, `${at}/${first.id}`, { text: 'x' });
      expect(codeOf(answer)).toEqual([404, 'candidates.note_not_found']);
    }
    expect((await tenant.patch(`${at}/${first.id}`, { text: 'Called twice' })).json().text).toBe(
      'Called twice',
    );
    expect((await tenant.delete(`${at}/${first.id}`)).statusCode).toBe(204);
    const page = (await tenant.get(`${at}?limit=1`)).json();
    expect([page.items.length, page.nextCursor]).toEqual([1, null]);
    expect(await saidOf(id)).toContain('Wrote a note');
    expect((await tenant.get(`/v1/candidates/${id}/timeline`)).body).not.toContain('Called');
  });
});

describe('a rejection', () => {
  let reasons: RejectReason[];
  beforeAll(async () => {
    reasons = (await tenant.get('/v1/reject-reasons')).json().items;
  });

  it('moves into a stage of its kind and says why, until the application goes on', async () => {
    const job = await aJob('Baker');
    const { id, applications } = await aCandidate({ jobId: job.id });
    const [application] = applications;
    const reason = reasons.find(({ label }) => label === 'Location');
    const at = `/v1/applications/${application?.id}`;
    const rejected = await tenant.post(`${at}/reject`, { reasonId: reason?.id, note: 'Too far away' });
    expect(rejected.json()).toMatchObject({
      stageKind: 'rejected',
      rejection: { reasonId: reason?.id, reason: 'Location', note: 'Too far away' },
    });
    expect(await saidOf(id)).toContain('Rejected for Baker: Location');
    expect(namesOf(await tenant.get(`/v1/candidates?rejectReasonId=${reason?.id}`))).toHaveLength(1);
    const before = await saidOf(id);
    await tenant.post(`${at}/reject`, { reasonId: reason?.id, note: 'Too far away' });
    expect(await saidOf(id)).toEqual(before);
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${job.id}/stages`)).json().items;
    const back = await tenant.patch(at, { stageId: stages[1]?.id });
    expect(back.json()).toMatchObject({ stageKind: 'active', rejection: null });
    await tenant.patch(at, { stageId: rejected.json().stageId });
    expect((await tenant.get(at)).json().rejection).toBeNull();
  });

  it('takes another stage of its kind, and none of another', async () => {
    const job = await aJob('Cook');
    const { applications } = await aCandidate({ jobId: job.id });
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${job.id}/stages`)).json().items;
    const at = `/v1/applications/${applications[0]?.id}/reject`;
    const other = stages.filter(({ kind }) => kind === 'rejected')[1];
    const hired = await tenant.post(at, { stageId: stages.find(({ kind }) => kind === 'hired')?.id });
    expect(codeOf(hired)).toEqual([404, 'stages.not_found']);
    expect((await tenant.post(at, { stageId: other?.id })).json().stageName).toBe(other?.name);
  });

  it('has reasons of the company, of which none stands there twice', async () => {
    expect(reasons).toHaveLength(8);
    const made: RejectReason = (await tenant.post('/v1/reject-reasons', { label: 'No visa' })).json();
    expect(codeOf(await tenant.post('/v1/reject-reasons', { label: 'NO VISA' }))).toEqual([
      409,
      'reject_reasons.label_taken',
    ]);
    const at = `/v1/reject-reasons/${made.id}`;
    expect((await tenant.patch(at, { position: 0 })).json().position).toBe(0);
    await tenant.patch(at, { archived: true });
    expect((await tenant.get('/v1/reject-reasons')).body).not.toContain('No visa');
    expect((await tenant.get('/v1/reject-reasons?archived=true')).body).toContain('No visa');
    const job = await aJob('Cook');
    const { applications } = await aCandidate({ jobId: job.id });
    const late = await tenant.post(`/v1/applications/${applications[0]?.id}/reject`, { reasonId: made.id });
    expect(codeOf(late)).toEqual([404, 'reject_reasons.not_found']);
    expect(codeOf(await tenant.patch('/v1/reject-reasons/rjr_0', { label: 'x' }))).toEqual([
      404,
      'reject_reasons.not_found',
    ]);
  });

  it('is not possible where the pipeline has no stage for it', async () => {
    const stages = [
      { name: 'In', kind: 'new' },
      { name: 'Done', kind: 'hired' },
    ];
    const pipeline = (await tenant.post('/v1/pipelines', { name: 'Kind', stages })).json();
    const job = (await tenant.post('/v1/jobs', { title: 'X', pipelineId: pipeline.id })).json();
    const { applications } = await aCandidate({ jobId: job.id });
    const answer = await tenant.post(`/v1/applications/${applications[0]?.id}/reject`, {});
    expect(codeOf(answer)).toEqual([409, 'stages.needed']);
  });
});

describe('a move', () => {
  it('to the talent pool closes every open application', async () => {
    const jobs = [await aJob('One'), await aJob('Two')];
    const { id } = await aCandidate({ jobId: jobs[0]?.id });
    await tenant.post(`/v1/candidates/${id}/applications`, { jobId: jobs[1]?.id });
    const { items } = (await tenant.get('/v1/reject-reasons')).json();
    const reason = items.find(({ label }: RejectReason) => label === 'Kept for later');
    const moved = await tenant.post(`/v1/candidates/${id}/move`, { to: 'talent_pool', reasonId: reason.id });
    expect(moved.json()).toMatchObject({ inTalentPool: true });
    expect(
      moved
        .json()
        .applications.map(({ stageKind, rejection }: Candidate['applications'][0]) => [
          stageKind,
          rejection?.reason,
        ]),
    ).toEqual([
      ['rejected', 'Kept for later'],
      ['rejected', 'Kept for later'],
    ]);
    expect((await saidOf(id)).at(-1)).toBe('Moved to the talent pool');
    const again = await tenant.post(`/v1/candidates/${id}/move`, { to: 'talent_pool' });
    expect(again.statusCode).toBe(200);
  });

  it('to another job makes an application there and closes the one it comes from, or nothing', async () => {
    const [from, to] = [await aJob('From'), await aJob('To')];
    const { id, applications } = await aCandidate({ jobId: from.id });
    const move = { to: 'job', jobId: to.number, fromApplicationId: applications[0]?.id };
    const moved: Candidate = (await tenant.post(`/v1/candidates/${id}/move`, move)).json();
    expect(moved.applications.map(({ jobTitle, stageKind }) => [jobTitle, stageKind])).toEqual([
      ['To', 'new'],
      ['From', 'rejected'],
    ]);
    expect((await saidOf(id)).at(-1)).toBe('Moved to To from From');
    const before = (await tenant.get(`/v1/candidates/${id}`)).body;
    const back = { to: 'job', jobId: from.id, fromApplicationId: moved.applications[0]?.id };
    expect(codeOf(await tenant.post(`/v1/candidates/${id}/move`, back))).toEqual([
      409,
      'applications.exists',
    ]);
    expect((await tenant.get(`/v1/candidates/${id}`)).body).toBe(before);
  });

  it.each([
    [{ to: 'job' }, [422, 'request.invalid']],
    [{ to: 'talent_pool', jobId: 'job_0' }, [422, 'request.invalid']],
    [{ to: 'job', jobId: 'job_0' }, [422, 'jobs.not_open']],
    [{ to: 'talent_pool', fromApplicationId: 'app_0' }, [404, 'applications.not_found']],
  ])('cannot be %j', async (body, expected) => {
    const { id } = await aCandidate();
    expect(codeOf(await tenant.post(`/v1/candidates/${id}/move`, body))).toEqual(expected);
  });
});

describe('a list of candidates', () => {
  let other: Tenant;
  let job: Job;
  let reviewed: Stage | undefined;
  beforeAll(async () => {
    other = await api.aTenant();
    job = await aJob('Joiner', other);
    const stages: Stage[] = (await other.get(`/v1/jobs/${job.id}/stages`)).json().items;
    reviewed = stages.find(({ name }) => name === 'Reviewed');
    await aCandidate({ name: 'A', source: 'Fair', rating: 2, tags: ['x', 'y'], industry: 'Wood' }, other);
    await aCandidate({ name: 'B', source: 'fair', rating: 4, tags: ['X'], jobId: job.id }, other);
    const { applications } = await aCandidate({ name: 'C', department: 'Sales', jobId: job.id }, other);
    await other.patch(`/v1/applications/${applications[0]?.id}`, { stageId: reviewed?.id });
    await api.context.db.inCompany(other.company.id, (tx) =>
      tx
        .updateTable('candidates')
        .set({ created_at: new Date('2026-01-31T23:59:59Z') })
        .where('last_name', '=', 'A')
        .execute(),
    );
  });

  it.each([
    ['source=FAIR', ['B', 'A']],
    ['tag=x', ['B', 'A']],
    ['tag=x,Y', ['A']],
    ['ratingFrom=3', ['B']],
    ['stageKind=new', ['B']],
    ['stageKind=active', ['C']],
    ['industry=wood', ['A']],
    ['department=sales', ['C']],
    ['talentPool=true', ['A']],
    ['createdTo=2026-01-31', ['A']],
    ['createdTo=2026-01-30', []],
    ['createdFrom=2026-02-01', ['C', 'B']],
    ['createdFrom=2026-01-31&createdTo=2026-01-31', ['A']],
    ['recruiterId=usr_0', []],
    ['source=fair&tag=y', ['A']],
  ])('is narrowed by %s', async (query, names) => {
    expect(namesOf(await other.get(`/v1/candidates?${query}`))).toEqual(names);
  });

  it('is narrowed by stage and by who brought them', async () => {
    expect(namesOf(await other.get(`/v1/candidates?stageId=${reviewed?.id}`))).toEqual(['C']);
    expect(namesOf(await other.get(`/v1/candidates?recruiterId=${other.userId}`))).toEqual(['C', 'B', 'A']);
    const { items } = (await other.get('/v1/candidates/recruiters')).json();
    expect(items).toEqual([{ userId: other.userId, name: 'account_owner Robot' }]);
  });

  it.each(['ratingFrom=9', 'createdFrom=yesterday', 'stageKind=x', 'tag='])('refuses %s', async (query) => {
    expect(codeOf(await other.get(`/v1/candidates?${query}`))).toEqual([422, 'request.invalid']);
  });

  it('has tags, most used first', async () => {
    const { items } = (await other.get('/v1/candidates/tags')).json();
    expect(items).toEqual([
      { tag: expect.stringMatching(/^x$/i), count: 2 },
      { tag: 'y', count: 1 },
    ]);
  });

  it('is kept as a filter, found by others when it is shared, and changed by its owner alone', async () => {
    const filter = { jobId: job.id, tag: 'x', ratingFrom: 3, talentPool: true };
    const made = await other.post('/v1/candidate-filters', { name: 'Best', filter });
    expect(made.json()).toMatchObject({ name: 'Best', shared: false, own: true, filter });
    const { id } = made.json();
    expect(codeOf(await other.post('/v1/candidate-filters', { name: 'BEST', filter: {} }))).toEqual([
      409,
      'candidates.filter_taken',
    ]);
    const admin = await other.aKeyOf('full_admin');
    const seen = async (key: string) => (await api.call(key, 'GET', '/v1/candidate-filters')).json().items;
    expect(await seen(admin)).toEqual([]);
    await other.patch(`/v1/candidate-filters/${id}`, { shared: true });
    expect(await seen(admin)).toMatchObject([{ name: 'Best', own: false, ownerName: 'account_owner Robot' }]);
    for (const method of ['PATCH', 'DELETE'])
      expect(codeOf(await api.call(admin, method, `/v1/candidate-filters/${id}`, { name: 'Mine' }))).toEqual([
        404,
        'candidates.filter_not_found',
      ]);
    // What is changed at the same time is kept, whoever is first.
    for (const [number, shared] of [false, true, false, true].entries()) {
      const changes = [
        { name: `Best ${number}` },
        { shared },
        { filter: { ...filter, ratingFrom: number + 1 } },
      ];
      await Promise.all(changes.map((change) => other.patch(`/v1/candidate-filters/${id}`, change)));
      const mine = (await other.get('/v1/candidate-filters')).json().items;
      expect(mine).toContainEqual(expect.objectContaining(Object.assign({ id }, ...changes)));
    }
    expect((await other.delete(`/v1/candidate-filters/${id}`)).statusCode).toBe(204);
    expect(await seen(other.key)).toEqual([]);
  });
});

describe('acts on many', () => {
  it('are done for each, and one that fails holds up no other', async () => {
    const [job, next] = [await aJob('Many'), await aJob('Next')];
    const people = [
      await aCandidate({ jobId: job.id }),
      await aCandidate(),
      await aCandidate({ jobId: job.id }),
    ];
    const candidateIds = [...people.map(({ id }) => id), 'can_0'];
    const act = async (action: object, ids = candidateIds) =>
      (await tenant.post('/v1/candidates/actions', { candidateIds: ids, action })).json();
    expect(await act({ type: 'tag', add: ['many'] })).toMatchObject({ done: 3, failed: 1 });
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${job.id}/stages`)).json().items;
    const moved = await act({ type: 'stage', jobId: job.number, stageId: stages[1]?.id });
    expect(moved.results.map(({ ok, code }: { ok: boolean; code?: string }) => code ?? ok)).toEqual([
      true,
      'applications.not_found',
      true,
      'candidates.not_found',
    ]);
    expect(moved.results[1].message).toBe('They have no application for this job.');
    const [, inPool] = candidateIds as [string, string];
    const refused = await act({ type: 'reject' }, [inPool]);
    expect(refused.results[0].message).toBe('They have no application that is open.');
    expect(await act({ type: 'add_to_job', jobId: next.id })).toMatchObject({ done: 3 });
    expect(await act({ type: 'reject', jobId: next.id })).toMatchObject({ done: 3 });
    expect(await act({ type: 'talent_pool' })).toMatchObject({ done: 3 });
    const stands = await Promise.all(
      people.map(async ({ id }) => (await tenant.get(`/v1/candidates/${id}`)).json()),
    );
    expect(stands.map(({ tags, inTalentPool }: Candidate) => [tags, inTalentPool])).toEqual(
      people.map(() => [['many'], true]),
    );
    expect(await act({ type: 'tag', remove: ['MANY'] })).toMatchObject({ done: 3 });
  });

  it('of which a job is none, or that are none, are refused as a whole', async () => {
    const { id } = await aCandidate();
    const act = (action: object, candidateIds: unknown = [id]) =>
      tenant.post('/v1/candidates/actions', { candidateIds, action });
    expect(codeOf(await act({ type: 'reject', jobId: 'job_0' }))).toEqual([404, 'jobs.not_found']);
    for (const answer of [await act({ type: 'x' }), await act({ type: 'talent_pool' }, [])])
      expect(codeOf(answer)).toEqual([422, 'request.invalid']);
  });
});

describe('an external recruiter', () => {
  it('does not learn what the company thinks of the people whom they brought', async () => {
    const job = await aJob('Assigned');
    const external = await tenant.aKeyOf('external_recruiter');
    const me = (await api.call(external, 'GET', '/v1/session')).json();
    const members = [{ userId: me.user.id, role: 'external_recruiter' }];
    await tenant.put(`/v1/jobs/${job.id}/team`, { members });
    const made = await api.call(external, 'POST', '/v1/candidates', { name: 'Brought', jobId: job.id });
    const { id, applications }: Candidate = made.json();
    await tenant.patch(`/v1/candidates/${id}`, { tags: ['opinion'], rating: 1 });
    await tenant.post(`/v1/candidates/${id}/notes`, { text: 'opinion' });
    const applied = `/v1/applications/${applications[0]?.id}`;
    await tenant.post(`${applied}/reject`, { note: 'opinion' });
    await tenant.patch(applied, { rating: 1 });
    await tenant.post(`${applied}/comments`, { text: 'opinion' });
    await api.call(external, 'POST', `${applied}/comments`, { text: 'Of my own' });
    const attach = async (key: string, name: string) => {
      const { body, headers } = aForm([{ name: 'file', file: { name, bytes: Buffer.from(name) } }]);
      return (await api.call(key, 'POST', `/v1/candidates/${id}/attachments`, body, headers)).json().items[0];
    };
    const scorecard = await attach(tenant.key, 'opinion.txt');
    const portfolio = await attach(external, 'portfolio.txt');
    const read = async (key: string, url: string) => (await api.call(key, 'GET', url)).body;
    const urls = ['', '/notes', '/timeline'].map((part) => `/v1/candidates/${id}${part}`);
    for (const url of [...urls, applied, `${applied}/comments`, '/v1/applications', '/v1/candidates']) {
      expect(await read(external, url)).not.toMatch(/opinion|"rating":1|customFields/i);
      expect(await read(tenant.key, url)).toMatch(/opinion|"rating":1/i);
    }
    expect(await read(tenant.key, `/v1/files/${scorecard.fileId}/text`)).toContain('opinion');
    for (const part of ['', '/text'])
      expect([
        codeOf(await api.call(external, 'GET', `/v1/files/${scorecard.fileId}${part}`)),
        (await api.call(external, 'GET', `/v1/files/${portfolio.fileId}${part}`)).statusCode,
      ]).toEqual([[404, 'files.not_found'], 200]);
    const found = async (key: string, q: string) =>
      (await api.call(key, 'GET', `/v1/candidates?q=${q}`)).json().items.length;
    expect([await found(external, 'opinion'), await found(external, 'portfolio')]).toEqual([0, 1]);
    expect(await found(tenant.key, 'opinion')).toBe(1);
    expect((await api.call(external, 'GET', applied)).json()).toMatchObject({
      rating: null,
      commentCount: 1,
    });
    const { items: said } = (await api.call(external, 'GET', `${applied}/comments`)).json();
    expect(said.map(({ text }: { text: string }) => text)).toEqual(['Of my own']);
    await tenant.delete(`/v1/candidates/${id}/attachments/${scorecard.fileId}`);
    const timeline = await read(external, `/v1/candidates/${id}/timeline`);
    expect(timeline).not.toContain('opinion');
    expect(await read(tenant.key, `/v1/candidates/${id}/timeline`)).toContain('Removed opinion.txt');
    for (const own of ['Of my own', 'portfolio.txt']) expect(timeline).toContain(own);
    const list = (await api.call(external, 'GET', '/v1/candidates')).json().items;
    expect(list).toHaveLength(1);
    expect(list[0]).not.toHaveProperty('tags');
    expect((await api.call(external, 'GET', applied)).json()).not.toHaveProperty('rejection');
    const refused: [string, string, object?][] = [
      ['GET', '/v1/candidates?tag=opinion'],
      ['GET', '/v1/candidates?ratingFrom=1'],
      ['GET', '/v1/candidates/tags'],
      ['GET', '/v1/candidate-fields'],
      ['GET', '/v1/reject-reasons'],
      ['PATCH', `/v1/candidates/${id}`, { tags: ['mine'] }],
      ['POST', '/v1/candidates', { name: 'X', jobId: job.id, rating: 5 }],
      ['POST', `/v1/candidates/${id}/move`, { to: 'talent_pool' }],
      ['POST', `${applied}/reject`, {}],
    ];
    for (const [method, url, body] of refused)
      expect([url, ...codeOf(await api.call(external, method, url, body))]).toEqual([
        url,
        403,
        'access.forbidden',
      ]);
    const own = await api.call(external, 'POST', `/v1/candidates/${id}/notes`, { text: 'Mine' });
    expect(own.statusCode).toBe(201);
    const notes = (await api.call(external, 'GET', `/v1/candidates/${id}/notes`)).json().items;
    expect(notes.map(({ text }: { text: string }) => text)).toEqual(['Mine']);
    expect(
      (await api.call(external, 'PATCH', `/v1/candidates/${id}`, { phone: '555 0100' })).statusCode,
    ).toBe(200);
  });
});
