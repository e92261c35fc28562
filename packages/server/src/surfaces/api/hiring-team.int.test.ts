// Publishing and closing, pipelines of jobs, hiring teams, and what external recruiters see.
import { readFileSync } from 'node:fs';
import type { Application, Job, Pipeline, Stage } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnection } from '../../modules/connections/connections.service.ts';
import { addTimelineEntries } from '../../modules/timeline/timeline.service.ts';
import { type Answer, aForm, aPdf, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(() => api.close());

const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const eventsOf = (subject: string): Promise<string[]> =>
  api.context.db.inCompany(tenant.company.id, async (tx) => {
    const rows = await sql<{
      type: string;
    }>`select type from events where subject_id = ${subject} order by id`.execute(tx);
    return rows.rows.map(({ type }) => type);
  });
const aJob = async (part: object = {}): Promise<Job> =>
  (await tenant.post('/v1/jobs', { title: 'Cook', ...part })).json();

describe('a job', () => {
  it('is published and closed, each once, and told of', async () => {
    const { id } = await aJob({ status: 'draft' });
    const published: Job = (await tenant.post(`/v1/jobs/${id}/publish`)).json();
    expect(published).toMatchObject({ status: 'open', publishedAt: expect.any(String) });
    expect((await tenant.post(`/v1/jobs/${id}/publish`)).json()).toEqual(published);
    const closed = (await tenant.post(`/v1/jobs/${id}/close`, {})).json();
    expect(closed).toMatchObject({ status: 'filled', publishedAt: null, postedAt: published.postedAt });
    expect((await tenant.post(`/v1/jobs/${id}/close`, { status: 'canceled' })).json().status).toBe(
      'canceled',
    );
    expect(await eventsOf(id)).toEqual([
      'jobs.created',
      'jobs.updated',
      'jobs.published',
      'jobs.updated',
      'jobs.closed',
      'jobs.updated',
    ]);
  });

  it('is not public because it is open, and no more once its status is another', async () => {
    const { id, publishedAt } = await aJob();
    expect(publishedAt).toBeNull();
    await tenant.post(`/v1/jobs/${id}/publish`);
    expect((await tenant.patch(`/v1/jobs/${id}`, { status: 'on_hold' })).json().publishedAt).toBeNull();
    expect((await tenant.patch(`/v1/jobs/${id}`, { status: 'open' })).json().publishedAt).toBeNull();
    expect(await eventsOf(id)).toContain('jobs.closed');
  });

  it('that was deleted is not published', async () => {
    const { id } = await aJob({ status: 'deleted' });
    expect(codeOf(await tenant.post(`/v1/jobs/${id}/publish`))).toEqual([409, 'jobs.deleted']);
    expect(codeOf(await tenant.post(`/v1/jobs/${id}/close`, { status: 'open' }))).toEqual([
      422,
      'request.invalid',
    ]);
  });
});

describe('pipelines', () => {
  const short = [
    { name: 'In', kind: 'new' },
    { name: 'Talk', kind: 'active' },
    { name: 'In the team', kind: 'hired' },
  ];
  const make = async (body: object): Promise<Pipeline> => (await tenant.post('/v1/pipelines', body)).json();

  it('are made of stages, copied, renamed, made the default and removed', async () => {
    const made = await make({ name: 'Short', stages: short });
    expect(made).toMatchObject({ name: 'Short', isDefault: false, jobCount: 0 });
    expect(made.stages.map(({ name, kind, position }) => [name, kind, position])).toEqual(
      short.map(({ name, kind }, position) => [name, kind, position]),
    );
    const copy = await make({ name: 'Copy', copyOf: made.id });
    expect(copy.stages.map(({ name }) => name)).toEqual(['In', 'Talk', 'In the team']);
    expect(copy.stages.map(({ id }) => id)).not.toContain(made.stages[0]?.id);
    const usual = await make({ name: 'Usual' });
    expect(usual.stages.length).toBeGreaterThan(10);
    const added = await tenant.post('/v1/stages', {
      name: 'Test',
      kind: 'active',
      position: 1,
      pipelineId: copy.id,
    });
    expect(added.json()).toMatchObject({ pipelineId: copy.id, position: 1 });
    expect((await tenant.patch(`/v1/pipelines/${copy.id}`, { name: 'Trial' })).json().name).toBe('Trial');
    const { items: before } = (await tenant.get('/v1/pipelines')).json();
    const first = before.find(({ isDefault }: Pipeline) => isDefault);
    await tenant.patch(`/v1/pipelines/${made.id}`, { isDefault: true });
    const defaults = (await tenant.get('/v1/pipelines'))
      .json()
      .items.filter((one: Pipeline) => one.isDefault);
    expect(defaults.map(({ id }: Pipeline) => id)).toEqual([made.id]);
    expect((await aJob()).pipelineId).toBe(made.id);
    await tenant.patch(`/v1/pipelines/${first.id}`, { isDefault: true });
    expect((await tenant.delete(`/v1/pipelines/${copy.id}`)).statusCode).toBe(204);
    expect(codeOf(await tenant.get(`/v1/pipelines/${copy.id}`))).toEqual([404, 'pipelines.not_found']);
    for (const id of [made.id, first.id])
      expect(codeOf(await tenant.delete(`/v1/pipelines/${id}`))).toEqual([409, 'pipelines.in_use']);
    expect(await eventsOf(copy.id)).toEqual(['pipelines.created', 'pipelines.updated', 'pipelines.removed']);
  });

  it.each<[string, object, number, string]>([
    [
      'no stage for those who are hired',
      { name: 'A', stages: [{ name: 'In', kind: 'new' }] },
      409,
      'stages.needed',
    ],
    [
      'two stages of one name',
      { name: 'B', stages: [...short, { name: 'TALK', kind: 'active' }] },
      409,
      'stages.name_taken',
    ],
    ['the stages of none', { name: 'C', copyOf: 'pip_0' }, 404, 'pipelines.not_found'],
    ['a name that there is', { name: 'hiring' }, 409, 'pipelines.name_taken'],
    ['no name', { name: ' ' }, 422, 'request.invalid'],
  ])('cannot have %s', async (_what, body, status, code) => {
    expect(codeOf(await tenant.post('/v1/pipelines', body))).toEqual([status, code]);
  });

  it('of a job are changed with its applications, which keep their kind of stage', async () => {
    const { id: jobId, pipelineId } = await aJob();
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${jobId}/stages`)).json().items;
    const made = await Promise.all(
      ['A', 'B'].map(
        async (name) => (await tenant.post('/v1/candidates', { name, jobId })).json().applications[0],
      ),
    );
    const interview = stages.find(({ name }) => name === 'Interviewed');
    await tenant.patch(`/v1/applications/${made[1].id}`, { stageId: interview?.id });
    const other = await make({ name: 'Other', stages: short });
    const changed = await tenant.patch(`/v1/jobs/${jobId}`, { pipelineId: other.id });
    expect(changed.json()).toMatchObject({ pipelineId: other.id, applicationCount: 2 });
    const stagesOf = async () => {
      const { items } = (await tenant.get(`/v1/applications?jobId=${jobId}`)).json();
      return items.map(({ stageName }: Application) => stageName).sort();
    };
    expect(await stagesOf()).toEqual(['In', 'Talk']);
    expect(await eventsOf(made[1].id)).toEqual([
      'candidates.applied',
      'applications.moved',
      'applications.moved',
    ]);
    expect((await tenant.post('/v1/candidates', { name: 'C', jobId })).json().applications[0].stageName).toBe(
      'In',
    );
    const [gone] = (await tenant.get(`/v1/jobs/${jobId}/stages`)).json().items;
    expect(gone.pipelineId).toBe(other.id);
    await tenant.patch(`/v1/jobs/${jobId}`, { pipelineId });
    expect(await stagesOf()).toEqual(['New', 'New', 'Reviewed']);
    for (const wrong of ['pip_0', (await (await api.aTenant()).get('/v1/pipelines')).json().items[0].id])
      expect(codeOf(await tenant.patch(`/v1/jobs/${jobId}`, { pipelineId: wrong }))).toEqual([
        404,
        'pipelines.not_found',
      ]);
    expect(codeOf(await tenant.post('/v1/jobs', { title: 'X', pipelineId: 'pip_0' }))).toEqual([
      404,
      'pipelines.not_found',
    ]);
  });

  it('of a job take along an application that is moved at this moment', async () => {
    const { id: jobId } = await aJob();
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${jobId}/stages`)).json().items;
    const { applications } = (await tenant.post('/v1/candidates', { name: 'Moving', jobId })).json();
    const interview = stages.find(({ name }) => name === 'Interviewed');
    const other = await make({ name: 'Taken along', stages: short });
    let changing: Promise<Answer> | undefined;
    await api.context.db.inCompany(tenant.company.id, async (tx) => {
      await sql`update applications set stage_id = ${interview?.id} where id = ${applications[0].id}`.execute(
        tx,
      );
      changing = tenant.patch(`/v1/jobs/${jobId}`, { pipelineId: other.id });
      // Long enough for the other one to wait for this row.
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    expect((await changing)?.statusCode).toBe(200);
    const { stageName } = (await tenant.get(`/v1/applications/${applications[0].id}`)).json();
    expect(stageName).toBe('Talk');
  });

  it('are made the default by many at once, and one is it in the end', async () => {
    const made = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => make({ name: `Default ${n}` })));
    const answers = await Promise.all(
      made.map(({ id }) => tenant.patch(`/v1/pipelines/${id}`, { isDefault: true })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(made.map(() => 200));
    const pipelines: Pipeline[] = (await tenant.get('/v1/pipelines')).json().items;
    expect(pipelines.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  it('without a stage of the kind that is stood in are refused', async () => {
    const { id: jobId } = await aJob();
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${jobId}/stages`)).json().items;
    const { applications } = (await tenant.post('/v1/candidates', { name: 'A', jobId })).json();
    const rejected = stages.find(({ kind }) => kind === 'rejected');
    await tenant.patch(`/v1/applications/${applications[0].id}`, { stageId: rejected?.id });
    const other = await make({ name: 'Nobody is rejected', stages: short });
    const answer = await tenant.patch(`/v1/jobs/${jobId}`, { pipelineId: other.id, title: 'Changed' });
    expect(codeOf(answer)).toEqual([409, 'pipelines.no_stage']);
    expect((await tenant.get(`/v1/jobs/${jobId}`)).json().title).toBe('Cook');
  });
});

interface Somebody {
  key: string;
  userId: string;
}

async function aUser(level: string): Promise<Somebody> {
  const key = await tenant.aKeyOf(level);
  const choices = (await tenant.get('/v1/jobs/team-choices')).json().items;
  const known = new Set(seen);
  const user = choices.find(
    (one: { userId: string; name: string }) => one.name === `${level} Robot` && !known.has(one.userId),
  );
  seen.push(user.userId);
  return { key, userId: user.userId };
}
const seen: string[] = [];
async function aUserWith(hiring: object): Promise<Somebody> {
  const definition = { employees: [], hiring, settings: {} };
  const name = `Agent ${crypto.randomUUID()}`;
  const level = (await tenant.post('/v1/access-levels', { name, definition })).json();
  const user = { kind: 'service', firstName: 'Agent', lastName: 'Robot', accessLevelId: level.id };
  const { id: userId } = (await tenant.post('/v1/users', user)).json();
  return { userId, key: (await tenant.post('/v1/keys', { name: 'Agent', userId })).json().key };
}
const as = ({ key }: Somebody) => ({
  get: (url: string) => api.call(key, 'GET', url),
  post: (url: string, body?: unknown, headers?: Record<string, string>) =>
    api.call(key, 'POST', url, body, headers),
  patch: (url: string, body: unknown) => api.call(key, 'PATCH', url, body),
  put: (url: string, body: unknown) => api.call(key, 'PUT', url, body),
  delete: (url: string) => api.call(key, 'DELETE', url),
});
const assign = (job: string, ...members: [Somebody, string][]) =>
  tenant.put(`/v1/jobs/${job}/team`, { members: members.map(([{ userId }, role]) => ({ userId, role })) });
const titlesOf = (answer: Answer) => answer.json().items.map(({ title }: Job) => title);
const namesOf = (answer: Answer) =>
  answer
    .json()
    .items.map(({ name }: { name: string }) => name)
    .sort();

describe('a hiring team', () => {
  it('is said whole, and who is on it sees the job when they see assigned ones only', async () => {
    const [job, other] = [await aJob({ title: 'Mine' }), await aJob({ title: 'Other' })];
    const manager = await aUser('manager');
    expect(titlesOf(await as(manager).get('/v1/jobs'))).toEqual([]);
    const team = (await assign(job.id, [manager, 'interviewer'])).json();
    expect(team.items).toEqual([{ userId: manager.userId, name: 'manager Robot', role: 'interviewer' }]);
    expect((await assign(job.id, [manager, 'hiring_manager'])).json().items[0].role).toBe('hiring_manager');
    await tenant.post('/v1/candidates', { name: 'Ada', jobId: job.id });
    await tenant.post('/v1/candidates', { name: 'Bea', jobId: other.id });
    expect(titlesOf(await as(manager).get('/v1/jobs'))).toEqual(['Mine']);
    expect(namesOf(await as(manager).get('/v1/candidates'))).toEqual(['Ada']);
    expect((await as(manager).get(`/v1/jobs/${other.id}/team`)).statusCode).toBe(404);
    expect((await as(manager).put(`/v1/jobs/${job.id}/team`, { members: [] })).statusCode).toBe(403);
    expect((await assign(job.id)).json().items).toEqual([]);
    expect(titlesOf(await as(manager).get('/v1/jobs'))).toEqual([]);
    expect(await eventsOf(job.id)).toContain('jobs.updated');
  });

  it('has enabled users of the company on it, each once', async () => {
    const { id } = await aJob();
    const manager = await aUser('manager');
    const strangers = await api.aTenant();
    for (const members of [
      [{ userId: 'usr_0', role: 'recruiter' }],
      [{ userId: strangers.userId, role: 'recruiter' }],
      [
        { userId: manager.userId, role: 'recruiter' },
        { userId: manager.userId, role: 'interviewer' },
      ],
      [{ userId: manager.userId, role: 'owner' }],
    ])
      expect(codeOf(await tenant.put(`/v1/jobs/${id}/team`, { members }))).toEqual([422, 'request.invalid']);
    expect((await tenant.get(`/v1/jobs/${id}/team`)).json().items).toEqual([]);
  });
});

describe('an external recruiter', () => {
  const marker = 'Zebedeus';
  let recruiter: Somebody;
  let rival: Somebody;
  let job: Job;
  let closed: Job;
  let own: { id: string; applications: Application[] };
  /** Ids of what is not theirs, by the noun of a path. */
  let foreign: Record<string, string>;

  beforeAll(async () => {
    [recruiter, rival] = [await aUser('external_recruiter'), await aUser('external_recruiter')];
    [job, closed] = [await aJob({ title: 'Assigned' }), await aJob({ title: `${marker} secret` })];
    await assign(job.id, [recruiter, 'external_recruiter'], [rival, 'external_recruiter']);
    await assign(closed.id, [rival, 'external_recruiter']);
    own = (await as(recruiter).post('/v1/candidates', { name: 'Own Person', jobId: job.id })).json();
    const { body, headers } = aForm([
      { name: 'name', value: `${marker} Rival` },
      { name: 'email', value: `${marker}@example.com` },
      { name: 'jobId', value: job.id },
      { name: 'resume', file: { name: `${marker}.pdf`, bytes: await aPdf(marker) } },
    ]);
    const other = (await as(rival).post('/v1/candidates', body, headers)).json();
    await tenant.post(`/v1/applications/${other.applications[0].id}/comments`, { text: `${marker} is good` });
    // Somebody of theirs applied elsewhere too, and is talked about there.
    const elsewhere = await tenant.post(`/v1/candidates/${own.id}/applications`, { jobId: closed.id });
    await tenant.post(`/v1/applications/${elsewhere.json().id}/comments`, { text: `${marker} said so` });
    const question = await tenant.post(`/v1/jobs/${closed.id}/questions`, { label: marker, type: 'date' });
    const hidden = (await tenant.post('/v1/pipelines', { name: `${marker} pipeline` })).json();
    await tenant.patch(`/v1/jobs/${closed.id}`, { pipelineId: hidden.id });
    foreign = {
      jobs: closed.id,
      candidates: other.id,
      applications: other.applications[0].id,
      files: other.attachments[0].fileId,
      pipelines: hidden.id,
      question: question.json().id,
    };
  });

  it('sees assigned jobs and the people whom they brought, and makes no jobs', async () => {
    const me = as(recruiter);
    expect(titlesOf(await me.get('/v1/jobs'))).toEqual(['Assigned']);
    expect((await me.get(`/v1/jobs/${job.id}`)).json()).toMatchObject({ applicationCount: 1 });
    expect(namesOf(await me.get('/v1/candidates'))).toEqual(['Own Person']);
    const seen = (await me.get(`/v1/candidates/${own.id}`)).json();
    expect(seen.broughtBy).toEqual({ userId: recruiter.userId, name: 'external_recruiter Robot' });
    expect(seen.applications.map(({ jobTitle }: Application) => jobTitle)).toEqual(['Assigned']);
    expect((await me.get('/v1/applications')).json().items).toHaveLength(1);
    expect((await me.get(`/v1/jobs/${job.id}/team`)).json().items).toHaveLength(1);
    for (const body of [{ title: 'X' }, { title: 'X', status: 'draft' }])
      expect(codeOf(await me.post('/v1/jobs', body))).toEqual([403, 'access.forbidden']);
  });

  it('takes away documents that they added themselves, and no others', async () => {
    const add = async (who: Pick<Tenant, 'post'>) => {
      const { body, headers } = aForm([
        { name: 'file', file: { name: 'note.txt', bytes: Buffer.from('Said so.') } },
      ]);
      const answer = await who.post(`/v1/candidates/${own.id}/attachments`, body, headers);
      return `/v1/candidates/${own.id}/attachments/${answer.json().items[0].fileId}`;
    };
    const [theirs, ours] = [await add(as(recruiter)), await add(tenant)];
    expect(codeOf(await as(recruiter).delete(ours))).toEqual([404, 'files.not_found']);
    expect((await as(recruiter).delete(theirs)).statusCode).toBe(204);
    expect((await tenant.delete(ours)).statusCode).toBe(204);
    // What came with an application that somebody else made is seen, and not theirs.
    const applied = aForm([
      { name: 'jobId', value: (await aJob({ title: 'Third' })).id },
      { name: 'byHand', value: 'true' },
      { name: 'resume', file: { name: 'cv.txt', bytes: Buffer.from('So far.') } },
    ]);
    await tenant.post(`/v1/candidates/${own.id}/applications`, applied.body, applied.headers);
    const [came] = (await as(recruiter).get(`/v1/candidates/${own.id}`)).json().attachments;
    const at = `/v1/candidates/${own.id}/attachments/${came.fileId}`;
    expect(codeOf(await as(recruiter).delete(at))).toEqual([403, 'access.forbidden']);
    expect((await tenant.delete(at)).statusCode).toBe(204);
    const rivals = `/v1/candidates/${foreign.candidates}/attachments/${foreign.files}`;
    expect(codeOf(await as(recruiter).delete(rivals))).toEqual([404, 'candidates.not_found']);
  });

  it('brings people to assigned jobs only, and not to the talent pool', async () => {
    const me = as(recruiter);
    for (const jobId of [closed.id, String(closed.number), 'job_0', undefined])
      expect(codeOf(await me.post('/v1/candidates', { name: 'X', ...(jobId && { jobId }) }))).toEqual([
        422,
        'jobs.not_open',
      ]);
    const apply = await me.post(`/v1/candidates/${own.id}/applications`, { jobId: closed.id });
    expect(codeOf(apply)).toEqual([422, 'jobs.not_open']);
  });

  it('neither moves nor rates the people whom they brought', async () => {
    const me = as(recruiter);
    const [application] = (await me.get('/v1/applications')).json().items;
    const stages: Stage[] = (await me.get(`/v1/jobs/${job.id}/stages`)).json().items;
    for (const patch of [{ stageId: stages.find(({ kind }) => kind === 'hired')?.id }, { rating: 5 }])
      expect(codeOf(await me.patch(`/v1/applications/${application.id}`, patch))).toEqual([
        403,
        'access.forbidden',
      ]);
    expect((await tenant.get(`/v1/applications/${application.id}`)).json()).toMatchObject(application);
    const comment = await me.post(`/v1/applications/${application.id}/comments`, { text: 'On holiday' });
    expect(comment.statusCode).toBe(201);
  });

  it('does not learn from filters what somebody applied for elsewhere', async () => {
    const me = as(recruiter);
    for (const jobId of [closed.id, closed.number])
      expect((await me.get(`/v1/candidates?jobId=${jobId}`)).json().items).toEqual([]);
    expect(namesOf(await me.get(`/v1/candidates?jobId=${job.id}`))).toEqual(['Own Person']);
    expect((await me.get(`/v1/candidates?q=${marker}`)).json().items).toEqual([]);
  });

  it('reads nothing of others by any route of /v1, walked from the list of all', async () => {
    const document = JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
    const everything = (await tenant.get(`/v1/candidates/${foreign.candidates}`)).body;
    expect(everything).toContain(marker);
    let walked = 0;
    for (const [path, operations] of Object.entries(document.paths as Record<string, object>)) {
      const noun = path.split('/')[2] ?? '';
      const fill = (ids: Record<string, string>) =>
        path
          .replace('{id}', ids[noun] ?? 'x_0')
          .replace('{question}', ids.question ?? 'x_0')
          .replace(/\{\w+\}/g, '1');
      const owned = {
        ...foreign,
        jobs: job.id,
        candidates: own.id,
        applications: own.applications[0]?.id ?? '',
      };
      for (const method of Object.keys(operations).map((name) => name.toUpperCase()))
        for (const url of new Set([fill(foreign), fill(owned)])) {
          // Signing out would end the walk; what is open to everybody tells nothing of a company.
          if (/\/v1\/(session|setup|docs|openapi)/.test(url) || (method !== 'GET' && url === fill(owned)))
            continue;
          const body =
            method === 'GET' ? undefined : { stageId: 'x', text: 'x', name: 'x', title: 'x', members: [] };
          const answer = await api.call(recruiter.key, method, url, body);
          walked += 1;
          expect({ method, url, tells: answer.body.includes(marker) }).toEqual({ method, url, tells: false });
          expect(answer.statusCode).toBeLessThan(500);
          if (path.includes('{id}') && Object.keys(foreign).includes(noun) && url === fill(foreign))
            expect({ method, url, status: [403, 404, 415, 422].includes(answer.statusCode) }).toEqual({
              method,
              url,
              status: true,
            });
        }
    }
    expect(walked).toBeGreaterThan(80);
    const { body, headers } = aForm([{ name: 'file', file: { name: 'x.txt', bytes: Buffer.from('x') } }]);
    const attach = `/v1/candidates/${foreign.candidates}/attachments`;
    expect((await api.call(recruiter.key, 'POST', attach, body, headers)).statusCode).toBe(404);
    expect((await tenant.get(`/v1/candidates/${foreign.candidates}`)).body).toBe(everything);
  });

  it('is not told where else the people whom they brought are, or are sent', async () => {
    const agent = await aUser('external_recruiter');
    const me = as(agent);
    const [assigned, next, secret] = [
      await aJob({ title: 'Assigned too' }),
      await aJob({ title: 'Assigned next' }),
      await aJob({ title: 'Elsewhere' }),
    ];
    for (const { id } of [assigned, next]) await assign(id, [agent, 'external_recruiter']);
    const person = (await me.post('/v1/candidates', { name: 'Sent Person', jobId: assigned.id })).json();
    const url = `/v1/candidates/${person.id}`;
    const [here] = person.applications;
    const there = (await tenant.post(`${url}/applications`, { jobId: secret.id })).json();
    await tenant.post(`/v1/applications/${here.id}/reject`, {});
    const inPool = async (who: Pick<Tenant, 'get'>) => [
      (await who.get(url)).json().inTalentPool,
      namesOf(await who.get('/v1/candidates?talentPool=true')).includes('Sent Person'),
    ];
    expect([await inPool(me), await inPool(tenant)]).toEqual([
      [true, true],
      [false, false],
    ]);
    await tenant.post(`${url}/move`, { jobId: next.id, fromApplicationId: there.id });
    const resume = { url: 'https://elsewhere.example/cv.pdf' };
    expect((await tenant.post(`${url}/attachments`, { resume })).statusCode).toBe(201);
    expect((await tenant.get(url)).json().resumeFetch).toMatchObject({ host: 'elsewhere.example' });
    const writeIds = await sendElsewhere(person.id, here.id);
    const reads = [
      url,
      `${url}/timeline`,
      `/v1/recruiting-writes?candidate=${person.id}`,
      `/v1/recruiting-records?candidate=${person.id}`,
      ...writeIds.map((id) => `/v1/recruiting-writes/${id}`),
    ];
    for (const read of reads) {
      expect([read, /elsewhere/i.test((await tenant.get(read)).body)]).toEqual([read, true]);
      expect([read, /elsewhere/i.test((await me.get(read)).body)]).toEqual([read, false]);
    }
    // Who works on one of the jobs is told of this one.
    const manager = await aUser('manager');
    await assign(assigned.id, [manager, 'recruiter']);
    const told = (await as(manager).get(`/v1/recruiting-writes?candidate=${person.id}`)).json().items;
    expect(told.map(({ applicationId }: { applicationId: string }) => applicationId)).toEqual([here.id]);
    const timeline = (await as(manager).get(`${url}/timeline`)).json().items;
    expect(timeline.map(({ kind }: { kind: string }) => kind)).toContain('sent_to');
  });

  async function sendElsewhere(candidateId: string, applicationId: string): Promise<string[]> {
    const { context } = api;
    const { id: connectionId } = await createConnection(context, tenant.owner, {
      provider: 'bamboohr',
      name: 'Elsewhere',
      subdomain: 'elsewhere',
      apiKey: 'k'.repeat(40),
      enabled: false,
    });
    const { applications } = (await tenant.get(`/v1/candidates/${candidateId}`)).json();
    const unseen = applications.find(({ jobTitle }: Application) => jobTitle === 'Elsewhere');
    const writes = [applicationId, unseen.id].map((application, at) => ({
      id: `rwr_${crypto.randomUUID()}`,
      application,
      job: `j_${at}`,
    }));
    const { companyId } = tenant.owner;
    await context.db.inCompany(companyId, async (tx) => {
      for (const { id, application, job } of writes)
        await sql`insert into recruiting_writes (id, company_id, connection_id, kind, state, candidate_id,
            application_id, provider_job_id, requested_by, requested_by_user, created_at)
          values (${id}, ${companyId}, ${connectionId}, 'post_candidate', 'refused', ${candidateId},
            ${application}, ${job}, 'Test', 'Test', now())`.execute(tx);
      await sql`insert into recruiting_records (id, company_id, connection_id, provider_id, application_id,
          state, status_name, seen_at)
        values (${`rec_${crypto.randomUUID()}`}, ${companyId}, ${connectionId}, '1', ${applicationId},
          'taken', 'Rejected elsewhere', now())`.execute(tx);
      await addTimelineEntries(tx, companyId, [
        { candidateId, kind: 'sent_to', actor: 'Test', detail: { connection: 'Elsewhere' } },
        {
          ...{ candidateId, applicationId, kind: 'sent_to_hris', actor: 'Test' },
          detail: { summary: 'Sent elsewhere: employee 7' },
        },
      ]);
    });
    return writes.map(({ id }) => id);
  }

  it('loses the job with the assignment, and keeps the people', async () => {
    await assign(job.id, [rival, 'external_recruiter']);
    const me = as(recruiter);
    expect(titlesOf(await me.get('/v1/jobs'))).toEqual([]);
    expect((await me.get('/v1/applications')).json().items).toEqual([]);
    const still = (await me.get(`/v1/candidates/${own.id}`)).json();
    expect([still.name, still.applications]).toEqual(['Own Person', []]);
    await assign(job.id, [recruiter, 'external_recruiter'], [rival, 'external_recruiter']);
  });

  it('as a role narrows somebody who sees the candidates of other jobs', async () => {
    const manager = await aUser('manager');
    const [first, second] = [await aJob({ title: 'First' }), await aJob({ title: 'Second' })];
    await assign(first.id, [manager, 'recruiter']);
    await assign(second.id, [manager, 'external_recruiter']);
    await tenant.post('/v1/candidates', { name: 'Of the first', jobId: first.id });
    await tenant.post('/v1/candidates', { name: 'Of the second', jobId: second.id });
    expect(titlesOf(await as(manager).get('/v1/jobs')).sort()).toEqual(['First', 'Second']);
    expect(namesOf(await as(manager).get('/v1/candidates'))).toEqual(['Of the first']);
  });

  it('as a role is told no opinions, decides nothing and makes no jobs, whatever the level lets them', async () => {
    const agent = await aUserWith({
      jobs: 'edit',
      candidates: 'edit',
      hires: 'none',
      assignedJobsOnly: true,
    });
    const given = await aJob({ title: 'From outside' });
    await assign(given.id, [agent, 'external_recruiter']);
    const me = as(agent);
    const made = (await me.post('/v1/candidates', { name: 'Agency Person', jobId: given.id })).json();
    const url = `/v1/candidates/${made.id}`;
    const applied = `/v1/applications/${made.applications[0].id}`;
    await tenant.patch(url, { tags: ['opinion'], rating: 4 });
    await tenant.post(`${url}/notes`, { text: 'opinion' });
    await tenant.post(`${applied}/comments`, { text: 'opinion' });
    await tenant.patch(applied, { rating: 4 });
    const reason = (await tenant.post('/v1/reject-reasons', { label: 'An opinion' })).json();
    await tenant.post(`${applied}/reject`, { reasonId: reason.id });
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${given.id}/stages`)).json().items;
    const hired = { stageId: stages.find(({ kind }) => kind === 'hired')?.id };
    const reads = [url, `${url}/notes`, `${url}/timeline`, applied, `${applied}/comments`];
    const asked = ['tag=opinion', 'ratingFrom=4', `rejectReasonId=${reason.id}`];
    const look = async () => ({
      told: await Promise.all(
        reads.map(async (read) => /opinion|"rating":4/i.test((await me.get(read)).body)),
      ),
      found: await Promise.all(asked.map(async (q) => namesOf(await me.get(`/v1/candidates?${q}`)).length)),
      tags: (await me.get('/v1/candidates/tags')).json().items.length,
    });
    expect(await look()).toEqual({ told: reads.map(() => false), found: [0, 0, 0], tags: 0 });
    const act = (action: object) => me.post('/v1/candidates/actions', { candidateIds: [made.id], action });
    for (const answer of [
      await me.patch(applied, hired),
      await me.patch(applied, { rating: 5 }),
      await me.post(`${applied}/reject`, {}),
      await me.patch(url, { rating: 5 }),
      await me.post(`${url}/move`, { to: 'talent_pool' }),
      await me.post('/v1/candidates', { name: 'X', jobId: given.id, rating: 5 }),
      await me.post('/v1/jobs', { title: 'Of their own' }),
      await me.post('/v1/recruiting-writes', {
        ...{ kind: 'post_candidate', candidateId: made.id, connectionId: 'con_0', jobId: 'x' },
      }),
    ])
      expect(codeOf(answer)).toEqual([403, 'access.forbidden']);
    for (const action of [
      { type: 'stage', jobId: given.id, ...hired },
      { type: 'reject', jobId: given.id },
      { type: 'tag', add: ['mine'] },
    ])
      expect((await act(action)).json()).toMatchObject({ done: 0, failed: 1 });
    await assign(given.id, [agent, 'recruiter']);
    expect(await look()).toEqual({ told: reads.map(() => true), found: [1, 1, 1], tags: 1 });
    expect((await me.patch(applied, hired)).json()).toMatchObject({ stageKind: 'hired' });
    expect((await me.post('/v1/jobs', { title: 'Of the company' })).statusCode).toBe(201);
  });

  it('as a role does not say who else works on the job, whatever the level lets them edit', async () => {
    const jobs = { jobs: 'edit', candidates: 'edit', hires: 'none', assignedJobsOnly: true };
    const agent = await aUserWith(jobs);
    const [job, led] = [await aJob({ title: 'Given' }), await aJob({ title: 'Worked on' })];
    await assign(job.id, [agent, 'external_recruiter']);
    await assign(led.id, [agent, 'recruiter']);
    await tenant.post('/v1/candidates', { name: 'Hidden', jobId: job.id });
    const members = [{ userId: agent.userId, role: 'recruiter' }];
    const me = as(agent);
    expect(codeOf(await me.put(`/v1/jobs/${job.id}/team`, { members }))).toEqual([403, 'access.forbidden']);
    const lead = { hiringLeadEmployeeNumber: null };
    expect(codeOf(await me.patch(`/v1/jobs/${job.id}`, lead))).toEqual([403, 'access.forbidden']);
    expect(namesOf(await me.get('/v1/candidates'))).toEqual([]);
    expect((await me.patch(`/v1/jobs/${job.id}`, { title: 'Given to them' })).statusCode).toBe(200);
    expect((await me.put(`/v1/jobs/${led.id}/team`, { members })).statusCode).toBe(200);
  });
});
