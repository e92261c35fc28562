// The hiring report beside what was counted by hand.
import type { Application, HiringReport, Job, Stage, StageKind } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type Tenant, type TestApi } from '../../surfaces/api/testing/api.ts';

let api: TestApi;
let tenant: Tenant;
let stages: Stage[];
let guide: Job;
let cook: Job;
let recruiter: { key: string; userId: string };

const hour = 3_600_000;
const noon = (day: string) => new Date(`${day}T12:00:00Z`);

beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
  stages = (await tenant.get('/v1/stages')).json().items;
  guide = (await tenant.post('/v1/jobs', { title: '=Guide' })).json();
  cook = (await tenant.post('/v1/jobs', { title: 'Cook' })).json();
  recruiter = await aUser('recruiter', { jobs: 'view', candidates: 'edit', hires: 'none' });
  await makeHistory();
});
afterAll(() => api.close());

async function aUser(firstName: string, hiring: object): Promise<{ key: string; userId: string }> {
  const definition = { employees: [], hiring: { assignedJobsOnly: false, ...hiring }, settings: {} };
  const level = (await tenant.post('/v1/access-levels', { name: firstName, definition })).json();
  const user = { kind: 'service', firstName, lastName: 'Lee', accessLevelId: level.id };
  const { id: userId } = (await tenant.post('/v1/users', user)).json();
  return { userId, key: (await tenant.post('/v1/keys', { name: firstName, userId })).json().key };
}

const stageOf = (kind: StageKind, at = 0): string =>
  stages.filter((stage) => stage.kind === kind)[at]?.id ?? '';

/** Applies at a time, and goes through stages, each so many hours after the one before. */
async function anApplication(
  key: string,
  { name, job, source, at }: { name: string; job: Job; source?: string; at: Date },
  moves: [string, number][] = [],
): Promise<Application> {
  api.setNow(at);
  const sent = {
    name,
    jobId: job.id,
    byHand: true,
    email: `${name}@mail.example`,
    ...(source && { source }),
  };
  const made = await api.call(key, 'POST', '/v1/candidates', sent);
  expect(made.statusCode).toBe(201);
  const [application] = made.json().applications;
  let now = at.getTime();
  for (const [stageId, hours] of moves) {
    now += hours * hour;
    api.setNow(new Date(now));
    const moved = await tenant.patch(`/v1/applications/${application.id}`, { stageId });
    expect(moved.statusCode).toBe(200);
  }
  api.setNow(undefined);
  return application;
}

async function makeHistory(): Promise<void> {
  const { key } = tenant;
  const [active, later, offer, hired] = [
    stageOf('active'),
    stageOf('active', 1),
    stageOf('offer'),
    stageOf('hired'),
  ];
  const rejected = stageOf('rejected');
  // Hired: 10 h new, 20 h active, 30 h offer.
  await anApplication(key, { name: 'Ada', job: guide, source: 'Fair', at: noon('2026-03-02') }, [
    [active, 10],
    [offer, 20],
    [hired, 30],
  ]);
  // Offered and rejected: 2 h new, then straight to the offer for 4 h.
  await anApplication(recruiter.key, { name: 'Bo', job: guide, source: 'Fair', at: noon('2026-03-03') }, [
    [offer, 2],
    [rejected, 4],
  ]);
  // Twice in the first active stage: 6 h new, 8 h active, 1 h elsewhere, there now.
  await anApplication(key, { name: 'Cy', job: guide, at: noon('2026-03-04') }, [
    [active, 6],
    [later, 8],
    [active, 1],
  ]);
  // Still new.
  await anApplication(recruiter.key, { name: 'Di', job: cook, source: '@web', at: noon('2026-03-05') });
  // The last minute of the last day, in the company's time zone, and the first of the next.
  await anApplication(key, { name: 'Ed', job: cook, source: '@web', at: lastMinute('2026-03-31') });
  await anApplication(key, {
    name: 'Fy',
    job: cook,
    at: new Date(lastMinute('2026-03-31').getTime() + 60_000),
  });
  // The day before the first.
  await anApplication(key, { name: 'Gus', job: cook, at: lastMinute('2026-02-28') }, [[hired, 1]]);
}

/** 23:59 there. */
function lastMinute(day: string): Date {
  const { timeZone } = tenant.company;
  const utc = new Date(`${day}T23:59:00Z`);
  const local = new Date(`${utc.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`);
  return new Date(utc.getTime() + (utc.getTime() - local.getTime()));
}

const march = 'from=2026-03-01&to=2026-03-31';
const reportOf = async (query = march, key = tenant.key): Promise<HiringReport> =>
  (await api.call(key, 'GET', `/v1/hiring-report?${query}`)).json();
const none = { applied: 0, considered: 0, offered: 0, hired: 0, rejected: 0, withdrawn: 0 };
const ofGuide = { applied: 3, considered: 3, offered: 2, hired: 1, rejected: 1, withdrawn: 0 };
const ofCook = { ...none, applied: 2 };

describe('the hiring report', () => {
  it('counts how far those came who applied within its days, by the clock of the company', async () => {
    const report = await reportOf();
    expect(report).toMatchObject({ from: '2026-03-01', to: '2026-03-31' });
    expect(report.total).toEqual({ ...ofGuide, applied: 5 });
    expect((await reportOf('from=2026-03-01&to=2026-04-01')).total.applied).toBe(6);
    expect((await reportOf('from=2026-02-28&to=2026-02-28')).total).toEqual({
      ...none,
      applied: 1,
      considered: 1,
      offered: 1,
      hired: 1,
    });
    expect((await reportOf('from=2020-01-01&to=2020-12-31')).total).toEqual(none);
  });

  it('says it by job, by source and by who brought them', async () => {
    const { jobs, sources, recruiters } = await reportOf();
    expect(jobs).toEqual({
      items: [
        { jobId: guide.id, number: guide.number, title: '=Guide', ...ofGuide },
        { jobId: cook.id, number: cook.number, title: 'Cook', ...ofCook },
      ],
      others: null,
    });
    expect(sources.items).toEqual([
      { source: 'Fair', ...none, applied: 2, considered: 2, offered: 2, hired: 1, rejected: 1 },
      { source: '@web', ...none, applied: 2 },
      { source: null, ...none, applied: 1, considered: 1 },
    ]);
    expect(recruiters.items).toEqual([
      {
        userId: tenant.userId,
        name: 'account_owner Robot',
        ...none,
        applied: 3,
        considered: 2,
        offered: 1,
        hired: 1,
      },
      {
        userId: recruiter.userId,
        name: 'recruiter Lee',
        ...none,
        applied: 2,
        considered: 1,
        offered: 1,
        rejected: 1,
      },
    ]);
  });

  it('says how long applications stood in each stage, and how many stand there', async () => {
    const report = await reportOf();
    const of = (stageId: string) => report.stages.find((stage) => stage.stageId === stageId);
    // 10, 2 and 6 hours; Di and Ed are there yet.
    expect(of(stageOf('new'))).toMatchObject({ entered: 5, standing: 2, medianHours: 6, p90Hours: 9.2 });
    // 20 and 8 hours; Cy is there again.
    expect(of(stageOf('active'))).toMatchObject({ entered: 3, standing: 1, medianHours: 14, p90Hours: 18.8 });
    expect(of(stageOf('active', 1))).toMatchObject({ entered: 1, standing: 0, medianHours: 1, p90Hours: 1 });
    // 30 and 4 hours.
    expect(of(stageOf('offer'))).toMatchObject({ entered: 2, standing: 0, medianHours: 17, p90Hours: 27.4 });
    expect(of(stageOf('hired'))).toMatchObject({
      entered: 1,
      standing: 1,
      medianHours: null,
      p90Hours: null,
    });
    expect(report.stages.map(({ kind }) => kind)).toEqual([
      'new',
      'active',
      'active',
      'offer',
      'hired',
      'rejected',
    ]);
  });

  it('is of one job where one is named, by its id or number', async () => {
    for (const job of [cook.id, cook.number])
      expect((await reportOf(`${march}&jobId=${job}`)).total).toEqual(ofCook);
    expect((await reportOf(`${march}&jobId=999999`)).total).toEqual(none);
  });

  it('counts what a caller sees: their own people, assigned jobs, nothing of other companies', async () => {
    const agent = await aUser('agent', {
      jobs: 'view',
      candidates: 'edit',
      hires: 'none',
      assignedJobsOnly: true,
      ownCandidatesOnly: true,
    });
    expect((await reportOf(march, agent.key)).total).toEqual(none);
    const members = [{ userId: agent.userId, role: 'external_recruiter' }];
    await tenant.put(`/v1/jobs/${cook.id}/team`, { members });
    await anApplication(agent.key, { name: 'Hal', job: cook, at: noon('2026-03-20') });
    const own = await reportOf(march, agent.key);
    expect(own.total).toEqual({ ...none, applied: 1 });
    expect(own.jobs.items).toEqual([
      { jobId: cook.id, number: cook.number, title: 'Cook', ...none, applied: 1 },
    ]);
    expect(own.recruiters.items.map(({ name }) => name)).toEqual(['agent Lee']);
    const interviewer = await aUser('interviewer', {
      jobs: 'view',
      candidates: 'view',
      hires: 'none',
      assignedJobsOnly: true,
    });
    await tenant.put(`/v1/jobs/${guide.id}/team`, {
      members: [{ userId: interviewer.userId, role: 'interviewer' }],
    });
    expect((await reportOf(march, interviewer.key)).total).toEqual(ofGuide);
    const stranger = await api.aTenant();
    expect((await reportOf(march, stranger.key)).total).toEqual(none);
    expect((await reportOf(`${march}&jobId=${guide.id}`, stranger.key)).total).toEqual(none);
    const blind = await aUser('blind', { jobs: 'view', candidates: 'none', hires: 'none' });
    for (const path of ['', '/jobs'])
      expect((await api.call(blind.key, 'GET', `/v1/hiring-report${path}`)).statusCode).toBe(403);
  });

  it('names two hundred groups, and all others in one line', async () => {
    const crowded = await api.aTenant();
    const job: Job = (await crowded.post('/v1/jobs', { title: 'Clerk' })).json();
    for (let number = 0; number < 203; number += 1) {
      const sent = { name: `P ${number}`, source: `Source ${number}`, jobId: job.id, byHand: true };
      await crowded.post('/v1/candidates', sent);
    }
    const { sources, total } = await reportOf('', crowded.key);
    expect(total.applied).toBe(203);
    expect(sources.items).toHaveLength(200);
    expect(sources.others).toEqual({ ...none, applied: 3, count: 3 });
  });

  it('leaves out who is restricted, in every part', async () => {
    const [{ id }] = (await tenant.get('/v1/candidates?q=Di@mail.example')).json().items;
    const { total, sources } = await reportOf();
    await tenant.post(`/v1/candidates/${id}/restrict`, { reason: 'They asked' });
    const after = await reportOf();
    expect(after.total.applied).toBe(total.applied - 1);
    const applied = (items: { applied: number }[]) => items.reduce((sum, one) => sum + one.applied, 0);
    for (const { items } of [after.jobs, after.sources, after.recruiters])
      expect(applied(items)).toBe(applied(sources.items) - 1);
    await tenant.post(`/v1/candidates/${id}/lift`, { reason: 'They agreed' });
    expect(await reportOf()).toMatchObject({ total, sources });
  });

  it('knows no year 0, and begins at the first day that there was', async () => {
    for (const query of ['from=0000-01-01', 'to=0000-12-31'])
      expect((await tenant.get(`/v1/hiring-report?${query}`)).statusCode).toBe(422);
    expect((await tenant.get('/v1/hiring-report?to=0001-03-01')).json()).toMatchObject({
      from: '0001-01-01',
      total: { applied: 0 },
    });
    expect((await tenant.get('/v1/candidates?createdFrom=0000-01-01')).statusCode).toBe(422);
    const sent = { name: 'Nil', jobId: cook.id, byHand: true, availableOn: '0000-01-01' };
    expect((await tenant.post('/v1/candidates', sent)).statusCode).toBe(422);
  });

  it('comes as CSV, in which nothing is a formula', async () => {
    const answer = await tenant.get(`/v1/hiring-report/jobs?${march}&jobId=${guide.id}`);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toContain('hiring-jobs-2026-03-01-2026-03-31.csv');
    expect(answer.body).toBe(
      `\ufeffNumber,Job,Applied,Considered,Offered,Hired,Rejected,Withdrawn\r\n${guide.number},'=Guide,3,3,2,1,1,0\r\n`,
    );
    expect((await tenant.get(`/v1/hiring-report/sources?${march}`)).body).toContain("\r\n'@web,");
    expect((await tenant.get(`/v1/hiring-report/stages?${march}`)).body).toContain(
      'Offer Sent,offer,2,0,17,27.4',
    );
  });

  it.each(['from=2026-02-02&to=2026-02-01', 'from=yesterday', 'to=2026-02-30', 'sort=name'])(
    'is refused for %s',
    async (query) => {
      const answer = await tenant.get(`/v1/hiring-report?${query}`);
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'request.invalid']);
    },
  );
});
