// Goals of many employees at a time: for seeding and for moving in.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, seesEverybody } from '../employees/employee-scene.ts';
import { listPeople } from '../employees/employees.service.ts';
import * as repository from './goals.repository.ts';
import { goalsPart } from './goals-scene.ts';

export interface ImportedGoal {
  employeeNumber: number;
  title: string;
  description: string | null;
  percentComplete: number;
  dueOn: string;
  completedOn: string | null;
}

/**
 * Adds goals without milestones, shared with their owners only. Of unknown people there are none. All
 * or nothing; no events are written.
 *
 * @throws JoineryError `access.forbidden`.
 */
export async function importGoals(
  deps: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  goals: ImportedGoal[],
): Promise<void> {
  await inScene(deps, principal, async ({ tx, projection }) => {
    if (!seesEverybody(principal) || projection.widestRightTo(goalsPart) !== 'edit')
      throw new JoineryError('access.forbidden', 'Your access level does not let you import goals.');
    const numbers = [...new Set(goals.map(({ employeeNumber }) => employeeNumber))];
    const people = new Map((await listPeople(tx, { numbers })).map(({ number, id }) => [number, id]));
    const changedAt = deps.clock.now();
    const rows = goals.flatMap(({ employeeNumber, ...goal }) => {
      const employeeId = people.get(employeeNumber);
      if (employeeId === undefined) return [];
      return [{ ...goal, employeeId, hasMilestones: false, alignsWith: null, changedAt }];
    });
    const ids = await repository.insertGoals(tx, principal.companyId, rows);
    const shares = rows.map(({ employeeId }, index) => ({ goalId: ids[index] ?? 0, employeeId }));
    await repository.insertShares(tx, principal.companyId, shares);
  });
}
