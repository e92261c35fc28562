// The parts of a document in a zip archive, unpacked one at a time and never further than the
// directory claims; and an archive made anew from parts.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
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

export interface ZipContent {
  name: string;
  content: Uint8Array;
  /** Kept as it is instead of packed. */
  stored?: boolean;
}

/** An archive without dates, comments or attributes. */
export function writeZip(parts: ZipContent[]): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false } of parts) {
    const packed = stored ? content : deflateRawSync(content);
    const title = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    // Names are UTF-8.
    shared.writeUInt16LE(0x0800, 2);
    shared.writeUInt16LE(stored ? 0 : 8, 4);
    // The first day that the format knows.
    shared.writeUInt16LE(0x0021, 8);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(title.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, tail, title]));
    const body = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, title, packed]);
    bodies.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
