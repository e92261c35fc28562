// The paged list of employees: facts 2.7. It has names of its own for everything. Pure.
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import { showValue } from './values.ts';

interface ListField {
  /** Alias in the catalogue. */
  field: string;
  /** Shows the number of the option instead of its name. */
  option?: true;
}

const always: Record<string, ListField> = {
  firstName: { field: 'firstName' },
  lastName: { field: 'lastName' },
  preferredName: { field: 'preferredName' },
  photoUrl: { field: 'photoUrl' },
  jobTitleName: { field: 'jobTitle' },
  status: { field: 'status' },
};

const onRequest: Record<string, ListField> = {
  workEmail: { field: 'workEmail' },
  homeEmail: { field: 'homeEmail' },
  bestEmail: { field: 'bestEmail' },
  middleName: { field: 'middleName' },
  workPhone: { field: 'workPhone' },
  workPhoneExtension: { field: 'workPhoneExtension' },
  mobilePhone: { field: 'mobilePhone' },
  homePhone: { field: 'homePhone' },
  skypeUsername: { field: 'skypeUsername' },
  linkedinUrl: { field: 'linkedIn' },
  facebookUrl: { field: 'facebook' },
  instagramUrl: { field: 'instagram' },
  twitterUrl: { field: 'twitterFeed' },
  pinterestUrl: { field: 'pinterest' },
  birthDate: { field: 'dateOfBirth' },
  hireDate: { field: 'hireDate' },
  divisionName: { field: 'division' },
  divisionId: { field: 'division', option: true },
  departmentName: { field: 'department' },
  departmentId: { field: 'department', option: true },
  locationName: { field: 'location' },
  locationId: { field: 'location', option: true },
  jobTitleId: { field: 'jobTitle', option: true },
  employmentStatusName: { field: 'employmentHistoryStatus' },
  employmentStatusId: { field: 'employmentHistoryStatus', option: true },
  reportsToName: { field: 'reportsTo' },
  reportsToId: { field: 'supervisorEId' },
};

/** What can be sorted by, and its field in the catalogue. */
export const sortFields: Record<string, string> = {
  employeeId: 'id',
  firstName: 'firstName',
  lastName: 'lastName',
  preferredName: 'preferredName',
  jobTitleName: 'jobTitle',
  status: 'status',
};

export interface ListColumn extends ListField {
  name: string;
}

/** The usual columns and the asked ones; names that the list does not know are passed over. */
export function listColumns(asked: readonly string[]): ListColumn[] {
  const more = [...new Set(asked)].filter((name) => Object.hasOwn(onRequest, name));
  return [
    ...Object.entries(always).map(([name, field]) => ({ name, ...field })),
    ...more.flatMap((name) => {
      const field = onRequest[name];
      return field === undefined ? [] : [{ name, ...field }];
    }),
  ];
}

export type OptionId = (alias: string, option: string) => number | undefined;

export interface ListLookups {
  optionId: OptionId;
  photoUrl?: PhotoUrl;
}

/** What is hidden is null, and named. */
export function listedEmployee(
  number: number,
  columns: readonly ListColumn[],
  values: readonly (FieldValue | undefined)[],
  lookups: ListLookups,
) {
  const shown = columns.map((column, index): [string, string | null] => [
    column.name,
    show(column, values[index] ?? null, values[index] === undefined, lookups),
  ]);
  const restricted = columns.filter((_, index) => values[index] === undefined).map(({ name }) => name);
  return { employeeId: String(number), ...Object.fromEntries(shown), _restrictedFields: restricted };
}

function show(
  { field, option }: ListColumn,
  value: FieldValue,
  hidden: boolean,
  { optionId, photoUrl }: ListLookups,
): string | null {
  // Everybody without a photo has the same drawn one, whoever looks.
  if (field === 'photoUrl' && !hidden)
    return String(
      showValue(value, { alias: 'photoUrl', type: 'url' }, { place: 'employee', currency: '', photoUrl }),
    );
  if (value === null || value === '') return null;
  if (option === true) {
    const id = optionId(field, String(value));
    return id === undefined ? null : String(id);
  }
  return String(value);
}

/** The opaque cursors of the list: the number of the first employee of the coming page. */
export function cursorTo(direction: 'nextEmployee' | 'prevEmployee', number: number): string {
  return Buffer.from(JSON.stringify({ [direction]: number })).toString('base64');
}

/** Undefined for what is no cursor. */
export function readCursor(cursor: string): number | undefined {
  try {
    const { nextEmployee, prevEmployee } = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    const number: unknown = nextEmployee ?? prevEmployee;
    return Number.isSafeInteger(number) ? Number(number) : undefined;
  } catch {
    return undefined;
  }
}
