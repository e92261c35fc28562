// Identification numbers in rows of employees' tables. A row says only what may be shown of a
// number; the number itself stands sealed apart from it. Pure.
import { JoineryError } from '@joinery/sdk';
import type { FieldValue } from '../fields/field-values.ts';
import type { Catalogue } from '../fields/fields.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';

interface NumberForm {
  /** How the nine digits are written. */
  write(digits: string): string;
  mask(digits: string): string;
}

const forms: Record<string, NumberForm> = {
  ssn: {
    write: (d) => `${d.slice(0, 3)}-${d.slice(3, 5)}-${d.slice(5)}`,
    mask: (d) => `xxx-xx-${d.slice(5)}`,
  },
  sin: {
    write: (d) => `${d.slice(0, 3)}-${d.slice(3, 6)}-${d.slice(6)}`,
    mask: (d) => `xxx-xxx-${d.slice(6)}`,
  },
};

const masked = /^x{3}-(x{2}-\d{4}|x{3}-\d{3})$/i;

export interface SplitRow {
  /** What the row says. */
  shown: Record<string, FieldValue>;
  /** Columns that hold numbers in this table. */
  columns: string[];
  /** Numbers to seal, by column. */
  numbers: Record<string, string>;
  /** Columns that came masked, as they were shown: their numbers stay. */
  kept: string[];
}

/** @throws JoineryError `employees.invalid_value` for what is no such number. */
export function splitIdentifiers(
  catalogue: Pick<Catalogue, 'table' | 'column'>,
  table: string,
  values: Record<string, FieldValue>,
): SplitRow {
  const split: SplitRow = { shown: values, columns: [], numbers: {}, kept: [] };
  for (const column of catalogue.table(table)?.columns ?? []) {
    const form = forms[catalogue.column(table, column)?.type ?? ''];
    if (form === undefined) continue;
    split.columns.push(column);
    const value = values[column];
    if (value === undefined || value === null) continue;
    const text = String(value);
    if (masked.test(text)) split.kept.push(column);
    else {
      const digits = text.replace(/[\s-]/g, '');
      if (!/^\d{9}$/.test(digits)) throw invalid(column, 'nine digits');
      split.numbers[column] = form.write(digits);
      split.shown = { ...split.shown, [column]: form.mask(digits) };
    }
  }
  return split;
}

/** @throws JoineryError `employees.invalid_value` when a masked number is not the one that the row shows. */
export function assertShown(split: SplitRow, known: ReadonlyMap<string, string>): void {
  for (const column of split.kept)
    if (known.get(column) !== split.shown[column])
      throw invalid(column, 'the whole number, or the masked one as it was shown');
}

// The value is told to nobody, not even to whoever sent it.
function invalid(column: string, expected: string): JoineryError {
  return new JoineryError('employees.invalid_value', `The value of ${column} must be ${expected}.`, {
    issues: [{ path: column, message: `expected ${expected}` }],
  });
}

/** Whether a value is what is shown of a number, not the number. */
export function isMasked({ type }: Pick<FieldDefinition, 'type'>, value: FieldValue): boolean {
  return type in forms && typeof value === 'string' && masked.test(value);
}

/** The columns of a table that hold such numbers. */
export function numberColumns(catalogue: Pick<Catalogue, 'table' | 'column'>, table: string): string[] {
  const columns = catalogue.table(table)?.columns ?? [];
  return columns.filter((column) => (catalogue.column(table, column)?.type ?? '') in forms);
}
