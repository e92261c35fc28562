// Random edits of a company's people, through the same services that people's edits go through. The
// same seed gives the same edits of the same company.
import { JoineryError } from '@joinery/sdk';
import fc from 'fast-check';
import sharp from 'sharp';
import type { Principal } from '../modules/access/principal.ts';
import type { Context } from '../modules/context.ts';
import {
  addRow,
  deleteEmployee,
  importEmployees,
  listRows,
  removeRow,
  updateEmployee,
  updateRow,
} from '../modules/employees/employees.service.ts';
import { getCatalogue } from '../modules/fields/fields.service.ts';
import { listLists } from '../modules/fields/lists.service.ts';
import type { Upload } from '../modules/files/files.ts';
import { removePhoto, uploadPhoto } from '../modules/photos/photos.service.ts';
import { addDays, inventOddPeople, type OddPopulation, oddRow, oddValues } from './odd-people.ts';

export interface EditPlan {
  seed: number;
  count: number;
  /** `YYYY-MM-DD` at the source. */
  today: string;
  /** How many may leave: more than the brake lets through would be held. */
  leavers: number;
}

const dateColumns: Record<string, string | undefined> = {
  jobInfo: 'date',
  employmentStatus: 'date',
  compensation: 'startDate',
  bonus: 'date',
  customShifts: 'from',
  customTools: undefined,
  emergencyContacts: undefined,
};
const editedTables = Object.keys(dateColumns).filter((table) => table !== 'employmentStatus');

type Kind =
  | ('values' | 'name' | 'photo' | 'add' | 'change' | 'remove')
  | ('status' | 'hire' | 'leave' | 'delete');

/** Returns how many of each kind were made. */
export async function editOddly(
  context: Context,
  owner: Principal,
  numbers: number[],
  { seed, count, today, leavers }: EditPlan,
): Promise<Record<Kind, number>> {
  const population = await populationOf(context, owner, today);
  const { catalogue, options } = population;
  const values = oddValues(catalogue, today, options);
  const known = editedTables.filter((table) => catalogue.table(table) !== undefined);
  const edit = fc.record({
    kind: fc.constantFrom<Kind>(
      ...(['values', 'values', 'values', 'values', 'name', 'photo', 'add', 'add', 'add'] as const),
      ...(['change', 'change', 'remove', 'status', 'hire', 'leave', 'delete'] as const),
    ),
    at: fc.nat(),
    values: fc.record(
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, fc.option(value, { freq: 4 })]),
      ),
      { requiredKeys: [] },
    ),
    name: fc.constantFrom('Ada', 'Jo', 'Kim', 'Łukasz', '0', "D'Arcy"),
    table: fc.constantFrom(...known),
    days: fc.integer({ min: -400, max: 200 }),
    rows: fc.record(
      Object.fromEntries(known.map((table) => [table, oddRow(catalogue, table, today, options)])),
    ),
  });
  const made: Record<Kind, number> = {
    values: 0,
    name: 0,
    photo: 0,
    add: 0,
    change: 0,
    remove: 0,
    status: 0,
    hire: 0,
    leave: 0,
    delete: 0,
  };
  const leaders = await leadersOf(context, owner);
  let left = leavers;
  for (const [index, one] of fc.sample(edit, { seed, numRuns: count }).entries()) {
    const number = numbers[one.at % numbers.length] ?? 1;
    const date = addDays(today, one.days);
    const dated = (table: string, columns: Record<string, unknown>) => {
      const column = dateColumns[table];
      return column === undefined ? columns : { ...columns, [column]: date };
    };
    const columns = one.rows[one.table] ?? {};
    const leaves = ['leave', 'delete'].includes(one.kind);
    if (leaves && (left === 0 || leaders.has(number))) continue;
    made[one.kind] += 1;
    switch (one.kind) {
      case 'values':
        await updateEmployee(context, owner, number, one.values).catch(unlessTaken);
        break;
      case 'name':
        await updateEmployee(context, owner, number, { firstName: one.name });
        break;
      case 'photo':
        if (one.at % 3 === 0) await removePhoto(context, owner, number);
        else await uploadPhoto(context, owner, number, await anOddPhoto(index));
        break;
      case 'add':
        await addRow(context, owner, number, one.table, dated(one.table, columns), {
          unknownOptions: 'refuse',
        });
        break;
      case 'change':
      case 'remove': {
        const [row] = await listRows(context, owner, number, one.table);
        if (row === undefined) made[one.kind] -= 1;
        else if (one.kind === 'remove') await removeRow(context, owner, number, one.table, Number(row.id));
        else
          await updateRow(context, owner, number, one.table, Number(row.id), dated(one.table, columns), {
            unknownOptions: 'refuse',
          });
        break;
      }
      case 'status':
        await addRow(context, owner, number, 'employmentStatus', {
          date,
          employmentStatus: one.at % 2 === 0 ? 'Part-Time' : 'Contractor',
        });
        break;
      case 'hire': {
        const inventing = { names: options.names, inventing: true };
        const people = inventOddPeople({ ...population, options: inventing, seed: seed + index, count: 1 });
        numbers.push(...((await importEmployees(context, owner, people).catch(unlessTaken)) ?? []));
        break;
      }
      case 'leave':
        left -= 1;
        await addRow(context, owner, number, 'employmentStatus', {
          date: one.at % 2 === 0 ? today : addDays(today, 30),
          employmentStatus: 'Terminated',
        });
        break;
      case 'delete':
        left -= 1;
        await deleteEmployee(context, owner, number);
        numbers.splice(numbers.indexOf(number), 1);
        break;
    }
  }
  return made;
}

/** A picture of one colour, another for each number. */
export async function anOddPhoto(number: number): Promise<Upload> {
  const background = { r: (number * 67) % 256, g: (number * 29) % 256, b: (number * 11) % 256 };
  const picture = sharp({ create: { width: 150, height: 150, channels: 3, background } });
  return { field: 'file', name: 'me.png', contentType: 'image/png', bytes: await picture.png().toBuffer() };
}

// Random addresses are now and then the same, and the source takes each once.
function unlessTaken(error: unknown): undefined {
  if (!(error instanceof JoineryError) || error.code !== 'employees.email_taken') throw error;
  return undefined;
}

/** What people of a company may be made of. */
export async function populationOf(
  context: Context,
  owner: Principal,
  today: string,
): Promise<Omit<OddPopulation, 'seed' | 'count'>> {
  const catalogue = await context.db.inCompany(owner.companyId, (tx) => getCatalogue(tx, owner.companyId));
  const lists = await listLists(context, owner);
  const names = new Map(lists.map(({ number, options }) => [number, options.map(({ name }) => name)]));
  return { catalogue, options: { names, inventing: false }, today };
}

async function leadersOf({ db }: Context, { companyId }: Principal): Promise<Set<number>> {
  const rows = await db.inCompany(companyId, (tx) =>
    tx.selectFrom('employee_rows').select('values').where('table_alias', '=', 'jobInfo').execute(),
  );
  return new Set(rows.map(({ values }) => Number((values as Record<string, unknown>).reportsTo ?? 0)));
}
