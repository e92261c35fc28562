// Which goals another one can serve: those of the employee's manager and those that others share
// with the employee, as far as the principal sees them.
import type { Scene } from '../employees/employee-scene.ts';
import { listPeople } from '../employees/employees.service.ts';
import * as repository from './goals.repository.ts';
import type { Goal } from './goals.ts';
import { type GoalOwner, listSeenOwners } from './goals-scene.ts';

const mostOptions = 200;
const open = ['in_progress', 'completed'] as const;

export async function listAlignable(scene: Scene, owner: GoalOwner): Promise<Goal[]> {
  const shared = await repository.listGoals(scene.tx, {
    sharedWithId: owner.id,
    statuses: open,
    limit: mostOptions,
  });
  const supervisors =
    owner.supervisorId === null
      ? []
      : await repository.listGoals(scene.tx, {
          employeeId: owner.supervisorId,
          statuses: open,
          limit: mostOptions,
        });
  const byId = new Map([...supervisors, ...shared].map((goal) => [goal.id, goal]));
  const others = [...byId.values()].filter(({ employeeId }) => employeeId !== owner.id);
  const visible = await keepSeen(scene, others);
  return visible.sort((a, b) => a.id - b.id);
}

async function keepSeen(scene: Scene, goals: Goal[]): Promise<Goal[]> {
  const me = scene.principal.employeeId;
  const [self] = me === null ? [] : await listPeople(scene.tx, { ids: [me] });
  const seen = await listSeenOwners(
    scene,
    goals.map(({ employeeNumber }) => employeeNumber),
  );
  return goals.filter(
    ({ employeeNumber, sharedWith }) =>
      seen.has(employeeNumber) || (self !== undefined && sharedWith.includes(self.number)),
  );
}
