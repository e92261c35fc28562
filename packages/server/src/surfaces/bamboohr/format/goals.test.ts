import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import type { Goal } from '../../../modules/goals/goals.ts';
import {
  commentValue,
  filterValues,
  goalsOverviewValue,
  goalValue,
  selectedFilter,
  statusesOf,
} from './goals.ts';
import {
  readClosing,
  readComment,
  readGoal,
  readMilestoneChanges,
  readMilestones,
  readProgress,
  readSearch,
  readSharing,
} from './goals-input.ts';

const at = new Date('2026-05-29T08:22:37.500Z');
const goal: Goal = {
  id: 91,
  employeeId: 'emp_1',
  employeeNumber: 4,
  title: 'Test Goal',
  description: null,
  percentComplete: 0,
  status: 'in_progress',
  alignsWith: null,
  dueOn: '2026-12-31',
  completedOn: null,
  changedAt: at,
  sharedWith: [4],
  milestones: null,
};
const invalid = expect.objectContaining({ code: 'request.invalid' });
const v1 = { withClosed: false, withActions: false, withMilestones: false };
const v12 = { withClosed: true, withActions: true, withMilestones: true };

describe('a goal', () => {
  it('has a text for an id and numbers for people, as recorded', () => {
    expect(JSON.stringify(goalValue({ goal, mayEdit: true }))).toBe(
      '{"id":"91","title":"Test Goal","description":null,"percentComplete":0,"alignsWithOptionId":null,"sharedWithEmployeeIds":[4],"dueDate":"2026-12-31","completionDate":null,"lastChangedDateTime":"2026-05-29T08:22:37Z","status":"in_progress"}',
    );
  });

  it('with milestones shows them, and what can be done', () => {
    const milestone = { id: 1, title: 'First', completedAt: null, updatedAt: at, updatedByUserNumber: 2385 };
    const shown = goalValue({ goal: { ...goal, alignsWith: 76, milestones: [milestone] }, mayEdit: true });
    expect(shown).toMatchObject({
      alignsWithOptionId: '76',
      milestones: [
        {
          id: 1,
          employeeGoalId: 91,
          title: 'First',
          currentValue: null,
          startValue: null,
          endValue: null,
          completedDateTime: null,
          lastUpdateDateTime: '2026-05-29T08:22:37Z',
          lastUpdateUserId: 2385,
        },
      ],
      actions: { canEditGoalProgressBar: false, canEditGoalMilestoneProgressBar: true },
    });
  });
});

describe('filters', () => {
  it('stand for statuses; none and unknown ones leave closed goals out', () => {
    expect(statusesOf('status-closed')).toEqual(['closed']);
    expect(statusesOf('status-all')).toHaveLength(3);
    for (const filter of [undefined, '', 'status-odd'])
      expect(statusesOf(filter)).toEqual(['in_progress', 'completed']);
  });

  it('of the first version have neither closed goals nor actions', () => {
    const counts = new Map([['completed' as const, 2]]);
    expect(filterValues({ counts, mayEdit: true }, v1)).toEqual([
      { id: 'status-inProgress', name: 'In Progress', count: 0 },
      { id: 'status-completed', name: 'Completed', count: 2 },
    ]);
    const later = filterValues({ counts, mayEdit: true }, v12);
    expect(later.at(-1)).toMatchObject({ id: 'status-closed', actions: { canReopenGoal: true } });
    expect(selectedFilter('status-closed', v1)).toBe('status-inProgress');
    expect(selectedFilter('status-closed', v12)).toBe('status-closed');
  });
});

it('an overview counts comments by goal and names people', () => {
  const person = {
    id: 'emp_1',
    number: 4,
    firstName: 'Ann',
    lastName: 'Lee',
    userNumber: null,
    photo: '4-2',
  };
  const overview = {
    goals: [{ goal, mayEdit: false }],
    counts: new Map(),
    mayEdit: false,
    canAlign: false,
    commentCounts: [{ goalId: 91, count: 3 }],
    persons: [person],
  };
  const photoUrl = (photo: FieldValue) => `photo of ${photo}`;
  expect(goalsOverviewValue(overview, v12, { selected: 'status-all', photoUrl })).toMatchObject({
    canAlign: false,
    canCreateGoals: false,
    selectedFilter: 'status-all',
    goals: [{ id: '91' }],
    persons: [
      {
        employeeId: 4,
        userId: null,
        displayFirstName: 'Ann',
        lastName: 'Lee',
        photoUrl: 'photo of 4-2',
      },
    ],
    comments: [{ goalId: 91, commentCount: 3 }],
  });
});

it('a comment tells what can be done with it', () => {
  const comment = {
    id: 5,
    goalId: 91,
    authorUserNumber: 7,
    authorEmployeeNumber: null,
    text: 'Hm',
    createdAt: at,
  };
  expect(commentValue({ comment, mayEdit: false, mayRemove: true })).toEqual({
    id: '5',
    authorUserId: 7,
    createdAt: '2026-05-29T08:22:37Z',
    text: 'Hm',
    canEdit: false,
    canDelete: true,
  });
});

describe('what is sent', () => {
  const sent = { title: 'A', dueDate: '2026-12-31', sharedWithEmployeeIds: [4, '4', 5] };

  it('is read with its blanks', () => {
    expect(readGoal({ ...sent, description: '', alignsWithOptionId: '76', percentComplete: '30' })).toEqual({
      title: 'A',
      description: null,
      dueOn: '2026-12-31',
      percentComplete: 30,
      completedOn: null,
      sharedWith: [4, 5],
      alignsWith: 76,
    });
    expect(readMilestones({ milestones: [{ title: 'One' }] })).toEqual(['One']);
    expect(
      readMilestoneChanges({
        milestonesEnabled: true,
        milestones: [{ title: 'New' }, { id: 3, title: 'Old' }],
      }),
    ).toEqual({
      enabled: true,
      added: ['New'],
      removedIds: [],
    });
    expect(readProgress({ percentComplete: 100, completionDate: '2026-05-01' })).toEqual({
      percentComplete: 100,
      completedOn: '2026-05-01',
    });
    expect(readClosing({})).toBeNull();
    expect(readSearch({ search: ' ann ', limit: '5000' })).toEqual({ search: 'ann', limit: 100 });
  });

  it.each([
    [() => readGoal({ ...sent, title: ' ' })],
    [() => readGoal({ ...sent, dueDate: 'soon' })],
    [() => readGoal({ ...sent, sharedWithEmployeeIds: [] })],
    [() => readGoal({ ...sent, sharedWithEmployeeIds: 4 })],
    [() => readGoal({ ...sent, percentComplete: 101 })],
    [() => readMilestones({ milestones: [{}] })],
    [() => readProgress({})],
    [() => readSharing({})],
    [() => readComment({ text: ' ' })],
    [() => readSearch({})],
  ])('is refused when it lacks something: %#', (read) => {
    expect(read).toThrow(invalid);
  });
});
