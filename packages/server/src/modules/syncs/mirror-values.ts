// What a provider's values mean here. Lenient where text is text; a value that breaks its type takes
// its whole record into quarantine, because a half-read record is worse than an old one. Pure.
import type { SourcePerson, SourceRow } from '@joinery/connectors';
import { storableText } from '../../platform/storable-text.ts';
import { type FieldValue, isDate } from '../fields/field-values.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import type { StagedPerson, StagedRow } from './staged.ts';
import { type Ask, lastChangedKey, photoKey, statusKey, supervisorKey } from './syncs.ts';

/** Options of a list as they are known here. */
export interface KnownOptions {
  has(listNumber: number, text: string): boolean;
  /** For splitting what came as one text. */
  names(listNumber: number): readonly string[];
}

export interface Reading {
  /** Of the company: for amounts without one. */
  currency: string;
  options: KnownOptions;
  /** Told once for each text that no option of its list is. */
  onUnknownOption(listNumber: number, text: string): void;
  onUnknownStatus(text: string): void;
}

/** Why a record cannot be read: names of fields and what was expected, never values. */
export class BrokenValue extends Error {
  constructor(field: Pick<FieldDefinition, 'name'>, expected: string) {
    super(`${field.name} was expected to be ${expected}`);
  }
}

const mostText = 100_000;

/** @throws BrokenValue */
export function toFieldValue(field: FieldDefinition, raw: unknown, reading: Reading): FieldValue {
  if (raw === null || raw === undefined || raw === '') return null;
  return (readers[field.type] ?? readText)(field, raw, reading);
}

type Reader = (field: FieldDefinition, raw: unknown, reading: Reading) => FieldValue;

const readText: Reader = (field, raw) => {
  if (typeof raw === 'string') {
    const text = storableText(raw);
    if (text.length > mostText) throw new BrokenValue(field, `at most ${mostText} characters`);
    return text === '' ? null : text;
  }
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  if (Array.isArray(raw) && raw.every((item) => typeof item === 'string' || typeof item === 'number'))
    return raw.length === 0 ? null : storableText(raw.join(', '));
  throw new BrokenValue(field, 'text');
};

const readDate: Reader = (field, raw) => {
  const text = typeof raw === 'string' ? raw.trim() : undefined;
  if (text === '' || text?.startsWith('0000-00-00')) return null;
  const date = text === undefined ? undefined : /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?$/.exec(text)?.[1];
  if (date === undefined || !isDate(date)) throw new BrokenValue(field, 'a date YYYY-MM-DD');
  return date;
};

const readCurrency: Reader = (field, raw, { currency }) => {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) {
    const { value, currency: given } = raw as { value?: unknown; currency?: unknown };
    return amount(field, [textOf(value), textOf(given)].filter((part) => part !== '').join(' '), currency);
  }
  if (typeof raw !== 'string' && typeof raw !== 'number') throw new BrokenValue(field, 'an amount');
  return amount(field, textOf(raw), currency);
};

function textOf(raw: unknown): string {
  return typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim() : '';
}

function amount(field: FieldDefinition, text: string, currency: string): FieldValue {
  if (text === '' || /^[A-Z]{3}$/.test(text)) return null;
  const match = /^(-?\d{1,3}(?:,\d{3})+|-?\d{1,15})?(\.\d{1,6})?(?:\s+([A-Z]{3}))?$/.exec(text);
  const whole = (match?.[1] ?? '').replaceAll(',', '');
  if (match === null || (whole === '' && match[2] === undefined)) throw new BrokenValue(field, 'an amount');
  const decimals = (match[2] ?? '').slice(1).padEnd(2, '0');
  return { value: `${whole === '' ? '0' : whole}.${decimals}`, currency: match[3] ?? currency };
}

const readInteger: Reader = (field, raw) => {
  const text = textOf(raw);
  if (typeof raw === 'string' && text === '') return null;
  if (!/^-?\d{1,15}(\.0+)?$/.test(text)) throw new BrokenValue(field, 'a whole number');
  return Number(text);
};

const yes = new Set(['yes', 'true', '1', 'on', 'checkbox', 'checked']);
const no = new Set(['no', 'false', '0', 'off', 'unchecked']);

const readBoolean: Reader = (field, raw) => {
  if (typeof raw === 'boolean') return raw;
  const text = textOf(raw).toLowerCase();
  if (typeof raw === 'string' && text === '') return null;
  if (yes.has(text)) return true;
  if (no.has(text)) return false;
  throw new BrokenValue(field, 'yes or no');
};

const readList: Reader = (field, raw, reading) => {
  const text = readText(field, raw, reading);
  if (typeof text === 'string') noteOption(field, text, reading);
  return text;
};

const readMultiList: Reader = (field, raw, reading) => {
  const items = Array.isArray(raw)
    ? raw.map((item) => readText(field, item, reading))
    : splitOptions(field, raw, reading);
  const texts = items.filter((item): item is string => typeof item === 'string' && item !== '');
  for (const text of texts) noteOption(field, text, reading);
  return texts.length === 0 ? null : texts;
};

// Options come as one text with commas between them, and may have commas themselves.
function splitOptions(field: FieldDefinition, raw: unknown, reading: Reading): string[] {
  const text = readText(field, raw, reading);
  if (typeof text !== 'string') return [];
  if (field.listNumber === null) return text.split(',').map((part) => part.trim());
  const known = reading.options
    .names(field.listNumber)
    .filter((name) => name.includes(','))
    .sort((a, b) => b.length - a.length);
  const parts: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const whole = known.find((name) => rest === name || rest.startsWith(`${name},`));
    const end = whole?.length ?? (rest.includes(',') ? rest.indexOf(',') : rest.length);
    parts.push(rest.slice(0, end).trim());
    rest = rest.slice(end + 1).trim();
  }
  return parts.filter((part) => part !== '');
}

function noteOption({ listNumber }: FieldDefinition, text: string, reading: Reading): void {
  if (listNumber !== null && !reading.options.has(listNumber, text))
    reading.onUnknownOption(listNumber, text);
}

const readers: Record<string, Reader> = {
  date: readDate,
  currency: readCurrency,
  int: readInteger,
  bool: readBoolean,
  checkbox: readBoolean,
  list: readList,
  multilist: readMultiList,
};

/** Where an asked column belongs. */
export interface PersonColumn extends Ask {
  /** Undefined for the special ones. */
  field: FieldDefinition | undefined;
}

/** @throws BrokenValue */
export function toStagedPerson(
  { values }: Pick<SourcePerson, 'values'>,
  columns: readonly PersonColumn[],
  reading: Reading,
): StagedPerson {
  const person: StagedPerson = { kind: 'person', values: {}, absent: [] };
  for (const { ask, key, field, optional } of columns) {
    if (!Object.hasOwn(values, ask)) {
      if (optional !== true) person.absent.push(key);
      continue;
    }
    const raw = values[ask];
    if (key === supervisorKey) person.supervisorId = toId(raw);
    else if (key === lastChangedKey) readInstant(person, raw);
    else if (key === photoKey) readPhoto(person, raw);
    else if (key === statusKey) readStatus(person, raw, reading);
    else if (field !== undefined) person.values[key] = toFieldValue(field, raw, reading);
  }
  return person;
}

function toId(raw: unknown): string | null {
  const text = textOf(raw);
  return /^\d+$/.test(text) && text !== '0' ? text : null;
}

function readInstant(person: StagedPerson, raw: unknown): void {
  const at = toInstant(raw);
  if (at !== null) person.changedAt = at.toISOString();
}

// What is neither yes nor no does not tell that a photo is gone.
function readPhoto(person: StagedPerson, raw: unknown): void {
  const text = typeof raw === 'boolean' ? String(raw) : textOf(raw).toLowerCase();
  if (yes.has(text)) person.hasPhoto = true;
  else if (no.has(text)) person.hasPhoto = false;
}

/**
 * How long to wait until what changed last cannot change again under the same stamp: stamps have
 * whole seconds, and what was read with one counts as read.
 */
export function settlingMs(changes: readonly Date[], now: Date): number {
  const latest = changes.reduce((last, at) => Math.max(last, at.getTime()), 0);
  return Math.min(Math.max(latest + 1_100 - now.getTime(), 0), 2_000);
}

export function toInstant(raw: unknown): Date | null {
  if (typeof raw !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(raw)) return null;
  const at = new Date(raw);
  return Number.isNaN(at.getTime()) ? null : at;
}

// A word that nobody knows is no reason to think that somebody left.
function readStatus(person: StagedPerson, raw: unknown, reading: Reading): void {
  const text = textOf(raw).toLowerCase();
  if (text === 'active') person.status = 'Active';
  else if (text === 'inactive') person.status = 'Inactive';
  else if (raw !== null && raw !== '') reading.onUnknownStatus(textOf(raw));
}

/** A column of a table: by the name that rows have it under. */
export interface RowColumn {
  name: string;
  field: FieldDefinition;
  /** Whether it says from when the row counts. */
  dates: boolean;
}

/** @throws BrokenValue */
export function toStagedRow(
  row: Pick<SourceRow, 'id' | 'values'>,
  columns: readonly RowColumn[],
  reading: Reading,
): { row: StagedRow; absent: string[] } {
  const staged: StagedRow = { providerRowId: row.id, effectiveOn: null, values: {} };
  const absent: string[] = [];
  for (const { name, field, dates } of columns) {
    if (!Object.hasOwn(row.values, name)) {
      absent.push(name);
      continue;
    }
    const value = toFieldValue(field, row.values[name], reading);
    if (!dates) staged.values[name] = value;
    else if (typeof value === 'string') staged.effectiveOn = value;
  }
  return { row: staged, absent };
}
