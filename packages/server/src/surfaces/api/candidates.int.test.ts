import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aForm, aPdf, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

describe('candidates over /v1', () => {
  let api: TestApi;
  let tenant: Tenant;
  let job: { id: string; number: number };
  beforeAll(async () => {
    api = await createTestApi();
    tenant = await api.aTenant();
    job = (await tenant.post('/v1/jobs', { title: 'Carpenter' })).json();
  });
  afterAll(() => api.close());

  it('adds a person to the talent pool when no job is named', async () => {
    const answer = await tenant.post('/v1/candidates', {
      name: 'Ada King Lovelace',
      email: 'ada@example.com',
      phone: '+44 20 7946 0000',
      source: 'Referral',
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      firstName: 'Ada King',
      lastName: 'Lovelace',
      name: 'Ada King Lovelace',
      email: 'ada@example.com',
      source: 'Referral',
      inTalentPool: true,
      applications: [],
      attachments: [],
    });
  });

  it.each(['jobId', 'job_id'])('applies for a job named by %s, by id or number', async (field) => {
    for (const reference of [job.id, job.number, String(job.number)]) {
      const answer = await tenant.post('/v1/candidates', { name: 'Grace Hopper', [field]: reference });
      expect(answer.statusCode).toBe(201);
      expect(answer.json()).toMatchObject({
        inTalentPool: false,
        applications: [{ jobId: job.id, jobTitle: 'Carpenter', stageName: 'New', stageKind: 'new' }],
      });
    }
  });

  it('takes a form with a résumé, and gives it back as a download, cleaned or as it came', async () => {
    const bytes = await aPdf();
    const { body, headers } = aForm([
      { name: 'firstName', value: 'Zoë' },
      { name: 'lastName', value: 'O’Brien' },
      { name: 'job_id', value: String(job.number) },
      { name: 'resume', file: { name: 'Zoë CV.pdf', bytes } },
    ]);
    const answer = await tenant.post('/v1/candidates', body, headers);
    expect(answer.statusCode).toBe(201);
    const [attachment] = answer.json().attachments;
    expect(attachment).toMatchObject({ kind: 'resume', contentType: 'application/pdf', bytes: bytes.length });

    const original = await tenant.get(`/v1/files/${attachment.fileId}?original=1`);
    expect(original.rawPayload.equals(bytes)).toBe(true);
    const saved = await tenant.get(`/v1/files/${attachment.fileId}`);
    expect(saved.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect(saved.rawPayload.includes('Producer')).toBe(false);
    expect(saved.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(saved.headers['content-disposition']).toMatch(
      /^attachment; filename="Zo_ [^"]*\.pdf"; filename\*=UTF-8''Zo%C3%AB/,
    );
    expect(Number(saved.headers['content-length'])).toBe(saved.rawPayload.length);
  });

  it('never shows a document in the browser', async () => {
    const { body, headers } = aForm([
      { name: 'name', value: 'Text Sender' },
      { name: 'resume', file: { name: 'cv.txt', bytes: Buffer.from('<script>alert(1)</script>') } },
    ]);
    const { attachments } = (await tenant.post('/v1/candidates', body, headers)).json();
    const viewed = await tenant.get(`/v1/files/${attachments[0].fileId}`);
    expect(viewed.headers['content-disposition']).toMatch(/^attachment;/);
    expect(viewed.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('replaces only the named fields with PUT', async () => {
    const { id } = (await tenant.post('/v1/candidates', { name: 'Joan Clarke', phone: '555 0100' })).json();
    const answer = await tenant.put(`/v1/candidates/${id}`, {
      lastName: 'Murray',
      email: 'joan@example.com',
    });
    expect(answer.json()).toMatchObject({
      name: 'Joan Murray',
      phone: '555 0100',
      email: 'joan@example.com',
    });
    expect((await tenant.put(`/v1/candidates/${id}`, { phone: null })).json().phone).toBeNull();
  });

  it('tells on the timeline what happened, newest first, page by page', async () => {
    const { id } = (await tenant.post('/v1/candidates', { name: 'Mary Jackson' })).json();
    await tenant.post(`/v1/candidates/${id}/applications`, { jobId: job.id });
    const { body, headers } = aForm([
      { name: 'file', file: { name: 'note.txt', bytes: Buffer.from('hello') } },
    ]);
    expect((await tenant.post(`/v1/candidates/${id}/attachments`, body, headers)).statusCode).toBe(201);
    const summaries: string[] = [];
    let cursor = '';
    do {
      const page = (await tenant.get(`/v1/candidates/${id}/timeline?limit=1${cursor}`)).json();
      summaries.push(...page.items.map((entry: { summary: string }) => entry.summary));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(summaries).toEqual([
      'Added note.txt',
      'Applied for Carpenter',
      'Added, brought by account_owner Robot',
    ]);
  });

  it('refuses a second application for the same job', async () => {
    const { id } = (await tenant.post('/v1/candidates', { name: 'Annie Easley', jobId: job.id })).json();
    const answer = await tenant.post(`/v1/candidates/${id}/applications`, { jobId: job.id });
    expect(answer.statusCode).toBe(409);
    expect(answer.json().code).toBe('applications.exists');
  });

  it('writes an event for every change, in the transaction of the change', async () => {
    const other = await api.aTenant();
    const opening = (await other.post('/v1/jobs', { title: 'Joiner' })).json();
    const { id, applications } = (
      await other.post('/v1/candidates', { name: 'A B', jobId: opening.id })
    ).json();
    await other.put(`/v1/candidates/${id}`, { email: 'a@example.com', name: 'A B' });
    await other.put(`/v1/candidates/${id}`, { email: 'a@example.com' });
    const events = await api.context.db.inCompany(other.company.id, (tx) =>
      tx.selectFrom('events').select(['type', 'subject_id', 'payload']).orderBy('id').execute(),
    );
    expect(events.slice(1)).toEqual([
      { type: 'candidates.created', subject_id: id, payload: {} },
      {
        type: 'candidates.applied',
        subject_id: applications[0].id,
        payload: { candidateId: id, jobId: opening.id, stageId: applications[0].stageId },
      },
      { type: 'candidates.updated', subject_id: id, payload: { changed: ['email'] } },
    ]);
  });

  it('finds by name, e-mail, job and talent pool, and takes wildcards for letters', async () => {
    const other = await api.aTenant();
    const { id: jobId } = (await other.post('/v1/jobs', { title: 'Joiner' })).json();
    await other.post('/v1/candidates', { name: 'Rosa Parks', email: 'rosa@example.com' });
    await other.post('/v1/candidates', { name: '100% Sure_Thing', jobId });
    const find = async (query: string) =>
      (await other.get(`/v1/candidates?${query}`)).json().items.map((one: { name: string }) => one.name);
    expect(await find('q=rosa@')).toEqual(['Rosa Parks']);
    expect(await find('q=parks')).toEqual(['Rosa Parks']);
    expect(await find('q=%25')).toEqual(['100% Sure_Thing']);
    expect(await find('q=_')).toEqual(['100% Sure_Thing']);
    expect(await find('talentPool=true')).toEqual(['Rosa Parks']);
    expect(await find(`jobId=${jobId}`)).toEqual(['100% Sure_Thing']);
    expect(await find('')).toEqual(['100% Sure_Thing', 'Rosa Parks']);
  });

  it('goes through a long list page by page without losing or repeating anybody', async () => {
    const other = await api.aTenant();
    for (let i = 0; i < 7; i += 1) await other.post('/v1/candidates', { name: `Person ${i}` });
    const seen: string[] = [];
    let query = '?limit=3';
    for (;;) {
      const page = (await other.get(`/v1/candidates${query}`)).json();
      seen.push(...page.items.map((one: { lastName: string }) => one.lastName));
      if (page.nextCursor === null) break;
      query = `?limit=3&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0']);
  });

  it('refuses a cursor of another company, of another filter, or a changed one', async () => {
    const [mine, theirs] = [await api.aTenant(), await api.aTenant()];
    for (const each of [mine, theirs])
      for (let i = 0; i < 2; i += 1) await each.post('/v1/candidates', { name: `Person ${i}` });
    const { nextCursor } = (await theirs.get('/v1/candidates?limit=1')).json();
    const tries = [
      await mine.get(`/v1/candidates?limit=1&cursor=${nextCursor}`),
      await theirs.get(`/v1/candidates?limit=1&q=x&cursor=${nextCursor}`),
      await theirs.get(`/v1/applications?cursor=${nextCursor}`),
      await theirs.get(`/v1/candidates?cursor=x${nextCursor}`),
    ];
    for (const answer of tries) {
      expect(answer.statusCode).toBe(422);
      expect(answer.json().code).toBe('request.invalid');
    }
    expect((await theirs.get(`/v1/candidates?limit=2&cursor=${nextCursor}`)).json().items).toHaveLength(1);
  });

  it('writes names as they came, composed', async () => {
    for (const lastName of [
      'O’Brien',
      'Null',
      'Nguyễn',
      'محمد',
      '👩‍🚀',
      "Robert'); DROP TABLE candidates;--",
      'X',
    ]) {
      const answer = await tenant.post('/v1/candidates', {
        firstName: 'A',
        lastName: lastName.normalize('NFD'),
      });
      expect(answer.json().lastName).toBe(lastName.normalize('NFC'));
    }
  });
});
