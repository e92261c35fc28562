// Employees with their history, many at a time: for seeding and for moving in from files.
import { JoineryError } from '@joinery/sdk';
import { newId } from '../../platform/ids.ts';
import type { Principal } from '../access/principal.ts';
import { insertEvents } from '../events/events.service.ts';
import type { Lookups } from '../fields/field-values.ts';
import { lockOptions } from '../fields/fields.service.ts';
import type { Catalogue } from '../fields/fields.ts';
import { addMissingOptions, loadLookups } from './employee-lookups.ts';
import { addRows, type EmployeeDeps, getTable, inScene, type Scene } from './employee-scene.ts';
import {
  type AskedField,
  readFields,
  sortFields,
  splitDate,
  statusFrom,
  withoutBlanks,
} from './employee-writes.ts';
import * as repository from './employees.repository.ts';
import { assertKeptHere } from './write-through.service.ts';

export interface ImportedEmployee {
  values: Record<string, unknown>;
  /** Rows by table and column; `reportsTo` is an employee number, which may come later in the import. */
  rows: { table: string; values: Record<string, unknown> }[];
}

const batchSize = 500;

/**
 * Adds employees in order and returns their numbers, which are consecutive for each call.
 * Options that lists do not know are added. All or nothing.
 *
 * @throws JoineryError `access.forbidden`, `request.invalid` (unknown fields), `employees.invalid_value`,
 * `employees.email_taken`.
 */
export async function importEmployees(
  deps: EmployeeDeps,
  principal: Principal,
  people: ImportedEmployee[],
): Promise<number[]> {
  if (!principal.access.manageEmployees)
    throw new JoineryError('access.forbidden', 'Your access level does not let you import employees.');
  return inScene(deps, principal, async (scene) => {
    assertKeptHere(scene, 'add many people in one call', 'or add them one by one');
    await lockOptions(scene.tx, principal.companyId, 'shared');
    const first = await repository.takeNumbers(scene.tx, principal.companyId, people.length);
    for (let at = 0; at < people.length; at += batchSize)
      await importBatch(scene, people.slice(at, at + batchSize), first + at, deps.clock.now());
    return people.map((_, index) => first + index);
  });
}

async function importBatch(
  scene: Scene,
  people: ImportedEmployee[],
  first: number,
  now: Date,
): Promise<void> {
  const { tx, principal, catalogue } = scene;
  const asked = people.map((person) => ({
    values: askValues(person.values, catalogue),
    rows: person.rows.map(({ table, values }) => ({ table, columns: askColumns(table, values, catalogue) })),
  }));
  const listed = asked.flatMap(({ values, rows }) => [...values, ...rows.flatMap(({ columns }) => columns)]);
  await addMissingOptions(tx, principal.companyId, listed);
  const withoutPeople = listed.filter(({ field }) => field.type !== 'employee');
  const lookups: Lookups = {
    ...(await loadLookups(tx, principal.company, withoutPeople)),
    // A supervisor may stand later in the same import, so numbers are taken as they are.
    findEmployee: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  };
  const records = asked.map((person, index) => toRecord(scene, person, lookups, first + index, now));
  await repository.insertEmployees(
    tx,
    principal.companyId,
    records.map(({ employee }) => employee),
  );
  await addRows(
    scene,
    records.flatMap(({ rows }) => rows),
  );
  await repository.insertChanges(
    tx,
    principal.companyId,
    records.map(({ employee }) => ({ number: employee.number, action: 'Inserted' })),
  );
  await insertEvents(
    tx,
    principal.companyId,
    records.map(({ employee }) => ({
      type: 'employees.created',
      subjectId: employee.id,
      payload: { number: employee.number, imported: true },
    })),
  );
}

function toRecord(
  scene: Scene,
  person: { values: AskedField[]; rows: { table: string; columns: AskedField[] }[] },
  lookups: Lookups,
  number: number,
  now: Date,
): { employee: repository.NewEmployee; rows: repository.NewRow[] } {
  const { status, ...values } = withoutBlanks(readFields(person.values, lookups).values);
  const id = newId('emp', now.getTime());
  const rows = person.rows.map(({ table, columns }) => {
    const definition = getTable(scene, table);
    const { effectiveOn, values: rest } = splitDate(
      definition,
      readFields(columns, lookups).tables[definition.alias] ?? {},
    );
    return { employeeId: id, table: definition.alias, effectiveOn, values: withoutBlanks(rest) };
  });
  const statusRows = rows
    .filter(({ table }) => table === 'employmentStatus')
    .map((row, index) => ({ ...row, id: index }));
  return {
    employee: {
      id,
      number,
      status: typeof status === 'string' ? status : statusFrom(statusRows, scene.today, 'Active'),
      values,
      createdByUserNumber: scene.principal.userNumber,
    },
    rows,
  };
}

function askValues(values: Record<string, unknown>, catalogue: Catalogue): AskedField[] {
  const { asked, unknown, readOnly } = sortFields(values, catalogue);
  const refused = [...unknown, ...readOnly];
  if (refused.length > 0)
    throw new JoineryError('request.invalid', `These fields cannot be imported: ${refused.join(', ')}.`);
  return asked;
}

function askColumns(table: string, values: Record<string, unknown>, catalogue: Catalogue): AskedField[] {
  return Object.entries(values).map(([name, raw]) => {
    const field = catalogue.column(table, name);
    if (field === undefined)
      throw new JoineryError('request.invalid', `There is no column ${name} in the table ${table}.`);
    return { name, field, raw };
  });
}
