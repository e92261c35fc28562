import { describe, expect, it } from 'vitest';
import { inventTrainings, trainingTypes } from './learning.ts';

const today = '2026-11-20';
const invent = (number: number, hiredOn: string | null = '2020-01-01', seed = 'acme') =>
  inventTrainings(seed, { number, hiredOn }, today, 'USD');
const all = Array.from({ length: 200 }, (_, index) => invent(index + 1)).flat();

describe('invented trainings', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(invent(7)).toEqual(invent(7));
    expect(all).not.toEqual(
      Array.from({ length: 200 }, (_, index) => invent(index + 1, '2020-01-01', 'other')).flat(),
    );
  });

  it('are of all types, some with a cost', () => {
    expect(new Set(all.map(({ typeName }) => typeName))).toEqual(
      new Set(trainingTypes.map(({ type }) => type.name)),
    );
    expect(all.some(({ details }) => details.cost !== null)).toBe(true);
    expect(all.some(({ details }) => details.cost === null)).toBe(true);
  });

  it('lie between the hire and today', () => {
    const late = Array.from({ length: 100 }, (_, index) => invent(index + 1, '2026-11-01')).flat();
    expect(late.length).toBeGreaterThan(0);
    for (const { details } of late)
      expect(details.completedOn > '2026-11-01' && details.completedOn <= today).toBe(true);
    expect(invent(1, null)).toEqual([]);
  });
});
