import { describe, expect, it } from 'vitest';
import { cleanFileName, contentDisposition, extensionOf } from './files.ts';

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
    expect(contentDisposition(name)).toBe(header);
  });
});
