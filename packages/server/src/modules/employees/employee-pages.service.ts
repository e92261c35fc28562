// Many employees, page by page: memory is bounded by the page and not by the company, and no
// transaction is held while a page is on its way to a slow reader. Employees are projected here
// like everywhere; where every grant is for everybody, rights are decided once for each page.
import { JoineryError } from '@joinery/sdk';
import { inTurns } from '../../platform/turns.ts';
import type { Principal } from '../access/principal.ts';
import type { FieldValue } from '../fields/field-values.ts';
import { pathsOf, splitPath } from '../fields/fields.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import * as repository from './employee-pages.repository.ts';
import { photoUploadRights } from './employee-photo.service.ts';
import {
  type EmployeeDeps,
  inReadingScene,
  momentFor,
  namesPeople,
  type Scene,
  seesEverybody,
  subjectsOf,
  withScopePaths,
} from './employee-scene.ts';
import { type Employee, fieldValueOf, type Moment, rowInForce } from './employees.ts';

/** One employee as the principal may see it, or one combination of rows of its history. */
export interface Line {
  number: number;
  /** Which combination of history rows, from 0; always 0 where no history was asked for. */
  variant: number;
  /** In order of the asked names; undefined where there is no such field or it is hidden. */
  values: readonly (FieldValue | undefined)[];
}

export interface AskedColumn {
  name: string;
  field: FieldDefinition;
  /** Whether the principal may see it of anybody at all. */
  visible: boolean;
}

export interface PagesOptions {
  /** False counts rows dated after today too. */
  onlyCurrent: boolean;
  numbers?: readonly number[] | undefined;
  changedSince?: Date | undefined;
  /** Tables whose rows give a line each, instead of only the row in force. */
  history?: readonly string[] | undefined;
}

const pageSize = 200;
// Lines of the directory are short.
const directoryPageSize = 500;

// However many read everybody, small requests come in between.
const inTurn = inTurns(4);

/** The asked names that are fields. */
export async function describeColumns(
  deps: EmployeeDeps,
  principal: Principal,
  names: readonly string[],
): Promise<AskedColumn[]> {
  return inReadingScene(deps, principal, async ({ catalogue, projection }) =>
    names.flatMap((name) => {
      const field = catalogue.find(name);
      return field === undefined
        ? []
        : [{ name, field, visible: projection.widestRightTo(field) !== 'none' }];
    }),
  );
}

/**
 * Lines of the employees in scope, by number. Each page shows the rights and the state of the moment
 * it was read.
 */
export async function* readLines(
  deps: EmployeeDeps,
  principal: Principal,
  names: readonly string[],
  options: PagesOptions,
): AsyncGenerator<Line[], void, undefined> {
  yield* pagesOf((after) =>
    inReadingScene(deps, principal, (scene) => readPage(scene, names, after, options)),
  );
}

export interface DirectoryPerson extends Line {
  mayUploadPhoto: boolean;
}

export interface Directory {
  /** The asked names that it shows, in asked order. */
  names: string[];
  pages: AsyncGenerator<DirectoryPerson[], void, undefined>;
}

/**
 * The employees that everybody in the company may look up: active ones, with the asked fields.
 * The directory has a right of its own: it shows its fields whatever the scope is, sensitive ones
 * to nobody.
 *
 * @throws JoineryError `access.forbidden` when the level has no directory.
 */
export async function openDirectory(
  deps: EmployeeDeps,
  principal: Principal,
  asked: readonly string[],
  options: { onlyCurrent: boolean },
): Promise<Directory> {
  if (!principal.access.directory)
    throw new JoineryError('access.forbidden', 'Your access level does not include the employee directory.');
  const columns = (await describeColumns(deps, principal, asked)).filter(({ field }) => !field.sensitive);
  const fields = columns.map(({ field }) => field);
  return {
    names: columns.map(({ name }) => name),
    pages: pagesOf((after) =>
      inReadingScene(deps, principal, (scene) => readDirectoryPage(scene, fields, after, options)),
    ),
  };
}

/** The next page is read while the caller is busy with this one. */
async function* pagesOf<L>(read: (after: number) => Promise<Page<L>>): AsyncGenerator<L[], void, undefined> {
  const begin = (after: number): Promise<Page<L>> => {
    const page = inTurn(() => read(after));
    // Looked at when its turn comes; the caller may have left by then.
    page.catch(() => undefined);
    return page;
  };
  let coming: Promise<Page<L>> | undefined = begin(0);
  while (coming !== undefined) {
    const { lines, last }: Page<L> = await coming;
    coming = last === undefined ? undefined : begin(last);
    if (lines.length > 0) yield lines;
  }
}

/** Numbers of everybody, or undefined for a principal who does not see everybody. */
export async function listAllNumbers(
  deps: EmployeeDeps,
  principal: Principal,
): Promise<number[] | undefined> {
  if (!seesEverybody(principal)) return undefined;
  return deps.db.reading(principal.companyId, repository.listNumbers);
}

interface Page<L> {
  lines: L[];
  /** The number to go on after; undefined on the last page. */
  last: number | undefined;
}

async function readPage(
  scene: Scene,
  names: readonly string[],
  afterNumber: number,
  options: PagesOptions,
): Promise<Page<Line>> {
  const { onlyCurrent, numbers, changedSince, history = [] } = options;
  const fields = names.map((name) => scene.catalogue.find(name));
  const paths = fields.flatMap((field) => (field === undefined ? [] : pathsOf(field)));
  const filter = { afterNumber, limit: pageSize, numbers, changedSince };
  const people = await readPeopleOfPage(scene, filter, paths, {
    history,
    inForceOn: history.length > 0 || !onlyCurrent ? undefined : scene.today,
  });
  const rights = await rightsOver(scene, people, fields);
  const named = fields.some((field) => field !== undefined && namesPeople(field));
  const moment = await momentFor(scene, people, { onlyCurrent, people: named, fields });
  const lines = people.flatMap((employee) => {
    const right = rights(employee);
    return right === undefined ? [] : linesOf(employee, fields, right, moment, history);
  });
  return { lines, last: people.length < pageSize ? undefined : people.at(-1)?.number };
}

async function readDirectoryPage(
  scene: Scene,
  fields: readonly FieldDefinition[],
  afterNumber: number,
  { onlyCurrent }: { onlyCurrent: boolean },
): Promise<Page<DirectoryPerson>> {
  const filter = { afterNumber, limit: directoryPageSize, status: 'Active' };
  const people = await readPeopleOfPage(scene, filter, [...fields.flatMap(pathsOf), 'hireDate'], {
    history: [],
    inForceOn: onlyCurrent ? scene.today : undefined,
  });
  const moment = await momentFor(scene, people, { onlyCurrent, people: fields.some(namesPeople) });
  const mayUpload = await photoUploadRights(scene, people);
  const hasStarted = ({ values: { hireDate } }: Employee) => String(hireDate ?? '') <= scene.today;
  const shown = onlyCurrent ? people.filter(hasStarted) : people;
  return {
    lines: shown.map((employee) => ({
      number: employee.number,
      variant: 0,
      values: fields.map((field) => fieldValueOf(employee, field, moment)),
      mayUploadPhoto: mayUpload(employee),
    })),
    last: people.length < directoryPageSize ? undefined : people.at(-1)?.number,
  };
}

/** The employees with what they have in these places, in that of scopes and in the tables of the history. */
async function readPeopleOfPage(
  scene: Scene,
  filter: repository.PageFilter,
  paths: readonly string[],
  { history, inForceOn }: { history: readonly string[]; inForceOn: string | undefined },
): Promise<Employee[]> {
  const needs = needsOf(withScopePaths(scene, paths), inForceOn);
  const people = await repository.listPage(scene.tx, filter, needs);
  if (inForceOn === undefined)
    await repository.fillRows(scene.tx, people, [...new Set([...needs.columns.keys(), ...history])]);
  return people;
}

function needsOf(paths: readonly string[], inForceOn: string | undefined): repository.PageNeeds {
  const keys: string[] = [];
  const columns = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const [table, column] = splitPath(path);
    if (table === undefined) keys.push(column);
    else columns.set(table, [...(columns.get(table) ?? []), column]);
  }
  return { keys, columns, inForceOn };
}

/** For each employee which fields may be seen, or undefined where nothing of it may be. */
async function rightsOver(
  { principal, projection, ...rest }: Scene,
  people: Employee[],
  fields: readonly (FieldDefinition | undefined)[],
): Promise<(employee: Employee) => readonly boolean[] | undefined> {
  if (principal.access.employees.every(({ scope }) => scope.kind === 'all')) {
    const rights = fields.map((field) => field !== undefined && projection.widestRightTo(field) !== 'none');
    return seesEverybody(principal) ? () => rights : () => undefined;
  }
  const subjects = await subjectsOf({ principal, projection, ...rest }, people);
  return ({ id }) => {
    const subject = subjects.get(id);
    if (subject === undefined || !projection.sees(subject)) return undefined;
    return fields.map((field) => field !== undefined && projection.rightTo(subject, field) !== 'none');
  };
}

function linesOf(
  employee: Employee,
  fields: readonly (FieldDefinition | undefined)[],
  rights: readonly boolean[],
  moment: Moment,
  history: readonly string[],
): Line[] {
  const lineOf = (of: Employee, variant: number, at: Moment): Line => ({
    number: employee.number,
    variant,
    values: fields.map((field, index) =>
      field === undefined || rights[index] !== true ? undefined : fieldValueOf(of, field, at),
    ),
  });
  if (history.length === 0) return [lineOf(employee, 0, moment)];
  // How many rows a table has is told only to those who may see something of it.
  const visible = new Set(fields.flatMap((field, index) => (rights[index] === true ? tableOf(field) : [])));
  const tables = history.filter((table) => visible.has(table));
  const counted = { ...moment, onlyCurrent: false };
  return variantsOf(employee, tables, moment).map((of, variant) => lineOf(of, variant, counted));
}

function tableOf(field: FieldDefinition | undefined): string[] {
  return field?.source.kind === 'table' ? [field.source.table] : [];
}

/** The employee once for each row of the named tables, with the rows in force of all other tables. */
function variantsOf(employee: Employee, tables: readonly string[], moment: Moment): Employee[] {
  const inForce = Object.fromEntries(
    Object.keys(employee.rows).map((table) => {
      const row = rowInForce(employee, table, moment);
      return [table, row === undefined ? [] : [row]];
    }),
  );
  const variants: Employee[] = [];
  for (const table of tables) {
    // What is in force everywhere is one line, not one for each table.
    const told = variants.length > 0 ? inForce[table]?.[0]?.id : undefined;
    for (const row of employee.rows[table] ?? [])
      if (row.id !== told) variants.push({ ...employee, rows: { ...inForce, [table]: [row] } });
  }
  return variants.length > 0 ? variants : [{ ...employee, rows: inForce }];
}
