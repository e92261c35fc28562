// Employees of a provider, written as it tells of them: without anybody's rights, and with all the
// rest that a write means (change log, events, sealed numbers). Only what differs is written.
import type { Company } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { dateIn } from '../../platform/clock.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { type FieldValue, isSame } from '../fields/field-values.ts';
import { getCatalogue, lockOptions } from '../fields/fields.service.ts';
import * as mirror from './employee-mirror.repository.ts';
import {
  afterStatus,
  changesOf,
  eventOf,
  type Ground,
  groupRows,
  isVisible,
  jobTable,
  listsOfKeys,
  lostNumbers,
  newNames,
  type Plan,
  type PlannedTable,
  planOne,
  type Stored,
  shapeOf,
  shapesOf,
  statusTable,
  type ToldEmployee,
} from './employee-plans.ts';
import { insertChanges } from './employees.repository.ts';
import {
  changedColumns,
  isRewritten,
  type Leaving,
  leavingOf,
  type PlannedRow,
  planRows,
} from './mirrored.ts';
import { upsertRowSecrets } from './row-secrets.repository.ts';

type Deps = Pick<Context, 'clock' | 'secrets'>;

interface Site extends Ground {
  tx: Transaction;
  secrets: Deps['secrets'];
  companyId: string;
}

export type MirrorOutcome =
  | { as: 'new' | 'changed' | 'unchanged'; employeeId: string; leaving?: Leaving }
  /** They would leave, and nobody said that they may: nothing was written. */
  | { as: 'withheld' }
  /** It cannot be stored: nothing was written. */
  | { as: 'refused'; problem: string };

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
  const site = await openSite(deps, tx, company);
  const stored = await readStored(site, people);
  const outcomes = new Map<number, MirrorOutcome>();
  const plans: Plan[] = [];
  for (const told of people) {
    const plan = planOne(site, stored, told);
    if ('problem' in plan) outcomes.set(told.number, { as: 'refused', problem: plan.problem });
    else if (plan.leaving !== undefined && !mayLeave.has(told.number))
      outcomes.set(told.number, { as: 'withheld' });
    else plans.push(plan);
  }
  await write(site, plans);
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

/**
 * Whose job rows, of any time, name a supervisor whom nobody was found for, by a name that one of `people`
 * has here who leads somebody, and who is gone or called otherwise by `names`.
 */
export async function listNamingRenamed(
  tx: Transaction,
  people: readonly { number: number; names: Record<string, unknown>; gone: boolean }[],
): Promise<number[]> {
  return people.length === 0 ? [] : mirror.listNamingRenamed(tx, people);
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

function todayIn(deps: Pick<Context, 'clock'>, company: Company): string {
  return dateIn(company.timeZone, companyNow(deps, company));
}

async function openSite(deps: Deps, tx: Transaction, company: Company): Promise<Site> {
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

async function readStored(site: Site, people: readonly ToldEmployee[]): Promise<Stored> {
  const { tx } = site;
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
    return employee === undefined ? [] : newNames(site, rows.get(employee.id), told);
  });
  return { employees: byNumber, rows, people: await mirror.listUniqueNames(tx, [...new Set(names)]) };
}

async function write(site: Site, plans: readonly Plan[]): Promise<void> {
  const { tx, companyId } = site;
  await addOptions(site, plans);
  const resealed = await findOtherNumbers(site, plans);
  const created = plans.filter(({ before }) => before === undefined);
  const changed = plans.filter((plan) => plan.before !== undefined && isVisible(plan));
  await mirror.insertMirrored(
    tx,
    companyId,
    created.map(({ employeeId, number, status, values, photo = false }) => ({
      id: employeeId,
      number,
      status,
      values,
      photo,
    })),
  );
  await mirror.updateMirrored(
    tx,
    changed.map(({ employeeId, status, values, changedKeys: keys, photo = null }) => ({
      id: employeeId,
      status,
      values: keys.length > 0 ? values : null,
      photo,
    })),
  );
  await writeRows(site, plans, resealed);
  // Last, after all rows are locked: writers of single employees go the same way.
  await insertChanges(
    tx,
    companyId,
    [...created, ...changed].flatMap((plan) => changesOf(plan)),
  );
  await insertEvents(
    tx,
    companyId,
    [...created, ...changed].map((plan) => eventOf(site.catalogue, plan)),
  );
}

function outcomeOf(plan: Plan): MirrorOutcome {
  const { before, employeeId, leaving } = plan;
  const as = before === undefined ? 'new' : isVisible(plan) ? 'changed' : 'unchanged';
  return { as, employeeId, ...(leaving && { leaving }) };
}

/** What lists do not know is kept as it came, and its list learns it. */
async function addOptions({ tx, companyId, catalogue }: Site, plans: readonly Plan[]): Promise<void> {
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

/** Rows that show the same of a number which is another one now; their columns count as changed. */
async function findOtherNumbers(site: Site, plans: readonly Plan[]): Promise<Set<PlannedRow>> {
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
    site.tx,
    rows.map(({ planned }) => planned.row.id),
  );
  const known = new Map(sealed.map((one) => [`${one.rowId} ${one.column}`, one]));
  for (const { table, planned, numbers } of rows)
    for (const [column, number] of Object.entries(numbers)) {
      const secret = known.get(`${planned.row.id} ${column}`);
      if (secret !== undefined && open(site, secret) === number) continue;
      found.add(planned);
      if (!table.columns.includes(column)) table.columns.push(column);
      const { effectiveOn } = planned.row;
      if (effectiveOn === null || effectiveOn <= site.today) table.isAhead = false;
    }
  return found;
}

function placeOf({ companyId }: Site, rowId: number, column: string) {
  return { companyId, table: 'employee_rows', row: String(rowId), column };
}

function open(site: Site, { rowId, column, sealed }: mirror.StoredSecret): string {
  return site.secrets.open(sealed, placeOf(site, rowId, column));
}

async function writeRows(
  site: Site,
  plans: readonly Plan[],
  resealed: ReadonlySet<PlannedRow>,
): Promise<void> {
  const { tx, companyId } = site;
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
  await seal(site, numbered);
  await mirror.removeSecrets(tx, changed.flatMap(lostNumbers));
}

async function seal(
  site: Site,
  rows: readonly { table: PlannedTable; planned: PlannedRow; rowId: number }[],
): Promise<void> {
  const sealed = rows.flatMap(({ table, planned, rowId }) => {
    const numbers = (planned.source && table.numbers.get(planned.source)) ?? {};
    return Object.entries(numbers).map(([column, number]) => ({
      rowId,
      column,
      shown: String(planned.row.values[column]),
      sealed: site.secrets.seal(number, placeOf(site, rowId, column)),
    }));
  });
  await upsertRowSecrets(site.tx, site.companyId, sealed);
}

export type { ToldEmployee } from './employee-plans.ts';
