// How values look in this dialect: facts 2.3. Pure.
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import { stateCode, stateName } from './states.ts';

/** Where a value is shown: the same value differs between one employee, a report and the directory. */
export type Place = 'employee' | 'report' | 'directory';

export type Shown = string | boolean | null;

export interface ShowOptions {
  place: Place;
  /** Of the company; a blank amount still names it. */
  currency: string;
  /** Without it everybody has the address of the drawn photo. */
  photoUrl?: ((reference: FieldValue) => string) | undefined;
}

/** `field` is the alias where there is one: two text fields have blanks of their own. */
export function showValue(
  value: FieldValue,
  field: { alias: string | null; type: string },
  options: ShowOptions,
): Shown {
  if (field.alias === 'photoUrl') return options.photoUrl?.(value) ?? noPhotoUrl;
  if (value === null || value === '') return blankOf(field, options);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') return `${value.value} ${value.currency}`;
  if (field.type === 'timestamp') return showInstant(value);
  if (field.type === 'state') return options.place === 'employee' ? stateCode(value) : stateName(value);
  if (field.alias === 'stateCode') return stateCode(value);
  return value;
}

// Whoever has no photo has the address of a drawn one.
export const noPhotoUrl = 'https://resources.bamboohr.com/images/photo_person_160x160.png';

function blankOf(field: { alias: string | null; type: string }, { place, currency }: ShowOptions): Shown {
  if (field.alias === 'birthday') return '';
  switch (field.type) {
    case 'date':
      return '0000-00-00';
    case 'currency':
      return ` ${currency}`;
    case 'state':
      return place === 'report' ? '' : null;
    default:
      return null;
  }
}

/** `2026-05-29T14:22:45+00:00`: whole seconds and a numeric zone. */
export function showInstant(instant: string | Date): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`;
}

/** The form in lists of changed tables. */
export function showZulu(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** The form in files lists: the zone without its colon. */
export function showFileInstant(instant: string | Date): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+0000`;
}

/** Rows of history tables show an amount as an object, and people and options as they are. */
export function showColumn(value: FieldValue): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') return { currency: value.currency, value: value.value };
  return typeof value === 'number' ? String(value) : value;
}

/** The directory writes a supervisor "First Last"; everything else has "Last, First". */
export function firstNameFirst(lastFirst: string): string {
  const comma = lastFirst.indexOf(', ');
  return comma < 0 ? lastFirst : `${lastFirst.slice(comma + 2)} ${lastFirst.slice(0, comma)}`;
}
