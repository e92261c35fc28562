// A report of more fields than one request takes is asked for in parts, which are joined by employee here.
import { BambooHrError } from '../error.ts';
import type { Report, ReportRow } from './reports.ts';

/**
 * Joins parts of one report, each with other columns of the same employees.
 *
 * @throws BambooHrError `unexpected_content` when the parts do not name the same employees, once each:
 * a row that lacks the columns of a part would pass for one whose values are blank.
 */
export function joinReports(operation: string, parts: readonly Report[]): Report {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('a report has at least one part');
  if (others.length === 0) return first;
  const byEmployee = parts.map((part) => indexed(operation, part));
  const isEverywhere = (row: ReportRow) => byEmployee.every((rows) => rows.has(row.id));
  if (byEmployee.some((rows) => rows.size !== first.rows.length) || !first.rows.every(isEverywhere))
    throw unlike(operation, 'the parts of the report name different employees: somebody came or went');
  return {
    title: first.title,
    fields: parts.flatMap((part) => part.fields),
    rows: first.rows.map((row) => joinRows(byEmployee.flatMap((rows) => rows.get(row.id) ?? []))),
    missing: parts.flatMap((part) => part.missing),
  };
}

function indexed(operation: string, { rows }: Report): Map<string, ReportRow> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  if (byId.size === rows.length) return byId;
  throw unlike(operation, 'an employee has several rows, which cannot be joined: ask for at most 400 fields');
}

function joinRows(rows: readonly ReportRow[]): ReportRow {
  // From entries, so that a key called `__proto__` stays a key.
  const joined = <V>(pick: (row: ReportRow) => Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(rows.flatMap((row) => Object.entries(pick(row))));
  return { id: rows[0]?.id ?? '', values: joined((row) => row.values), raw: joined((row) => row.raw) };
}

function unlike(operation: string, what: string): BambooHrError {
  return new BambooHrError(`${operation}: ${what}`, {
    operation,
    outcome: 'ambiguous',
    reason: 'unexpected_content',
    status: 200,
  });
}
