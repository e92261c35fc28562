import { expect, it } from 'vitest';
import { asRows } from './database.ts';

it.each([
  ['plain', 'Ada'],
  ['a pair', '\u{1F600}'],
  ['what looks like half of one', '\\ud800'],
])('a text is stored as it is: %s', (_name, text) => {
  expect(JSON.parse(asRows([{ text }]))).toEqual([{ text }]);
});

it.each([
  ['the first half', 'a\ud83d'],
  ['the second half', '\ude00b'],
])('half of a pair is replaced: %s', (_name, text) => {
  expect(JSON.parse(asRows([{ text, deep: [{ text }] }]))).toEqual([
    { text: text.toWellFormed(), deep: [{ text: text.toWellFormed() }] },
  ]);
});
