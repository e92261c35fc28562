import { createHash } from 'node:crypto';
import { JoineryError } from '@joinery/sdk';

export const keptForMs = 7 * 24 * 60 * 60 * 1000;

/** @throws JoineryError `idempotency.invalid_key` */
export function parseIdempotencyKey(header: string | string[]): string {
  if (typeof header === 'string' && /^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(header))
    return header;
  throw new JoineryError(
    'idempotency.invalid_key',
    'Idempotency-Key takes 1 to 255 printable ASCII characters.',
  );
}

export interface RequestContent {
  method: string;
  /** Path and query. */
  url: string;
  body: unknown;
  files: { field: string; name: string; bytes: Uint8Array }[];
}

/**
 * What makes two requests the same one: what they ask for, however their bytes are laid out
 * (order of keys, boundary of a form).
 */
export function fingerprintOf({ method, url, body, files }: RequestContent): string {
  const parts = files.map(({ field, name, bytes }) => [field, name, sha256(bytes)]);
  return sha256(JSON.stringify([method, url, sorted(body), parts]));
}

export interface OnceRequest {
  key: string;
  fingerprint: string;
  /** Path and query. */
  url: string;
}

export interface OnceAnswer {
  status: number;
  contentType: string;
  body: string;
  /** What is kept instead of the body. */
  kept?: string;
}

/** A request with an Idempotency-Key that is done in one transaction with others. */
export interface Once {
  request: OnceRequest;
  /** What it is answered with when it has become this; told in the transaction that keeps it. */
  toAnswer(value: unknown): OnceAnswer;
}

/** Ids of people, and of what they applied for, that a text names. */
export function peopleIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:can|app|imp)_[0-9a-z]{26}\b/g))];
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}
