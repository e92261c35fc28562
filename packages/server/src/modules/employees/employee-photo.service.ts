// An employee as photos refer to them. A photo is as visible as the field photoUrl; active
// employees show theirs to everybody who has the directory, too. Whoever may edit the field, and
// everybody for themselves who may see it, may upload one.
import { JoineryError } from '@joinery/sdk';
import type { Subject } from '../access/projection.ts';
import { photoFields } from '../fields/fields.ts';
import {
  getVisible,
  recordChange,
  type Scene,
  subjectOf,
  subjectsOf,
  withScopeTables,
} from './employee-scene.ts';
import * as repository from './employees.repository.ts';
import type { Employee } from './employees.ts';

export interface PhotoSubject {
  id: string;
  number: number;
  /** Which photo there is. */
  version: number | null;
  mayUpload: boolean;
}

/** @throws JoineryError `employees.not_found`, `access.forbidden` */
export async function getForPhoto(
  scene: Scene,
  number: number,
  need: 'view' | 'upload',
): Promise<PhotoSubject> {
  if (need === 'view' && scene.principal.access.directory && number !== 0) {
    const listed = await repository.findEmployee(scene.tx, number, withScopeTables(scene, []));
    if (listed?.status === 'Active') return toSubject(scene, listed, await subjectOf(scene, listed));
  }
  const employee = await getVisible(scene, number, [], need === 'view' ? 'read' : 'lock');
  const subject = await subjectOf(scene, employee);
  const found = toSubject(scene, employee, subject);
  if (need === 'upload' ? !found.mayUpload : rightToPhoto(scene, subject) === 'none')
    throw new JoineryError(
      'access.forbidden',
      `Your access level does not let you ${need} the photo of this employee.`,
    );
  return found;
}

function mayUploadPhoto(scene: Scene, subject: Subject): boolean {
  const right = rightToPhoto(scene, subject);
  const isSelf = subject.employeeId === scene.principal.employeeId;
  return scene.projection.sees(subject) && (right === 'edit' || (isSelf && right === 'view'));
}

/** Of whom of them; they must have been read with what scopes look at. */
export async function photoUploadRights(
  scene: Scene,
  employees: Employee[],
): Promise<(employee: Employee) => boolean> {
  const { access, employeeId } = scene.principal;
  const field = scene.catalogue.find('photoUrl');
  if (field !== undefined && access.employees.every(({ scope }) => scope.kind === 'all')) {
    const right = scene.projection.widestRightTo(field);
    return ({ id }) => right === 'edit' || (id === employeeId && right === 'view');
  }
  const subjects = await subjectsOf(scene, employees);
  return ({ id }) => {
    const subject = subjects.get(id);
    return subject !== undefined && mayUploadPhoto(scene, subject);
  };
}

/** Writes which photo there is, the change log and the event. The employee's row must be locked. */
export async function recordPhoto(
  scene: Scene,
  employee: { id: string; number: number },
  version: number | null,
): Promise<void> {
  await repository.updatePhotoVersion(scene.tx, employee.id, version);
  await recordChange(scene, employee, 'Updated', { fields: photoFields });
}

function rightToPhoto({ projection, catalogue }: Scene, subject: Subject) {
  const field = catalogue.find('photoUrl');
  return field === undefined ? 'none' : projection.rightTo(subject, field);
}

function toSubject(scene: Scene, employee: Employee, subject: Subject): PhotoSubject {
  const { id, number, photoVersion = null } = employee;
  return { id, number, version: photoVersion, mayUpload: mayUploadPhoto(scene, subject) };
}
