// What people get of documents that candidates sent.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocumentsWorkflow } from '../../modules/documents/read-documents.workflow.ts';
import { scanHeld } from '../../modules/documents/scan-held.service.ts';
import { sweepFiles } from '../../modules/files/sweep-files.service.ts';
import { closeReaders } from '../../platform/documents/reader.ts';
import { aDocx, aParagraph, aRelation } from '../../platform/documents/testing/office.ts';
import { createClamdScanner } from '../../platform/egress/clamd.ts';
import { eicar, type FakeClamd, startFakeClamd } from '../../platform/egress/testing/clamd.ts';
import { type Answer, aForm, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(async () => {
  closeReaders();
  await api.close();
});

async function aCandidate(name: string, bytes: Buffer | string, { fileName = 'cv.docx', by = tenant } = {}) {
  const { body, headers } = aForm([
    { name: 'name', value: name },
    { name: 'resume', file: { name: fileName, bytes: Buffer.from(bytes) } },
  ]);
  const answer = await by.post('/v1/candidates', body, headers);
  expect(answer.statusCode).toBe(201);
  const { id, attachments } = answer.json();
  return { id, fileId: attachments[0].fileId as string };
}
const attachmentOf = async (id: string) => (await tenant.get(`/v1/candidates/${id}`)).json().attachments[0];
const found = async (q: string) =>
  (await tenant.get(`/v1/candidates?q=${encodeURIComponent(q)}`))
    .json()
    .items.map((one: { name: string }) => one.name);

describe('a document of a candidate', () => {
  it('is read once, and found by what somebody sees in it', async () => {
    const body = aParagraph('Cabinetmaker in Kilkenny') + aParagraph('Astronaut', '<w:vanish/>');
    const { id, fileId } = await aCandidate('Dot Ference', aDocx({ body }));
    expect((await attachmentOf(id)).flags).toBeNull();
    const text = (await tenant.get(`/v1/files/${fileId}/text`)).json();
    expect(text).toMatchObject({
      readable: true,
      text: 'Cabinetmaker in Kilkenny',
      hiddenText: 'Astronaut',
      scanState: 'not_scanned',
    });
    expect((await attachmentOf(id)).flags.sort()).toEqual(['hidden_text', 'metadata']);
    expect(await found('kilkenny cabinet')).toEqual(['Dot Ference']);
    expect(await found('astronaut')).toEqual([]);
    expect(await found("kil' | !x:* (")).toEqual([]);
    expect(await found('ference')).toEqual(['Dot Ference']);
  });

  it('is found by its own company only', async () => {
    const { fileId } = await aCandidate('Somebody', aDocx({ body: 'unmistakable' }));
    await tenant.get(`/v1/files/${fileId}/text`);
    const other = await api.aTenant();
    expect((await other.get('/v1/candidates?q=unmistakable')).json().items).toEqual([]);
    expect((await other.get(`/v1/files/${fileId}/text`)).json()).toMatchObject({ code: 'files.not_found' });
    expect((await other.get('/v1/files/fil_none/text')).statusCode).toBe(404);
  });

  it('is given without what it could do, and as it came to who asks for that', async () => {
    const relations = aRelation('t', 'attachedTemplate', 'http://evil.example/t.dotm');
    const came = aDocx({ relations });
    const { id, fileId } = await aCandidate('Templated', came);
    const copy = await tenant.get(`/v1/files/${fileId}`);
    expect(copy.statusCode).toBe(200);
    expect(copy.rawPayload.length).toBe(Number(copy.headers['content-length']));
    expect(copy.rawPayload.equals(came)).toBe(false);
    expect(copy.headers['content-disposition']).toBe(
      `attachment; filename="cv.docx"; filename*=UTF-8''cv.docx`,
    );
    expect(copy.headers['x-content-type-options']).toBe('nosniff');
    expect((await tenant.get(`/v1/files/${fileId}?original=1`)).rawPayload.equals(came)).toBe(true);
    expect((await attachmentOf(id)).flags).toContain('active_content');
  });

  it('that cannot be read within the limits is given as it came, to who asks for that', async () => {
    const { id, fileId } = await aCandidate('Unreadable', aDocx());
    await api.context.db.inCompany(tenant.company.id, (tx) =>
      sql`insert into document_texts (company_id, file_id, readable, text, hidden_text, flags, search, read_at)
        values (${tenant.company.id}, ${fileId}, false, '', '', '{}', '', now())`.execute(tx),
    );
    expect((await tenant.get(`/v1/files/${fileId}`)).json()).toMatchObject({ code: 'files.not_cleaned' });
    expect((await tenant.get(`/v1/files/${fileId}?original=1`)).statusCode).toBe(200);
    expect((await tenant.get(`/v1/files/${fileId}/text`)).json()).toMatchObject({
      readable: false,
      text: '',
    });
    expect((await attachmentOf(id)).flags).toEqual([]);
  });

  it('is read by whoever comes first, and one copy is kept', async () => {
    const { fileId } = await aCandidate('Wanted', aDocx({ body: 'Wanted by many' }));
    const answers = await Promise.all(Array.from({ length: 5 }, () => tenant.get(`/v1/files/${fileId}`)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ rawPayload }) => rawPayload.toString('base64'))).size).toBe(1);
    const copies = await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx.selectFrom('document_texts').select('cleaned_file_id').where('file_id', '=', fileId).execute(),
    );
    expect(copies).toHaveLength(1);
    api.setNow(new Date(Date.now() + 3 * 86_400_000));
    await sweepFiles(api.context);
    api.setNow(undefined);
    expect((await tenant.get(`/v1/files/${fileId}`)).statusCode).toBe(200);
  });
});

describe('a document that is taken away', () => {
  const remove = (id: string, fileId: string, by = tenant) =>
    by.delete(`/v1/candidates/${id}/attachments/${fileId}`);
  const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];

  it('is gone with its text, its copy and its bytes, and the timeline tells of it', async () => {
    const relations = aRelation('t', 'attachedTemplate', 'http://evil.example/t.dotm');
    const { id, fileId } = await aCandidate('Regretful', aDocx({ body: 'regrettable', relations }));
    await tenant.get(`/v1/files/${fileId}`);
    const keys = await api.context.db.inCompany(tenant.company.id, async (tx) => {
      const { rows } = await sql<{ key: string }>`select storage_key as key from files where id = ${fileId}
        or id = (select cleaned_file_id from document_texts where file_id = ${fileId})`.execute(tx);
      return rows.map(({ key }) => key);
    });
    expect(keys).toHaveLength(2);
    expect(codeOf(await remove(id, fileId, await api.aTenant()))).toEqual([404, 'candidates.not_found']);
    expect((await remove(id, fileId)).statusCode).toBe(204);
    expect(codeOf(await remove(id, fileId))).toEqual([404, 'files.not_found']);
    expect(codeOf(await tenant.get(`/v1/files/${fileId}`))).toEqual([404, 'files.not_found']);
    expect(await found('regrettable')).toEqual([]);
    for (const key of keys) await expect(api.context.storage.get(key)).rejects.toThrow();
    expect((await tenant.get(`/v1/candidates/${id}`)).json().attachments).toEqual([]);
    const { items } = (await tenant.get(`/v1/candidates/${id}/timeline`)).json();
    expect(items[0]).toMatchObject({ kind: 'file_removed', summary: 'Removed cv.docx' });
    const events = await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx
        .selectFrom('events')
        .select(['type', 'payload'])
        .where('subject_id', '=', id)
        .orderBy('id')
        .execute(),
    );
    expect(events.at(-1)).toEqual({ type: 'candidates.updated', payload: { changed: ['attachments'] } });
  });

  it('stays while a hire sends it or the candidate is on hold', async () => {
    const { id, fileId } = await aCandidate('Hired', 'My life.', { fileName: 'cv.txt' });
    const job = (await tenant.post('/v1/jobs', { title: 'Joiner' })).json();
    const applied = (
      await tenant.post(`/v1/candidates/${id}/applications`, { jobId: job.id, byHand: true })
    ).json();
    const { id: company } = tenant.company;
    const hire = (state: string, request: object) =>
      api.context.db.inCompany(company, async (tx) => {
        await sql`insert into connections (id, company_id, provider, name, base_url, sealed_credentials)
          values (${`con_${company}`}, ${company}, 'bamboohr', 'B', 'https://x.example', 'x') on conflict do nothing`.execute(
          tx,
        );
        await sql`insert into hires (id, company_id, application_id, connection_id, marker, state, request, requested_by)
          values (${`hir_${id}`}, ${company}, ${applied.id}, ${`con_${company}`}, 'm', ${state}, ${JSON.stringify(request)}::jsonb, 'x')
          on conflict (id) do update set state = excluded.state, request = excluded.request`.execute(tx);
      });
    const naming = (attachmentId: string) => ({
      fields: {},
      files: [{ attachmentId, kind: 'resume', categoryId: null }],
    });
    for (const request of [{ fields: {} }, { fields: {}, files: null }, naming(fileId)]) {
      await hire('waiting', request);
      expect(codeOf(await remove(id, fileId))).toEqual([409, 'files.in_use']);
    }
    await hire('waiting', naming('fil_other'));
    expect((await tenant.post(`/v1/candidates/${id}/hold`, { reason: 'A suit' })).statusCode).toBe(200);
    expect(codeOf(await remove(id, fileId))).toEqual([409, 'candidates.on_hold']);
    await tenant.post(`/v1/candidates/${id}/release`, { reason: 'Settled' });
    await hire('done', naming(fileId));
    expect((await remove(id, fileId)).statusCode).toBe(204);
  });
});

describe('with a scanner of viruses', () => {
  let clamd: FakeClamd;
  beforeAll(async () => {
    clamd = await startFakeClamd();
    api.context.scanner = createClamdScanner({ address: clamd.address, timeoutMs: 1_000 });
  });
  afterAll(async () => {
    delete api.context.scanner;
    await clamd.close();
  });
  const give = async (fileId: string, path = '') => {
    const answer = await tenant.get(`/v1/files/${fileId}${path}`);
    return answer.statusCode === 200 ? 'given' : answer.json().code;
  };
  const everyWay = async (fileId: string) =>
    new Set([await give(fileId), await give(fileId, '?original=1'), await give(fileId, '/text')]);

  it('a document is held until it was looked at, and swept up when the scanner was away', async () => {
    clamd.answer('');
    const { id, fileId } = await aCandidate('Held', aDocx({ body: 'heldwords' }));
    expect((await attachmentOf(id)).scanState).toBe('held');
    expect(await everyWay(fileId)).toEqual(new Set(['files.held']));
    await scanHeld(api.context);
    expect(await everyWay(fileId)).toEqual(new Set(['files.held']));
    expect(await found('heldwords')).toEqual([]);
    clamd.answer(undefined);
    await scanHeld(api.context);
    expect(await everyWay(fileId)).toEqual(new Set(['given']));
    expect(await found('heldwords')).toEqual(['Held']);
    expect((await attachmentOf(id)).scanState).toBe('clean');
  });

  it('an infected one is given to nobody, and it is told on the timeline', async () => {
    const { id, fileId } = await aCandidate('Infected', eicar, { fileName: 'cv.txt' });
    await scanHeld(api.context);
    expect(await everyWay(fileId)).toEqual(new Set(['files.malware_found']));
    expect((await attachmentOf(id)).scanState).toBe('infected');
    const { items } = (await tenant.get(`/v1/candidates/${id}/timeline`)).json();
    expect(items[0].summary).toMatch(/virus was found.*EICAR/);
    // Nothing of it is searched, and the scanner that goes away does not free it.
    delete api.context.scanner;
    expect(await everyWay(fileId)).toEqual(new Set(['files.malware_found']));
    api.context.scanner = createClamdScanner({ address: clamd.address, timeoutMs: 1_000 });
  });

  it('one that was held stays so when the scanner is set up no more', async () => {
    const { fileId } = await aCandidate('Left', aDocx());
    delete api.context.scanner;
    await scanHeld(api.context);
    expect(await everyWay(fileId)).toEqual(new Set(['files.held']));
    api.context.scanner = createClamdScanner({ address: clamd.address, timeoutMs: 1_000 });
  });

  it('what was held and what is infected does not leave by the workflow either', async () => {
    const { fileId } = await aCandidate('By workflow', eicar, { fileName: 'cv.txt' });
    const steps: string[] = [];
    const step = (name: string, work: () => Promise<unknown>) => {
      steps.push(name);
      return work();
    };
    const { run } = readDocumentsWorkflow(api.context);
    await run({ step } as never, { companyId: tenant.company.id, fileIds: [fileId] });
    expect(steps).toEqual(['scan']);
    expect(await everyWay(fileId)).toEqual(new Set(['files.malware_found']));
  });
});
