// Values on their way to the contract: told the same way whichever operation they came by. Pure.
import type { FieldTypes } from '@joinery/bamboohr';
import type { KnownAccount, SourceField, SourceValue } from '../people-source.ts';

type Values = Readonly<Record<string, unknown>>;

// One operation writes a blank as null and the next as "", one a number as 40 and the next as "40".
export function toSourceValue(value: unknown): SourceValue {
  if (value === '') return null;
  return typeof value === 'number' ? String(value) : value;
}

/** The values that came of those that were asked for. */
export function pickValues(values: Values, names: readonly string[]): Record<string, SourceValue> {
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(values, name) ? [[name, toSourceValue(values[name])]] : [])),
  );
}

/** All values of a row of a table but the ids that every row has. */
export function rowValues(values: Values): Record<string, SourceValue> {
  const own = Object.entries(values).filter(([name]) => name !== 'id' && name !== 'employeeId');
  return Object.fromEntries(own.map(([name, value]) => [name, toSourceValue(value)]));
}

/** The field that is meant by an alias or number. One in use goes before a deprecated one. */
export function findField(fields: readonly SourceField[], name: string): SourceField | undefined {
  const meant = fields.filter(({ id, alias }) => alias === name || id === name);
  return meant.find(({ deprecated }) => !deprecated) ?? meant[0];
}

/** Types of a table's columns by the names that rows have them under. */
export function columnTypes({ tables }: KnownAccount, table: string): FieldTypes {
  const columns = tables.find(({ alias }) => alias === table)?.columns ?? [];
  return Object.fromEntries(columns.map(({ id, alias, type }) => [alias ?? id, type]));
}
