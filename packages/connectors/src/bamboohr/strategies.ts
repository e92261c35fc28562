// The two ways of reading everybody. Both tell the same people with the same values.
import type { BambooHr, DatasetPage } from '@joinery/bamboohr';
import { ProviderError } from '@joinery/sdk';
import type { KnownAccount, PeoplePage, PeopleQuestion, SourcePerson } from '../people-source.ts';
import { call, translated } from './client.ts';
import { columnOf, type DatasetColumn, idColumn, readColumn } from './dataset-columns.ts';
import { pickValues } from './values.ts';

const dataset = 'employee';
const pageSize = 1000;

/** Everybody, or those who are named, in one answer that is read while it comes. */
export async function openReport(client: BambooHr, question: PeopleQuestion): Promise<PeoplePage> {
  const { ids, signal } = question;
  if (question.page !== 1) throw new RangeError('a report has one page');
  // The provider takes a list of nobody for no list, and would bring everybody.
  if (ids?.length === 0) return { people: nobody(), missing: [], announced: null, next: null };
  const fields = [...new Set(question.fields)];
  const report = await call(
    client.reports.open({
      fields,
      onlyCurrent: false,
      // Merging folds people whose columns are alike into one.
      mergeDuplicates: false,
      ...(ids === undefined ? {} : { employeeIds: ids }),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  // A report of no column is cut to its first row.
  if (fields.every((field) => report.missing.includes(field))) {
    await leave(translated(report.rows));
    throw nothingShown('reports.open');
  }
  const told = fields.filter((field) => !report.missing.includes(field));
  const people = mapped(translated(report.rows), ({ id, values }) => ({
    id,
    values: pickValues(values, told),
  }));
  return { people, missing: report.missing, announced: null, next: null };
}

/** Reads the account's dataset of employees page by page. Made once for all pages of a reading. */
export function createDatasetReader(
  client: BambooHr,
  known: () => KnownAccount,
  now: () => Date,
): (question: PeopleQuestion) => Promise<PeoplePage> {
  // A column that is hidden from the key comes as a blank for everybody, and one that is unknown
  // fails the whole page: only the list of columns tells them apart from what is empty.
  let shown: ReadonlySet<string> | undefined;
  const filled = new Set<string>();
  const list = async (signal: AbortSignal | undefined) => {
    const columns = await call(client.datasets.fields(dataset, signal === undefined ? {} : { signal }));
    shown = new Set(columns.map(({ name }) => name));
    return shown;
  };
  return async (question) => {
    const asked = askedColumns(question.fields, known(), shown ?? (await list(question.signal)));
    const found = await readPage(client, question, asked);
    const names = [...asked.values()].map(({ name }) => name);
    const blank = new Set(names.filter((name) => found.rows.every((row) => isBlank(row[name]))));
    // The right to a column can be lost between two pages.
    if (found.rows.length > 0 && names.some((name) => blank.has(name) && filled.has(name))) {
      const still = await list(question.signal);
      for (const [field, { name }] of asked) if (!still.has(name)) asked.delete(field);
    }
    for (const name of names) if (!blank.has(name)) filled.add(name);
    return toPage(found, question, asked, now());
  };
}

interface AskedColumn extends DatasetColumn {
  /** A column that is read along, to judge this one. */
  readonly beside: string | undefined;
}
type AskedColumns = Map<string, AskedColumn>;

function askedColumns(
  fields: readonly string[],
  known: KnownAccount,
  shown: ReadonlySet<string>,
): AskedColumns {
  const columns = fields.flatMap((field): [string, AskedColumn][] => {
    const column = columnOf(field, known);
    if (column === undefined || !shown.has(column.name)) return [];
    const { currency } = column;
    const told = currency !== undefined && shown.has(currency) ? currency : undefined;
    return [[field, { ...column, currency: told, beside: besideOf(column, shown) }]];
  });
  if (columns.length === 0) throw nothingShown('datasets.page');
  return new Map(columns);
}

async function readPage(
  client: BambooHr,
  { ids, page, signal }: PeopleQuestion,
  asked: AskedColumns,
): Promise<DatasetPage> {
  if (ids !== undefined) throw new RangeError('a dataset cannot be asked for some people by their ids');
  const found = await call(
    client.datasets.page(dataset, {
      fields: columnNames([...asked.values()]),
      orderBy: `${idColumn} asc`,
      page,
      pageSize,
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  assertWhole(found, page);
  return found;
}

function toPage(
  { rows, missing, totalItems, totalPages }: DatasetPage,
  { fields, page }: PeopleQuestion,
  asked: AskedColumns,
  now: Date,
): PeoplePage {
  const isMissing = (field: string) => {
    const column = asked.get(field);
    return column === undefined || missing.includes(column.name);
  };
  return {
    people: mapped(fromList(rows), (row) => toPerson(row, asked, now)),
    missing: fields.filter(isMissing),
    announced: totalItems,
    next: page < totalPages ? page + 1 : null,
  };
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function columnNames(columns: readonly AskedColumn[]): string[] {
  const wanted = columns.flatMap(({ name, currency, beside }) => [name, currency, beside]);
  return [...new Set([idColumn, ...wanted])].filter((name) => name !== undefined);
}

const hireDate = 'hireDate';
const status = 'status';
const dayMs = 24 * 60 * 60 * 1000;

function toPerson(row: Readonly<Record<string, unknown>>, asked: AskedColumns, now: Date): SourcePerson {
  const id = row[idColumn];
  if (typeof id !== 'number' && (typeof id !== 'string' || id === ''))
    throw unexpected('BambooHR sent a row of the dataset without the employee’s id.');
  const told = [...asked].filter(
    ([, { name }]) => Object.hasOwn(row, name) && !(name === status && isUnsure(row, now)),
  );
  return {
    id: String(id),
    values: Object.fromEntries(told.map(([field, column]) => [field, readColumn(row, column)])),
  };
}

function besideOf({ name }: DatasetColumn, shown: ReadonlySet<string>): string | undefined {
  return name === status && shown.has(hireDate) ? hireDate : undefined;
}

// Whoever has not begun yet is Inactive in a dataset, whatever the record says. A day is left for
// the company's time zone.
function isUnsure(row: Readonly<Record<string, unknown>>, now: Date): boolean {
  const date = row[hireDate];
  const yesterday = new Date(now.getTime() - dayMs).toISOString().slice(0, 10);
  return row[status] === 'Inactive' && typeof date === 'string' && date >= yesterday;
}

// By its own numbers: a page that is shorter than it says was cut.
function assertWhole({ rows, page, totalItems, totalPages, raw }: DatasetPage, asked: number): void {
  if (page !== asked)
    throw unexpected(`BambooHR was asked for page ${asked} of the dataset and sent page ${page}.`);
  const meta = raw.meta;
  const told = typeof meta === 'object' && meta !== null && 'pageSize' in meta ? Number(meta.pageSize) : NaN;
  const size = Number.isInteger(told) && told > 0 ? told : pageSize;
  const expected = Math.max(0, Math.min(size, totalItems - (page - 1) * size));
  if (rows.length !== expected || totalPages !== Math.ceil(totalItems / size))
    throw unexpected(
      `BambooHR announced ${expected} rows on page ${page} of ${totalPages}, and sent ${rows.length}.`,
    );
}

// Only reading that has begun can be broken off.
async function leave(rows: AsyncGenerator<unknown>): Promise<void> {
  await rows.next();
  await rows.return(undefined);
}

function nothingShown(operation: string): ProviderError {
  return new ProviderError(
    'provider.refused',
    'BambooHR shows none of the fields that were asked for to this API key.',
    { provider: 'bamboohr', operation, outcome: 'refused', status: 200 },
  );
}

function unexpected(message: string): ProviderError {
  const about = { provider: 'bamboohr', operation: 'datasets.page', status: 200 };
  return new ProviderError('provider.unexpected', message, { ...about, outcome: 'ambiguous' });
}

async function* mapped<From, To>(
  rows: AsyncIterable<From>,
  map: (row: From) => To,
): AsyncGenerator<To, void, undefined> {
  for await (const row of rows) yield map(row);
}

async function* fromList<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

async function* nobody(): AsyncGenerator<SourcePerson, void, undefined> {}
