// Who may do what with trainings. Records: modules/access/own-record.ts, for the part called
// `training`. Types and categories: whoever sees anybody's trainings sees them, and settings rights
// change them.
import { JoineryError } from '@joinery/sdk';
import { hasArea } from '../access/areas.ts';
import { recordPart, standingOf } from '../access/own-record.ts';
import type { Scene } from '../employees/employee-scene.ts';
import { getVisibleEmployee, type VisibleEmployee } from '../employees/visible-employees.service.ts';

export const trainingPart = recordPart('training', 'Training');

/** @throws JoineryError `access.forbidden`. */
export function assertSeesTypes({ principal, projection }: Scene): void {
  const sees =
    principal.employeeId !== null ||
    projection.widestRightTo(trainingPart) !== 'none' ||
    hasArea(principal, 'settings.company', 'view');
  if (!sees)
    throw new JoineryError('access.forbidden', 'Your access level does not show types of trainings.');
}

/** What may be done: see records; say that one completed what employees may complete; change all. */
export type Need = 'view' | 'complete' | 'edit';

/** @throws JoineryError `employees.not_found`, `access.forbidden`. */
export async function getForTraining(scene: Scene, number: number, need: Need): Promise<VisibleEmployee> {
  const employee = await getVisibleEmployee(scene, number, need === 'view' ? 'read' : 'lock');
  const standing = standingOf(scene, employee.subject, trainingPart);
  const edits = standing.mayEdit || (standing.mayView && standing.isManager);
  const allowed = {
    view: standing.mayView,
    complete: edits || (standing.mayView && standing.isSelf),
    edit: edits,
  };
  if (allowed[need]) return employee;
  throw new JoineryError(
    'access.forbidden',
    'Your access level does not let you do this with the trainings of this employee.',
  );
}
