// Wrong input is answered with a clear problem, stores nothing, and is never a fault of ours.
import { connect } from 'node:net';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leastGrowth } from '../../testing/memory.ts';
import {
  type Answer,
  aForm,
  aPdf,
  createTestApi,
  type FormPart,
  type Tenant,
  type TestApi,
} from './testing/api.ts';

const json = { 'content-type': 'application/json' };

describe('bad input', () => {
  let api: TestApi;
  let tenant: Tenant;
  let stranger: Tenant;
  let jobId: string;
  let before: string;
  beforeAll(async () => {
    api = await createTestApi();
    [tenant, stranger] = [await api.aTenant(), await api.aTenant()];
    jobId = (await tenant.post('/v1/jobs', { title: 'Plumber' })).json().id;
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    before = await everything(api, tenant);
  });

  async function expectRefused(answer: Answer, status: number, code: string): Promise<void> {
    expect({ status: answer.statusCode, code: answer.json().code }).toEqual({ status, code });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['x-request-id']).toBe(answer.json().requestId);
    expect(await everything(api, tenant)).toBe(before);
  }

  it.each<[string, unknown, string, string]>([
    ['an unknown job', { name: 'A B', jobId: 'job_00000000000000000000000000' }, 'jobs.not_open', 'jobId'],
    ['an unknown job number', { name: 'A B', job_id: 999_999_999 }, 'jobs.not_open', 'jobId'],
    ['two different jobs', { name: 'A B', job_id: '1', jobId: '2' }, 'request.invalid', 'job_id'],
    ['an unknown field', { name: 'A B', favouriteColour: 'red' }, 'request.invalid', ''],
    ['a field of ours', { name: 'A B', companyId: 'com_1', status: 'hired' }, 'request.invalid', ''],
    ['constructor as a field', { name: 'A B', constructor: { prototype: {} } }, 'request.invalid', ''],
    ['no name', { email: 'a@example.com' }, 'candidates.name_missing', 'name'],
    ['half a name', { firstName: 'A' }, 'candidates.name_missing', 'lastName'],
    ['a name of blanks', { name: '   ' }, 'candidates.name_missing', 'name'],
    ['a name that cannot be seen', { name: '\u200b\u2060\ufeff' }, 'candidates.name_missing', 'name'],
    ['a name with a control character', { name: 'A\u0007 B' }, 'request.invalid', 'name'],
    ['a name of 10,000 letters', { name: 'x'.repeat(10_000) }, 'request.invalid', 'name'],
    ['a name that is a number', { name: 7 }, 'request.invalid', 'name'],
    ['no e-mail address', { name: 'A B', email: 'not an address' }, 'request.invalid', 'email'],
    [
      'an address with a header in it',
      { name: 'A B', email: 'a@b.com\r\nBcc: x@y.z' },
      'request.invalid',
      'email',
    ],
    ['letters for a phone number', { name: 'A B', phone: 'call me' }, 'request.invalid', 'phone'],
    ['a phone number of 1,000 digits', { name: 'A B', phone: '1'.repeat(1000) }, 'request.invalid', 'phone'],
    ['a list', [], 'request.invalid', ''],
    ['a text', '"x"', 'request.invalid', ''],
    ['null', 'null', 'request.invalid', ''],
  ])('as a candidate: %s', async (_what, body, code, path) => {
    const answer = await tenant.post('/v1/candidates', body, json);
    await expectRefused(answer, 422, code);
    expect(answer.json().issues[0].path).toBe(path);
  });

  it.each<[string, string | Buffer, string]>([
    ['broken JSON', '{"name": "A B"', 'request.invalid_json'],
    ['nothing', '', 'request.invalid_json'],
    ['a key twice', '{"name":"A B","name":"C D"}', 'request.invalid_json'],
    ['__proto__', '{"name":"A B","__proto__":{"polluted":1}}', 'request.invalid_json'],
    ['65 levels', `{"name":${'['.repeat(65)}${']'.repeat(65)}}`, 'request.invalid_json'],
    ['a number beyond all', '{"name":1e999}', 'request.invalid_json'],
    ['a NUL', '{"name":"A\\u0000B"}', 'request.invalid_text'],
    ['half a surrogate pair', '{"name":"A \\ud83d"}', 'request.invalid_text'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'request.invalid_text'],
  ])('as a body: %s', async (_what, body, code) => {
    await expectRefused(await tenant.post('/v1/candidates', body, json), 400, code);
  });

  it.each<[string, Record<string, string>]>([
    ['text/plain', { 'content-type': 'text/plain' }],
    ['XML', { 'content-type': 'application/xml' }],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('as a content type: %s', async (_what, headers) => {
    await expectRefused(
      await tenant.post('/v1/candidates', '{"name":"A B"}', headers),
      415,
      'request.unsupported_media',
    );
  });

  it('as a content type: a form where none is taken', async () => {
    const { body, headers } = aForm([{ name: 'title', value: 'Cook' }]);
    await expectRefused(await tenant.post('/v1/jobs', body, headers), 415, 'request.unsupported_media');
  });

  describe('as a résumé:', () => {
    const send = (...files: FormPart[]) => {
      const { body, headers } = aForm([
        { name: 'name', value: 'A B' },
        { name: 'jobId', value: jobId },
        ...files,
      ]);
      return tenant.post('/v1/candidates', body, headers);
    };
    const resume = (name: string, bytes: Uint8Array): FormPart => ({ name: 'resume', file: { name, bytes } });
    const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600, 0x90)]);

    it.each<[string, string, Uint8Array, number, string]>([
      ['no bytes', 'cv.pdf', Buffer.alloc(0), 422, 'files.empty'],
      ['10 MB and one byte', 'cv.txt', Buffer.alloc(10 * 1024 * 1024 + 1, 0x61), 413, 'files.too_large'],
      ['a program', 'cv.exe', exe, 415, 'files.type_not_allowed'],
      ['a program named .pdf', 'cv.pdf', exe, 422, 'files.content_mismatch'],
      ['a program named .txt', 'cv.txt', exe, 422, 'files.content_mismatch'],
      ['a program named .docx', 'cv.docx', exe, 422, 'files.content_mismatch'],
      ['a page with a PDF header later on', 'cv.pdf', aPageWithHeader(), 422, 'files.content_mismatch'],
      ['a PDF header and nothing', 'cv.pdf', Buffer.from('%PDF-1.7\n'), 422, 'files.content_mismatch'],
      ['a page', 'cv.html', Buffer.from('<html></html>'), 415, 'files.type_not_allowed'],
      ['a second extension', 'cv.pdf.exe', exe, 415, 'files.type_not_allowed'],
      ['a trailing dot', 'cv.pdf.', exe, 415, 'files.type_not_allowed'],
      ['no extension', 'cv', exe, 415, 'files.type_not_allowed'],
      ['letters turned around', 'cv_\u202efdp.exe', exe, 415, 'files.type_not_allowed'],
    ])('%s', async (_what, name, bytes, status, code) => {
      await expectRefused(await send(resume(name, bytes)), status, code);
    });

    it('a PDF that is an archive too', async () => {
      const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
      const both = Buffer.concat([await aPdf(), zipEnd]);
      await expectRefused(await send(resume('cv.pdf', both)), 422, 'files.content_mismatch');
    });

    it('a PDF with a password', async () => {
      await expectRefused(await send(resume('cv.pdf', await anEncryptedPdf())), 422, 'files.encrypted');
    });

    it('six files', async () => {
      const files = Array.from({ length: 6 }, (_, i) => ({
        name: 'file',
        file: { name: `${i}.txt`, bytes: Buffer.from('x') },
      }));
      await expectRefused(await send(...files), 413, 'files.too_many');
    });

    it('a file in a field that takes none', async () => {
      const part = { name: 'photo', file: { name: 'cv.txt', bytes: Buffer.from('x') } };
      await expectRefused(await send(part), 422, 'request.invalid');
    });

    it('a good one beside a bad one: neither is kept', async () => {
      const good = { name: 'file', file: { name: 'a.txt', bytes: Buffer.from('fine') } };
      await expectRefused(await send(good, resume('cv.pdf', exe)), 422, 'files.content_mismatch');
    });

    it('a good one for a job that is not open: the bytes go too', async () => {
      const { body, headers } = aForm([
        { name: 'name', value: 'A B' },
        { name: 'jobId', value: '999' },
        resume('cv.pdf', await aPdf()),
      ]);
      await expectRefused(await tenant.post('/v1/candidates', body, headers), 422, 'jobs.not_open');
    });

    it.each<[string, string | Buffer, Record<string, string>, number, string]>([
      ['without a boundary', 'x', { 'content-type': 'multipart/form-data' }, 400, 'request.invalid_form'],
      [
        'cut short',
        '--b\r\ncontent-disposition: form-data; name="name"\r\n\r\nA',
        { 'content-type': 'multipart/form-data; boundary=b' },
        400,
        'request.invalid_form',
      ],
      [
        'with a field twice',
        aForm(
          [
            { name: 'name', value: 'A' },
            { name: 'name', value: 'B' },
          ],
          'b',
        ).body,
        { 'content-type': 'multipart/form-data; boundary=b' },
        400,
        'request.invalid_form',
      ],
      [
        'with wrong bytes in a text',
        aForm([{ name: 'name', value: '\ufffd' }], 'b').body,
        { 'content-type': 'multipart/form-data; boundary=b' },
        400,
        'request.invalid_text',
      ],
      [
        'with an unknown field',
        aForm(
          [
            { name: 'name', value: 'A B' },
            { name: 'nope', value: '1' },
          ],
          'b',
        ).body,
        { 'content-type': 'multipart/form-data; boundary=b' },
        422,
        'request.invalid',
      ],
    ])('a form %s', async (_what, body, headers, status, code) => {
      await expectRefused(await tenant.post('/v1/candidates', body, headers), status, code);
    });
  });

  describe('as a caller:', () => {
    it.each<[string, Record<string, string>]>([
      ['nobody', {}],
      ['a wrong key', { authorization: 'Bearer jnr_0123456789012345678901234567890123' }],
      ['garbage', { authorization: 'Bearer x' }],
      ['another scheme', { authorization: 'Digest username="x"' }],
      ['a key as a password', { authorization: `Basic ${Buffer.from('x:jnr_1').toString('base64')}` }],
      ['a wrong session', { cookie: 'joinery_session=abc' }],
    ])('%s', async (_what, headers) => {
      const answer = await api.call(undefined, 'GET', '/v1/candidates', undefined, headers);
      await expectRefused(answer, 401, 'access.unauthenticated');
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="Joinery"');
    });

    it('a key whose level has no hiring', async () => {
      const key = await tenant.aKeyOf('employee');
      for (const [method, url] of [
        ['GET', '/v1/candidates'],
        ['GET', '/v1/jobs'],
        ['POST', '/v1/candidates'],
        ['POST', '/v1/jobs'],
      ] as const) {
        const body =
          method === 'POST'
            ? { name: 'A B', ...(url === '/v1/jobs' ? { title: 'x', name: undefined } : {}) }
            : undefined;
        const answer = await api.call(key, method, url, body);
        expect(answer.statusCode).toBe(403);
        expect(answer.json().code).toBe('access.forbidden');
      }
    });

    it('somebody of another company: exactly as if the record did not exist', async () => {
      const { id } = (await tenant.post('/v1/candidates', { name: 'Hidden Person', jobId })).json();
      const application = (await tenant.get(`/v1/candidates/${id}`)).json().applications[0].id;
      const stage = (await tenant.get('/v1/stages')).json().items[0].id;
      const { body, headers } = aForm([{ name: 'file', file: { name: 'a.txt', bytes: Buffer.from('x') } }]);
      const tries: [string, (id: string) => Promise<Answer>, string][] = [
        ['candidates.not_found', (x) => stranger.get(`/v1/candidates/${x}`), id],
        ['candidates.not_found', (x) => stranger.put(`/v1/candidates/${x}`, { name: 'X Y' }), id],
        ['candidates.not_found', (x) => stranger.get(`/v1/candidates/${x}/timeline`), id],
        [
          'candidates.not_found',
          (x) => stranger.post(`/v1/candidates/${x}/applications`, { jobId: '1' }),
          id,
        ],
        ['candidates.not_found', (x) => stranger.post(`/v1/candidates/${x}/attachments`, body, headers), id],
        ['jobs.not_found', (x) => stranger.get(`/v1/jobs/${x}`), jobId],
        ['jobs.not_found', (x) => stranger.patch(`/v1/jobs/${x}`, { title: 'x' }), jobId],
        ['jobs.not_found', (x) => stranger.delete(`/v1/jobs/${x}`), jobId],
        ['applications.not_found', (x) => stranger.get(`/v1/applications/${x}`), application],
        [
          'applications.not_found',
          (x) => stranger.patch(`/v1/applications/${x}`, { stageId: stage }),
          application,
        ],
        ['stages.not_found', (x) => stranger.patch(`/v1/stages/${x}`, { name: 'x' }), stage],
        ['jobs.not_open', (x) => stranger.post('/v1/candidates', { name: 'A B', jobId: x }), jobId],
      ];
      before = await everything(api, tenant);
      for (const [code, ask, theirs] of tries) {
        const [real, unknown] = [await ask(theirs), await ask(`${theirs.slice(0, 4)}${'0'.repeat(26)}`)];
        expect([real.statusCode, real.json().code]).toEqual([code === 'jobs.not_open' ? 422 : 404, code]);
        const same = (answer: Answer) => answer.body.replaceAll(answer.json().requestId, '');
        expect(same(real)).toBe(same(unknown));
      }
      expect(await everything(api, tenant)).toBe(before);
    });
  });

  it.each<[string, string, number, string]>([
    ['an unknown path', '/v1/nothing', 404, 'request.not_found'],
    ['an unknown query parameter', '/v1/candidates?sort=salary', 422, 'request.invalid'],
    ['a parameter twice', '/v1/candidates?limit=1&limit=2', 422, 'request.invalid'],
    ['an operator in a parameter', '/v1/candidates?q[$ne]=1', 422, 'request.invalid'],
    ['a limit of 0', '/v1/candidates?limit=0', 422, 'request.invalid'],
    ['a limit of a billion', '/v1/candidates?limit=1e9', 422, 'request.invalid'],
    ['a limit that is no number', '/v1/candidates?limit=abc', 422, 'request.invalid'],
    ['a NUL in a query', '/v1/candidates?q=%00', 400, 'request.invalid_text'],
    ['a number of nobody', '/v1/employees/99999999999', 422, 'request.invalid'],
    ['an id that is far too long', `/v1/candidates/${'x'.repeat(150)}`, 422, 'request.invalid'],
  ])('as an address: %s', async (_what, url, status, code) => {
    await expectRefused(await tenant.get(url), status, code);
  });

  it('as a method: names those that are possible', async () => {
    const answer = await tenant.delete('/v1/candidates');
    await expectRefused(answer, 405, 'request.method_not_allowed');
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
  });

  it('as a size: 100 MB are refused from the announcement on, and the sender can read the answer', async () => {
    const address = await api.app.listen({ port: 0, host: '127.0.0.1' });
    const head = `POST /v1/candidates HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tenant.key}\r\n`;
    const most = 80 * 1024 * 1024;
    const taken = await leastGrowth(most, async () => {
      const answer = await sendMegabytes(
        Number(new URL(address).port),
        `${head}content-type: application/json\r\n`,
        100,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain('"code":"request.too_large"');
    });
    expect(taken).toBeLessThan(most);
    expect(await everything(api, tenant)).toBe(before);
  });

  it('as a size: a chunked body is cut off at the limit', async () => {
    const chunks = Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024, 0x20));
    const answer = await fetch(`http://127.0.0.1:${portOf(api)}/v1/candidates`, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${tenant.key}` },
      body: ReadableStream.from(chunks),
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });
});

function portOf(api: TestApi): number {
  const address = api.app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Sends everything before it reads, as simple clients do. */
function sendMegabytes(port: number, head: string, megabytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunk = Buffer.alloc(1024 * 1024, 0x61);
    let answer = '';
    let sent = 0;
    socket.on('error', reject);
    const finishIfDone = (): void => {
      if (sent < megabytes || !answer.includes('"requestId"')) return;
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (data) => {
      answer += data.toString();
      finishIfDone();
    });
    const write = (): void => {
      while (sent < megabytes) {
        sent += 1;
        if (!socket.write(chunk)) return void socket.once('drain', write);
      }
      finishIfDone();
    };
    socket.write(`${head}content-length: ${megabytes * 1024 * 1024}\r\n\r\n`);
    write();
  });
}

function aPageWithHeader(): Buffer {
  const page = `<html><script>alert(1)</script>${' '.repeat(870)}%PDF-1.7\n1 0 obj\n<<>>\nendobj\n`;
  return Buffer.from(page);
}

/** A PDF that says it is encrypted, with a check value that no empty password fits. */
async function anEncryptedPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage();
  const { context } = document;
  const hex = (bytes: number) => '41'.repeat(bytes);
  const encryption = context.obj({ Filter: 'Standard', V: 2, R: 3, Length: 128, P: -44 });
  const { PDFHexString, PDFName } = await import('pdf-lib');
  encryption.set(PDFName.of('O'), PDFHexString.of(hex(32)));
  encryption.set(PDFName.of('U'), PDFHexString.of(hex(32)));
  context.trailerInfo.Encrypt = context.register(encryption);
  context.trailerInfo.ID = context.obj([PDFHexString.of(hex(16)), PDFHexString.of(hex(16))]);
  return document.save({ useObjectStreams: false });
}

/** Everything that a refused request could have left: rows by table, and files on the disk. */
async function everything({ context }: TestApi, { company }: Tenant): Promise<string> {
  const { sql } = await import('kysely');
  const { readdir } = await import('node:fs/promises');
  const tables = [
    'candidates',
    'applications',
    'attachments',
    'files',
    'timeline_entries',
    'events',
    'jobs',
    'stages',
    'idempotency_keys',
  ];
  const counts = await context.db.inCompany(company.id, async (tx) => {
    const found: unknown[] = [];
    for (const table of tables)
      found.push((await sql`select count(*) as n from ${sql.table(table)}`.execute(tx)).rows[0]);
    return found;
  });
  const files = await readdir(`${context.config.dataDir}/files`, { recursive: true }).catch(() => []);
  return JSON.stringify([counts, files.filter((file) => file.length > 3).length]);
}
