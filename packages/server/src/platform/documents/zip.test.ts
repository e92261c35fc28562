import { describe, expect, it } from 'vitest';
import { aZip } from './testing/zip.ts';
import { endsAsZip, readZipDirectory, zipLimits, zipProblem } from './zip.ts';
import { openZip } from './zip-parts.ts';
import { writeZip } from './zip-writer.ts';

const plain = aZip([
  { name: 'mimetype', content: 'text/x', stored: true },
  { name: 'content.xml', content: '<a/>'.repeat(50) },
]);
const problemOf = (file: Buffer): string | undefined =>
  zipProblem(readZipDirectory(file) ?? [], file)?.message;

describe('the directory of a zip archive', () => {
  it('names what is in it, and finds the bytes', () => {
    const entries = readZipDirectory(plain) ?? [];
    expect(entries.map((entry) => [entry.name, entry.bytes])).toEqual([
      ['mimetype', 6],
      ['content.xml', 200],
    ]);
    expect(openZip(plain).read('mimetype').toString()).toBe('text/x');
    expect(openZip(plain).read('content.xml').toString()).toBe('<a/>'.repeat(50));
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

  it('gives no part that is not what it claims', () => {
    const [, packed] = readZipDirectory(plain) ?? [];
    const start = packed?.start ?? 0;
    const longer = aZip([{ name: 'a', content: 'x'.repeat(5000), claimedBytes: 50 }]);
    expect(() => openZip(longer).read('a')).toThrow(/size they claim/);
    const shorter = aZip([{ name: 'a', content: 'x'.repeat(50), claimedBytes: 60 }]);
    expect(() => openZip(shorter).read('a')).toThrow(/size they claim/);
    const broken = changed(plain, (file) => file.fill(0xff, start + 2, start + 8));
    expect(() => openZip(broken).read('content.xml')).toThrow(/damaged|size/);
    const swapped = changed(plain, (file) => file.write('other', file.indexOf('text/x')));
    expect(() => openZip(swapped).read('mimetype')).toThrow(/damaged/);
    expect(() => openZip(plain).read('none')).toThrow('mismatch');
  });

  it('is believed only where both names of a part agree', () => {
    const other = changed(plain, (file) => file.write('c0ntent.xml', file.indexOf('content.xml')));
    expect(readZipDirectory(other)).toBeUndefined();
  });
});

it('an archive that is made anew can be read, and tells nothing about its making', () => {
  const made = writeZip([
    { name: 'mimetype', content: Buffer.from('text/x'), stored: true },
    { name: 'Grüße.xml', content: Buffer.from('<a/>'.repeat(50)) },
  ]);
  const parts = openZip(made);
  expect(parts.names.map((name) => [name, parts.read(name).toString()])).toEqual([
    ['mimetype', 'text/x'],
    ['Grüße.xml', '<a/>'.repeat(50)],
  ]);
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

  it.each([
    ['its parts overlap', { offset: 0 }],
    ['a part of it is a link', { special: true }],
    ['encrypted', { encrypted: true }],
  ])('is refused when %s', (problem, change) => {
    const entries = readZipDirectory(plain) ?? [];
    const changedEntries = entries.map((entry) => ({ ...entry, ...change }));
    expect(zipProblem(changedEntries, plain)?.message).toBe(problem);
  });
});

it('a file that begins as something else may still end as an archive', () => {
  expect(endsAsZip(Buffer.concat([Buffer.from('%PDF-1.7'), plain]))).toBe(true);
  expect(endsAsZip(Buffer.concat([Buffer.from('%PDF-1.7'), plain, Buffer.from('\n%%EOF')]))).toBe(true);
  expect(endsAsZip(Buffer.from('%PDF-1.7 with PK inside'))).toBe(false);
});

function changed(file: Buffer, change: (copy: Buffer) => unknown): Buffer {
  const copy = Buffer.from(file);
  change(copy);
  return copy;
}
