// Jobs, stages and the way of an application through them.
import type { Application, Job, Stage } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import { builtinLevels } from '../../modules/access/levels.ts';
import { createEmployee } from '../../modules/employees/employees.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const eventsOf = (tenant: Tenant, after = 0): Promise<{ type: string; subject_id: string }[]> =>
  api.context.db.inCompany(tenant.company.id, async (tx) => {
    const query = sql<{ type: string; subject_id: string }>`
      select type, subject_id from events order by id offset ${after}`;
    return (await query.execute(tx)).rows;
  });

describe('jobs', () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await api.aTenant();
  });

  it('are made, read by id and number, changed and removed, each with its event', async () => {
    const made: Job = (
      await tenant.post('/v1/jobs', {
        title: ' Carpenter ',
        department: 'Workshop',
        employmentType: 'Full-Time',
      })
    ).json();
    expect(made).toMatchObject({
      title: 'Carpenter',
      status: 'open',
      department: 'Workshop',
      applicationCount: 0,
    });
    expect(made.postedAt).not.toBeNull();
    for (const reference of [made.id, String(made.number)])
      expect((await tenant.get(`/v1/jobs/${reference}`)).json()).toEqual(made);
    const changed = (
      await tenant.patch(`/v1/jobs/${made.id}`, { location: 'Lindon', department: null })
    ).json();
    expect(changed).toMatchObject({ title: 'Carpenter', location: 'Lindon', department: null });
    expect((await tenant.delete(`/v1/jobs/${made.id}`)).statusCode).toBe(204);
    expect((await tenant.get(`/v1/jobs/${made.id}`)).statusCode).toBe(404);
    expect((await eventsOf(tenant)).map((event) => event.type)).toEqual([
      'jobs.created',
      'jobs.updated',
      'jobs.deleted',
    ]);
  });

  it('are posted when they are first opened, and keep that date', async () => {
    const { id, postedAt } = (await tenant.post('/v1/jobs', { title: 'Draft', status: 'draft' })).json();
    expect(postedAt).toBeNull();
    const opened = (await tenant.patch(`/v1/jobs/${id}`, { status: 'open' })).json();
    expect(opened.postedAt).not.toBeNull();
    await tenant.patch(`/v1/jobs/${id}`, { status: 'on_hold' });
    expect((await tenant.patch(`/v1/jobs/${id}`, { status: 'open' })).json().postedAt).toBe(opened.postedAt);
  });

  it('are not removed once somebody applied, and take nobody once closed', async () => {
    const { id } = (await tenant.post('/v1/jobs', { title: 'Cook' })).json();
    await tenant.post('/v1/candidates', { name: 'A B', jobId: id });
    const answer = await tenant.delete(`/v1/jobs/${id}`);
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'jobs.in_use']);
    await tenant.patch(`/v1/jobs/${id}`, { status: 'filled' });
    const late = await tenant.post('/v1/candidates', { name: 'C D', jobId: id });
    expect([late.statusCode, late.json().code]).toEqual([422, 'jobs.not_open']);
    expect((await tenant.get(`/v1/jobs/${id}`)).json().applicationCount).toBe(1);
  });

  it('are listed by status, newest first, and do not send what their form does not name', async () => {
    const other = await api.aTenant();
    for (const [title, status] of [
      ['A', 'open'],
      ['B', 'draft'],
      ['C', 'open'],
    ] as const)
      await other.post('/v1/jobs', { title, status });
    const list = async (query: string) =>
      (await other.get(`/v1/jobs?${query}`)).json().items.map((job: Job) => job.title);
    expect(await list('')).toEqual(['C', 'B', 'A']);
    expect(await list('status=open')).toEqual(['C', 'A']);
    const [job] = (await other.get('/v1/jobs')).json().items;
    expect(Object.keys(job)).not.toContain('counts');
  });

  it('refuse a hiring lead who is no employee', async () => {
    const answer = await tenant.post('/v1/jobs', { title: 'X', hiringLeadEmployeeNumber: 4711 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().issues).toEqual([
      { path: 'hiringLeadEmployeeNumber', message: 'expected the number of an employee' },
    ]);
  });
});

describe('stages', () => {
  it('are added, moved, renamed and removed, in one order without gaps', async () => {
    const tenant = await api.aTenant();
    const list = async (): Promise<Stage[]> => (await tenant.get('/v1/stages')).json().items;
    const before = await list();
    expect(before[0]).toMatchObject({ name: 'New', kind: 'new', number: 1, position: 0 });
    const made: Stage = (
      await tenant.post('/v1/stages', { name: 'Trial day', kind: 'active', position: 1 })
    ).json();
    expect(made.position).toBe(1);
    expect((await list()).map((stage) => stage.position)).toEqual([...before, made].map((_, index) => index));
    await tenant.patch(`/v1/stages/${made.id}`, { name: 'Trial week', position: 3 });
    expect((await list())[3]).toMatchObject({ id: made.id, name: 'Trial week' });
    expect((await tenant.delete(`/v1/stages/${made.id}`)).statusCode).toBe(204);
    expect(await list()).toEqual(before);
  });

  it('have names of their own', async () => {
    const tenant = await api.aTenant();
    const answer = await tenant.post('/v1/stages', { name: 'nEw', kind: 'active' });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'stages.name_taken']);
  });

  it('stay while they are used or needed', async () => {
    const tenant = await api.aTenant();
    const { id: jobId } = (await tenant.post('/v1/jobs', { title: 'Cook' })).json();
    const stages: Stage[] = (await tenant.get(`/v1/jobs/${jobId}/stages`)).json().items;
    const [entry] = stages;
    const hired = stages.find((stage) => stage.kind === 'hired');
    const codeOf = (answer: { statusCode: number; json(): { code: string } }) => [
      answer.statusCode,
      answer.json().code,
    ];
    expect(codeOf(await tenant.delete(`/v1/stages/${entry?.id}`))).toEqual([409, 'stages.needed']);
    expect(codeOf(await tenant.patch(`/v1/stages/${hired?.id}`, { kind: 'rejected' }))).toEqual([
      409,
      'stages.needed',
    ]);
    await tenant.post('/v1/candidates', { name: 'A B', jobId });
    await tenant.post('/v1/stages', { name: 'Also new', kind: 'new' });
    expect(codeOf(await tenant.delete(`/v1/stages/${entry?.id}`))).toEqual([409, 'stages.in_use']);
    expect(codeOf(await tenant.patch(`/v1/stages/${entry?.id}`, { kind: 'active' }))).toEqual([
      409,
      'stages.in_use',
    ]);
  });
});

describe('an application', () => {
  let tenant: Tenant;
  let stages: Stage[];
  let application: Application;
  const stageOf = (kind: string) => stages.find((stage) => stage.kind === kind)?.id ?? '';
  beforeAll(async () => {
    tenant = await api.aTenant();
    const { id: jobId } = (await tenant.post('/v1/jobs', { title: 'Cook' })).json();
    stages = (await tenant.get(`/v1/jobs/${jobId}/stages`)).json().items;
    [application] = (await tenant.post('/v1/candidates', { name: 'Julia Child', jobId })).json().applications;
  });

  it('moves, and says so by events and on the timeline, together with the move', async () => {
    const before = (await eventsOf(tenant)).length;
    const move = (stageId: string) => tenant.patch(`/v1/applications/${application.id}`, { stageId });
    expect((await move(stageOf('active'))).json()).toMatchObject({ stageKind: 'active' });
    expect((await move(stageOf('hired'))).json()).toMatchObject({ stageKind: 'hired' });
    expect((await move(stageOf('hired'))).statusCode).toBe(200);
    expect((await eventsOf(tenant, before)).map((event) => event.type)).toEqual([
      'applications.moved',
      'applications.moved',
      'applications.hired',
    ]);
    const timeline = (await tenant.get(`/v1/candidates/${application.candidateId}/timeline`)).json().items;
    expect(timeline.map((entry: { summary: string }) => entry.summary).slice(0, 3)).toEqual([
      'Hired for Cook',
      'Moved from Reviewed to Hired',
      'Moved from New to Reviewed',
    ]);
  });

  it('that is closed without a hire leaves the person in the talent pool', async () => {
    const { id: jobId } = (await tenant.post('/v1/jobs', { title: 'Baker' })).json();
    const { id, applications } = (await tenant.post('/v1/candidates', { name: 'A B', jobId })).json();
    const pool = async () => (await tenant.get(`/v1/candidates/${id}`)).json().inTalentPool;
    expect(await pool()).toBe(false);
    for (const kind of ['rejected', 'withdrawn']) {
      await tenant.patch(`/v1/applications/${applications[0].id}`, { stageId: stageOf(kind) });
      expect(await pool()).toBe(true);
      await tenant.patch(`/v1/applications/${applications[0].id}`, { stageId: stageOf('offer') });
      expect(await pool()).toBe(false);
    }
    await tenant.patch(`/v1/applications/${applications[0].id}`, { stageId: stageOf('hired') });
    expect(await pool()).toBe(false);
  });

  it('does not move into a stage that is not there', async () => {
    const answer = await tenant.patch(`/v1/applications/${application.id}`, { stageId: 'stg_nope' });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'stages.not_found']);
  });

  it('is listed by job and by stage', async () => {
    const list = async (query: string) => (await tenant.get(`/v1/applications?${query}`)).json().items;
    expect(await list(`jobId=${application.jobId}`)).toHaveLength(1);
    expect(await list(`stageId=${stageOf('hired')}&jobId=${application.jobId}`)).toHaveLength(1);
    expect(await list(`stageId=${stageOf('new')}`)).toHaveLength(0);
  });

  it('that many people move at once tells every move, one after the other', async () => {
    const { id: jobId } = (await tenant.post('/v1/jobs', { title: 'Racer' })).json();
    const [moved] = (await tenant.post('/v1/candidates', { name: 'A B', jobId })).json().applications;
    const before = (await eventsOf(tenant)).length;
    const targets = stages.filter((stage) => stage.kind === 'active').map((stage) => stage.id);
    const answers = await Promise.all(
      targets.map((stageId) => tenant.patch(`/v1/applications/${moved.id}`, { stageId })),
    );
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([200]));
    expect((await eventsOf(tenant, before)).length).toBe(targets.length);
  });
});

describe('who sees only the jobs that they lead', () => {
  it('sees their candidates and documents, and nobody else’s', async () => {
    const tenant = await api.aTenant();
    const lead = await createEmployee(api.context, tenant.owner, { firstName: 'Lea', lastName: 'Der' });
    const { definition } = builtinLevels.external_recruiter as (typeof builtinLevels)[string];
    const level = await createAccessLevel(api.context, tenant.owner, {
      name: 'Team lead',
      definition: { ...definition, hiring: { ...definition.hiring, ownCandidatesOnly: false } },
    });
    const user = await createUser(api.context, tenant.owner, {
      kind: 'service',
      firstName: 'Team',
      lastName: 'Lead',
      accessLevelId: level.id,
      employeeNumber: lead.number,
    });
    const { key } = await createKey(api.context, tenant.owner, { name: 'Lead', userId: user.id });
    const mine = (
      await tenant.post('/v1/jobs', { title: 'Mine', hiringLeadEmployeeNumber: lead.number })
    ).json();
    const other = (await tenant.post('/v1/jobs', { title: 'Other' })).json();
    const theirs = (await tenant.post('/v1/candidates', { name: 'Not Visible', jobId: other.id })).json();
    const seen = (await tenant.post('/v1/candidates', { name: 'Seen One', jobId: mine.id })).json();
    await tenant.post(`/v1/candidates/${seen.id}/applications`, { jobId: other.id });

    const ask = async (url: string) => api.call(key, 'GET', url);
    expect((await ask('/v1/jobs')).json().items.map((job: Job) => job.title)).toEqual(['Mine']);
    expect((await ask('/v1/candidates')).json().items.map((one: { name: string }) => one.name)).toEqual([
      'Seen One',
    ]);
    expect((await ask(`/v1/candidates/${seen.id}`)).json().applications).toHaveLength(1);
    expect((await ask('/v1/applications')).json().items).toHaveLength(1);
    for (const url of [
      `/v1/candidates/${theirs.id}`,
      `/v1/jobs/${other.id}`,
      `/v1/applications/${theirs.applications[0].id}`,
    ])
      expect((await ask(url)).statusCode).toBe(404);
    const add = (body: object) => api.call(key, 'POST', '/v1/candidates', body);
    expect((await add({ name: 'A B', jobId: mine.id })).statusCode).toBe(201);
    expect((await add({ name: 'A B', jobId: other.id })).statusCode).toBe(422);
    expect((await add({ name: 'A B' })).statusCode).toBe(422);
  });
});
