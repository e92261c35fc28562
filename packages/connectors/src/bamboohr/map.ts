// Between BambooHR's shapes and the contract's. Pure.
import type {
  EmployeeFileList,
  FieldValue,
  MetaList,
  SearchResult,
  TableRow,
  WriteValue,
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
import { textOf } from './schema.ts';

export type Values = Readonly<Record<string, FieldValue>>;

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
        : find(['workEmail', 'homeEmail'], (values) => hasEmail(values, emails)),
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
  const identical =
    sameText(textOf(values.lastName), employee.lastName) &&
    sameText(textOf(values.hireDate), employee.hireDate) &&
    hasEmail(values, emailsOf(employee));
  return { id, identical };
}

/** Whether one of the addresses is theirs, at work or at home. */
export function hasEmail({ workEmail, homeEmail }: Values, emails: readonly string[]): boolean {
  return [workEmail, homeEmail].some((theirs) => emails.some((own) => sameText(textOf(theirs), own)));
}

function emailsOf({ workEmail, homeEmail }: NewEmployee): string[] {
  return [workEmail, homeEmail].filter((email) => email !== undefined);
}

/** Equal as people read them: letter case, kind of spaces and way of writing accents do not count. */
export function sameText(a: string | null | undefined, b: string | null | undefined): boolean {
  return a != null && b != null && plain(a) === plain(b);
}

/** The form in which texts are compared. */
export function plain(text: string): string {
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
