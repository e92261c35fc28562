export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Thrown by decoders; the transport turns it into a `BambooHrError` that knows the request. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: Json | undefined, what: string): JsonObject {
  if (isObject(value)) return value;
  throw new ShapeError(`${what}: expected an object, got ${kindOf(value)}`);
}

export function asArray(value: Json | undefined, what: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new ShapeError(`${what}: expected an array, got ${kindOf(value)}`);
}

export function arrayOrEmpty(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The provider's PHP writes an empty map as `[]`. */
export function asMap(value: Json | undefined, what: string): JsonObject {
  if (Array.isArray(value) && value.length === 0) return {};
  return asObject(value, what);
}

/** Ids are strings in one endpoint and integers in the next; here they are strings. */
export function asId(value: Json | undefined, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new ShapeError(`${what}: expected an id, got ${kindOf(value)}`);
}

export function optionalId(value: Json | undefined): string | null {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : null;
}

export function optionalText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

/** Days and instants as sent; the provider's blanks, `''` and `0000-00-00` with or without a time, are null. */
export function optionalDate(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' && !value.startsWith('0000-00-00') ? value : null;
}

export function optionalNumber(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** Flags are `"yes"`/`"no"` in lists and files, booleans elsewhere. */
export function asFlag(value: Json | undefined): boolean {
  return value === true || value === 'yes' || value === 'true';
}

function kindOf(value: Json | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}
