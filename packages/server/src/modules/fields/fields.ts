import { type FieldDefinition, standardTables, type TableDefinition } from './standard-fields.ts';

/**
 * The fields of one company, found by any name that clients use: alias, numeric id
 * (`4`, `16.1`, `-38`) or custom alias. Aliases win over numbers.
 */
export interface Catalogue {
  fields: FieldDefinition[];
  find(name: string): FieldDefinition | undefined;
  /** The field that describes a column of a history table. */
  column(table: string, column: string): FieldDefinition | undefined;
  tables: TableDefinition[];
  /** The table with this alias; `contacts` is another name of emergencyContacts. */
  table(alias: string): TableDefinition | undefined;
}

export function catalogueOf(
  fields: FieldDefinition[],
  tables: TableDefinition[] = standardTables,
): Catalogue {
  const byNumber = new Map<string, FieldDefinition>();
  const byAlias = new Map<string, FieldDefinition>();
  const byColumn = new Map<string, FieldDefinition>();
  for (const field of [...fields].sort((a, b) => Number(a.deprecated) - Number(b.deprecated))) {
    if (field.number !== null && !byNumber.has(field.number)) byNumber.set(field.number, field);
    if (field.alias !== null && !byAlias.has(field.alias)) byAlias.set(field.alias, field);
    if (field.source.kind === 'table') {
      const path = `${field.source.table}.${field.source.column}`;
      if (!byColumn.has(path)) byColumn.set(path, field);
    }
  }
  return {
    fields,
    find: (name) => byAlias.get(name) ?? byNumber.get(name),
    column: (table, column) => byColumn.get(`${table}.${column}`),
    tables,
    table: (alias) =>
      tables.find((table) => table.alias === (alias === 'contacts' ? 'emergencyContacts' : alias)),
  };
}

/** What a person is called by where others refer to them. */
export const namesOfPeople = ['firstName', 'lastName', 'preferredName'];

/** What tells of a photo. */
export const photoFields = ['photoUrl', 'photoUploaded', 'isPhotoUploaded'];

// What a calculated field is made of. Whoever may not see an ingredient may not see the result.
const ingredients: Record<string, string[]> = {
  displayName: ['firstName', 'lastName', 'preferredName'],
  fullName1: ['firstName', 'lastName'],
  fullName2: ['firstName', 'lastName'],
  fullName3: ['firstName', 'lastName', 'middleName', 'preferredName'],
  fullName4: ['firstName', 'lastName', 'middleName'],
  fullName5: ['firstName', 'lastName', 'middleName'],
  age: ['dateOfBirth'],
  birthday: ['dateOfBirth'],
  stateCode: ['state'],
  statusToday: ['status', 'hireDate'],
  workPhonePlusExtension: ['workPhone', 'workPhoneExtension'],
  bestEmail: ['workEmail', 'homeEmail'],
  payRateCurrency: ['compensation.rate'],
  payScheduleId: ['compensation.paySchedule'],
  payGroupId: ['payGroup'],
  supervisor: ['jobInfo.reportsTo', ...namesOfPeople],
  supervisorId: ['jobInfo.reportsTo', 'employeeNumber'],
  supervisorEId: ['jobInfo.reportsTo'],
  supervisorEmail: ['jobInfo.reportsTo', 'workEmail'],
  // A photo is no value of a field, but it has a right of its own.
  photoUrl: ['photo'],
  photoUploaded: ['photo'],
  isPhotoUploaded: ['photo'],
  terminationDate: ['employmentStatus.employmentStatus', 'employmentStatus.date'],
};

// Lists whose options a calculated field shows by their ids.
const optionLists: Record<string, number> = { payScheduleId: 4386, payGroupId: 4043 };

/** The list whose ids have to be read to give a field. */
export function optionListOf({ source }: FieldDefinition): number | undefined {
  return source.kind === 'calculated' ? optionLists[source.name] : undefined;
}

/**
 * The stored places that a field shows: `key` of a value or `table.column`. Rights are held by
 * these paths, so that two names of one value can never have two rights.
 */
export function pathsOf(field: FieldDefinition): string[] {
  switch (field.source.kind) {
    case 'value':
      return [field.source.key];
    case 'table':
      return [`${field.source.table}.${field.source.column}`];
    case 'calculated':
      return ingredients[field.source.name] ?? [];
  }
}

/** The table of a stored place, unless it is a value of the employee's own, and its key or column. */
export function splitPath(path: string): [table: string | undefined, key: string] {
  const dot = path.indexOf('.');
  return dot < 0 ? [undefined, path] : [path.slice(0, dot), path.slice(dot + 1)];
}

/** The history tables that have to be read to give a field. */
export function tablesOf(field: FieldDefinition): string[] {
  return pathsOf(field).flatMap((path) => splitPath(path)[0] ?? []);
}
