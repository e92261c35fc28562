// Who may do what with the time off of an employee: modules/access/own-record.ts, for the part
// called `timeOff`.
import { JoineryError } from '@joinery/sdk';
import { type RecordStanding, recordPart, standingOf } from '../access/own-record.ts';
import type { Scene } from '../employees/employee-scene.ts';
import { getVisibleEmployee, type VisibleEmployee } from '../employees/visible-employees.service.ts';

export const timeOffPart = recordPart('timeOff', 'Time Off');

export interface TimeOffEmployee extends VisibleEmployee {
  standing: RecordStanding;
}

/** What may be done: see it; ask for time off; decide on time off; change everything. */
export type Need = 'view' | 'request' | 'decide' | 'edit';

export function standingIn(scene: Scene, employee: VisibleEmployee): RecordStanding {
  return standingOf(scene, employee.subject, timeOffPart);
}

/** @throws JoineryError `employees.not_found`, `access.forbidden`. */
export async function getForTimeOff(scene: Scene, number: number, need: Need): Promise<TimeOffEmployee> {
  const mode = need === 'view' ? 'read' : 'lock';
  const employee = await getVisibleEmployee(scene, number, mode);
  const standing = standingIn(scene, employee);
  if (!isEnough(standing, need)) throw forbidden();
  return { ...employee, standing };
}

function isEnough(standing: RecordStanding, need: Need): boolean {
  const { mayView, mayEdit, isSelf, isManager } = standing;
  switch (need) {
    case 'view':
      return mayView;
    case 'request':
      return mayEdit || (mayView && (isSelf || isManager));
    case 'decide':
      return mayEdit || (mayView && isManager && !isSelf);
    case 'edit':
      return mayEdit;
  }
}

export function forbidden(): JoineryError {
  return new JoineryError(
    'access.forbidden',
    'Your access level does not let you do this with the time off of this employee.',
  );
}
