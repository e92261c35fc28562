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
}

/** Rows of one table of one person: all of them, or a part of them (`part`, `plus_current`). */
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

export type Staged = StagedPerson | StagedRows;

/** `people:0`, `rows:jobInfo`. */
export type StreamName = `people:${number}` | `rows:${string}`;

export function tableOf(stream: string): string | null {
  return stream.startsWith('rows:') ? stream.slice('rows:'.length) : null;
}
