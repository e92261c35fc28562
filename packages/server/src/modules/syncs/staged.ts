// What a sync has read and parsed, as it waits to be applied. Pure; stored as JSON.
import type { FieldValue } from '../fields/field-values.ts';

/** One person's own values, by field key. */
export interface StagedPerson {
  kind: 'person';
  /** Null clears; a key that is neither here nor in `absent` was not asked for. */
  values: Record<string, FieldValue>;
  /** Keys that were asked for and did not come: they keep their last values. */
  absent: string[];
  /** Undefined when it did not come or is not known to us: it stays what it was. */
  status?: 'Active' | 'Inactive';
  /** The supervisor in force, by the provider's id; null for nobody, undefined when it was not told. */
  supervisorId?: string | null;
  /** Whether there is a photo; undefined when it was not told. */
  hasPhoto?: boolean;
  /** When the provider says that the record changed last, ISO 8601: for `links.source_changed_at`, never back. */
  changedAt?: string;
}

/**
 * Stream `gone`: somebody known here whom this sync did not show though it should have. `deleted`:
 * the provider says so; `missing`: it says nothing.
 */
export interface StagedGone {
  kind: 'gone';
  how: 'deleted' | 'missing';
}

/**
 * Rows of one table of one person: all of them; with `plus_current` those that come on top of what is
 * stored. Parts are brought together before anything is judged: then `part` is 0 and `hash` is over the
 * whole, as it belongs into `links.hashes`.
 */
export interface StagedRows {
  kind: 'rows';
  table: string;
  rows: StagedRow[];
  /** Columns that were asked for and did not come. */
  absent: string[];
}

export interface StagedRow {
  /** The provider's; null where it does not tell. */
  providerRowId: string | null;
  effectiveOn: string | null;
  /**
   * By column, without the date. A value of type employee is the text that came (a display
   * name), for whoever applies it to resolve.
   */
  values: Record<string, FieldValue>;
}

export type Staged = StagedPerson | StagedRows | StagedGone;

/** `people:0`, `rows:jobInfo`, `gone`. */
export type StreamName = `people:${number}` | `rows:${string}` | 'gone';

export function tableOf(stream: string): string | null {
  return stream.startsWith('rows:') ? stream.slice('rows:'.length) : null;
}

/** Whether a stream has values of people. */
export function isOfPeople(stream: string): boolean {
  return stream.startsWith('people:');
}

/** The number that the employee of a provider's id has here; undefined where it cannot have one. */
export function numberOf(providerId: string): number | undefined {
  const number = /^[1-9]\d{0,9}$/.test(providerId) ? Number(providerId) : Number.NaN;
  return number <= 2_147_483_647 ? number : undefined;
}
