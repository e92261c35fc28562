import { createHmac } from 'node:crypto';
import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import type { SentCandidate } from '../recruiting.ts';
import { type Reply, type Sent, scriptedAccount } from '../testing/scripted-account.ts';
import application from './fixtures/application.json' with { type: 'json' };
import { pinpoint } from './index.ts';
import { readDocument } from './json-api.ts';

const open = (replies: Reply[] | ((sent: Sent) => Reply), wire?: Record<string, unknown>) => {
  const script = scriptedAccount(replies, { baseUrl: 'https://acme.pinpointhq.com', wire });
  return { ...script, recruiting: pinpoint.openRecruiting(script.account) };
};
const page = (data: unknown[], pageCount = 1) => ({
  json: { data, included: application.included, meta: { page_count: pageCount } },
});
const aResource = (type: string, id: string, attributes: object, relations: Record<string, string> = {}) => ({
  type,
  id,
  attributes,
  relationships: Object.fromEntries(
    Object.entries(relations).map(([name, related]) => [name, { data: { type: `${name}s`, id: related } }]),
  ),
});
const candidate: SentCandidate = {
  firstName: 'Inês',
  lastName: 'Duarte',
  email: 'ines@mail.example',
  profile: { city: 'Lisbon' },
  resume: { name: 'cv.pdf', contentType: 'application/pdf', bytes: new Uint8Array([1, 2, 3]) },
};

describe('reading', () => {
  it('sends the key in its header, and asks for JSON:API', async () => {
    const { recruiting, sent } = open([page([])]);
    await recruiting.tryKey();
    expect(sent[0]).toMatchObject({
      method: 'GET',
      headers: { 'X-API-KEY': 'the-key', accept: 'application/vnd.api+json' },
    });
    expect(sent[0]?.path).toBe('/api/v1/jobs?page%5Bsize%5D=1');
  });

  it('lists jobs to the last page, and knows which are open by the account’s words', async () => {
    const job = (id: string, status: string) => aResource('jobs', id, { title: `Job ${id}`, status });
    const { recruiting } = open([page([job('1', 'Published')], 2), page([job('2', 'closed')], 2)]);
    expect(await recruiting.listJobs()).toMatchObject([
      { id: '1', title: 'Job 1', isOpen: true },
      { id: '2', isOpen: false },
    ]);
  });

  it('never takes the first page for all of them when the second one fails', async () => {
    const { recruiting } = open([page([aResource('jobs', '1', {})], 2), { status: 500, text: 'oops' }]);
    await expect(recruiting.listJobs()).rejects.toMatchObject({ outcome: 'ambiguous', status: 500 });
  });

  it('stops at applications that came before, and leaves those out', async () => {
    const made = (id: string, created_at: string) =>
      aResource('applications', id, { created_at }, { stage: '9' });
    const { recruiting, sent } = open([
      page([made('2', '2026-11-20T00:00:00Z'), made('1', '2026-11-01T00:00:00Z')], 9),
    ]);
    const found = await recruiting.readPage('new', { since: new Date('2026-11-10T00:00:00Z'), cursor: null });
    expect(found).toMatchObject({ applications: [{ id: '2', kind: 'hired', statusId: '9' }], next: null });
    expect(sent[0]?.path).toContain('sort=-created_at');
  });

  it('reads who is hired to what changed before the last reading, however little a page tells', async () => {
    const changed = (id: string, updated_at: string) =>
      aResource('applications', id, { updated_at }, { stage: '9' });
    const since = new Date('2026-11-10T00:00:00Z');
    const after = await open([page([changed('3', '2026-11-11T00:00:00Z')], 4)]).recruiting.readPage('hired', {
      since,
      cursor: null,
    });
    expect(after).toMatchObject({ next: '2', isOrdered: false });
    const before = [changed('3', '2026-11-11T00:00:00Z'), changed('2', '2026-11-09T00:00:00Z')];
    const past = await open([page(before, 4)]).recruiting.readPage('hired', { since, cursor: null });
    expect(past).toMatchObject({ applications: [{ id: '3' }, { id: '2' }], next: null });
  });

  it('reads who is hired from what changed last, page by page', async () => {
    const { recruiting, sent } = open([page([aResource('applications', '3', {}, { stage: '9' })], 4)]);
    const found = await recruiting.readPage('hired', { since: null, cursor: '2' });
    expect(found).toMatchObject({ applications: [{ id: '3', kind: 'hired' }], next: '3', isOrdered: true });
    expect(sent[0]?.path).toContain('sort=-updated_at');
  });

  it('reads an application with its person and where its documents are', async () => {
    const { recruiting } = open([{ json: application }]);
    expect(await recruiting.readApplication('501')).toMatchObject({
      id: '501',
      jobId: '12',
      personId: '77',
      kind: 'hired',
      statusName: 'Signed',
      firstName: 'Inês',
      email: 'ines@mail.example',
      profile: { city: 'Lisbon', zipCode: '1100-001', country: 'Portugal', state: null },
      files: [
        { kind: 'resume', name: 'cv.pdf' },
        { kind: 'cover_letter', id: 'https://storage.example/letter.pdf' },
      ],
    });
  });

  it('tells an application that is gone from one that cannot be read', async () => {
    const gone = { status: 404, json: { errors: [{ status: '404', title: 'Not found' }] } };
    expect(await open([gone]).recruiting.readApplication('501')).toBeNull();
    const page404 = { status: 404, text: '<html>no such page</html>' };
    await expect(open([page404]).recruiting.readApplication('501')).rejects.toMatchObject({
      outcome: 'ambiguous',
    });
    await expect(
      open([{ json: { data: { type: 'applications', id: '502' } } }]).recruiting.readApplication('501'),
    ).rejects.toMatchObject({
      code: 'provider.unexpected',
    });
  });

  it('gives the key to nobody but the account’s own address', async () => {
    const { recruiting, sent } = open(() => ({ text: 'bytes' }));
    await recruiting.readFile({ id: 'https://storage.example/letter.pdf', kind: 'resume', name: null });
    await recruiting.readFile({ id: 'https://acme.pinpointhq.com/files/cv.pdf', kind: 'resume', name: null });
    expect(sent.map(({ headers }) => headers['X-API-KEY'])).toEqual([undefined, 'the-key']);
  });

  it('leaves out a document that is gone or may not be called for, and calls no other one gone', async () => {
    const elsewhere = { id: 'https://storage.example/a/100%.pdf', kind: 'resume', name: null } as const;
    const answer = (reply: Reply) => open([reply]).recruiting.readFile(elsewhere);
    expect(await answer({ text: 'bytes' })).toMatchObject({ name: '100%.pdf' });
    for (const status of [401, 403, 404, 410]) expect(await answer({ status, text: 'no' })).toBeNull();
    expect(await answer(new JoineryError('egress.address_not_allowed', 'private'))).toBeNull();
    expect(await open([]).recruiting.readFile({ ...elsewhere, id: 'https://' })).toBeNull();
    const lost = Object.assign(new Error('lost'), { code: 'ENOTFOUND' });
    for (const reply of [{ status: 429 }, { status: 500 }, lost])
      await expect(answer(reply)).rejects.toMatchObject({ outcome: 'ambiguous' });
    const own = { ...elsewhere, id: '/files/cv.pdf' };
    await expect(open([{ status: 401 }]).recruiting.readFile(own)).rejects.toMatchObject({
      code: 'connections.unauthorized',
    });
    expect(await open([{ status: 404 }]).recruiting.readFile(own)).toBeNull();
  });

  it('reads other names where an account says so', async () => {
    const { recruiting } = open([page([aResource('jobs', '1', { name: 'Smith', state: 'listed' })])], {
      fields: { jobTitle: 'name', jobStatus: 'state' },
      words: { open: ['listed'] },
    });
    expect(await recruiting.listJobs()).toMatchObject([{ title: 'Smith', isOpen: true }]);
  });

  it('takes no list for a document of another form', () => {
    expect(readDocument({ jobs: [] })).toBeUndefined();
    expect(readDocument({ data: [{ type: 'jobs' }] })).toBeUndefined();
    expect(readDocument({ data: null })).toMatchObject({ data: [] });
  });
});

describe('sending', () => {
  it('makes an application with the résumé in base64, and hashes it without its bytes', async () => {
    const { recruiting, sent } = open([{ status: 201, json: { data: { type: 'applications', id: '900' } } }]);
    const write = recruiting.prepareApplication(candidate, '12');
    expect(write.canonical).not.toContain('AQID');
    expect(write.preview.values).toMatchObject({ cv_base64: '3 bytes', job: '12' });
    expect(await write.send()).toEqual({ id: '900' });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      data: {
        type: 'applications',
        attributes: {
          first_name: 'Inês',
          last_name: 'Duarte',
          email: 'ines@mail.example',
          address: { city: 'Lisbon' },
          cv_base64: 'AQID',
          cv_filename: 'cv.pdf',
        },
        relationships: { job: { data: { type: 'jobs', id: '12' } } },
      },
    });
  });

  it.each([
    [{ status: 201, json: { data: null } }, 'ambiguous'],
    [{ status: 500, text: 'oops' }, 'ambiguous'],
    [{ status: 302, headers: { location: 'https://elsewhere.example' } }, 'ambiguous'],
    [{ status: 429, json: {}, headers: { 'retry-after': '7' } }, 'throttled'],
    [{ status: 422, json: { errors: [{ detail: 'Email is missing' }] } }, 'refused'],
    [{ status: 401, json: {} }, 'refused'],
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' }), 'not_sent'],
    [Object.assign(new Error('lost'), { code: 'ECONNRESET', syscall: 'read' }), 'ambiguous'],
  ] as [Reply, string][])('says of %j what may have happened', async (reply, outcome) => {
    await expect(open([reply]).recruiting.prepareApplication(candidate, '12').send()).rejects.toMatchObject({
      outcome,
    });
  });

  it('learns from a refusal what is required', () => {
    const { recruiting } = open([]);
    expect(recruiting.requiredIn('email: can’t be blank; phone is invalid')).toEqual(['email']);
  });

  it('finds who was there, by e-mail or else by name', async () => {
    const found = (id: string, email: string | null, last_name = 'Duarte') =>
      aResource('applications', id, {
        first_name: 'Inês',
        last_name,
        email,
        created_at: '2026-11-20T00:00:00Z',
      });
    const all = [found('1', 'INES@mail.example', 'Other'), found('2', null), found('3', 'else@mail.example')];
    const wanted = {
      jobId: '12',
      email: 'ines@mail.example',
      firstName: 'Inês',
      lastName: 'Duarte',
      since: new Date(0),
      older: true,
    };
    expect(await open([page(all)]).recruiting.findApplications(wanted)).toEqual([
      { id: '1', sameEmail: true, sameName: false },
      { id: '2', sameEmail: null, sameName: true },
    ]);
  });
});

describe('calls', () => {
  const body = new TextEncoder().encode(
    JSON.stringify({ event: 'application_hired', data: { application: { id: 501 } } }),
  );
  const sign = (key: string, bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest('base64');
  const judge = (headers: Record<string, string>, bytes: Uint8Array = body) =>
    pinpoint.verifyCall?.('the-secret', { headers, body: bytes }, undefined);

  it('believes what is signed over exactly the bytes that came', () => {
    const headers = { 'pinpoint-hmac-sha256': sign('the-secret', body) };
    expect(judge(headers)).toMatchObject({ valid: true });
    expect(judge(headers, new TextEncoder().encode(`${new TextDecoder().decode(body)} `))).toEqual({
      valid: false,
    });
  });

  it.each([
    [{}],
    [{ 'pinpoint-hmac-sha256': '' }],
    [{ 'pinpoint-hmac-sha256': 'AAAA' }],
    [{ 'pinpoint-hmac-sha256': sign('other', body) }],
  ])('refuses %j', (headers) => {
    expect(judge(headers as Record<string, string>)).toEqual({ valid: false });
  });

  it('is the same call when it is sent again, and another with other bytes', () => {
    const other = new TextEncoder().encode('{"event":"application_created"}');
    const digest = (bytes: Uint8Array) => {
      const verdict = judge({ 'pinpoint-hmac-sha256': sign('the-secret', bytes) }, bytes);
      return verdict?.valid ? verdict.digest : '';
    };
    expect(digest(body)).toBe(digest(body));
    expect(digest(other)).not.toBe(digest(body));
  });
});
