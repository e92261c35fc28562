// Goals: set, changed, shared, closed and reopened.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { listPeople } from '../employees/employees.service.ts';
import { namePeople } from '../employees/visible-employees.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { listAlignable } from './goal-alignments.service.ts';
import { addComment } from './goal-comments.service.ts';
import { told } from './goals.events.ts';
import * as repository from './goals.repository.ts';
import { type Goal, type GoalStatus, type Milestone, percentOf } from './goals.ts';
import { type GoalOwner, getGoal, getOwner, lockOwner } from './goals-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

export const mostGoals = 50;

/** A goal with what the principal may do with it. */
export interface GoalView {
  goal: Goal;
  mayEdit: boolean;
}

/**
 * At most 50 goals of an employee, those that the principal sees.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`.
 */
export async function listGoals(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
  statuses: readonly GoalStatus[],
): Promise<GoalView[]> {
  return inScene(deps, principal, async (scene) => {
    const owner = await getOwner(scene, employeeNumber);
    const goals = await repository.listGoals(scene.tx, {
      employeeId: owner.id,
      sharedWithId: owner.sharedWithId,
      statuses,
      limit: mostGoals,
    });
    return goals.map((goal) => ({ goal, mayEdit: owner.mayEdit }));
  });
}

export interface Progress {
  percentComplete: number;
  /** Needed at 100 percent. */
  completedOn: string | null;
}

export interface GoalInput extends Progress {
  title: string;
  description: string | null;
  dueOn: string;
  /** Numbers of employees; the owner must be among them. */
  sharedWith: number[];
  alignsWith: number | null;
}

/**
 * Sets a goal. With milestones its progress is theirs.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `request.invalid`.
 */
export async function createGoal(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
  { milestones, ...input }: GoalInput & { milestones: string[] },
): Promise<GoalView> {
  return inScene(deps, principal, async (scene) => {
    const owner = await lockOwner(scene, employeeNumber);
    const hasMilestones = milestones.length > 0;
    await assertAlignable(scene, owner, input.alignsWith);
    const row = toRow(deps, input, hasMilestones ? { percentComplete: 0, completedOn: null } : input);
    const goal = { ...row, hasMilestones, employeeId: owner.id };
    const [id] = await repository.insertGoals(scene.tx, principal.companyId, [goal]);
    if (id === undefined) throw new Error('a goal that was inserted has no id');
    await shareWith(scene, owner, { id, sharedWith: [] }, input.sharedWith);
    await addMilestones(deps, scene, id, milestones);
    await insertEvents(scene.tx, principal.companyId, [told('goals.created', owner, id)]);
    return view(scene, owner, id);
  });
}

/** Which milestones a goal has from now on. */
export interface MilestoneChanges {
  /** Undefined leaves it as it is; false removes all. */
  enabled: boolean | undefined;
  added: string[];
  removedIds: number[];
}

/**
 * Says everything of a goal anew; its milestones stay but for the changes that are named.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `goals.not_found`,
 * `goals.not_editable` once closed, `goals.milestone_not_found`, `request.invalid`.
 */
export async function replaceGoal(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  input: GoalInput,
  changes: MilestoneChanges = { enabled: undefined, added: [], removedIds: [] },
): Promise<GoalView> {
  return changeGoal(deps, principal, address, async (scene, owner, goal) => {
    await assertAlignable(scene, owner, input.alignsWith, goal);
    const milestones = await changeMilestones(deps, scene, goal, changes);
    const hasMilestones = milestones !== null;
    const progress = milestones === null ? input : progressOf(scene, goal, milestones);
    await repository.updateGoal(scene.tx, goal.id, { ...toRow(deps, input, progress), hasMilestones });
    await shareWith(scene, owner, goal, input.sharedWith);
  });
}

async function changeMilestones(
  deps: Deps,
  scene: Scene,
  goal: Goal,
  { enabled, added, removedIds }: MilestoneChanges,
): Promise<Milestone[] | null> {
  const known = (goal.milestones ?? []).map(({ id }) => id);
  if (removedIds.some((id) => !known.includes(id))) throw noMilestone();
  const isOn = enabled ?? (goal.milestones !== null || added.length > 0);
  await repository.removeMilestones(scene.tx, goal.id, isOn ? removedIds : known);
  if (!isOn) return null;
  await addMilestones(deps, scene, goal.id, added);
  return (await repository.listMilestones(scene.tx, [goal.id])).get(goal.id) ?? [];
}

async function addMilestones(deps: Deps, scene: Scene, goalId: number, titles: string[]): Promise<void> {
  const stamp = stampOf(deps, scene);
  await repository.insertMilestones(
    scene.tx,
    scene.principal.companyId,
    titles.map((title) => ({ goalId, title, completedAt: null, ...stamp })),
  );
}

/**
 * @throws JoineryError as replaceGoal; `goals.not_editable` also for a goal with milestones.
 */
export async function setProgress(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  progress: Progress,
): Promise<GoalView> {
  return changeGoal(deps, principal, address, async (scene, _owner, goal) => {
    if (goal.milestones !== null)
      throw new JoineryError('goals.not_editable', 'The progress of this goal is that of its milestones.');
    await repository.updateGoal(scene.tx, goal.id, rowOf(deps, goal, progress));
  });
}

/** @throws JoineryError as replaceGoal. */
export async function completeMilestone(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  milestoneId: number,
  isComplete: boolean,
): Promise<GoalView> {
  return changeGoal(deps, principal, address, async (scene, _owner, goal) => {
    const stamp = stampOf(deps, scene);
    const milestone = goal.milestones?.find(({ id }) => id === milestoneId);
    if (milestone === undefined) throw noMilestone();
    const completedAt = isComplete ? (milestone.completedAt ?? stamp.updatedAt) : null;
    await repository.updateMilestone(scene.tx, milestoneId, { ...stamp, completedAt });
    const milestones = (goal.milestones ?? []).map((one) =>
      one === milestone ? { ...one, completedAt } : one,
    );
    await repository.updateGoal(scene.tx, goal.id, rowOf(deps, goal, progressOf(scene, goal, milestones)));
  });
}

/** @throws JoineryError as replaceGoal. */
export async function shareGoal(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  sharedWith: number[],
): Promise<GoalView> {
  return changeGoal(deps, principal, address, async (scene, owner, goal) => {
    await shareWith(scene, owner, goal, sharedWith);
    await repository.updateGoal(scene.tx, goal.id, rowOf(deps, goal, goal));
  });
}

/** @throws JoineryError as replaceGoal. */
export async function closeGoal(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  comment: string | null,
): Promise<GoalView> {
  return inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getForChange(scene, address);
    assertOpen(goal);
    const now = deps.clock.now();
    await repository.setClosed(scene.tx, goal.id, { closedAt: now, changedAt: now });
    if (comment !== null) await addComment(deps, scene, owner, goal, comment);
    await insertEvents(scene.tx, principal.companyId, [told('goals.closed', owner, goal.id)]);
    return view(scene, owner, goal.id);
  });
}

/** @throws JoineryError as replaceGoal; `goals.not_editable` when it is not closed. */
export async function reopenGoal(deps: Deps, principal: Principal, address: GoalAddress): Promise<GoalView> {
  return inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getForChange(scene, address);
    if (goal.status !== 'closed') throw new JoineryError('goals.not_editable', 'The goal is not closed.');
    await repository.setClosed(scene.tx, goal.id, { closedAt: null, changedAt: deps.clock.now() });
    await insertEvents(scene.tx, principal.companyId, [told('goals.reopened', owner, goal.id)]);
    return view(scene, owner, goal.id);
  });
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`, `goals.not_found`. */
export async function removeGoal(deps: Deps, principal: Principal, address: GoalAddress): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getForChange(scene, address);
    await repository.removeGoal(scene.tx, goal.id);
    await insertEvents(scene.tx, principal.companyId, [told('goals.removed', owner, goal.id)]);
  });
}

/** Where a goal stands: under its owner. */
export interface GoalAddress {
  employeeNumber: number;
  goalId: number;
}

async function getForChange(
  scene: Scene,
  { employeeNumber, goalId }: GoalAddress,
): Promise<{ owner: GoalOwner; goal: Goal }> {
  const owner = await lockOwner(scene, employeeNumber);
  return { owner, goal: await getGoal(scene, owner, goalId) };
}

async function changeGoal(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  change: (scene: Scene, owner: GoalOwner, goal: Goal) => Promise<void>,
): Promise<GoalView> {
  return inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getForChange(scene, address);
    assertOpen(goal);
    await change(scene, owner, goal);
    await insertEvents(scene.tx, principal.companyId, [told('goals.updated', owner, goal.id)]);
    return view(scene, owner, goal.id);
  });
}

async function view(scene: Scene, owner: GoalOwner, id: number): Promise<GoalView> {
  return { goal: await getGoal(scene, owner, id), mayEdit: owner.mayEdit };
}

function assertOpen(goal: Goal): void {
  if (goal.status === 'closed')
    throw new JoineryError('goals.not_editable', 'The goal is closed. Reopen it first.');
}

function toRow(
  deps: Deps,
  input: GoalInput,
  { percentComplete, completedOn }: Progress,
): Omit<repository.GoalRow, 'hasMilestones'> {
  if (percentComplete === 100 && completedOn === null)
    throw invalid('completionDate', 'A goal that is complete needs the day on which it was completed.');
  const { title, description, dueOn, alignsWith } = input;
  return {
    title,
    description,
    dueOn,
    alignsWith,
    percentComplete,
    completedOn: percentComplete === 100 ? completedOn : null,
    changedAt: deps.clock.now(),
  };
}

function rowOf(deps: Deps, goal: Goal, progress: Progress): repository.GoalRow {
  return { ...toRow(deps, { ...goal, ...progress }, progress), hasMilestones: goal.milestones !== null };
}

function progressOf(scene: Scene, goal: Goal, milestones: Milestone[]): Progress {
  const percentComplete = percentOf(milestones);
  return { percentComplete, completedOn: goal.completedOn ?? scene.today };
}

function stampOf(deps: Deps, { principal }: Scene) {
  return { updatedAt: deps.clock.now(), updatedByUserNumber: principal.userNumber };
}

// A goal is shared with people whom the principal may know; with whom it was shared already it stays.
async function shareWith(
  scene: Scene,
  owner: GoalOwner,
  goal: Pick<Goal, 'id' | 'sharedWith'>,
  numbers: number[],
): Promise<void> {
  if (!numbers.includes(owner.number))
    throw invalid('sharedWithEmployeeIds', 'A goal is shared with its owner at the least.');
  const people = await namePeople(scene, numbers);
  const unknown = numbers.filter(
    (number) => number !== owner.number && !people.has(number) && !goal.sharedWith.includes(number),
  );
  if (unknown.length > 0)
    throw invalid('sharedWithEmployeeIds', `The goal cannot be shared with employee ${unknown[0]}.`);
  const sharing = await listPeople(scene.tx, { numbers });
  await repository.removeShares(scene.tx, goal.id);
  await repository.insertShares(
    scene.tx,
    scene.principal.companyId,
    sharing.map(({ id }) => ({ goalId: goal.id, employeeId: id })),
  );
}

async function assertAlignable(
  scene: Scene,
  owner: GoalOwner,
  wanted: number | null,
  goal?: Goal,
): Promise<void> {
  if (wanted === null || wanted === goal?.alignsWith) return;
  await repository.lockGoal(scene.tx, wanted);
  const options = await listAlignable(scene, owner);
  if (!options.some(({ id }) => id === wanted && id !== goal?.id))
    throw invalid('alignsWithOptionId', `The goal cannot be aligned with goal ${wanted}.`);
}

function noMilestone(): JoineryError {
  return new JoineryError('goals.milestone_not_found', 'The goal has no such milestone.');
}

function invalid(path: string, message: string): JoineryError {
  return new JoineryError('request.invalid', message, { issues: [{ path, message }] });
}
