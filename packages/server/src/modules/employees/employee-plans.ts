// What a sync comes to for each employee: their values, rows and status as they will be, and what of it
// is new. Pure; the applier writes it.
import { JoineryError } from '@joinery/sdk';
import { newId } from '../../platform/ids.ts';
import type { NewEvent } from '../events/events.service.ts';
import { type FieldValue, isSame } from '../fields/field-values.ts';
import { type Catalogue, photoFields } from '../fields/fields.ts';
import { currentRow } from './effective-dating.ts';
import type * as mirror from './employee-mirror.repository.ts';
import { withoutBlanks } from './employee-writes.ts';
import type { NewChange } from './employees.repository.ts';
import {
  changedColumns,
  changedKeys,
  type Leaving,
  leavingOf,
  type MirroredRow,
  naming,
  type PlannedRow,
  planRows,
  statusBy,
  type TablePlan,
  type TableShape,
  type ToldRow,
  type ToldTable,
} from './mirrored.ts';
import { splitIdentifiers } from './row-identifiers.ts';

/** What a provider tells of one employee, as far as it was read. */
export interface ToldEmployee {
  /** The provider's id, which is the number here. */
  number: number;
  /** By key; null clears, and what is no key stays. */
  values: Record<string, FieldValue>;
  /** As it was told now or, unchanged since, before. */
  status?: 'Active' | 'Inactive';
  /** The number of whom they report to today, as it was told now or before; undefined: unknown, or nobody. */
  supervisor?: number;
  /** Undefined: it was not told, and stays. */
  hasPhoto?: boolean;
  tables: ToldTable[];
}

/** What plans depend on besides people and what is told of them. */
export interface Ground {
  catalogue: Catalogue;
  /** `YYYY-MM-DD` in the company's time zone. */
  today: string;
  now: Date;
  shapes: Map<string, TableShape>;
}

export const statusTable = 'employmentStatus';
export const jobTable = 'jobInfo';
const supervisorColumn = 'reportsTo';

export function shapesOf(catalogue: Catalogue): Map<string, TableShape> {
  return new Map(
    catalogue.tables.map(({ alias, dateColumn, columns }) => [
      alias,
      {
        dateColumn,
        people: columns.filter((column) => catalogue.column(alias, column)?.type === 'employee'),
      },
    ]),
  );
}

export function shapeOf(shapes: Map<string, TableShape>, table: string): TableShape {
  const shape = shapes.get(table);
  if (shape === undefined) throw new Error(`rows were told of the table ${table}, which the catalogue lacks`);
  return shape;
}

export type RowsByTable = Map<string, MirroredRow[]>;

export interface Stored {
  employees: Map<number, mirror.StoredEmployee>;
  rows: Map<string, RowsByTable>;
  /** By lower-case name. */
  people: Map<string, number>;
}

export function groupRows(rows: readonly mirror.OwnedRow[]): Map<string, RowsByTable> {
  const grouped = new Map<string, RowsByTable>();
  for (const row of rows) {
    const tables = grouped.get(row.employeeId) ?? new Map<string, MirroredRow[]>();
    grouped.set(row.employeeId, tables);
    const list = tables.get(row.table) ?? [];
    tables.set(row.table, list);
    list.push(row);
  }
  return grouped;
}

/** Names that no stored row of the table has: only those may stand for a row that changed. */
export function newNames({ shapes }: Ground, stored: RowsByTable | undefined, told: ToldTable[]): string[] {
  return told.flatMap(({ table, rows }) => {
    const before = stored?.get(table) ?? [];
    if (before.length === 0) return [];
    return shapeOf(shapes, table).people.flatMap((column) => {
      const known = new Set(before.map((row) => row.told?.[column] ?? row.values[column]));
      return rows.flatMap(({ values }) => {
        const name = values[column];
        return typeof name === 'string' && !known.has(name) ? [name] : [];
      });
    });
  });
}

export interface Plan {
  number: number;
  employeeId: string;
  before: mirror.StoredEmployee | undefined;
  status: string;
  /** All of them, as they will be. */
  values: Record<string, FieldValue>;
  changedKeys: string[];
  /** That there is a photo now, or none any more; undefined where that stays. */
  photo: boolean | undefined;
  tables: PlannedTable[];
  leaving: Leaving | undefined;
}

export interface PlannedTable extends TablePlan {
  shape: TableShape;
  /** What is to be sealed, by told row. */
  numbers: Map<ToldRow, Record<string, string>>;
  /** What visibly changes. */
  columns: string[];
  isAhead: boolean;
}

export function planOne(ground: Ground, stored: Stored, told: ToldEmployee): Plan | { problem: string } {
  const before = stored.employees.get(told.number);
  if (before !== undefined && !before.mirrored)
    return { problem: 'An employee of this company’s own has the number.' };
  const rows = before === undefined ? undefined : stored.rows.get(before.id);
  const tables: PlannedTable[] = [];
  try {
    for (const table of told.tables)
      tables.push(planTable(ground, stored, rows?.get(table.table) ?? [], table));
  } catch (cause) {
    if (cause instanceof JoineryError && cause.code === 'employees.invalid_value')
      return { problem: cause.message };
    throw cause;
  }
  if (told.supervisor !== undefined) nameSupervisor(ground, rows, tables, told.supervisor);
  for (const table of tables) sumUp(ground, table);
  const statusRows = rows?.get(statusTable) ?? [];
  const statusPlan = tables.find(({ table }) => table === statusTable);
  const after = afterStatus(before?.status, told.status, statusRows, statusPlan, ground.today);
  return {
    number: told.number,
    employeeId: before?.id ?? newId('emp', ground.now.getTime()),
    before,
    status: after.status,
    values: withoutBlanks({ ...before?.values, ...told.values }),
    changedKeys: changedKeys(before?.values ?? {}, told.values),
    photo: told.hasPhoto === (before?.hasPhoto ?? false) ? undefined : told.hasPhoto,
    tables,
    leaving: before && leavingOf({ status: before.status, rows: statusRows }, after, ground.today),
  };
}

export function afterStatus(
  before: string | undefined,
  told: string | undefined,
  stored: MirroredRow[],
  plan: TablePlan | undefined,
  today: string,
): { status: string; rows: MirroredRow[] } {
  const rows = plan?.rows.map(({ row }) => row);
  const isTold = before === undefined || (plan !== undefined && isOther(plan));
  const status = statusBy(told, isTold ? (rows ?? stored) : undefined, { before: before ?? 'Active', today });
  return { status, rows: rows ?? stored };
}

function isOther({ rows, removed }: TablePlan): boolean {
  const shape = { dateColumn: 'date', people: [] };
  return removed.length > 0 || rows.some(({ before, row }) => changedColumns(before, row, shape).length > 0);
}

function planTable(ground: Ground, stored: Stored, rows: MirroredRow[], told: ToldTable): PlannedTable {
  const shape = shapeOf(ground.shapes, told.table);
  const numbers = new Map<ToldRow, Record<string, string>>();
  const shown = told.rows.map((row) => {
    const split = splitIdentifiers(ground.catalogue, told.table, row.values);
    if (split.columns.length === 0) return row;
    const copy = { ...row, values: split.shown };
    numbers.set(copy, split.numbers);
    return copy;
  });
  const findPerson = (name: string) => stored.people.get(name.trim().toLowerCase());
  const plan = planRows(rows, { ...told, rows: shown }, shape, findPerson);
  return { ...plan, shape, numbers, columns: [], isAhead: true };
}

/** The row in force names who the provider says it is, where that is somebody here. */
function nameSupervisor(
  { today, shapes }: Ground,
  stored: RowsByTable | undefined,
  tables: PlannedTable[],
  supervisor: number,
): void {
  const shape = shapes.get(jobTable);
  if (shape === undefined || !shape.people.includes(supervisorColumn)) return;
  const told = tables.find(({ table }) => table === jobTable);
  const rows: PlannedRow[] =
    told?.rows ?? (stored?.get(jobTable) ?? []).map((row) => ({ before: row, row, source: undefined }));
  const current = currentRow(
    rows.map(({ row }) => row),
    today,
  );
  const planned = rows.find(({ row }) => row === current);
  if (planned === undefined || !naming(planned, supervisorColumn, supervisor) || told !== undefined) return;
  tables.push({ table: jobTable, rows, removed: [], shape, numbers: new Map(), columns: [], isAhead: true });
}

function sumUp({ today }: Ground, table: PlannedTable): void {
  const columns = new Set<string>();
  const note = (before: MirroredRow | undefined, after: MirroredRow | undefined) => {
    const changed = changedColumns(before, after, table.shape);
    for (const column of changed) columns.add(column);
    if (changed.length === 0) return;
    const dates = [before, after].flatMap((row) => (row === undefined ? [] : [row.effectiveOn]));
    if (dates.some((date) => date === null || date <= today)) table.isAhead = false;
  };
  for (const { before, row } of table.rows) note(before, row);
  for (const row of table.removed) note(row, undefined);
  table.columns = [...columns];
}

export function isVisible({ before, status, changedKeys: keys, photo, tables }: Plan): boolean {
  return (
    before?.status !== status ||
    keys.length > 0 ||
    photo !== undefined ||
    tables.some(({ columns }) => columns.length > 0)
  );
}

const listsByCatalogue = new WeakMap<Catalogue, Map<string, number>>();

export function listsOfKeys(catalogue: Catalogue): Map<string, number> {
  const known = listsByCatalogue.get(catalogue);
  if (known !== undefined) return known;
  const lists = new Map<string, number>();
  for (const { source, listNumber } of catalogue.fields)
    if (source.kind === 'value' && listNumber !== null) lists.set(source.key, listNumber);
  listsByCatalogue.set(catalogue, lists);
  return lists;
}

/** Numbers of a row that it shows otherwise, or not at all, and that did not come whole. */
export function lostNumbers({ table, planned }: { table: PlannedTable; planned: PlannedRow }) {
  const { before, row, source } = planned;
  const numbers = source && table.numbers.get(source);
  if (numbers === undefined) return [];
  return Object.keys(before?.values ?? {})
    .filter(
      (column) => !(column in numbers) && !isSame(before?.values[column] ?? null, row.values[column] ?? null),
    )
    .map((column) => ({ rowId: row.id, column }));
}

export function changesOf({ number, before, status, changedKeys: keys, photo, tables }: Plan): NewChange[] {
  if (before === undefined) return [{ number, action: 'Inserted' }];
  const touched = tables.filter(({ columns }) => columns.length > 0);
  const isOfFields =
    keys.length > 0 || photo !== undefined || (before.status !== status && touched.length === 0);
  return [
    ...(isOfFields ? [{ number, action: 'Updated' as const }] : []),
    ...touched.map(({ table }) => ({ number, action: 'Updated' as const, table })),
  ];
}

export function eventOf(catalogue: Catalogue, plan: Plan): NewEvent {
  const { number, employeeId, before, status, changedKeys: keys, photo, tables } = plan;
  const touched = tables.filter(({ columns }) => columns.length > 0);
  const names = namesOfKeys(catalogue);
  const fields = [
    ...keys.map((key) => names.get(key) ?? key),
    ...(before?.status === status ? [] : ['status']),
    ...(photo === undefined ? [] : photoFields),
    ...touched.flatMap(({ columns }) => columns),
  ];
  const isAhead =
    keys.length === 0 &&
    photo === undefined &&
    before?.status === status &&
    touched.every((table) => table.isAhead);
  return {
    type: before === undefined ? 'employees.created' : 'employees.updated',
    subjectId: employeeId,
    payload: {
      number,
      fields: [...new Set(fields)],
      tables: touched.map(({ table }) => table),
      mirrored: true,
      // Its day will tell of it once more, and then values change.
      ...(isAhead && { tookEffect: false }),
    },
  };
}

const namesByCatalogue = new WeakMap<Catalogue, Map<string, string>>();

/** What clients call a value. */
function namesOfKeys(catalogue: Catalogue): Map<string, string> {
  const known = namesByCatalogue.get(catalogue);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  for (const { source, alias, number, key, deprecated } of catalogue.fields)
    if (source.kind === 'value' && (!deprecated || !names.has(source.key)))
      names.set(source.key, alias ?? number ?? key);
  namesByCatalogue.set(catalogue, names);
  return names;
}
