import { describe, expect, test } from 'vitest';
import { encodeMultipart, type MultipartPart } from './multipart.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, at) => at);

function decode(parts: readonly MultipartPart[]) {
  const { contentType, body } = encodeMultipart(parts);
  return new Response(body, { headers: { 'content-type': contentType } }).formData();
}

describe('a form', () => {
  test('is what another parser reads back, byte for byte', async () => {
    const form = await decode([
      ['category', '13'],
      ['fileName', 'Zoë – 履歴書.pdf\r\nsecond line'],
      ['file', { bytes: everyByte, fileName: '履歴書.pdf', contentType: 'application/pdf' }],
    ]);
    const file = form.get('file');
    expect([...form.keys()]).toEqual(['category', 'fileName', 'file']);
    expect(form.get('fileName')).toBe('Zoë – 履歴書.pdf\r\nsecond line');
    expect(file).toMatchObject({ name: '履歴書.pdf', type: 'application/pdf' });
    expect(file instanceof Blob && new Uint8Array(await file.arrayBuffer())).toEqual(everyByte);
  });

  test('keeps a file name from closing its quotes or starting a header', () => {
    const fileName = '"; filename="x.exe\r\nX-Evil: 1';
    const { body } = encodeMultipart([['file', { bytes: everyByte, fileName }]]);
    const head = new TextDecoder().decode(body).split('\r\n\r\n')[0];
    expect(head?.split('\r\n')).toEqual([
      expect.stringMatching(/^--joinery-/),
      'Content-Disposition: form-data; name="file"; filename="%22; filename=%22x.exe%0D%0AX-Evil: 1"',
      'Content-Type: application/octet-stream',
    ]);
  });

  test('refuses a content type that is none', () => {
    const file = { bytes: everyByte, fileName: 'x', contentType: 'application/pdf\r\nX-Evil: 1' };
    expect(() => encodeMultipart([['file', file]])).toThrow(/content type of a file/);
  });

  test('sends an empty file as a part, not as nothing', async () => {
    const form = await decode([['file', { bytes: new Uint8Array(), fileName: 'empty.txt' }]]);
    expect(form.get('file')).toMatchObject({ name: 'empty.txt', size: 0 });
  });

  test('takes a new boundary each time', () => {
    expect(encodeMultipart([]).contentType).not.toBe(encodeMultipart([]).contentType);
  });
});
