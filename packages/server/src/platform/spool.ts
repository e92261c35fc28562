// A stream that is larger than what memory should hold, and whose sender should not wait for the work on
// it: kept in a file without a name, which ends with the process however it ends.
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface Spool {
  bytes: number;
  /** From the beginning. One reading at a time. */
  read(): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

const chunkBytes = 64 * 1024;

/** Undefined when there is more than `maxBytes`: the rest is then taken off the wire and dropped. */
export async function spool(source: Readable, maxBytes: number): Promise<Spool | undefined> {
  const file = await openNameless();
  try {
    let bytes = 0;
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) {
        source.resume();
        await file.close();
        return undefined;
      }
      await file.write(chunk as Buffer);
    }
    return { bytes, read: () => readAll(file), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `joinery-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

async function* readAll(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

export interface Line {
  /** From 1. */
  number: number;
  /** Without its end; undefined when it is longer than is taken. */
  bytes: Buffer | undefined;
}

/** Lines that hold something; others are counted. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, maxLineBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let parts: Buffer[] = [];
  let length = 0;
  const take = (): Line => {
    const isLong = length > maxLineBytes;
    const line = { number, bytes: isLong ? undefined : withoutReturn(Buffer.concat(parts)) };
    number += 1;
    [parts, length] = [[], 0];
    return line;
  };
  const add = (part: Buffer): void => {
    length += part.length;
    if (length <= maxLineBytes) parts.push(part);
    else parts = [];
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      const line = take();
      if (holdsSomething(line)) yield line;
    }
    add(chunk.subarray(start));
  }
  const last = take();
  if (holdsSomething(last)) yield last;
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line;
}

function holdsSomething({ bytes }: Line): boolean {
  return bytes === undefined || bytes.some((byte) => byte !== 32 && byte !== 9 && byte !== 13);
}
