import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../fields/field-values.ts';
import {
  compareKeys,
  compileFilter,
  compileSortKeys,
  openAggregations,
  type Values,
} from './employee-query.ts';
import type { Condition } from './query-fields.ts';

const types = ['text', 'date', 'currency', 'list', 'bool', 'ssn', 'timestamp', 'int'];
const columnOf = (field: string) => ({ index: types.indexOf(field), type: field });
const today = '2026-03-31';

function fits(
  [field, operator, value]: [string, Condition['operator'], unknown?],
  shown: FieldValue | undefined,
): boolean {
  const values: (FieldValue | undefined)[] = types.map(() => null);
  values[types.indexOf(field)] = shown;
  return compileFilter({ match: 'all', conditions: [{ field, operator, value }] }, columnOf, today)(values);
}

describe('a filter', () => {
  it.each<[[string, Condition['operator'], unknown?], FieldValue, boolean]>([
    [['text', 'contains', 'NN'], 'Ann', true],
    [['text', 'contains', 'x'], 'Ann', false],
    [['text', 'does_not_contain', 'x'], null, true],
    [['text', 'equal', ' ann'], 'Ann', true],
    [['text', 'not_equal', 'Ann'], 'Bo', true],
    [['text', 'empty'], '', true],
    [['text', 'not_empty'], 'a', true],
    [['date', 'lt', '2020-01-02'], '2020-01-01', true],
    [['date', 'lte', '2020-01-01'], '2020-01-01', true],
    [['date', 'gt', '2020-01-01'], '2020-01-01', false],
    [['date', 'gte', '2020-01-01'], '2020-01-01', true],
    [['date', 'equal', '2020-01-01T10:00:00Z'], '2020-01-01', true],
    [['date', 'not_equal', '2020-01-01'], null, true],
    [['date', 'lt', '2020-01-01'], null, false],
    [['date', 'last', { duration: 1, unit: 'days' }], '2026-03-30', true],
    [['date', 'last', { duration: 1, unit: 'day' }], '2026-04-01', false],
    [['date', 'next', { duration: '2', unit: 'weeks' }], '2026-04-14', true],
    [['date', 'next', { duration: 2, unit: 'weeks' }], '2026-04-15', false],
    [['date', 'last', { duration: 1, unit: 'years' }], '2025-03-31', true],
    [['date', 'last', { duration: 99_999, unit: 'years' }], '0900-01-01', true],
    [['date', 'range', { start: '2026-01-01', end: '2026-01-31' }], '2026-01-31', true],
    [['timestamp', 'gte', '2026-01-01T12:00:00+02:00'], '2026-01-01T10:00:00.000Z', true],
    [['timestamp', 'lt', '2026-01-01T12:00:00+02:00'], '2026-01-01T10:00:00.000Z', false],
    [['timestamp', 'equal', '2026-01-01'], '2026-01-01T10:00:00.000Z', true],
    [['currency', 'gt', '900'], { value: '1000.00', currency: 'EUR' }, true],
    [['currency', 'equal', 1000], { value: '1000.00', currency: 'EUR' }, true],
    [['currency', 'lt', 0], null, false],
    [['int', 'gte', 10], 9, false],
    [['list', 'includes', ['sales', 'IT']], 'Sales', true],
    [['list', 'includes', 'b'], ['a', 'b'], true],
    [['list', 'does_not_include', ['a']], ['a', 'b'], false],
    [['list', 'does_not_include', ['a']], null, true],
    [['bool', 'checked'], true, true],
    [['bool', 'checked'], null, false],
    [['bool', 'not_checked'], 'no', true],
    [['ssn', 'not_empty'], '123', true],
  ])('%j of %j is %s', (condition, shown, expected) => {
    expect(fits(condition, shown)).toBe(expected);
  });

  it.each<[string, Condition['operator'], unknown]>([
    ['text', 'lt', 'a'],
    ['text', 'equal', { a: 1 }],
    ['ssn', 'equal', '123'],
    ['date', 'lt', '2026-13-01'],
    ['date', 'equal', 'soon'],
    ['date', 'range', { start: '2026-01-01' }],
    ['date', 'last', { duration: -1, unit: 'days' }],
    ['date', 'last', { duration: 1, unit: 'moons' }],
    ['int', 'gt', 'many'],
    ['currency', 'gt', Number.NaN],
    ['list', 'includes', [{}]],
    ['bool', 'equal', true],
  ])('asks %s for %s of %j and is refused', (field, operator, value) => {
    expect(() => fits([field, operator, value], null)).toThrow(
      expect.objectContaining({ code: 'reports.invalid_filter' }),
    );
  });

  it.each(['all', 'any'] as const)('of %s never looks at somebody with a hidden field in it', (match) => {
    const conditions: Condition[] = [
      { field: 'text', operator: 'not_empty', value: null },
      { field: 'ssn', operator: 'empty', value: null },
    ];
    const passes = compileFilter({ match, conditions }, columnOf, today);
    const values: (FieldValue | undefined)[] = types.map(() => 'x');
    expect(passes(values)).toBe(match === 'any');
    values[types.indexOf('ssn')] = undefined;
    expect(passes(values)).toBe(false);
  });
});

describe('sorting', () => {
  const order = (field: string, descending: boolean, shown: FieldValue[]): FieldValue[] => {
    const sort = [{ field, descending }];
    const keysOf = compileSortKeys(sort, () => ({ index: 0, type: field }));
    return shown
      .map((value) => ({ value, keys: keysOf([value]) ?? [] }))
      .sort((a, b) => compareKeys(a.keys, b.keys, sort))
      .map(({ value }) => value);
  };

  it('puts blanks first ascending and last descending', () => {
    expect(order('text', false, ['b', null, 'Ä', 'a'])).toEqual([null, 'a', 'Ä', 'b']);
    expect(order('text', true, ['b', null, 'a'])).toEqual(['b', 'a', null]);
  });

  it('compares numbers and amounts as numbers', () => {
    expect(order('int', false, [10, 9, 100])).toEqual([9, 10, 100]);
    const [small, large] = ['9.00', '10.00'].map((value) => ({ value, currency: 'USD' }));
    expect(order('currency', true, [small ?? null, large ?? null])).toEqual([large, small]);
  });

  it('has no key for what is hidden', () => {
    const keysOf = compileSortKeys([{ field: 'text', descending: false }], columnOf);
    expect(keysOf([undefined])).toBeUndefined();
  });
});

describe('aggregating', () => {
  const people: [Values, string][] = [
    [[{ value: '10.10', currency: 'USD' }], 'A'],
    [[{ value: '20.20', currency: 'USD' }], 'B'],
    [[{ value: '30.30', currency: 'USD' }], 'B'],
    [[null], 'A'],
    [[undefined], 'A'],
  ];

  it.each([
    ['count', 3, { A: 1, B: 2 }],
    ['sum', 60.6, { A: 10.1, B: 50.5 }],
    ['avg', 20.2, { A: 10.1, B: 25.25 }],
    ['min', 10.1, { A: 10.1, B: 20.2 }],
    ['max', 30.3, { A: 10.1, B: 30.3 }],
  ] as const)('by %s leaves blank and hidden values out', (aggregation, all, groups) => {
    const gathering = openAggregations([{ field: 'pay', aggregation }], () => ({
      index: 0,
      type: 'currency',
    }));
    for (const [values, group] of people) gathering.add(values, group);
    expect(gathering.results()).toEqual([{ field: 'pay', aggregation, all, groups }]);
  });

  it('of nobody is nothing', () => {
    const gathering = openAggregations(
      [
        { field: 'pay', aggregation: 'avg' },
        { field: 'pay', aggregation: 'sum' },
      ],
      () => ({ index: 0, type: 'currency' }),
    );
    expect(gathering.results().map(({ all }) => all)).toEqual([null, 0]);
  });

  it.each([
    ['text', 'sum'],
    ['date', 'avg'],
    ['list', 'max'],
  ] as const)('%s by %s is refused', (type, aggregation) => {
    expect(() => openAggregations([{ field: 'x', aggregation }], () => ({ index: 0, type }))).toThrow(
      expect.objectContaining({ code: 'reports.invalid_filter' }),
    );
  });
});
