// Employees as other parts of their record refer to them: who they are, what scopes look at, and
// the name under which the principal may know them.
import type { Subject } from '../access/projection.ts';
import {
  getVisible,
  keepVisible,
  momentFor,
  type Scene,
  subjectsOf,
  withScopeTables,
} from './employee-scene.ts';
import * as repository from './employees.repository.ts';
import { type Employee, fieldValueOf, photoOf } from './employees.ts';

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

/** How people are called, as far as the principal may know. */
export interface PersonName {
  id: string;
  number: number;
  /** The one that they go by. */
  firstName: string | null;
  lastName: string | null;
  /** Which photo there is of them. */
  photo: string | null;
}

/** Those of the numbers that the principal may know of, by scope or by the directory. */
export async function namePeople(scene: Scene, numbers: readonly number[]): Promise<Map<number, PersonName>> {
  const filter = { numbers: [...new Set(numbers)].slice(0, batchSize), limit: batchSize };
  const employees = await repository.listEmployees(scene.tx, filter, withScopeTables(scene, []));
  const known = await knownPeople(scene, employees);
  return new Map(known.map(({ person }) => [person.number, person]));
}

// What `namePeople` and `searchPeople` tell of those in the directory.
const inDirectory = ['firstName', 'preferredName', 'lastName', 'workEmail'];

/** Of those of the numbers who are employees here: which fields the principal may see. */
export async function sightOfPeople(
  scene: Scene,
  numbers: readonly number[],
): Promise<Map<number, (alias: string) => boolean>> {
  const filter = { numbers: [...new Set(numbers)].slice(0, batchSize), limit: batchSize };
  const employees = await repository.listEmployees(scene.tx, filter, withScopeTables(scene, []));
  const subjects = await subjectsOf(scene, employees);
  return new Map(
    employees.map(({ id, number, status }) => {
      const subject = subjects.get(id);
      const isListed = scene.principal.access.directory && status === 'Active';
      const shows = (alias: string) => {
        const field = scene.catalogue.find(alias);
        if (field === undefined) return false;
        if (isListed && inDirectory.includes(alias) && !field.sensitive) return true;
        return subject !== undefined && scene.projection.rightTo(subject, field) !== 'none';
      };
      return [number, shows];
    }),
  );
}

const searchBatch = 200;
const mostSearched = 5_000;

/**
 * Active people whom the principal may know of and whose name, number or work e-mail has the text
 * in it, as far as these may be seen. At most 5,000 are looked at.
 */
export async function searchPeople(scene: Scene, text: string, limit: number): Promise<PersonName[]> {
  const found: PersonName[] = [];
  let after = 0;
  for (let looked = 0; looked < mostSearched && found.length < limit; looked += searchBatch) {
    const numbers = await repository.searchNumbers(scene.tx, { text, after, limit: searchBatch });
    const filter = { numbers, status: 'Active', limit: searchBatch };
    const employees = await repository.listEmployees(scene.tx, filter, withScopeTables(scene, []));
    for (const { person, searched } of await knownPeople(scene, employees))
      if (searched.some((value) => value.toLowerCase().includes(text.toLowerCase()))) found.push(person);
    if (numbers.length < searchBatch) break;
    after = numbers.at(-1) ?? after;
  }
  return found.slice(0, limit);
}

async function knownPeople(
  scene: Scene,
  employees: Employee[],
): Promise<{ person: PersonName; searched: string[] }[]> {
  const subjects = await subjectsOf(scene, employees);
  return employees.flatMap((employee) => {
    const subject = subjects.get(employee.id);
    const isListed = scene.principal.access.directory && employee.status === 'Active';
    const isSeen = subject !== undefined && scene.projection.sees(subject);
    if (!isListed && !isSeen) return [];
    const shown = (alias: string, value: unknown): string | null => {
      const field = scene.catalogue.find(alias);
      if (field === undefined || typeof value !== 'string') return null;
      const isOpen = isListed && !field.sensitive;
      return isOpen || (isSeen && scene.projection.rightTo(subject, field) !== 'none') ? value : null;
    };
    const read = (alias: string) => shown(alias, employee.values[alias]);
    const [first, preferred, last] = [read('firstName'), read('preferredName'), read('lastName')];
    const { id, number } = employee;
    const whole = [first, last].filter((part) => part !== null).join(' ');
    const searched = [String(number), whole, preferred, read('workEmail')];
    return {
      person: {
        id,
        number,
        firstName: preferred ?? first,
        lastName: last,
        photo: shown('photoUrl', photoOf(employee)),
      },
      searched: searched.filter((value) => value !== null),
    };
  });
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
