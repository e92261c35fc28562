import type { ErrorCode } from '@joinery/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { aTeam, type Team } from '../time-off/testing/team.ts';
import * as records from './hour-records.service.ts';
import * as projects from './projects.service.ts';
import * as timesheets from './timesheets.service.ts';

let test: TestContext;
let team: Team;

const refused = (code: ErrorCode) => expect.objectContaining({ code });
const input = { billable: true, openToAll: true, hasTasks: false, employeeNumbers: [], tasks: [] };
const create = (
  principal: Principal,
  name: string,
  change: Partial<Parameters<typeof projects.createProject>[2]> = {},
) => projects.createProject(test.context, principal, { ...input, name, ...change });
const list = async (principal: Principal) =>
  (await projects.listProjects(test.context, principal)).map(({ name }) => name);
const book = (
  principal: Principal,
  employeeNumber: number,
  projectId: number | null,
  taskId: number | null = null,
) =>
  timesheets.storeHourEntries(test.context, principal, [
    { id: undefined, employeeNumber, date: '2026-06-09', hours: 2, note: null, projectId, taskId },
  ]);
const task = (name: string) => ({ name, billable: true });

beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());
beforeEach(async () => {
  team = await aTeam(test, 'UTC');
});

describe('projects and tasks', () => {
  it('are made, changed, removed, and told of by their ids', async () => {
    const { id } = await create(team.owner, 'Website');
    const design = await projects.addTask(test.context, team.owner, id, task('Design'));
    const changed = await projects.changeProject(test.context, team.owner, id, {
      name: 'Web',
      openToAll: false,
      employeeNumbers: [team.worker],
    });
    expect(changed).toMatchObject({
      name: 'Web',
      billable: true,
      hasTasks: true,
      employeeNumbers: [team.worker],
      tasks: [design],
    });
    const renamed = await projects.changeTask(test.context, team.owner, design.id, { name: 'Drawing' });
    expect(await projects.readTask(test.context, team.owner, design.id)).toEqual(renamed);
    await projects.removeTask(test.context, team.owner, design.id);
    await projects.removeProject(test.context, team.owner, id);
    expect(await list(team.owner)).toEqual([]);
    const told = await test.context.db.inCompany(team.owner.companyId, (tx) =>
      tx.selectFrom('events').selectAll().where('type', '=', 'time_tracking.updated').execute(),
    );
    expect(told).toHaveLength(6);
    for (const { payload } of told) expect(payload).toEqual({ projectId: id });
  });

  it('have names of their own, and people whom one sees', async () => {
    const { id } = await create(team.owner, 'Website', { tasks: [task('A'), task('B')] });
    const other = await create(team.owner, 'Other', { tasks: [task('A')] });
    for (const change of [
      () => create(team.owner, 'WEBSITE'),
      () => create(team.owner, 'New', { tasks: [task('A'), task('a')] }),
      () => projects.changeProject(test.context, team.owner, other.id, { name: 'website' }),
      () => projects.addTask(test.context, team.owner, id, task('b')),
    ])
      await expect(change()).rejects.toEqual(refused('time_tracking.name_taken'));
    await expect(create(team.owner, 'New', { openToAll: false, employeeNumbers: [9999] })).rejects.toEqual(
      refused('request.invalid'),
    );
    expect(await list(team.owner)).toEqual(['Website', 'Other']);
  });

  it('that are not there, or of another company, do not exist', async () => {
    const { id, tasks } = await create(team.owner, 'Website', { tasks: [task('A')] });
    const { owner, worker } = await aTeam(test, 'UTC');
    await expect(projects.readProject(test.context, owner, id)).rejects.toEqual(
      refused('time_tracking.project_not_found'),
    );
    await expect(projects.removeTask(test.context, owner, tasks[0]?.id ?? 0)).rejects.toEqual(
      refused('time_tracking.task_not_found'),
    );
    await expect(book(owner, worker, id)).rejects.toEqual(refused('request.invalid'));
    expect(await list(owner)).toEqual([]);
  });
});

describe('worked time', () => {
  it('is booked on projects that are open to the employee, and on their tasks', async () => {
    const open = await create(team.owner, 'Open', { tasks: [task('A')] });
    const closed = await create(team.owner, 'Closed', { openToAll: false, employeeNumbers: [team.boss] });
    const taskId = open.tasks[0]?.id ?? 0;
    const [entry] = await book(team.owner, team.worker, open.id, taskId);
    expect(entry?.projectInfo).toMatchObject({ project: { name: 'Open' }, task: { name: 'A' } });
    const listed = await timesheets.listEntries(test.context, team.owner, {
      from: '2026-06-01',
      to: '2026-06-30',
      employeeNumbers: undefined,
    });
    expect(listed.map(({ projectInfo }) => projectInfo)).toEqual([
      { project: { id: open.id, name: 'Open' }, task: { id: taskId, name: 'A' } },
    ]);
    await book(team.owner, team.boss, closed.id);
    for (const wrong of [
      () => book(team.owner, team.worker, closed.id),
      () => book(team.owner, team.boss, closed.id, taskId),
      () => book(team.owner, team.worker, null, taskId),
      () => book(team.owner, team.worker, 999_999),
    ])
      await expect(wrong()).rejects.toEqual(refused('request.invalid'));
    const now = { date: undefined, time: undefined, timeZone: undefined, note: null };
    const clocked = await timesheets.clockIn(test.context, team.owner, team.worker, {
      ...now,
      projectId: open.id,
      taskId: null,
    });
    expect(clocked.projectInfo).toMatchObject({ project: { id: open.id }, task: null });
  });

  it('keeps its project from being removed', async () => {
    const { id, tasks } = await create(team.owner, 'Open', { tasks: [task('A'), task('B')] });
    const [entry] = await book(team.owner, team.worker, id, tasks[0]?.id);
    const remove = () => projects.removeProject(test.context, team.owner, id);
    await expect(remove()).rejects.toEqual(refused('time_tracking.project_in_use'));
    await expect(projects.removeTask(test.context, team.owner, tasks[0]?.id ?? 0)).rejects.toEqual(
      refused('time_tracking.project_in_use'),
    );
    await projects.removeTask(test.context, team.owner, tasks[1]?.id ?? 0);
    await timesheets.removeEntries(test.context, team.owner, 'hour', [entry?.id ?? 0]);
    await remove();
  });

  it('of payroll records moves to another project without its task', async () => {
    const [a, b] = [
      await create(team.owner, 'A', { tasks: [task('T')] }),
      await create(team.owner, 'B', { tasks: [task('T')] }),
    ];
    const taskId = a.tasks[0]?.id ?? 0;
    const record = {
      id: 'shift-9',
      employeeNumber: team.worker,
      date: '2026-06-09',
      rateType: 'REG' as const,
      hours: 8,
      details: {},
      projectId: a.id,
      taskId,
    };
    await records.recordHours(test.context, team.owner, record, { replace: false });
    const adjust = async (change: Parameters<typeof records.adjustHours>[3]) => {
      await records.adjustHours(test.context, team.owner, 'shift-9', change);
      const { projectId, taskId: booked } = await records.readRecord(test.context, team.owner, 'shift-9');
      return [projectId, booked];
    };
    expect(await adjust({ hours: 7 })).toEqual([a.id, taskId]);
    expect(await adjust({ hours: 7, projectId: b.id })).toEqual([b.id, null]);
    await expect(adjust({ hours: 7, taskId })).rejects.toEqual(refused('request.invalid'));
    await expect(projects.removeProject(test.context, team.owner, b.id)).rejects.toEqual(
      refused('time_tracking.project_in_use'),
    );
  });
});

describe('who', () => {
  it('changes projects holds the settings right', async () => {
    const { id, tasks } = await create(team.owner, 'Open', { tasks: [task('A')] });
    const taskId = tasks[0]?.id ?? 0;
    for (const principal of [
      team.asLevel('manager', team.boss),
      team.as({ employees: [{ scope: { kind: 'all' }, fields: { timeTracking: 'edit' } }] }),
    ])
      for (const change of [
        () => create(principal, 'New'),
        () => projects.changeProject(test.context, principal, id, {}),
        () => projects.removeProject(test.context, principal, id),
        () => projects.addTask(test.context, principal, id, task('B')),
        () => projects.changeTask(test.context, principal, taskId, {}),
        () => projects.removeTask(test.context, principal, taskId),
      ])
        await expect(change()).rejects.toEqual(refused('access.forbidden'));
  });

  it('sees projects sees those to book on, and people in scope', async () => {
    await create(team.owner, 'Open');
    const { id } = await create(team.owner, 'Ours', {
      openToAll: false,
      employeeNumbers: [team.worker, team.stranger],
    });
    const theirs = await create(team.owner, 'Theirs', { openToAll: false, employeeNumbers: [team.stranger] });
    const self = team.asLevel('employee', team.worker);
    expect(await list(self)).toEqual(['Open', 'Ours']);
    expect((await projects.readProject(test.context, self, id)).employeeNumbers).toEqual([team.worker]);
    await expect(projects.readProject(test.context, self, theirs.id)).rejects.toEqual(
      refused('time_tracking.project_not_found'),
    );
    await expect(list(team.asLevel('external_recruiter'))).rejects.toEqual(refused('access.forbidden'));
  });
});
