import { describe, expect, it } from 'vitest';
import { checkCategoryNames, checkFiledUpload, maxFiledBytes } from './filing.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');
const exe = Buffer.concat([Buffer.from('MZ\x90\x00\x03\x00', 'latin1'), Buffer.alloc(200)]);
const check = (name: string, bytes: Buffer) =>
  checkFiledUpload({ field: 'file', name, contentType: 'application/octet-stream', bytes });

describe('a file that stands in a category', () => {
  it('gets the content type of its extension, whatever the sender says', async () => {
    expect(await check('Offer.PDF', pdf)).toMatchObject({
      name: 'Offer.PDF',
      contentType: 'application/pdf',
    });
    expect(await check('notes.txt', Buffer.from('Grüße'))).toMatchObject({ contentType: 'text/plain' });
  });

  it('loses the path in its name', async () => {
    expect(await check('../../etc/offer.pdf', pdf)).toMatchObject({ name: 'offer.pdf' });
  });

  it.each([
    ['empty.pdf', Buffer.alloc(0), 'files.empty'],
    ['setup.exe', exe, 'files.type_not_allowed'],
    ['noextension', pdf, 'files.type_not_allowed'],
    ['page.html', Buffer.from('<script>'), 'files.type_not_allowed'],
    ['resume.pdf', exe, 'files.content_mismatch'],
    ['resume.pdf', Buffer.from('just text'), 'files.content_mismatch'],
    ['notes.txt', pdf, 'files.content_mismatch'],
    ['notes.txt', Buffer.from([0x41, 0x00, 0x42]), 'files.content_mismatch'],
    ['big.txt', Buffer.alloc(maxFiledBytes + 1, 'a'), 'files.too_large'],
  ])('%s is refused (%#)', async (name, bytes, code) => {
    await expect(check(name, bytes)).rejects.toMatchObject({ code });
  });

  it('may have exactly 20 MB', async () => {
    await expect(check('big.txt', Buffer.alloc(maxFiledBytes, 'a'))).resolves.toBeDefined();
  });
});

describe('names of categories', () => {
  it('are kept in their order, without what cannot be seen', () => {
    expect(checkCategoryNames('employee', [' Visas ', 'Re\u202eviews'])).toEqual(['Visas', 'Reviews']);
  });

  it.each([
    [[''], 'files.invalid_category'],
    [['   '], 'files.invalid_category'],
    [['Visas', 'VISAS'], 'files.invalid_category'],
    [['x'.repeat(101)], 'files.invalid_category'],
    [Array.from({ length: 101 }, (_, i) => `c${i}`), 'files.invalid_category'],
    [['signed documents'], 'files.category_reserved'],
  ])('%j are refused (%s)', (names, code) => {
    expect(() => checkCategoryNames('company', names)).toThrow(expect.objectContaining({ code }));
  });
});
