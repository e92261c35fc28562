// The parts of a document in a zip archive, unpacked one at a time and never further than the
// directory claims.
import { crc32, inflateRawSync } from 'node:zlib';
import { Refusal } from './reading.ts';
import { readZipDirectory, type ZipEntry, zipLimits, zipProblem } from './zip.ts';

export interface ZipParts {
  names: string[];
  has(name: string): boolean;
  /** @throws Refusal when it is not there, is packed in an unknown way, or is not what it claims. */
  read(name: string): Buffer;
}

/** @throws Refusal for what is no sound archive, or one that would be dangerous to unpack. */
export function openZip(file: Buffer): ZipParts {
  const entries = readZipDirectory(file);
  if (entries === undefined) throw new Refusal('mismatch');
  const problem = zipProblem(entries, file);
  if (problem !== undefined) throw problem;
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  if (byName.size !== entries.length) throw new Refusal('mismatch', 'two of its parts have the same name');
  let unpacked = 0;
  return {
    names: [...byName.keys()],
    has: (name) => byName.has(name),
    read: (name) => {
      const entry = byName.get(name);
      if (entry === undefined) throw new Refusal('mismatch');
      unpacked += entry.bytes;
      // Reading twice is not a bomb; reading without end is.
      if (unpacked > 4 * zipLimits.bytes) throw new Refusal('too_large');
      return unpack(file, entry);
    },
  };
}

function unpack(file: Buffer, entry: ZipEntry): Buffer {
  const packed = file.subarray(entry.start, entry.start + entry.packedBytes);
  const content = entry.method === 0 ? packed : inflate(packed, entry.bytes);
  if (content.length !== entry.bytes)
    throw new Refusal('too_large', 'its parts are not of the size they claim');
  if (crc32(content) !== entry.crc) throw new Refusal('mismatch', 'a part of it is damaged');
  return content;
}

function inflate(packed: Buffer, bytes: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1) });
  } catch (error) {
    const isLonger = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isLonger
      ? new Refusal('too_large', 'its parts are not of the size they claim')
      : new Refusal('mismatch', 'a part of it is damaged');
  }
}
