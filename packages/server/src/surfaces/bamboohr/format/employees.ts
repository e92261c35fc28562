// One employee and the directory, as they were recorded: facts 2.2 and 2.3. Pure.
import type { EmployeeView } from '../../../modules/employees/employees.service.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import type { FindField } from '../catalogue.ts';
import { objectText } from './json.ts';
import { firstNameFirst, type Place, type Shown, showValue } from './values.ts';
import { element, field, type XmlElement } from './xml.ts';

export interface Shape {
  /** Asked names, in asked order. */
  names: readonly string[];
  fieldOf: FindField;
  place: Place;
  currency: string;
  photoUrl?: PhotoUrl;
}

/** Asked names that the caller may see, in asked order, with their values. `id` is left to the caller. */
export function shownFields(view: EmployeeView, shape: Shape): [string, Shown][] {
  return shape.names.flatMap((name): [string, Shown][] => {
    const value = view.values[name];
    if (name === 'id' || value === undefined) return [];
    return [[name, showValue(value, shape.fieldOf(name), shape)]];
  });
}

export function employeeJson(view: EmployeeView, shape: Shape): string {
  return objectText([['id', String(view.number)], ...shownFields(view, shape)]);
}

export function employeeXml(view: EmployeeView, shape: Shape): XmlElement {
  const fields = shownFields(view, shape).map(([name, value]) => field(name, value));
  return element('employee', { id: view.number }, fields);
}

/** What a create or update echoes: names and status first, then what was posted. */
export function echoText(
  number: number,
  before: Record<string, unknown>,
  posted: Record<string, unknown>,
): string {
  const lead = ['firstName', 'lastName', 'status'].map((name): [string, unknown] => [
    name,
    posted[name] ?? before[name] ?? null,
  ]);
  const rest = Object.entries(posted).filter(
    ([name]) => name !== 'id' && !lead.some(([led]) => led === name),
  );
  return objectText([['id', String(number)], ...lead, ...rest]);
}

/** The fields of the directory, in recorded order. */
export const directoryNames = [
  'displayName',
  'firstName',
  'lastName',
  'preferredName',
  'jobTitle',
  'workPhone',
  'mobilePhone',
  'workEmail',
  'department',
  'location',
  'division',
  'facebook',
  'linkedIn',
  'twitterFeed',
  'pinterest',
  'instagram',
  'pronouns',
  'workPhoneExtension',
  'supervisor',
  'photoUploaded',
  'photoUrl',
] as const;

interface DirectoryField {
  id: string;
  type: string;
  name: string;
}

export function directoryJson(views: EmployeeView[], fieldOf: FindField, photoUrl?: PhotoUrl): string {
  const names = visibleNames(views);
  const head = JSON.stringify(
    directoryFields(names, fieldOf).map(({ id, type, name }) => ({ id, type, name })),
  );
  // Recorded with its keys in another order than its siblings.
  const last = JSON.stringify({ type: 'bool', name: '', id: 'canUploadPhoto' });
  const people = views.map((view) =>
    objectText([
      ['id', String(view.number)],
      ...directoryValues(view, names, photoUrl),
      ['canUploadPhoto', view.mayUploadPhoto === true ? 1 : 0],
    ]),
  );
  const fields = names.length === 0 ? `[${last}]` : `${head.slice(0, -1)},${last}]`;
  return `{"fields":${fields},"employees":[${people.join(',')}]}`;
}

export function directoryXml(views: EmployeeView[], fieldOf: FindField, photoUrl?: PhotoUrl): XmlElement {
  const names = visibleNames(views);
  const fieldset = directoryFields(names, fieldOf).map(({ id, name }) => field(id, name));
  const people = views.map((view) =>
    element(
      'employee',
      { id: view.number },
      directoryValues(view, names, photoUrl).map(([name, value]) => field(name, value)),
    ),
  );
  return element('directory', {}, [element('fieldset', {}, fieldset), element('employees', {}, people)]);
}

function visibleNames(views: EmployeeView[]): string[] {
  const first = views[0]?.values ?? {};
  return directoryNames.filter((name) => Object.hasOwn(first, name));
}

function directoryFields(names: string[], fieldOf: FindField): DirectoryField[] {
  return names.map((id) => ({
    id,
    type: fieldOf(id).type,
    name: id === 'supervisor' ? 'Manager' : fieldOf(id).name,
  }));
}

function directoryValues(
  view: EmployeeView,
  names: string[],
  photoUrl: PhotoUrl | undefined,
): [string, Shown][] {
  return names.map((name) => {
    const value = view.values[name] ?? null;
    if (name === 'supervisor' && typeof value === 'string') return [name, firstNameFirst(value)];
    return [
      name,
      showValue(value, { alias: name, type: 'text' }, { place: 'directory', currency: '', photoUrl }),
    ];
  });
}
