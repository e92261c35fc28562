import { describe, expect, it } from 'vitest';
import { checkEmployeeFile, maxEmployeeFileBytes } from './employee-files.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');
const exe = Buffer.concat([Buffer.from('MZ\x90\x00\x03\x00', 'latin1'), Buffer.alloc(200)]);
const check = (name: string, bytes: Buffer) =>
  checkEmployeeFile({ field: 'file', name, contentType: 'application/octet-stream', bytes });

describe('a file of an employee', () => {
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
    ['big.txt', Buffer.alloc(maxEmployeeFileBytes + 1, 'a'), 'files.too_large'],
  ])('%s is refused (%#)', async (name, bytes, code) => {
    await expect(check(name, bytes)).rejects.toMatchObject({ code });
  });

  it('may have exactly 20 MB', async () => {
    await expect(check('big.txt', Buffer.alloc(maxEmployeeFileBytes, 'a'))).resolves.toBeDefined();
  });
});
