// Who may do what with goals: modules/access/own-record.ts, for the part called `goals`. People set
// their own goals, and managers those of their direct reports. Whoever a goal is shared with sees
// that goal and comments on it, also where the owner is out of scope.
import { JoineryError } from '@joinery/sdk';
import { recordPart, standingOf } from '../access/own-record.ts';
import { notFound, type Scene } from '../employees/employee-scene.ts';
import { listPeople } from '../employees/employees.service.ts';
import { getVisibleEmployee, listVisibleEmployees } from '../employees/visible-employees.service.ts';
import * as repository from './goals.repository.ts';
import type { Goal } from './goals.ts';

export const goalsPart = recordPart('goals', 'Goals');

export interface GoalOwner {
  id: string;
  number: number;
  /** Null out of scope too. */
  supervisorId: string | null;
  mayEdit: boolean;
  /** The principal's own id where only goals shared with it are seen; undefined sees all. */
  sharedWithId: string | undefined;
}

/** @throws JoineryError `employees.not_found`; `access.forbidden` for who sees no goal of the employee. */
export async function getOwner(scene: Scene, number: number): Promise<GoalOwner> {
  const { tx, principal } = scene;
  const me = principal.employeeId;
  const by = number === 0 ? { ids: me === null ? [] : [me] } : { numbers: [number] };
  const [person] = await listPeople(tx, by);
  if (person === undefined) throw notFound(number);
  const visible = (await listVisibleEmployees(scene, [person.number])).get(person.number);
  const standing = visible && standingOf(scene, visible.subject, goalsPart);
  const owner = {
    id: person.id,
    number: person.number,
    supervisorId: visible?.subject.supervisorId ?? null,
    mayEdit: standing !== undefined && mayChange(standing),
  };
  if (standing?.mayView === true) return { ...owner, sharedWithId: undefined };
  if (me === null) throw forbidden();
  const filter = { employeeId: person.id, sharedWithId: me, limit: 1 };
  if ((await repository.listGoals(tx, filter)).length === 0) throw forbidden();
  return { ...owner, sharedWithId: me };
}

/** Those of the numbers all of whose goals the principal sees. */
export async function listSeenOwners(scene: Scene, numbers: number[]): Promise<Set<number>> {
  const visible = [...(await listVisibleEmployees(scene, numbers)).values()];
  const seen = visible.filter(({ subject }) => standingOf(scene, subject, goalsPart).mayView);
  return new Set(seen.map(({ number }) => number));
}

/** @throws JoineryError `employees.not_found`, `access.forbidden` out of scope. */
export async function maySetGoals(scene: Scene, number: number): Promise<boolean> {
  const { subject } = await getVisibleEmployee(scene, number);
  return mayChange(standingOf(scene, subject, goalsPart));
}

function mayChange(standing: ReturnType<typeof standingOf>): boolean {
  return standing.mayEdit || (standing.mayView && (standing.isSelf || standing.isManager));
}

/**
 * The owner, for changes to goals; other changes wait until the transaction ends.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`.
 */
export async function lockOwner(scene: Scene, number: number): Promise<GoalOwner> {
  const employee = await getVisibleEmployee(scene, number, 'lock');
  if (!mayChange(standingOf(scene, employee.subject, goalsPart))) throw forbidden();
  return {
    id: employee.id,
    number: employee.number,
    supervisorId: employee.subject.supervisorId,
    mayEdit: true,
    sharedWithId: undefined,
  };
}

/** @throws JoineryError `goals.not_found`, also for another employee's goal and one that is not shared. */
export async function getGoal(scene: Scene, owner: GoalOwner, id: number): Promise<Goal> {
  const [goal] = await repository.listGoals(scene.tx, {
    employeeId: owner.id,
    ids: [id],
    sharedWithId: owner.sharedWithId,
    limit: 1,
  });
  if (goal === undefined) throw new JoineryError('goals.not_found', `The employee has no goal ${id}.`);
  return goal;
}

export function forbidden(): JoineryError {
  return new JoineryError(
    'access.forbidden',
    'Your access level does not let you do this with the goals of this employee.',
  );
}
