import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { badInputRows } from './bad-input-rows.ts';
import { badInputs } from './bad-inputs.ts';
import type { Covered } from './fault-rows.ts';
import { foreignLists } from './foreign-lists.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const documentCases = read('server/src/surfaces/api/testing/document-cases.ts');
const cases = badInputs(foreignLists);
const generated = new Set([
  ...cases.map(({ row }) => row),
  // Making the documents takes longer than reading of which rows they are.
  ...[...documentCases.matchAll(/\brow: (\d+)/g)].map(([, row]) => Number(row)),
]);

it('there are 64 rows, each once', () => {
  expect(badInputRows.map(({ row }) => row)).toEqual(Array.from({ length: 64 }, (_, at) => at + 1));
});

it('every row has cases, a test of its own, or a reason why there is none', () => {
  const silent = badInputRows.filter(
    ({ row, beside = [], cannot }) => !generated.has(row) && beside.length === 0 && cannot === undefined,
  );
  expect(silent).toEqual([]);
});

it('no row has cases and a reason why there is none, and no case is of a row that is not there', () => {
  expect(badInputRows.filter(({ row, cannot }) => cannot !== undefined && generated.has(row))).toEqual([]);
  const rows = new Set(badInputRows.map(({ row }) => row));
  expect([...generated].filter((row) => !rows.has(row))).toEqual([]);
});

it.each(
  badInputRows.flatMap(({ row, beside = [] }) =>
    beside.map((one): [number, string, Covered] => [row, one.test, one]),
  ),
)('row %i is covered by a test that exists: %s', (_, test, { file }) => {
  const escaped = test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  expect(read(file)).toMatch(new RegExp(`['\`]${escaped}['\`]`));
});

it('no two cases of a row have the same name', () => {
  const names = cases.map(({ row, what, expected }) => `${row} ${what} ${JSON.stringify(expected)}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
