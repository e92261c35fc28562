// What a provider tells of an employee, against what is stored of it. Pure; whoever judges a sync
// and whoever applies it come to the same end by these rules.
import { type FieldValue, isSame } from '../fields/field-values.ts';
import { currentRow } from './effective-dating.ts';
import { statusFrom, withoutBlanks } from './employee-writes.ts';
import type { EmployeeRow } from './employees.ts';

type Values = Record<string, FieldValue>;

export interface ToldRow {
  /** The provider's; null where it does not tell. */
  providerRowId: string | null;
  effectiveOn: string | null;
  /** A column that is no key was not told. A person is told by name. */
  values: Values;
}

export interface ToldTable {
  table: string;
  rows: ToldRow[];
  /** They come on top of what is stored; otherwise they are all there is. */
  plusCurrent: boolean;
}

export interface MirroredRow extends EmployeeRow {
  providerRowId: string | null;
  /** The names that were told of people who were found, by column. */
  told: Record<string, string> | null;
}

/** What has to be known of a table. */
export interface TableShape {
  dateColumn: string | null;
  /** Columns that name people. */
  people: readonly string[];
}

export interface PlannedRow {
  /** Undefined for a new one. */
  before: MirroredRow | undefined;
  /** As it will be; ids of new ones are greater than all others. */
  row: MirroredRow;
  /** What it was made of; undefined when nothing was told of it. */
  source: ToldRow | undefined;
}

export interface TablePlan {
  table: string;
  rows: PlannedRow[];
  removed: MirroredRow[];
}

/**
 * Brings told rows and stored ones together: by the provider's id, else by what they say, else by
 * their date; ids of ours stay. `findPerson` is asked for names that differ from those told before.
 */
export function planRows(
  stored: readonly MirroredRow[],
  told: ToldTable,
  shape: TableShape,
  findPerson: (name: string) => number | undefined = () => undefined,
): TablePlan {
  const partners = pair(stored, told, shape);
  const taken = new Set(partners.values());
  const removed = told.plusCurrent ? [] : stored.filter((row) => !taken.has(row));
  const kept = told.plusCurrent ? stored.filter((row) => !taken.has(row)) : [];
  const firstId = Number.MAX_SAFE_INTEGER - told.rows.length;
  const rows: PlannedRow[] = kept.map((row) => ({ before: row, row, source: undefined }));
  for (const [index, source] of inOrder(told.rows).entries()) {
    const before = partners.get(source);
    const row =
      before === undefined ? added(source, firstId + index) : merged(before, source, shape, findPerson);
    rows.push({ before, row, source });
  }
  return { table: told.table, rows, removed };
}

/** Of two rows of one date the later written one counts: at the provider that is the greater id. */
function inOrder(rows: readonly ToldRow[]): ToldRow[] {
  const rank = ({ providerRowId }: ToldRow) => (providerRowId === null ? 0 : Number(providerRowId));
  return [...rows].sort(
    (a, b) => (a.effectiveOn ?? '').localeCompare(b.effectiveOn ?? '') || rank(a) - rank(b),
  );
}

function pair(stored: readonly MirroredRow[], told: ToldTable, shape: TableShape): Map<ToldRow, MirroredRow> {
  const pairs = new Map<ToldRow, MirroredRow>();
  const left = new Set(stored);
  const match = (isPair: (row: MirroredRow, source: ToldRow) => boolean) => {
    for (const source of told.rows) {
      if (pairs.has(source) || left.size === 0) continue;
      for (const row of left)
        if (isPair(row, source)) {
          pairs.set(source, row);
          left.delete(row);
          break;
        }
    }
  };
  match((row, source) => row.providerRowId !== null && row.providerRowId === source.providerRowId);
  match((row, source) => mayBeOne(row, source) && says(row, source, shape));
  if (told.plusCurrent) return pairs;
  match((row, source) => mayBeOne(row, source) && row.effectiveOn !== null && isOfOneDate(row, source));
  // Rows without dates stand side by side: only the last two that are left can be one.
  if (left.size === 1 && told.rows.length - pairs.size === 1)
    match((row, source) => mayBeOne(row, source) && isOfOneDate(row, source));
  return pairs;
}

function mayBeOne(row: MirroredRow, source: ToldRow): boolean {
  return row.providerRowId === null || source.providerRowId === null;
}

function isOfOneDate(row: MirroredRow, source: ToldRow): boolean {
  return row.effectiveOn === source.effectiveOn;
}

function says(row: MirroredRow, source: ToldRow, shape: TableShape): boolean {
  return (
    isOfOneDate(row, source) &&
    Object.entries(source.values).every(([column, value]) => isSame(saidIn(row, column, shape), value))
  );
}

/** What was told for a column; of a person who was found that is the name. */
function saidIn(row: MirroredRow, column: string, { people }: TableShape): FieldValue {
  return (people.includes(column) ? row.told?.[column] : undefined) ?? row.values[column] ?? null;
}

function added({ providerRowId, effectiveOn, values }: ToldRow, id: number): MirroredRow {
  return { id, providerRowId, effectiveOn, values: withoutBlanks(values), told: null };
}

function merged(
  before: MirroredRow,
  source: ToldRow,
  shape: TableShape,
  findPerson: (name: string) => number | undefined,
): MirroredRow {
  const values: Values = { ...before.values, ...source.values };
  const told: Record<string, string> = { ...before.told };
  for (const column of shape.people) {
    if (!(column in source.values)) continue;
    const name = source.values[column] ?? null;
    if (isSame(saidIn(before, column, shape), name)) values[column] = before.values[column] ?? null;
    else {
      delete told[column];
      const found = typeof name === 'string' ? findPerson(name) : undefined;
      if (found === undefined) continue;
      values[column] = found;
      told[column] = String(name);
    }
  }
  return {
    id: before.id,
    effectiveOn: source.effectiveOn,
    providerRowId: source.providerRowId ?? before.providerRowId,
    values: withoutBlanks(values),
    told: Object.keys(told).length === 0 ? null : told,
  };
}

/** Puts the number of who is known by it where the row says a name; true when something changed. */
export function naming(planned: PlannedRow, column: string, number: number): boolean {
  const { row } = planned;
  const said = row.values[column] ?? null;
  if (said === null || said === number) return false;
  const told = typeof said === 'string' ? { ...row.told, [column]: said } : row.told;
  planned.row = { ...row, values: { ...row.values, [column]: number }, told };
  return true;
}

/** The columns in which a row will be another; of a new or removed one all that it has. */
export function changedColumns(
  before: MirroredRow | undefined,
  after: MirroredRow | undefined,
  { dateColumn }: TableShape,
): string[] {
  const columns = new Set([...Object.keys(before?.values ?? {}), ...Object.keys(after?.values ?? {})]);
  const changed = [...columns].filter(
    (column) => !isSame(before?.values[column] ?? null, after?.values[column] ?? null),
  );
  const isMoved = before === undefined || after === undefined || before.effectiveOn !== after.effectiveOn;
  return dateColumn !== null && isMoved ? [dateColumn, ...changed] : changed;
}

/** Whether something of a row has to be written, though nobody might see it. */
export function isRewritten({ before, row }: PlannedRow): boolean {
  return (
    before === undefined ||
    before.effectiveOn !== row.effectiveOn ||
    before.providerRowId !== row.providerRowId ||
    JSON.stringify(before.told) !== JSON.stringify(row.told) ||
    changedColumns(before, row, { dateColumn: null, people: [] }).length > 0
  );
}

/** The keys whose values differ from the stored ones. */
export function changedKeys(stored: Values, told: Values): string[] {
  return Object.keys(told).filter((key) => !isSame(stored[key] ?? null, told[key] ?? null));
}

/**
 * The status after a sync: what the provider told counts on its day; without a word of it the row in
 * force does, where rows came.
 */
export function statusBy(
  told: string | undefined,
  rows: readonly EmployeeRow[] | undefined,
  { before, today }: { before: string; today: string },
): string {
  if (told !== undefined) return told;
  return rows === undefined ? before : statusFrom([...rows], today, before);
}

export interface Standing {
  status: string;
  /** Of the table employmentStatus. */
  rows: readonly EmployeeRow[];
}

/** How somebody stops being active, and from which day. */
export interface Leaving {
  how: 'inactive' | 'terminated';
  effectiveOn: string | null;
}

/**
 * Whether an active employee leaves by a change: at once, or on a day of a row that ends the
 * employment and did not before.
 */
export function leavingOf(before: Standing, after: Standing, today: string): Leaving | undefined {
  if (before.status !== 'Active') return undefined;
  const ends = endsOf(after.rows, today);
  if (after.status !== 'Active') {
    const inForce = currentRow(after.rows, today);
    const effectiveOn = inForce?.values.employmentStatus === 'Terminated' ? inForce.effectiveOn : null;
    return { how: 'inactive', effectiveOn };
  }
  const known = new Set(endsOf(before.rows, today));
  const fresh = ends.filter((date) => !known.has(date));
  return fresh.length === 0 ? undefined : { how: 'terminated', effectiveOn: fresh[0] ?? null };
}

/** The dates, earliest first, of the rows of today and later that end the employment. */
function endsOf(rows: readonly EmployeeRow[], today: string): (string | null)[] {
  const current = currentRow(rows, today);
  const byDate = new Map<string | null, EmployeeRow>();
  if (current !== undefined) byDate.set(current.effectiveOn, current);
  for (const row of rows) {
    if (row.effectiveOn === null || row.effectiveOn <= today) continue;
    const other = byDate.get(row.effectiveOn);
    if (other === undefined || other.id < row.id) byDate.set(row.effectiveOn, row);
  }
  return [...byDate]
    .filter(([, row]) => row.values.employmentStatus === 'Terminated')
    .map(([date]) => date)
    .sort((a, b) => (a ?? '').localeCompare(b ?? ''));
}
