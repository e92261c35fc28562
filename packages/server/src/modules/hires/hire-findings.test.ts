import { describe, expect, it } from 'vitest';
import { nameUuid } from '../../platform/ids.ts';
import {
  describeFinding,
  type Found,
  isOver,
  isSightLost,
  judgeMarkers,
  type KnownHire,
  listAbsent,
  listUnseen,
  type OpenFinding,
  readSight,
  toMarker,
} from './hire-findings.ts';

const marker = nameUuid('a hire');
const stranger = nameUuid('somebody else’s');

async function* listOf(rows: [string, string | null][]) {
  for (const [id, text] of rows) yield { id, marker: text };
}
const seen = (...rows: [string, string | null][]) => readSight({ shown: true, employees: listOf(rows) });
const aHire = (over: Partial<KnownHire> = {}): KnownHire => ({
  id: 'hir_1',
  marker,
  isDone: true,
  employeeNumber: '7',
  ...over,
});
const known = (hire = aHire(), others: string[] = []) => ({
  hires: new Map([[hire.marker, hire]]),
  others: new Set(others),
});
const anOpen = (over: Partial<Found>): OpenFinding => ({
  id: 'hfi_1',
  kind: 'marker_twice',
  key: marker,
  hireId: 'hir_1',
  employeeIds: ['7', '8'],
  ...over,
});

describe('a marker', () => {
  it.each([
    ['1024', undefined],
    ['', undefined],
    [null, undefined],
    ['550e8400-e29b-41d4-a716-446655440000', undefined],
    [` ${marker.toUpperCase()} `, marker],
  ])('%j is read as %j', (text, expected) => {
    expect(toMarker(text)).toBe(expected);
  });
});

describe('what markers say', () => {
  it('is nothing while each hire has one employee', async () => {
    expect(judgeMarkers(await seen(['7', marker], ['8', null], ['9', 'E-17']), known())).toEqual([]);
  });

  it('names all who carry the marker of one hire', async () => {
    const found = judgeMarkers(await seen(['8', marker], ['7', marker]), known());
    expect(found).toEqual([{ kind: 'marker_twice', key: marker, hireId: 'hir_1', employeeIds: ['7', '8'] }]);
  });

  it('takes an employee with several rows for one', async () => {
    expect(judgeMarkers(await seen(['7', marker], ['7', marker]), known())).toEqual([]);
  });

  it('counts the employee whom a person linked, too', async () => {
    const found = judgeMarkers(await seen(['7', null], ['8', marker]), known());
    expect(found).toMatchObject([{ kind: 'marker_twice', employeeIds: ['7', '8'] }]);
    expect(judgeMarkers(await seen(['8', marker]), known())).toEqual([]);
    const unfinished = known(aHire({ isDone: false }));
    expect(judgeMarkers(await seen(['7', null], ['8', marker]), unfinished)).toEqual([]);
  });

  it('names who carries one that no hire here has, unless it was written here otherwise', async () => {
    const sight = await seen(['5', stranger]);
    expect(judgeMarkers(sight, known())).toEqual([
      { kind: 'marker_unknown', key: stranger, hireId: null, employeeIds: ['5'] },
    ]);
    expect(judgeMarkers(sight, known(aHire(), [stranger]))).toEqual([]);
  });
});

describe('who is not on a list', () => {
  it('is absent, and whether too many are depends on how many there should be', async () => {
    const others = aHire({ id: 'hir_2', employeeNumber: '8' });
    expect(listAbsent(await seen(['7', marker]), [aHire(), others])).toEqual([others]);
    expect([isSightLost(3, 3), isSightLost(4, 8), isSightLost(5, 8)]).toEqual([false, false, true]);
  });

  it('has to be asked for where a finding is about them', async () => {
    const sight = await seen(['7', marker]);
    const missing = anOpen({ kind: 'missing_there', employeeIds: ['9'] });
    expect(listUnseen(sight, [anOpen({}), missing])).toEqual(['8']);
  });
});

describe('a finding is over', () => {
  const none = new Set<string>();

  it('when all its employees are shown or surely gone', async () => {
    expect(isOver(anOpen({}), await seen(['7', marker], ['8', null]), none)).toBe(true);
    expect(isOver(anOpen({}), await seen(['7', marker]), none)).toBe(false);
    expect(isOver(anOpen({}), await seen(['7', marker]), new Set(['8']))).toBe(true);
  });

  it('never while markers are not shown', async () => {
    const blind = await readSight({
      shown: false,
      employees: listOf([
        ['7', null],
        ['8', null],
      ]),
    });
    expect(isOver(anOpen({}), blind, none)).toBe(false);
  });

  it('when who was missing is shown again', async () => {
    const missing = anOpen({ kind: 'missing_there', employeeIds: ['7'] });
    expect(isOver(missing, await seen(['7', null]), none)).toBe(true);
    expect(isOver(missing, await seen(['8', null]), new Set(['7']))).toBe(false);
  });
});

it('people are told who it is about', () => {
  expect(describeFinding('marker_twice', ['7', '8', '9'], true)).toMatch(
    /^Employees 7, 8 and 9 are all this/,
  );
  expect(describeFinding('marker_twice', ['7', '8'], false)).toMatch(/^Employees 7 and 8 carry the same/);
  expect(describeFinding('marker_unknown', ['7'], false)).toMatch(/^Employee 7 carries the marker/);
  expect(describeFinding('missing_there', ['7'], true)).toMatch(/^Employee 7 was made for this hire/);
});
