// Rows of history tables, read and written by hand. Fields of the employee follow from them.
import type { SentValues } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { FieldValue } from '../fields/field-values.ts';
import type { FieldDefinition, TableDefinition } from '../fields/standard-fields.ts';
import { currentRow } from './effective-dating.ts';
import { loadLookups } from './employee-lookups.ts';
import {
  type EmployeeDeps,
  getTable,
  getVisible,
  inReadingScene,
  inScene,
  keepVisible,
  momentFor,
  recordChange,
  type Scene,
  saveRow,
  subjectOf,
  subjectsOf,
  withScopeTables,
} from './employee-scene.ts';
import {
  type AskedField,
  readFields,
  splitDate,
  statusFrom,
  withoutBlanks,
  withoutUnknownOptions,
} from './employee-writes.ts';
import * as repository from './employees.repository.ts';
import { columnValue, type Employee, type EmployeeRow } from './employees.ts';
import { inWritingScene, sentColumns, shownRow } from './write-through.service.ts';

/** A row as a principal may see it: hidden columns are left out of `values`. */
export interface RowView {
  id: number;
  employeeNumber: number;
  values: Record<string, FieldValue>;
}

export interface RowWriteOptions {
  /** What to do with a text that is no option of its list: refuse the write, or leave the column out. */
  unknownOptions: 'refuse' | 'skip';
}

/**
 * Rows of one table, of one employee or of all visible ones, or those of them who are named,
 * inactive ones included, in order of employee and row id.
 *
 * @throws JoineryError `employees.table_not_found`, `employees.not_found`, `access.forbidden`.
 */
export async function listRows(
  deps: EmployeeDeps,
  principal: Principal,
  employee: number | 'all' | readonly number[],
  table: string,
): Promise<RowView[]> {
  if (typeof employee !== 'number') {
    const all: RowView[] = [];
    for await (const rows of readRows(deps, principal, table, employee)) all.push(...rows);
    return all;
  }
  return inScene(deps, principal, async (scene) => {
    const definition = getTable(scene, table);
    return viewRows(scene, [await getVisible(scene, employee, [definition.alias])], definition);
  });
}

const peopleAtOnce = 500;

/**
 * As listRows, of everybody or of those who are named and visible, page by page: memory is bounded
 * by the page. Each page shows the rights and the state of the moment it was read.
 *
 * @throws JoineryError `employees.table_not_found`.
 */
export async function* readRows(
  deps: EmployeeDeps,
  principal: Principal,
  table: string,
  whose: 'all' | readonly number[] = 'all',
): AsyncGenerator<RowView[], void, undefined> {
  const filter = { limit: peopleAtOnce, ...(whose === 'all' ? {} : { numbers: whose }) };
  let last: number | undefined = 0;
  while (last !== undefined) {
    const afterNumber: number = last;
    const page: RowPage = await inReadingScene(deps, principal, (scene) =>
      readRowPage(scene, table, { ...filter, afterNumber }),
    );
    if (page.rows.length > 0) yield page.rows;
    last = page.last;
  }
}

interface RowPage {
  rows: RowView[];
  /** The number to go on after; undefined on the last page. */
  last: number | undefined;
}

async function readRowPage(scene: Scene, table: string, filter: repository.EmployeeFilter): Promise<RowPage> {
  const definition = getTable(scene, table);
  const tables = withScopeTables(scene, [definition.alias]);
  const employees = await repository.listEmployees(scene.tx, filter, tables);
  const rows = await viewRows(scene, await keepVisible(scene, employees), definition);
  return { rows, last: employees.length < filter.limit ? undefined : employees.at(-1)?.number };
}

/**
 * Rows of one table of one employee, as far as the principal sees the employee: nobody is refused.
 *
 * @throws JoineryError `employees.table_not_found`.
 */
export async function listVisibleRows(
  deps: EmployeeDeps,
  principal: Principal,
  number: number,
  table: string,
): Promise<RowView[]> {
  return inScene(deps, principal, async (scene) => {
    const definition = getTable(scene, table);
    const filter = { numbers: [number], limit: 1 };
    const tables = withScopeTables(scene, [definition.alias]);
    const employees = await repository.listEmployees(scene.tx, filter, tables);
    return viewRows(scene, await keepVisible(scene, employees), definition);
  });
}

/**
 * One row of a table, whosever it is.
 *
 * @throws JoineryError `employees.table_not_found`, `employees.row_not_found`, `access.forbidden`
 * when the employee is out of scope or every column is hidden.
 */
export async function getRow(
  deps: EmployeeDeps,
  principal: Principal,
  table: string,
  rowId: number,
): Promise<RowView> {
  return inScene(deps, principal, async (scene) => {
    const definition = getTable(scene, table);
    const number = await repository.findRowOwner(scene.tx, definition.alias, rowId);
    if (number === undefined)
      throw new JoineryError('employees.row_not_found', `There is no row ${rowId} in ${definition.name}.`);
    const employee = await getVisible(scene, number, [definition.alias]);
    const row = (await viewRows(scene, [employee], definition)).find(({ id }) => id === rowId);
    if (row === undefined)
      throw new JoineryError(
        'access.forbidden',
        `Your access level does not show ${definition.name} of this employee.`,
      );
    return row;
  });
}

/**
 * Adds a row, which says what is named and is blank elsewhere. Only columns of a dated table that
 * the principal may not edit carry on from the row in force at its date: nobody ends what they
 * may not write. The employee's status follows the employment status in force. In a mirrored
 * company `rowId` is null when the row is not seen here yet.
 *
 * @throws JoineryError `employees.table_not_found`, `employees.not_found`, `access.forbidden`,
 * `access.field_not_permitted` for a column that may not be edited, `request.invalid` (no date, no
 * column, or one that the table does not have), `employees.invalid_value`.
 */
export async function addRow(
  deps: EmployeeDeps,
  principal: Principal,
  number: number,
  table: string,
  values: Record<string, unknown>,
  options: RowWriteOptions = { unknownOptions: 'refuse' },
): Promise<{ rowId: number | null }> {
  let known: { employee: Employee; table: string } | undefined;
  return inWritingScene(
    deps,
    principal,
    async (scene) => {
      const definition = getTable(scene, table);
      const employee = await getVisible(scene, number, [definition.alias], 'lock');
      const { writable, closed } = await sortColumns(scene, employee, definition, values);
      assertMayNameAll(definition, closed, values);
      const columns = await readColumns(scene, definition, writable, values, options);
      const { effectiveOn, values: rest } = splitDate(definition, columns);
      if (definition.dateColumn !== null && effectiveOn === null)
        throw new JoineryError('request.invalid', `A row of ${definition.name} needs a date.`, {
          issues: [{ path: definition.dateColumn, message: 'is required' }],
        });
      const carried = carriedOn(definition, employee, closed, effectiveOn);
      const added = withoutBlanks({ ...carried, ...rest });
      const row = await saveRow(scene, employee.id, definition.alias, {
        rowId: null,
        effectiveOn,
        values: added,
      });
      const names = writable.map(({ name }) => name);
      await afterRowChange(
        scene,
        employee,
        definition.alias,
        [...(employee.rows[definition.alias] ?? []), row],
        names,
      );
      known = { employee, table: definition.alias };
      const date = definition.dateColumn === null ? {} : { [definition.dateColumn]: effectiveOn };
      return {
        answer: { rowId: row.id } as { rowId: number | null },
        draft: async (before) => ({
          kind: 'add_row',
          employeeNumber: employee.number,
          target: definition.alias,
          fields: names,
          payload: { values: await sentColumns(before, definition, { ...date, ...added }) },
        }),
      };
    },
    async () => ({ rowId: known === undefined ? null : await findNewRow(deps, principal, known) }),
  );
}

/** The row that an employee has now and did not have before; null while it is not seen here. */
async function findNewRow(
  deps: EmployeeDeps,
  principal: Principal,
  { employee, table }: { employee: Employee; table: string },
): Promise<number | null> {
  const before = (employee.rows[table] ?? []).map(({ id }) => id);
  const now = await deps.db.reading(principal.companyId, (tx) =>
    repository.findEmployee(tx, employee.number, [table]),
  );
  const added = (now?.rows[table] ?? []).filter(({ id }) => !before.includes(id));
  return added.at(-1)?.id ?? null;
}

/**
 * Changes named columns of a row and leaves the others, and those that the principal may not edit.
 *
 * @throws JoineryError `employees.row_not_found`, `access.forbidden` when no named column may be
 * edited, and otherwise as addRow.
 */
export async function updateRow(
  deps: EmployeeDeps,
  principal: Principal,
  number: number,
  table: string,
  rowId: number,
  values: Record<string, unknown>,
  options: RowWriteOptions = { unknownOptions: 'refuse' },
): Promise<void> {
  await inWritingScene(deps, principal, async (scene) => {
    const definition = getTable(scene, table);
    const employee = await getVisible(scene, number, [definition.alias], 'lock');
    const rows = employee.rows[definition.alias] ?? [];
    const before = rows.find(({ id }) => id === rowId);
    if (before === undefined)
      throw new JoineryError(
        'employees.row_not_found',
        `There is no row ${rowId} in ${definition.name} of employee ${number}.`,
      );
    const { writable } = await sortColumns(scene, employee, definition, values);
    const columns = await readColumns(scene, definition, writable, values, options);
    const { effectiveOn, values: rest } = splitDate(definition, columns);
    const after = await saveRow(scene, employee.id, definition.alias, {
      rowId,
      effectiveOn: effectiveOn ?? before.effectiveOn,
      values: withoutBlanks({ ...before.values, ...rest }),
    });
    const rowsAfter = rows.map((row) => (row.id === rowId ? after : row));
    const written = writable.map(({ name }) => name);
    await afterRowChange(scene, employee, definition.alias, rowsAfter, written);
    return {
      answer: undefined,
      draft: async (scene) => {
        const sent = await sentColumns(scene, definition, columns);
        if (Object.keys(sent).length === 0) return null;
        return {
          kind: 'update_row',
          employeeNumber: employee.number,
          target: definition.alias,
          rowId,
          fields: written,
          payload: { values: sent, row: await meantRow(scene, definition, before) },
        };
      },
    };
  });
}

/**
 * Removes a row. What it said no longer counts; the row before it is in force again.
 *
 * @throws JoineryError `employees.table_not_found`, `employees.not_found`,
 * `employees.row_not_found`, `access.forbidden` unless every column may be edited.
 */
export async function removeRow(
  deps: EmployeeDeps,
  principal: Principal,
  number: number,
  table: string,
  rowId: number,
): Promise<void> {
  await inWritingScene(deps, principal, async (scene) => {
    const definition = getTable(scene, table);
    const employee = await getVisible(scene, number, [definition.alias], 'lock');
    const rows = employee.rows[definition.alias] ?? [];
    const row = rows.find(({ id }) => id === rowId);
    if (row === undefined)
      throw new JoineryError('employees.row_not_found', `There is no row ${rowId} in ${definition.name}.`);
    await assertMayEditAll(scene, employee, definition);
    await repository.removeRow(scene.tx, rowId);
    const rest = rows.filter(({ id }) => id !== rowId);
    await afterRowChange(scene, employee, definition.alias, rest, definition.columns);
    return {
      answer: undefined,
      draft: async (scene) => ({
        kind: 'remove_row',
        employeeNumber: employee.number,
        target: definition.alias,
        rowId,
        fields: [],
        payload: { row: await meantRow(scene, definition, row) },
      }),
    };
  });
}

async function meantRow(
  scene: Scene,
  table: TableDefinition,
  row: EmployeeRow,
): Promise<{ providerRowId: string | null; shown: SentValues }> {
  return {
    providerRowId: await repository.findProviderRowId(scene.tx, row.id),
    shown: await shownRow(scene, table, row),
  };
}

async function assertMayEditAll(scene: Scene, employee: Employee, table: TableDefinition): Promise<void> {
  const subject = await subjectOf(scene, employee);
  const refused = columnsOf(scene, table).some(
    ({ field }) => scene.projection.rightTo(subject, field) !== 'edit',
  );
  if (refused)
    throw new JoineryError(
      'access.forbidden',
      `Your access level does not let you remove rows of ${table.name}.`,
    );
}

interface Column {
  name: string;
  field: FieldDefinition;
}

function columnsOf(scene: Scene, table: TableDefinition): Column[] {
  return table.columns.flatMap((name) => {
    const field = scene.catalogue.column(table.alias, name);
    return field === undefined ? [] : [{ name, field }];
  });
}

async function viewRows(scene: Scene, employees: Employee[], table: TableDefinition): Promise<RowView[]> {
  const subjects = await subjectsOf(scene, employees);
  const moment = await momentFor(scene, employees, { onlyCurrent: false });
  const columns = columnsOf(scene, table);
  return employees.flatMap((employee) => {
    const subject = subjects.get(employee.id);
    const visible = columns.filter(
      ({ field }) => subject !== undefined && scene.projection.rightTo(subject, field) !== 'none',
    );
    if (visible.length === 0) return [];
    return (employee.rows[table.alias] ?? []).map((row) => ({
      id: row.id,
      employeeNumber: employee.number,
      values: Object.fromEntries(visible.map(({ name, field }) => [name, columnValue(row, field, moment)])),
    }));
  });
}

interface SortedColumns {
  /** What is named and may be edited. */
  writable: Column[];
  /** What may not be edited, named or not. */
  closed: Column[];
}

/** @throws JoineryError `request.invalid`, `access.forbidden` when nothing named may be edited. */
async function sortColumns(
  scene: Scene,
  employee: Employee,
  table: TableDefinition,
  values: Record<string, unknown>,
): Promise<SortedColumns> {
  const columns = columnsOf(scene, table);
  assertColumns(table, columns, Object.keys(values));
  const subject = await subjectOf(scene, employee);
  const isClosed = ({ field }: Column) => scene.projection.rightTo(subject, field) !== 'edit';
  const closed = columns.filter(isClosed);
  const writable = columns.filter((column) => column.name in values && !closed.includes(column));
  if (writable.length === 0)
    throw new JoineryError('access.forbidden', `Your access level does not let you write to ${table.name}.`);
  return { writable, closed };
}

function assertColumns(table: TableDefinition, columns: Column[], names: string[]): void {
  const known = columns.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length > 0 && unknown.length === 0) return;
  const problem = unknown.length === 0 ? 'No column is named' : `There is no column ${unknown.join(', ')}`;
  throw new JoineryError('request.invalid', `${problem}; ${table.name} has ${known.join(', ')}.`, {
    issues: unknown.map((path) => ({ path, message: 'there is no such column' })),
  });
}

function assertMayNameAll(table: TableDefinition, closed: Column[], values: Record<string, unknown>): void {
  const refused = closed.filter(({ name }) => name in values).map(({ name }) => name);
  if (refused.length > 0)
    throw new JoineryError(
      'access.field_not_permitted',
      `Your access level does not let you set ${refused.join(', ')} in ${table.name}.`,
    );
}

/** What the row in force at the date says in columns that a new row must not end. Rows without dates stand side by side. */
function carriedOn(
  table: TableDefinition,
  employee: Employee,
  closed: Column[],
  date: string | null,
): Record<string, FieldValue> {
  if (date === null) return {};
  const before = currentRow(employee.rows[table.alias] ?? [], date)?.values ?? {};
  return Object.fromEntries(
    closed.flatMap(({ name }) => (name in before ? [[name, before[name] ?? null]] : [])),
  );
}

async function readColumns(
  scene: Scene,
  table: TableDefinition,
  columns: Column[],
  values: Record<string, unknown>,
  { unknownOptions }: RowWriteOptions,
): Promise<Record<string, FieldValue>> {
  const asked: AskedField[] = columns.map(({ name, field }) => ({ name, field, raw: values[name] }));
  const lookups = await loadLookups(scene.tx, scene.principal.company, asked);
  const read = readFields(unknownOptions === 'skip' ? withoutUnknownOptions(asked, lookups) : asked, lookups);
  return read.tables[table.alias] ?? {};
}

async function afterRowChange(
  scene: Scene,
  employee: Employee,
  table: string,
  rows: EmployeeRow[],
  fields: string[],
): Promise<void> {
  const status =
    table === 'employmentStatus' ? statusFrom(rows, scene.today, employee.status) : employee.status;
  await repository.updateEmployee(scene.tx, employee.id, { status, values: employee.values });
  const before = employee.rows[table] ?? [];
  const touched = [
    ...before.filter((row) => !rows.includes(row)),
    ...rows.filter((row) => !before.includes(row)),
  ];
  // Its day will tell of it once more, and then values change.
  const isAhead = touched.every(({ effectiveOn }) => effectiveOn !== null && effectiveOn > scene.today);
  await recordChange(scene, employee, 'Updated', {
    fields: status === employee.status ? fields : [...fields, 'status'],
    tables: [table],
    ...(isAhead && { tookEffect: false }),
  });
}
