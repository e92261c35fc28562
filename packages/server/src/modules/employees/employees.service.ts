import type { SentValues } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import { newId } from '../../platform/ids.ts';
import type { Principal } from '../access/principal.ts';
import type { Subject } from '../access/projection.ts';
import { type FieldValue, isSame } from '../fields/field-values.ts';
import { type Catalogue, optionListOf, tablesOf } from '../fields/fields.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import { loadLookups } from './employee-lookups.ts';
import {
  addRows,
  assertSees,
  type EmployeeDeps,
  findSetting,
  getTable,
  getVisible,
  inReadingScene,
  keepVisible,
  momentFor,
  namesPeople,
  notFound,
  recordChange,
  type Scene,
  type Setting,
  saveRow,
  seesEverybody,
  subjectOf,
  subjectsOf,
  toSubject,
  type WritingScene,
  withScopeTables,
} from './employee-scene.ts';
import {
  type AskedField,
  changedAmong,
  type ReadFields,
  readFields,
  readValueOf,
  rowChangeFor,
  sortFields,
  statusFrom,
  valueToday,
  withoutBlanks,
} from './employee-writes.ts';
import * as repository from './employees.repository.ts';
import { type Employee, type EmployeeRow, fieldValueOf, type Moment } from './employees.ts';
import { inWritingScene, sentFields } from './write-through.service.ts';

type Values = Record<string, unknown>;

/** An employee as a principal may see it. `values` has the names exactly as they were asked. */
export interface EmployeeView {
  id: string;
  number: number;
  values: Record<string, FieldValue>;
  /** Asked names that exist and are hidden from the principal. */
  withheld: string[];
}

export interface ReadOptions {
  /** False counts rows dated after today too. */
  onlyCurrent: boolean;
}

export interface WriteOptions {
  /** What to do with names that are no field: refuse the whole write, or leave them out. */
  unknownFields: 'refuse' | 'skip';
}

/**
 * Reads named fields of one employee. Names that are no field, and hidden ones, are left out of
 * `values`; hidden ones are listed in `withheld`. Number 0 is the principal's own employee.
 *
 * @throws JoineryError `employees.not_found`; `access.forbidden` when it is out of the principal's scope.
 */
export async function readEmployee(
  deps: EmployeeDeps,
  principal: Principal,
  number: number,
  names: string[],
  options: ReadOptions,
): Promise<EmployeeView> {
  const setting = findSetting(deps, principal);
  const asked = setting && planFor(setting.catalogue, names);
  if (setting !== undefined && asked !== undefined && number !== 0 && isAboutOne(principal, asked))
    return readInOneFlight(deps, setting, number, asked, options);
  return inReadingScene(deps, principal, async (scene) => {
    const { fields, tables } = planFor(scene.catalogue, names);
    const employee = await getVisible(scene, number, tables);
    const [view] = await viewAll(scene, [employee], fields, options);
    if (view === undefined) throw notFound(number);
    return view;
  });
}

// Neither the rights nor the fields look at anybody or anything but the employee.
function isAboutOne({ employeeId }: Principal, { people, fields }: Plan): boolean {
  return employeeId === null && !people && fields.every(({ field }) => optionListOf(field) === undefined);
}

async function readInOneFlight(
  { db }: EmployeeDeps,
  setting: Setting,
  number: number,
  { fields, tables }: Plan,
  { onlyCurrent }: ReadOptions,
): Promise<EmployeeView> {
  const { principal, today } = setting;
  const needed = withScopeTables(setting, tables);
  const employee = await repository.findEmployeeQuickly(db, principal.companyId, number, needed);
  if (employee === undefined) throw notFound(number);
  const moment = { today, onlyCurrent, findPerson: () => undefined };
  const subject = toSubject(employee, { ...moment, onlyCurrent: true });
  assertSees(setting, subject);
  return viewOf(setting, { employee, subject }, fields, moment);
}

/** Employees in order of their number; those out of scope are absent. At most `limit` are looked at. */
export async function listEmployees(
  deps: EmployeeDeps,
  principal: Principal,
  names: string[],
  options: ReadOptions & { status?: string; afterNumber?: number; numbers?: number[]; limit: number },
): Promise<EmployeeView[]> {
  return inReadingScene(deps, principal, async (scene) => {
    const fields = findFields(scene.catalogue, names);
    const { onlyCurrent, ...filter } = options;
    const page = await repository.listEmployees(scene.tx, filter, withScopeTables(scene, tablesFor(fields)));
    const visible = await keepVisible(scene, page);
    return viewAll(scene, visible, fields, { onlyCurrent });
  });
}

/**
 * Adds an employee. Fields of history tables become rows dated the hire date, or today. In a
 * mirrored company the number is the provider's, and `id` is null until the employee is seen here.
 *
 * @throws JoineryError `access.forbidden`, `request.invalid` (names missing or unknown fields),
 * `employees.invalid_value`, `employees.email_taken`.
 */
export async function createEmployee(
  deps: EmployeeDeps,
  principal: Principal,
  values: Values,
  options: WriteOptions = { unknownFields: 'refuse' },
): Promise<{ id: string | null; number: number; skipped: string[] }> {
  assertMayManage(principal);
  return inWritingScene(
    deps,
    principal,
    async (scene) => {
      const sorted = sortFields(values, scene.catalogue);
      refuseUnknown(sorted, options);
      assertNames(sorted.asked);
      const read = readFields(sorted.asked, await loadLookups(scene.tx, principal.company, sorted.asked));
      const { id, number } = await addEmployee(deps, scene, read);
      await assertMayWriteNew(scene, number, sorted.asked);
      const names = sorted.asked.map(({ name }) => name);
      await recordChange(scene, { id, number }, 'Inserted', { fields: names });
      const skipped = [...sorted.unknown, ...sorted.readOnly];
      return {
        answer: { id, number, skipped } as { id: string | null; number: number; skipped: string[] },
        draft: async (before) => ({
          kind: 'create_employee',
          employeeNumber: null,
          fields: names,
          payload: { values: withoutNulls(await sentFields(before, sorted.asked, read)) },
        }),
      };
    },
    async ({ skipped }, { providerId }) => {
      const number = Number(providerId);
      const id = await deps.db.reading(principal.companyId, async (tx) => {
        const [person] = await repository.listPeople(tx, { numbers: [number] });
        return person?.id ?? null;
      });
      return { id, number, skipped };
    },
  );
}

/** In a mirrored company the number is the provider's to give: one that nobody has stands for it. */
const notYetNumbered = 2_147_483_647;

async function addEmployee(
  deps: EmployeeDeps,
  scene: WritingScene,
  read: ReadFields,
): Promise<{ id: string; number: number }> {
  const { principal } = scene;
  const { status, ...stored } = withoutBlanks(read.values);
  const number =
    scene.peopleSource === null
      ? await repository.takeNumbers(scene.tx, principal.companyId, 1)
      : notYetNumbered;
  const id = newId('emp', deps.clock.now().getTime());
  const startsOn = typeof stored.hireDate === 'string' ? stored.hireDate : scene.today;
  const rows = Object.entries(read.tables).flatMap(([table, columns]) => {
    const change = rowChangeFor(getTable(scene, table), columns, [], startsOn);
    return change === undefined ? [] : [{ employeeId: id, table, ...change }];
  });
  const statusRows = rows
    .filter(({ table }) => table === 'employmentStatus')
    .map((row) => ({ ...row, id: 0 }));
  await repository.insertEmployees(scene.tx, principal.companyId, [
    {
      id,
      number,
      status: typeof status === 'string' ? status : statusFrom(statusRows, scene.today, 'Active'),
      values: stored,
      createdByUserNumber: principal.userNumber,
    },
  ]);
  await addRows(scene, rows);
  return { id, number };
}

/**
 * Changes fields. What the principal may not write is left out and told in `skipped`.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden` (out of scope, or nothing of it
 * may be written), `employees.invalid_value`, `employees.email_taken`, `request.invalid`.
 */
export async function updateEmployee(
  deps: EmployeeDeps,
  principal: Principal,
  number: number,
  values: Values,
  options: WriteOptions = { unknownFields: 'refuse' },
): Promise<{ written: string[]; skipped: string[] }> {
  const before: { employee?: Employee; asked: AskedField[]; read?: ReadFields } = { asked: [] };
  return inWritingScene(
    deps,
    principal,
    async (scene) => {
      const sorted = sortFields(values, scene.catalogue);
      refuseUnknown(sorted, options);
      const tables = [...new Set([...tablesFor(sorted.asked), 'employmentStatus'])];
      const employee = await getVisible(scene, number, tables, 'lock');
      const subject = await subjectOf(scene, employee);
      const writable = sorted.asked.filter(
        ({ field }) => scene.projection.rightTo(subject, field) === 'edit',
      );
      if (writable.length === 0 && Object.keys(values).length > 0)
        throw new JoineryError(
          'access.forbidden',
          'Your access level does not let you change any of these fields.',
        );
      const read = readFields(writable, await loadLookups(scene.tx, principal.company, writable));
      Object.assign(before, { employee, asked: writable, read });
      const { tables: tablesChanged, status } = await applyChanges(scene, employee, read);
      const changed = changedAmong(writable, read, employee, scene).map(({ name }) => name);
      const follows = status !== employee.status && !('status' in read.values);
      await recordChange(scene, employee, 'Updated', {
        fields: follows ? [...changed, 'status'] : changed,
        tables: tablesChanged,
        ofFields: true,
      });
      return {
        answer: toWritten(values, writable),
        draft: async (scene) =>
          writable.length === 0
            ? null
            : {
                kind: 'update_employee',
                employeeNumber: employee.number,
                fields: writable.map(({ name }) => name),
                payload: { values: await sentFields(scene, writable, read) },
              },
      };
    },
    async (answer, { isBack }) => {
      const { employee, asked, read } = before;
      if (!isBack || employee === undefined || read === undefined) return answer;
      const taken = await takenAmong(deps, principal, { employee, asked, read });
      return toWritten(values, taken);
    },
  );
}

function toWritten(values: Values, written: AskedField[]): { written: string[]; skipped: string[] } {
  const names = written.map(({ name }) => name);
  return { written: names, skipped: Object.keys(values).filter((name) => !names.includes(name)) };
}

// A provider may leave out what its key may not write, without a word: it stays what it was.
async function takenAmong(
  deps: EmployeeDeps,
  principal: Principal,
  { employee, asked, read }: { employee: Employee; asked: AskedField[]; read: ReadFields },
): Promise<AskedField[]> {
  return inReadingScene(deps, principal, async (scene) => {
    const now = await repository.findEmployee(scene.tx, employee.number, Object.keys(employee.rows));
    if (now === undefined) return asked;
    return asked.filter(({ field }) => {
      const [was, is] = [employee, now].map((one) => valueToday(one, field, scene));
      return isSame(is ?? null, readValueOf(read, field)) || !isSame(is ?? null, was ?? null);
    });
  });
}

/** Removes an employee for good; the change list keeps the number. */
export async function deleteEmployee(
  deps: EmployeeDeps,
  principal: Principal,
  number: number,
): Promise<void> {
  assertMayManage(principal);
  await inWritingScene(deps, principal, async (scene) => {
    const employee = await getVisible(scene, number, [], 'lock');
    await recordChange(scene, employee, 'Deleted', { fields: [] });
    await repository.removeEmployee(scene.tx, employee.id);
    return {
      answer: undefined,
      draft: async () => ({
        kind: 'delete_employee',
        employeeNumber: employee.number,
        fields: [],
        payload: {},
      }),
    };
  });
}

/**
 * What happened to employees at or after an instant: one entry each. `latest` is when the newest
 * change happened, or `since` when there was none. With `tables`, changes in rows of other tables
 * do not count.
 */
export async function listChanges(
  deps: EmployeeDeps,
  principal: Principal,
  since: Date,
  type: 'inserted' | 'updated' | 'deleted' | 'all',
  options: { tables: readonly string[] | 'all' } = { tables: 'all' },
): Promise<{ latest: Date; changes: repository.Change[] }> {
  return inReadingScene(deps, principal, async (scene) => {
    const all = await repository.listChanges(scene.tx, since, options.tables);
    const wanted = type === 'all' ? all : all.filter(({ action }) => action.toLowerCase() === type);
    const changes = await keepVisibleChanges(scene, wanted);
    const latest = new Date(changes.reduce((newest, { at }) => Math.max(newest, Number(at)), Number(since)));
    return { latest, changes };
  });
}

interface NamedField {
  name: string;
  field: FieldDefinition;
}

/** What asking for some fields amounts to. */
interface Plan {
  fields: NamedField[];
  tables: string[];
  /** Whether one of them shows who is named in a job row. */
  people: boolean;
}

const maxPlans = 200;
const plans = new WeakMap<Catalogue, Map<string, Plan>>();

// Clients ask for the same fields again and again.
function planFor(catalogue: Catalogue, names: string[]): Plan {
  const known = plans.get(catalogue) ?? new Map<string, Plan>();
  plans.set(catalogue, known);
  const key = names.join('\n');
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const fields = findFields(catalogue, names);
  const people = fields.some(({ field }) => namesPeople(field));
  const plan = { fields, tables: tablesFor(fields), people };
  if (known.size >= maxPlans) known.clear();
  known.set(key, plan);
  return plan;
}

function findFields(catalogue: Catalogue, names: string[]): NamedField[] {
  return names.flatMap((name) => {
    const field = catalogue.find(name);
    return field === undefined ? [] : [{ name, field }];
  });
}

function tablesFor(fields: { field: FieldDefinition }[]): string[] {
  return [...new Set(fields.flatMap(({ field }) => tablesOf(field)))];
}

async function keepVisibleChanges(scene: Scene, changes: repository.Change[]): Promise<repository.Change[]> {
  if (seesEverybody(scene.principal)) return changes;
  const numbers = changes.filter(({ action }) => action !== 'Deleted').map(({ number }) => number);
  const people = await repository.listEmployees(
    scene.tx,
    { numbers, limit: Math.max(1, numbers.length) },
    withScopeTables(scene, []),
  );
  const visible = new Set((await keepVisible(scene, people)).map(({ number }) => number));
  return changes.filter(({ number }) => visible.has(number));
}

async function viewAll(
  scene: Scene,
  employees: Employee[],
  fields: NamedField[],
  options: ReadOptions,
): Promise<EmployeeView[]> {
  const subjects = await subjectsOf(scene, employees);
  const people = fields.some(({ field }) => namesPeople(field));
  const moment = await momentFor(scene, employees, {
    ...options,
    people,
    fields: fields.map(({ field }) => field),
  });
  return employees.map((employee) =>
    viewOf(scene, { employee, subject: subjects.get(employee.id) }, fields, moment),
  );
}

function viewOf(
  { projection }: Pick<Setting, 'projection'>,
  { employee, subject }: { employee: Employee; subject: Subject | undefined },
  fields: NamedField[],
  moment: Moment,
): EmployeeView {
  const view: EmployeeView = { id: employee.id, number: employee.number, values: {}, withheld: [] };
  const rightTo = subject && projection.rightsOver(subject);
  for (const { name, field } of fields) {
    if (rightTo === undefined || rightTo(field) === 'none') view.withheld.push(name);
    else view.values[name] = fieldValueOf(employee, field, moment);
  }
  return view;
}

async function applyChanges(
  scene: Scene,
  employee: Employee,
  read: ReturnType<typeof readFields>,
): Promise<{ tables: string[]; status: string }> {
  const changed: string[] = [];
  let statusRows: EmployeeRow[] | undefined;
  for (const [table, columns] of Object.entries(read.tables)) {
    const rows = employee.rows[table] ?? [];
    const change = rowChangeFor(getTable(scene, table), columns, rows, scene.today);
    if (change === undefined) continue;
    const saved = await saveRow(scene, employee.id, table, change);
    changed.push(table);
    if (table === 'employmentStatus') statusRows = [...rows.filter(({ id }) => id !== saved.id), saved];
  }
  const { status: askedStatus, ...values } = read.values;
  const derived =
    statusRows === undefined ? employee.status : statusFrom(statusRows, scene.today, employee.status);
  const status = typeof askedStatus === 'string' ? askedStatus : derived;
  await repository.updateEmployee(scene.tx, employee.id, {
    status,
    values: withoutBlanks({ ...employee.values, ...values }),
  });
  return { tables: changed, status };
}

function withoutNulls(values: SentValues): SentValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function assertMayManage(principal: Principal): void {
  if (!principal.access.manageEmployees)
    throw new JoineryError('access.forbidden', 'Your access level does not let you add or remove employees.');
}

function refuseUnknown(sorted: ReturnType<typeof sortFields>, options: WriteOptions): void {
  if (options.unknownFields === 'skip') return;
  const refused = [
    ...sorted.unknown.map((name) => ({ path: name, message: 'there is no such field' })),
    ...sorted.readOnly.map((name) => ({ path: name, message: 'the field is calculated or read only' })),
  ];
  if (refused.length > 0)
    throw new JoineryError(
      'request.invalid',
      `These fields cannot be written: ${refused.map((r) => r.path).join(', ')}.`,
      {
        issues: refused,
      },
    );
}

function assertNames(asked: AskedField[]): void {
  const missing = ['firstName', 'lastName'].filter(
    (key) =>
      !asked.some(({ field, raw }) => field.key === key && typeof raw === 'string' && raw.trim() !== ''),
  );
  if (missing.length > 0)
    throw new JoineryError('request.invalid', `An employee needs ${missing.join(' and ')}.`, {
      issues: missing.map((path) => ({ path, message: 'is required' })),
    });
}

// Checked on the new record itself, in its transaction: a scope by department looks at the
// department that was just given.
async function assertMayWriteNew(scene: Scene, number: number, asked: AskedField[]): Promise<void> {
  const employee = await getVisible(scene, number, ['jobInfo']);
  const subject = await subjectOf(scene, employee);
  const refused = asked
    .filter(({ field }) => scene.projection.rightTo(subject, field) !== 'edit')
    .map(({ name }) => name);
  if (refused.length > 0)
    throw new JoineryError(
      'access.field_not_permitted',
      `Your access level does not let you set ${refused.join(', ')}.`,
    );
}

export * from './employee-import.service.ts';
export { importEmployees } from './employee-import.service.ts';
export * from './employee-rows.service.ts';
export { addRow, listRows, type RowView, readRows, removeRow, updateRow } from './employee-rows.service.ts';
export { listPeople } from './employees.repository.ts';
