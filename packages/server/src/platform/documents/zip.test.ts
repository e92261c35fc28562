import { describe, expect, it } from 'vitest';
import { aZip } from './testing/zip.ts';
import { endsAsZip, readZipDirectory, readZipEntry, zipLimits, zipProblem } from './zip.ts';

const plain = aZip([
  { name: 'mimetype', content: 'text/x', stored: true },
  { name: 'content.xml', content: '<a/>'.repeat(50) },
]);
const problemOf = (file: Buffer): string | undefined => zipProblem(readZipDirectory(file) ?? [], file.length);

describe('the directory of a zip archive', () => {
  it('names what is in it, and finds the bytes', () => {
    const entries = readZipDirectory(plain) ?? [];
    expect(entries.map((entry) => [entry.name, entry.bytes])).toEqual([
      ['mimetype', 6],
      ['content.xml', 200],
    ]);
    const [stored, packed] = entries;
    expect(stored && readZipEntry(plain, stored, 100)?.toString()).toBe('text/x');
    expect(packed && readZipEntry(plain, packed, 1000)?.toString()).toBe('<a/>'.repeat(50));
    expect(problemOf(plain)).toBeUndefined();
  });

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is cut short', plain.subarray(0, plain.length - 5)],
    ['lost its beginning', plain.subarray(10)],
    ['has something before it', Buffer.concat([Buffer.from('<html>'), plain])],
    ['has something behind it', Buffer.concat([plain, Buffer.from('x')])],
    ['names a size that is not so', changed(plain, (file) => file.writeUInt32LE(7, file.length - 10))],
    [
      'names more entries than it has',
      changed(plain, (file) => file.writeUInt32LE(0x00030003, file.length - 14)),
    ],
  ])('is not read when the file %s', (_what, file) => {
    expect(readZipDirectory(file)).toBeUndefined();
  });

  it('gives no entry that is larger than asked, or does not unpack', () => {
    const [, packed] = readZipDirectory(plain) ?? [];
    expect(packed && readZipEntry(plain, packed, 100)).toBeUndefined();
    const broken = changed(plain, (file) =>
      file.fill(0xff, (packed?.offset ?? 0) + 41, (packed?.offset ?? 0) + 48),
    );
    expect(packed && readZipEntry(broken, packed, 1000)).toBeUndefined();
  });
});

describe('a document in a zip archive', () => {
  it.each([
    ['it unpacks to too much', aZip([{ name: 'a', content: 'x', claimedBytes: zipLimits.bytes + 1 }])],
    ['it unpacks to too much', aZip([{ name: 'a', content: Buffer.alloc(20_000_000) }])],
    ['it holds another archive or a program', aZip([{ name: 'word/inner.zip', content: 'x' }])],
    ['a part of it has a path out of the document', aZip([{ name: '../../etc/passwd', content: 'x' }])],
    ['a part of it has a path out of the document', aZip([{ name: '/etc/passwd', content: 'x' }])],
    ['a part of it has a path out of the document', aZip([{ name: 'C:\\x', content: 'x' }])],
    [
      'it holds too many parts',
      aZip(Array.from({ length: 2_001 }, (_, i) => ({ name: `${i}`, content: 'x' }))),
    ],
  ])('is refused when %s', (problem, file) => {
    expect(problemOf(file)).toBe(problem);
  });

  it('is refused when its parts share their bytes', () => {
    const entries = Array.from({ length: 50 }, () => ({
      ...(readZipDirectory(plain)?.[1] ?? never()),
      packedBytes: 100,
    }));
    expect(zipProblem(entries, plain.length)).toBe('its parts overlap');
  });
});

it('a file that begins as something else may still end as an archive', () => {
  expect(endsAsZip(Buffer.concat([Buffer.from('%PDF-1.7'), plain]))).toBe(true);
  expect(endsAsZip(Buffer.from('%PDF-1.7 with PK inside'))).toBe(false);
});

function changed(file: Buffer, change: (copy: Buffer) => unknown): Buffer {
  const copy = Buffer.from(file);
  change(copy);
  return copy;
}

function never(): never {
  throw new Error('the archive has two entries');
}
