import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { formOf, json, scriptedServer } from '../testing/scripted-server.ts';

const url = '/api/gateway.php/acme/v1/applicant_tracking';

describe('jobs', () => {
  test('are given with ids of text and labels', async () => {
    const job = {
      id: 22,
      title: { id: null, label: 'Financial Analyst' },
      postedDate: '2026-04-22T20:21:18+00:00',
      location: { id: 18352, label: 'Salt Lake City, Utah', address: { name: null } },
      department: { id: 18259, label: 'Finance' },
      status: { id: 1, label: 'Open' },
      hiringLead: { employeeId: 83, firstName: 'Cy' },
      newApplicantsCount: 3,
      activeApplicantsCount: 2,
      totalApplicantsCount: 5,
      postingUrl: 'https://acme.bamboohr.com/jobs/view.php?id=22',
    };
    const bare = { id: '23', title: 'Analyst', location: null, hiringLead: null };
    const server = await scriptedServer(json([job, bare]));
    const jobs = await aClient(server.baseUrl).applicantTracking.jobs({ statusGroups: ['Open', 'On Hold'] });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: `${url}/jobs` });
    expect(server.requests[0]?.query.get('statusGroups')).toBe('Open,On Hold');
    expect(jobs[0]).toEqual({
      id: '22',
      title: 'Financial Analyst',
      status: { id: '1', label: 'Open' },
      department: { id: '18259', label: 'Finance' },
      location: { id: '18352', label: 'Salt Lake City, Utah' },
      hiringLeadId: '83',
      postedAt: '2026-04-22T20:21:18+00:00',
      postingUrl: 'https://acme.bamboohr.com/jobs/view.php?id=22',
      newApplicantsCount: 3,
      activeApplicantsCount: 2,
      totalApplicantsCount: 5,
      raw: job,
    });
    expect(jobs[1]).toMatchObject({
      id: '23',
      title: 'Analyst',
      location: { id: null, label: null },
      hiringLeadId: null,
      totalApplicantsCount: null,
    });
  });
});

describe('an application', () => {
  const ann = { firstName: 'Ann', lastName: 'Lee', jobId: 22, email: 'ann@example.org' };
  const success = json({ result: 'success', candidateId: 61 });

  test('without files is JSON', async () => {
    const server = await scriptedServer(success);
    const created = await aClient(server.baseUrl).applicantTracking.createApplication(ann);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: `${url}/application` });
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual(ann);
    expect(created).toEqual({ id: '61', requestId: null, raw: { result: 'success', candidateId: 61 } });
  });

  test('with files is a form that carries them byte for byte', async () => {
    const server = await scriptedServer(success);
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    await aClient(server.baseUrl).applicantTracking.createApplication({
      ...ann,
      resume: { bytes, fileName: 'cv.pdf', contentType: 'application/pdf' },
      coverLetter: { bytes: new TextEncoder().encode('Dear all'), fileName: 'letter.txt' },
    });
    const form = await formOf(server.requests[0]);
    const resume = form.get('resume');
    expect([...form.keys()]).toEqual(['firstName', 'lastName', 'jobId', 'email', 'resume', 'coverLetter']);
    expect(form.get('jobId')).toBe('22');
    expect(resume).toMatchObject({ name: 'cv.pdf', type: 'application/pdf' });
    expect(resume instanceof Blob && new Uint8Array(await resume.arrayBuffer())).toEqual(bytes);
  });

  test('is refused with the provider’s reason', async () => {
    const server = await scriptedServer(
      json({ errors: [{ error: 'Missing', postFields: ['resume'] }] }, 422),
    );
    const error = await errorOf(aClient(server.baseUrl).applicantTracking.createApplication(ann));
    expect(error).toMatchObject({ outcome: 'refused', providerMessage: 'Missing: postFields: ["resume"]' });
  });

  test.each([[{ result: 'success' }], [{ candidateId: 61 }], [{ result: 'error', candidateId: 61 }]])(
    'is ambiguous when 200 comes with %j',
    async (body) => {
      const server = await scriptedServer(json(body));
      const error = await errorOf(aClient(server.baseUrl).applicantTracking.createApplication(ann));
      expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'no_proof', status: 200 });
      expect(server.requests).toHaveLength(1);
    },
  );
});
