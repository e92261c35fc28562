import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { JoineryError } from '@joinery/sdk';

/** The body, unpacked and never longer than `maxBytes`: a small packed answer may hold a large one. */
export async function* readBody(
  body: Readable,
  encoding: string | null,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of unpack(body, encoding) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      body.destroy();
      throw new JoineryError('egress.answer_too_large', `The answer is longer than ${maxBytes} bytes.`);
    }
    yield chunk;
  }
}

// Only gzip is asked for; what comes packed otherwise stays packed, and its reader will not
// take it for an answer.
function unpack(body: Readable, encoding: string | null): Readable {
  if (encoding === null || !/^(x-)?gzip$/i.test(encoding.trim())) return body;
  // The callback is needed so that a broken body fails the reader instead of the process.
  return pipeline(body, createGunzip(), () => undefined);
}
