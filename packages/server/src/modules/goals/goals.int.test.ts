import type { ErrorCode } from '@joinery/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { deleteEmployee } from '../employees/employees.service.ts';
import { aTeam, type Team } from '../time-off/testing/team.ts';
import * as comments from './goal-comments.service.ts';
import * as overviews from './goal-overviews.service.ts';
import * as goals from './goals.service.ts';

let test: TestContext;
let team: Team;
let self: Principal;
let boss: Principal;
let peer: Principal;

const refused = (code: ErrorCode) => expect.objectContaining({ code });
const all = ['in_progress', 'completed', 'closed'] as const;
const input = (change: Partial<goals.GoalInput> = {}): goals.GoalInput => ({
  title: 'Ship it',
  description: null,
  dueOn: '2026-12-31',
  percentComplete: 0,
  completedOn: null,
  sharedWith: [team.worker],
  alignsWith: null,
  ...change,
});
const create = async (
  principal: Principal,
  change: Partial<goals.GoalInput> & { milestones?: string[] } = {},
  employeeNumber = team.worker,
) => {
  const { milestones = [], ...rest } = change;
  const made = await goals.createGoal(test.context, principal, employeeNumber, {
    ...input({ sharedWith: [employeeNumber], ...rest }),
    milestones,
  });
  return made.goal;
};
const at = (goalId: number, employeeNumber = team.worker) => ({ employeeNumber, goalId });
const list = async (principal: Principal, employeeNumber = team.worker) =>
  (await goals.listGoals(test.context, principal, employeeNumber, all)).map(({ goal }) => goal);
const replace = async (
  principal: Principal,
  goalId: number,
  change: Partial<goals.GoalInput>,
  milestones?: goals.MilestoneChanges,
) => (await goals.replaceGoal(test.context, principal, at(goalId), input(change), milestones)).goal;
const share = (principal: Principal, goalId: number, ...numbers: number[]) =>
  goals.shareGoal(test.context, principal, at(goalId), numbers);
const close = (principal: Principal, goalId: number, comment: string | null = null) =>
  goals.closeGoal(test.context, principal, at(goalId), comment);

beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());
beforeEach(async () => {
  team = await aTeam(test, 'UTC');
  self = team.asLevel('employee', team.worker);
  boss = team.asLevel('manager', team.boss);
  peer = { ...team.asLevel('employee', team.stranger), userNumber: 4712 };
});

describe('a goal', () => {
  it('is set, changed as a whole and removed, and told of by ids only', async () => {
    const made = await create(self, { description: 'Soon', percentComplete: 40 });
    const after = await replace(self, made.id, { title: 'Ship it twice' });
    expect(after).toMatchObject({ title: 'Ship it twice', description: null, percentComplete: 0 });
    await goals.removeGoal(test.context, self, at(made.id));
    expect(await list(self)).toEqual([]);
    const told = await test.context.db.inCompany(team.owner.companyId, (tx) =>
      tx.selectFrom('events').selectAll().where('type', 'like', 'goals.%').orderBy('id').execute(),
    );
    expect(told.map(({ type, payload }) => [type, payload])).toEqual(
      ['goals.created', 'goals.updated', 'goals.removed'].map((type) => [
        type,
        { number: team.worker, goalId: made.id },
      ]),
    );
  });

  it('that is complete has its day', async () => {
    const { id } = await create(self);
    const progress = (percentComplete: number, completedOn: string | null) =>
      goals.setProgress(test.context, self, at(id), { percentComplete, completedOn });
    await expect(progress(100, null)).rejects.toEqual(refused('request.invalid'));
    expect((await progress(100, '2026-05-01')).goal).toMatchObject({
      status: 'completed',
      completedOn: '2026-05-01',
    });
    expect((await progress(90, '2026-05-01')).goal).toMatchObject({
      status: 'in_progress',
      completedOn: null,
    });
  });

  it('once closed changes only by being reopened', async () => {
    const { id } = await create(self);
    await expect(goals.reopenGoal(test.context, self, at(id))).rejects.toEqual(refused('goals.not_editable'));
    expect((await close(self, id, 'Not needed any more')).goal.status).toBe('closed');
    for (const change of [
      () => close(self, id),
      () => replace(self, id, {}),
      () => share(self, id, team.worker),
      () => goals.setProgress(test.context, self, at(id), { percentComplete: 1, completedOn: null }),
    ])
      await expect(change()).rejects.toEqual(refused('goals.not_editable'));
    const [said] = await comments.listComments(test.context, self, at(id));
    expect(said?.comment.text).toBe('Not needed any more');
    expect((await goals.reopenGoal(test.context, self, at(id))).goal.status).toBe('in_progress');
    const told = await test.context.db.inCompany(team.owner.companyId, (tx) =>
      tx.selectFrom('events').select('type').where('type', 'like', 'goals.%').orderBy('id').execute(),
    );
    expect(told.map(({ type }) => type)).toEqual([
      'goals.created',
      'goals.commented',
      'goals.closed',
      'goals.reopened',
    ]);
  });

  it('belongs to its owner, and goes with the owner', async () => {
    const { id } = await create(team.owner);
    const other = { employeeNumber: team.stranger, goalId: id };
    await expect(goals.removeGoal(test.context, team.owner, other)).rejects.toEqual(
      refused('goals.not_found'),
    );
    await deleteEmployee(test.context, team.owner, team.worker);
    await expect(list(team.owner)).rejects.toEqual(refused('employees.not_found'));
  });

  it('of another company does not exist', async () => {
    const { id } = await create(team.owner);
    const other = await aTeam(test);
    const theirs = { employeeNumber: other.worker, goalId: id };
    await expect(overviews.readGoal(test.context, other.owner, theirs)).rejects.toEqual(
      refused('goals.not_found'),
    );
    await expect(comments.commentOnGoal(test.context, other.owner, theirs, 'Hello')).rejects.toEqual(
      refused('goals.not_found'),
    );
    const aligned = goals.createGoal(test.context, other.owner, other.worker, {
      ...input({ sharedWith: [other.worker], alignsWith: id }),
      milestones: [],
    });
    await expect(aligned).rejects.toEqual(refused('request.invalid'));
  });
});

describe('milestones', () => {
  it('make the progress of their goal', async () => {
    const { id, milestones } = await create(self, { milestones: ['One', 'Two'], percentComplete: 70 });
    const [one, two] = (milestones ?? []).map((milestone) => milestone.id);
    const complete = (milestone: number | undefined, isComplete: boolean) =>
      goals.completeMilestone(test.context, self, at(id), milestone ?? 0, isComplete);
    expect((await complete(one, true)).goal.percentComplete).toBe(50);
    expect((await complete(two, true)).goal).toMatchObject({ percentComplete: 100, status: 'completed' });
    expect((await complete(two, false)).goal).toMatchObject({ percentComplete: 50, completedOn: null });
    await expect(complete(999_999, true)).rejects.toEqual(refused('goals.milestone_not_found'));
    const byHand = goals.setProgress(test.context, self, at(id), { percentComplete: 1, completedOn: null });
    await expect(byHand).rejects.toEqual(refused('goals.not_editable'));
    expect((await replace(self, id, { percentComplete: 3 })).percentComplete).toBe(50);
  });

  it('come and go with a change that names them', async () => {
    const { id } = await create(self, { percentComplete: 30 });
    const none = { enabled: undefined, added: [], removedIds: [] };
    const added = await replace(self, id, {}, { ...none, added: ['One', 'Two'] });
    expect(added).toMatchObject({ percentComplete: 0, milestones: [{ title: 'One' }, { title: 'Two' }] });
    const [one] = added.milestones ?? [];
    const fewer = await replace(self, id, {}, { ...none, removedIds: [one?.id ?? 0] });
    expect(fewer.milestones).toMatchObject([{ title: 'Two' }]);
    await expect(replace(self, id, {}, { ...none, removedIds: [one?.id ?? 0] })).rejects.toEqual(
      refused('goals.milestone_not_found'),
    );
    const off = await replace(self, id, { percentComplete: 20 }, { ...none, enabled: false });
    expect(off).toMatchObject({ milestones: null, percentComplete: 20 });
  });
});

describe('who may set goals', () => {
  it('is the employee, the manager and who holds the right', async () => {
    const clerk = team.as({ employees: [{ scope: { kind: 'all' }, fields: { goals: 'edit' } }] });
    for (const principal of [self, boss, clerk, team.owner]) {
      expect(await overviews.canCreateGoals(test.context, principal, team.worker)).toBe(true);
      await create(principal);
    }
    expect(await list(boss)).toHaveLength(4);
  });

  it('is nobody else', async () => {
    const { id } = await create(team.owner);
    const viewer = team.as({ employees: [{ scope: { kind: 'all' }, fields: { goals: 'view' } }] });
    const ordinary = team.as({ employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] });
    expect(await list(viewer)).toHaveLength(1);
    expect(await overviews.canCreateGoals(test.context, ordinary, team.worker)).toBe(false);
    await expect(list(ordinary)).rejects.toEqual(refused('access.forbidden'));
    await expect(list(peer)).rejects.toEqual(refused('access.forbidden'));
    for (const principal of [viewer, ordinary, peer, team.asLevel('no_access', team.worker)]) {
      await expect(create(principal)).rejects.toEqual(refused('access.forbidden'));
      await expect(close(principal, id)).rejects.toEqual(refused('access.forbidden'));
      await expect(share(principal, id, team.worker)).rejects.toEqual(refused('access.forbidden'));
      await expect(goals.removeGoal(test.context, principal, at(id))).rejects.toEqual(
        refused('access.forbidden'),
      );
    }
    await expect(create(self, {}, team.stranger)).rejects.toEqual(refused('access.forbidden'));
    await expect(create(boss, {}, team.stranger)).rejects.toEqual(refused('access.forbidden'));
  });
});

describe('a shared goal', () => {
  it('is seen and commented on by whom it is shared with, and nothing else of the owner', async () => {
    const shared = await create(self, { sharedWith: [team.worker, team.stranger] });
    const hidden = await create(self);
    expect((await list(peer)).map(({ id }) => id)).toEqual([shared.id]);
    const { counts } = await overviews.countGoals(test.context, peer, team.worker, { withMilestones: true });
    expect([...counts]).toEqual([['in_progress', 1]]);
    const said = await comments.commentOnGoal(test.context, peer, at(shared.id), 'Well done');
    await expect(comments.listComments(test.context, peer, at(hidden.id))).rejects.toEqual(
      refused('goals.not_found'),
    );
    await expect(close(peer, shared.id)).rejects.toEqual(refused('access.forbidden'));
    const seen = await overviews.readGoal(test.context, self, at(shared.id));
    expect(seen.persons.map(({ number }) => number)).toEqual([team.worker, team.stranger]);
    expect(seen.comments.map(({ comment, mayEdit, mayRemove }) => [comment.id, mayEdit, mayRemove])).toEqual([
      [said.comment.id, false, true],
    ]);
    await share(self, shared.id, team.worker);
    await expect(list(peer)).rejects.toEqual(refused('access.forbidden'));
  });

  it('needs its owner, and people whom one may know', async () => {
    const { id } = await create(self);
    await expect(share(self, id, team.stranger)).rejects.toEqual(refused('request.invalid'));
    await expect(share(self, id, team.worker, 9999)).rejects.toEqual(refused('request.invalid'));
    const unlisted = {
      ...self,
      access: { ...self.access, directory: false },
    };
    await expect(share(unlisted, id, team.worker, team.stranger)).rejects.toEqual(refused('request.invalid'));
    const search = (principal: Principal) =>
      overviews.searchShareOptions(test.context, principal, team.worker, { search: 'STRANGER', limit: 10 });
    expect(await search(unlisted)).toEqual([]);
    expect(await search(self)).toMatchObject([{ number: team.stranger, firstName: 'Stranger' }]);
    await expect(search(peer)).rejects.toEqual(refused('access.forbidden'));
    // Whoever was there stays, also where somebody else may not know them.
    await share(self, id, team.worker, team.stranger);
    expect((await share(unlisted, id, team.worker, team.stranger)).goal.sharedWith).toHaveLength(2);
  });
});

describe('comments', () => {
  it('are changed by their authors, and removed by them and who may change the goal', async () => {
    const { id } = await create(self, { sharedWith: [team.worker, team.stranger] });
    const { comment } = await comments.commentOnGoal(test.context, peer, at(id), 'Good');
    const change = (principal: Principal) =>
      comments.changeComment(test.context, principal, at(id), comment.id, 'Better');
    const remove = (principal: Principal) =>
      comments.removeComment(test.context, principal, at(id), comment.id);
    await expect(change({ ...self, userNumber: 4713 })).rejects.toEqual(refused('access.forbidden'));
    expect((await change(peer)).comment.text).toBe('Better');
    await remove({ ...self, userNumber: 4713 });
    await expect(remove(peer)).rejects.toEqual(refused('goals.comment_not_found'));
  });
});

describe('alignment', () => {
  it('is with goals of the manager and shared ones, as far as one sees them', async () => {
    const bossGoal = await create(team.owner, { title: 'Lead' }, team.boss);
    const foreign = await create(team.owner, { title: 'Other' }, team.stranger);
    const options = async (principal: Principal, goalId?: number) =>
      (await overviews.listAlignmentOptions(test.context, principal, team.worker, goalId)).map(
        ({ id }) => id,
      );
    expect(await options(boss)).toEqual([bossGoal.id]);
    expect(await options(self)).toEqual([]);
    await expect(create(self, { alignsWith: bossGoal.id })).rejects.toEqual(refused('request.invalid'));
    await goals.shareGoal(test.context, boss, at(bossGoal.id, team.boss), [team.boss, team.worker]);
    const { id, alignsWith } = await create(self, { alignsWith: bossGoal.id });
    expect(alignsWith).toBe(bossGoal.id);
    await expect(replace(self, id, { alignsWith: foreign.id })).rejects.toEqual(refused('request.invalid'));
    await expect(replace(self, id, { alignsWith: id })).rejects.toEqual(refused('request.invalid'));
    await goals.removeGoal(test.context, boss, at(bossGoal.id, team.boss));
    expect((await list(self)).map((goal) => goal.alignsWith)).toEqual([null]);
    await expect(options(peer)).rejects.toEqual(refused('access.forbidden'));
  });
});

describe('an overview', () => {
  it('leaves goals with milestones out where the version does not know them', async () => {
    const plain = await create(self);
    const staged = await create(self, { milestones: ['One'] });
    await comments.commentOnGoal(test.context, self, at(staged.id), 'Look');
    const read = (withMilestones: boolean) =>
      overviews.readGoals(test.context, self, team.worker, { withMilestones, statuses: all });
    expect((await read(false)).goals.map(({ goal }) => goal.id)).toEqual([plain.id]);
    const whole = await read(true);
    expect(whole.goals.map(({ goal }) => goal.id)).toEqual([plain.id, staged.id]);
    expect(whole.commentCounts).toEqual([{ goalId: staged.id, count: 1 }]);
    expect(whole.persons.map(({ number }) => number)).toEqual([team.worker]);
  });
});
