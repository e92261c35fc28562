import { describe, expect, it } from 'vitest';
import { anApplication, aStage } from '../../testing.ts';
import { neighbourOf, toColumns, withMoved } from './board.ts';

const stages = (count: number) =>
  Array.from({ length: count }, (_, position) =>
    aStage({ id: `stg_${position}`, name: `Stage ${position}`, kind: 'active', position }),
  );

describe('toColumns', () => {
  it('keeps the order of stages and puts the latest arrival on top', () => {
    const [first, second] = stages(2);
    if (!first || !second) throw new Error('two stages');
    const columns = toColumns(
      [first, second],
      [
        anApplication({ id: 'old', stageId: 'stg_1', stageChangedAt: '2026-05-01T00:00:00.000Z' }),
        anApplication({ id: 'new', stageId: 'stg_1', stageChangedAt: '2026-05-02T00:00:00.000Z' }),
      ],
    );
    expect(columns.map(({ stage, applications }) => [stage.id, applications.map(({ id }) => id)])).toEqual([
      ['stg_0', []],
      ['stg_1', ['new', 'old']],
    ]);
  });

  it('narrows empty stages of a long pipeline, except where people come in and are hired', () => {
    const long = [aStage(), ...stages(6), aStage({ id: 'stg_hired', name: 'Hired', kind: 'hired' })];
    const columns = toColumns(long, [anApplication({ stageId: 'stg_3' })]);
    expect(columns.filter(({ narrow }) => !narrow).map(({ stage }) => stage.id)).toEqual([
      'stg_new',
      'stg_3',
      'stg_hired',
    ]);
  });

  it('leaves a short pipeline wide', () => {
    expect(toColumns(stages(6), []).some(({ narrow }) => narrow)).toBe(false);
  });
});

it('moves one card and leaves the others as they are', () => {
  const other = anApplication({ id: 'app_2' });
  const hired = aStage({ id: 'stg_hired', name: 'Hired', kind: 'hired' });
  const moved = withMoved([anApplication(), other], 'app_1', hired, '2026-05-03T00:00:00.000Z');
  expect(moved[0]).toMatchObject({ stageId: 'stg_hired', stageName: 'Hired', stageKind: 'hired' });
  expect(moved[0]?.stageChangedAt).toBe('2026-05-03T00:00:00.000Z');
  expect(moved[1]).toBe(other);
});

it.each([
  ['a', 1, 'b'],
  ['b', -1, 'a'],
  ['b', 1, undefined],
  ['a', -1, undefined],
  ['gone', 1, undefined],
] as const)('leads from %s by %d to %s', (from, step, to) => {
  expect(neighbourOf(['a', 'b'], from, step)).toBe(to);
});
