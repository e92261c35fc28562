import { expect, it } from 'vitest';

const { countResults } = await import(new URL('./suites.mjs', import.meta.url).href);

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
