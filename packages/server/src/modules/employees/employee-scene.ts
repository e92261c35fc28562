// One transaction's view of the employees of one company: catalogue, projection, today. All
// services of this module work in a scene; nothing of an employee leaves it unprojected.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { dateIn } from '../../platform/clock.ts';
import type { Secrets } from '../../platform/crypto/seal.ts';
import type { Principal } from '../access/principal.ts';
import { type Projection, projectionOf, type Subject } from '../access/projection.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import type { FieldValue } from '../fields/field-values.ts';
import {
  findKeptCatalogue,
  getCatalogue,
  getCatalogueAndSource,
  listOptions,
  lockOptions,
} from '../fields/fields.service.ts';
import { type Catalogue, optionListOf, pathsOf } from '../fields/fields.ts';
import type { FieldDefinition, TableDefinition } from '../fields/standard-fields.ts';
import * as repository from './employees.repository.ts';
import { type Employee, type EmployeeRow, type Moment, type PersonRef, rowInForce } from './employees.ts';
import { assertShown, type SplitRow, splitIdentifiers } from './row-identifiers.ts';
import * as rowSecrets from './row-secrets.repository.ts';

/** Secrets and engine are needed by whoever writes: identification numbers, and to a mirrored company. */
export type EmployeeDeps = Pick<Context, 'db' | 'clock'> &
  Partial<Pick<Context, 'secrets' | 'engine' | 'requestKey'>>;

/** What is known of a scene without asking the database. */
export interface Setting {
  principal: Principal;
  catalogue: Catalogue;
  projection: Projection;
  /** `YYYY-MM-DD` in the company's time zone. */
  today: string;
}

export interface Scene extends Setting {
  tx: Transaction;
  secrets: Secrets | undefined;
  /** Who is named in rows, as far as they were read. */
  people: Map<number, PersonRef | undefined>;
  /** Ids of options by list and name, of the lists that were read. */
  optionIds: Map<number, Map<string, number>>;
}

/** A scene in which may be written. */
export interface WritingScene extends Scene {
  /** The connection whose people these are: then they are changed there, and nothing of them here. */
  peopleSource: string | null;
}

export async function inScene<T>(
  deps: EmployeeDeps,
  principal: Principal,
  work: (scene: WritingScene) => Promise<T>,
): Promise<T> {
  return deps.db.inCompany(principal.companyId, async (tx) => {
    const { catalogue, peopleSource } = await getCatalogueAndSource(tx, principal.companyId);
    return work({ ...openScene(deps, principal, tx, catalogue), peopleSource });
  });
}

/**
 * As inScene, for work that writes nothing. The catalogue is the one with which the principal was
 * admitted, which mostly is in memory: then the work's own statement is the first.
 */
export async function inReadingScene<T>(
  deps: EmployeeDeps,
  principal: Principal,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const { companyId, fieldsVersion } = principal;
  const kept = findKeptCatalogue(companyId, fieldsVersion);
  return deps.db.reading(companyId, async (tx) =>
    work(openScene(deps, principal, tx, kept ?? (await getCatalogue(tx, companyId)))),
  );
}

function openScene(deps: EmployeeDeps, principal: Principal, tx: Transaction, catalogue: Catalogue): Scene {
  const read = { people: new Map(), optionIds: new Map() };
  return { ...toSetting(deps, principal, catalogue), tx, secrets: deps.secrets, ...read };
}

function toSetting(deps: Pick<Context, 'clock'>, principal: Principal, catalogue: Catalogue): Setting {
  return {
    principal,
    catalogue,
    projection: projectionOf(principal, catalogue),
    today: dateIn(principal.company.timeZone, companyNow(deps, principal.company)),
  };
}

/** Undefined when the catalogue with which the principal was admitted is not in memory. */
export function findSetting(deps: Pick<Context, 'clock'>, principal: Principal): Setting | undefined {
  const catalogue = findKeptCatalogue(principal.companyId, principal.fieldsVersion);
  return catalogue && toSetting(deps, principal, catalogue);
}

/**
 * The employee, if the principal may see anything of it. Number 0 is the principal's own.
 *
 * @throws JoineryError `employees.not_found`; `access.forbidden` when it exists out of scope.
 */
export async function getVisible(
  scene: Scene,
  number: number,
  tables: string[],
  mode: 'read' | 'lock' = 'read',
): Promise<Employee> {
  // Before the employee: whoever renames an option takes the two in this order.
  if (mode === 'lock') await lockOptions(scene.tx, scene.principal.companyId, 'shared');
  const wanted = number === 0 ? await ownNumber(scene) : number;
  const find = mode === 'lock' ? repository.lockEmployee : repository.findEmployee;
  const employee =
    wanted === undefined ? undefined : await find(scene.tx, wanted, withScopeTables(scene, tables));
  if (employee === undefined) throw notFound(number);
  assertSees(scene, await subjectOf(scene, employee));
  return employee;
}

/** @throws JoineryError `access.forbidden` when the employee is out of the principal's scope. */
export function assertSees({ projection }: Pick<Setting, 'projection'>, subject: Subject): void {
  if (!projection.sees(subject))
    throw new JoineryError('access.forbidden', 'Your access level does not cover this employee.');
}

async function ownNumber({ tx, principal }: Scene): Promise<number | undefined> {
  if (principal.employeeId === null) return undefined;
  return (await repository.listPeople(tx, { ids: [principal.employeeId] }))[0]?.number;
}

export function notFound(number: number): JoineryError {
  return new JoineryError('employees.not_found', `There is no employee ${number}.`);
}

/** What has to be read so that scopes can be judged: department, supervisor and the like. */
export function withScopeTables({ principal }: Pick<Scene, 'principal'>, tables: string[]): string[] {
  const needed = principal.access.employees.some(
    ({ scope }) => scope.kind === 'filter' || scope.kind === 'direct_reports',
  );
  return [...new Set(needed ? [...tables, 'jobInfo'] : tables)];
}

const scopePaths = ['jobInfo.department', 'jobInfo.division', 'jobInfo.location', 'jobInfo.reportsTo'];

/** The places of what `withScopeTables` reads that scopes look at. */
export function withScopePaths(scene: Scene, paths: readonly string[]): string[] {
  return withScopeTables(scene, []).length > 0 ? [...paths, ...scopePaths] : [...paths];
}

export async function keepVisible(scene: Scene, employees: Employee[]): Promise<Employee[]> {
  const subjects = await subjectsOf(scene, employees);
  return employees.filter((employee) => {
    const subject = subjects.get(employee.id);
    return subject !== undefined && scene.projection.sees(subject);
  });
}

export function seesEverybody(principal: Principal): boolean {
  return principal.access.employees.some(
    ({ scope, fields }) => scope.kind === 'all' && Object.values(fields).some((right) => right !== 'none'),
  );
}

/** What the level shows of somebody who is no employee here: as much as it shows of everybody. */
export function showsOfStranger(
  { principal, catalogue }: Pick<Setting, 'principal' | 'catalogue'>,
  status: string | null,
): (alias: string) => boolean {
  const nowhere = { employeeId: '', department: null, division: null, location: null, supervisorId: null };
  const rightTo = projectionOf(principal, catalogue).rightsOver({ ...nowhere, status: status ?? '' });
  return (alias) => {
    const field = catalogue.find(alias);
    return field !== undefined && rightTo(field) !== 'none';
  };
}

export async function subjectOf(scene: Scene, employee: Employee): Promise<Subject> {
  const subject = (await subjectsOf(scene, [employee])).get(employee.id);
  if (subject === undefined) throw notFound(employee.number);
  return subject;
}

/**
 * What scopes look at; the employees must have been read with `withScopeTables`. Supervisors decide
 * about nothing for a principal who is no employee, and are left out then unless they are asked for.
 */
export async function subjectsOf(
  scene: Scene,
  employees: Employee[],
  { supervisors = scene.principal.employeeId !== null } = {},
): Promise<Map<string, Subject>> {
  const moment = await momentFor(scene, employees, { onlyCurrent: true, people: supervisors });
  return new Map(employees.map((employee) => [employee.id, toSubject(employee, moment)]));
}

/** What scopes look at in one employee who was read with `withScopeTables`. */
export function toSubject(employee: Employee, moment: Moment): Subject {
  const job = rowInForce(employee, 'jobInfo', moment)?.values ?? {};
  const text = (value: FieldValue | undefined): string | null => (typeof value === 'string' ? value : null);
  const supervisor = typeof job.reportsTo === 'number' ? moment.findPerson(job.reportsTo) : undefined;
  return {
    employeeId: employee.id,
    status: employee.status,
    department: text(job.department),
    division: text(job.division),
    location: text(job.location),
    supervisorId: supervisor?.id ?? null,
  };
}

/** Whether a field shows who is named in a job row. */
export function namesPeople(field: FieldDefinition): boolean {
  return pathsOf(field).includes('jobInfo.reportsTo');
}

/**
 * Who is named in job rows is read once in a scene for all employees of a page, if it is needed;
 * so are the lists whose ids the fields show.
 */
export async function momentFor(
  scene: Scene,
  employees: Employee[],
  {
    onlyCurrent,
    people = true,
    fields = [],
  }: { onlyCurrent: boolean; people?: boolean; fields?: readonly (FieldDefinition | undefined)[] },
): Promise<Moment> {
  if (people) await readPeople(scene, employees);
  await readOptionIds(scene, fields);
  return {
    today: scene.today,
    onlyCurrent,
    findPerson: (number) => scene.people.get(number),
    findOptionId: (list, name) => scene.optionIds.get(list)?.get(String(name)),
  };
}

async function readOptionIds(
  { tx, optionIds }: Scene,
  fields: readonly (FieldDefinition | undefined)[],
): Promise<void> {
  const lists = fields.flatMap((field) => (field && optionListOf(field)) ?? []);
  const unread = [...new Set(lists)].filter((list) => !optionIds.has(list));
  if (unread.length === 0) return;
  for (const list of unread) optionIds.set(list, new Map());
  for (const { id, listNumber, name } of await listOptions(tx, unread))
    optionIds.get(listNumber)?.set(name, id);
}

async function readPeople({ tx, people }: Scene, employees: Employee[]): Promise<void> {
  const numbers = employees.flatMap((employee) =>
    (employee.rows.jobInfo ?? []).flatMap(({ values }) =>
      typeof values.reportsTo === 'number' ? [values.reportsTo] : [],
    ),
  );
  const unknown = [...new Set(numbers)].filter((number) => !people.has(number));
  for (const number of unknown) people.set(number, undefined);
  for (const person of await repository.listPeople(tx, { numbers: unknown }))
    people.set(person.number, person);
}

/** @throws JoineryError `employees.table_not_found` */
export function getTable({ catalogue }: Pick<Scene, 'catalogue'>, alias: string): TableDefinition {
  const table = catalogue.table(alias);
  if (table === undefined) throw new JoineryError('employees.table_not_found', 'There is no such table.');
  return table;
}

/** @throws JoineryError `employees.invalid_value` when the person would report to themselves. */
async function assertNoCircle(
  scene: Scene,
  employeeId: string,
  supervisor: FieldValue | undefined,
  effectiveOn: string | null,
): Promise<void> {
  if (typeof supervisor !== 'number') return;
  // A row of the future is judged by those that will be in force with it.
  const today = effectiveOn !== null && effectiveOn > scene.today ? effectiveOn : scene.today;
  const [person] = await repository.listPeople(scene.tx, { ids: [employeeId] });
  if (person === undefined) return;
  const circle = { supervisor, employee: person.number, today };
  if (await repository.reportsTo(scene.tx, circle))
    throw new JoineryError(
      'employees.invalid_value',
      'Nobody can report to themselves, directly or through others.',
      {
        issues: [{ path: 'reportsTo', message: 'would make a circle' }],
      },
    );
}

/** @throws JoineryError `employees.invalid_value` for a supervisor who reports to the employee. */
export async function saveRow(
  scene: Scene,
  employeeId: string,
  table: string,
  change: { rowId: number | null; effectiveOn: string | null; values: Record<string, FieldValue> },
): Promise<EmployeeRow> {
  if (table === 'jobInfo')
    await assertNoCircle(scene, employeeId, change.values.reportsTo, change.effectiveOn);
  const { rowId, effectiveOn } = change;
  if (rowId === null) {
    const [added] = await addRows(scene, [{ employeeId, table, ...change }]);
    if (added === undefined) throw new Error('a row that was inserted has no id');
    return added;
  }
  const split = splitIdentifiers(scene.catalogue, table, change.values);
  if (split.kept.length > 0) assertShown(split, await rowSecrets.listShownNumbers(scene.tx, rowId));
  await repository.updateRow(scene.tx, rowId, { effectiveOn, values: split.shown });
  const gone = split.columns.filter((column) => !(column in split.shown));
  if (gone.length > 0) await rowSecrets.removeRowSecrets(scene.tx, rowId, gone);
  await sealNumbers(scene, [{ rowId, split }]);
  return { id: rowId, effectiveOn, values: split.shown };
}

/** Inserts rows in the given order, without asking who may. Identification numbers are sealed. */
export async function addRows(scene: Scene, rows: repository.NewRow[]): Promise<EmployeeRow[]> {
  const splits = rows.map(({ table, values }) => splitIdentifiers(scene.catalogue, table, values));
  for (const split of splits) assertShown(split, new Map());
  const shown = rows.map((row, index) => ({ ...row, values: splits[index]?.shown ?? row.values }));
  const ids = await repository.insertRows(scene.tx, scene.principal.companyId, shown);
  await sealNumbers(
    scene,
    splits.map((split, index) => ({ rowId: ids[index] ?? 0, split })),
  );
  return shown.map(({ effectiveOn, values }, index) => ({ id: ids[index] ?? 0, effectiveOn, values }));
}

async function sealNumbers(
  { tx, secrets, principal: { companyId } }: Scene,
  rows: { rowId: number; split: SplitRow }[],
): Promise<void> {
  const sealed = rows.flatMap(({ rowId, split }) =>
    Object.entries(split.numbers).map(([column, number]) => {
      if (secrets === undefined) throw new Error('a row with an identification number came without secrets');
      const place = { companyId, table: 'employee_rows', row: String(rowId), column };
      return {
        rowId,
        column,
        shown: String(split.shown[column]),
        sealed: secrets.seal(number, place),
      };
    }),
  );
  await rowSecrets.upsertRowSecrets(tx, companyId, sealed);
}

const eventTypes = {
  Inserted: 'employees.created',
  Updated: 'employees.updated',
  Deleted: 'employees.deleted',
} as const;

/**
 * Writes the change log and the event of one change to one employee. `ofFields`: it was made by
 * names of fields, so it counts as one of the employee whatever tables have it.
 */
export async function recordChange(
  { tx, principal }: Scene,
  employee: { id: string; number: number },
  action: repository.ChangeAction,
  changed: { fields: string[]; tables?: string[]; ofFields?: true; tookEffect?: false },
): Promise<void> {
  const { fields, tables = [], ofFields = tables.length === 0, ...rest } = changed;
  const { number } = employee;
  const changes = [
    ...(ofFields ? [{ number, action }] : []),
    ...tables.map((table) => ({ number, action, table })),
  ];
  await repository.insertChanges(tx, principal.companyId, changes);
  await insertEvents(tx, principal.companyId, [
    { type: eventTypes[action], subjectId: employee.id, payload: { number, fields, tables, ...rest } },
  ]);
}
