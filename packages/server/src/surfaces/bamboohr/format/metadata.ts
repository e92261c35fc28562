// Fields, lists and tables of a company: facts 3.1 to 3.3. Pure.
import type { Field, User } from '@joinery/sdk';
import type { ListView, OptionView } from '../../../modules/fields/lists.ts';
import { showInstant } from './values.ts';
import { element, type XmlElement } from './xml.ts';

export interface TableView {
  alias: string;
  fields: Field[];
}

/** Plain numbers are integers, numbers of sub-fields (`16.1`) stay text. */
export function fieldId(number: string | null): number | string {
  return number !== null && /^-?\d+$/.test(number) ? Number(number) : (number ?? '');
}

export function fieldsJson(fields: Field[], isDeprecated: (key: string) => boolean): string {
  return JSON.stringify(
    fields.map(({ key, number, type, name, alias }) => ({
      id: fieldId(number),
      ...(isDeprecated(key) ? { type, deprecated: true, name } : { name, type }),
      ...(alias === null ? {} : { alias }),
    })),
  );
}

export function fieldsXml(fields: Field[]): XmlElement {
  return element('fields', {}, fields.map(fieldXml));
}

export function tablesJson(tables: TableView[]): string {
  return JSON.stringify(
    tables.map(({ alias, fields }) => ({
      alias,
      fields: fields.map((field) => ({
        id: fieldId(field.number),
        name: field.name,
        alias: field.alias,
        type: field.type,
      })),
    })),
  );
}

export function tablesXml(tables: TableView[]): XmlElement {
  return element(
    'tables',
    {},
    tables.map(({ alias, fields }) => element('table', { alias }, fields.map(fieldXml))),
  );
}

function fieldXml({ number, type, alias, name }: Field): XmlElement {
  return element('field', { id: number, type, alias }, name);
}

export function listsJson(lists: ListView[]): string {
  return JSON.stringify(lists.map(listView));
}

export function listJson(list: ListView): string {
  return JSON.stringify(listView(list));
}

function listView({ number, alias, name, manageable, multiple, options }: ListView) {
  return {
    id: number,
    fieldId: number,
    manageable: yesNo(manageable),
    multiple: yesNo(multiple),
    name,
    options: options.map((option) => ({
      id: option.id,
      archived: yesNo(option.archived),
      manageable: yesNo(option.manageable),
      createdDate: showInstant(option.createdAt),
      archivedDate: option.archivedAt === null ? null : showInstant(option.archivedAt),
      name: option.name,
      ...(option.adpCode === null ? {} : { adpCode: option.adpCode }),
    })),
    ...(alias === null ? {} : { alias }),
  };
}

export function listsXml(lists: ListView[]): XmlElement {
  return element('lists', {}, lists.map(listXml));
}

export function listXml(list: ListView): XmlElement {
  return element(
    'list',
    {
      fieldId: list.number,
      alias: list.alias,
      manageable: yesNo(list.manageable),
      multiple: yesNo(list.multiple),
    },
    [element('name', {}, list.name), element('options', {}, list.options.map(optionXml))],
  );
}

function optionXml({ id, archived, createdAt, archivedAt, adpCode, name }: OptionView): XmlElement {
  const attributes = {
    id,
    archived: yesNo(archived),
    createdDate: showInstant(createdAt),
    archivedDate: archivedAt === null ? null : showInstant(archivedAt),
    adpCode,
  };
  return element('option', attributes, name);
}

/** An object by user id; `employeeId` is 0 for users who are nobody's, `lastLogin` missing for who never came. */
export function usersJson(users: User[]): string {
  const entries = users.map(({ number, employeeNumber, firstName, lastName, email, status, lastLoginAt }) => [
    String(number),
    {
      id: number,
      employeeId: employeeNumber ?? 0,
      firstName,
      lastName,
      email,
      status,
      ...(lastLoginAt === null ? {} : { lastLogin: showInstant(lastLoginAt) }),
    },
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

export function usersXml(users: User[]): XmlElement {
  return element(
    'users',
    {},
    users.map(({ number, employeeNumber, firstName, lastName, email, status, lastLoginAt }) =>
      element('user', { id: number, employeeId: employeeNumber ?? 0, status }, [
        element('firstName', {}, firstName),
        element('lastName', {}, lastName),
        element('email', {}, email),
        ...(lastLoginAt === null ? [] : [element('lastLogin', {}, showInstant(lastLoginAt))]),
      ]),
    ),
  );
}

export function yesNo(value: boolean): 'yes' | 'no' {
  return value ? 'yes' : 'no';
}
