import { expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { empty, json, scriptedServer } from '../testing/scripted-server.ts';

const wireGoal = {
  id: '7',
  title: 'Learn',
  description: null,
  percentComplete: 50,
  alignsWithOptionId: '3',
  sharedWithEmployeeIds: [4, 5],
  dueDate: '2026-12-01',
  completionDate: null,
  lastChangedDateTime: '2026-05-01T00:00:00Z',
  status: 'in_progress',
};
const wireMilestone = {
  id: 21,
  employeeGoalId: 7,
  title: 'One',
  currentValue: null,
  startValue: null,
  endValue: null,
  completedDateTime: '2026-05-01T00:00:00Z',
};
const wirePerson = {
  employeeId: 4,
  userId: null,
  displayFirstName: 'Ann',
  lastName: 'Lee',
  photoUrl: 'https://x.example/p',
};

test('a goal tells whom it serves, its milestones and what was sent', async () => {
  const server = await scriptedServer(
    json({ goals: [{ ...wireGoal, milestones: [wireMilestone] }, wireGoal] }),
  );
  const [goal, plain] = await aClient(server.baseUrl).goals.list(4);
  expect(goal).toMatchObject({
    id: '7',
    sharedWithEmployeeIds: ['4', '5'],
    alignsWithOptionId: '3',
    lastChangedAt: '2026-05-01T00:00:00Z',
    milestones: [{ id: '21', title: 'One', endValue: null, completedAt: '2026-05-01T00:00:00Z' }],
    raw: { milestones: [wireMilestone] },
  });
  expect(plain?.milestones).toEqual([]);
});

test('a change sends ids as numbers, to the version that changes milestones', async () => {
  const server = await scriptedServer(json({ goal: wireGoal }));
  const change = {
    title: 'Learn',
    dueDate: '2026-12-01',
    sharedWithEmployeeIds: ['4'],
    alignsWithOptionId: '3',
    deletedMilestoneIds: ['21'],
    milestones: [{ title: 'Two' }],
  };
  await aClient(server.baseUrl).goals.update(4, 7, change);
  expect(server.requests[0]?.path).toContain('/v1_1/performance/');
  expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
    ...change,
    sharedWithEmployeeIds: [4],
    alignsWithOptionId: 3,
    deletedMilestoneIds: [21],
  });
});

test('an overview counts comments by goal and tells what may be done', async () => {
  const body = {
    canAlign: true,
    canCreateGoals: false,
    filters: [
      { id: 'status-inProgress', name: 'In Progress', count: 1, actions: { canCloseGoal: true } },
      { id: 'status-closed', name: 'Closed', count: 0 },
    ],
    selectedFilter: 'status-inProgress',
    goals: [wireGoal],
    persons: [wirePerson],
    comments: [{ goalId: 7, commentCount: 2 }],
  };
  const server = await scriptedServer(json(body));
  const overview = await aClient(server.baseUrl).goals.overview(4, { filter: 'status-inProgress' });
  expect(server.requests[0]?.query.get('filter')).toBe('status-inProgress');
  expect(overview).toMatchObject({
    goals: [{ id: '7' }],
    filters: [
      { id: 'status-inProgress', count: 1, actions: { canCloseGoal: true } },
      { id: 'status-closed', count: 0, actions: {} },
    ],
    selectedFilter: 'status-inProgress',
    persons: [{ employeeId: '4', userId: null, lastName: 'Lee' }],
    commentCounts: { 7: 2 },
    canAlign: true,
    canCreateGoals: false,
    raw: body,
  });
});

test('one goal comes with its comments and people', async () => {
  const comment = {
    id: '9',
    authorUserId: 2,
    createdAt: '2026-05-01T00:00:00Z',
    text: 'Well',
    canEdit: true,
    canDelete: false,
  };
  const body = {
    goal: wireGoal,
    comments: [comment],
    persons: [wirePerson],
    alignsWithOptions: [{ id: '3', title: 'Grow' }],
  };
  const server = await scriptedServer(json({ ...body, canAlign: false, canCreateGoals: true }));
  expect(await aClient(server.baseUrl).goals.get(4, 7)).toMatchObject({
    goal: { id: '7' },
    comments: [{ id: '9', authorUserId: '2', text: 'Well', canEdit: true, canDelete: false }],
    alignsWithOptions: [{ id: '3', title: 'Grow' }],
    canCreateGoals: true,
  });
});

test('a milestone moves its goal, which is answered', async () => {
  const server = await scriptedServer(json({ goal: { ...wireGoal, percentComplete: 100 } }));
  const goal = await aClient(server.baseUrl).goals.setMilestoneProgress(4, 7, 21, true);
  expect(JSON.parse(String(server.requests[0]?.body))).toEqual({ complete: true });
  expect(goal.percentComplete).toBe(100);
});

test('whether goals may be set is never guessed', async () => {
  const server = await scriptedServer(json({ canCreateGoals: false }), json({}));
  const { goals } = aClient(server.baseUrl);
  expect(await goals.canCreate(4)).toBe(false);
  expect(await errorOf(goals.canCreate(4))).toMatchObject({ reason: 'unexpected_content' });
});

test('people are searched by something, and options by a goal', async () => {
  const server = await scriptedServer(json({ persons: [wirePerson] }), json({ alignsWithOptions: [] }));
  const { goals } = aClient(server.baseUrl);
  await expect(goals.shareOptions(4, ' ')).rejects.toThrow(TypeError);
  expect(await goals.shareOptions(4, 'an', { limit: 2 })).toMatchObject([{ employeeId: '4' }]);
  expect(String(server.requests[0]?.query)).toBe('search=an&limit=2');
  expect(await goals.alignmentOptions(4, { goalId: '7' })).toEqual([]);
  expect(server.requests[1]?.query.get('goalId')).toBe('7');
});

test('a goal that is not in its envelope proves nothing', async () => {
  const server = await scriptedServer(json(wireGoal, 201), empty(201));
  const { goals } = aClient(server.baseUrl);
  const goal = { title: 'Learn', dueDate: '2026-12-01', sharedWithEmployeeIds: [4] };
  for (const _ of [1, 2])
    expect(await errorOf(goals.create(4, goal))).toMatchObject({ outcome: 'ambiguous', status: 201 });
});
