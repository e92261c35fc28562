// How much of a company a reader found, in percent of what there is.
import { isDeepStrictEqual } from 'node:util';
import type { FieldDefinition } from '../../packages/server/src/modules/fields/standard-fields.ts';
import { employeeFields } from '../../packages/server/src/surfaces/bamboohr/format/datasets-fields.ts';
import { named, rowText, type StoredEmployee } from '../../packages/server/src/testing/stored-people.ts';
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
  // Rounded down: 100 is said of nothing but the whole.
  return whole === 0 ? 100 : Math.floor((part / whole) * 1000) / 10;
}

export interface MirrorVerdict extends Completeness {
  /** Numbers that only one of the two has. */
  missing: number[];
  invented: number[];
}

/**
 * For ours a value or a row counts only when it is the same. Who led somebody once the provider tells
 * by name; where several people have it, the name is what has to be the same. Both come in order of
 * number and one after the other: a large company does not fit into memory twice.
 */
export async function judgeMirror(
  namesakes: ReadonlyMap<number, string>,
  truth: AsyncIterable<StoredEmployee>,
  mirror: AsyncIterable<StoredEmployee>,
): Promise<MirrorVerdict> {
  const there = new Tally();
  const found = new Tally();
  const verdict = { missing: [] as number[], invented: [] as number[] };
  const mirrored = mirror[Symbol.asyncIterator]();
  let next = await mirrored.next();
  for await (const employee of truth) {
    while (!next.done && next.value.number < employee.number) {
      verdict.invented.push(next.value.number);
      next = await mirrored.next();
    }
    there.count(employee, storedFields(employee).length, employee.rows.filter(isJudged).length);
    if (next.done || next.value.number !== employee.number) {
      verdict.missing.push(employee.number);
      continue;
    }
    const here = next.value;
    const fields = storedFields(employee).filter((key) =>
      isDeepStrictEqual(employee.values[key], here.values[key]),
    );
    found.count(employee, fields.length, countSameRows(named(employee, namesakes), named(here, namesakes)));
    next = await mirrored.next();
  }
  for (; !next.done; next = await mirrored.next()) verdict.invented.push(next.value.number);
  return { ...found.percentOf(there), ...verdict };
}

class Tally {
  people = 0;
  fields = 0;
  historyRows = 0;
  terminated = 0;
  futureDated = 0;

  count(employee: StoredEmployee, fields: number, rows: number): void {
    this.people += 1;
    this.fields += fields;
    this.historyRows += rows;
    if (hasLeft(employee)) this.terminated += 1;
    if (isToCome(employee)) this.futureDated += 1;
  }

  percentOf(whole: Tally): Completeness {
    return {
      people: percent(this.people, whole.people),
      fields: percent(this.fields, whole.fields),
      historyRows: percent(this.historyRows, whole.historyRows),
      terminated: percent(this.terminated, whole.terminated),
      futureDated: percent(this.futureDated, whole.futureDated),
    };
  }
}

function countSameRows(there: StoredEmployee, here: StoredEmployee): number {
  const left = here.rows.map(rowText);
  let same = 0;
  for (const row of there.rows.filter(isJudged)) {
    const at = left.indexOf(rowText(row));
    if (at < 0) continue;
    left.splice(at, 1);
    same += 1;
  }
  return same;
}
