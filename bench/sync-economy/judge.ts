// How much of a company a reader found, in percent of what there is.
import { isDeepStrictEqual } from 'node:util';
import type { FieldDefinition } from '../../packages/server/src/modules/fields/standard-fields.ts';
import { employeeFields } from '../../packages/server/src/surfaces/bamboohr/format/datasets-fields.ts';
import {
  named,
  rowText,
  type StoredEmployee,
  sharedNames,
} from '../../packages/server/src/testing/stored-people.ts';
import { type Read, tables } from './readers.ts';

export interface Completeness {
  people: number;
  fields: number;
  historyRows: number;
  terminated: number;
  futureDated: number;
}

const datasetNames = new Map(employeeFields.map(({ name, field }) => [name, field]));

// A dataset calls a custom field by its number.
function catalogueName(name: string): string {
  return datasetNames.get(name) ?? /^customField(\d+)$/.exec(name)?.[1] ?? name;
}

/** Fields are those that are kept with an employee; current values of tables are judged as rows. */
export function judge(
  truth: ReadonlyMap<number, StoredEmployee>,
  read: Read,
  catalogue: readonly FieldDefinition[],
): Completeness {
  const keys = storedKeys(catalogue);
  const listed = new Set(read.listed.map(Number));
  const asked = Object.keys(read.people).length;
  // A sample stands for all whom the reader listed.
  const weight = asked === 0 ? 0 : listed.size / asked;
  let fields = 0;
  let rows = 0;
  for (const [id, names] of Object.entries(read.people)) {
    const employee = truth.get(Number(id));
    if (employee === undefined) continue;
    const came = new Set(names.map((name) => keys.get(catalogueName(name))));
    fields += storedFields(employee).filter((key) => came.has(key)).length * weight;
    for (const table of tables) {
      const there = employee.rows.filter((row) => row.table === table).length;
      rows += Math.min(read.rows[table]?.[id] ?? 0, there) * weight;
    }
  }
  const all = [...truth.values()];
  const share = (of: StoredEmployee[]) =>
    percent(of.filter(({ number }) => listed.has(number)).length, of.length);
  return {
    people: share(all),
    fields: percent(fields, sum(all.map((one) => storedFields(one).length))),
    historyRows: percent(rows, sum(all.map((one) => one.rows.filter(isJudged).length))),
    terminated: share(all.filter(hasLeft)),
    futureDated: share(all.filter(isToCome)),
  };
}

function storedKeys(catalogue: readonly FieldDefinition[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { alias, number, source } of catalogue)
    if (source.kind === 'value')
      for (const name of [alias, number]) if (name !== null) keys.set(name, source.key);
  return keys;
}

export function storedFields({ values }: StoredEmployee): string[] {
  return Object.keys(values).filter((key) => values[key] !== null);
}

const isJudged = ({ table }: { table: string }) => (tables as readonly string[]).includes(table);

/** Whose employment status in force is Terminated, or who is inactive. */
export function hasLeft({ status, rows }: StoredEmployee): boolean {
  const today = new Date().toISOString().slice(0, 10);
  const inForce = rows.findLast(
    ({ table, effectiveOn }) => table === 'employmentStatus' && (effectiveOn ?? '') <= today,
  );
  return status === 'Inactive' || inForce?.values.employmentStatus === 'Terminated';
}

export function isToCome({ values }: StoredEmployee): boolean {
  return String(values.hireDate ?? '') > new Date().toISOString().slice(0, 10);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((part / whole) * 1000) / 10;
}

/**
 * For ours a value or a row counts only when it is the same. Who led somebody once the provider tells
 * by name; where several people have it, the name is what has to be the same.
 */
export function judgeMirror(
  truth: ReadonlyMap<number, StoredEmployee>,
  mirror: ReadonlyMap<number, StoredEmployee>,
): Completeness {
  const namesakes = sharedNames(truth);
  let fields = 0;
  let rows = 0;
  for (const [number, there] of truth) {
    const found = mirror.get(number);
    if (found === undefined) continue;
    const here = named(found, namesakes);
    fields += storedFields(there).filter((key) =>
      isDeepStrictEqual(there.values[key], here.values[key]),
    ).length;
    const left = here.rows.map(rowText);
    for (const row of named(there, namesakes).rows.filter(isJudged)) {
      const at = left.indexOf(rowText(row));
      if (at < 0) continue;
      left.splice(at, 1);
      rows += 1;
    }
  }
  const all = [...truth.values()];
  const share = (of: StoredEmployee[]) =>
    percent(of.filter(({ number }) => mirror.has(number)).length, of.length);
  return {
    people: share(all),
    fields: percent(fields, sum(all.map((one) => storedFields(one).length))),
    historyRows: percent(rows, sum(all.map((one) => one.rows.filter(isJudged).length))),
    terminated: share(all.filter(hasLeft)),
    futureDated: share(all.filter(isToCome)),
  };
}
