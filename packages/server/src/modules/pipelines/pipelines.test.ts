import type { StageKind } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { matchStages } from './pipelines.ts';

const aStage = (id: string, name: string, kind: StageKind, position: number) => ({
  id,
  name,
  kind,
  position,
});
const target = [
  aStage('b2', 'Interview', 'active', 2),
  aStage('b1', 'Phone call', 'active', 1),
  aStage('b0', 'New', 'new', 0),
  aStage('b3', 'Hired', 'hired', 3),
];

describe('applications whose job gets another pipeline', () => {
  it('enter the stage of the same name, else the first of the kind', () => {
    const occupied = [
      aStage('a0', 'new', 'new', 0),
      aStage('a1', 'INTERVIEW', 'active', 1),
      aStage('a2', 'Trial day', 'active', 2),
    ];
    expect([...matchStages(occupied, target)]).toEqual([
      ['a0', 'b0'],
      ['a1', 'b2'],
      ['a2', 'b1'],
    ]);
  });

  it('enter no stage of another kind, whatever its name', () => {
    expect(() => matchStages([aStage('a', 'Interview', 'rejected', 0)], target)).toThrow(
      expect.objectContaining({ code: 'pipelines.no_stage' }),
    );
  });

  it('are none where nobody applied', () => {
    expect(matchStages([], target).size).toBe(0);
  });
});
