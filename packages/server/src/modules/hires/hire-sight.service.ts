// What a person may be told of the employees of an account: as much as the own access level shows of
// them. Nobody learns by trying what an employee's hidden value is.
import type { HireChange, HireDuplicate, SomeHireFields } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { type EmployeeDeps, inScene, type Scene, showsOfStranger } from '../employees/employee-scene.ts';
import { sightOfPeople } from '../employees/visible-employees.service.ts';
import { listPeopleShown } from '../users/users.service.ts';
import { fieldLabel } from './hire-words.ts';

/** The employee's fields that each part of what is told of somebody shows. */
const shownBy = {
  name: ['firstName', 'lastName'],
  workEmail: ['workEmail'],
  homeEmail: ['homeEmail'],
  phone: ['mobilePhone', 'homePhone'],
  status: ['status'],
  hireDate: ['hireDate'],
  jobTitle: ['jobTitle'],
  dateOfBirthMatches: ['dateOfBirth'],
} as const;
type Part = keyof typeof shownBy;
const parts = Object.keys(shownBy) as Part[];
const allShown = parts.flatMap((part) => shownBy[part]);

/** Values of people, apart from their names, that employees are looked for by. */
const compared = ['workEmail', 'homeEmail', 'mobilePhone', 'homePhone', 'dateOfBirth'] as const;

/** What to look for instead of all that was typed. */
export interface Searchable {
  fields: SomeHireFields;
  /** Typed values that are not looked for. */
  left: readonly (typeof compared)[number][];
}

/**
 * The fields with which employees are looked for. What the level does not show of everybody is compared
 * with what the application says only: values that could be tried one after the other are left out.
 */
export async function searchableFields(
  context: Context,
  principal: Principal,
  { fields, mapped }: { fields: SomeHireFields; mapped: SomeHireFields },
): Promise<Searchable> {
  const hidden = await inScene(context, principal, async (scene) => {
    const shows = showsOfStranger(scene, null);
    return compared.filter((field) => !shows(field));
  });
  const left = hidden.filter((field) => fields[field] !== undefined && fields[field] !== mapped[field]);
  const searchable: SomeHireFields = { ...fields };
  for (const field of left) {
    const own = mapped[field];
    if (own === undefined) delete searchable[field];
    else searchable[field] = own;
  }
  return { fields: searchable, left };
}

/** For people: what of their entries was not compared; null when all was. */
export function describeLeft(left: Searchable['left']): string | null {
  if (left.length === 0) return null;
  const names = new Intl.ListFormat('en-GB').format(left.map((field) => fieldLabel(field).toLowerCase()));
  return `What was entered for ${names} was not compared with employees, for your access level does not show you theirs. It is compared before anything is sent.`;
}

export interface Seen {
  duplicates: HireDuplicate[];
  /** Who could tell what is hidden. */
  mayBeAsked: string[];
}

/** Those who were found, without what the level does not show of them. */
export async function maskFound(
  context: Context,
  principal: Principal,
  connectionId: string,
  { duplicates, left }: { duplicates: readonly HireDuplicate[]; left: Searchable['left'] },
): Promise<Seen> {
  if (duplicates.length === 0) return { duplicates: [], mayBeAsked: [] };
  return inScene(context, principal, async (scene) => {
    const numbers = duplicates.map(({ employeeNumber }) => Number(employeeNumber));
    // Only of its own people's source does the company know who an employee is.
    const here =
      scene.peopleSource === connectionId ? await sightOfPeople(scene, numbers) : new Map<number, never>();
    const masked = duplicates.map((found) =>
      mask(found, here.get(Number(found.employeeNumber)) ?? showsOfStranger(scene, found.status), left),
    );
    const isHidden = masked.some(({ hidden }) => hidden.length > 0);
    return { duplicates: masked, mayBeAsked: isHidden ? await whoSees(scene) : [] };
  });
}

/** Which fields of the record that a person named may be told. */
export async function sightOfRecord(
  context: Context,
  principal: Principal,
  connectionId: string,
  { employeeNumber, status }: { employeeNumber: string; status: string | null },
): Promise<Shows> {
  return inScene(context, principal, async (scene) => {
    const number = Number(employeeNumber);
    const here = scene.peopleSource === connectionId ? await sightOfPeople(scene, [number]) : undefined;
    return here?.get(number) ?? showsOfStranger(scene, status);
  });
}

type Shows = (alias: string) => boolean;

// Names of a hire that are other fields of an employee, or part of one.
const aliases: Readonly<Record<string, string>> = {
  payCurrency: 'payRate',
  payReason: 'payChangeReason',
};

/** Changes of employees, without what the level does not show of what the employees have now. */
export async function maskChanges(
  context: EmployeeDeps,
  principal: Principal,
  changes: readonly HireChange[],
): Promise<HireChange[]> {
  if (changes.length === 0) return [];
  return inScene(context, principal, async (scene) => {
    const own = changes.filter(({ connectionId }) => connectionId === scene.peopleSource);
    const numbers = own.map(({ employeeNumber }) => Number(employeeNumber));
    const here = numbers.length === 0 ? new Map<number, Shows>() : await sightOfPeople(scene, numbers);
    const stranger = showsOfStranger(scene, null);
    return changes.map((change) => {
      const known = own.includes(change) ? here.get(Number(change.employeeNumber)) : undefined;
      return maskChange(change, known ?? stranger);
    });
  });
}

function maskChange(change: HireChange, shows: Shows): HireChange {
  const mayTell = (field: string): boolean => {
    const name = field.replace(/^other\./, '');
    return shows(aliases[name] ?? name);
  };
  return {
    ...change,
    diff: change.diff.map(({ there, ...line }) => {
      if (there === undefined) return line;
      return mayTell(line.field) ? { ...line, there } : { ...line, hidden: true };
    }),
    writes: change.writes.map((write) => {
      if (write.before === null) return write;
      const told = Object.entries(write.before).filter(([name]) => name === 'date' || mayTell(name));
      return { ...write, before: Object.fromEntries(told) };
    }),
  };
}

function mask(found: HireDuplicate, shows: Shows, left: Searchable['left']): HireDuplicate {
  const hidden = parts.filter((part) => !shownBy[part].every(shows));
  const masked = {
    ...found,
    hidden: hidden.map((part) => (part === 'dateOfBirthMatches' ? 'dateOfBirth' : part)),
  };
  for (const part of hidden) masked[part] = null;
  if (left.includes('dateOfBirth')) masked.dateOfBirthMatches = null;
  const isCompared = ['lastName', 'hireDate', 'workEmail', 'homeEmail'].every(shows);
  return { ...masked, identical: isCompared && left.length === 0 ? found.identical : null };
}

const mostNamed = 3;

async function whoSees({ tx, principal, catalogue }: Scene): Promise<string[]> {
  const shows = (as: Principal) => {
    const sight = showsOfStranger({ principal: as, catalogue }, null);
    return as.access.hiring.hires !== 'none' && allShown.every(sight);
  };
  return listPeopleShown(tx, principal, shows, mostNamed);
}
