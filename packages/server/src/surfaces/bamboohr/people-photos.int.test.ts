// A photo is shown wherever a person is named, by an address that needs no key, and only to who may see it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import type { Principal } from '../../modules/access/principal.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { type Caller, createCaller } from './conformance/caller.ts';
import { aPng } from './conformance/pictures.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let company: Principal;
let full: Caller;
/** Has a photo, and leads `worker`. */
let boss: string;
let worker: string;

beforeAll(async () => {
  server = await startTestServer();
  const sandbox = await server.sandbox('acme', 3);
  company = systemPrincipal(sandbox.company);
  full = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey: sandbox.apiKey });
  boss = await full.create({ firstName: 'Bea', lastName: 'Photographed' });
  worker = await full.create({ firstName: 'Wim', lastName: 'Worker' });
  const row = { date: '2020-01-01', jobTitle: 'Painter', reportsTo: boss };
  expect((await full.postJson(`employees/${worker}/tables/jobInfo`, row)).status).toBe(200);
  const form = new FormData();
  form.set('file', new Blob([aPng(150, 150)], { type: 'image/png' }), 'photo.png');
  const uploaded = await full.send(`employees/${boss}/photo`, { method: 'POST', body: form });
  expect(uploaded.status).toBe(201);
  const levels = await createAccessLevel(server.context, company, {
    name: 'Approver',
    definition: {
      employees: [],
      manageEmployees: false,
      directory: false,
      hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
      settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
    },
  });
  await createUser(server.context, company, {
    kind: 'service',
    firstName: 'Bea',
    lastName: 'Photographed',
    accessLevelId: levels.id,
    employeeNumber: Number(boss),
  });
});
afterAll(() => server.close());

async function blindToPhotos(): Promise<Caller> {
  const level = await createAccessLevel(server.context, company, {
    name: 'Everything but photos',
    definition: {
      employees: [
        { scope: { kind: 'all' }, fields: { '*': 'edit', timeOff: 'edit', goals: 'edit', photoUrl: 'none' } },
      ],
      manageEmployees: true,
      directory: false,
      hiring: { jobs: 'edit', candidates: 'edit', assignedJobsOnly: false, hires: 'none' },
      settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
    },
  });
  const user = await createUser(server.context, company, {
    kind: 'service',
    firstName: 'Blind',
    lastName: 'User',
    accessLevelId: level.id,
  });
  const { key } = await createKey(server.context, company, { name: 'test', userId: user.id });
  return createCaller({ baseUrl: full.baseUrl, apiKey: key });
}

const aGoal = () => ({ title: 'Paint', dueDate: '2031-12-31', sharedWithEmployeeIds: [Number(boss)] });

async function photosShownTo(caller: Caller): Promise<Record<string, string>> {
  const types = (await full.getJson('meta/time_off/types')).json().timeOffTypes;
  const asked = await caller.send(`employees/${worker}/time_off/request`, {
    method: 'PUT',
    type: 'application/json',
    accept: 'application/json',
    body: JSON.stringify({
      ...{ status: 'requested', start: '2031-06-16', end: '2031-06-16', amount: 1 },
      timeOffTypeId: Number(types[0].id),
    }),
  });
  expect(asked.status, asked.headers.get('x-bamboohr-error-message') ?? '').toBe(201);
  const made = await full.postJson(`performance/employees/${boss}/goals`, aGoal());
  expect(made.status, made.headers.get('x-bamboohr-error-message') ?? '').toBe(201);
  const goal = made.json().goal.id;
  const path = `performance/employees/${boss}/goals`;
  const opening = {
    ...{ postingTitle: 'Painter', jobStatus: 'Open', hiringLead: Number(boss) },
    ...{ employmentType: 'Full-Time', jobDescription: 'Paints.' },
  };
  const jobId = Number((await full.postJson('applicant_tracking/job_opening', opening)).json().jobOpeningId);
  const application = { firstName: 'A', lastName: 'B', jobId };
  const { candidateId } = (await full.postJson('applicant_tracking/application', application)).json();
  const [job] = (await caller.getJson('applicant_tracking/jobs')).json();
  const detail = (await caller.getJson(`applicant_tracking/applications/${candidateId}`)).json();
  return {
    approver: asked.json().approvers[0].photoUrl,
    goal: (await caller.getJson(`${path}/${goal}/aggregate`)).json().persons[0].photoUrl,
    goals: (await caller.getJson(`${path}/aggregate`)).json().persons[0].photoUrl,
    lead: job.hiringLead.avatar,
    'lead of an application': detail.job.hiringLead.avatar,
  };
}

describe('the photo of a person', () => {
  it('is shown to who may see it, wherever the person is named', async () => {
    const { photoUrl } = (await full.getJson(`employees/${boss}?fields=photoUrl`)).json();
    expect(photoUrl).toContain('/employees/photos/acme/');
    const shown = await photosShownTo(full);
    for (const [place, url] of Object.entries(shown)) expect(url, place).toBe(photoUrl);
    const reply = await fetch(shown.approver ?? '');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  it('is the drawn one for who may not, and that is at our own address', async () => {
    const drawn = `${server.origin}/images/photo_person_160x160.png`;
    for (const [place, url] of Object.entries(await photosShownTo(await blindToPhotos())))
      expect(url, place).toBe(drawn);
    expect((await fetch(drawn)).status).toBe(200);
  });
});
