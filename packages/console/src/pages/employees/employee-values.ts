import type { Employee, EmployeeRow } from '@joinery/sdk';
import { formatDate, formatInstant } from '../../ui/dates.ts';

const absent = '–';
const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** A value as a person reads it: dates as days, money with its currency, lists with commas. */
export function readableValue(value: unknown): string {
  if (value === null || value === undefined || value === '' || value === '0000-00-00') return absent;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.length === 0 ? absent : value.map(readableValue).join(', ');
  if (typeof value === 'object') {
    if ('value' in value && 'currency' in value) {
      return value.value ? `${String(value.value)} ${String(value.currency)}` : absent;
    }
    return JSON.stringify(value);
  }
  const text = String(value);
  return isInstant.test(text) ? formatInstant(text) : formatDate(text);
}

export function nameOf(employee: Employee): string {
  const { displayName, firstName, lastName } = employee.values;
  const parts = [firstName, lastName].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  );
  if (parts.length > 0) return parts.join(' ');
  return typeof displayName === 'string' && displayName !== '' ? displayName : `Employee ${employee.number}`;
}

const ownWords: Record<string, string> = {
  employmentHistoryStatus: 'Employment status',
  reportsTo: 'Manager',
  supervisor: 'Manager',
};

/** `homeEmail` becomes `Home email`. */
export function readableAlias(alias: string): string {
  if (ownWords[alias]) return ownWords[alias];
  const words = alias.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The columns that hold something in any row, `date` first. */
export function columnsOf(rows: EmployeeRow[]): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row.values)));
  const filled = [...names].filter((name) => rows.some((row) => readableValue(row.values[name]) !== absent));
  return filled.toSorted((a, b) => Number(b === 'date') - Number(a === 'date'));
}

/** The newest row first. */
export function newestFirst(rows: EmployeeRow[]): EmployeeRow[] {
  return rows.toSorted(
    (a, b) => String(b.values.date ?? '').localeCompare(String(a.values.date ?? '')) || b.id - a.id,
  );
}
