import type { Candidate, CandidatePut } from '@joinery/sdk';
import { isEmailLike } from './candidate-form.ts';

const emptiable = [
  'email',
  'phone',
  'source',
  'industry',
  'department',
  'addressLine1',
  'addressLine2',
  'zipCode',
  'city',
  'state',
  'country',
  'educationLevel',
  'educationInstitution',
  'linkedinUrl',
  'websiteUrl',
  'twitterUsername',
] as const;

export type EditValues = Record<'firstName' | 'lastName' | (typeof emptiable)[number], string>;

export function toEditValues(candidate: Candidate): EditValues {
  const rest = Object.fromEntries(emptiable.map((name) => [name, candidate[name] ?? '']));
  return { ...rest, firstName: candidate.firstName, lastName: candidate.lastName } as EditValues;
}

export function checkEdit(values: EditValues): Partial<Record<keyof EditValues, string>> {
  const problems: Partial<Record<keyof EditValues, string>> = {};
  if (`${values.firstName}${values.lastName}`.trim() === '') problems.lastName = 'Enter a name';
  const email = values.email.trim();
  if (email !== '' && !isEmailLike(email)) problems.email = 'This is not an e-mail address';
  return problems;
}

/** What was changed and nothing else, so that nobody's change of another field is taken back; empty clears. */
export function toCandidatePut(values: EditValues, candidate: Candidate): CandidatePut {
  const before = toEditValues(candidate);
  const changed = emptiable
    .filter((name) => values[name].trim() !== before[name])
    .map((name) => [name, values[name].trim() || null] as const);
  return { ...changedName(values, before), ...Object.fromEntries(changed) };
}

// Somebody may have one name only.
function changedName(values: EditValues, before: EditValues): CandidatePut {
  const [firstName, lastName] = [values.firstName.trim(), values.lastName.trim()];
  if (firstName === before.firstName && lastName === before.lastName) return {};
  return firstName !== '' && lastName !== '' ? { firstName, lastName } : { name: firstName || lastName };
}
