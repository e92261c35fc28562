import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { empty, formOf, json, refusal, scriptedServer, text } from '../testing/scripted-server.ts';

const filesUrl = '/api/gateway.php/acme/v1/employees/4/files';
const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);

describe('list', () => {
  test('gives categories with their files', async () => {
    const file = {
      id: 24,
      name: 'Offer',
      originalFileName: 'offer.pdf',
      size: 22,
      dateCreated: '2026-05-29T14:21:35+0000',
      createdBy: 'Ann Lee',
      shareWithEmployee: 'yes',
    };
    const signed = { id: 12, name: 'Signed Documents', canUploadFiles: 'no', files: [file] };
    const resumes = { id: 13, name: 'Resumes and Applications', canUploadFiles: 'yes' };
    const server = await scriptedServer(json({ employee: { id: 4 }, categories: [signed, resumes] }));
    const list = await aClient(server.baseUrl).files.list(4);
    expect(server.requests[0]?.path).toBe(`${filesUrl}/view`);
    expect(list).toEqual({
      employeeId: '4',
      categories: [
        {
          id: '12',
          name: 'Signed Documents',
          canUploadFiles: false,
          files: [
            {
              id: '24',
              name: 'Offer',
              originalFileName: 'offer.pdf',
              sizeBytes: 22,
              createdAt: '2026-05-29T14:21:35+00:00',
              createdBy: 'Ann Lee',
              shared: true,
              raw: file,
            },
          ],
          raw: signed,
        },
        { id: '13', name: 'Resumes and Applications', canUploadFiles: true, files: [], raw: resumes },
      ],
    });
  });

  test('fails as the provider does when there is no category', async () => {
    const server = await scriptedServer(refusal(404, 'No categories'));
    expect(await errorOf(aClient(server.baseUrl).files.list(4))).toMatchObject({
      outcome: 'refused',
      status: 404,
    });
  });
});

describe('upload', () => {
  test('sends the form that the provider reads, byte for byte', async () => {
    const server = await scriptedServer(empty(201, { location: `${filesUrl}/25` }));
    const created = await aClient(server.baseUrl).files.upload(4, {
      categoryId: '13',
      share: true,
      file: { bytes, fileName: 'Zoë "CV".pdf', contentType: 'application/pdf' },
    });
    const request = server.requests[0];
    const form = await formOf(request);
    const file = form.get('file');
    expect(request).toMatchObject({ method: 'POST', path: filesUrl });
    expect(request?.headers['content-length']).toBe(String(request?.body.length));
    expect([...form.entries()].slice(0, 3)).toEqual([
      ['category', '13'],
      ['fileName', 'Zoë "CV".pdf'],
      ['share', 'yes'],
    ]);
    expect(file).toMatchObject({ type: 'application/pdf', name: 'Zoë "CV".pdf' });
    expect(file instanceof Blob && new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
    expect(created).toMatchObject({ id: '25', location: `${server.origin}${filesUrl}/25` });
  });

  test('is private and shown under another name on request', async () => {
    const server = await scriptedServer(empty(201, { location: `${filesUrl}/25` }));
    const file = { bytes, fileName: 'cv.pdf' };
    await aClient(server.baseUrl).files.upload(4, { categoryId: 13, name: 'Résumé', file });
    const form = await formOf(server.requests[0]);
    expect([form.get('fileName'), form.get('share')]).toEqual(['Résumé', 'no']);
  });

  test('is ambiguous without the id of the file', async () => {
    const server = await scriptedServer(empty(201));
    const upload = { categoryId: 13, file: { bytes, fileName: 'cv.pdf' } };
    const error = await errorOf(aClient(server.baseUrl).files.upload(4, upload));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'no_proof' });
  });
});

describe('download', () => {
  test('gives the bytes, name and type', async () => {
    const headers = { 'content-disposition': 'attachment; filename="Offer 2026.pdf"' };
    const server = await scriptedServer(text(200, 'application/pdf; charset=binary', bytes, headers));
    const file = await aClient(server.baseUrl).files.download(4, 24);
    expect(server.requests[0]?.path).toBe(`${filesUrl}/24`);
    expect(file).toEqual({
      bytes,
      fileName: 'Offer 2026.pdf',
      contentType: 'application/pdf; charset=binary',
    });
  });

  test('does not take a sign-in page for the file', async () => {
    const server = await scriptedServer(text(200, 'text/html', '<html>Sign in</html>'));
    const error = await errorOf(aClient(server.baseUrl).files.download(4, 24));
    expect(error).toMatchObject({ reason: 'unexpected_content', excerpt: '<html>Sign in</html>' });
  });
});

test('a file is read while it comes, with its name and size', async () => {
  const server = await scriptedServer(
    text(200, 'application/pdf; charset=binary', bytes, {
      'content-disposition': 'attachment; filename="Offer.pdf"',
      'content-length': String(bytes.length),
    }),
  );
  const file = await aClient(server.baseUrl, { maxResponseBytes: 10 }).files.open(4, 9);
  expect(file).toMatchObject({ fileName: 'Offer.pdf', sizeBytes: bytes.length });
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.chunks) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(Buffer.from(bytes))).toBe(true);
});

test('a change of a file names only what changes; nothing is a mistake', async () => {
  const server = await scriptedServer(empty(200), empty(200));
  const { files, companyFiles } = aClient(server.baseUrl);
  await files.update(4, 9, { name: 'Offer', share: true });
  await companyFiles.update(9, { categoryId: '13', share: false });
  expect(server.requests.map(({ body }) => JSON.parse(body.toString()))).toEqual([
    { name: 'Offer', shareWithEmployee: 'yes' },
    { categoryId: 13, shareWithEmployees: 'no' },
  ]);
  await expect(files.update(4, 9, {})).rejects.toThrow(TypeError);
});
