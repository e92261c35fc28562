// Employees of a provider, written as it tells of them: without anybody's rights, and with all the
// rest that a write means (change log, events, sealed numbers). Only what differs is written.
import type { Company } from '@joinery/sdk';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { dateIn } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { insertEvents, type NewEvent } from '../events/events.service.ts';
import type { FieldValue } from '../fields/field-values.ts';
import { getCatalogue, lockOptions } from '../fields/fields.service.ts';
import type { Catalogue } from '../fields/fields.ts';
import { currentRow } from './effective-dating.ts';
import * as mirror from './employee-mirror.repository.ts';
import { withoutBlanks } from './employee-writes.ts';
import { insertChanges, type NewChange } from './employees.repository.ts';
import {
  changedColumns,
  changedKeys,
  isRewritten,
  isSame,
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
import { upsertRowSecrets } from './row-secrets.repository.ts';

type Deps = Pick<Context, 'clock' | 'secrets'>;

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
  tables: ToldTable[];
}

export type MirrorOutcome =
  | { as: 'new' | 'changed' | 'unchanged'; employeeId: string; leaving?: Leaving }
  /** They would leave, and nobody said that they may: nothing was written. */
  | { as: 'withheld' }
  /** It cannot be stored: nothing was written. */
  | { as: 'refused'; problem: string };

/** How the employees stand in the company, apart from what is told of them. */
interface Ground {
  tx: Transaction;
  secrets: Deps['secrets'];
  companyId: string;
  catalogue: Catalogue;
  today: string;
  now: Date;
  shapes: Map<string, TableShape>;
}

/**
 * Writes what differs. Somebody who would stop being active, today or on a day to come, is left as
 * they are unless `mayLeave` has their number.
 */
export async function mirrorEmployees(
  deps: Deps,
  tx: Transaction,
  company: Company,
  people: readonly ToldEmployee[],
  mayLeave: ReadonlySet<number>,
): Promise<Map<number, MirrorOutcome>> {
  // Before the employees: whoever renames an option takes the two in this order.
  await lockOptions(tx, company.id, 'shared');
  const ground = await openGround(deps, tx, company);
  const stored = await readStored(ground, people);
  const outcomes = new Map<number, MirrorOutcome>();
  const plans: Plan[] = [];
  for (const told of people) {
    const plan = planOne(ground, stored, told);
    if ('problem' in plan) outcomes.set(told.number, { as: 'refused', problem: plan.problem });
    else if (plan.leaving !== undefined && !mayLeave.has(told.number))
      outcomes.set(told.number, { as: 'withheld' });
    else plans.push(plan);
  }
  await write(ground, plans);
  for (const plan of plans) outcomes.set(plan.number, outcomeOf(plan));
  return outcomes;
}

/** Removes employees that their provider removed; returns what they were. Other numbers are nobody. */
export async function removeMirrored(
  tx: Transaction,
  companyId: string,
  numbers: readonly number[],
): Promise<{ id: string; number: number; status: string }[]> {
  if (numbers.length === 0) return [];
  // Before the employees, as everybody does; others are written in the same transaction.
  await lockOptions(tx, companyId, 'shared');
  const people = (await mirror.lockByNumbers(tx, numbers)).filter(({ mirrored }) => mirrored);
  await insertChanges(
    tx,
    companyId,
    people.map(({ number }) => ({ number, action: 'Deleted' })),
  );
  await insertEvents(
    tx,
    companyId,
    people.map(({ id, number }) => ({
      type: 'employees.deleted',
      subjectId: id,
      payload: { number, fields: [], tables: [], mirrored: true },
    })),
  );
  await mirror.removeByIds(
    tx,
    people.map(({ id }) => id),
  );
  return people;
}

/** Who of these people would stop being active. Nothing is written. */
export async function foreseeLeavers(
  deps: Pick<Context, 'clock'>,
  tx: Transaction,
  company: Company,
  people: readonly Pick<ToldEmployee, 'number' | 'status' | 'tables'>[],
): Promise<Map<number, Leaving>> {
  const today = todayIn(deps, company);
  const shapes = shapesOf(await getCatalogue(tx, company.id));
  const active = (
    await mirror.listByNumbers(
      tx,
      people.map(({ number }) => number),
    )
  ).filter(({ status }) => status === 'Active');
  const rows = groupRows(
    await mirror.listOwnedRows(
      tx,
      active.map(({ id }) => id),
      [statusTable],
    ),
  );
  const byNumber = new Map(active.map((one) => [one.number, one]));
  const leavers = new Map<number, Leaving>();
  for (const { number, status, tables } of people) {
    const employee = byNumber.get(number);
    if (employee === undefined) continue;
    const before = rows.get(employee.id)?.get(statusTable) ?? [];
    const told = tables.find(({ table }) => table === statusTable);
    const plan = told && planRows(before, told, shapeOf(shapes, statusTable));
    const after = afterStatus(employee.status, status, before, plan, today);
    const leaving = leavingOf({ status: employee.status, rows: before }, after, today);
    if (leaving !== undefined) leavers.set(number, leaving);
  }
  return leavers;
}

const namedAtOnce = 5000;

/**
 * Finds who is named in job rows as a supervisor. The number that the provider tells of an employee
 * (`told`, by employee) decides for the row in force; elsewhere a name counts that one person has.
 */
export async function nameSupervisors(
  deps: Pick<Context, 'clock'>,
  tx: Transaction,
  company: Company,
  readTold: (employeeIds: string[]) => Promise<Map<string, number>>,
): Promise<void> {
  const names = await mirror.listUniqueNames(tx, await mirror.listUnknownNames(tx));
  const today = todayIn(deps, company);
  for (let after = 0; ; ) {
    const rows = await mirror.listUnnamedRows(tx, { after, limit: namedAtOnce });
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    const employeeIds = [...new Set(rows.map(({ employeeId }) => employeeId))];
    const inForce = await mirror.listJobsInForce(tx, employeeIds, today);
    const told = await readTold(employeeIds);
    const known = await listMirroredNumbers(tx, [...new Set(told.values())]);
    const found = rows.flatMap(({ id, employeeId, name }) => {
      const said = inForce.has(id) ? told.get(employeeId) : undefined;
      const number = said === undefined ? names.get(name) : known.has(said) ? said : undefined;
      return number === undefined ? [] : [{ id, number }];
    });
    await mirror.nameRows(tx, found);
  }
}

/** Which of these numbers are mirrored employees here, of one status only where it is given. */
export async function listMirroredNumbers(
  tx: Transaction,
  numbers: readonly number[],
  status?: 'Active',
): Promise<Set<number>> {
  if (numbers.length === 0) return new Set();
  const known = await mirror.listByNumbers(tx, numbers);
  return new Set(
    known.filter((one) => status === undefined || one.status === status).map(({ number }) => number),
  );
}

const statusTable = 'employmentStatus';
const jobTable = 'jobInfo';
const supervisorColumn = 'reportsTo';

function todayIn(deps: Pick<Context, 'clock'>, company: Company): string {
  return dateIn(company.timeZone, companyNow(deps, company));
}

async function openGround(deps: Deps, tx: Transaction, company: Company): Promise<Ground> {
  const catalogue = await getCatalogue(tx, company.id);
  return {
    tx,
    secrets: deps.secrets,
    companyId: company.id,
    catalogue,
    today: todayIn(deps, company),
    now: deps.clock.now(),
    shapes: shapesOf(catalogue),
  };
}

function shapesOf(catalogue: Catalogue): Map<string, TableShape> {
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

function shapeOf(shapes: Map<string, TableShape>, table: string): TableShape {
  const shape = shapes.get(table);
  if (shape === undefined) throw new Error(`rows were told of the table ${table}, which the catalogue lacks`);
  return shape;
}

type RowsByTable = Map<string, MirroredRow[]>;

interface Stored {
  employees: Map<number, mirror.StoredEmployee>;
  rows: Map<string, RowsByTable>;
  /** By lower-case name. */
  people: Map<string, number>;
}

async function readStored(ground: Ground, people: readonly ToldEmployee[]): Promise<Stored> {
  const { tx } = ground;
  const employees = await mirror.lockByNumbers(
    tx,
    people.map(({ number }) => number),
  );
  const tables = new Set([statusTable, jobTable]);
  for (const one of people) for (const { table } of one.tables) tables.add(table);
  const rows = groupRows(
    await mirror.listOwnedRows(
      tx,
      employees.map(({ id }) => id),
      [...tables],
    ),
  );
  const byNumber = new Map(employees.map((one) => [one.number, one]));
  const names = people.flatMap(({ number, tables: told }) => {
    const employee = byNumber.get(number);
    return employee === undefined ? [] : newNames(ground, rows.get(employee.id), told);
  });
  return { employees: byNumber, rows, people: await mirror.listUniqueNames(tx, [...new Set(names)]) };
}

function groupRows(rows: readonly mirror.OwnedRow[]): Map<string, RowsByTable> {
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
function newNames({ shapes }: Ground, stored: RowsByTable | undefined, told: ToldTable[]): string[] {
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

interface Plan {
  number: number;
  employeeId: string;
  before: mirror.StoredEmployee | undefined;
  status: string;
  /** All of them, as they will be. */
  values: Record<string, FieldValue>;
  changedKeys: string[];
  tables: PlannedTable[];
  leaving: Leaving | undefined;
}

interface PlannedTable extends TablePlan {
  shape: TableShape;
  /** What is to be sealed, by told row. */
  numbers: Map<ToldRow, Record<string, string>>;
  /** What visibly changes. */
  columns: string[];
  isAhead: boolean;
}

function planOne(ground: Ground, stored: Stored, told: ToldEmployee): Plan | { problem: string } {
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
    tables,
    leaving: before && leavingOf({ status: before.status, rows: statusRows }, after, ground.today),
  };
}

function afterStatus(
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

async function write(ground: Ground, plans: readonly Plan[]): Promise<void> {
  const { tx, companyId } = ground;
  await addOptions(ground, plans);
  const resealed = await findOtherNumbers(ground, plans);
  const created = plans.filter(({ before }) => before === undefined);
  const changed = plans.filter((plan) => plan.before !== undefined && isVisible(plan));
  await mirror.insertMirrored(
    tx,
    companyId,
    created.map(({ employeeId, number, status, values }) => ({ id: employeeId, number, status, values })),
  );
  await mirror.updateMirrored(
    tx,
    changed.map(({ employeeId, status, values, changedKeys: keys }) => ({
      id: employeeId,
      status,
      values: keys.length > 0 ? values : null,
    })),
  );
  await writeRows(ground, plans, resealed);
  // Last, after all rows are locked: writers of single employees go the same way.
  await insertChanges(
    tx,
    companyId,
    [...created, ...changed].flatMap((plan) => changesOf(plan)),
  );
  await insertEvents(
    tx,
    companyId,
    [...created, ...changed].map((plan) => eventOf(ground.catalogue, plan)),
  );
}

function isVisible({ before, status, changedKeys: keys, tables }: Plan): boolean {
  return before?.status !== status || keys.length > 0 || tables.some(({ columns }) => columns.length > 0);
}

function outcomeOf(plan: Plan): MirrorOutcome {
  const { before, employeeId, leaving } = plan;
  const as = before === undefined ? 'new' : isVisible(plan) ? 'changed' : 'unchanged';
  return { as, employeeId, ...(leaving && { leaving }) };
}

/** What lists do not know is kept as it came, and its list learns it. */
async function addOptions({ tx, companyId, catalogue }: Ground, plans: readonly Plan[]): Promise<void> {
  const wanted = new Map<string, { list: number; name: string }>();
  const note = (list: number | null | undefined, value: FieldValue | undefined) => {
    if (list === null || list === undefined) return;
    for (const name of Array.isArray(value) ? value : [value])
      if (typeof name === 'string' && name.trim() !== '') wanted.set(`${list} ${name}`, { list, name });
  };
  const lists = listsOfKeys(catalogue);
  for (const plan of plans) {
    for (const key of plan.changedKeys) note(lists.get(key), plan.values[key]);
    for (const { table, rows } of plan.tables)
      for (const { before, row } of rows)
        for (const [column, value] of Object.entries(row.values))
          if (!isSame(before?.values[column] ?? null, value))
            note(catalogue.column(table, column)?.listNumber, value);
  }
  const added = await mirror.addUnknownOptions(tx, companyId, [...wanted.values()]);
  await insertEvents(
    tx,
    companyId,
    [...Map.groupBy(added, ({ list }) => list)].map(([list, options]) => ({
      type: 'lists.updated',
      subjectId: String(list),
      payload: { list, options: options.map(({ id }) => id) },
    })),
  );
}

const listsByCatalogue = new WeakMap<Catalogue, Map<string, number>>();

function listsOfKeys(catalogue: Catalogue): Map<string, number> {
  const known = listsByCatalogue.get(catalogue);
  if (known !== undefined) return known;
  const lists = new Map<string, number>();
  for (const { source, listNumber } of catalogue.fields)
    if (source.kind === 'value' && listNumber !== null) lists.set(source.key, listNumber);
  listsByCatalogue.set(catalogue, lists);
  return lists;
}

/** Rows that show the same of a number which is another one now; their columns count as changed. */
async function findOtherNumbers(ground: Ground, plans: readonly Plan[]): Promise<Set<PlannedRow>> {
  const rows = plans.flatMap(({ tables }) =>
    tables.flatMap((table) =>
      table.rows.flatMap((planned) => {
        const numbers = planned.source && table.numbers.get(planned.source);
        return numbers === undefined || planned.before === undefined ? [] : [{ table, planned, numbers }];
      }),
    ),
  );
  const found = new Set<PlannedRow>();
  if (rows.length === 0) return found;
  const sealed = await mirror.listSecrets(
    ground.tx,
    rows.map(({ planned }) => planned.row.id),
  );
  const known = new Map(sealed.map((one) => [`${one.rowId} ${one.column}`, one]));
  for (const { table, planned, numbers } of rows)
    for (const [column, number] of Object.entries(numbers)) {
      const secret = known.get(`${planned.row.id} ${column}`);
      if (secret !== undefined && open(ground, secret) === number) continue;
      found.add(planned);
      if (!table.columns.includes(column)) table.columns.push(column);
      const { effectiveOn } = planned.row;
      if (effectiveOn === null || effectiveOn <= ground.today) table.isAhead = false;
    }
  return found;
}

function placeOf({ companyId }: Ground, rowId: number, column: string) {
  return { companyId, table: 'employee_rows', row: String(rowId), column };
}

function open(ground: Ground, { rowId, column, sealed }: mirror.StoredSecret): string {
  return ground.secrets.open(sealed, placeOf(ground, rowId, column));
}

async function writeRows(
  ground: Ground,
  plans: readonly Plan[],
  resealed: ReadonlySet<PlannedRow>,
): Promise<void> {
  const { tx, companyId } = ground;
  const all = plans.flatMap(({ employeeId, tables }) =>
    tables.flatMap((table) => table.rows.map((planned) => ({ employeeId, table, planned }))),
  );
  await mirror.removeOwnedRows(
    tx,
    plans.flatMap(({ tables }) => tables.flatMap(({ removed }) => removed.map(({ id }) => id))),
  );
  const changed = all.filter(({ planned }) => planned.before !== undefined && isRewritten(planned));
  await mirror.updateOwnedRows(
    tx,
    changed.map(({ table: { shape }, planned: { before, row } }) => ({
      ...row,
      quiet: changedColumns(before, row, shape).length === 0,
    })),
  );
  const added = all.filter(({ planned }) => planned.before === undefined);
  const ids = await mirror.insertOwnedRows(
    tx,
    companyId,
    added.map(({ employeeId, table: { table }, planned: { row } }) => ({ ...row, employeeId, table })),
  );
  const numbered = [
    ...added.map((one, index) => ({ ...one, rowId: ids[index] ?? 0 })),
    ...all
      .filter(({ planned }) => resealed.has(planned))
      .map((one) => ({ ...one, rowId: one.planned.row.id })),
  ];
  await seal(ground, numbered);
  await mirror.removeSecrets(tx, changed.flatMap(lostNumbers));
}

async function seal(
  ground: Ground,
  rows: readonly { table: PlannedTable; planned: PlannedRow; rowId: number }[],
): Promise<void> {
  const sealed = rows.flatMap(({ table, planned, rowId }) => {
    const numbers = (planned.source && table.numbers.get(planned.source)) ?? {};
    return Object.entries(numbers).map(([column, number]) => ({
      rowId,
      column,
      shown: String(planned.row.values[column]),
      sealed: ground.secrets.seal(number, placeOf(ground, rowId, column)),
    }));
  });
  await upsertRowSecrets(ground.tx, ground.companyId, sealed);
}

/** Numbers of a row that it shows otherwise, or not at all, and that did not come whole. */
function lostNumbers({ table, planned }: { table: PlannedTable; planned: PlannedRow }) {
  const { before, row, source } = planned;
  const numbers = source && table.numbers.get(source);
  if (numbers === undefined) return [];
  return Object.keys(before?.values ?? {})
    .filter(
      (column) => !(column in numbers) && !isSame(before?.values[column] ?? null, row.values[column] ?? null),
    )
    .map((column) => ({ rowId: row.id, column }));
}

function changesOf({ number, before, status, changedKeys: keys, tables }: Plan): NewChange[] {
  if (before === undefined) return [{ number, action: 'Inserted' }];
  const touched = tables.filter(({ columns }) => columns.length > 0);
  const isOfFields = keys.length > 0 || (before.status !== status && touched.length === 0);
  return [
    ...(isOfFields ? [{ number, action: 'Updated' as const }] : []),
    ...touched.map(({ table }) => ({ number, action: 'Updated' as const, table })),
  ];
}

function eventOf(catalogue: Catalogue, plan: Plan): NewEvent {
  const { number, employeeId, before, status, changedKeys: keys, tables } = plan;
  const touched = tables.filter(({ columns }) => columns.length > 0);
  const names = namesOfKeys(catalogue);
  const fields = [
    ...keys.map((key) => names.get(key) ?? key),
    ...(before?.status === status ? [] : ['status']),
    ...touched.flatMap(({ columns }) => columns),
  ];
  const isAhead = keys.length === 0 && before?.status === status && touched.every((table) => table.isAhead);
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
