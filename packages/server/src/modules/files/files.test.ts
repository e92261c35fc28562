import { describe, expect, it } from 'vitest';
import { aZip, type ZipPart } from '../../platform/documents/testing/zip.ts';
import { checkDocument, cleanFileName, contentDisposition, extensionOf } from './files.ts';

const docx: ZipPart[] = [
  { name: '[Content_Types].xml', content: '<Types/>' },
  { name: 'word/document.xml', content: '<w:document/>' },
];
const odt: ZipPart[] = [
  { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
  { name: 'content.xml', content: '<office/>' },
];
const upload = (name: string, bytes: Buffer | string) => ({
  field: 'resume',
  name,
  contentType: 'application/x-claimed',
  bytes: Buffer.from(bytes),
});
const codeOf = (name: string, bytes: Buffer | string) =>
  checkDocument(upload(name, bytes)).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );

const wider = {
  types: ['doc', 'jpg', 'jpeg', 'png', 'gif', 'bmp', 'tif', 'tiff'],
  maxBytes: 2000,
};
const word = (...streams: string[]) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    ...streams.map((name) => Buffer.from(name, 'utf16le')),
  ]);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a document where more types are taken', () => {
  it.each([
    ['cv.doc', word('WordDocument'), 'application/msword'],
    ['cv.png', png, 'image/png'],
    ['cv.GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 'image/gif'],
    ['cv.jpeg', Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'), 'image/jpeg'],
    ['cv.bmp', Buffer.from('BM\x1e\x00\x00\x00', 'latin1'), 'image/bmp'],
    ['cv.tif', Buffer.from('49492a0008000000000000000000000000', 'hex'), 'image/tiff'],
  ])('may be %s', async (name, bytes, contentType) => {
    expect(await checkDocument(upload(name, bytes), wider)).toMatchObject({ contentType });
    expect(await codeOf(name, bytes)).toBe('files.type_not_allowed');
  });

  it.each([
    ['a web page named .doc', 'cv.doc', '<html>', 'files.content_mismatch'],
    ['a spreadsheet named .doc', 'cv.doc', word('Workbook'), 'files.content_mismatch'],
    ['macros', 'cv.doc', word('WordDocument', '_VBA_PROJECT'), 'files.type_not_allowed'],
    ['a picture of another type', 'cv.jpg', png, 'files.content_mismatch'],
    ['a type that is not on the list', 'cv.pdf', '%PDF-1.7', 'files.type_not_allowed'],
    ['too many bytes', 'cv.png', Buffer.alloc(2001), 'files.too_large'],
  ])('may not be %s', async (_what, name, bytes, code) => {
    const outcome = checkDocument(upload(name, bytes), wider);
    await expect(outcome).rejects.toMatchObject({ code });
  });
});

describe('a document', () => {
  it.each([
    ['cv.docx', aZip(docx), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['CV.ODT', aZip(odt), 'application/vnd.oasis.opendocument.text'],
    ['cv.rtf', '{\\rtf1\\ansi hello}', 'application/rtf'],
    ['cv.txt', 'Grüße, Zoë\r\n\tdone', 'text/plain'],
    ['cv.txt', Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]), 'text/plain'],
  ])('%s gets the content type that its bytes have', async (name, bytes, contentType) => {
    expect(await checkDocument(upload(name, bytes))).toMatchObject({ contentType });
  });

  it.each([
    [
      'an archive that is no document',
      'cv.docx',
      aZip([{ name: 'a.txt', content: 'x' }]),
      'files.content_mismatch',
    ],
    ['ODT named .docx', 'cv.docx', aZip(odt), 'files.content_mismatch'],
    ['DOCX named .odt', 'cv.odt', aZip(docx), 'files.content_mismatch'],
    [
      'a spreadsheet named .odt',
      'cv.odt',
      aZip([
        { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', stored: true },
        { name: 'content.xml', content: '' },
      ]),
      'files.content_mismatch',
    ],
    [
      'macros',
      'cv.docx',
      aZip([...docx, { name: 'word/vbaProject.bin', content: 'x' }]),
      'files.type_not_allowed',
    ],
    [
      'macros of ODT',
      'cv.odt',
      aZip([...odt, { name: 'Basic/Standard/Module1.xml', content: 'x' }]),
      'files.type_not_allowed',
    ],
    ['a password', 'cv.docx', aZip(docx.map((part) => ({ ...part, encrypted: true }))), 'files.encrypted'],
    [
      'a bomb',
      'cv.docx',
      aZip([...docx, { name: 'word/media/1.png', content: Buffer.alloc(30_000_000) }]),
      'files.content_mismatch',
    ],
    [
      'an archive in it',
      'cv.docx',
      aZip([...docx, { name: 'word/42.zip', content: 'x' }]),
      'files.content_mismatch',
    ],
    ['text named .rtf', 'cv.rtf', 'hello', 'files.content_mismatch'],
    ['a NUL in text', 'cv.txt', 'a\0b', 'files.content_mismatch'],
    [
      'an image named .txt',
      'cv.txt',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      'files.content_mismatch',
    ],
    ['a macro document', 'cv.docm', aZip(docx), 'files.type_not_allowed'],
    ['no bytes', 'cv.txt', '', 'files.empty'],
  ])('is refused with %s', async (_what, name, bytes, code) => {
    expect(await codeOf(name, bytes)).toBe(code);
  });
});

describe('the name of a file', () => {
  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\zoe\\cv.pdf', 'cv.pdf'],
    ['cv_\u202efdp.pdf', 'cv_fdp.pdf'],
    ['a\r\nb\u0000.pdf', 'ab.pdf'],
    ['Zoe\u0308.pdf', 'Zoë.pdf'],
    ['\u200b', 'file'],
    ['half \ud83d.pdf', 'half \ufffd.pdf'],
  ])('%j is kept as %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean);
  });

  it('is cut to a length that can be shown, with its extension', () => {
    const clean = cleanFileName(`${'x'.repeat(4096)}.pdf`);
    expect(clean).toHaveLength(194);
    expect(extensionOf(clean)).toBe('pdf');
  });

  it.each([
    ['cv.pdf', `attachment; filename="cv.pdf"; filename*=UTF-8''cv.pdf`],
    [
      '"; filename="x.exe',
      `attachment; filename="_; filename=_x.exe"; filename*=UTF-8''%22%3B%20filename%3D%22x.exe`,
    ],
    ['Zoë (1)%.pdf', `attachment; filename="Zo_ (1)_.pdf"; filename*=UTF-8''Zo%C3%AB%20%281%29%25.pdf`],
  ])('%j is told to browsers so that nothing breaks out of it', (name, header) => {
    expect(contentDisposition('attachment', name)).toBe(header);
  });
});
