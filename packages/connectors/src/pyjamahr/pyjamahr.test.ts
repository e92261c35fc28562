import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SentCandidate } from '../recruiting.ts';
import { type Reply, type Sent, scriptedAccount } from '../testing/scripted-account.ts';
import careerJobs from './fixtures/career-jobs.json' with { type: 'json' };
import { pyjamahr } from './index.ts';

const open = (replies: Reply[] | ((sent: Sent) => Reply), wire?: Record<string, unknown>) => {
  const script = scriptedAccount(replies, { baseUrl: 'https://api.example/v1', subdomain: 'Acme', wire });
  return { ...script, recruiting: pyjamahr.openRecruiting(script.account) };
};
const candidate: SentCandidate = {
  firstName: 'Inês',
  lastName: 'Duarte',
  email: 'ines@mail.example',
  phone: '+351210000000',
  profile: {},
  resume: {
    name: 'cv.txt',
    contentType: 'text/plain',
    bytes: new TextEncoder().encode('Oak.') as Uint8Array<ArrayBuffer>,
  },
};
const reading = {
  paths: { applications: 'applications', application: 'applications/{id}' },
  fields: { stage: 'stage.name' },
};

describe('jobs of the board', () => {
  it('are listed without the token, and those inside the company only take nobody', async () => {
    const { recruiting, sent } = open([{ json: careerJobs }]);
    expect(await recruiting.listJobs()).toMatchObject([
      { id: '101', title: 'Support Agent', isOpen: true, location: 'Pune, India' },
      { id: '102', isOpen: true },
      { id: '103', isOpen: false, status: 'internal' },
    ]);
    expect(sent[0]?.path).toContain('company_slug=Acme');
    expect(sent[0]?.headers.Authorization).toBeUndefined();
  });

  it('are none at all rather than fewer than the board says', async () => {
    const short = { ...careerJobs, count: 9 };
    await expect(open([{ json: short }]).recruiting.listJobs()).rejects.toMatchObject({
      outcome: 'ambiguous',
    });
  });
});

describe('sending', () => {
  it('sends a form with one name and the file, to a job or to none', async () => {
    const { recruiting, sent } = open(() => ({ status: 201, json: { id: 7 } }));
    expect(await recruiting.prepareApplication(candidate, '101').send()).toEqual({ id: '7' });
    expect(sent[0]).toMatchObject({
      method: 'POST',
      path: '/v1/candidates',
      headers: { Authorization: 'Token the-key' },
    });
    expect(sent[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(sent[0]?.body).toContain('name="name"\r\n\r\nInês Duarte\r\n');
    expect(sent[0]?.body).toContain('name="job_id"\r\n\r\n101\r\n');
    expect(sent[0]?.body).toContain('filename="cv.txt"\r\nContent-Type: text/plain\r\n\r\nOak.\r\n');
    await recruiting.prepareApplication(candidate, null).send();
    expect(sent[1]?.body).not.toContain('job_id');
  });

  it('sends as an account says: header, names, base64', async () => {
    const { recruiting, sent } = open([{ json: { data: { id: 'c-1' } } }], {
      auth: { header: 'X-Token', prefix: '' },
      fields: { name: null, firstName: 'first', lastName: 'last', resumeName: 'resume_name' },
      resume: 'base64',
    });
    expect(await recruiting.prepareApplication(candidate, null).send()).toEqual({ id: 'c-1' });
    expect(sent[0]?.headers['X-Token']).toBe('the-key');
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      first: 'Inês',
      last: 'Duarte',
      email: 'ines@mail.example',
      phone: '+351210000000',
      resume: 'T2FrLg==',
      resume_name: 'cv.txt',
    });
  });

  it.each([
    [{ status: 200, json: { ok: true } }, 'ambiguous'],
    [{ status: 400, json: { email: ['This field is required.'] } }, 'refused'],
    [{ status: 403, text: '<html>blocked</html>' }, 'ambiguous'],
    [{ status: 401, json: { detail: 'Invalid token.' } }, 'refused'],
  ] as [Reply, string][])('says of %j what may have happened', async (reply, outcome) => {
    await expect(open([reply]).recruiting.prepareApplication(candidate, null).send()).rejects.toMatchObject({
      outcome,
    });
  });

  it('knows what is typically required, and learns the rest from refusals', () => {
    const { recruiting } = open([]);
    const { phone: _phone, ...silent } = candidate;
    expect(recruiting.checkCandidate(silent, [])).toMatchObject([{ field: 'phone' }]);
    expect(recruiting.checkCandidate(candidate, ['city'])).toMatchObject([{ field: 'city' }]);
    expect(recruiting.requiredIn('source: This field is required.')).toEqual(['source']);
  });
});

describe('what an account’s plan may have', () => {
  it('is offered only where it has a path', () => {
    expect(open([]).recruiting.abilities).toEqual({
      readJobs: true,
      readApplications: false,
      sendCandidates: true,
      sendWithoutJob: true,
      findApplications: false,
      moveStatus: false,
      comment: false,
      calls: false,
    });
    expect(open([], reading).recruiting.abilities).toMatchObject({ readApplications: true, calls: false });
  });

  it('reads applications to the end of the list, since nobody says in which order they come', async () => {
    const list = {
      results: [{ id: 1, stage: { name: 'Hired' }, job_id: 101 }],
      next: 'https://api.example/v1/applications?page=2',
    };
    const { recruiting } = open([{ json: list }, { json: { results: [], next: null } }], reading);
    const first = await recruiting.readPage('hired', { since: null, cursor: null });
    expect(first).toMatchObject({
      applications: [{ id: '1', jobId: '101', kind: 'hired' }],
      next: '2',
      isOrdered: false,
    });
    expect(await recruiting.readPage('hired', { since: null, cursor: '2' })).toMatchObject({ next: null });
  });

  it('takes no full page for the last one where nothing is said of what follows', async () => {
    const full = Array.from({ length: 100 }, (_, id) => ({ id }));
    const read = (json: unknown) =>
      open([{ json }], reading).recruiting.readPage('new', { since: null, cursor: null });
    expect(await read(full)).toMatchObject({ next: '2' });
    expect(await read({ results: full })).toMatchObject({ next: '2' });
    expect(await read({ results: full, next: null })).toMatchObject({ next: null });
    expect(await read(full.slice(1))).toMatchObject({ next: null });
  });

  it('reads an application with a whole name and the address of a résumé', async () => {
    const one = {
      id: 1,
      name: 'Ana Maria Silva',
      email: 'ana@mail.example',
      resume: 'https://files.example/cv.pdf',
      stage: { name: 'Screening' },
    };
    expect(await open([{ json: one }], reading).recruiting.readApplication('1')).toMatchObject({
      firstName: 'Ana Maria',
      lastName: 'Silva',
      kind: null,
      files: [{ id: 'https://files.example/cv.pdf', kind: 'resume' }],
    });
  });

  it('tries the token where candidates are made: another method is declined only to who may', async () => {
    await open([{ status: 405, json: { detail: 'Method "GET" not allowed.' } }]).recruiting.tryKey();
    await expect(
      open([{ status: 401, json: { detail: 'Invalid token.' } }]).recruiting.tryKey(),
    ).rejects.toMatchObject({
      code: 'connections.unauthorized',
    });
  });

  it('believes calls only once it is told how they are signed', () => {
    const body = new TextEncoder().encode('{"id": 5}');
    const signature = `sha256=${createHmac('sha256', 'the-secret').update(body).digest('hex')}`;
    const call = { headers: { 'x-signature': signature }, body };
    expect(pyjamahr.verifyCall?.('the-secret', call, undefined)).toEqual({ valid: false });
    const wire = { webhook: { header: 'X-Signature', encoding: 'hex', prefix: 'sha256=' } };
    expect(pyjamahr.verifyCall?.('the-secret', call, wire)).toMatchObject({ valid: true });
  });

  it('refuses differences that cannot be', () => {
    expect(() => pyjamahr.manifest.checkWire?.({ auth: { header: 'a b' } })).toThrow();
    expect(() => pyjamahr.manifest.checkWire?.({ colour: 'red' })).toThrow();
  });
});
