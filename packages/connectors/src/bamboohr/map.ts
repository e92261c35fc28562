// Between BambooHR's shapes and the contract's. Pure.
import {
  type EmployeeFileList,
  type FieldValue,
  type MetaField,
  type MetaList,
  type SearchResult,
  type TableRow,
  toMoney,
  type WriteValue,
} from '@joinery/bamboohr';
import type {
  EmployeeOptions,
  EmployeeProof,
  EmployeeSearch,
  EmploymentStatusRow,
  FileCategory,
  Finding,
  FoundEmployee,
  NewEmployee,
} from '../connector.ts';
import type { ComparedRow, Comparison, CreatedSearch, SentValue, SentValues } from '../people-writes.ts';
import { textOf } from './schema.ts';

type Values = Readonly<Record<string, FieldValue>>;

const identityFields = ['firstName', 'lastName', 'workEmail', 'homeEmail', 'hireDate'] as const;

/** The columns that a search reads. */
export function searchFields(markerField: string | null): string[] {
  return [...identityFields, ...(markerField === null ? [] : [markerField])];
}

export function fromEmployee(
  employee: NewEmployee,
  marker: string,
  markerField: string | null,
): Record<string, WriteValue> {
  const values = Object.entries(employee).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(values), ...(markerField === null ? {} : { [markerField]: marker }) };
}

export function toEmployeeSearch(
  result: SearchResult,
  wanted: { marker: string; markerField: string | null; employee: NewEmployee },
): EmployeeSearch {
  const { marker, markerField, employee } = wanted;
  const emails = emailsOf(employee);
  const find = (columns: readonly string[], matches: (values: Values) => boolean): Finding =>
    toFinding(result, employee, columns, matches);
  return {
    marker:
      markerField === null
        ? null
        : find([markerField], (values) => sameText(textOf(values[markerField]), marker)),
    email:
      emails.length === 0
        ? { answer: 'absent' }
        : find(['workEmail', 'homeEmail'], (values) =>
            ['workEmail', 'homeEmail'].some((column) => {
              const email = textOf(values[column]);
              return emails.some((own) => sameText(email, own));
            }),
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
  return { answer: 'absent' };
}

function toFound(id: string, values: Values, result: SearchResult, employee: NewEmployee): FoundEmployee {
  const needed = ['lastName', 'hireDate', 'workEmail', 'homeEmail'];
  if (needed.some((column) => result.missing.includes(column))) return { id, identical: null };
  const emails = emailsOf(employee);
  const theirs = [textOf(values.workEmail), textOf(values.homeEmail)];
  const identical =
    sameText(textOf(values.lastName), employee.lastName) &&
    sameText(textOf(values.hireDate), employee.hireDate) &&
    theirs.some((email) => emails.some((own) => sameText(email, own)));
  return { id, identical };
}

function emailsOf({ workEmail, homeEmail }: NewEmployee): string[] {
  return [workEmail, homeEmail].filter((email) => email !== undefined);
}

/** Equal as people read them: letter case, kind of spaces and way of writing accents do not count. */
export function sameText(a: string | null | undefined, b: string | null | undefined): boolean {
  return a != null && b != null && plain(a) === plain(b);
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();
}

export function toProof(
  employee: { id: string; values: Values; missing: readonly string[] },
  wanted: { marker: string; markerField: string | null; employee: NewEmployee },
): EmployeeProof {
  const expected = Object.entries(wanted.employee).filter(([, value]) => value !== undefined);
  return {
    id: employee.id,
    marker: toMarker(employee, wanted),
    different: expected
      .filter(([field, value]) => !sameText(textOf(employee.values[field]), String(value)))
      .map(([field]) => field),
  };
}

function toMarker(
  employee: { values: Values; missing: readonly string[] },
  { marker, markerField }: { marker: string; markerField: string | null },
): EmployeeProof['marker'] {
  if (markerField === null) return null;
  if (employee.missing.includes(markerField)) return 'withheld';
  const value = textOf(employee.values[markerField]);
  if (value === null) return 'empty';
  return sameText(value, marker) ? 'ours' : 'other';
}

export function toEmploymentStatusRow(row: TableRow): EmploymentStatusRow {
  return { id: row.id, date: textOf(row.values.date), status: textOf(row.values.employmentStatus) };
}

export function toFileCategories(list: EmployeeFileList): FileCategory[] {
  return list.categories.map((category) => ({
    id: category.id,
    name: category.name ?? '',
    canUpload: category.canUploadFiles,
    files: category.files.map((file) => ({
      id: file.id,
      name: file.originalFileName ?? file.name ?? '',
      bytes: file.sizeBytes,
    })),
  }));
}

const listFields: Record<keyof EmployeeOptions, { alias: string; fieldId: string }> = {
  employmentStatus: { alias: 'employmentHistoryStatus', fieldId: '16' },
  jobTitle: { alias: 'jobTitle', fieldId: '17' },
  department: { alias: 'department', fieldId: '4' },
  division: { alias: 'division', fieldId: '1355' },
  location: { alias: 'location', fieldId: '18' },
};

/** Archived options are for history, and nobody is hired as terminated. */
export function toOptions(lists: readonly MetaList[]): EmployeeOptions {
  const namesOf = (key: keyof EmployeeOptions): string[] => {
    const { alias, fieldId } = listFields[key];
    const list = lists.find((one) => one.alias === alias) ?? lists.find((one) => one.fieldId === fieldId);
    return (list?.options ?? []).filter((option) => !option.archived).map((option) => option.name);
  };
  return {
    employmentStatus: namesOf('employmentStatus').filter((name) => name !== 'Terminated'),
    jobTitle: namesOf('jobTitle'),
    department: namesOf('department'),
    division: namesOf('division'),
    location: namesOf('location'),
  };
}

/** Whether the account has a field by this alias or number. */
export function hasField(fields: readonly MetaField[], name: string): boolean {
  return fields.some((field) => field.alias === name || field.id === name);
}

/** A value as a field of an employee takes it. */
export function toFieldValue(value: SentValue): WriteValue {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isAmount(value)) return `${value.value} ${value.currency}`;
  return Array.isArray(value) ? [...value] : (value as WriteValue);
}

/** A value as a column of a table takes it: an amount is an object there. */
export function toRowValue(value: SentValue): WriteValue {
  return isAmount(value) ? { value: value.value, currency: value.currency } : toFieldValue(value);
}

function isAmount(value: SentValue): value is { value: string; currency: string } {
  return typeof value === 'object' && value !== null && 'currency' in value;
}

// States and countries are written by their names and shown by their codes, or the other way round.
const coded = new Set(['state', 'country']);

/** Whether a shown value is the one that was sent. */
export function isSent(shown: FieldValue | undefined, sent: SentValue): boolean {
  if (sent === null || sent === '') return isBlank(shown);
  if (isAmount(sent)) {
    const money = toMoney(shown as WriteValue);
    return money !== null && Number(money.value) === Number(sent.value) && money.currency === sent.currency;
  }
  if (typeof sent === 'boolean') return isBlank(shown) ? !sent : isTrue(shown) === sent;
  if (Array.isArray(sent)) {
    const names = (value: unknown) =>
      (Array.isArray(value) ? value : String(value ?? '').split(',')).map((one) => plain(String(one))).sort();
    return names(shown).join('\n') === names(sent).join('\n');
  }
  return sameText(textOf(shown), String(sent));
}

function isTrue(shown: FieldValue | undefined): boolean {
  return (
    shown === true || ['yes', 'true', '1', 'checkbox', 'on'].includes(String(shown).trim().toLowerCase())
  );
}

function isBlank(shown: FieldValue | undefined): boolean {
  if (shown === null || shown === undefined) return true;
  if (typeof shown === 'string')
    // An amount without its number is a space and a currency. Without the space it is a text: CEO, NYC.
    return shown.trim() === '' || /^\s+[A-Z]{3}$/.test(shown) || shown === '0000-00-00';
  return Array.isArray(shown) && shown.length === 0;
}

export function compareValues(shown: Values, sent: SentValues): Comparison {
  const names = Object.keys(sent);
  if (names.some((name) => Object.hasOwn(shown, name) && !isSent(shown[name], sent[name] ?? null)))
    return 'different';
  return names.every((name) => Object.hasOwn(shown, name)) ? 'same' : 'unknown';
}

export function fitOf(shown: Values, sent: SentValues): ComparedRow['fit'] {
  const fits = Object.entries(sent).map(([column, value]) => {
    if (isSent(shown[column], value)) return 'equal';
    return isBlank(shown[column]) || coded.has(column) ? 'near' : 'other';
  });
  if (fits.includes('other')) return 'other';
  return fits.includes('near') ? (fits.includes('equal') ? 'near' : 'other') : 'equal';
}

export function toCreatedSearch(
  { matches, missing, scanned }: SearchResult,
  wanted: { values: SentValues; marker: string; markerField: string | null },
): CreatedSearch {
  const { values, markerField } = wanted;
  const sent = (name: string): string | null => {
    const value = values[name];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  const emails = [sent('workEmail'), sent('homeEmail')].filter((email) => email !== null);
  const candidates = matches.map(({ id, values: shown }) => ({
    id,
    marker:
      markerField === null || missing.includes(markerField)
        ? null
        : sameText(textOf(shown[markerField]), wanted.marker),
    email:
      emails.length === 0
        ? null
        : [shown.workEmail, shown.homeEmail].some((one) =>
            emails.some((email) => sameText(textOf(one), email)),
          ),
    name:
      sameText(textOf(shown.firstName), sent('firstName')) &&
      sameText(textOf(shown.lastName), sent('lastName')),
    hireDate: sent('hireDate') === null ? null : sameText(textOf(shown.hireDate), sent('hireDate')),
  }));
  const needed = ['firstName', 'lastName', ...(emails.length === 0 ? [] : ['workEmail', 'homeEmail'])];
  return {
    candidates: candidates.filter(({ marker, email, name }) => marker === true || email === true || name),
    hidden: needed.filter((name) => missing.includes(name)),
    scanned,
  };
}
