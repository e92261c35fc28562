import assert from 'node:assert/strict';
import { assertError, type Caller, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('applicant-tracking');

export { cases as applicantTrackingCases };

/** The fields that a job opening has to have. */
export async function anOpening(caller: Caller): Promise<Record<string, unknown>> {
  const [lead] = (await caller.getJson('applicant_tracking/hiring_leads')).json();
  return {
    postingTitle: `Conformance ${unique()}`,
    jobStatus: 'Open',
    hiringLead: lead.employeeId,
    employmentType: 'Full-Time',
    jobDescription: 'Made by a conformance run.',
  };
}

/** A new open job's id. */
export async function openJob(caller: Caller, more: Record<string, unknown> = {}): Promise<number> {
  const opening = { ...(await anOpening(caller)), ...more };
  const reply = await caller.postJson('applicant_tracking/job_opening', opening);
  assert.equal(reply.status, 200, reply.headers.get('x-bamboohr-error-message') ?? '');
  return Number(reply.json().jobOpeningId);
}

prove(
  'jobs',
  'jobs are an array with integer ids, a label and counts, newest first',
  '5 [R26]',
  async (caller) => {
    const jobs = (await caller.send('applicant_tracking/jobs')).json();
    assert.ok(jobs.length > 0);
    const [job] = jobs;
    assert.ok(Number.isInteger(job.id));
    assert.equal(job.title.id, null);
    assert.equal(typeof job.title.label, 'string');
    assert.match(job.postedDate, /\+00:00$/);
    assert.ok(Number.isInteger(job.status.id));
    for (const name of ['newApplicantsCount', 'activeApplicantsCount', 'totalApplicantsCount'])
      assert.ok(Number.isInteger(job[name]), name);
    const ids = jobs.map((j: { id: number }) => j.id);
    assert.deepEqual(
      ids,
      [...ids].sort((a, b) => b - a),
    );
  },
);

prove('jobs-json', 'hiring answers are JSON without an Accept header', '1.3 [R26]', async (caller) => {
  const reply = await caller.send('applicant_tracking/jobs');
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
});

prove('jobs-open', 'statusGroups keeps the open ones', '5 [R26]', async (caller) => {
  const jobs = (await caller.getJson('applicant_tracking/jobs?statusGroups=Open')).json();
  assert.ok(jobs.length > 0);
  for (const job of jobs) assert.deepEqual(job.status, { id: 1, label: 'Open' });
});

prove('statuses', 'statuses have text ids and codes', '5 [F]', async (caller) => {
  const statuses = (await caller.getJson('applicant_tracking/statuses')).json();
  const byId = Object.fromEntries(statuses.map((s: { id: string; code: string }) => [s.id, s.code]));
  assert.deepEqual([byId['1'], byId['15']], ['NEW', 'HIRED']);
  assert.equal(typeof statuses[0].id, 'string');
});

prove(
  'statuses-default',
  'the 19 default statuses are there, three of them disabled',
  '5 [F]',
  async (caller) => {
    const statuses = (await caller.getJson('applicant_tracking/statuses')).json() as Status[];
    const codes = statuses.slice(0, 19).map(({ code }) => code);
    assert.deepEqual(codes, [
      'NEW',
      'REVIEWED',
      'SCHEDPHONE',
      'PHONED',
      'SCHEDINT',
      'INTERVIEW',
      'ONHOLD',
      'REFCHECK',
      'OFFER',
      'NOFIT',
      'DECLINED',
      'NOQUAL',
      'OVERQUAL',
      'POACHED',
      'HIRED',
      'OLSENT',
      'OLSIGNED',
      'DELETED',
      'MOVED',
    ]);
    const disabled = statuses.filter(({ enabled }) => !enabled).map(({ id }) => id);
    for (const id of ['9', '18', '19']) assert.ok(disabled.includes(id), id);
  },
);

interface Status {
  id: string;
  code: string;
  enabled: boolean;
}

prove('statuses-keys', 'a status has seven keys, none of them manageable', '5 [F]', async (caller) => {
  const statuses = (await caller.getJson('applicant_tracking/statuses')).json();
  for (const status of statuses) {
    assert.deepEqual(Object.keys(status), [
      'id',
      'code',
      'name',
      'translatedName',
      'description',
      'enabled',
      'manageable',
    ]);
    assert.equal(status.manageable, false);
    assert.equal(status.description, null);
  }
});

prove('jobs-keys', 'a job has exactly the recorded keys in their order', '5 [R26]', async (caller) => {
  const [job] = (await caller.getJson('applicant_tracking/jobs')).json();
  assert.deepEqual(Object.keys(job), [
    'id',
    'title',
    'postedDate',
    'location',
    'department',
    'status',
    'hiringLead',
    'newApplicantsCount',
    'activeApplicantsCount',
    'totalApplicantsCount',
    'postingUrl',
  ]);
  assert.deepEqual(Object.keys(job.location), ['id', 'label', 'address']);
  assert.deepEqual(Object.keys(job.location.address), [
    'name',
    'description',
    'addressLine1',
    'addressLine2',
    'city',
    'state',
    'zipcode',
    'country',
    'phoneNumber',
  ]);
});

prove('jobs-posting-url', 'a job tells the address of its posting', '5 [R26]', async (caller) => {
  const [job] = (await caller.getJson('applicant_tracking/jobs')).json();
  assert.match(job.postingUrl, /^https?:\/\/\S+\d+$/);
});

prove('jobs-lead', 'a hiring lead has a number, names and a title', '5 [R26]', async (caller) => {
  const jobs = (await caller.getJson('applicant_tracking/jobs')).json();
  const lead = jobs.find((job: { hiringLead: object | null }) => job.hiringLead !== null)?.hiringLead;
  assert.ok(lead, 'no job has a lead');
  assert.deepEqual(Object.keys(lead), ['employeeId', 'firstName', 'lastName', 'avatar', 'jobTitle']);
  assert.deepEqual(Object.keys(lead.jobTitle), ['id', 'label']);
  assert.ok(Number.isInteger(lead.employeeId));
});

for (const [group, labels] of [
  ['DRAFT_AND_OPEN', ['Draft', 'Open']],
  ['Filled,Draft', ['Draft', 'Filled']],
  ['On Hold', ['On Hold']],
  ['Canceled', ['Canceled']],
] as const)
  proveByWriting(
    `jobs-group-${group}`,
    `statusGroups=${group} keeps those and no others`,
    '5 [O]',
    async (caller) => {
      const made = new Map<string, number>();
      for (const jobStatus of ['Draft', 'Open', 'On Hold', 'Filled', 'Canceled'])
        made.set(jobStatus, await openJob(caller, { jobStatus }));
      const query = encodeURIComponent(group);
      const jobs = (await caller.getJson(`applicant_tracking/jobs?statusGroups=${query}`)).json();
      for (const job of jobs) assert.ok(labels.includes(job.status.label as never), job.status.label);
      const ids = jobs.map((job: { id: number }) => job.id);
      for (const label of labels) assert.ok(ids.includes(made.get(label)), label);
    },
  );

prove('jobs-status-ids', 'status_ids keeps the jobs of these ids', '5 [R26]', async (caller) => {
  const jobs = (await caller.getJson('applicant_tracking/jobs?status_ids=1,4')).json();
  assert.ok(jobs.length > 0);
  for (const job of jobs) assert.ok([1, 4].includes(job.status.id));
});

prove('jobs-not-deleted', 'deleted jobs are left out unless asked for', '5 [O]', async (caller) => {
  const read = async (query: string): Promise<{ id: number; status: { label: string } }[]> =>
    (await caller.getJson(`applicant_tracking/jobs${query}`)).json();
  const [usual, all] = [await read(''), await read('?statusGroups=ALL')];
  assert.ok(usual.length > 0);
  assert.deepEqual(
    usual,
    all.filter(({ status }) => status.label !== 'Deleted'),
  );
  // No call of this API deletes a job: a company may have none.
  for (const { status } of await read('?statusGroups=Deleted')) assert.equal(status.label, 'Deleted');
});

prove('jobs-sorted', 'jobs are sorted by title in either direction', '5 [O]', async (caller) => {
  const titles = async (order: string): Promise<string[]> => {
    const query = `sortBy=title&sortOrder=${order}`;
    const jobs = (await caller.getJson(`applicant_tracking/jobs?${query}`)).json();
    return jobs.map((job: { title: { label: string } }) => job.title.label.toLowerCase());
  };
  const [up, down] = [await titles('ASC'), await titles('DESC')];
  assert.ok(up.length > 1);
  assert.deepEqual(up, [...up].sort());
  assert.deepEqual(down, [...up].sort().reverse());
});

prove('jobs-sorted-by-count', 'jobs are sorted by their applicants', '5 [O]', async (caller) => {
  const jobs = (await caller.getJson('applicant_tracking/jobs?sortBy=count&sortOrder=DESC')).json();
  const counts = jobs.map((job: { totalApplicantsCount: number }) => job.totalApplicantsCount);
  assert.ok(new Set(counts).size > 1, 'no two jobs differ in their applicants');
  assert.deepEqual(
    counts,
    [...counts].sort((a, b) => b - a),
  );
});

prove('jobs-per-page', 'a page size is not a parameter', '5 [R26]', async (caller) => {
  const [all, asked] = await Promise.all([
    caller.getJson('applicant_tracking/jobs'),
    caller.getJson('applicant_tracking/jobs?per_page=1'),
  ]);
  assert.equal(asked.json().length, all.json().length);
});

believe('jobs-bad-group', 'an unknown group is 400', '5, A [O]', async (caller) => {
  assertError(await caller.getJson('applicant_tracking/jobs?statusGroups=Nonsense'), 400);
});

believe('jobs-bad-sort', 'an unknown order is 400', '5, A [O]', async (caller) => {
  assertError(await caller.getJson('applicant_tracking/jobs?sortBy=nonsense'), 400);
});

prove('locations', 'locations have exactly these keys and integer ids', '5 [O]', async (caller) => {
  const locations = (await caller.send('applicant_tracking/locations')).json();
  assert.ok(locations.length > 0);
  for (const location of locations) {
    assert.deepEqual(Object.keys(location), [
      'id',
      'name',
      'description',
      'city',
      'state',
      'country',
      'zipcode',
      'addressLine1',
      'addressLine2',
      'phone',
    ]);
    assert.ok(Number.isInteger(location.id));
    if (location.state !== null)
      assert.deepEqual(Object.keys(location.state), ['id', 'name', 'abbrev', 'iso_code']);
    if (location.country !== null)
      assert.deepEqual(Object.keys(location.country), ['id', 'name', 'iso_code']);
  }
});

prove('hiring-leads', 'hiring leads are numbers with a preferred name', '5 [O]', async (caller) => {
  const leads = (await caller.send('applicant_tracking/hiring_leads')).json();
  assert.ok(leads.length > 0);
  for (const lead of leads) {
    assert.deepEqual(Object.keys(lead), ['employeeId', 'preferredFullName']);
    assert.ok(Number.isInteger(lead.employeeId));
    assert.equal(typeof lead.preferredFullName, 'string');
  }
});

proveByWriting('opening-form', 'a job opening may be a form; its id is text', '5 [O]', async (caller) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(await anOpening(caller))) form.set(name, String(value));
  const reply = await caller.send('applicant_tracking/job_opening', { method: 'POST', body: form });
  assert.equal(reply.status, 200);
  const { result, jobOpeningId } = reply.json();
  assert.equal(result, 'success');
  assert.match(jobOpeningId, /^\d+$/);
});

believeByWriting('opening-json', 'a job opening may be JSON', '5 [inferred]', async (caller) => {
  assert.ok((await openJob(caller)) > 0);
});

proveByWriting(
  'opening-listed',
  'a new opening is the newest job, with what was sent',
  '5 [R26]',
  async (caller) => {
    const [place] = (await caller.getJson('applicant_tracking/locations')).json();
    const id = await openJob(caller, { jobLocation: place.id, locationType: 2, department: 'Conformance' });
    const [job] = (await caller.getJson('applicant_tracking/jobs')).json();
    assert.equal(job.id, id);
    assert.deepEqual([job.location.id, job.location.label], [place.id, place.name]);
    assert.equal(job.department.label, 'Conformance');
    assert.deepEqual(job.status, { id: 1, label: 'Open' });
    assert.deepEqual([job.newApplicantsCount, job.totalApplicantsCount], [0, 0]);
  },
);

for (const [label, id] of [
  ['Draft', 2],
  ['On Hold', 3],
  ['Filled', 4],
] as const)
  proveByWriting(`opening-${label}`, `an opening may be ${label}`, '5 [R26]', async (caller) => {
    const number = await openJob(caller, { jobStatus: label });
    const jobs = (await caller.getJson('applicant_tracking/jobs')).json();
    assert.deepEqual(jobs.find((job: { id: number }) => job.id === number)?.status, { id, label });
  });

for (const field of ['postingTitle', 'jobStatus', 'hiringLead', 'employmentType', 'jobDescription'])
  proveByWriting(
    `opening-without-${field}`,
    `an opening without ${field} is 422`,
    '5 [O]',
    async (caller) => {
      const { [field]: _left, ...opening } = await anOpening(caller);
      assertError(await caller.postJson('applicant_tracking/job_opening', opening), 422);
    },
  );

for (const [field, value] of [
  ['jobStatus', 'Deleted'],
  ['hiringLead', 99_999_999],
  ['jobLocation', 99_999_999],
  ['locationType', 3],
  ['minimumExperience', 'Plenty'],
  ['applicationQuestionResume', 'perhaps'],
] as const)
  believeByWriting(
    `opening-bad-${field}`,
    `an opening with a wrong ${field} is 422`,
    '5 [O]',
    async (caller) => {
      const opening = { ...(await anOpening(caller)), [field]: value };
      assertError(await caller.postJson('applicant_tracking/job_opening', opening), 422);
    },
  );
