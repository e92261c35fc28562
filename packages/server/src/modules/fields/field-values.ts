// How a value that came in is read for its field's type. Pure: lists and people are passed in.
import { JoineryError } from '@joinery/sdk';
import type { FieldDefinition } from './standard-fields.ts';

/** A stored or shown value. Dates are `YYYY-MM-DD`, instants ISO 8601 UTC, amounts decimal text. */
export type FieldValue = string | number | boolean | null | { value: string; currency: string } | string[];

export function isSame(a: FieldValue, b: FieldValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, at) => one === b[at])
    );
  return a.value === b.value && a.currency === b.currency;
}

export interface Lookups {
  currency: string;
  /** The option's own spelling, or undefined when the list does not know it. */
  findOption(listNumber: number, text: string): string | undefined;
  /** The number of the employee meant by a name or number, or undefined. */
  findEmployee(text: string): number | undefined;
}

/** @throws JoineryError `employees.invalid_value` naming the field and what was expected. */
export function readValue(field: FieldDefinition, raw: unknown, lookups: Lookups): FieldValue {
  const reader = readers[field.type] ?? readText;
  const value = reader(raw, field, lookups);
  if (field.required && (value === null || value === '')) throw invalid(field, 'a value');
  return value;
}

type Reader = (raw: unknown, field: FieldDefinition, lookups: Lookups) => FieldValue;

const maxText = 5_000;

const readText: Reader = (raw, field) => {
  if (raw === null || raw === undefined) return null;
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  if (typeof raw !== 'string') throw invalid(field, 'text');
  const text = raw.normalize('NFC').trim();
  if (text.length > maxText) throw invalid(field, `at most ${maxText} characters`);
  return text === '' ? null : text;
};

const readDate: Reader = (raw, field) => {
  const text = readText(raw, field, noLookups);
  if (text === null || text === '0000-00-00') return null;
  if (typeof text !== 'string' || !isDate(text)) throw invalid(field, 'a date YYYY-MM-DD');
  return text;
};

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001-01-01') return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const readEmail: Reader = (raw, field) => {
  const text = readText(raw, field, noLookups);
  if (text === null) return null;
  if (
    typeof text !== 'string' ||
    text.length > 254 ||
    !/^[^\s@<>"(),;:\\[\]]+@[^\s@<>"(),;:\\[\]]+\.[^\s@.]+$/.test(text)
  )
    throw invalid(field, 'an e-mail address');
  return text;
};

const readCurrency: Reader = (raw, field, { currency }) => {
  if (raw === null || raw === undefined) return null;
  if (typeof raw === 'object') {
    const { value, currency: given } = raw as { value?: unknown; currency?: unknown };
    return readAmount(field, `${textOf(value)} ${textOf(given) || currency}`, currency);
  }
  return readAmount(field, textOf(raw), currency);
};

function textOf(raw: unknown): string {
  return typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim() : '';
}

function readAmount(field: FieldDefinition, text: string, currency: string): FieldValue {
  if (text === '' || /^[A-Z]{3}$/.test(text)) return null;
  const match = /^(-?\d{1,15}(?:\.\d{1,6})?)(?:\s+([A-Z]{3}))?$/.exec(text);
  if (match?.[1] === undefined) throw invalid(field, 'an amount such as 65000.00 or 65000.00 USD');
  return { value: withCents(match[1]), currency: match[2] ?? currency };
}

// At least two decimals, without going through floating point.
function withCents(amount: string): string {
  const [whole = '0', decimals = ''] = amount.split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
}

const readList: Reader = (raw, field, lookups) => {
  const text = readText(raw, field, lookups);
  if (text === null || field.listNumber === null) return text;
  const option = lookups.findOption(field.listNumber, String(text));
  if (option === undefined) throw invalid(field, `one of the options of the list “${field.name}”`);
  return option;
};

const readMultiList: Reader = (raw, field, lookups) => {
  const items = Array.isArray(raw)
    ? raw
    : typeof raw === 'string'
      ? raw.split(',')
      : raw === null
        ? []
        : [raw];
  const options = items
    .map((item) => readList(item, field, lookups))
    .filter((item) => typeof item === 'string');
  return options.length === 0 ? null : options;
};

const readBoolean: Reader = (raw, field) => {
  if (typeof raw === 'boolean' || raw === null || raw === undefined) return raw ?? null;
  const text = String(raw).trim().toLowerCase();
  if (['yes', 'true', '1', 'on'].includes(text)) return true;
  if (['no', 'false', '0', 'off', ''].includes(text)) return false;
  throw invalid(field, 'yes or no');
};

/** A box is ticked by a few words; everything else leaves it empty. */
const readCheckbox: Reader = (raw) => {
  if (raw === null || raw === undefined) return null;
  return ['yes', 'true', '1', 'checkbox', 'on'].includes(String(raw).trim().toLowerCase());
};

const readInteger: Reader = (raw, field) => {
  const text = readText(raw, field, noLookups);
  if (text === null) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw invalid(field, 'a whole number');
  return value;
};

const readEmployee: Reader = (raw, field, lookups) => {
  const text = readText(raw, field, lookups);
  if (text === null) return null;
  const number = lookups.findEmployee(String(text));
  if (number === undefined) throw invalid(field, 'the name of an employee');
  return number;
};

const readOneOf =
  (...choices: string[]): Reader =>
  (raw, field, lookups) => {
    const text = readText(raw, field, lookups);
    if (text === null) return null;
    const choice = choices.find((c) => c.toLowerCase() === String(text).toLowerCase());
    if (choice === undefined) throw invalid(field, `one of ${choices.join(', ')}`);
    return choice;
  };

const readPaidPer = readOneOf('Hour', 'Day', 'Week', 'Month', 'Quarter', 'Year');

const readers: Record<string, Reader> = {
  date: readDate,
  email: readEmail,
  currency: readCurrency,
  list: readList,
  multilist: readMultiList,
  bool: readBoolean,
  checkbox: readCheckbox,
  int: readInteger,
  employee: readEmployee,
  status: readOneOf('Active', 'Inactive'),
  gender: readOneOf('Male', 'Female', 'Non-binary'),
  marital_status: readOneOf('Single', 'Married', 'Common Law', 'Domestic Partnership'),
  pay_type: readOneOf(
    'Hourly',
    'Salary',
    'Commission',
    'Exception Hourly',
    'Monthly',
    'Piece Rate',
    'Contract',
    'Daily',
  ),
  paid_per: readPaidPer,
  pay_period: readPaidPer,
};

const noLookups: Lookups = { currency: 'USD', findOption: () => undefined, findEmployee: () => undefined };

function invalid(field: FieldDefinition, expected: string): JoineryError {
  return new JoineryError('employees.invalid_value', `The value of ${field.name} must be ${expected}.`, {
    issues: [{ path: field.alias ?? field.key, message: `expected ${expected}` }],
  });
}
