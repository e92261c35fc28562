import { expect, it } from 'vitest';

const { countResults, slowestFiles } = await import(new URL('./suites.mjs', import.meta.url).href);

const test = (status: string, fullName = 'adds up') => ({ status, fullName });
const file = (status: string, ...assertionResults: object[]) => ({ status, assertionResults });

it('counts what passed, failed and was skipped, and files that did not load', () => {
  const testResults = [
    file('passed', test('passed'), test('passed'), test('pending'), test('todo')),
    file('failed', test('failed'), test('passed')),
    file('failed'),
  ];
  expect(countResults({ testResults })).toMatchObject({ passed: 3, failed: 2, skipped: 2 });
});

it('names the files that took longest, longest first', () => {
  const took = (name: string, endTime: number) => ({ name: `/checkout/${name}`, startTime: 1000, endTime });
  const testResults = [
    took('src/a.test.ts', 3400),
    took('src/b.test.ts', 62_000),
    took('src/c.test.ts', 1001),
  ];
  expect(slowestFiles({ testResults }, '/checkout', 2)).toEqual([
    { file: 'src/b.test.ts', seconds: 61 },
    { file: 'src/a.test.ts', seconds: 2 },
  ]);
});

it('tells each reason of skipped tests once, and names a test that gives none', () => {
  const testResults = [
    file(
      'passed',
      test('skipped', 'scripts (skipped: no python3) list jobs'),
      test('skipped', 'scripts (skipped: no python3) apply'),
      test('pending', 'a journey (skipped: no Chromium)'),
      test('skipped', 'for root starts'),
      test('passed', 'a name (skipped: not at all)'),
    ),
  ];
  expect(countResults({ testResults }).reasons).toEqual([
    'no python3',
    'no Chromium',
    '“for root starts” does not say why',
  ]);
});
