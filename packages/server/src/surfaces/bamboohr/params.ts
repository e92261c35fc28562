// Numbers and lists as they stand in paths and queries. Pure.
import { JoineryError } from '@joinery/sdk';

const maxFields = 400;

/** Tables whose rows count as changes of their employee; rows of others do not. */
export const countingTables = ['jobInfo', 'employmentStatus', 'compensation'] as const;

/** 0 is the caller's own employee. @throws JoineryError `employees.not_found` for what no employee can have. */
export function readEmployeeNumber(text: string | undefined): number {
  const number = toNumber(text);
  if (number === undefined) throw new JoineryError('employees.not_found', 'There is no such employee.');
  return number;
}

/** Undefined for what no record can have: signs, letters, more than nine digits. */
export function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Names of fields in asked order, each once. @throws JoineryError `request.invalid` over 400. */
export function readFieldNames(names: readonly string[]): string[] {
  const distinct = [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
  if (distinct.length > maxFields)
    throw new JoineryError('request.invalid', `At most ${maxFields} fields may be asked for at once.`);
  return distinct;
}

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/i;

/** @throws JoineryError `request.invalid`; a plus that was not escaped arrives as a space and is refused. */
export function readInstant(name: string, text: string | undefined): Date {
  const at = new Date(text ?? '');
  if (text === undefined || !instantForm.test(text) || Number.isNaN(at.getTime()))
    throw new JoineryError(
      'request.invalid',
      `${name} must be an ISO 8601 time with a zone, such as 2026-05-29T14:22:45Z (a plus is sent as %2B).`,
    );
  return at;
}
