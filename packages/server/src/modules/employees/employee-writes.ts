// Turns asked-for field values into stored values and history rows. Pure but for the lookups
// that are passed in.
import { type FieldValue, isSame, type Lookups, readValue } from '../fields/field-values.ts';
import type { Catalogue } from '../fields/fields.ts';
import type { FieldDefinition, TableDefinition } from '../fields/standard-fields.ts';
import { currentRow, type DatedRow } from './effective-dating.ts';
import { type Employee, type EmployeeRow, isWritable } from './employees.ts';

export interface AskedField {
  name: string;
  field: FieldDefinition;
  raw: unknown;
}

export interface SortedFields {
  asked: AskedField[];
  /** Names that are no field, or cannot be written by anybody. */
  unknown: string[];
  readOnly: string[];
}

export function sortFields(values: Record<string, unknown>, catalogue: Catalogue): SortedFields {
  const sorted: SortedFields = { asked: [], unknown: [], readOnly: [] };
  for (const [name, raw] of Object.entries(values)) {
    const field = catalogue.find(name);
    if (field === undefined) sorted.unknown.push(name);
    else if (!isWritable(field)) sorted.readOnly.push(name);
    else sorted.asked.push({ name, field, raw });
  }
  return sorted;
}

export interface ReadFields {
  /** New values by key; null clears. */
  values: Record<string, FieldValue>;
  /** New column values by table. */
  tables: Record<string, Record<string, FieldValue>>;
}

export function readFields(asked: AskedField[], lookups: Lookups): ReadFields {
  const read: ReadFields = { values: {}, tables: {} };
  for (const { field, raw } of asked) {
    const value = readValue(field, raw, lookups);
    if (field.source.kind === 'value') read.values[field.source.key] = value;
    if (field.source.kind === 'table') {
      const { table, column } = field.source;
      read.tables[table] = { ...read.tables[table], [column]: value };
    }
  }
  return read;
}

/** Without what no option of the field's list is: texts, and single ones of a multilist. */
export function withoutUnknownOptions(asked: AskedField[], lookups: Lookups): AskedField[] {
  const isKnown = (listNumber: number, item: unknown) =>
    typeof item !== 'string' || item.trim() === '' || lookups.findOption(listNumber, item) !== undefined;
  return asked.flatMap((one) => {
    const { listNumber, type } = one.field;
    if (listNumber === null) return [one];
    if (type !== 'multilist') return isKnown(listNumber, one.raw) ? [one] : [];
    const items = typeof one.raw === 'string' ? one.raw.split(',') : one.raw;
    if (!Array.isArray(items)) return [one];
    const known = items.filter((item) => isKnown(listNumber, item));
    return known.length === 0 && items.length > 0 ? [] : [{ ...one, raw: known }];
  });
}

/** Values as they are stored: what is null is left out. */
export function withoutBlanks(values: Record<string, FieldValue>): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

export interface DatedColumns {
  /** From when the row counts; null where the table has no dates or none was given. */
  effectiveOn: string | null;
  values: Record<string, FieldValue>;
}

/** Takes the date of a row out of its columns. */
export function splitDate(table: TableDefinition, columns: Record<string, FieldValue>): DatedColumns {
  const { dateColumn } = table;
  if (dateColumn === null) return { effectiveOn: null, values: columns };
  const { [dateColumn]: date, ...values } = columns;
  return { effectiveOn: typeof date === 'string' ? date : null, values };
}

export interface RowChange {
  /** The row to change, or null for a new one. */
  rowId: number | null;
  effectiveOn: string | null;
  values: Record<string, FieldValue>;
}

/**
 * What a write to fields of a table does: a row dated as given (or today) that carries on what
 * the row in force says; nothing when nothing would change. Where rows have no dates, the newest
 * one is changed.
 */
export function rowChangeFor(
  table: TableDefinition,
  columns: Record<string, FieldValue>,
  rows: EmployeeRow[],
  today: string,
): RowChange | undefined {
  const { effectiveOn: given, values: changed } = splitDate(table, columns);
  const effectiveOn = table.dateColumn === null ? null : (given ?? today);
  const before = currentRow(rows, effectiveOn ?? today);
  const values = withoutBlanks({ ...before?.values, ...changed });
  const same =
    before !== undefined && JSON.stringify(sortKeys(before.values)) === JSON.stringify(sortKeys(values));
  if (same && given === null) return undefined;
  return { rowId: rowAt(rows, effectiveOn)?.id ?? null, effectiveOn, values };
}

/**
 * The asked fields whose value differs from today's. Clients send whole records back; who is told
 * of changes must not be told of those.
 */
export function changedAmong(
  asked: AskedField[],
  read: ReadFields,
  employee: Pick<Employee, 'status' | 'values' | 'rows'>,
  scene: { today: string; catalogue: Pick<Catalogue, 'table'> },
): AskedField[] {
  return asked.filter(({ field }) => !isSame(valueToday(employee, field, scene), readValueOf(read, field)));
}

/** What was read for a field. */
export function readValueOf(read: ReadFields, { source }: FieldDefinition): FieldValue {
  if (source.kind === 'calculated') return null;
  const values = source.kind === 'value' ? read.values : (read.tables[source.table] ?? {});
  return values[source.kind === 'value' ? source.key : source.column] ?? null;
}

/** What is stored for a field as it counts today. */
export function valueToday(
  employee: Pick<Employee, 'status' | 'values' | 'rows'>,
  { source }: FieldDefinition,
  scene: { today: string; catalogue: Pick<Catalogue, 'table'> },
): FieldValue {
  if (source.kind === 'calculated') return null;
  if (source.kind === 'value')
    return source.key === 'status' ? employee.status : (employee.values[source.key] ?? null);
  const row = currentRow(employee.rows[source.table] ?? [], scene.today);
  const isDate = scene.catalogue.table(source.table)?.dateColumn === source.column;
  return (isDate ? row?.effectiveOn : row?.values[source.column]) ?? null;
}

function rowAt<R extends DatedRow>(rows: R[], date: string | null): R | undefined {
  return rows.filter((row) => row.effectiveOn === date).at(-1);
}

function sortKeys(values: Record<string, FieldValue>): [string, FieldValue][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Active or Inactive after a change of employment status rows; without rows it stays. */
export function statusFrom(rows: EmployeeRow[], today: string, before: string): string {
  const current = currentRow(rows, today);
  if (current === undefined) return before;
  return current.values.employmentStatus === 'Terminated' ? 'Inactive' : 'Active';
}
