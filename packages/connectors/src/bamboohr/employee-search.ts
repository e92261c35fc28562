// Who among all employees may be the person of a hire. Pure.
import type { ReportRow, SearchResult } from '@joinery/bamboohr';
import type { EmployeeSearch, Finding, FoundEmployee, NewEmployee, WantedEmployee } from '../hris-actions.ts';
import { hasEmail, plain, sameText, searchFields, type Values } from './map.ts';
import { textOf } from './schema.ts';

const phoneFields = ['mobilePhone', 'homePhone'] as const;
/** For people to tell those found apart: nothing is looked for in them. */
const shownFields = ['status', 'jobTitle'] as const;

/** The columns that the search for a hire's employee reads. */
export function hireSearchFields(markerField: string | null): string[] {
  return [...searchFields(markerField), ...phoneFields, 'dateOfBirth', ...shownFields];
}

/** Those among them that must be seen for any hire. Dates of birth are compared only where a hire has one. */
export function askedFields(markerField: string | null): string[] {
  return [...searchFields(markerField), ...phoneFields];
}

/**
 * Looks for many people in one list while it comes. Kept of it are the ids, and the rows of those who may be
 * one of them.
 */
export async function searchRows(
  { rows, missing }: { rows: AsyncIterable<ReportRow>; missing: readonly string[] },
  wanted: readonly WantedEmployee[],
  markerField: string | null,
): Promise<EmployeeSearch[]> {
  const seen = new Set<string>();
  const candidates = wanted.map((): ReportRow[] => []);
  const keep = sorterOf(wanted, markerField);
  for await (const row of rows) {
    // Of somebody who comes twice the first row counts.
    if (seen.has(row.id)) continue;
    seen.add(row.id);
    for (const index of keep(row.values)) candidates[index]?.push(row);
  }
  return wanted.map((one, index) => {
    const result = { matches: candidates[index] ?? [], missing, scanned: seen.size };
    return toEmployeeSearch(result, { ...one, markerField });
  });
}

/**
 * For a row, which of those wanted it may be: everybody whom `toEmployeeSearch` would find in it, and
 * hardly anybody else. What a row says is looked up, so that a hundred wanted cost no more than one.
 */
function sorterOf(
  wanted: readonly WantedEmployee[],
  markerField: string | null,
): (values: Values) => Set<number> {
  const byKey = new Map<string, number[]>();
  for (const [index, { marker, employee }] of wanted.entries()) {
    const own = { ...employee, ...(markerField === null ? {} : { [markerField]: marker }) };
    for (const key of keysOf(own, markerField)) byKey.set(key, [...(byKey.get(key) ?? []), index]);
  }
  return (values) => new Set(keysOf(values, markerField).flatMap((key) => byKey.get(key) ?? []));
}

/** Two records that agree in something that is looked for have one of these in common. */
function keysOf(values: Values, markerField: string | null): string[] {
  const text = (column: string): string | null => textOf(values[column]);
  const [firstName, lastName, born] = [text('firstName'), text('lastName'), text('dateOfBirth')];
  const marker = markerField === null ? null : text(markerField);
  const keys: string[] = marker === null ? [] : [`marker ${plain(marker)}`];
  for (const email of [text('workEmail'), text('homeEmail')])
    if (email !== null) keys.push(`email ${plain(email)}`);
  for (const field of phoneFields) {
    const digits = digitsOf(text(field));
    if (digits.length >= fewestDigits) keys.push(`phone ${digits.slice(-fewestDigits)}`);
  }
  if (firstName !== null && lastName !== null) keys.push(`name ${plain(firstName)}\n${plain(lastName)}`);
  if (born !== null) keys.push(`born ${plain(born)} ${letters(firstName)}\n${letters(lastName)}`);
  return keys;
}

export function toEmployeeSearch(
  result: SearchResult,
  wanted: { marker: string; markerField: string | null; employee: NewEmployee },
): EmployeeSearch {
  const { marker, markerField, employee } = wanted;
  const emails = emailsOf(employee);
  const phones = [employee.mobilePhone, employee.homePhone].filter((phone) => phone !== undefined);
  const { dateOfBirth } = employee;
  const find = (columns: readonly string[], matches: (values: Values) => boolean): Finding =>
    toFinding(result, employee, columns, matches);
  return {
    marker:
      markerField === null
        ? null
        : find([markerField], (values) => sameText(textOf(values[markerField]), marker)),
    email:
      emails.length === 0 ? absent : find(['workEmail', 'homeEmail'], (values) => hasEmail(values, emails)),
    phone: phones.length === 0 ? absent : find(phoneFields, (values) => hasPhone(values, phones)),
    birthDate:
      dateOfBirth === undefined
        ? absent
        : find(
            ['firstName', 'lastName', 'dateOfBirth'],
            (values) => sameText(textOf(values.dateOfBirth), dateOfBirth) && hasSpelling(values, employee),
          ),
    name: find(
      ['firstName', 'lastName'],
      (values) =>
        sameText(textOf(values.firstName), employee.firstName) &&
        sameText(textOf(values.lastName), employee.lastName),
    ),
    scanned: result.scanned,
  };
}

const absent: Finding = { answer: 'absent' };

// What is seen counts even when other columns are hidden; only "nobody" needs all of them.
function toFinding(
  result: SearchResult,
  employee: NewEmployee,
  columns: readonly string[],
  matches: (values: Values) => boolean,
): Finding {
  const found = result.matches.filter((row) => matches(row.values));
  if (found.length > 0)
    return { answer: 'found', employees: found.map((row) => toFound(row.id, row.values, result, employee)) };
  const hidden = columns.filter((column) => result.missing.includes(column));
  if (hidden.length > 0)
    return { answer: 'unknown', reason: `The API key does not see the field ${hidden.join(', ')}.` };
  // An account shows at least the people who run it. None at all is a lost permission, or a report
  // that is not ready, rather than an empty company.
  if (result.scanned === 0)
    return { answer: 'unknown', reason: 'The account shows this API key no employees at all.' };
  return absent;
}

function toFound(id: string, values: Values, result: SearchResult, employee: NewEmployee): FoundEmployee {
  const shown = (column: string): string | null => textOf(values[column]);
  const birth = shown('dateOfBirth');
  return {
    id,
    identical: isIdentical(values, result, employee),
    name: [shown('firstName'), shown('lastName')].filter((part) => part !== null).join(' '),
    workEmail: shown('workEmail'),
    homeEmail: shown('homeEmail'),
    phone: shown('mobilePhone') ?? shown('homePhone'),
    status: shown('status'),
    hireDate: shown('hireDate'),
    jobTitle: shown('jobTitle'),
    dateOfBirthMatches:
      birth === null || employee.dateOfBirth === undefined ? null : sameText(birth, employee.dateOfBirth),
  };
}

function isIdentical(values: Values, { missing }: SearchResult, employee: NewEmployee): boolean | null {
  const needed = ['lastName', 'hireDate', 'workEmail', 'homeEmail'];
  if (needed.some((column) => missing.includes(column))) return null;
  return (
    sameText(textOf(values.lastName), employee.lastName) &&
    sameText(textOf(values.hireDate), employee.hireDate) &&
    hasEmail(values, emailsOf(employee))
  );
}

function emailsOf({ workEmail, homeEmail }: NewEmployee): string[] {
  return [workEmail, homeEmail].filter((email) => email !== undefined);
}

function hasPhone(values: Values, phones: readonly string[]): boolean {
  return phoneFields.some((field) => phones.some((own) => samePhone(textOf(values[field]), own)));
}

// One number is written with its country, another with a 0 for it: the longer one ends in the shorter.
const fewestDigits = 8;

/** Whether two texts name one phone, as far as their digits tell. */
export function samePhone(a: string | null, b: string | null): boolean {
  const [shorter = '', longer = ''] = [digitsOf(a), digitsOf(b)].sort((x, y) => x.length - y.length);
  return shorter.length >= fewestDigits && longer.endsWith(shorter);
}

function digitsOf(phone: string | null): string {
  const [number = ''] = (phone ?? '').split(/(?:ext\.?|x|#)/i);
  return number.replace(/\(0\)/, '').replace(/\D/g, '').replace(/^0+/, '');
}

/** The name, whatever accents, hyphens and apostrophes it is written with. */
function hasSpelling({ firstName, lastName }: Values, employee: NewEmployee): boolean {
  return (
    letters(textOf(firstName)) === letters(employee.firstName) &&
    letters(textOf(lastName)) === letters(employee.lastName)
  );
}

function letters(name: string | null): string {
  return (name ?? '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
