import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AccessDefinition } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import type { Principal } from '../../modules/access/principal.ts';
import { attachFiles } from '../../modules/candidates/candidates.service.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createCandidate } from '../../modules/intake/intake.service.ts';
import { updateJob } from '../../modules/jobs/jobs.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { assertError, type Caller, createCaller } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let owner: Principal;
let full: Caller;

const nothing: AccessDefinition = {
  employees: [],
  manageEmployees: false,
  directory: false,
  hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
  settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
};

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey, company } = await server.sandbox('acme', 30);
  owner = systemPrincipal(company);
  full = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
});
afterAll(() => server.close());

let levels = 0;
async function callerWith(access: Partial<AccessDefinition>, employeeNumber?: number): Promise<Caller> {
  levels += 1;
  const level = await createAccessLevel(server.context, owner, {
    name: `Level ${levels}`,
    definition: { ...nothing, ...access },
  });
  const user = await createUser(server.context, owner, {
    kind: 'service',
    firstName: 'Limited',
    lastName: `User ${levels}`,
    accessLevelId: level.id,
    ...(employeeNumber !== undefined && { employeeNumber }),
  });
  const { key } = await createKey(server.context, owner, { name: 'test', userId: user.id });
  return createCaller({ baseUrl: full.baseUrl, apiKey: key });
}

const opening = {
  postingTitle: 'Analyst',
  jobStatus: 'Open',
  hiringLead: 1,
  employmentType: 'Full-Time',
  jobDescription: 'Counts things.',
};

async function openJob(more: Record<string, unknown> = {}): Promise<number> {
  const reply = await full.postJson('applicant_tracking/job_opening', { ...opening, ...more });
  expect(reply.status, reply.headers.get('x-bamboohr-error-message') ?? '').toBe(200);
  return Number(reply.json().jobOpeningId);
}

async function apply(jobId: number, more: Record<string, unknown> = {}): Promise<number> {
  const application = { firstName: 'Appa', lastName: 'Licant', jobId, ...more };
  const reply = await full.postJson('applicant_tracking/application', application);
  expect(reply.status, reply.headers.get('x-bamboohr-error-message') ?? '').toBe(200);
  return reply.json().candidateId;
}

const detail = async (id: number, caller = full) =>
  (await caller.getJson(`applicant_tracking/applications/${id}`)).json();

// biome-ignore lint/suspicious/noExplicitAny: as in conformance cases, what is found is asserted
async function fetchJson(url: string, init: RequestInit = {}): Promise<any> {
  const authorization = `Bearer ${full.apiKey}`;
  return (
    await fetch(url, { ...init, headers: { authorization, 'content-type': 'application/json' } })
  ).json();
}

/** Over the other form of the address, whose host name does not resolve everywhere. */
// biome-ignore lint/suspicious/noExplicitAny: the same
function getFromHost(path: string): Promise<any> {
  const options = { host: '127.0.0.1', port: server.port, path, auth: `${full.apiKey}:x` };
  return new Promise((resolve, reject) => {
    const headers = { host: `acme.localhost:${server.port}` };
    const sent = request({ ...options, headers }, (reply) => resolve(text(reply).then(JSON.parse)));
    sent.on('error', reject).end();
  });
}

async function eventsOf(type: string, since: string): Promise<{ payload: Record<string, unknown> }[]> {
  return server.context.db.inCompany(owner.companyId, async (tx) => {
    const { rows } = await sql<{ payload: Record<string, unknown> }>`
      select payload from events where type = ${type} and id > ${since}::bigint order by id`.execute(tx);
    return rows;
  });
}

async function lastEvent(): Promise<string> {
  return server.context.db.inCompany(owner.companyId, async (tx) => {
    const { rows } = await sql<{ id: string }>`select coalesce(max(id), 0)::text as id from events`.execute(
      tx,
    );
    return rows[0]?.id ?? '0';
  });
}

describe('a job opening', () => {
  it('has everything that was sent, over the native API too', async () => {
    const [place] = (await full.getJson('applicant_tracking/locations')).json();
    const form = new FormData();
    const fields = {
      ...opening,
      department: 'Finance',
      minimumExperience: 'Executive',
      compensation: '100 a day',
      jobLocation: place.id,
      locationType: 2,
      internalJobCode: 'X-1',
      applicationQuestionResume: 'Required',
    };
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
    const reply = await full.send('applicant_tracking/job_opening', { method: 'POST', body: form });
    const { result, jobOpeningId } = reply.json();
    expect([result, typeof jobOpeningId]).toEqual(['success', 'string']);
    expect(await fetchJson(`${server.origin}/v1/jobs/${jobOpeningId}`)).toMatchObject({
      title: 'Analyst',
      location: place.name,
      locationType: 'hybrid',
      minimumExperience: 'Executive',
      compensation: '100 a day',
      internalCode: 'X-1',
      hiringLeadEmployeeNumber: 1,
      questions: { resume: 'required', references: 'off' },
    });
    const jobs = (await full.getJson('applicant_tracking/jobs')).json();
    expect(jobs[0]).toMatchObject({
      id: Number(jobOpeningId),
      location: { id: place.id, label: place.name },
      hiringLead: { employeeId: 1 },
      postingUrl: expect.stringMatching(new RegExp(`/careers/acme/jobs/${jobOpeningId}$`)),
    });
    expect(jobs[0].hiringLead.firstName).toEqual(expect.any(String));
  });

  it('and the list of places show the address of the location, to who sees only jobs too', async () => {
    const country = (await full.getJson('meta/countries/options'))
      .json()
      .find(({ isoCode }: { isoCode: string }) => isoCode === 'US');
    const { options } = (await full.getJson(`meta/provinces/${country.id}`)).json();
    const utah = options.find(({ name }: { name: string }) => name === 'Utah');
    const made = await full.postJson('hris/org/locations', {
      label: 'Head Office',
      address: {
        ...{ address1: '1 Canyon Way', city: 'Sandy', zipcode: '84070' },
        ...{ stateId: Number(utah.id), countryId: Number(country.id) },
      },
    });
    expect(made.status, made.text).toBe(201);
    const { id } = made.json();
    const number = await openJob({ jobLocation: id });
    const viewer = await callerWith({
      hiring: { jobs: 'view', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
    });
    for (const caller of [full, viewer]) {
      const jobs = (await caller.getJson('applicant_tracking/jobs')).json();
      const job = jobs.find((one: { id: number }) => one.id === number);
      expect(job.location).toMatchObject({
        id,
        label: 'Head Office',
        address: {
          ...{ name: 'Head Office', addressLine1: '1 Canyon Way', addressLine2: null, city: 'Sandy' },
          ...{ state: 'Utah', zipcode: '84070', country: 'United States' },
        },
      });
      const places = (await caller.getJson('applicant_tracking/locations')).json();
      expect(places.find((one: { id: number }) => one.id === id)).toMatchObject({
        ...{ name: 'Head Office', city: 'Sandy', zipcode: '84070', addressLine1: '1 Canyon Way' },
        state: { id: Number(utah.id), name: 'Utah', abbrev: 'UT', iso_code: 'US-UT' },
        country: { id: Number(country.id), name: 'United States', iso_code: 'US' },
      });
    }
  });

  it.each([
    ['nothing', { postingTitle: undefined }, 'postingTitle'],
    ['a lead who is no employee', { hiringLead: 999_999 }, 'lead'],
    ['a location that there is not', { jobLocation: 5 }, 'location'],
    ['a rule that there is not', { applicationQuestionResume: 'Maybe' }, 'applicationQuestionResume'],
  ])('with %s is 422', async (_what, fields, told) => {
    const reply = await full.postJson('applicant_tracking/job_opening', { ...opening, ...fields });
    assertError(reply, 422);
    expect(reply.headers.get('x-bamboohr-error-message')).toContain(told);
  });

  it('with a file is 422, and so is a broken text', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(opening)) form.set(name, String(value));
    form.set('logo', new Blob(['x']), 'logo.png');
    assertError(await full.send('applicant_tracking/job_opening', { method: 'POST', body: form }), 422);
    const broken = { method: 'POST', type: 'application/json', body: '{"postingTitle":' };
    expect((await full.send('applicant_tracking/job_opening', broken)).status).toBe(400);
  });

  it('that was deleted is left out of lists that do not ask for it, and takes nobody', async () => {
    const job = await openJob();
    const id = await apply(job);
    await updateJob(server.context, owner, String(job), { status: 'deleted' });
    const ids = async (query: string) =>
      (await full.getJson(`applicant_tracking/${query}`)).json() as {
        id: number;
        status: { label: string };
      }[];
    expect((await ids('jobs')).map((j) => j.id)).not.toContain(job);
    expect((await ids('jobs?statusGroups=Deleted')).map((j) => [j.id, j.status.label])).toContainEqual([
      job,
      'Deleted',
    ]);
    expect((await ids('jobs?statusGroups=ALL')).map((j) => j.id)).toContain(job);
    const listed = async (groups: string) =>
      (await full.getJson(`applicant_tracking/applications?jobId=${job}${groups}`)).json().applications
        .length;
    expect([await listed(''), await listed('&jobStatusGroups=Deleted')]).toEqual([0, 1]);
    expect((await detail(id)).id).toBe(id);
    const late = { firstName: 'A', lastName: 'B', jobId: job };
    assertError(await full.postJson('applicant_tracking/application', late), 404);
  });
});

describe('an application', () => {
  it('gives back everything that was sent', async () => {
    const job = await openJob();
    const form = new FormData();
    const fields = {
      firstName: 'Ann',
      lastName: 'Lee',
      jobId: job,
      email: 'ann.lee@mail.example',
      phoneNumber: '801-555-0100',
      source: 'Web',
      address: '1 Main St',
      city: 'Provo',
      state: 'UT',
      zip: '84601',
      country: 'US',
      linkedinUrl: 'https://www.linkedin.com/in/ann',
      dateAvailable: '2026-12-01',
      desiredSalary: '$100',
      referredBy: 'Jo',
      websiteUrl: 'https://ann.example',
      highestEducation: 'High School',
      collegeName: 'None',
      references: 'Ask Jo.',
    };
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
    form.set('resume', new Blob(['My life so far']), 'cv.txt');
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    form.set('coverLetter', new Blob([png]), 'letter.png');
    const reply = await full.send('applicant_tracking/application', { method: 'POST', body: form });
    expect(reply.json().result).toBe('success');
    const application = await detail(reply.json().candidateId);
    expect(application).toMatchObject({
      status: { id: 1, label: 'New', dateChanged: application.appliedDate, changedByUser: null },
      applicant: {
        firstName: 'Ann',
        email: 'ann.lee@mail.example',
        source: 'Web',
        phoneNumber: '801-555-0100',
        address: {
          addressLine1: '1 Main St',
          addressLine2: null,
          city: 'Provo',
          state: 'Utah',
          zipcode: '84601',
          country: 'United States',
        },
        linkedinUrl: 'https://www.linkedin.com/in/ann',
        twitterUsername: null,
        websiteUrl: 'https://ann.example',
        availableStartDate: '2026-12-01',
        education: { institution: 'None', level: { id: 2, label: 'High School' } },
      },
      job: { id: job, title: { id: null, label: 'Analyst' }, hiringLead: { employeeId: 1 } },
      referredBy: 'Jo',
      desiredSalary: '$100',
      applicationReferences: 'Ask Jo.',
    });
    expect([application.resumeFileId, application.coverLetterFileId].every(Number.isInteger)).toBe(true);
  });

  it('without what the job requires is 422 and leaves nothing behind', async () => {
    const job = await openJob({
      applicationQuestionResume: 'Required',
      applicationQuestionAddress: 'Required',
      applicationQuestionCollege: 'true',
    });
    const reply = await full.postJson('applicant_tracking/application', {
      firstName: 'A',
      lastName: 'B',
      jobId: job,
      city: 'Ulm',
    });
    assertError(reply, 422);
    const told = reply.headers.get('x-bamboohr-error-message');
    expect(told).toContain('resume');
    expect(told).toContain('address, zip, country');
    expect(told).not.toContain('collegeName');
    const { applications } = (await full.getJson(`applicant_tracking/applications?jobId=${job}`)).json();
    expect(applications).toEqual([]);
  });

  it('without an answer that a question of the job requires is 422 too, and answers are shown', async () => {
    const job = await openJob();
    const { id, customQuestions } = await updateJob(server.context, owner, String(job), {
      customQuestions: [{ label: 'Why?', type: 'short_text', required: true }],
    });
    const [question] = customQuestions;
    const reply = await full.postJson('applicant_tracking/application', {
      ...{ firstName: 'A', lastName: 'B', jobId: job },
    });
    assertError(reply, 422);
    expect(reply.headers.get('x-bamboohr-error-message')).toContain(question?.key);
    const { applications } = await createCandidate(
      server.context,
      owner,
      { name: 'C D', jobId: id, answers: { [question?.key ?? '']: 'Because' } },
      [],
    );
    const { questionsAndAnswers } = await detail(applications[0]?.number ?? 0);
    expect(questionsAndAnswers).toEqual([
      {
        question: { id: Number(question?.key.slice(2)), label: 'Why?' },
        answer: { id: null, label: 'Because' },
        ...{ hasRevisions: false, isArchived: false, archivedDate: null },
        ...{ editedDate: null, editedEndDate: null },
      },
    ]);
  });

  it('with a document of another type is 422', async () => {
    const form = new FormData();
    form.set('firstName', 'A');
    form.set('lastName', 'B');
    form.set('jobId', String(await openJob()));
    form.set('resume', new Blob(['x']), 'cv.exe');
    assertError(await full.send('applicant_tracking/application', { method: 'POST', body: form }), 422);
  });

  it('is compared with others by an index that serves behind row-level security', async () => {
    const plan = await server.context.db.inCompany(owner.companyId, async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx);
      await sql`set local enable_bitmapscan = off`.execute(tx);
      // Of a handful, any index of the company's is as good as another.
      await sql`insert into candidates (id, company_id, number, email)
        select 'can_many' || n, ${owner.companyId}, 1000000 + n, n || '@many.example' from generate_series(1, 3000) n`.execute(
        tx,
      );
      const { rows } = await sql<Record<string, string>>`
        explain select id from candidates where email_key = 'ann@mail.example'`.execute(tx);
      await sql`delete from candidates where id like 'can_many%'`.execute(tx);
      return rows.flatMap(Object.values).join('\n');
    });
    expect(plan).toMatch(/Index Cond: .*email_key = 'ann@mail.example'/);
  });

  it('counts what else the person and others sent', async () => {
    const job = await openJob();
    const first = await apply(job, { email: 'twin@mail.example' });
    await apply(job, { email: 'Twin@mail.example' });
    expect(await detail(first)).toMatchObject({ duplicateApplicationCount: 1, alsoConsideredForCount: 0 });
  });
});

describe('a status', () => {
  it('that is set is in the detail, with who did it and when, and moves the card in the console', async () => {
    const id = await apply(await openJob());
    const before = await lastEvent();
    const reply = await full.postJson(`applicant_tracking/applications/${id}/status`, { status: 5 });
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({ type: 'positionApplicantStatus', id: expect.any(Number) });
    const { status, eventCount } = await detail(id);
    expect(status).toMatchObject({
      id: 5,
      label: 'Schedule Interview',
      changedByUser: { firstName: 'Sandbox', lastName: 'Owner', jobTitle: { id: null, label: null } },
    });
    expect(eventCount).toBe(1);
    expect(await eventsOf('applications.moved', before)).toHaveLength(1);
    expect(await eventsOf('applications.hired', before)).toHaveLength(0);
  });

  it('of kind hired tells what a move in the console tells, once', async () => {
    const id = await apply(await openJob());
    const before = await lastEvent();
    for (const _ of [1, 2])
      expect(
        (await full.postJson(`applicant_tracking/applications/${id}/status`, { status: '15' })).status,
      ).toBe(200);
    const [hired, ...more] = await eventsOf('applications.hired', before);
    expect(hired?.payload).toMatchObject({ jobId: expect.any(String), candidateId: expect.any(String) });
    expect(more).toEqual([]);
    expect(await eventsOf('applications.moved', before)).toHaveLength(1);
  });

  it.each([
    [{ status: 999 }],
    [{ status: 9 }],
    [{ status: 'Hired' }],
    [{}],
    [{ status: null }],
    [{ status: -1 }],
  ])('%j is 400 with the recorded words', async (body) => {
    const id = await apply(await openJob());
    const reply = await full.postJson(`applicant_tracking/applications/${id}/status`, body);
    assertError(reply, 400);
    expect(reply.headers.get('x-bamboohr-error-message')).toBe('Invalid status');
    expect((await detail(id)).status.id).toBe(1);
  });
});

describe('a comment', () => {
  it('is counted, told, and stands on the timeline', async () => {
    const id = await apply(await openJob());
    const before = await lastEvent();
    const reply = await full.postJson(`applicant_tracking/applications/${id}/comments`, {
      comment: ' Call her. ',
    });
    expect(reply.json()).toEqual({ type: 'comment', id: expect.any(Number) });
    expect((await detail(id)).commentCount).toBe(1);
    const [event] = await eventsOf('applications.commented', before);
    expect(JSON.stringify(event)).not.toContain('Call her');
    const { items } = await fetchJson(`${server.origin}/v1/candidates?q=Appa`);
    const timeline = await fetchJson(`${server.origin}/v1/candidates/${items[0].id}/timeline`);
    expect(timeline.items[0]).toMatchObject({ kind: 'commented', summary: 'Commented: Call her.' });
  });

  it.each([[{}], [{ comment: ' ' }], [{ comment: 7 }], [{ type: 'email', comment: 'x' }]])(
    '%j is 400',
    async (body) => {
      const id = await apply(await openJob());
      assertError(await full.postJson(`applicant_tracking/applications/${id}/comments`, body), 400);
    },
  );

  it('and a rating are made through the native API too', async () => {
    const id = await apply(await openJob({ postingTitle: 'Rated' }));
    const { items } = await fetchJson(`${server.origin}/v1/applications?limit=1`);
    const at = `${server.origin}/v1/applications/${items[0].id}`;
    const send = (method: string, url: string, body: object) =>
      fetchJson(url, { method, body: JSON.stringify(body) });
    const before = await lastEvent();
    expect(await send('POST', `${at}/comments`, { text: 'Good.' })).toMatchObject({ text: 'Good.' });
    expect(await send('PATCH', at, { rating: 4 })).toMatchObject({ rating: 4, commentCount: 1 });
    expect(await eventsOf('applications.rated', before)).toHaveLength(1);
    expect((await fetchJson(`${at}/comments`)).items).toEqual([
      expect.objectContaining({ text: 'Good.', author: 'Sandbox Owner' }),
    ]);
    for (const wrong of [{}, { rating: 6 }, { rating: 1.5 }])
      expect(await send('PATCH', at, wrong)).toMatchObject({ code: 'request.invalid' });
    expect((await detail(id)).rating).toBe(4);
  });
});

describe('the list of applications', () => {
  it('has pages that can be followed in both forms of the address', async () => {
    const job = await openJob({ postingTitle: 'Crowded' });
    for (let n = 0; n < 51; n += 1) await apply(job, { lastName: `No${n}` });
    const first = await full.getJson(`applicant_tracking/applications?jobId=${job}`);
    const { paginationComplete, applications, nextPageUrl } = first.json();
    expect([paginationComplete, applications.length]).toEqual([false, 50]);
    const second = await fetchJson(nextPageUrl);
    expect(second).toMatchObject({ paginationComplete: true, nextPageUrl: null });
    const ids = [...applications, ...second.applications].map(({ id }: { id: number }) => id);
    expect(new Set(ids).size).toBe(51);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));

    const other = await getFromHost(`/api/v1/applicant_tracking/applications?jobId=${job}`);
    const next = new URL(other.nextPageUrl);
    expect(next.origin).toBe(`http://acme.localhost:${server.port}`);
    expect(next.pathname).toBe('/api/v1/applicant_tracking/applications');
    expect((await getFromHost(`${next.pathname}${next.search}`)).applications).toHaveLength(1);

    const past = (await full.getJson(`applicant_tracking/applications?jobId=${job}&page=9`)).json();
    expect(past).toEqual({ paginationComplete: true, applications: [], nextPageUrl: null });
  });

  it('can be narrowed and sorted', async () => {
    const job = await openJob({ postingTitle: 'Sortable' });
    const ids: Record<string, number> = {};
    for (const [firstName, status] of [
      ['Cleo', 5],
      ['abe', 15],
      ['Bea', 10],
    ] as const) {
      const id = await apply(job, { firstName, email: `${firstName}@sort.example` });
      ids[firstName] = id;
      await full.postJson(`applicant_tracking/applications/${id}/status`, { status });
    }
    const names = async (query: string) => {
      const reply = await full.getJson(`applicant_tracking/applications?jobId=${job}&${query}`);
      return reply
        .json()
        .applications.map((a: { applicant: { firstName: string } }) => a.applicant.firstName);
    };
    expect(await names('sortBy=first_name')).toEqual(['abe', 'Bea', 'Cleo']);
    expect(await names('sortBy=first_name&sortOrder=DESC')).toEqual(['Cleo', 'Bea', 'abe']);
    expect(await names('sortBy=created_date')).toEqual(['Cleo', 'abe', 'Bea']);
    expect(await names('')).toEqual(['Bea', 'abe', 'Cleo']);
    expect(await names('applicationStatus=HIRED')).toEqual(['abe']);
    expect(await names('applicationStatus=ALL_ACTIVE')).toEqual(['Cleo']);
    expect(await names('applicationStatus=INACTIVE')).toEqual(['Bea']);
    expect(await names('applicationStatusId=5,10')).toEqual(['Bea', 'Cleo']);
    expect(await names('searchString=BEA%40sort')).toEqual(['Bea']);
    expect(await names('searchString=%25')).toEqual([]);
    expect(await names('newSince=2020-01-01%2000:00:00')).toHaveLength(3);
    expect(await names('newSince=2099-01-01%2000:00:00')).toEqual([]);
    for (const key of ['job_title', 'rating', 'phone', 'status', 'last_updated'])
      expect(await names(`sortBy=${key}&sortOrder=DESC`)).toHaveLength(3);
  });

  it.each(['page=0', 'jobId=x', 'applicationStatus=NONE', 'sortBy=salary', 'newSince=yesterday'])(
    'asked with %s is 400',
    async (query) => {
      assertError(await full.getJson(`applicant_tracking/applications?${query}`), 400);
    },
  );
});

describe('rights', () => {
  const reads = ['jobs', 'statuses', 'locations', 'hiring_leads', 'applications'];

  it('without hiring every operation is 403', async () => {
    const id = await apply(await openJob());
    const job = await openJob();
    const off = await callerWith({ employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] });
    for (const path of [...reads, `applications/${id}`])
      assertError(await off.getJson(`applicant_tracking/${path}`), 403);
    for (const [path, body] of [
      ['application', { firstName: 'A', lastName: 'B', jobId: job }],
      ['job_opening', opening],
      [`applications/${id}/comments`, { comment: 'x' }],
      [`applications/${id}/status`, { status: 5 }],
    ] as const)
      assertError(await off.postJson(`applicant_tracking/${path}`, body), 403);
  });

  it('who may only look can change nothing', async () => {
    const id = await apply(await openJob());
    const viewer = await callerWith({
      hiring: { jobs: 'view', candidates: 'view', assignedJobsOnly: false, hires: 'none' },
    });
    for (const path of [...reads, `applications/${id}`])
      expect((await viewer.getJson(`applicant_tracking/${path}`)).status).toBe(200);
    assertError(await viewer.postJson('applicant_tracking/job_opening', opening), 403);
    assertError(
      await viewer.postJson(`applicant_tracking/applications/${id}/comments`, { comment: 'x' }),
      403,
    );
    assertError(await viewer.postJson(`applicant_tracking/applications/${id}/status`, { status: 5 }), 403);
  });

  it('who sees only assigned jobs finds neither others nor their applications', async () => {
    const [mine, other] = [await openJob({ hiringLead: 12 }), await openJob({ hiringLead: 13 })];
    const [own, foreign] = [await apply(mine), await apply(other)];
    const recruiter = await callerWith(
      { hiring: { jobs: 'view', candidates: 'edit', assignedJobsOnly: true, hires: 'none' } },
      12,
    );
    const jobs = (await recruiter.getJson('applicant_tracking/jobs')).json();
    expect(jobs.map(({ id }: { id: number }) => id)).toEqual([mine]);
    const listed = (await recruiter.getJson('applicant_tracking/applications')).json().applications;
    expect(listed.map(({ id }: { id: number }) => id)).toEqual([own]);
    expect((await detail(own, recruiter)).id).toBe(own);
    for (const path of [`applications/${foreign}`, 'applications/999999', 'applications/x'])
      assertError(await recruiter.getJson(`applicant_tracking/${path}`), 404);
    assertError(
      await recruiter.postJson(`applicant_tracking/applications/${foreign}/status`, { status: 5 }),
      404,
    );
    assertError(
      await recruiter.postJson(`applicant_tracking/applications/${foreign}/comments`, { comment: 'x' }),
      404,
    );
    const sneaky = { firstName: 'A', lastName: 'B', jobId: other };
    assertError(await recruiter.postJson('applicant_tracking/application', sneaky), 404);
    expect((await detail(foreign)).status.id).toBe(1);
  });

  it('an external recruiter finds only people whom they brought', async () => {
    const job = await openJob({ hiringLead: 14 });
    const email = 'same@external.example';
    const foreign = await apply(job, { email });
    const hiring = {
      jobs: 'view',
      candidates: 'edit',
      assignedJobsOnly: true,
      ownCandidatesOnly: true,
      hires: 'none',
    } as const;
    const recruiter = await callerWith({ hiring }, 14);
    const answer = await recruiter.postJson('applicant_tracking/application', {
      ...{ firstName: 'Own', lastName: 'Person', jobId: job, email },
    });
    const own = answer.json().candidateId;
    const listed = (await recruiter.getJson('applicant_tracking/applications')).json().applications;
    expect(listed.map(({ id }: { id: number }) => id)).toEqual([own]);
    // Nor do counts tell who applied before.
    expect(await detail(own, recruiter)).toMatchObject({ duplicateApplicationCount: 0 });
    expect((await detail(own)).duplicateApplicationCount).toBe(1);
    const [counted] = (await recruiter.getJson('applicant_tracking/jobs')).json();
    expect(counted).toMatchObject({ id: job, totalApplicantsCount: 1 });
    assertError(await recruiter.getJson(`applicant_tracking/applications/${foreign}`), 404);
    for (const [path, body] of [
      ['comments', { comment: 'x' }],
      ['status', { status: 5 }],
    ] as const)
      assertError(await recruiter.postJson(`applicant_tracking/applications/${foreign}/${path}`, body), 404);
    assertError(
      await recruiter.postJson(`applicant_tracking/applications/${own}/status`, { status: 15 }),
      403,
    );
    expect((await detail(own)).status.id).toBe(1);
    assertError(await recruiter.postJson('applicant_tracking/job_opening', opening), 403);
    // Nor what the company thinks of them.
    const { items } = await fetchJson(`${server.origin}/v1/applications?limit=1`);
    expect(items[0].number).toBe(own);
    const rate = { method: 'PATCH', body: JSON.stringify({ rating: 2 }) };
    await fetchJson(`${server.origin}/v1/applications/${items[0].id}`, rate);
    const comment = (caller: Caller) =>
      caller.postJson(`applicant_tracking/applications/${own}/comments`, { comment: 'x' });
    for (const caller of [full, full, recruiter]) expect((await comment(caller)).status).toBe(200);
    const scorecard = {
      field: 'file',
      name: 'scorecard.txt',
      contentType: 'text/plain',
      bytes: Buffer.from('x'),
    };
    await attachFiles(server.context, owner, items[0].candidateId, [scorecard]);
    expect(await detail(own)).toMatchObject({ rating: 2, commentCount: 3, attachmentCount: 1 });
    const told = { rating: null, commentCount: 1, attachmentCount: null, attachments: null };
    expect(await detail(own, recruiter)).toMatchObject(told);
    const path = 'applicant_tracking/applications?sortBy=rating';
    expect((await recruiter.getJson(path)).json().applications).toMatchObject([{ id: own, rating: null }]);
  });

  it('names of leads are told as far as the employee may be seen', async () => {
    const job = await openJob({ hiringLead: 4 });
    const id = await apply(job);
    const hiring = { jobs: 'view', candidates: 'view', assignedJobsOnly: false, hires: 'none' } as const;
    const blind = await callerWith({ hiring });
    const leadOf = async (caller: Caller) =>
      (await caller.getJson('applicant_tracking/jobs')).json().find((j: { id: number }) => j.id === job)
        .hiringLead;
    expect(await leadOf(blind)).toMatchObject({ employeeId: 4, firstName: null, lastName: null });
    expect((await detail(id, blind)).job.hiringLead).toMatchObject({ employeeId: 4, firstName: null });
    expect((await blind.getJson('applicant_tracking/hiring_leads')).json()).toEqual([]);
    const half = await callerWith({
      hiring,
      employees: [{ scope: { kind: 'all' }, fields: { firstName: 'view' } }],
    });
    expect(await leadOf(half)).toMatchObject({ firstName: expect.any(String), lastName: null });
    expect((await half.getJson('applicant_tracking/hiring_leads')).json()).toEqual([]);
  });

  it('applications of another company are unknown', async () => {
    const { apiKey } = await server.sandbox('globex', 5);
    const globex = createCaller({ baseUrl: `${server.origin}/api/gateway.php/globex`, apiKey });
    const { applications } = (await full.getJson('applicant_tracking/applications?page=1')).json();
    const highest = Math.max(...applications.map(({ id }: { id: number }) => id));
    assertError(await globex.getJson(`applicant_tracking/applications/${highest}`), 404);
    assertError(
      await globex.postJson(`applicant_tracking/applications/${highest}/status`, { status: 5 }),
      404,
    );
  });
});

describe('who can lead a job', () => {
  it('are active employees by their preferred names', async () => {
    const leads = (await full.getJson('applicant_tracking/hiring_leads')).json();
    expect(leads.length).toBeGreaterThan(0);
    for (const lead of leads) {
      expect(Object.keys(lead)).toEqual(['employeeId', 'preferredFullName']);
      expect(Number.isInteger(lead.employeeId)).toBe(true);
    }
    const report = await full.postJson('reports/custom?format=json', { fields: ['status'] });
    const inactive = report
      .json()
      .employees.filter(({ status }: { status: string }) => status === 'Inactive')
      .map(({ id }: { id: string }) => Number(id));
    const ids = leads.map(({ employeeId }: { employeeId: number }) => employeeId);
    expect(ids.filter((id: number) => inactive.includes(id))).toEqual([]);
  });
});
