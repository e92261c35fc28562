import { isObject, type Json, type JsonObject } from './json.ts';

/** An amount. `value` is the decimal text as sent, never a float; `currency` is null when none was given. */
export interface Money {
  readonly value: string;
  readonly currency: string | null;
}

/** A normalised value: a blank date or amount is null, an amount is `Money`, everything else as it came. */
export type FieldValue = Json | Money;

/** From a field's name (or id) to its type as `meta.fields` names it: `date`, `currency`, `bool`, … */
export type FieldTypes = Readonly<Record<string, string>>;

/** A record whose values are normalised, with the provider's own object beside it. */
export interface RecordValues {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly raw: JsonObject;
}

/** Types of the standard fields whose values need normalising; account-made fields come from `meta.fields`. */
export const standardFieldTypes: FieldTypes = {
  bonusAmount: 'currency',
  bonusDate: 'date',
  commisionDate: 'date',
  commissionAmount: 'currency',
  commissionDate: 'date',
  dateOfBirth: 'date',
  earningsDate: 'date',
  earningsPriorYear: 'currency',
  employeeStatusDate: 'date',
  benefitClassDate: 'date',
  hireDate: 'date',
  includeInPayroll: 'bool',
  isPhotoUploaded: 'bool',
  lastChanged: 'timestamp',
  originalHireDate: 'date',
  overtimeRate: 'currency',
  payRate: 'currency',
  payRateEffectiveDate: 'date',
  photoUploaded: 'bool',
  rehireDate: 'date',
  terminationDate: 'date',
};

/** Normalises one value of the given type; a value of an unknown type is returned as it came. */
export function normaliseValue(value: Json, type: string | undefined): FieldValue {
  if (type === 'date' || type === 'timestamp') return normaliseDate(value);
  if (type === 'currency') return toMoney(value) ?? blankOrRaw(value);
  if (type === 'bool' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** Reads `"65000.00 USD"`, `{"value","currency"}` or a bare number; null for a blank (`" USD"`) or anything else. */
export function toMoney(value: Json | undefined): Money | null {
  if (isObject(value)) return fromParts(value.value, value.currency);
  if (typeof value === 'number') return fromParts(value, undefined);
  if (typeof value !== 'string') return null;
  const match = /^\s*(-?[\d,]*\.?\d+)(?:\s+(\S+))?\s*$/.exec(value);
  return match?.[1] === undefined ? null : fromParts(match[1], match[2]);
}

/** Copies a record's entries normalised. Own entries only, so a key called `__proto__` stays a key. */
export function normaliseRecord(raw: JsonObject, types: FieldTypes): RecordValues {
  const entries = Object.entries(raw).map(
    ([name, value]) => [name, normaliseValue(value, types[name])] as const,
  );
  return { values: Object.fromEntries(entries), raw };
}

function normaliseDate(value: Json): FieldValue {
  const blank = value === '' || (typeof value === 'string' && value.startsWith('0000-00-00'));
  return blank ? null : value;
}

function fromParts(value: Json | undefined, currency: Json | undefined): Money | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') return null;
  const code = typeof currency === 'string' && currency.trim() !== '' ? currency.trim() : null;
  return { value: text.trim().replaceAll(',', ''), currency: code };
}

// A blank amount is a currency code after a space, or an object with an empty value. Anything else that is
// no amount either ("see contract") is kept: losing it silently would be worse than an odd type.
function blankOrRaw(value: Json): FieldValue {
  if (typeof value === 'string' && /^\s*([A-Z]{3})?\s*$/.test(value)) return null;
  if (isObject(value) && (value.value === '' || value.value === null)) return null;
  return value;
}
