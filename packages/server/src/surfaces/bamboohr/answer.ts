// What a handler returns. Only surface.ts writes to the response.
import type { Readable } from 'node:stream';

export interface Answer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string | Buffer | Readable;
}

export function jsonText(text: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: text };
}

export function json(value: unknown, status = 200): Answer {
  return jsonText(JSON.stringify(value), status);
}

export function xml(text: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/xml; charset=UTF-8' }, body: text };
}

/** Successes without content are typed like the errors of this dialect. */
export function empty(status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers }, body: '' };
}
