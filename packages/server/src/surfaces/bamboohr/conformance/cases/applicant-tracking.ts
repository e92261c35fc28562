import assert from 'node:assert/strict';
import type { Caller } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting } = area('applicant-tracking');

export { cases as applicantTrackingCases };

async function openJob(caller: Caller): Promise<number> {
  return (await caller.getJson('applicant_tracking/jobs?statusGroups=Open')).json()[0].id;
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
  for (const job of jobs) assert.deepEqual(job.status, { id: 1, label: 'Open' });
});

prove('statuses', 'statuses have text ids and codes', '5 [F]', async (caller) => {
  const statuses = (await caller.getJson('applicant_tracking/statuses')).json();
  const byId = Object.fromEntries(statuses.map((s: { id: string; code: string }) => [s.id, s.code]));
  assert.deepEqual([byId['1'], byId['15']], ['NEW', 'HIRED']);
  assert.equal(typeof statuses[0].id, 'string');
});

proveByWriting(
  'apply-json',
  'an application may be JSON and is answered with an id',
  '5 [R26]',
  async (caller) => {
    const application = {
      firstName: 'Appa',
      lastName: 'Licant',
      email: 'appa@conformance.example',
      jobId: await openJob(caller),
    };
    const reply = await caller.postJson('applicant_tracking/application', application);
    assert.equal(reply.status, 200);
    const { result, candidateId } = reply.json();
    assert.equal(result, 'success');
    assert.ok(Number.isInteger(candidateId));
  },
);

proveByWriting('apply-form', 'an application may be a form with documents', '5 [O]', async (caller) => {
  const form = new FormData();
  form.set('firstName', 'Form');
  form.set('lastName', 'Sender');
  form.set('jobId', String(await openJob(caller)));
  form.set('resume', new Blob(['My life so far'], { type: 'text/plain' }), 'resume.txt');
  const reply = await caller.send('applicant_tracking/application', { method: 'POST', body: form });
  assert.equal(reply.json().result, 'success');
});

prove('apply-incomplete', 'an application without a last name is 422', '5 [O]', async (caller) => {
  const reply = await caller.postJson('applicant_tracking/application', {
    firstName: 'A',
    jobId: await openJob(caller),
  });
  assert.equal(reply.status, 422);
});

believe('apply-unknown-job', 'an application for an unknown job is refused', '5 [O]', async (caller) => {
  const application = { firstName: 'A', lastName: 'B', jobId: 99_999_999 };
  const reply = await caller.postJson('applicant_tracking/application', application);
  assert.ok([404, 422].includes(reply.status), String(reply.status));
});
