import assert from 'node:assert/strict';
import { assertError, type Caller, unique } from '../caller.ts';
import { area } from '../case.ts';
import { openJob } from './applicant-tracking.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('applications');

export { cases as applicationsCases };

interface Listed {
  id: number;
  appliedDate: string;
  status: { id: number; label: string };
  applicant: { firstName: string };
  job: { id: number };
}

async function list(caller: Caller, query = ''): Promise<Listed[]> {
  const reply = await caller.getJson(`applicant_tracking/applications${query}`);
  assert.equal(reply.status, 200, reply.headers.get('x-bamboohr-error-message') ?? '');
  return reply.json().applications;
}

/** A new application's id. */
async function apply(caller: Caller, jobId: number, more: Record<string, unknown> = {}): Promise<number> {
  const application = { firstName: 'Appa', lastName: unique(), jobId, ...more };
  const reply = await caller.postJson('applicant_tracking/application', application);
  assert.equal(reply.status, 200, reply.headers.get('x-bamboohr-error-message') ?? '');
  return reply.json().candidateId;
}

// biome-ignore lint/suspicious/noExplicitAny: cases look into answers and assert what they find
async function detail(caller: Caller, id: number): Promise<any> {
  return (await caller.getJson(`applicant_tracking/applications/${id}`)).json();
}

prove('list', 'applications are in an envelope that tells of its next page', '5 [R26]', async (caller) => {
  const page = (await caller.send('applicant_tracking/applications')).json();
  assert.deepEqual(Object.keys(page), ['paginationComplete', 'applications', 'nextPageUrl']);
  assert.ok(page.applications.length > 0);
  assert.equal(page.nextPageUrl === null, page.paginationComplete);
});

prove('list-keys', 'a listed application has exactly the recorded keys', '5 [R26]', async (caller) => {
  const reply = await caller.getJson('applicant_tracking/applications');
  const [application] = reply.json().applications;
  assert.deepEqual(Object.keys(application), ['id', 'appliedDate', 'status', 'rating', 'applicant', 'job']);
  assert.deepEqual(Object.keys(application.applicant), [
    'id',
    'firstName',
    'lastName',
    'avatar',
    'email',
    'source',
  ]);
  assert.deepEqual(Object.keys(application.job), ['id', 'title']);
  assert.deepEqual(Object.keys(application.status), ['id', 'label']);
  assert.match(application.appliedDate, /\+00:00$/);
  for (const id of [application.id, application.applicant.id, application.job.id, application.status.id])
    assert.ok(Number.isInteger(id));
});

prove('list-past-the-end', 'a page past the end is empty and the last', '5 [R26]', async (caller) => {
  const page = (await caller.getJson('applicant_tracking/applications?page=9999')).json();
  assert.deepEqual(page, { paginationComplete: true, applications: [], nextPageUrl: null });
});

prove('list-per-page', 'a page size is not a parameter', '5 [R26]', async (caller) => {
  const [usual, asked] = [await list(caller), await list(caller, '?per_page=1')];
  assert.equal(asked.length, usual.length);
});

prove('list-by-job', 'jobId keeps applications for that job', '5 [O]', async (caller) => {
  const [any] = await list(caller);
  assert.ok(any);
  const found = await list(caller, `?jobId=${any.job.id}`);
  assert.ok(found.length > 0);
  for (const { job } of found) assert.equal(job.id, any.job.id);
});

prove('list-by-status-id', 'applicationStatusId keeps these statuses', '5 [O]', async (caller) => {
  const found = await list(caller, '?applicationStatusId=1,2');
  assert.ok(found.length > 0);
  for (const { status } of found) assert.ok([1, 2].includes(status.id));
});

/** Applications for one job, by the status in which each is. */
async function inStatuses(
  caller: Caller,
  statuses: readonly number[],
): Promise<[number, Map<number, number>]> {
  const job = await openJob(caller);
  const byStatus = new Map<number, number>();
  for (const status of statuses) {
    const id = await apply(caller, job);
    const reply = await caller.postJson(`applicant_tracking/applications/${id}/status`, { status });
    assert.equal(reply.status, 200);
    byStatus.set(status, id);
  }
  return [job, byStatus];
}

for (const [group, kept, add] of [
  ['NEW', [1], proveByWriting],
  ['HIRED', [15], proveByWriting],
  // Which statuses these are, no source says.
  ['ACTIVE', [2], believeByWriting],
  ['INACTIVE', [10], believeByWriting],
  ['ALL_ACTIVE', [1, 2], believeByWriting],
  ['NEW,HIRED', [1, 15], proveByWriting],
  ['ALL', [1, 2, 10, 15], proveByWriting],
] as const)
  add(
    `list-${group}`,
    `applicationStatus=${group} keeps those and no others`,
    add === proveByWriting ? '5 [O]' : '5 [inferred]',
    async (caller) => {
      const [job, byStatus] = await inStatuses(caller, [1, 2, 10, 15]);
      const query = `?jobId=${job}&jobStatusGroups=ALL&applicationStatus=${group}`;
      assert.deepEqual(
        (await list(caller, query)).map(({ id }) => id).sort((x, y) => x - y),
        kept.map((status) => byStatus.get(status)).sort((x = 0, y = 0) => x - y),
      );
    },
  );

prove('list-sorted', 'applications are sorted by first name in either direction', '5 [O]', async (caller) => {
  const [up, down] = [
    await list(caller, '?sortBy=first_name&sortOrder=ASC'),
    await list(caller, '?sortBy=first_name&sortOrder=DESC'),
  ];
  assert.ok(up.length > 1 && down.length > 1);
  assert.notEqual(up[0]?.id, down[0]?.id);
});

prove('list-newest', 'sorted by date, the newest may come first', '5 [O]', async (caller) => {
  const dates = (await list(caller, '?sortBy=created_date&sortOrder=DESC')).map((a) => a.appliedDate);
  assert.ok(dates.length > 1);
  assert.deepEqual(dates, [...dates].sort().reverse());
});

prove('list-new-since', 'newSince keeps what came since, in UTC', '5 [O]', async (caller) => {
  assert.deepEqual(await list(caller, '?newSince=2099-01-01%2000:00:00'), []);
  assert.equal((await list(caller, '?newSince=2000-01-01%2000:00:00')).length, (await list(caller)).length);
});

for (const query of ['page=first', 'sortBy=nonsense', 'applicationStatus=NONSENSE', 'newSince=yesterday'])
  believe(`list-bad-${query}`, `${query} is 400`, '5, A [O]', async (caller) => {
    assertError(await caller.getJson(`applicant_tracking/applications?${query}`), 400);
  });

proveByWriting('list-search', 'searchString finds by name', '5 [O]', async (caller) => {
  const firstName = `Zz${unique()}`;
  const id = await apply(caller, await openJob(caller), { firstName });
  assert.deepEqual(
    (await list(caller, `?searchString=${firstName}`)).map((found) => found.id),
    [id],
  );
});

proveByWriting('list-pages', 'nextPageUrl can be followed as it is', '5 [R26]', async (caller) => {
  const jobId = await openJob(caller);
  for (let n = 0; n < 51; n += 1) await apply(caller, jobId);
  const seen = new Set<number>();
  let url: string | null = `${caller.baseUrl}/v1/applicant_tracking/applications?jobId=${jobId}`;
  for (let pages = 0; url !== null; pages += 1) {
    assert.ok(pages < 51, 'the pages never end');
    const path: string = url.slice(url.indexOf('applicant_tracking'));
    assert.ok(url.startsWith(`${caller.baseUrl}/v1/`), url);
    const page = (await caller.getJson(path)).json();
    for (const { id } of page.applications) seen.add(id);
    url = page.nextPageUrl;
  }
  assert.equal(seen.size, 51);
});

prove(
  'detail-keys',
  'an application has exactly the recorded keys in their order',
  '5 [R26]',
  async (caller) => {
    const [any] = await list(caller);
    const application = await detail(caller, any?.id ?? 0);
    assert.deepEqual(Object.keys(application), [
      'id',
      'appliedDate',
      'status',
      'rating',
      'applicant',
      'job',
      'resumeFileId',
      'coverLetterFileId',
      'movedTo',
      'movedFrom',
      'alsoConsideredForCount',
      'duplicateApplicationCount',
      'referredBy',
      'desiredSalary',
      'commentCount',
      'emailCount',
      'attachmentCount',
      'eventCount',
      'questionsAndAnswers',
      'attachments',
      'applicationReferences',
    ]);
    assert.deepEqual(Object.keys(application.status), ['id', 'label', 'dateChanged', 'changedByUser']);
    assert.deepEqual(Object.keys(application.applicant), [
      'id',
      'firstName',
      'lastName',
      'avatar',
      'email',
      'source',
      'phoneNumber',
      'address',
      'linkedinUrl',
      'twitterUsername',
      'websiteUrl',
      'availableStartDate',
      'education',
    ]);
    assert.deepEqual(Object.keys(application.job), ['id', 'title', 'hiringLead']);
  },
);

proveByWriting('detail-nulls', 'what is empty is null and not a list', '5 [R26]', async (caller) => {
  const application = await detail(caller, await apply(caller, await openJob(caller)));
  for (const name of ['movedTo', 'movedFrom', 'attachments', 'attachmentCount', 'rating', 'resumeFileId'])
    assert.equal(application[name], null, name);
  assert.deepEqual([application.applicant.address, application.applicant.education], [null, null]);
  assert.deepEqual(application.questionsAndAnswers, []);
  assert.equal(application.status.changedByUser, null);
});

proveByWriting('detail-fields', 'everything that was sent is given back', '5 [R26][O]', async (caller) => {
  const id = await apply(caller, await openJob(caller), {
    email: 'fields@conformance.example',
    phoneNumber: '801-555-0100',
    source: 'Conformance',
    address: '1 Main St',
    city: 'Provo',
    state: 'Utah',
    zip: '84601',
    country: 'United States',
    linkedinUrl: 'https://www.linkedin.com/in/someone',
    websiteUrl: 'https://someone.example',
    dateAvailable: '2030-01-31',
    desiredSalary: '50,000',
    referredBy: 'A friend',
    highestEducation: 'College - Doctorate',
    collegeName: 'Provo College',
    references: 'On demand.',
  });
  const { applicant, ...application } = await detail(caller, id);
  assert.deepEqual(applicant.address, {
    addressLine1: '1 Main St',
    addressLine2: null,
    city: 'Provo',
    state: 'Utah',
    zipcode: '84601',
    country: 'United States',
  });
  assert.deepEqual(
    [applicant.email, applicant.phoneNumber, applicant.source, applicant.availableStartDate],
    ['fields@conformance.example', '801-555-0100', 'Conformance', '2030-01-31'],
  );
  assert.equal(applicant.education.institution, 'Provo College');
  assert.equal(applicant.education.level.label, 'College - Doctorate');
  assert.deepEqual(
    [applicant.linkedinUrl, applicant.websiteUrl],
    ['https://www.linkedin.com/in/someone', 'https://someone.example'],
  );
  assert.deepEqual(
    [application.desiredSalary, application.referredBy, application.applicationReferences],
    ['50,000', 'A friend', 'On demand.'],
  );
});

prove('detail-unknown', 'an unknown application is 404', '5, A [O]', async (caller) => {
  assertError(await caller.getJson('applicant_tracking/applications/99999999'), 404);
});

proveByWriting(
  'apply-json',
  'an application may be JSON and is answered with its id',
  '5 [R26]',
  async (caller) => {
    const job = await openJob(caller);
    const application = {
      firstName: 'Appa',
      lastName: 'Licant',
      email: 'appa@conformance.example',
      jobId: job,
    };
    const reply = await caller.postJson('applicant_tracking/application', application);
    assert.equal(reply.status, 200);
    const { result, candidateId } = reply.json();
    assert.equal(result, 'success');
    const found = await detail(caller, candidateId);
    assert.deepEqual([found.id, found.job.id], [candidateId, job]);
    assert.notEqual(found.applicant.id, candidateId);
  },
);

proveByWriting('apply-form', 'an application may be a form with documents', '5 [O]', async (caller) => {
  const form = new FormData();
  form.set('firstName', 'Form');
  form.set('lastName', 'Sender');
  form.set('jobId', String(await openJob(caller)));
  form.set('resume', new Blob(['My life so far'], { type: 'text/plain' }), 'resume.txt');
  form.set('coverLetter', new Blob(['Dear all'], { type: 'text/plain' }), 'letter.txt');
  const reply = await caller.send('applicant_tracking/application', { method: 'POST', body: form });
  assert.equal(reply.json().result, 'success');
  const { resumeFileId, coverLetterFileId } = await detail(caller, reply.json().candidateId);
  assert.ok(Number.isInteger(resumeFileId) && Number.isInteger(coverLetterFileId));
  const file = await caller.send(`files/${resumeFileId}`);
  assert.equal(file.text, 'My life so far');
  assert.match(file.headers.get('content-disposition') ?? '', /filename="resume\.txt"/);
});

for (const field of ['firstName', 'lastName', 'jobId'])
  proveByWriting(
    `apply-without-${field}`,
    `an application without ${field} is 422`,
    '5 [O]',
    async (caller) => {
      const whole = { firstName: 'A', lastName: 'B', jobId: await openJob(caller) };
      const { [field as keyof typeof whole]: _left, ...application } = whole;
      assertError(await caller.postJson('applicant_tracking/application', application), 422);
    },
  );

for (const [field, value] of [
  ['linkedinUrl', 'https://linkedout.example/me'],
  ['dateAvailable', '31.01.2030'],
  ['highestEducation', 'School of life'],
] as const)
  proveByWriting(`apply-bad-${field}`, `a wrong ${field} is 422`, '5 [O]', async (caller) => {
    const application = { firstName: 'A', lastName: 'B', jobId: await openJob(caller), [field]: value };
    assertError(await caller.postJson('applicant_tracking/application', application), 422);
  });

for (const [question, field, value] of [
  ['LinkedinUrl', 'linkedinUrl', 'https://www.linkedin.com/in/me'],
  ['DateAvailable', 'dateAvailable', '2030-01-31'],
  ['DesiredSalary', 'desiredSalary', '1'],
  ['ReferredBy', 'referredBy', 'Jo'],
  ['WebsiteUrl', 'websiteUrl', 'https://me.example'],
  ['HighestEducation', 'highestEducation', 'Other'],
  ['College', 'collegeName', 'None'],
  ['References', 'references', 'None'],
] as const)
  proveByWriting(`requires-${field}`, `a job may require ${field}`, '5 [O]', async (caller) => {
    const jobId = await openJob(caller, { [`applicationQuestion${question}`]: 'Required' });
    const without = { firstName: 'A', lastName: 'B', jobId };
    assertError(await caller.postJson('applicant_tracking/application', without), 422);
    assert.ok((await apply(caller, jobId, { [field]: value })) > 0);
  });

proveByWriting('requires-resume', 'a job may require a resume', '5 [O]', async (caller) => {
  const jobId = await openJob(caller, { applicationQuestionResume: 'Required' });
  assertError(
    await caller.postJson('applicant_tracking/application', { firstName: 'A', lastName: 'B', jobId }),
    422,
  );
});

proveByWriting('requires-nothing', 'what is only asked for may be left out', '5 [O]', async (caller) => {
  const questions = { applicationQuestionResume: 'true', applicationQuestionReferences: 'false' };
  assert.ok((await apply(caller, await openJob(caller, questions))) > 0);
});

believeByWriting(
  'apply-unknown-job',
  'an application for an unknown job is refused',
  '5 [O]',
  async (caller) => {
    const application = { firstName: 'A', lastName: 'B', jobId: 99_999_999 };
    const reply = await caller.postJson('applicant_tracking/application', application);
    assert.ok([404, 422].includes(reply.status), String(reply.status));
  },
);

proveByWriting(
  'comment',
  'a comment is answered with its type and id, and counted',
  '5 [O]',
  async (caller) => {
    const id = await apply(caller, await openJob(caller));
    const path = `applicant_tracking/applications/${id}/comments`;
    const reply = await caller.postJson(path, { type: 'comment', comment: 'Seen.' });
    assert.equal(reply.status, 200);
    assert.deepEqual(Object.keys(reply.json()), ['type', 'id']);
    assert.equal(reply.json().type, 'comment');
    assert.ok(Number.isInteger(reply.json().id));
    assert.equal((await caller.postJson(path, { comment: 'The type may be left out.' })).status, 200);
    assert.equal((await detail(caller, id)).commentCount, 2);
  },
);

proveByWriting('comment-empty', 'a comment without text is 400', '5, A [O]', async (caller) => {
  const id = await apply(caller, await openJob(caller));
  assertError(await caller.postJson(`applicant_tracking/applications/${id}/comments`, {}), 400);
});

proveByWriting(
  'comment-unknown',
  'a comment on an unknown application is 404',
  '5, A [O]',
  async (caller) => {
    const path = 'applicant_tracking/applications/99999999/comments';
    assertError(await caller.postJson(path, { comment: 'x' }), 404);
  },
);

proveByWriting('status', 'a status that is set is shown with who did it', '5 [O][R26]', async (caller) => {
  const id = await apply(caller, await openJob(caller));
  const reply = await caller.postJson(`applicant_tracking/applications/${id}/status`, { status: 5 });
  assert.equal(reply.status, 200);
  assert.equal(reply.json().type, 'positionApplicantStatus');
  assert.ok(Number.isInteger(reply.json().id));
  const { status } = await detail(caller, id);
  assert.equal(status.id, 5);
  assert.deepEqual(Object.keys(status.changedByUser), ['id', 'firstName', 'lastName', 'avatar', 'jobTitle']);
  assert.match(status.dateChanged, /\+00:00$/);
});

proveByWriting('status-bad', 'an unknown status is 400 "Invalid status"', '5 [O]', async (caller) => {
  const id = await apply(caller, await openJob(caller));
  for (const status of [0, 9_999, 'Hired', null]) {
    const reply = await caller.postJson(`applicant_tracking/applications/${id}/status`, { status });
    assertError(reply, 400);
    assert.equal(reply.headers.get('x-bamboohr-error-message'), 'Invalid status');
  }
});

proveByWriting('status-unknown', 'a status of an unknown application is 404', '5, A [O]', async (caller) => {
  const path = 'applicant_tracking/applications/99999999/status';
  assertError(await caller.postJson(path, { status: 5 }), 404);
});

proveByWriting('counts', 'a job counts its applicants', '5 [R26]', async (caller) => {
  const jobId = await openJob(caller);
  const [first] = [await apply(caller, jobId), await apply(caller, jobId), await apply(caller, jobId)];
  await caller.postJson(`applicant_tracking/applications/${first}/status`, { status: 10 });
  const jobs = (await caller.getJson('applicant_tracking/jobs')).json();
  const job = jobs.find(({ id }: { id: number }) => id === jobId);
  assert.deepEqual([job.newApplicantsCount, job.activeApplicantsCount, job.totalApplicantsCount], [2, 2, 3]);
});
