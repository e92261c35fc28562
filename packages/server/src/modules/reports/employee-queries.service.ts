// Answers questions about many employees in two passes: the first looks at the deciding fields of
// everybody in scope, page by page, and keeps a number and its sort keys; the second reads what is
// to be shown, of the asked part only.
import { dateIn } from '../../platform/clock.ts';
import type { Principal } from '../access/principal.ts';
import { companyNow } from '../companies/companies.ts';
import {
  type AskedColumn,
  describeColumns,
  type Line,
  listAllNumbers,
  readLines,
} from '../employees/employee-pages.service.ts';
import type { EmployeeDeps } from '../employees/employee-scene.ts';
import {
  type AggregationRequest,
  type AggregationResult,
  compareKeys,
  compileFilter,
  compileSortKeys,
  type FindColumn,
  openAggregations,
  type SortKey,
  type SortRequest,
} from './employee-query.ts';
import { conditionsOf, type FilterRequest } from './query-fields.ts';
import { invalid, textOf } from './query-values.ts';

export interface EmployeeQuery {
  filter?: FilterRequest | undefined;
  sort: readonly SortRequest[];
  /** Field whose values make groups; groups follow each other in order of their value. */
  groupBy?: string | undefined;
  aggregations?: readonly AggregationRequest[];
  /** Tables whose rows give a line each. */
  history?: readonly string[];
  /** Fields that will be shown: history is told only to those who may see something of it. */
  shown: readonly string[];
  numbers?: readonly number[] | undefined;
  onlyCurrent: boolean;
}

/** One line that the question found. */
export interface Match {
  number: number;
  variant: number;
  group?: string;
}

export interface Matches {
  matches: Match[];
  aggregations: AggregationResult[];
}

/**
 * Which lines there are, in their order. An employee of whom a field in filter, sort or group is
 * hidden is not among them.
 *
 * @throws JoineryError `reports.invalid_filter`.
 */
export async function findMatches(
  deps: EmployeeDeps,
  principal: Principal,
  query: EmployeeQuery,
): Promise<Matches> {
  const all = asksForEverybody(query) ? await listAllNumbers(deps, principal) : undefined;
  if (all !== undefined) return { matches: all.map((number) => ({ number, variant: 0 })), aggregations: [] };
  const { sort, groupBy, history = [] } = query;
  const names = [...new Set([...decidingFields(query), ...(history.length > 0 ? query.shown : [])])];
  const columnOf = columnFinder(await describeColumns(deps, principal, names), names);
  const order = groupBy === undefined ? sort : [{ field: groupBy, descending: false }, ...sort];
  const passes = compileFilter(query.filter, columnOf, todayOf(deps, principal));
  const keysOf = compileSortKeys(order, columnOf);
  const aggregations = openAggregations(query.aggregations ?? [], columnOf);
  const groupIndex = groupBy === undefined ? undefined : columnOf(groupBy).index;
  const found: { match: Match; keys: SortKey[] }[] = [];
  for await (const lines of readLines(deps, principal, names, { ...query }))
    for (const { number, variant, values } of lines) {
      const keys = passes(values) ? keysOf(values) : undefined;
      if (keys === undefined) continue;
      const group = groupIndex === undefined ? undefined : textOf(values[groupIndex] ?? null);
      aggregations.add(values, group);
      found.push({ match: { number, variant, ...(group === undefined ? {} : { group }) }, keys });
    }
  // Sorting keeps the order of numbers among equals.
  if (order.length > 0) found.sort((a, b) => compareKeys(a.keys, b.keys, order));
  return { matches: found.map(({ match }) => match), aggregations: aggregations.results() };
}

/** The asked fields of found lines, in the order of the matches; who has gone meanwhile is left out. */
export async function readMatches(
  deps: EmployeeDeps,
  principal: Principal,
  names: readonly string[],
  matches: readonly Match[],
  options: Pick<EmployeeQuery, 'onlyCurrent' | 'history'>,
): Promise<Line[]> {
  const numbers = [...new Set(matches.map(({ number }) => number))];
  const byPlace = new Map<string, Line>();
  if (numbers.length > 0)
    for await (const lines of readLines(deps, principal, names, { ...options, numbers }))
      for (const line of lines) byPlace.set(`${line.number}/${line.variant}`, line);
  return matches.flatMap(({ number, variant }) => byPlace.get(`${number}/${variant}`) ?? []);
}

function asksForEverybody({ filter, sort, groupBy, aggregations, history, numbers }: EmployeeQuery): boolean {
  const order = isByNumber(sort) ? [] : sort;
  const asked = [conditionsOf(filter), order, aggregations, history].some((list) => (list?.length ?? 0) > 0);
  return !asked && groupBy === undefined && numbers === undefined;
}

// Numbers are listed in their order, and nothing is left to be ordered behind them.
function isByNumber([first]: readonly SortRequest[]): boolean {
  return first?.field === 'id' && !first.descending;
}

function decidingFields({ filter, sort, groupBy, aggregations = [] }: EmployeeQuery): string[] {
  return [
    ...conditionsOf(filter).map(({ field }) => field),
    ...sort.map(({ field }) => field),
    ...(groupBy === undefined ? [] : [groupBy]),
    ...aggregations.map(({ field }) => field),
  ];
}

function columnFinder(columns: AskedColumn[], names: readonly string[]): FindColumn {
  const types = new Map(columns.map(({ name, field }) => [name, field.type]));
  return (name) => {
    const type = types.get(name);
    if (type === undefined) throw invalid(`there is no field ${name}`);
    return { index: names.indexOf(name), type };
  };
}

function todayOf(deps: EmployeeDeps, { company }: Principal): string {
  return dateIn(company.timeZone, companyNow(deps, company));
}
