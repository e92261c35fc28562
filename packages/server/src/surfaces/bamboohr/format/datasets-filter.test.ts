import { describe, expect, it } from 'vitest';
import { parseFilter } from './datasets-filter.ts';

const types: Record<string, string> = { status: 'status', hireDate: 'date', age: 'int', active: 'bool' };
const parse = (text: string) => parseFilter(text, (field) => types[field] ?? 'text');

describe('a filter in the language of v2', () => {
  it.each([
    ["firstName eq 'Ann'", { field: 'firstName', operator: 'equal', value: 'Ann' }],
    ["firstName ne 'O''Brien'", { field: 'firstName', operator: 'not_equal', value: "O'Brien" }],
    ["firstName in ('Ann')", { field: 'firstName', operator: 'equal', value: 'Ann' }],
    ['firstName eq null', { field: 'firstName', operator: 'empty', value: null }],
    ['firstName ne null', { field: 'firstName', operator: 'not_empty', value: null }],
    ['hireDate ge 2024-01-01', { field: 'hireDate', operator: 'gte', value: '2024-01-01' }],
    ["hireDate le '2024-01-01'", { field: 'hireDate', operator: 'lte', value: '2024-01-01' }],
    [
      'hireDate lt 2024-01-01T00:00:00Z',
      { field: 'hireDate', operator: 'lt', value: '2024-01-01T00:00:00Z' },
    ],
    ['age gt 20.5', { field: 'age', operator: 'gt', value: 20.5 }],
    ['age gt -1', { field: 'age', operator: 'gt', value: -1 }],
    ["status eq 'Active'", { field: 'status', operator: 'includes', value: ['Active'] }],
    ["status ne 'Active'", { field: 'status', operator: 'does_not_include', value: ['Active'] }],
    [
      "status in ('Active', 'Inactive')",
      { field: 'status', operator: 'includes', value: ['Active', 'Inactive'] },
    ],
    ['active eq true', { field: 'active', operator: 'checked', value: null }],
    ['active ne true', { field: 'active', operator: 'not_checked', value: null }],
    ['active eq false', { field: 'active', operator: 'not_checked', value: null }],
    ["(((firstName eq 'Ann')))", { field: 'firstName', operator: 'equal', value: 'Ann' }],
  ])('%s', (text, condition) => {
    expect(parse(text)).toEqual({ match: 'all', conditions: [condition] });
  });

  it('joins by and, or by or', () => {
    expect(parse("a eq 'x' and b eq 'y' and c eq 'z'")).toMatchObject({ match: 'all' });
    expect(parse("a eq 'x' or (b eq 'y' or c eq 'z')")?.conditions.map(({ field }) => field)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(parse("a eq 'x' or b eq 'y'")).toMatchObject({ match: 'any' });
  });

  const is = (field: string, value: unknown) => ({ field, operator: 'equal', value });

  it('joins both ways at once: and binds more tightly, unless brackets say otherwise', () => {
    const [a, b, c] = [is('a', 'x'), is('b', 'y'), is('c', 'z')];
    expect(parse("a eq 'x' and b eq 'y' or c eq 'z'")).toEqual({
      match: 'any',
      conditions: [c],
      groups: [{ match: 'all', conditions: [a, b] }],
    });
    expect(parse("a eq 'x' and (b eq 'y' or c eq 'z')")).toEqual({
      match: 'all',
      conditions: [a],
      groups: [{ match: 'any', conditions: [b, c] }],
    });
  });

  it('takes a list for every kind of field', () => {
    expect(parse('age in (20, 30)')).toEqual({ match: 'any', conditions: [is('age', 20), is('age', 30)] });
    expect(parse("a in ('x', 'y') and b eq 'z'")).toEqual({
      match: 'all',
      conditions: [is('b', 'z')],
      groups: [{ match: 'any', conditions: [is('a', 'x'), is('a', 'y')] }],
    });
  });

  it('of nothing is none', () => {
    expect(parse('  ')).toBeUndefined();
  });

  it.each([
    'a',
    'a eq',
    'a eq b',
    "a 'x'",
    "'x' eq a",
    "a like 'x'",
    "a eq 'x",
    "a eq 'x' b",
    "(a eq 'x'",
    "a in 'x'",
    "a in ('x' 'y')",
    'a in ()',
    "a not in ('x')",
    "a eq 'x';",
    `${'('.repeat(30)}a eq 'x'${')'.repeat(30)}`,
    `a eq '${'x'.repeat(10_000)}'`,
  ])('refuses %s', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'reports.invalid_filter' }));
  });
});
