// Reads the directory of a zip archive and decides whether opening it would be safe, without
// unpacking anything. The limits are those of a document somebody wrote, not of an archive.
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  packedBytes: number;
  bytes: number;
  method: number;
  encrypted: boolean;
  offset: number;
}

export const zipLimits = { entries: 2_000, bytes: 100 * 1024 * 1024, ratio: 200 };

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;

/** The entries of an archive that fills the whole file, or undefined when it is no sound archive. */
export function readZipDirectory(file: Buffer): ZipEntry[] | undefined {
  const end = findEnd(file);
  if (end === undefined) return undefined;
  const count = file.readUInt16LE(end + 10);
  const start = file.readUInt32LE(end + 16);
  if (file.readUInt16LE(end + 8) !== count || start + file.readUInt32LE(end + 12) !== end) return undefined;
  const entries: ZipEntry[] = [];
  let at = start;
  for (let i = 0; i < count; i += 1) {
    if (at + entryBytes > end || file.readUInt32LE(at) !== entrySignature) return undefined;
    const nameBytes = file.readUInt16LE(at + 28);
    const next = at + entryBytes + nameBytes + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
    if (next > end) return undefined;
    entries.push({
      name: file.toString('utf8', at + entryBytes, at + entryBytes + nameBytes),
      packedBytes: file.readUInt32LE(at + 20),
      bytes: file.readUInt32LE(at + 24),
      method: file.readUInt16LE(at + 10),
      encrypted: (file.readUInt16LE(at + 8) & 1) === 1,
      offset: file.readUInt32LE(at + 42),
    });
    at = next;
  }
  return entries;
}

/** Whether the file ends as an archive, whatever it begins with: a document that is both is a trick. */
export function endsAsZip(file: Buffer): boolean {
  return findEnd(file) !== undefined;
}

/** What is wrong with an archive as a document, in words for people; undefined when nothing is. */
export function zipProblem(entries: ZipEntry[], fileBytes: number): string | undefined {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const packed = entries.reduce((sum, entry) => sum + entry.packedBytes, 0);
  if (entries.length > zipLimits.entries) return 'it holds too many parts';
  // More packed bytes than the file has means entries that share theirs: a known kind of bomb.
  if (packed > fileBytes) return 'its parts overlap';
  if (bytes > zipLimits.bytes || bytes > packed * zipLimits.ratio + 1_000_000)
    return 'it unpacks to too much';
  if (entries.some((entry) => /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:/.test(entry.name)))
    return 'a part of it has a path out of the document';
  if (entries.some((entry) => /\.(zip|7z|rar|gz|jar|docx|odt|exe|js)$/i.test(entry.name)))
    return 'it holds another archive or a program';
  return undefined;
}

/** The content of one small entry, or undefined when it is not there, too large or not sound. */
export function readZipEntry(file: Buffer, entry: ZipEntry, maxBytes: number): Buffer | undefined {
  if (entry.bytes > maxBytes || entry.offset + localBytes > file.length) return undefined;
  if (file.readUInt32LE(entry.offset) !== localSignature) return undefined;
  const skip = file.readUInt16LE(entry.offset + 26) + file.readUInt16LE(entry.offset + 28);
  const start = entry.offset + localBytes + skip;
  const packed = file.subarray(start, start + entry.packedBytes);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) return undefined;
  try {
    return inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}

function findEnd(file: Buffer): number | undefined {
  const lowest = Math.max(0, file.length - endBytes - 0xffff);
  for (let at = file.length - endBytes; at >= lowest; at -= 1) {
    if (file.readUInt32LE(at) !== endSignature) continue;
    if (at + endBytes + file.readUInt16LE(at + 20) === file.length) return at;
  }
  return undefined;
}
