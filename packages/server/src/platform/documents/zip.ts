// Reads the directory of a zip archive and decides whether opening it would be safe, without
// unpacking anything. The limits are those of a document somebody wrote, not of an archive.
import { Refusal } from './reading.ts';

export interface ZipEntry {
  name: string;
  packedBytes: number;
  bytes: number;
  crc: number;
  method: number;
  encrypted: boolean;
  /** A link, a device, or anything else that is no file and no folder. */
  special: boolean;
  /** Where its header begins, and where its bytes do. */
  offset: number;
  start: number;
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
    const name = file.toString('utf8', at + entryBytes, at + entryBytes + nameBytes);
    const offset = file.readUInt32LE(at + 42);
    const body = startOfBody(file, offset, name, start);
    if (body === undefined) return undefined;
    entries.push({
      name,
      packedBytes: file.readUInt32LE(at + 20),
      bytes: file.readUInt32LE(at + 24),
      crc: file.readUInt32LE(at + 16),
      method: file.readUInt16LE(at + 10),
      encrypted: (file.readUInt16LE(at + 8) & 1) === 1,
      special: isSpecial(file, at),
      offset,
      start: body,
    });
    at = next;
  }
  return at === end ? entries : undefined;
}

// The name stands twice, and readers differ in which one they believe.
function startOfBody(file: Buffer, offset: number, name: string, limit: number): number | undefined {
  if (offset + localBytes > limit || file.readUInt32LE(offset) !== localSignature) return undefined;
  const nameBytes = file.readUInt16LE(offset + 26);
  const nameEnd = offset + localBytes + nameBytes;
  const body = nameEnd + file.readUInt16LE(offset + 28);
  if (body > limit || file.toString('utf8', offset + localBytes, nameEnd) !== name) return undefined;
  return body;
}

function isSpecial(file: Buffer, at: number): boolean {
  const isUnix = file.readUInt8(at + 5) === 3;
  const type = (file.readUInt32LE(at + 38) >>> 28) & 0xf;
  return isUnix && ![0, 4, 8].includes(type);
}

/**
 * Whether the file could be opened as an archive, whatever it begins with: a document that is both is
 * a trick. Some readers look for the directory anywhere near the end.
 */
export function endsAsZip(file: Buffer): boolean {
  if (findEnd(file) !== undefined) return true;
  const signature = Buffer.from('PK\x05\x06', 'latin1');
  const lowest = Math.max(0, file.length - endBytes - 0xffff);
  for (let at = file.indexOf(signature, lowest); at !== -1; at = file.indexOf(signature, at + 1)) {
    if (at + endBytes > file.length) return false;
    const directory = at - file.readUInt32LE(at + 12);
    if (directory >= 0 && directory < at && file.readUInt32LE(directory) === entrySignature) return true;
  }
  return false;
}

/** What is wrong with an archive as a document; undefined when nothing is. */
export function zipProblem(entries: ZipEntry[], file: Buffer): Refusal | undefined {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (entries.length > zipLimits.entries) return new Refusal('too_large', 'it holds too many parts');
  if (entries.some((entry) => entry.encrypted)) return new Refusal('encrypted');
  if (overlap(entries)) return new Refusal('too_large', 'its parts overlap');
  if (bytes > zipLimits.bytes || bytes > file.length * zipLimits.ratio || entries.some(isPackedTooWell))
    return new Refusal('too_large', 'it unpacks to too much');
  if (entries.some((entry) => entry.method !== 0 && entry.method !== 8)) return new Refusal('mismatch');
  if (entries.some((entry) => entry.special)) return new Refusal('mismatch', 'a part of it is a link');
  if (entries.some((entry) => /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:|\0/.test(entry.name)))
    return new Refusal('mismatch', 'a part of it has a path out of the document');
  const inner = entries.find(({ name }) =>
    /\.(zip|7z|rar|gz|tgz|bz2|xz|jar|docx|docm|odt|exe|dll|js|vbs|hta)$/i.test(name),
  );
  if (inner !== undefined && !/^word\/embeddings\//i.test(inner.name))
    return new Refusal('too_large', 'it holds another archive or a program');
  return undefined;
}

// Small parts of very regular XML pack better than any limit; they cannot grow to much.
function isPackedTooWell({ bytes, packedBytes }: ZipEntry): boolean {
  return bytes > 1_000_000 && bytes > packedBytes * zipLimits.ratio;
}

function overlap(entries: ZipEntry[]): boolean {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  return sorted.some((entry, index) => {
    const next = sorted[index + 1];
    return next !== undefined && entry.start + entry.packedBytes > next.offset;
  });
}

function findEnd(file: Buffer): number | undefined {
  const lowest = Math.max(0, file.length - endBytes - 0xffff);
  for (let at = file.length - endBytes; at >= lowest; at -= 1) {
    if (file.readUInt32LE(at) !== endSignature) continue;
    if (at + endBytes + file.readUInt16LE(at + 20) === file.length) return at;
  }
  return undefined;
}
