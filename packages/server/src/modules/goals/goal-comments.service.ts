// Comments on goals: by everybody who sees the goal.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './goal-comments.repository.ts';
import { commented, told } from './goals.events.ts';
import type { Goal, GoalComment } from './goals.ts';
import { forbidden, type GoalOwner, getGoal, getOwner } from './goals-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

export const mostComments = 50;

interface GoalAddress {
  employeeNumber: number;
  goalId: number;
}

/** A comment with what the principal may do with it. */
export interface CommentView {
  comment: GoalComment;
  mayEdit: boolean;
  mayRemove: boolean;
}

/**
 * The first 50 comments on a goal, oldest first.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `goals.not_found`.
 */
export async function listComments(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
): Promise<CommentView[]> {
  return inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getSeen(scene, address);
    return viewComments(scene, owner, goal);
  });
}

export async function viewComments(scene: Scene, owner: GoalOwner, goal: Goal): Promise<CommentView[]> {
  const comments = await repository.listComments(scene.tx, goal.id, mostComments);
  return comments.map((comment) => view(scene, owner, comment));
}

/** @throws JoineryError as listComments. */
export async function commentOnGoal(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  text: string,
): Promise<CommentView> {
  return inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getSeen(scene, address);
    return view(scene, owner, await addComment(deps, scene, owner, goal, text));
  });
}

/** Adds a comment without asking who may. */
export async function addComment(
  deps: Deps,
  { tx, principal }: Scene,
  owner: GoalOwner,
  goal: Goal,
  text: string,
): Promise<GoalComment> {
  const comment = {
    goalId: goal.id,
    authorUserNumber: principal.userNumber,
    authorEmployeeId: principal.employeeId,
    text,
    createdAt: deps.clock.now(),
  };
  const id = await repository.insertComment(tx, principal.companyId, comment);
  await insertEvents(tx, principal.companyId, [commented(owner, goal.id, id)]);
  const written = await repository.findComment(tx, goal.id, id);
  if (written === undefined) throw new Error('a comment that was just written is gone');
  return written;
}

/** @throws JoineryError `goals.comment_not_found`, `access.forbidden` for another's comment; as listComments. */
export async function changeComment(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  id: number,
  text: string,
): Promise<CommentView> {
  return inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getSeen(scene, address);
    const { comment, mayEdit } = view(scene, owner, await getComment(scene, goal, id));
    if (!mayEdit) throw forbidden();
    await repository.updateComment(scene.tx, id, text);
    await insertEvents(scene.tx, principal.companyId, [commented(owner, goal.id, id)]);
    return view(scene, owner, { ...comment, text });
  });
}

/** @throws JoineryError `goals.comment_not_found`, `access.forbidden`; as listComments. */
export async function removeComment(
  deps: Deps,
  principal: Principal,
  address: GoalAddress,
  id: number,
): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const { owner, goal } = await getSeen(scene, address);
    const { mayRemove } = view(scene, owner, await getComment(scene, goal, id));
    if (!mayRemove) throw forbidden();
    await repository.removeComment(scene.tx, id);
    await insertEvents(scene.tx, principal.companyId, [told('goals.updated', owner, goal.id)]);
  });
}

async function getSeen(
  scene: Scene,
  { employeeNumber, goalId }: GoalAddress,
): Promise<{ owner: GoalOwner; goal: Goal }> {
  const owner = await getOwner(scene, employeeNumber);
  return { owner, goal: await getGoal(scene, owner, goalId) };
}

async function getComment(scene: Scene, goal: Goal, id: number): Promise<GoalComment> {
  const comment = await repository.findComment(scene.tx, goal.id, id);
  if (comment === undefined)
    throw new JoineryError('goals.comment_not_found', `The goal has no comment ${id}.`);
  return comment;
}

function view({ principal }: Scene, owner: GoalOwner, comment: GoalComment): CommentView {
  const mayEdit = comment.authorUserNumber === principal.userNumber;
  return { comment, mayEdit, mayRemove: mayEdit || owner.mayEdit };
}
