// Fields of an account that a hire writes by itself, under every name that a write may give them. One of
// them as a further field could take the hire's marker away, so that nobody would find the employee any
// more, or undo what a step with a receipt has written. Pure.
import type { FieldNames } from '@joinery/connectors';
import { hireFields } from '@joinery/sdk';

/** BambooHR takes the number of a field where it takes its alias. */
export function isFieldNumber(name: string): boolean {
  return /^\d+(\.0)?$/.test(name.trim());
}

export function foldFieldName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^(\d+)\.0$/, '$1');
}

/** Folded names. Without the account's fields: as far as they are known without asking. */
export function ownFieldNames(markerField: string | null, fields: readonly FieldNames[] = []): Set<string> {
  const plain = [...Object.keys(hireFields.shape), ...(markerField === null ? [] : [markerField])];
  const own = new Set(plain.map(foldFieldName));
  const namesOf = ({ id, alias }: FieldNames) => [id, ...(alias === null ? [] : [alias])].map(foldFieldName);
  const meant = fields.map(namesOf).filter((names) => names.some((name) => own.has(name)));
  return new Set([...own, ...meant.flat()]);
}
