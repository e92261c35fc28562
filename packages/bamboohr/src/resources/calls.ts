// The shapes that most operations share, so that a resource says only what is its own.
import type { CallOptions } from '../options.ts';
import type { QueryValue } from '../transport/address.ts';
import type { Answer } from '../transport/answer.ts';
import type { MultipartPart } from '../transport/multipart.ts';
import { decodeWritten, type Written } from '../transport/proof.ts';
import type { Call } from '../transport/transport.ts';

interface Place {
  /** Resource and method, as in `employees.create`. */
  readonly operation: string;
  readonly path: readonly string[];
  readonly version?: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
}

/** A GET that is answered 200. */
export function reading<T>(place: Place, decode: (answer: Answer) => T, options: CallOptions): Call<T> {
  return { ...place, effect: 'read', method: 'GET', expect: [200], decode, signal: options.signal };
}

interface Writing extends Place {
  /** Default POST. */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly json?: unknown;
  readonly multipart?: readonly MultipartPart[];
  /** Default 200 and 201. */
  readonly expect?: readonly number[];
}

/** A write; sent exactly once. `decode` reads the proof of it, by default an empty answer or JSON. */
export function writing(place: Writing, options: CallOptions): Call<Written>;
export function writing<T>(place: Writing, options: CallOptions, decode: (answer: Answer) => T): Call<T>;
export function writing(
  { method = 'POST', expect = [200, 201], ...place }: Writing,
  options: CallOptions,
  decode: (answer: Answer) => unknown = decodeWritten,
): Call<unknown> {
  return { ...place, effect: 'write', method, expect, decode, signal: options.signal };
}
