// What pages about goals show at once: counts by status, people, options.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { namePeople, type PersonName, searchPeople } from '../employees/visible-employees.service.ts';
import { findUserNumbers } from '../users/users.service.ts';
import { listAlignable } from './goal-alignments.service.ts';
import { countComments } from './goal-comments.repository.ts';
import { type CommentView, viewComments } from './goal-comments.service.ts';
import * as repository from './goals.repository.ts';
import { type GoalAddress, type GoalView, mostGoals } from './goals.service.ts';
import type { Goal, GoalStatus } from './goals.ts';
import { forbidden, type GoalOwner, getGoal, getOwner, maySetGoals } from './goals-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

export interface GoalCounts {
  counts: Map<GoalStatus, number>;
  /** Whether the principal may change goals of the employee. */
  mayEdit: boolean;
}

/** `withMilestones` false leaves goals with milestones out. */
export interface OverviewOptions {
  withMilestones: boolean;
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`. */
export async function countGoals(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
  options: OverviewOptions,
): Promise<GoalCounts> {
  return inScene(deps, principal, async (scene) => {
    const owner = await getOwner(scene, employeeNumber);
    const counts = await repository.countGoals(scene.tx, filterFor(owner, options));
    return { counts, mayEdit: owner.mayEdit };
  });
}

function filterFor(owner: GoalOwner, { withMilestones }: OverviewOptions) {
  return {
    employeeId: owner.id,
    sharedWithId: owner.sharedWithId,
    ...(withMilestones ? {} : { hasMilestones: false }),
  };
}

/** A person with the number of their user, when they have one. */
export interface GoalPerson extends PersonName {
  userNumber: number | null;
}

export interface GoalsOverview extends GoalCounts {
  goals: GoalView[];
  canAlign: boolean;
  /** Of goals that have any, in order of the goals. */
  commentCounts: { goalId: number; count: number }[];
  persons: GoalPerson[];
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`. */
export async function readGoals(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
  { statuses, ...options }: OverviewOptions & { statuses: readonly GoalStatus[] },
): Promise<GoalsOverview> {
  return inScene(deps, principal, async (scene) => {
    const owner = await getOwner(scene, employeeNumber);
    const filter = filterFor(owner, options);
    const goals = await repository.listGoals(scene.tx, { ...filter, statuses, limit: mostGoals });
    const comments = await countComments(
      scene.tx,
      goals.map(({ id }) => id),
    );
    const numbers = goals.flatMap(({ sharedWith }) => sharedWith);
    return {
      goals: goals.map((goal) => ({ goal, mayEdit: owner.mayEdit })),
      counts: await repository.countGoals(scene.tx, filter),
      mayEdit: owner.mayEdit,
      canAlign: owner.mayEdit,
      commentCounts: [...comments]
        .map(([goalId, count]) => ({ goalId, count }))
        .sort((a, b) => a.goalId - b.goalId),
      persons: await describe(scene, numbers),
    };
  });
}

export interface GoalOverview extends GoalView {
  alignable: Goal[];
  comments: CommentView[];
  /** With whom it is shared, and who commented. */
  persons: GoalPerson[];
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`, `goals.not_found`. */
export async function readGoal(
  deps: Deps,
  principal: Principal,
  { employeeNumber, goalId }: GoalAddress,
): Promise<GoalOverview> {
  return inScene(deps, principal, async (scene) => {
    const owner = await getOwner(scene, employeeNumber);
    const goal = await getGoal(scene, owner, goalId);
    const comments = await viewComments(scene, owner, goal);
    const authors = comments.flatMap(({ comment }) => comment.authorEmployeeNumber ?? []);
    return {
      goal,
      mayEdit: owner.mayEdit,
      alignable: await alignableWith(scene, owner, goal),
      comments,
      persons: await describe(scene, [...goal.sharedWith, ...authors]),
    };
  });
}

/**
 * Goals that a goal of the employee can serve; with a goal, the one that it serves is among them.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `goals.not_found`.
 */
export async function listAlignmentOptions(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
  goalId?: number,
): Promise<Goal[]> {
  return inScene(deps, principal, async (scene) => {
    const owner = await getOwner(scene, employeeNumber);
    if (!owner.mayEdit) throw forbidden();
    return goalId === undefined
      ? listAlignable(scene, owner)
      : alignableWith(scene, owner, await getGoal(scene, owner, goalId));
  });
}

async function alignableWith(scene: Scene, owner: GoalOwner, goal: Goal): Promise<Goal[]> {
  if (!owner.mayEdit) return [];
  return (await listAlignable(scene, owner)).filter(({ id }) => id !== goal.id);
}

/** @throws JoineryError `employees.not_found`, `access.forbidden` out of scope. */
export async function canCreateGoals(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
): Promise<boolean> {
  return inScene(deps, principal, (scene) => maySetGoals(scene, employeeNumber));
}

/**
 * People with whom goals of the employee can be shared.
 *
 * @throws JoineryError `request.invalid` for an empty text, `employees.not_found`, `access.forbidden`.
 */
export async function searchShareOptions(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
  { search, limit }: { search: string; limit: number },
): Promise<GoalPerson[]> {
  return inScene(deps, principal, async (scene) => {
    const owner = await getOwner(scene, employeeNumber);
    if (!owner.mayEdit) throw forbidden();
    if (search === '') throw new JoineryError('request.invalid', 'search must be some text to look for.');
    const found = await searchPeople(scene, search, limit + 1);
    const others = found.filter(({ number }) => number !== owner.number).slice(0, limit);
    return withUsers(scene, others);
  });
}

async function describe(scene: Scene, numbers: number[]): Promise<GoalPerson[]> {
  const people = await namePeople(scene, numbers);
  return withUsers(
    scene,
    [...people.values()].sort((a, b) => a.number - b.number),
  );
}

async function withUsers(scene: Scene, people: PersonName[]): Promise<GoalPerson[]> {
  const users = await findUserNumbers(
    scene.tx,
    people.map(({ id }) => id),
  );
  return people.map((person) => ({ ...person, userNumber: users.get(person.id) ?? null }));
}
