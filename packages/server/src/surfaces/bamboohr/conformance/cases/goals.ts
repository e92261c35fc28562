import assert from 'node:assert/strict';
import { assertError, type Caller, json, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('goals');

export { cases as goalsCases };

type Json = Record<string, unknown>;

const base = (employee: string) => `performance/employees/${employee}/goals`;
const dueDate = '2031-12-31';
const keys = [
  'id',
  'title',
  'description',
  'percentComplete',
  'alignsWithOptionId',
  'sharedWithEmployeeIds',
  'dueDate',
  'completionDate',
  'lastChangedDateTime',
  'status',
];

const post = (caller: Caller, path: string, value: unknown = {}) => caller.postJson(path, value);
const put = (caller: Caller, path: string, value: unknown, version = 'v1') =>
  caller.postJson(path, value, { method: 'PUT', version });
const remove = (caller: Caller, path: string) => caller.send(path, { method: 'DELETE' });

async function set(caller: Caller, change: Json = {}) {
  const employee = await caller.create();
  const value = { title: 'Test Goal', dueDate, sharedWithEmployeeIds: [Number(employee)], ...change };
  const reply = await post(caller, base(employee), value);
  assert.equal(reply.status, 201, reply.headers.get('x-bamboohr-error-message') ?? '');
  const { goal } = reply.json();
  return { employee, goal, path: `${base(employee)}/${goal.id}`, value };
}
const goalsOf = async (caller: Caller, employee: string, query = ''): Promise<Json[]> =>
  (await caller.getJson(`${base(employee)}${query}`)).json().goals;

prove('list', 'goals stand in a list, JSON whatever is accepted', '2.13 [R26]', async (caller) => {
  const reply = await caller.send(base(await caller.someone()));
  assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, json]);
  assert.ok(Array.isArray(reply.json().goals));
});

proveByWriting('create', 'a new goal is answered whole', '2.13 [R26]', async (caller) => {
  const { employee, goal } = await set(caller);
  const { id, lastChangedDateTime, ...rest } = goal;
  assert.match(id, /^\d+$/);
  assert.match(lastChangedDateTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.deepEqual(Object.keys(goal), keys);
  assert.deepEqual(rest, {
    title: 'Test Goal',
    description: null,
    percentComplete: 0,
    alignsWithOptionId: null,
    sharedWithEmployeeIds: [Number(employee)],
    dueDate,
    completionDate: null,
    status: 'in_progress',
  });
  assert.deepEqual(await goalsOf(caller, employee), [goal]);
});

proveByWriting('create-needs', 'title, due date and sharing are needed', '2.13 [O]', async (caller) => {
  const employee = await caller.create();
  const good = { title: 'A', dueDate, sharedWithEmployeeIds: [Number(employee)] };
  const { title: _, ...untitled } = good;
  const { dueDate: __, ...undated } = good;
  const { sharedWithEmployeeIds: ___, ...unshared } = good;
  for (const value of [
    untitled,
    undated,
    unshared,
    { ...good, dueDate: 'soon' },
    { ...good, percentComplete: 101 },
    { ...good, percentComplete: 100 },
    { ...good, sharedWithEmployeeIds: [] },
    { ...good, alignsWithOptionId: 99_999_999 },
  ])
    assertError(await post(caller, base(employee), value), 400);
  assert.deepEqual(await goalsOf(caller, employee), []);
});

proveByWriting('create-owner', 'a goal is shared with its owner', '2.13 [O]', async (caller) => {
  const [employee, other] = [await caller.create(), await caller.create()];
  const value = { title: 'A', dueDate, sharedWithEmployeeIds: [Number(other)] };
  assertError(await post(caller, base(employee), value), 400);
  const reply = await post(caller, base(employee), {
    ...value,
    sharedWithEmployeeIds: [Number(employee), Number(other)],
  });
  assert.deepEqual(reply.json().goal.sharedWithEmployeeIds, [Number(employee), Number(other)]);
});

believeByWriting(
  'milestones',
  'a goal with milestones shows them as recorded',
  '2.13 [inferred]',
  async (caller) => {
    const { goal, employee } = await set(caller, { milestones: [{ title: 'One' }, { title: 'Two' }] });
    assert.deepEqual(Object.keys(goal), [...keys, 'milestones', 'actions']);
    const [{ id, lastUpdateDateTime, lastUpdateUserId, ...one }] = goal.milestones;
    assert.ok(Number.isInteger(id) && Number.isInteger(lastUpdateUserId));
    assert.match(lastUpdateDateTime, /Z$/);
    assert.deepEqual(one, {
      employeeGoalId: Number(goal.id),
      title: 'One',
      currentValue: null,
      startValue: null,
      endValue: null,
      completedDateTime: null,
    });
    assert.deepEqual(goal.actions, { canEditGoalProgressBar: false, canEditGoalMilestoneProgressBar: true });
    assert.deepEqual(await goalsOf(caller, employee), [goal]);
  },
);

believeByWriting('update', 'an update replaces what it does not name', '2.13 [inferred]', async (caller) => {
  const { path, value } = await set(caller, { description: 'Long', percentComplete: 30 });
  const { description: _, percentComplete: __, ...rest } = { description: '', percentComplete: 0, ...value };
  const reply = await put(caller, path, { ...rest, title: 'Updated Test Goal' });
  assert.equal(reply.status, 200);
  const { goal } = reply.json();
  assert.deepEqual([goal.title, goal.description, goal.percentComplete], ['Updated Test Goal', null, 0]);
});

believeByWriting(
  'update-v1',
  'version 1 leaves milestones as they are',
  '2.13 [inferred]',
  async (caller) => {
    const { path, value } = await set(caller, { milestones: [{ title: 'One' }] });
    const reply = await put(caller, path, { ...value, milestones: [{ title: 'Two' }] });
    assert.deepEqual(
      reply.json().goal.milestones.map(({ title }: Json) => title),
      ['One'],
    );
  },
);

believeByWriting(
  'update-v1_1',
  'version 1.1 adds and removes milestones',
  '2.13 [inferred]',
  async (caller) => {
    const { goal, path, value } = await set(caller, { milestones: [{ title: 'One' }, { title: 'Two' }] });
    const change = {
      ...value,
      milestonesEnabled: true,
      deletedMilestoneIds: [goal.milestones[0].id],
      milestones: [{ title: 'Three' }],
    };
    const reply = await put(caller, path, change, 'v1_1');
    assert.equal(reply.status, 200);
    assert.deepEqual(
      reply.json().goal.milestones.map(({ title }: Json) => title),
      ['Two', 'Three'],
    );
  },
);

proveByWriting('delete', 'a removed goal is gone: 204', '2.13 [O]', async (caller) => {
  const { employee, path } = await set(caller);
  const reply = await remove(caller, path);
  assert.deepEqual([reply.status, reply.text], [204, '']);
  assert.deepEqual(await goalsOf(caller, employee, '?filter=status-all'), []);
  assertError(await remove(caller, path), 404);
});

believeByWriting('progress', 'progress is set; all of it needs a day', '2.13 [inferred]', async (caller) => {
  const { employee, path } = await set(caller);
  assertError(await put(caller, `${path}/progress`, { percentComplete: 100 }), 400);
  assertError(await put(caller, `${path}/progress`, {}), 400);
  const reply = await put(caller, `${path}/progress`, { percentComplete: 100, completionDate: '2026-05-01' });
  assert.equal(reply.status, 200);
  const { goal } = reply.json();
  assert.deepEqual([goal.status, goal.completionDate], ['completed', '2026-05-01']);
  assert.deepEqual(await goalsOf(caller, employee, '?filter=status-inProgress'), []);
  assert.deepEqual(await goalsOf(caller, employee, '?filter=status-completed'), [goal]);
});

believeByWriting('milestone-progress', 'milestones make the progress', '2.13 [inferred]', async (caller) => {
  const { goal, path } = await set(caller, { milestones: [{ title: 'One' }, { title: 'Two' }] });
  const of = (id: unknown) => `${path}/milestones/${id}/progress`;
  const [one] = goal.milestones;
  const reply = await put(caller, of(one.id), { complete: true });
  assert.equal(reply.status, 200);
  const after = reply.json().goal;
  assert.equal(after.percentComplete, 50);
  assert.match(after.milestones[0].completedDateTime, /Z$/);
  assertError(await put(caller, of(99_999_999), { complete: true }), 404);
  assertError(await put(caller, of(one.id), { complete: 'maybe' }), 400);
});

believeByWriting(
  'milestone-bar',
  'with milestones progress is not set by hand',
  '2.13 [O]',
  async (caller) => {
    const { path } = await set(caller, { milestones: [{ title: 'One' }] });
    assertError(await put(caller, `${path}/progress`, { percentComplete: 50 }), 403);
  },
);

believeByWriting('share', 'sharing is replaced, and keeps the owner', '2.13 [inferred]', async (caller) => {
  const { employee, path } = await set(caller);
  const other = Number(await caller.create());
  const shared = [Number(employee), other];
  const reply = await put(caller, `${path}/sharedWith`, { sharedWithEmployeeIds: shared });
  assert.deepEqual([reply.status, reply.json().goal.sharedWithEmployeeIds], [200, shared]);
  assertError(await put(caller, `${path}/sharedWith`, { sharedWithEmployeeIds: [other] }), 400);
  assertError(await put(caller, `${path}/sharedWith`, { sharedWithEmployeeIds: [99_999_999] }), 400);
});

proveByWriting('close', 'a closed goal is left out until it is reopened', '2.13 [O]', async (caller) => {
  const { employee, path } = await set(caller);
  const closed = await post(caller, `${path}/close`, { comment: 'No more' });
  assert.deepEqual([closed.status, closed.json().goal.status], [201, 'closed']);
  assert.deepEqual(await goalsOf(caller, employee), []);
  assert.equal((await goalsOf(caller, employee, '?filter=status-closed')).length, 1);
  assert.equal((await goalsOf(caller, employee, '?filter=status-all')).length, 1);
  const [comment] = (await caller.getJson(`${path}/comments`)).json().comments;
  assert.equal(comment.text, 'No more');
  const reopened = await caller.send(`${path}/reopen`, { method: 'POST' });
  assert.deepEqual([reopened.status, reopened.json().goal.status], [201, 'in_progress']);
  assert.equal((await goalsOf(caller, employee)).length, 1);
});

believeByWriting('closed', 'a closed goal cannot be changed: 403', '2.13 [O]', async (caller) => {
  const { path, value } = await set(caller);
  assertError(await caller.send(`${path}/reopen`, { method: 'POST' }), 403);
  await caller.send(`${path}/close`, { method: 'POST' });
  assertError(await put(caller, path, value), 403);
  assertError(await put(caller, `${path}/progress`, { percentComplete: 5 }), 403);
  assertError(await caller.send(`${path}/close`, { method: 'POST' }), 403);
});

believeByWriting(
  'filter-odd',
  'an unknown filter is as if there were none',
  '2.13 [inferred]',
  async (caller) => {
    const { employee, goal } = await set(caller);
    assert.deepEqual(await goalsOf(caller, employee, '?filter=odd'), [goal]);
  },
);

proveByWriting('at-most', 'at most 50 goals are listed', '2.13 [O]', async (caller) => {
  const { employee, value } = await set(caller);
  for (let count = 0; count < 51; count += 1)
    assert.equal((await post(caller, base(employee), { ...value, title: `Goal ${count}` })).status, 201);
  assert.equal((await goalsOf(caller, employee)).length, 50);
});

believeByWriting('comments', 'comments are made, changed and removed', '2.13 [inferred]', async (caller) => {
  const { path } = await set(caller);
  assert.deepEqual((await caller.getJson(`${path}/comments`)).json(), { comments: [] });
  const made = await post(caller, `${path}/comments`, { text: 'Good work' });
  assert.equal(made.status, 201);
  const { id, createdAt, authorUserId, ...comment } = made.json();
  assert.deepEqual(comment, { text: 'Good work', canEdit: true, canDelete: true });
  assert.ok(typeof id === 'string' && Number.isInteger(authorUserId));
  assert.match(createdAt, /^\d{4}-\d\d-\d\dT.*Z$/);
  const changed = await put(caller, `${path}/comments/${id}`, { text: 'Great work' });
  assert.deepEqual([changed.status, changed.json().text], [200, 'Great work']);
  assert.equal((await remove(caller, `${path}/comments/${id}`)).status, 204);
  assertError(await remove(caller, `${path}/comments/${id}`), 404);
  assertError(await post(caller, `${path}/comments`, { text: ' ' }), 400);
  assertError(await post(caller, `${path}/comments`), 400);
});

believeByWriting(
  'aggregate-one',
  'one goal comes with comments and people',
  '2.13 [inferred]',
  async (caller) => {
    const { employee, goal, path } = await set(caller);
    await post(caller, `${path}/comments`, { text: 'Hello' });
    const reply = await caller.send(`${path}/aggregate`);
    assert.equal(reply.status, 200);
    const { persons, comments, ...rest } = reply.json();
    assert.deepEqual(rest, { goal, canAlign: true, canCreateGoals: true, alignsWithOptions: [] });
    assert.equal(comments.length, 1);
    const [{ photoUrl, ...person }] = persons;
    assert.match(photoUrl, /^https?:/);
    assert.deepEqual(person, {
      employeeId: Number(employee),
      userId: null,
      displayFirstName: 'Conny',
      lastName: 'Formance',
    });
  },
);

believeByWriting('aggregate', 'all goals come with counts by version', '2.13 [inferred]', async (caller) => {
  const { employee, goal, path, value } = await set(caller);
  await post(caller, `${path}/comments`, { text: 'Hello' });
  await post(caller, base(employee), { ...value, milestones: [{ title: 'One' }] });
  const read = async (version: string) =>
    (await caller.send(`${base(employee)}/aggregate`, { version, accept: json })).json();
  const [v1, v11, v12] = [await read('v1'), await read('v1_1'), await read('v1_2')];
  assert.deepEqual([v1.goals.length, v11.goals.length, v12.goals.length], [1, 1, 2]);
  assert.deepEqual(v1.comments, [{ goalId: Number(goal.id), commentCount: 1 }]);
  assert.equal(v12.persons[0].employeeId, Number(employee));
  assert.deepEqual([v1.canAlign, v1.canCreateGoals], [true, true]);
  assert.ok(!('actions' in v1.filters[0]) && 'actions' in v11.filters[0]);
});

believeByWriting(
  'filters',
  'filters count goals; later versions tell what can be done',
  '2.13 [inferred]',
  async (caller) => {
    const { employee, path, value } = await set(caller);
    await post(caller, base(employee), { ...value, milestones: [{ title: 'One' }] });
    await post(caller, `${path}/close`);
    const read = async (version: string): Promise<Json[]> =>
      (await caller.send(`${base(employee)}/filters`, { version })).json().filters;
    const counts = (filters: Json[]) => Object.fromEntries(filters.map(({ id, count }) => [id, count]));
    const [v1, v11, v12] = [await read('v1'), await read('v1_1'), await read('v1_2')];
    assert.deepEqual(counts(v1), { 'status-inProgress': 0, 'status-completed': 0 });
    assert.deepEqual(counts(v11), { 'status-inProgress': 0, 'status-completed': 0, 'status-closed': 1 });
    assert.deepEqual(counts(v12), { 'status-inProgress': 1, 'status-completed': 0, 'status-closed': 1 });
    assert.deepEqual(v12[0]?.actions, {
      canCloseGoal: true,
      canEditGoal: true,
      canEditGoalProgressBar: true,
      canReopenGoal: false,
      canShareGoal: true,
    });
  },
);

believe('can-create', 'whether goals can be set is told', '2.13 [inferred]', async (caller) => {
  const reply = await caller.send(`${base(await caller.someone())}/canCreateGoals`);
  assert.deepEqual([reply.status, reply.json()], [200, { canCreateGoals: true }]);
});

believeByWriting(
  'share-options',
  'people are found by name and number',
  '2.13 [inferred]',
  async (caller) => {
    const lastName = unique();
    const [employee, other] = [await caller.create(), await caller.create({ lastName })];
    const find = (query: string) => caller.getJson(`${base(employee)}/shareOptions${query}`);
    for (const search of [lastName.slice(2), other]) {
      const { persons } = (await find(`?search=${search}&limit=100`)).json();
      const person = persons.find(({ employeeId }: Json) => employeeId === Number(other));
      assert.deepEqual([person?.displayFirstName, person?.lastName], ['Conny', lastName]);
    }
    assert.ok((await find('?search=o&limit=2')).json().persons.length <= 2);
    assert.deepEqual((await find(`?search=${unique()}`)).json(), { persons: [] });
    assertError(await find(''), 400);
    assertError(await find('?search='), 400);
  },
);

believeByWriting(
  'alignment',
  'a goal aligns with one of the manager’s',
  '2.13 [inferred]',
  async (caller) => {
    const { employee: manager, goal } = await set(caller, { title: unique() });
    const employee = await caller.create();
    await caller.postJson(`employees/${employee}/tables/jobInfo`, { date: '2020-01-01', reportsTo: manager });
    const options = (await caller.send(`${base(employee)}/alignmentOptions`)).json();
    assert.deepEqual(options, { alignsWithOptions: [{ id: goal.id, title: goal.title }] });
    const value = { title: 'A', dueDate, sharedWithEmployeeIds: [Number(employee)] };
    const made = await post(caller, base(employee), { ...value, alignsWithOptionId: Number(goal.id) });
    assert.deepEqual([made.status, made.json().goal.alignsWithOptionId], [201, goal.id]);
  },
);

believe('unknown-employee', 'of nobody there are no goals to see: 403', '2.13, A [O]', async (caller) => {
  for (const path of ['', '/filters', '/aggregate', '/canCreateGoals', '/alignmentOptions'])
    assertError(await caller.getJson(`${base('99999999')}${path}`), 403);
});

proveByWriting('unknown', 'goals that are not there are 404', '2.13, A [O]', async (caller) => {
  const { employee, value, path } = await set(caller);
  const other = await caller.create();
  for (const id of ['99999999', 'x', '1.5']) {
    assertError(await put(caller, `${base(employee)}/${id}`, value), 404);
    assertError(await caller.getJson(`${base(employee)}/${id}/comments`), 404);
    assertError(await caller.getJson(`${base(employee)}/${id}/aggregate`), 404);
  }
  assertError(await remove(caller, path.replace(`/${employee}/`, `/${other}/`)), 404);
  assertError(await remove(caller, `${path}/comments/99999999`), 404);
});
