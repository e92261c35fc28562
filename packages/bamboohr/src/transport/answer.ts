import { type Json, ShapeError } from '../json.ts';
import type { FetchAnswer } from '../options.ts';
import { concatenate } from './multipart.ts';
import { isJsonType } from './provider-message.ts';

// Deeper than anything the API answers; walking deeper values recursively would overflow the stack.
const maxJsonDepth = 64;

export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** An answer read to its end. */
export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly contentType: string;
  readonly requestId: string | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
  header(name: string): string | null;
  /** The body as text, replacing what is not UTF-8. */
  text(): string;
  /** The body as JSON; throws `ShapeError` when it is of another type, broken, or too deep. */
  json(): Json;
  /** As `json`, but an empty body, of whatever type, is null. */
  jsonOrEmpty(): Json;
}

export async function readAnswer(response: FetchAnswer, url: string, maxBytes: number): Promise<Answer> {
  const bytes = await readBody(response, maxBytes);
  const header = (name: string) => response.headers.get(name);
  const contentType = header('content-type') ?? '';
  const json = () => parseJson(bytes, contentType);
  return {
    status: response.status,
    url,
    contentType,
    requestId: header('x-request-id'),
    bytes,
    header,
    text: () => new TextDecoder().decode(bytes),
    json,
    jsonOrEmpty: () => (bytes.every(isBlank) ? null : json()),
  };
}

// Leaving the loop by a throw cancels the stream, which closes the connection.
async function readBody(response: FetchAnswer, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TooLargeError(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return concatenate(chunks);
}

function parseJson(bytes: Uint8Array, contentType: string): Json {
  if (!isJsonType(contentType)) throw new ShapeError(`expected JSON, got "${contentType.slice(0, 80)}"`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ShapeError('expected JSON in UTF-8, got other bytes', { cause });
  }
  assertDepth(text);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be personal data.
    throw new ShapeError('expected JSON, got text that does not parse');
  }
}

function assertDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > maxJsonDepth) throw new ShapeError(`expected JSON at most ${maxJsonDepth} levels deep`);
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
