// Questions about many employees: which ones, in which order, in which groups, how many. Pure: it
// works on values that have passed the projection. An employee of whom a field that decides is
// hidden (undefined) takes no part, so that no answer depends on a hidden value.
import { JoineryError } from '@joinery/sdk';
import type { FieldValue } from '../fields/field-values.ts';
import {
  type Condition,
  conditionsOf,
  type FilterRequest,
  type ValueKind,
  valueKind,
} from './query-fields.ts';
import { amountOf, assertCondition, dayOf, isBlank, textOf, textsOf } from './query-values.ts';

export type Values = readonly (FieldValue | undefined)[];

/** Where the value of a field stands, and of which type it is. */
export interface QueryColumn {
  index: number;
  type: string;
}

export type FindColumn = (field: string) => QueryColumn;

type Test = (value: FieldValue) => boolean;

/** @throws JoineryError `reports.invalid_filter` for what a field cannot be asked. */
export function compileFilter(
  filter: FilterRequest | undefined,
  columnOf: FindColumn,
  today: string,
): (values: Values) => boolean {
  const deciding = conditionsOf(filter).map(({ field }) => columnOf(field).index);
  const passes = filter === undefined ? () => true : compileGroup(filter, columnOf, today);
  return (values) => deciding.every((index) => values[index] !== undefined) && passes(values);
}

function compileGroup(
  { match, conditions, groups = [] }: FilterRequest,
  columnOf: FindColumn,
  today: string,
): (values: Values) => boolean {
  const tests = [
    ...conditions.map((condition) => {
      const { index, type } = columnOf(condition.field);
      const test = compileCondition(condition, valueKind(type), today);
      return (values: Values) => test(values[index] ?? null);
    }),
    ...groups.map((group) => compileGroup(group, columnOf, today)),
  ];
  const decide = match === 'any' ? 'some' : 'every';
  return (values) => tests.length === 0 || tests[decide]((test) => test(values));
}

function compileCondition(condition: Condition, kind: ValueKind, today: string): Test {
  assertCondition(condition, kind);
  const { operator, value } = condition;
  switch (operator) {
    case 'empty':
      return isBlank;
    case 'not_empty':
      return (shown) => !isBlank(shown);
    case 'checked':
      return isChecked;
    case 'not_checked':
      return (shown) => !isChecked(shown);
    case 'includes':
      return includes(value);
    case 'does_not_include':
      return not(includes(value));
    case 'contains':
      return contains(value);
    case 'does_not_contain':
      return not(contains(value));
    case 'range':
    case 'last':
    case 'next':
      return within(operator, value, today);
    default:
      return compare(condition, kind);
  }
}

function not(test: Test): Test {
  return (shown) => !test(shown);
}

function isChecked(shown: FieldValue): boolean {
  return shown === true || (typeof shown === 'string' && /^(true|yes|1)$/i.test(shown));
}

function includes(value: unknown): Test {
  const wanted = new Set((Array.isArray(value) ? value : [value]).map(lower));
  return (shown) => textsOf(shown).some((text) => wanted.has(lower(text)));
}

function contains(value: unknown): Test {
  const wanted = lower(value);
  return (shown) => lower(textOf(shown)).includes(wanted);
}

function lower(text: unknown): string {
  return String(text).normalize('NFC').trim().toLowerCase();
}

function compare({ operator, value }: Condition, kind: ValueKind): Test {
  if (kind === 'text' && operator === 'equal') return (shown) => lower(textOf(shown)) === lower(value);
  if (kind === 'text') return (shown) => lower(textOf(shown)) !== lower(value);
  const order =
    kind === 'date'
      ? (shown: FieldValue) => compareDates(textOf(shown), String(value))
      : (shown: FieldValue) => amountOf(shown) - Number(value);
  const holds = comparisons[operator] ?? (() => false);
  // Blank is neither before nor after anything; it only differs.
  return (shown) => (isBlank(shown) ? operator === 'not_equal' : holds(order(shown)));
}

const comparisons: Partial<Record<Condition['operator'], (order: number) => boolean>> = {
  equal: (order) => order === 0,
  not_equal: (order) => order !== 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

/** Two instants as instants; a day with anything else as days. */
function compareDates(shown: string, wanted: string): number {
  if (shown.length > 10 && wanted.length > 10) return Date.parse(shown) - Date.parse(wanted);
  const [a, b] = [dayOf(shown), dayOf(wanted)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function within(operator: 'range' | 'last' | 'next', value: unknown, today: string): Test {
  const { start, end } = operator === 'range' ? (value as Span) : spanOf(operator, value, today);
  return (shown) => !isBlank(shown) && dayOf(textOf(shown)) >= start && dayOf(textOf(shown)) <= end;
}

interface Span {
  start: string;
  end: string;
}

function spanOf(operator: 'last' | 'next', value: unknown, today: string): Span {
  const { duration, unit } = value as { duration: number | string; unit: string };
  const moved = moveDay(today, operator === 'last' ? -Number(duration) : Number(duration), unit);
  return operator === 'last' ? { start: moved, end: today } : { start: today, end: moved };
}

function moveDay(day: string, count: number, unit: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const word = unit.replace(/s$/, '');
  if (word === 'year') at.setUTCFullYear(at.getUTCFullYear() + count);
  else if (word === 'month') at.setUTCMonth(at.getUTCMonth() + count);
  else at.setUTCDate(at.getUTCDate() + count * (word === 'week' ? 7 : 1));
  return Number.isNaN(at.getTime()) ? (count < 0 ? '0000-01-01' : '9999-12-31') : dayOf(at.toISOString());
}

export interface SortRequest {
  field: string;
  descending: boolean;
}

/** What a line is sorted by: text that is compared as text, numbers as numbers, null for blank. */
export type SortKey = string | number | null;

/** Undefined where a field that decides is hidden. */
export function compileSortKeys(
  sort: readonly SortRequest[],
  columnOf: FindColumn,
): (values: Values) => SortKey[] | undefined {
  const readers = sort.map(({ field }) => {
    const { index, type } = columnOf(field);
    return { index, numeric: valueKind(type) === 'int' };
  });
  return (values) => {
    const keys: SortKey[] = [];
    for (const { index, numeric } of readers) {
      const value = values[index];
      if (value === undefined) return undefined;
      keys.push(isBlank(value) ? null : numeric ? amountOf(value) : lower(textOf(value)));
    }
    return keys;
  };
}

const collator = new Intl.Collator('en');

/** Blanks come first ascending and last descending. */
export function compareKeys(
  a: readonly SortKey[],
  b: readonly SortKey[],
  sort: readonly SortRequest[],
): number {
  for (const [index, { descending }] of sort.entries()) {
    const order = compareKey(a[index] ?? null, b[index] ?? null);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

function compareKey(a: SortKey, b: SortKey): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

export type Aggregation = 'count' | 'min' | 'max' | 'sum' | 'avg';

export interface AggregationRequest {
  field: string;
  aggregation: Aggregation;
}

export interface AggregationResult extends AggregationRequest {
  all: string | number | null;
  groups: Record<string, string | number | null>;
}

const possible: Record<ValueKind, Aggregation[]> = {
  text: ['count'],
  date: ['count', 'min', 'max'],
  int: ['count', 'min', 'max', 'sum', 'avg'],
  bool: ['count'],
  options: ['count'],
  govIdText: ['count'],
};

/**
 * Gathers values as they pass; hidden and blank ones are not counted.
 *
 * @throws JoineryError `reports.invalid_filter` for what cannot be made of a type.
 */
export function openAggregations(requests: readonly AggregationRequest[], columnOf: FindColumn) {
  const gatherers = requests.map((request) => {
    const { index, type } = columnOf(request.field);
    const kind = valueKind(type);
    if (!possible[kind].includes(request.aggregation))
      throw new JoineryError(
        'reports.invalid_filter',
        `${request.field} can be aggregated by ${possible[kind].join(', ')}, not by ${request.aggregation}.`,
      );
    return { request, index, kind, all: newTally(), groups: new Map<string, Tally>() };
  });
  return {
    add(values: Values, group: string | undefined): void {
      for (const { index, kind, all, groups } of gatherers) {
        const value = values[index];
        if (value === undefined || isBlank(value)) continue;
        const key = kind === 'int' ? amountOf(value) : textOf(value);
        addTo(all, key);
        if (group === undefined) continue;
        const tally = groups.get(group) ?? newTally();
        groups.set(group, tally);
        addTo(tally, key);
      }
    },
    results: (): AggregationResult[] =>
      gatherers.map(({ request, all, groups }) => ({
        ...request,
        all: resultOf(all, request.aggregation),
        groups: Object.fromEntries(
          [...groups].map(([group, tally]) => [group, resultOf(tally, request.aggregation)]),
        ),
      })),
  };
}

interface Tally {
  count: number;
  sum: number;
  min: string | number | null;
  max: string | number | null;
}

function newTally(): Tally {
  return { count: 0, sum: 0, min: null, max: null };
}

function addTo(tally: Tally, key: string | number): void {
  tally.count += 1;
  if (typeof key === 'number') tally.sum += key;
  if (tally.min === null || key < tally.min) tally.min = key;
  if (tally.max === null || key > tally.max) tally.max = key;
}

function resultOf(tally: Tally, aggregation: Aggregation): string | number | null {
  if (aggregation !== 'avg') return rounded(tally[aggregation]);
  return tally.count === 0 ? null : rounded(tally.sum / tally.count);
}

// Sums of amounts, free of what binary fractions add to them.
function rounded(value: string | number | null): string | number | null {
  return typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
}
