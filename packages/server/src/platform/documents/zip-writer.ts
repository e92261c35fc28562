// ZIP archives, written part by part: without dates, comments or attributes.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipContent {
  /** A path with slashes. */
  name: string;
  content: Uint8Array;
  /** Kept as it is instead of packed. */
  stored?: boolean;
}

/** As it is read, with one part at a time in memory. */
export async function* zip(parts: AsyncIterable<ZipContent>): AsyncGenerator<Uint8Array> {
  const writer = zipWriter();
  for await (const part of parts) yield* writer.add(part);
  yield writer.end();
}

/** The whole archive at once. */
export function writeZip(parts: readonly ZipContent[]): Buffer {
  const writer = zipWriter();
  return Buffer.concat([...parts.flatMap((part) => writer.add(part)), writer.end()]);
}

const utf8Names = 0x0800;
/** The first day that the format knows. */
const noDay = 0x0021;

function zipWriter() {
  const directory: Buffer[] = [];
  let offset = 0;
  return {
    add({ name, content, stored = false }: ZipContent): Uint8Array[] {
      const packed = stored ? content : deflateRawSync(content);
      const path = Buffer.from(name, 'utf8');
      const shared = Buffer.alloc(26);
      shared.writeUInt16LE(20, 0);
      shared.writeUInt16LE(utf8Names, 2);
      shared.writeUInt16LE(stored ? 0 : 8, 4);
      shared.writeUInt16LE(noDay, 8);
      shared.writeUInt32LE(crc32(content), 10);
      shared.writeUInt32LE(packed.length, 14);
      shared.writeUInt32LE(content.length, 18);
      shared.writeUInt16LE(path.length, 22);
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, path]);
      const rest = Buffer.alloc(14);
      rest.writeUInt32LE(offset, 10);
      directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, rest, path]));
      offset += local.length + packed.length;
      return [local, packed];
    },
    end(): Buffer {
      const listed = Buffer.concat(directory);
      const end = Buffer.alloc(18);
      end.writeUInt16LE(directory.length, 4);
      end.writeUInt16LE(directory.length, 6);
      end.writeUInt32LE(listed.length, 8);
      end.writeUInt32LE(offset, 12);
      return Buffer.concat([listed, Buffer.from('PK\x05\x06', 'latin1'), end]);
    },
  };
}
