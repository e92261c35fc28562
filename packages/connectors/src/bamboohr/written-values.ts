// Values that people change here, as BambooHR takes them; and whether what it shows is what was sent,
// for when the answer to a write was lost. Pure.
import { type FieldValue, type SearchResult, toMoney, type WriteValue } from '@joinery/bamboohr';
import type { ComparedRow, Comparison, CreatedSearch, SentValue, SentValues } from '../people-writes.ts';
import { hasEmail, plain, sameText, type Values } from './map.ts';
import { textOf } from './schema.ts';

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

export function isBlank(shown: FieldValue | undefined): boolean {
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
    email: emails.length === 0 ? null : hasEmail(shown, emails),
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
