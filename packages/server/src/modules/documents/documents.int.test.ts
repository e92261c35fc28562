import { afterAll, describe, expect, it } from 'vitest';
import { closeReaders } from '../../platform/documents/reader.ts';
import { aDocx, anOdt } from '../../platform/documents/testing/office.ts';
import { aZip } from '../../platform/documents/testing/zip.ts';
import { admitDocument } from './documents.ts';

afterAll(closeReaders);

const upload = (name: string, bytes: Buffer | string) => ({
  field: 'resume',
  name,
  contentType: 'application/x-claimed',
  bytes: Buffer.from(bytes),
});
const codeOf = (name: string, bytes: Buffer | string) =>
  admitDocument(upload(name, bytes)).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );

const wider = {
  types: ['doc', 'jpg', 'jpeg', 'png', 'gif', 'bmp', 'tif', 'tiff'],
  maxBytes: 4000,
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
    expect(await admitDocument(upload(name, bytes), wider)).toMatchObject({ contentType });
    expect(await codeOf(name, bytes)).toBe('files.type_not_allowed');
  });

  it.each([
    ['a web page named .doc', 'cv.doc', '<html>', 'files.content_mismatch'],
    ['a spreadsheet named .doc', 'cv.doc', word('Workbook'), 'files.content_mismatch'],
    ['macros', 'cv.doc', word('WordDocument', '_VBA_PROJECT'), 'files.type_not_allowed'],
    [
      'an archive at its end',
      'cv.doc',
      Buffer.concat([word('WordDocument'), aDocx()]),
      'files.content_mismatch',
    ],
    ['a picture of another type', 'cv.jpg', png, 'files.content_mismatch'],
    ['a type that is not on the list', 'cv.pdf', '%PDF-1.7', 'files.type_not_allowed'],
    ['too many bytes', 'cv.png', Buffer.alloc(4001), 'files.too_large'],
  ])('may not be %s', async (_what, name, bytes, code) => {
    const outcome = admitDocument(upload(name, bytes), wider);
    await expect(outcome).rejects.toMatchObject({ code });
  });
});

describe('a document', () => {
  it.each([
    ['cv.docx', aDocx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['CV.ODT', anOdt(), 'application/vnd.oasis.opendocument.text'],
    ['cv.rtf', '{\\rtf1\\ansi hello}', 'application/rtf'],
    ['cv.txt', 'Grüße, Zoë\r\n\tdone', 'text/plain'],
    ['cv.txt', Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]), 'text/plain'],
    ['j.smith.v2.txt', 'hello', 'text/plain'],
  ])('%s gets the content type that its bytes have', async (name, bytes, contentType) => {
    expect(await admitDocument(upload(name, bytes))).toMatchObject({ contentType });
  });

  it('is judged once, whichever way it goes on', async () => {
    const admitted = await admitDocument(upload('cv.txt', 'hello'));
    expect(await admitDocument(admitted)).toBe(admitted);
  });

  it.each([
    [
      'an archive that is no document',
      'cv.docx',
      aZip([{ name: 'a.txt', content: 'x' }]),
      'files.content_mismatch',
    ],
    ['ODT named .docx', 'cv.docx', anOdt(), 'files.content_mismatch'],
    ['DOCX named .odt', 'cv.odt', aDocx(), 'files.content_mismatch'],
    [
      'macros',
      'cv.docx',
      aDocx({ parts: [{ name: 'word/vbaProject.bin', content: 'x' }] }),
      'files.type_not_allowed',
    ],
    [
      'macros of ODT',
      'cv.odt',
      anOdt({ parts: [{ name: 'Basic/Standard/Module1.xml', content: '<a/>' }] }),
      'files.type_not_allowed',
    ],
    [
      'a password',
      'cv.docx',
      aZip([{ name: 'word/document.xml', content: 'x', encrypted: true }]),
      'files.encrypted',
    ],
    [
      'a bomb',
      'cv.docx',
      aDocx({ parts: [{ name: 'word/media/1.png', content: Buffer.alloc(30_000_000) }] }),
      'files.archive_too_large',
    ],
    [
      'an archive in it',
      'cv.docx',
      aDocx({ parts: [{ name: 'word/42.zip', content: 'x' }] }),
      'files.archive_too_large',
    ],
    ['text named .rtf', 'cv.rtf', 'hello', 'files.content_mismatch'],
    ['a NUL in text', 'cv.txt', 'a\0b', 'files.content_mismatch'],
    ['an image named .txt', 'cv.txt', png, 'files.content_mismatch'],
    ['a macro document', 'cv.docm', aDocx(), 'files.type_not_allowed'],
    ['the name of a program before its last extension', 'cv.exe.txt', 'hello', 'files.type_not_allowed'],
    ['a blank at the end of its name', 'cv.txt ', 'hello', 'files.type_not_allowed'],
    ['the name of something else', 'cv.constructor', 'hello', 'files.type_not_allowed'],
    ['no bytes', 'cv.txt', '', 'files.empty'],
  ])('is refused with %s', async (_what, name, bytes, code) => {
    expect(await codeOf(name, bytes)).toBe(code);
  });
});
