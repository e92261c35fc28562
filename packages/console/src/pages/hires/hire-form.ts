import type { HireDraft, HireFields } from '@joinery/sdk';

export interface HireValues {
  firstName: string;
  lastName: string;
  homeEmail: string;
  workEmail: string;
  mobilePhone: string;
  hireDate: string;
  employmentStatus: string;
  jobTitle: string;
  department: string;
  division: string;
  location: string;
}

export type HireField = keyof HireValues;

export const fieldLabels: Record<HireField, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  homeEmail: 'Personal e-mail',
  workEmail: 'Work e-mail',
  mobilePhone: 'Mobile phone',
  hireDate: 'Start date',
  employmentStatus: 'Employment status',
  jobTitle: 'Job title',
  department: 'Department',
  division: 'Division',
  location: 'Location',
};

export const hireFieldNames = Object.keys(fieldLabels) as HireField[];
const isHireField = (name: string): name is HireField => name in fieldLabels;

export function toHireValues(draft: HireDraft): HireValues {
  const values = Object.fromEntries(hireFieldNames.map((name) => [name, draft.fields[name] ?? '']));
  return values as unknown as HireValues;
}

/** What the server found missing, by field. A gap that has no input here is told above the form. */
export function missingByField(draft: HireDraft): {
  fields: Partial<Record<HireField, string>>;
  others: string[];
} {
  const fields: Partial<Record<HireField, string>> = {};
  const others: string[] = [];
  for (const { field, message } of draft.missing) {
    if (isHireField(field)) fields[field] = message;
    else others.push(message);
  }
  return { fields, others };
}

const emailShape = /^\S+@\S+\.\S+$/;

export function checkHire(values: HireValues): Partial<Record<HireField, string>> {
  const problems: Partial<Record<HireField, string>> = {};
  if (values.firstName.trim() === '') problems.firstName = 'BambooHR needs a first name';
  if (values.lastName.trim() === '') problems.lastName = 'BambooHR needs a last name';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(values.hireDate)) problems.hireDate = 'Choose the first day of work';
  if (values.employmentStatus.trim() === '') problems.employmentStatus = 'Choose an employment status';
  for (const name of ['homeEmail', 'workEmail'] as const) {
    const value = values[name].trim();
    if (value !== '' && !emailShape.test(value)) problems[name] = 'This is not an e-mail address';
  }
  return problems;
}

/** Emptied inputs are left out: absent parts are taken from the candidate and the job. */
export function toHireFields(values: HireValues): HireFields {
  const filled = hireFieldNames.flatMap((name) => {
    const value = values[name].trim();
    return value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(filled) as HireFields;
}

/** Choices of a list: what the provider knows, and the present value even if it does not. */
export function choicesOf(options: string[], value: string): { data: string[]; unknown: boolean } {
  const unknown = value !== '' && options.length > 0 && !options.includes(value);
  return { data: unknown ? [value, ...options] : options, unknown };
}
