// One employee and the directory, as they were recorded: facts 2.2 and 2.3. Pure.
import type { DirectoryPerson } from '../../../modules/employees/employee-pages.service.ts';
import type { EmployeeView } from '../../../modules/employees/employees.service.ts';
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import type { FindField } from '../catalogue.ts';
import { objectText } from './json.ts';
import { inPieces } from './pieces.ts';
import { firstNameFirst, type Place, type Shown, showValue } from './values.ts';
import { element, elementText, field, type XmlElement } from './xml.ts';

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

type Pages = AsyncIterable<readonly DirectoryPerson[]>;

interface DirectoryShape {
  fieldOf: FindField;
  photoUrl?: PhotoUrl;
}

// Recorded with its keys in another order than its siblings.
const uploadField: DirectoryField = { type: 'bool', name: '', id: 'canUploadPhoto' };

/** The directory in pieces, a page of people in each. */
export async function* directoryJson(
  names: readonly string[],
  pages: Pages,
  { fieldOf, photoUrl }: DirectoryShape,
): AsyncGenerator<string, void, undefined> {
  const fields = directoryFields(names, fieldOf).map((one) => JSON.stringify(one));
  yield `{"fields":[${[...fields, JSON.stringify(uploadField)].join(',')}],"employees":[`;
  const columns = directoryColumns(names, photoUrl);
  yield* inPieces(pages, (person) => personJson(person, columns), ',');
  yield ']}';
}

function personJson(
  { number, values, mayUploadPhoto }: DirectoryPerson,
  columns: readonly DirectoryColumn[],
): string {
  let text = `{"id":"${number}"`;
  for (const [index, { key, show }] of columns.entries())
    text += key + JSON.stringify(show(values[index] ?? null));
  return `${text},"canUploadPhoto":${mayUploadPhoto ? 1 : 0}}`;
}

export async function* directoryXml(
  names: readonly string[],
  pages: Pages,
  { fieldOf, photoUrl }: DirectoryShape,
): AsyncGenerator<string, void, undefined> {
  const fieldset = [...directoryFields(names, fieldOf), uploadField].map(({ id, name }) => field(id, name));
  yield '<?xml version="1.0"?>\n<directory>\n';
  yield `${elementText(element('fieldset', {}, fieldset), ' ')} <employees>\n`;
  const columns = directoryColumns(names, photoUrl);
  yield* inPieces(pages, ({ number, values, mayUploadPhoto }) => {
    const shown = columns.map(({ name, show }, index) => field(name, show(values[index] ?? null)));
    shown.push(field(uploadField.id, mayUploadPhoto ? '1' : '0'));
    return elementText(element('employee', { id: number }, shown), '  ');
  });
  yield ' </employees>\n</directory>\n';
}

// Types that the directory does not know.
const plainTypes: ReadonlySet<string> = new Set(['phone', 'contact_url', 'twitter_handle']);

function directoryFields(names: readonly string[], fieldOf: FindField): DirectoryField[] {
  return names.map((id) => ({
    id,
    type: plainTypes.has(fieldOf(id).type) ? 'text' : fieldOf(id).type,
    name: id === 'supervisor' ? 'Manager' : fieldOf(id).name,
  }));
}

interface DirectoryColumn {
  name: string;
  /** As it stands in front of a value. */
  key: string;
  show(value: FieldValue): Shown;
}

function directoryColumns(names: readonly string[], photoUrl: PhotoUrl | undefined): DirectoryColumn[] {
  const options = { place: 'directory', currency: '', photoUrl } as const;
  return names.map((name) => {
    const shown = (value: FieldValue) => showValue(value, { alias: name, type: 'text' }, options);
    return {
      name,
      key: `,${JSON.stringify(name)}:`,
      show: (value) =>
        name === 'supervisor' && typeof value === 'string' ? firstNameFirst(value) : shown(value),
    };
  });
}
