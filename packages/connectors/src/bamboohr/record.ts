// A former employee's record beside the hire that takes it up. Pure.
import type { ComparedRecord, NewEmployee } from '../hris-actions.ts';
import type { Comparison } from '../people-writes.ts';
import { samePhone } from './employee-search.ts';
import { sameText, type Values } from './map.ts';
import { textOf } from './schema.ts';
import { compareValues } from './written-values.ts';

/** Null: there is no such record. `own`: marker and hire date, under their names there. */
export function compareRecord(
  shown: Values | null,
  own: Readonly<Record<string, string>>,
  employee: NewEmployee,
): ComparedRecord {
  const { hireDate: _, ...rest } = employee;
  const names = (Object.keys(rest) as (keyof typeof rest)[]).filter((name) => rest[name] !== undefined);
  if (shown === null) return { own: 'gone', all: 'gone', toWrite: names };
  const fits = names.map((name) => fitOf(shown, name, String(rest[name])));
  const ofOwn = compareValues(shown, own);
  return {
    own: ofOwn,
    all: together([ofOwn, ...fits.map((fit) => (fit === 'open' ? 'same' : fit))]),
    // To write a date of birth only where it is another one would tell everybody who tries which it is.
    toWrite: names.filter((name, index) => fits[index] !== 'same' || name === 'dateOfBirth'),
  };
}

const coded: readonly string[] = ['state', 'country'];
const phones: readonly string[] = ['mobilePhone', 'homePhone'];

/** `open`: it may mean the same, as a name here and a code there do, and is not written the same. */
function fitOf(shown: Values, name: string, wanted: string): Comparison | 'open' {
  if (!Object.hasOwn(shown, name)) return 'unknown';
  const there = textOf(shown[name]);
  if (sameText(there, wanted)) return 'same';
  if (phones.includes(name) && samePhone(there, wanted)) return 'open';
  if (there === null || !coded.includes(name)) return 'different';
  return isCode(there) === isCode(wanted) ? 'different' : 'open';
}

const isCode = (text: string): boolean => text.trim().length <= 3;

function together(parts: readonly Comparison[]): Comparison {
  if (parts.includes('different')) return 'different';
  return parts.includes('unknown') ? 'unknown' : 'same';
}
