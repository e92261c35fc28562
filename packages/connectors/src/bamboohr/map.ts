// Between BambooHR's shapes and the contract's. Pure.
import type { EmployeeFileList, FieldValue, MetaList, WriteValue } from '@joinery/bamboohr';
import type { OptionField } from '@joinery/sdk';
import type { EmployeeOptions, EmployeeProof, FileCategory, NewEmployee } from '../hris-actions.ts';
import type { Comparison } from '../people-writes.ts';
import { textOf } from './schema.ts';

export type Values = Readonly<Record<string, FieldValue>>;

const identityFields = ['firstName', 'lastName', 'workEmail', 'homeEmail', 'hireDate'] as const;

/** The columns that a search for somebody who was created reads. */
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

/** Whether one of the addresses is theirs, at work or at home. */
export function hasEmail({ workEmail, homeEmail }: Values, emails: readonly string[]): boolean {
  return [workEmail, homeEmail].some((theirs) => emails.some((own) => sameText(textOf(theirs), own)));
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
      .filter(([field, value]) => !isShown(field, textOf(employee.values[field]), String(value)))
      .map(([field]) => field),
  };
}

// Written by their names, and shown by names or codes as the account likes.
const coded = ['state', 'country'];

function isShown(field: string, shown: string | null, sent: string): boolean {
  return coded.includes(field) ? shown !== null : sameText(shown, sent);
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

const listFields: Record<OptionField, { alias: string; fieldId: string }> = {
  employmentStatus: { alias: 'employmentHistoryStatus', fieldId: '16' },
  jobTitle: { alias: 'jobTitle', fieldId: '17' },
  department: { alias: 'department', fieldId: '4' },
  division: { alias: 'division', fieldId: '1355' },
  location: { alias: 'location', fieldId: '18' },
};

/** The list that a field of a hire is chosen from; undefined when the account shows none. */
export function listOf(lists: readonly MetaList[], field: OptionField): MetaList | undefined {
  const { alias, fieldId } = listFields[field];
  return lists.find((one) => one.alias === alias) ?? lists.find((one) => one.fieldId === fieldId);
}

const payScheduleList = { alias: 'paySchedule', fieldId: '4386' };
// No list says them: they are what the types pay_type and paid_per take.
const payTypes = [
  'Hourly',
  'Salary',
  'Commission',
  'Exception Hourly',
  'Monthly',
  'Piece Rate',
  'Contract',
  'Daily',
];
const payPeriods = ['Hour', 'Day', 'Week', 'Month', 'Quarter', 'Year'];

const isOffered = ({ archived }: MetaList['options'][number]): boolean => !archived;

/** Archived options are for history, and nobody is hired as terminated. */
export function toOptions(lists: readonly MetaList[]): EmployeeOptions {
  const schedules = lists.find(
    ({ alias, fieldId }) => alias === payScheduleList.alias || fieldId === payScheduleList.fieldId,
  );
  const namesOf = (field: OptionField): string[] =>
    (listOf(lists, field)?.options ?? []).filter(isOffered).map((option) => option.name);
  return {
    employmentStatus: namesOf('employmentStatus').filter((name) => name !== 'Terminated'),
    jobTitle: namesOf('jobTitle'),
    department: namesOf('department'),
    division: namesOf('division'),
    location: namesOf('location'),
    payType: payTypes,
    payPer: payPeriods,
    ...(schedules && { paySchedule: schedules.options.filter(isOffered).map(({ name }) => name) }),
    open: (Object.keys(listFields) as OptionField[]).filter((field) => listOf(lists, field)?.manageable),
  };
}

export function compareOption(lists: readonly MetaList[], field: OptionField, name: string): Comparison {
  const list = listOf(lists, field);
  if (list === undefined) return 'gone';
  const has = list.options.some((option) => !option.archived && sameText(option.name, name));
  return has ? 'same' : 'different';
}
