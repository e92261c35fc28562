import { describe, expect, it } from 'vitest';
import { actionsIn, percentOf } from './goals.ts';

describe('progress by milestones', () => {
  const milestones = (done: number, of: number) =>
    Array.from({ length: of }, (_, index) => ({ completedAt: index < done ? new Date() : null }));

  it.each([
    [0, 0, 0],
    [0, 3, 0],
    [1, 3, 33],
    [2, 3, 66],
    [199, 200, 99],
    [3, 3, 100],
  ])('%i of %i is %i percent', (done, of, percent) => {
    expect(percentOf(milestones(done, of))).toBe(percent);
  });
});

describe('what can be done with a goal', () => {
  it('is to reopen it once closed, and all else before', () => {
    expect(actionsIn('closed', true)).toEqual({
      canCloseGoal: false,
      canEditGoal: false,
      canEditGoalProgressBar: false,
      canReopenGoal: true,
      canShareGoal: false,
    });
    expect(actionsIn('completed', true)).toMatchObject({ canCloseGoal: true, canReopenGoal: false });
  });

  it('is nothing for who may not change it', () => {
    for (const status of ['in_progress', 'completed', 'closed'] as const)
      expect(Object.values(actionsIn(status, false))).toEqual(Array(5).fill(false));
  });
});
