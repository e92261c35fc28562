// Invents dependents of the people of a sandbox company: the same seed gives the same families. Pure.
import { nameGroups } from './people-sources.ts';
import { type Random, randomFrom } from './random.ts';

export interface InventedDependent {
  table: 'dependents';
  values: Record<string, unknown>;
}

/** The dependents of person `index`, who shares their last name where it is known. */
export function inventDependents(
  seed: string,
  index: number,
  values: Record<string, unknown>,
): InventedDependent[] {
  const random = randomFrom(`${seed}/families/${index}`);
  if (!random.chance(0.3)) return [];
  const members = [
    ...(random.chance(0.7) ? [adult(random)] : []),
    ...Array.from({ length: random.integer(0, 3) }, () => child(random)),
  ];
  const { lastName, address1, city, state, zipcode, country } = values;
  const home = { addressLine1: address1, city, state, zipcode, country };
  return members.map((member) => ({
    table: 'dependents',
    values: { ...member, lastName, ...defined(home), isUsCitizen: country === 'United States' },
  }));
}

function adult(random: Random): Record<string, unknown> {
  const isFemale = random.chance(0.5);
  return {
    ...nameOf(random, isFemale),
    relationship: random.pick(['Spouse', 'Spouse', 'Domestic Partner']),
    dateOfBirth: `${random.integer(1960, 1998)}-${month(random)}-15`,
    isStudent: false,
    ...(random.chance(0.5) ? { ssn: invalidSsn(random) } : {}),
  };
}

function child(random: Random): Record<string, unknown> {
  const born = random.integer(2004, 2024);
  return {
    ...nameOf(random, random.chance(0.5)),
    relationship: 'Child',
    dateOfBirth: `${born}-${month(random)}-08`,
    isStudent: born < 2019,
    ...(random.chance(0.3) ? { ssn: invalidSsn(random) } : {}),
  };
}

function nameOf(random: Random, isFemale: boolean): Record<string, unknown> {
  const group = random.pick(nameGroups);
  return {
    firstName: random.pick(isFemale ? group.female : group.male),
    gender: isFemale ? 'Female' : 'Male',
  };
}

function month(random: Random): string {
  return String(random.integer(1, 12)).padStart(2, '0');
}

// Numbers beginning with 9 are never issued.
function invalidSsn(random: Random): string {
  return `9${random.integer(10, 99)}-${random.integer(10, 99)}-${random.integer(1000, 9999)}`;
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
