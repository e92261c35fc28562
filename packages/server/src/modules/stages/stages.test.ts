import { describe, expect, it } from 'vitest';
import { defaultStages, neededKinds, reorder } from './stages.ts';

describe('the order of stages', () => {
  it.each([
    [0, ['c', 'a', 'b']],
    [1, ['a', 'c', 'b']],
    [2, ['a', 'b', 'c']],
    [99, ['a', 'b', 'c']],
    [undefined, ['a', 'b', 'c']],
  ])('with the last one moved to %s', (position, order) => {
    expect(reorder(['a', 'b', 'c'], 'c', position)).toEqual(order);
  });

  it('takes in one that is not there yet', () => {
    expect(reorder(['a', 'b'], 'new', 1)).toEqual(['a', 'new', 'b']);
  });
});

describe('the default stages', () => {
  it('have what a pipeline needs, and numbers and names of their own', () => {
    for (const kind of neededKinds) expect(defaultStages.some((stage) => stage.kind === kind)).toBe(true);
    expect(new Set(defaultStages.map((stage) => stage.number)).size).toBe(defaultStages.length);
    expect(new Set(defaultStages.map((stage) => stage.name.toLowerCase())).size).toBe(defaultStages.length);
  });

  it('keep clear of the numbers that custom stages get', () => {
    expect(Math.max(...defaultStages.map((stage) => stage.number))).toBeLessThan(20);
  });
});
