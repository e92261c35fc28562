// What an employee is, and what its fields show. Pure; access rights are not looked at here.

import type { FieldValue } from '../fields/field-values.ts';
import { pathsOf } from '../fields/fields.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import { currentRow, latestRow } from './effective-dating.ts';

export interface EmployeeRow {
  id: number;
  effectiveOn: string | null;
  values: Record<string, FieldValue>;
}

/** A short record of a person that others refer to. */
export interface PersonRef {
  id: string;
  number: number;
  firstName: string;
  lastName: string;
  preferredName: string | null;
  employeeNumber: string | null;
  workEmail: string | null;
}

export interface Employee {
  id: string;
  number: number;
  status: string;
  values: Record<string, FieldValue>;
  createdByUserNumber: number | null;
  lastChangedAt: Date;
  /** Which photo there is of them; it comes with every read, and is left out where there is none. */
  photoVersion?: number | null;
  /** Whether a provider says what they are; left out where that was not read. */
  mirrored?: boolean;
  /** Rows of the tables that were read, by table alias. */
  rows: Record<string, EmployeeRow[]>;
}

/** What values depend on besides the employee. */
export interface Moment {
  /** `YYYY-MM-DD` in the company's time zone. */
  today: string;
  /** Whether rows dated after today stay out. */
  onlyCurrent: boolean;
  findPerson(number: number): PersonRef | undefined;
  /** The id of an option of a list that was read. */
  findOptionId?(list: number, name: FieldValue): number | undefined;
}

export function rowInForce(employee: Employee, table: string, moment: Moment): EmployeeRow | undefined {
  const rows = employee.rows[table] ?? [];
  return moment.onlyCurrent ? currentRow(rows, moment.today) : latestRow(rows);
}

/** The value that a field shows; people are shown as "First Last". */
export function fieldValueOf(employee: Employee, field: FieldDefinition, moment: Moment): FieldValue {
  switch (field.source.kind) {
    case 'value':
      return field.source.key === 'status' ? employee.status : (employee.values[field.source.key] ?? null);
    case 'table': {
      const row = rowInForce(employee, field.source.table, moment);
      return row === undefined ? null : columnValue(row, field, moment);
    }
    case 'calculated':
      return calculations[field.source.name]?.(employee, moment) ?? null;
  }
}

/** The value that a row has in the column which a field describes. */
export function columnValue(row: EmployeeRow, field: FieldDefinition, moment: Moment): FieldValue {
  if (field.source.kind !== 'table') return null;
  if (field.source.dates) return row.effectiveOn;
  const value = row.values[field.source.column] ?? null;
  // A name that came for somebody who is not known here is shown as it is.
  if (field.type !== 'employee' || typeof value === 'string') return value;
  const person = typeof value === 'number' ? moment.findPerson(value) : undefined;
  return person === undefined ? null : `${person.preferredName ?? person.firstName} ${person.lastName}`;
}

/** The supervisor in force, or undefined. */
export function supervisorOf(employee: Employee, moment: Moment): PersonRef | undefined {
  const number = rowInForce(employee, 'jobInfo', moment)?.values.reportsTo;
  return typeof number === 'number' ? moment.findPerson(number) : undefined;
}

type Calculation = (employee: Employee, moment: Moment) => FieldValue;

const text = (employee: Employee, key: string): string => String(employee.values[key] ?? '');
const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join(' ');

const calculations: Record<string, Calculation> = {
  id: (e) => e.number,
  displayName: (e) => joined(text(e, 'preferredName') || text(e, 'firstName'), text(e, 'lastName')),
  fullName1: (e) => joined(text(e, 'firstName'), text(e, 'lastName')),
  fullName2: (e) => `${text(e, 'lastName')}, ${text(e, 'firstName')}`,
  fullName3: (e) => {
    const preferred = text(e, 'preferredName');
    return joined(
      `${text(e, 'lastName')},`,
      text(e, 'firstName'),
      text(e, 'middleName'),
      preferred === '' ? '' : `(${preferred})`,
    );
  },
  fullName4: (e) => joined(`${text(e, 'lastName')},`, text(e, 'firstName'), text(e, 'middleName')),
  fullName5: (e) => joined(text(e, 'firstName'), text(e, 'middleName'), text(e, 'lastName')),
  age: (e, { today }) => ageOn(e.values.dateOfBirth, today),
  birthday: (e) => (typeof e.values.dateOfBirth === 'string' ? e.values.dateOfBirth.slice(5) : null),
  stateCode: (e) => e.values.state ?? null,
  // Whoever has not begun yet counts as inactive in datasets.
  statusToday: (e, { today }) => (text(e, 'hireDate') > today ? 'Inactive' : e.status),
  workPhonePlusExtension: (e) =>
    joined(text(e, 'workPhone'), text(e, 'workPhoneExtension') && `Ext. ${text(e, 'workPhoneExtension')}`) ||
    null,
  bestEmail: (e) => e.values.workEmail ?? e.values.homeEmail ?? null,
  supervisor: (e, moment) => {
    const person = supervisorOf(e, moment);
    if (person !== undefined) return `${person.lastName}, ${person.preferredName ?? person.firstName}`;
    const name = rowInForce(e, 'jobInfo', moment)?.values.reportsTo;
    return typeof name === 'string' ? name : null;
  },
  supervisorId: (e, moment) => supervisorOf(e, moment)?.employeeNumber ?? null,
  supervisorEId: (e, moment) => supervisorOf(e, moment)?.number ?? null,
  supervisorEmail: (e, moment) => supervisorOf(e, moment)?.workEmail ?? null,
  terminationDate: (e, moment) => {
    const row = rowInForce(e, 'employmentStatus', moment);
    return row?.values.employmentStatus === 'Terminated' ? row.effectiveOn : null;
  },
  payRateCurrency: (e, moment) => {
    const rate = rowInForce(e, 'compensation', moment)?.values.rate;
    return typeof rate === 'object' && rate !== null && 'currency' in rate ? rate.currency : null;
  },
  payScheduleId: (e, moment) => {
    const schedule = rowInForce(e, 'compensation', moment)?.values.paySchedule ?? null;
    return moment.findOptionId?.(4386, schedule) ?? null;
  },
  payGroupId: (e, moment) => moment.findOptionId?.(4043, e.values.payGroup ?? null) ?? null,
  lastChanged: (e) => e.lastChangedAt.toISOString(),
  // 0 stands for the server itself, which is no user.
  createdByUserId: (e) => e.createdByUserNumber || null,
  isPhotoUploaded: hasPhoto,
  photoUploaded: hasPhoto,
  // A reference: the address depends on who is asked, and when.
  photoUrl: photoOf,
};

/** Names the photo there is of an employee, as modules/photos reads it. */
export function photoOf(employee: Employee): string | null {
  return hasPhoto(employee) ? `${employee.number}-${employee.photoVersion}` : null;
}

function hasPhoto({ photoVersion }: Employee): boolean {
  return typeof photoVersion === 'number';
}

function ageOn(born: FieldValue | undefined, today: string): number {
  if (typeof born !== 'string') return -1;
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) < born.slice(5) ? years - 1 : years;
}

/** Whether a field can be written by its name: not calculated, not read only. */
export function isWritable(field: FieldDefinition): boolean {
  return field.source.kind !== 'calculated' && !field.readOnly && pathsOf(field).length === 1;
}
