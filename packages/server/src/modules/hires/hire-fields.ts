// What goes into the employee, and what it cannot do without.
import type { EmployeeOptions, NewEmployee } from '@joinery/connectors';
import {
  type HireDraft,
  type HireFields,
  hireFields,
  JoineryError,
  type OptionField,
  type SomeHireFields,
} from '@joinery/sdk';

/** Fields of a hire that nothing is missing of. */
export type CompleteFields = HireFields & { firstName: string; lastName: string };

type TextField = Exclude<keyof HireFields, 'other'>;

export interface Sources {
  candidate: { firstName: string; lastName: string; email: string | null; phone: string | null };
  job: {
    title: string;
    department: string | null;
    location: string | null;
    employmentType: string | null;
  };
}

type Missing = HireDraft['missing'];

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

/**
 * Further fields that a hire writes by itself. One of them could take its marker away, so that nobody
 * would find the employee any more, or undo what a step with a receipt has written.
 */
export function takenFields({ other = {} }: SomeHireFields, markerField: string | null): Missing {
  const taken = new Set([...Object.keys(hireFields.shape), ...(markerField === null ? [] : [markerField])]);
  const own = new Set([...taken].map((name) => name.toLowerCase()));
  return Object.keys(other)
    .filter((alias) => own.has(alias.trim().toLowerCase()))
    .map((alias) => ({
      field: `other.${alias}`,
      message: `${alias} cannot be a further field: the hire writes it by itself. Leave it out.`,
    }));
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

const listFields = ['jobTitle', 'department', 'location', 'employmentStatus'] as const;

/**
 * The prefilled form. A list value that the provider does not know would be refused by it, so it
 * is left out and named as missing. With no options at all nothing is known, and all is kept.
 */
export function draftFields(
  { candidate, job }: Sources,
  options: Readonly<Record<OptionField, readonly string[]>>,
): { fields: SomeHireFields; missing: Missing } {
  const wanted: Partial<Record<TextField, string | null>> = {
    firstName: candidate.firstName,
    lastName: candidate.lastName,
    homeEmail: candidate.email,
    mobilePhone: candidate.phone,
    jobTitle: job.title,
    department: job.department,
    location: job.location,
    employmentStatus: employmentStatusOf(job.employmentType, options),
  };
  const missing: Missing = [];
  for (const field of listFields) {
    const value = wanted[field];
    if (!value || options[field].length === 0) continue;
    const known = optionLike(options[field], value);
    wanted[field] = known ?? null;
    if (known === undefined)
      missing.push({ field, message: `BambooHR does not know “${value}”. Choose another, or add it there.` });
  }
  const fields = withoutBlanks(wanted);
  return { fields, missing: [...missingFields(fields), ...missing] };
}

function employmentStatusOf(
  type: string | null,
  { employmentStatus }: Pick<EmployeeOptions, 'employmentStatus'>,
): string {
  return (type && optionLike(employmentStatus, type)) ?? 'Full-Time';
}

function optionLike(options: readonly string[], value: string): string | undefined {
  return options.find((option) => option.trim().toLowerCase() === value.trim().toLowerCase());
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
