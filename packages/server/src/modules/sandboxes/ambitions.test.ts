import { describe, expect, it } from 'vitest';
import { inventGoals } from './ambitions.ts';

const today = '2026-11-20';
const invent = (number: number, hiredOn: string | null = '2020-01-01', seed = 'acme') =>
  inventGoals(seed, { number, hiredOn }, today);
const all = Array.from({ length: 300 }, (_, index) => invent(index + 1));

describe('invented goals', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(invent(7)).toEqual(invent(7));
    expect(all).not.toEqual(
      Array.from({ length: 300 }, (_, index) => invent(index + 1, '2020-01-01', 'other')),
    );
  });

  it('are reached when they are complete, and only then', () => {
    const goals = all.flat();
    expect(goals.some(({ percentComplete }) => percentComplete === 100)).toBe(true);
    expect(goals.some(({ percentComplete }) => percentComplete < 100)).toBe(true);
    for (const { percentComplete, completedOn } of goals)
      expect(completedOn !== null).toBe(percentComplete === 100);
  });

  it('are of people who are there', () => {
    expect(all.some((goals) => goals.length === 0)).toBe(true);
    for (const hiredOn of [null, '2027-01-01'])
      expect(Array.from({ length: 50 }, (_, index) => invent(index + 1, hiredOn)).flat()).toEqual([]);
  });
});
