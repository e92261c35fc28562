// What goes into the employee, and what it cannot do without.
import type { NewEmployee } from '@joinery/connectors';
import {
  type HireFields,
  type HirePerson,
  type HirePreview,
  JoineryError,
  type SomeHireFields,
} from '@joinery/sdk';

/** Fields of a hire that nothing is missing of. */
export type CompleteFields = HireFields & { firstName: string; lastName: string };

type Missing = HirePreview['missing'];

/** What the provider will not do without, by field. */
export function missingFields(fields: SomeHireFields): Missing {
  const needed = {
    firstName: 'A first name is needed.',
    lastName: 'A last name is needed.',
    hireDate: 'The first day of work is needed.',
  };
  const missing = Object.entries(needed)
    .filter(([field]) => fields[field as keyof typeof needed] === undefined)
    .map(([field, message]) => ({ field, message }));
  if (fields.payRate !== undefined && fields.payCurrency === undefined)
    missing.push({ field: 'payCurrency', message: 'The pay needs its currency.' });
  return missing;
}

/** Nobody is full-time because nothing was said: mapping or person say it, or that none is sent. */
export function missingStatus(
  { employmentStatus }: SomeHireFields,
  { without, person }: { without: readonly string[]; person: HirePerson | null },
): Missing {
  if (employmentStatus !== undefined || without.includes('employmentStatus')) return [];
  // Who is there already has one.
  if (person?.as === 'existing') return [];
  return [{ field: 'employmentStatus', message: 'The employment status is needed.' }];
}

/** @throws JoineryError `hires.field_missing` */
export function completeFields(fields: SomeHireFields): CompleteFields {
  const missing = missingFields(fields);
  if (missing.length === 0) return fields as CompleteFields;
  const issues = missing.map(({ field, message }) => ({ path: `fields.${field}`, message }));
  throw new JoineryError('hires.field_missing', 'The hand-off needs more than candidate and job say.', {
    issues,
  });
}

/** What the create says beside names and hire date. Job, status and pay are rows, each with a receipt of its own. */
export const employeeFields = [
  'middleName',
  'preferredName',
  'workEmail',
  'homeEmail',
  'mobilePhone',
  'homePhone',
  'dateOfBirth',
  'address1',
  'address2',
  'city',
  'state',
  'zipcode',
  'country',
] as const;
/** What a record has of a person, beside rows and further fields. */
export const recordFields = ['hireDate', 'firstName', 'lastName', ...employeeFields] as const;
const jobFields = ['jobTitle', 'department', 'division', 'location'] as const;

export function toNewEmployee(fields: CompleteFields, { withJob = false } = {}): NewEmployee {
  const { firstName, lastName, hireDate } = fields;
  const names = [...employeeFields, ...(withJob ? jobFields : [])];
  const rest = Object.fromEntries(names.map((name) => [name, fields[name]]));
  return { firstName, lastName, hireDate, ...withoutBlanks(rest) };
}

function withoutBlanks(fields: Record<string, string | null | undefined>): Record<string, string> {
  const kept = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  return Object.fromEntries(kept);
}
