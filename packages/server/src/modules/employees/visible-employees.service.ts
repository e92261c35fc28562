// Employees as other parts of their record refer to them: who they are, what scopes look at, and
// the name under which the principal may know them.
import type { Subject } from '../access/projection.ts';
import { getVisible, keepVisible, momentFor, type Scene, subjectsOf } from './employee-scene.ts';
import * as repository from './employees.repository.ts';
import { type Employee, fieldValueOf } from './employees.ts';

export interface VisibleEmployee {
  id: string;
  number: number;
  /** Empty where names are hidden from the principal. */
  name: string;
  hireDate: string | null;
  /** Read with job rows, so that it tells the supervisor. */
  subject: Subject;
}

/** @throws JoineryError `employees.not_found`; `access.forbidden` when it exists out of scope. */
export async function getVisibleEmployee(
  scene: Scene,
  number: number,
  mode: 'read' | 'lock' = 'read',
): Promise<VisibleEmployee> {
  const employee = await getVisible(scene, number, ['jobInfo'], mode);
  const [visible] = await describe(scene, [employee]);
  if (visible === undefined) throw new Error('an employee that was just read has no subject');
  return visible;
}

// PostgreSQL takes 65,535 values in a statement.
const batchSize = 10_000;

/** Those of the numbers that the principal sees, by number. */
export async function listVisibleEmployees(
  scene: Scene,
  numbers: readonly number[],
): Promise<Map<number, VisibleEmployee>> {
  const distinct = [...new Set(numbers)];
  const found = new Map<number, VisibleEmployee>();
  for (let from = 0; from < distinct.length; from += batchSize) {
    const batch = distinct.slice(from, from + batchSize);
    const filter = { numbers: batch, limit: batch.length };
    const employees = await repository.listEmployees(scene.tx, filter, ['jobInfo']);
    const visible = await describe(scene, await keepVisible(scene, employees));
    for (const employee of visible) found.set(employee.number, employee);
  }
  return found;
}

const namings = ['displayName', 'fullName1'];

async function describe(scene: Scene, employees: Employee[]): Promise<VisibleEmployee[]> {
  const subjects = await subjectsOf(scene, employees, { supervisors: true });
  const moment = await momentFor(scene, employees, { onlyCurrent: true });
  return employees.flatMap((employee) => {
    const subject = subjects.get(employee.id);
    if (subject === undefined) return [];
    const naming = namings
      .map((alias) => scene.catalogue.find(alias))
      .find((field) => field !== undefined && scene.projection.rightTo(subject, field) !== 'none');
    const { hireDate } = employee.values;
    return {
      id: employee.id,
      number: employee.number,
      name: naming === undefined ? '' : String(fieldValueOf(employee, naming, moment) ?? ''),
      hireDate: typeof hireDate === 'string' ? hireDate : null,
      subject,
    };
  });
}
