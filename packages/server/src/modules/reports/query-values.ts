// Values as filters, sorts and sums look at them. Pure.
import { JoineryError } from '@joinery/sdk';
import type { FieldValue } from '../fields/field-values.ts';
import { type Condition, operatorsOf, type ValueKind } from './query-fields.ts';

export function isBlank(value: FieldValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

export function textOf(value: FieldValue): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? value.value : String(value);
}

/** The options of a list with several, else the one text. */
export function textsOf(value: FieldValue): string[] {
  if (isBlank(value)) return [];
  return Array.isArray(value) ? value : [textOf(value)];
}

export function amountOf(value: FieldValue): number {
  return Number(textOf(value));
}

/** The day of a date or of an instant, both as ISO 8601 writes them. */
export function dayOf(text: string): string {
  return text.slice(0, 10);
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** @throws JoineryError `reports.invalid_filter` for an operator or a value that does not fit. */
export function assertCondition({ field, operator, value }: Condition, kind: ValueKind): void {
  const possible: readonly string[] = operatorsOf[kind];
  if (!possible.includes(operator))
    throw invalid(`${field} can be compared by ${possible.join(', ')}, not by ${operator}`);
  switch (operator) {
    case 'empty':
    case 'not_empty':
    case 'checked':
    case 'not_checked':
      return;
    case 'includes':
    case 'does_not_include':
      if (!(Array.isArray(value) ? value : [value]).every(isPlain))
        throw invalid(`${field} is compared with a list of options`);
      return;
    case 'range':
      if (!isObject(value) || !isDate(value.start) || !isDate(value.end))
        throw invalid(`${field} needs a range of {start, end} with two dates`);
      return;
    case 'last':
    case 'next':
      if (!isObject(value) || !isDuration(value))
        throw invalid(`${field} needs a {duration, unit} of days, weeks, months or years`);
      return;
    default:
      assertComparable(field, kind, value);
  }
}

function assertComparable(field: string, kind: ValueKind, value: unknown): void {
  if (kind === 'date' && !isDate(value)) throw invalid(`${field} is compared with a date YYYY-MM-DD`);
  if (kind === 'int' && !isNumber(value)) throw invalid(`${field} is compared with a number`);
  if ((kind === 'text' || kind === 'options') && !isPlain(value))
    throw invalid(`${field} is compared with a text`);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'string' && /^-?\d{1,15}(\.\d{1,10})?$/.test(value);
}

function isDate(value: unknown): boolean {
  return (
    typeof value === 'string' && (day.test(value) || instant.test(value)) && !Number.isNaN(Date.parse(value))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDuration({ duration, unit }: Record<string, unknown>): boolean {
  const count = Number(duration);
  return (
    (typeof duration === 'number' || typeof duration === 'string') &&
    Number.isInteger(count) &&
    count >= 0 &&
    count <= 100_000 &&
    typeof unit === 'string' &&
    /^(day|week|month|year)s?$/.test(unit)
  );
}

export function invalid(what: string): JoineryError {
  return new JoineryError('reports.invalid_filter', `The filter does not fit: ${what}.`);
}
