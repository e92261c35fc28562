// Who may do what with the worked time of an employee: modules/access/own-record.ts, for the part
// called `timeTracking`. People record their own time, and managers that of their direct reports.
import { JoineryError } from '@joinery/sdk';
import { recordPart, standingOf } from '../access/own-record.ts';
import type { Scene } from '../employees/employee-scene.ts';
import { getVisibleEmployee, type VisibleEmployee } from '../employees/visible-employees.service.ts';

const timeTrackingPart = recordPart('timeTracking', 'Time Tracking');

/** Whether worked time of anybody can be the principal's business. */
export function seesSomebodysTime({ principal, projection }: Scene): boolean {
  return principal.employeeId !== null || projection.widestRightTo(timeTrackingPart) !== 'none';
}

export function mayView(scene: Scene, employee: VisibleEmployee): boolean {
  return standingOf(scene, employee.subject, timeTrackingPart).mayView;
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`. */
export async function getForTimeTracking(
  scene: Scene,
  number: number,
  need: 'view' | 'record',
): Promise<VisibleEmployee> {
  const employee = await getVisibleEmployee(scene, number, need === 'view' ? 'read' : 'lock');
  const standing = standingOf(scene, employee.subject, timeTrackingPart);
  const records = standing.mayEdit || (standing.mayView && (standing.isSelf || standing.isManager));
  if (need === 'view' ? standing.mayView : records) return employee;
  throw new JoineryError(
    'access.forbidden',
    'Your access level does not let you do this with the worked time of this employee.',
  );
}
