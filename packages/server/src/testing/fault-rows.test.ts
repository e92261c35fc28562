import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Covered, faultRows } from './fault-rows.ts';
import { faultCases, tellingFaults } from './sync-faults.ts';
import { tellingWriteFaults, writeFaultCases } from './write-faults.ts';

const named = faultRows.flatMap(({ row, reads = [], writes = [], beside = [] }) =>
  [reads, writes, beside]
    .flatMap((part) => (Array.isArray(part) ? part : []))
    .map((one) => ({ row, ...one })),
);

it('there are 35 rows, each once', () => {
  expect(faultRows.map(({ row }) => row)).toEqual(Array.from({ length: 35 }, (_, index) => `F${index + 1}`));
});

it.each([
  ['reads', faultCases, tellingFaults],
  ['writes', writeFaultCases, tellingWriteFaults],
] as const)('every row of %s is generated, in short too, or covered elsewhere', (half, all, short) => {
  for (const cases of [all, short]) {
    const generated = new Set<string>(cases.map(({ row }) => row));
    const elsewhere = new Set<string>(
      faultRows.filter((one) => one[half] !== undefined).map(({ row }) => row),
    );
    expect(faultRows.filter(({ row }) => !generated.has(row) && !elsewhere.has(row))).toEqual([]);
    expect([...generated].filter((row) => elsewhere.has(row))).toEqual([]);
  }
});

it.each(named.map((one): [string, string, Covered] => [one.row, one.test, one]))(
  '%s is covered by a test that exists: %s',
  (_, test, { file }) => {
    const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    expect(source).toMatch(new RegExp(`['\`]${escaped(test)}['\`]`));
  },
);

it('no two cases have the same name', () => {
  for (const cases of [faultCases, writeFaultCases])
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
