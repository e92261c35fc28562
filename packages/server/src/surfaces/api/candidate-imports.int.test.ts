import {
  type Candidate,
  type CandidateImport,
  type CandidateImportRow,
  importLimits,
  type Job,
} from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetAbandonedImports } from '../../modules/candidate-imports/candidate-imports.service.ts';
import { stuckAfterMs } from '../../modules/candidate-imports/candidate-imports.ts';
import { endRun, takePage } from '../../modules/candidate-imports/import-course.service.ts';
import { closeReaders } from '../../platform/documents/reader.ts';
import { writeZip } from '../../platform/documents/zip-writer.ts';
import { type Answer, aForm, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
let job: Job;
beforeAll(async () => {
  api = await createTestApi();
  await api.context.engine.start({ worker: true });
  tenant = await api.aTenant();
  job = (await tenant.post('/v1/jobs', { title: 'Picker' })).json();
});
afterAll(async () => {
  closeReaders();
  await api.close();
});

const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const send = (content: string | Buffer, { to = '', name = 'people.csv', by = tenant } = {}) => {
  const { body, headers } = aForm([{ name: 'file', file: { name, bytes: Buffer.from(content) } }]);
  return by.post(`/v1/candidate-imports${to}`, body, headers);
};
const get = async (id: string): Promise<CandidateImport> =>
  (await tenant.get(`/v1/candidate-imports/${id}`)).json();
const settled = async (id: string): Promise<CandidateImport> => {
  const isMoving = async () => ['checking', 'running'].includes((await get(id)).state);
  await expect.poll(isMoving, { interval: 100 }).toBe(false);
  return get(id);
};
const upload = async (content: string | Buffer, name?: string): Promise<CandidateImport> => {
  const answer = await send(content, name === undefined ? {} : { name });
  expect([answer.statusCode, answer.json().code]).toEqual([201, undefined]);
  return settled(answer.json().id);
};
const rowsOf = async (id: string, query = ''): Promise<CandidateImportRow[]> =>
  (await tenant.get(`/v1/candidate-imports/${id}/rows${query}`)).json().items;
const start = async (id: string): Promise<CandidateImport> => {
  expect((await tenant.post(`/v1/candidate-imports/${id}/start`)).statusCode).toBe(200);
  return settled(id);
};
const count = async (): Promise<number> =>
  api.context.db.inCompany(tenant.company.id, async (tx) => {
    const rows = await tx.selectFrom('candidates').select('id').execute();
    return rows.length;
  });

describe('the answer to a table', () => {
  it('is kept for whoever asks again without what people said', async () => {
    const table = 'Name,E-mail\nMarjorie Kept,kept@imports.example\n';
    const { body, headers } = aForm([
      { name: 'file', file: { name: 'people.csv', bytes: Buffer.from(table) } },
    ]);
    const ask = () => tenant.post('/v1/candidate-imports', body, { ...headers, 'idempotency-key': 'import' });
    const first = (await ask()).json();
    expect(first.columns[1].samples).toEqual(['kept@imports.example']);
    const again = await ask();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json().id).toBe(first.id);
    expect(again.body).not.toMatch(/Marjorie|kept@/);
  });
});

describe('a table of candidates', () => {
  it('is checked before anybody is added, added without its bad rows, mended and finished', async () => {
    const before = await count();
    const table = [
      'Name,E-mail,Phone,Stars,Shoe size',
      'Ada Lovelace,ada@imports.example,+44 20 7946 0000,5,38',
      'Grace Hopper,not an address,=1+1,3,39',
      ',nobody@imports.example,,,40',
      'Alan Turing,alan@imports.example,,9,41',
    ].join('\n');
    const uploaded = await upload(table);
    expect(uploaded).toMatchObject({
      state: 'ready',
      columns: [
        { name: 'Name', target: 'name', samples: ['Ada Lovelace', 'Grace Hopper', 'Alan Turing'] },
        { target: 'email' },
        { target: 'phone' },
        { target: 'rating' },
        { name: 'Shoe size', target: null },
      ],
      counts: { total: 4, good: 1, bad: 3, created: 0 },
    });
    expect(await count()).toBe(before);
    const [first] = await rowsOf(uploaded.id, '?limit=1');
    expect(first).toMatchObject({ row: 2, state: 'good', candidate: { name: 'Ada Lovelace', rating: 5 } });
    const bad = await rowsOf(uploaded.id, '?state=bad');
    expect(bad.map(({ row, problems }) => [row, problems.map(({ column }) => column)])).toEqual([
      [3, ['E-mail', 'Phone']],
      [4, ['Name']],
      [5, ['Stars']],
    ]);

    const options = { jobId: job.id, source: 'Fair', tags: ['fair'] };
    const patched = await tenant.patch(`/v1/candidate-imports/${uploaded.id}`, { options });
    expect(patched.json()).toMatchObject({ state: 'checking', options: { jobId: job.id, source: 'Fair' } });
    await settled(uploaded.id);
    const run = await start(uploaded.id);
    expect(run).toMatchObject({ state: 'mending', counts: { created: 1, bad: 3, good: 0 } });
    expect(await count()).toBe(before + 1);
    const [created] = await rowsOf(uploaded.id, '?state=created');
    expect(created?.cells).toBeNull();
    expect(JSON.stringify(run)).not.toContain('Ada');
    const ada: Candidate = (await tenant.get(`/v1/candidates/${created?.candidateId}`)).json();
    expect(ada).toMatchObject({
      source: 'Fair',
      tags: ['fair'],
      rating: 5,
      broughtBy: { userId: tenant.userId },
    });
    expect(ada.applications).toMatchObject([{ jobId: job.id }]);

    const errors = await tenant.get(`/v1/candidate-imports/${uploaded.id}/errors`);
    expect(errors.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(/people to mend\.csv/),
    });
    const lines = errors.body.replace('\ufeff', '').trim().split('\r\n');
    expect(lines[0]).toBe('Row,Name,E-mail,Phone,Stars,Shoe size,Problem');
    expect(lines[1]).toMatch(/^3,Grace Hopper,not an address,'=1\+1,3,39,/);
    const mended = errors.body
      .replace('not an address', 'grace@imports.example')
      .replace("'=1+1", "'+1 202 555 0100")
      .replace(/\r\n4,,/, '\r\n4,Some Body,');
    const answer = (await send(mended, { to: `/${uploaded.id}/mended` })).json();
    expect(answer).toMatchObject({ taken: 3, ignored: 0, import: { state: 'checking' } });
    expect(await settled(uploaded.id)).toMatchObject({ state: 'ready', counts: { good: 2, bad: 1 } });
    expect(await start(uploaded.id)).toMatchObject({ state: 'mending', counts: { created: 3, bad: 1 } });
    expect(await count()).toBe(before + 3);
    const [grace] = (await tenant.get('/v1/candidates?q=grace@imports.example')).json().items;
    expect(grace.phone).toBe('+1 202 555 0100');

    const again = (await send(mended, { to: `/${uploaded.id}/mended` })).json();
    expect(again).toMatchObject({ taken: 1, ignored: 2 });
    await settled(uploaded.id);
    const done = await tenant.post(`/v1/candidate-imports/${uploaded.id}/finish`);
    expect(done.json()).toMatchObject({ state: 'done', counts: { created: 3, dropped: 1, bad: 0 } });
    expect(await count()).toBe(before + 3);
    expect(codeOf(await tenant.post(`/v1/candidate-imports/${uploaded.id}/start`))).toEqual([
      409,
      'imports.not_now',
    ]);
  });

  it('makes nobody twice whom an e-mail address and a name know, and loses no application', async () => {
    const { id: ada } = (
      await tenant.post('/v1/candidates', { name: 'Ada Known', email: 'known@imports.example' })
    ).json();
    const table = [
      'Name,Email,Job',
      'known ADA,Known@imports.example,',
      'Ada Known,known@imports.example,Picker',
      'Áda Known,known@imports.example,pICKER',
      'Bob Known,known@imports.example,Picker',
      'Bea Twice,twice@imports.example, pICKER',
      'Bea Twice,TWICE@imports.example,',
      'Ben Twice,twice@imports.example,Picker',
    ].join('\n');
    const first = await upload(table);
    const ended = await start(first.id);
    expect(ended).toMatchObject({ state: 'mending', counts: { created: 1, skipped: 2, bad: 2 } });
    expect(ended.counts).toMatchObject({ applied: 1, known: 1 });
    const { items } = (await tenant.get(`/v1/candidate-imports/${first.id}/rows`)).json();
    const [bea] = (await tenant.get('/v1/candidates?q=twice@imports.example')).json().items;
    expect(items.map((row: Record<string, unknown>) => [row.state, row.candidateId])).toEqual([
      ['skipped', ada],
      ['applied', ada],
      ['known', ada],
      ['bad', null],
      ['created', bea.id],
      ['skipped', bea.id],
      ['bad', null],
    ]);
    const message = expect.stringMatching(/a candidate with another name/);
    expect(items[3]).toMatchObject({ cells: expect.any(Array), problems: [{ column: 'Email', message }] });
    // A job is known by its title, too.
    for (const id of [ada, bea.id])
      expect((await tenant.get(`/v1/candidates/${id}`)).json().applications).toMatchObject([
        { jobId: job.id },
      ]);
    const errors = (await tenant.get(`/v1/candidate-imports/${first.id}/errors`)).body;
    const mended = errors
      .replace(/Bob Known,known@/, 'Bob Known,bob@')
      .replace(/Ben Twice,twice@/, 'Ben Twice,ben@');
    await send(mended, { to: `/${first.id}/mended` });
    await settled(first.id);
    expect(await start(first.id)).toMatchObject({ state: 'done', counts: { created: 3, bad: 0 } });
    const second = await upload(
      'Name,Email\nAda Known,known@imports.example\nBob Other,known@imports.example',
    );
    await tenant.patch(`/v1/candidate-imports/${second.id}`, { options: { onKnownEmail: 'add' } });
    await settled(second.id);
    expect((await start(second.id)).counts).toMatchObject({ created: 1, known: 1, skipped: 0 });
  });

  it('means what is said of its columns, and is checked again', async () => {
    const { id } = await upload('Who,What\nAda,Baker\n,x');
    expect((await get(id)).counts).toMatchObject({ bad: 2 });
    const at = `/v1/candidate-imports/${id}`;
    await tenant.patch(at, { targets: ['name', 'industry'] });
    expect((await settled(id)).counts).toMatchObject({ good: 1, bad: 1 });
    await tenant.patch(at, { options: { onKnownEmail: 'add', tags: ['x'] } });
    const { options } = (await tenant.patch(at, { options: { source: 'Fair' } })).json();
    expect(options).toEqual({ jobId: null, source: 'Fair', tags: ['x'], onKnownEmail: 'add' });
    await settled(id);
    expect(codeOf(await tenant.patch(at, { targets: ['name'] }))).toEqual([422, 'request.invalid']);
    expect(codeOf(await tenant.patch(at, { options: { jobId: 'job_0' } }))).toEqual([404, 'jobs.not_found']);
    const noRows = await send('Name,What\nAda,x', { to: `/${id}/mended` });
    expect(codeOf(noRows)).toEqual([422, 'imports.unreadable']);
    expect((await tenant.delete(at)).statusCode).toBe(204);
    expect(codeOf(await tenant.get(at))).toEqual([404, 'imports.not_found']);
  });

  it('comes as a workbook, too, and is refused when it is none', async () => {
    const parts = {
      'xl/workbook.xml':
        '<workbook xmlns:r="x"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml':
        '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Zoë Book</t></is></c></row></sheetData></worksheet>',
    };
    const zip = writeZip(Object.entries(parts).map(([name, text]) => ({ name, content: Buffer.from(text) })));
    const { id } = await upload(zip, 'people.xlsx');
    expect((await start(id)).counts).toMatchObject({ created: 1 });
    const bad = writeZip([{ name: 'x.txt', content: Buffer.from('x') }]);
    expect(codeOf(await send(bad, { name: 'people.xlsx' }))).toEqual([422, 'imports.unreadable']);
    const bomb = writeZip([{ name: 'xl/workbook.xml', content: Buffer.alloc(60_000_000, ' ') }]);
    expect(codeOf(await send(bomb, { name: 'people.xlsx' }))).toEqual([422, 'files.archive_too_large']);
  });

  it('ends when whoever started it may add nobody any more, and goes on when somebody else starts it', async () => {
    const { id } = await upload('Name\nLeft Behind');
    const key = await tenant.aKeyOf('full_admin');
    const { user } = (await api.call(key, 'GET', '/v1/session')).json();
    await tenant.patch(`/v1/users/${user.id}`, { status: 'disabled' });
    await api.context.db.inCompany(tenant.company.id, (tx) =>
      tx
        .updateTable('candidate_imports')
        .set({ user_id: user.id, state: 'running' })
        .where('id', '=', id)
        .execute(),
    );
    const input = { companyId: tenant.company.id, importId: id, revision: 1 };
    await expect(takePage(api.context, { ...input, revision: 0 })).resolves.toEqual({ more: false });
    await expect(takePage(api.context, input)).rejects.toMatchObject({ code: 'access.forbidden' });
    await endRun(api.context, input, 'Not any more.');
    expect(await get(id)).toMatchObject({ state: 'ready', problem: 'Not any more.', counts: { good: 1 } });
    expect(await start(id)).toMatchObject({ state: 'done', problem: null, counts: { created: 1 } });
  });

  it('that ended early or got stuck goes on with the rows that are left, and nobody is added twice', async () => {
    const people = Array.from({ length: 70 }, (_, at) => `Stuck ${at},stuck${at}@imports.example`);
    const { id, canRestart } = await upload(['Name,E-mail', ...people].join('\n'));
    const restart = () => tenant.post(`/v1/candidate-imports/${id}/restart`);
    expect(canRestart).toBe(false);
    expect(codeOf(await restart())).toEqual([409, 'imports.not_now']);

    const put = (change: { state: 'running' | 'checking' | 'ready'; problem?: string; updated_at?: Date }) =>
      api.context.db.inCompany(tenant.company.id, (tx) =>
        tx.updateTable('candidate_imports').set(change).where('id', '=', id).execute(),
      );
    // A server that died after a page, whose work is gone with its database's workflows.
    await put({ state: 'running' });
    const input = { companyId: tenant.company.id, importId: id, revision: 1 };
    expect(await takePage(api.context, input)).toEqual({ more: true });
    expect(await get(id)).toMatchObject({ state: 'running', canRestart: false, counts: { created: 50 } });
    expect(codeOf(await restart())).toEqual([409, 'imports.not_now']);
    await put({ state: 'running', updated_at: new Date(Date.now() - stuckAfterMs - 1_000) });
    expect(await get(id)).toMatchObject({ canRestart: true });
    const before = await count();
    expect((await restart()).json()).toMatchObject({ state: 'running', canRestart: false });
    // What was thought dead was slow: it stands aside.
    expect(await takePage(api.context, input)).toEqual({ more: false });
    expect(await settled(id)).toMatchObject({ state: 'done', counts: { created: 70, known: 0, skipped: 0 } });
    expect(await count()).toBe(before + 20);
    expect(codeOf(await restart())).toEqual([409, 'imports.not_now']);

    const other = (await upload('Name\nUnchecked One\n')).id;
    await api.context.db.inCompany(tenant.company.id, async (tx) => {
      const is = { state: 'ready', problem: 'Something went wrong here.' };
      await tx.updateTable('candidate_imports').set(is).where('id', '=', other).execute();
      await tx
        .updateTable('candidate_import_rows')
        .set({ state: 'new' })
        .where('import_id', '=', other)
        .execute();
    });
    expect(await get(other)).toMatchObject({ canRestart: true, counts: { unchecked: 1 } });
    const again = await tenant.post(`/v1/candidate-imports/${other}/restart`);
    expect(again.json()).toMatchObject({ state: 'checking', problem: null });
    expect(await settled(other)).toMatchObject({ state: 'ready', counts: { good: 1 }, canRestart: false });
    expect(await count()).toBe(before + 20);
  });

  it('is forgotten with its rows when nobody goes on with it for a month', async () => {
    const left = await upload('name,email\nAda Left,ada.left@example.com\n');
    expect(left.state).toBe('ready');
    const begun = await start((await upload('name\nAda Begun\n')).id);
    const there = async (days: number) => {
      const now = new Date(Date.now() + days * 86_400_000);
      await forgetAbandonedImports({ ...api.context, clock: { now: () => now } });
      return Promise.all(
        [left, begun].map(async ({ id }) => (await tenant.get(`/v1/candidate-imports/${id}`)).statusCode),
      );
    };
    expect(await there(29)).toEqual([200, 200]);
    expect(await there(32)).toEqual([404, 200]);
  });

  it('is nobody’s who sees assigned jobs only, and of another company not there', async () => {
    const { id } = await upload('Name\nAda');
    const external = await tenant.aKeyOf('external_recruiter');
    for (const [method, url] of [
      ['GET', '/v1/candidate-imports'],
      ['GET', `/v1/candidate-imports/${id}/rows`],
      ['GET', `/v1/candidate-imports/${id}/errors`],
      ['POST', `/v1/candidate-imports/${id}/start`],
    ] as const)
      expect(codeOf(await api.call(external, method, url))).toEqual([403, 'access.forbidden']);
    const blind = await tenant.aKeyOf('employee');
    for (const [key, url] of [
      [external, '/v1/candidate-imports'],
      [external, `/v1/candidate-imports/${id}/mended`],
      [blind, '/v1/candidates'],
    ] as const) {
      // Nobody opens what they may not send.
      const { body, headers } = aForm([{ name: 'file', file: { name: 'no.pdf', bytes: Buffer.from('') } }]);
      expect(codeOf(await api.call(key, 'POST', url, body, headers))).toEqual([403, 'access.forbidden']);
    }
    const other = await api.aTenant();
    expect(codeOf(await other.get(`/v1/candidate-imports/${id}`))).toEqual([404, 'imports.not_found']);
    expect(codeOf(await other.post(`/v1/candidate-imports/${id}/start`))).toEqual([404, 'imports.not_found']);
  });

  it('that has columns which are called as ours is mended by its own', async () => {
    const { id } = await upload('Row,Problem,Name,E-mail\nshelf 7,none,Rowena Shelf,no address\n');
    const errors = (await tenant.get(`/v1/candidate-imports/${id}/errors`)).body;
    expect(errors).toMatch(/^\ufeffRow here,Row,Problem,Name,E-mail,Problem here\r\n2,shelf 7,none,/);
    await send(errors.replace('no address', 'rowena@imports.example'), { to: `/${id}/mended` });
    await settled(id);
    const [row] = await rowsOf(id);
    expect(row).toMatchObject({
      state: 'good',
      cells: ['shelf 7', 'none', 'Rowena Shelf', 'rowena@imports.example'],
    });
  });

  it('is read where a long cell or name of a column is cut in the middle of a character', async () => {
    const long = `${'x'.repeat(importLimits.cellLength)}\u{1f600}`;
    const column = `${'y'.repeat(199)}\u{1f600}`;
    const { id, columns } = await upload(`Name,${column}\nCut Short,${long}\nCut Too,short\n`);
    expect(columns[1]?.name).toBe(`${'y'.repeat(199)}\ufffd`);
    expect((await rowsOf(id)).map(({ state }) => state)).toEqual(['good', 'good']);
  });
});
