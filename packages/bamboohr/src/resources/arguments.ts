// Checks of arguments, made before anything is sent: a wrong argument is a TypeError or a RangeError, never
// a request that the provider might half understand.

/** Ids are accepted as text or number and returned as text. */
export type Id = string | number;

/** The most fields that one request may ask for. */
export const maxFields = 400;

export function idSegment(id: Id, what: string): string {
  const text = String(id);
  if (/^\d+$/.test(text) && (typeof id === 'string' || Number.isSafeInteger(id))) return text;
  throw new TypeError(`BambooHr: ${what} must be a whole number, as text or number`);
}

export function assertFields(fields: readonly string[]): void {
  if (fields.length === 0) throw new TypeError('BambooHr: "fields" must name at least one field');
  if (fields.some((field) => field === '')) throw new TypeError('BambooHr: "fields" holds an empty name');
}

/** The fields in parts that one request each can ask for. */
export function inParts(fields: readonly string[], size: number = maxFields): string[][] {
  const asked = [...new Set(fields)];
  return Array.from({ length: Math.ceil(asked.length / size) }, (_, at) =>
    asked.slice(at * size, (at + 1) * size),
  );
}

/** A non-empty object of things to write. */
export function assertValues(values: Readonly<Record<string, unknown>>): void {
  if (Object.values(values).every((value) => value === undefined)) {
    throw new TypeError('BambooHr: there is nothing to write');
  }
}

/** An instant for the `since` of a query: ISO 8601 with a zone, which the provider insists on. */
export function sinceText(since: Date | string): string {
  if (since instanceof Date) return since.toISOString().replace(/\.\d{3}Z$/, 'Z');
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)$/.test(since)) return since;
  throw new TypeError('BambooHr: "since" must be a Date or like "2026-05-29T14:29:44+00:00", with a zone');
}

/** A day as `YYYY-MM-DD`. */
export function assertDate(text: string, name: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (isDay) return text;
  throw new TypeError(`BambooHr: "${name}" must be a day as "2026-05-29"`);
}
