import assert from 'node:assert/strict';
import { assertProblem, type Caller, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, proveByWriting, believeByWriting } = area('projects');

export { cases as projectsCases };

type Json = Record<string, unknown>;

const create = async (caller: Caller, change: Json = {}) => {
  const reply = await caller.postJson('time_tracking/projects', { name: unique(), ...change });
  assert.equal(reply.status, 201, reply.text);
  return reply.json();
};
const patch = (caller: Caller, path: string, value: unknown) =>
  caller.postJson(path, value, { method: 'PATCH' });
const remove = (caller: Caller, path: string) => caller.send(path, { method: 'DELETE' });
const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
const book = (caller: Caller, value: Json) =>
  caller.postJson('time_tracking/hour_entries/store', { hours: [{ date: day, hours: 1, ...value }] });

believeByWriting(
  'create',
  'a project is answered with id, name and tasks',
  '7 [inferred]',
  async (caller) => {
    const name = unique();
    const project = await create(caller, { name, tasks: [{ name: 'Design' }] });
    assert.ok(Number.isInteger(project.id) && Number.isInteger(project.tasks[0].id));
    assert.deepEqual(project, {
      id: project.id,
      name,
      tasks: [{ id: project.tasks[0].id, name: 'Design' }],
    });
  },
);

believeByWriting('create-for', 'people are told where not all may book', '7 [inferred]', async (caller) => {
  const employeeId = Number(await caller.create());
  const project = await create(caller, { allowAllEmployees: false, employeeIds: [employeeId] });
  assert.deepEqual(project.employeeIds, [employeeId]);
});

believeByWriting('create-bad', 'a project needs a name of its own', '7 [inferred]', async (caller) => {
  const { name } = await create(caller);
  const post = (value: unknown) => caller.postJson('time_tracking/projects', value);
  assertProblem(await post({ name }), 409);
  assertProblem(await post({}), 400);
  assertProblem(await post({ name: unique(), employeeIds: [99_999_999] }), 400);
  assertProblem(await post({ name: unique(), tasks: 'many' }), 400);
});

proveByWriting('booked', 'entries tell their project and task', '7, F [O]', async (caller) => {
  const employeeId = Number(await caller.create());
  const project = await create(caller, { tasks: [{ name: 'Design' }] });
  const [task] = project.tasks;
  const reply = await book(caller, { employeeId, projectId: project.id, taskId: task.id });
  assert.equal(reply.status, 201, reply.text);
  const info = { project: { id: project.id, name: project.name }, task };
  assert.deepEqual(reply.json()[0].projectInfo, info);
  const path = `time_tracking/timesheet_entries?start=${day}&end=${day}&employeeIds=${employeeId}`;
  assert.deepEqual((await caller.getJson(path)).json()[0].projectInfo, info);
});

believeByWriting('booked-clock', 'one clocks in on a project', '7 [inferred]', async (caller) => {
  const employee = await caller.create();
  const { id, name } = await create(caller);
  const path = `time_tracking/employees/${employee}/clock_in`;
  const started = await caller.postJson(path, { projectId: id });
  assert.deepEqual(started.json().projectInfo, { project: { id, name }, task: null });
  const ended = await caller.postJson(path.replace('clock_in', 'clock_out'), {});
  assert.equal(ended.json().projectInfo.project.id, id);
  const entry = { employeeId: Number(employee), date: day, start: '08:00', end: '09:00', projectId: id };
  const stored = await caller.postJson('time_tracking/clock_entries/store', { entries: [entry] });
  assert.equal(stored.json()[0].projectInfo.project.id, id);
});

believeByWriting(
  'booked-bad',
  'projects and tasks that do not fit are 400',
  '7 [inferred]',
  async (caller) => {
    const employeeId = Number(await caller.create());
    const [a, b] = [await create(caller, { tasks: [{ name: 'A' }] }), await create(caller)];
    const closed = await create(caller, { allowAllEmployees: false });
    for (const value of [
      { projectId: 99_999_999 },
      { taskId: a.tasks[0].id },
      { projectId: b.id, taskId: a.tasks[0].id },
      { projectId: closed.id },
    ])
      assertProblem(await book(caller, { employeeId, ...value }), 400);
  },
);

believeByWriting('adjust', 'a payroll record is moved to a project', '7 [inferred]', async (caller) => {
  const employeeId = Number(await caller.create());
  const { id } = await create(caller);
  const timeTrackingId = unique();
  const record = { timeTrackingId, employeeId, dateHoursWorked: day, rateType: 'REG', hoursWorked: 8 };
  await caller.postJson('timetracking/add', record);
  const adjust = (projectId: number) =>
    caller.postJson('timetracking/adjust', { timeTrackingId, hoursWorked: 6, projectId }, { method: 'PUT' });
  assert.equal((await adjust(id)).status, 201);
  assert.equal((await adjust(99_999_999)).status, 400);
});

believeByWriting('read', 'projects and tasks are listed and read', '7, A [O]', async (caller) => {
  const { id, name, tasks } = await create(caller, { tasks: [{ name: 'Design' }] });
  const project = (await caller.getJson(`time-tracking/projects/${id}`)).json();
  assert.deepEqual(
    [project.id, project.name, project.billable, project.allowAllEmployees, project.hasTasks],
    [id, name, true, true, true],
  );
  const all = (await caller.getJson('time-tracking/projects')).json();
  assert.deepEqual(
    all.find((one: Json) => one.id === id),
    project,
  );
  assert.deepEqual((await caller.getJson(`time-tracking/projects/${id}/tasks`)).json(), project.tasks);
  const task = (await caller.getJson(`time-tracking/tasks/${tasks[0].id}`)).json();
  assert.deepEqual(task, { id: tasks[0].id, projectId: id, name: 'Design', billable: true });
});

believeByWriting('change', 'projects and tasks change in what is named', '7, A [O]', async (caller) => {
  const made = await caller.postJson('time-tracking/projects', { name: unique() });
  assert.equal(made.status, 201);
  const { id } = made.json();
  const task = await caller.postJson(`time-tracking/projects/${id}/tasks`, { name: 'Draw' });
  assert.equal(task.status, 201);
  const name = unique();
  const changed = await patch(caller, `time-tracking/projects/${id}`, { name, billable: false });
  assert.deepEqual(
    [changed.status, changed.json().name, changed.json().billable, changed.json().hasTasks],
    [200, name, false, true],
  );
  const renamed = await patch(caller, `time-tracking/tasks/${task.json().id}`, { name: 'Paint' });
  assert.deepEqual([renamed.status, renamed.json().name], [200, 'Paint']);
});

believeByWriting('remove', 'what nobody booked on is removed: 204', '7, A [O]', async (caller) => {
  const employeeId = Number(await caller.create());
  const { id, tasks } = await create(caller, { tasks: [{ name: 'A' }, { name: 'B' }] });
  await book(caller, { employeeId, projectId: id, taskId: tasks[0].id });
  assertProblem(await remove(caller, `time-tracking/projects/${id}`), 409);
  assertProblem(await remove(caller, `time-tracking/tasks/${tasks[0].id}`), 409);
  assert.equal((await remove(caller, `time-tracking/tasks/${tasks[1].id}`)).status, 204);
  const unused = await create(caller);
  assert.equal((await remove(caller, `time-tracking/projects/${unused.id}`)).status, 204);
  assertProblem(await remove(caller, `time-tracking/projects/${unused.id}`), 404);
  assertProblem(await caller.getJson('time-tracking/tasks/x'), 404);
});
