import { expect, it } from 'vitest';
import { progressOf, targetChoices } from './import-words.ts';

const counts = {
  total: 200,
  unchecked: 50,
  good: 20,
  bad: 10,
  created: 0,
  applied: 0,
  known: 0,
  skipped: 0,
  dropped: 0,
};

it.each([
  ['checking', 75],
  ['running', 90],
  ['ready', 100],
] as const)('an import that is %s has come to %d %%', (state, percent) => {
  expect(progressOf({ state, counts })).toBe(percent);
  expect(progressOf({ state, counts: { ...counts, total: 0 } })).toBe(100);
});

it('a column can hold the company’s own fields where there are some', () => {
  expect(targetChoices([]).map(({ group }) => group)).not.toContain('Own fields');
  const values = targetChoices([]).flatMap(({ items }) => items.map(({ value }) => value));
  expect(new Set(values).size).toBe(values.length);
});
