// Between a form of a web page, where everything is text, and an application as the API takes it;
// and what is wrong with one, in words for who fills it in. Pure.
import type { ErrorIssue, QuestionType } from '@joinery/sdk';
import { type ApplicantFields, applicantFields } from '@joinery/sdk';

export interface ShownField {
  path: string;
  label: string;
  help: string | null;
  type: QuestionType | 'consent';
  required: boolean;
  options?: { id: string; label: string }[];
  /** Of a consent: the version of the text that is shown. */
  version?: number;
}

/** Parts of the form beside its fields. */
export const tokenName = 'form_token';
export const trapName = 'office_fax';
export const sourceName = 'source';

/** What a checkbox of a field is called. */
export const choiceName = (path: string, option: string): string => `${path}:${option}`;

/** The part that carries the file of a field. */
export const fileName = (path: string): string => path.replace(/^answers\./, '');

/** What stands in an application by keys. */
const parts = ['answers', 'consents', 'demographics'] as const;
type Part = (typeof parts)[number];

export interface SentValues {
  /** As the API takes them. */
  input: ApplicantFields & Partial<Record<Part, Record<string, unknown>>>;
  /** What no value could be made of. */
  issues: ErrorIssue[];
}

/** As they can be kept and shown: without NUL, and without a source that is none, which nobody typed. */
export function soundTexts({
  fields,
  unsound,
}: {
  fields: Record<string, string>;
  unsound: readonly string[];
}): Record<string, string> {
  const sound = Object.entries(fields).map(([name, text]) => [name, text.replaceAll('\0', '')] as const);
  return Object.fromEntries(sound.filter(([name]) => name !== sourceName || !unsound.includes(name)));
}

/**
 * Of what was typed, what stands in fields of the form; an empty field was not filled in.
 *
 * @param unsound names of inputs whose text could not be read
 */
export function readValues(
  fields: readonly ShownField[],
  typed: Record<string, string>,
  unsound: readonly string[] = [],
): SentValues {
  const given: Record<string, unknown> = {};
  const keyed: Partial<Record<Part, Record<string, unknown>>> = {};
  const issues: ErrorIssue[] = [];
  for (const field of fields) {
    if (unsound.includes(field.path)) issues.push({ path: field.path, message: unreadable });
    const value = typedValue(field, typed);
    if (value === undefined) continue;
    const part = parts.find((name) => field.path.startsWith(`${name}.`));
    if (Number.isNaN(value))
      issues.push({ path: field.path, message: notOne[field.type] ?? 'expected a number' });
    else if (part !== undefined) keyed[part] = { ...keyed[part], [field.path.slice(part.length + 1)]: value };
    else if (Object.hasOwn(applicantFields.shape, field.path)) given[field.path] = value;
  }
  // Told with everything else that is missing: the form looks at names when all the rest is right.
  if (given.lastName === undefined) issues.push({ path: 'lastName', message: 'is required' });
  const source = typed[sourceName]?.trim().slice(0, 200);
  const input = {
    ...oneName(given),
    ...(source ? { source } : {}),
    ...keyed,
  };
  return { input, issues };
}

const unreadable = 'holds a character that could not be read (\ufffd): take it out';
/** Of values that no browser makes of what it was offered. */
const notOne: Partial<Record<ShownField['type'], string>> = { yes_no: 'expected an answer' };

// Many people have one name, and it is the last one that everybody is greeted by.
function oneName({ firstName, lastName, ...rest }: Record<string, unknown>): Record<string, unknown> {
  if (firstName === undefined && lastName !== undefined) return { ...rest, name: lastName };
  return {
    ...rest,
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
  };
}

function typedValue({ path, type, options = [] }: ShownField, typed: Record<string, string>): unknown {
  if (type === 'multiple_choice') {
    const chosen = options.filter(({ id }) => Object.hasOwn(typed, choiceName(path, id))).map(({ id }) => id);
    return chosen.length === 0 ? undefined : chosen;
  }
  const text = Object.hasOwn(typed, path) ? (typed[path] ?? '') : '';
  if (text.trim() === '' || type === 'file') return undefined;
  if (type === 'yes_no') return text === 'yes' || (text === 'no' ? false : Number.NaN);
  // There is no version 0: another text is asked now.
  if (type === 'consent') return /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (type !== 'number') return text;
  return /^\s*[+-]?\d+(?:[.,]\d+)?\s*$/.test(text) ? Number(text.trim().replace(',', '.')) : Number.NaN;
}

/** Each fault by the field that it is shown at, once; what belongs to none is left out. */
export function issuesAt(
  fields: readonly ShownField[],
  issues: readonly ErrorIssue[],
): { path: string; label: string; message: string }[] {
  return fields.flatMap((field) => {
    const issue = issues.find(({ path }) => fieldPath(path) === field.path || isWithin(path, field.path));
    return issue === undefined
      ? []
      : [{ path: field.path, label: field.label, message: wordsOf(field, issue.message) }];
  });
}

/** In the order of the form, as one reads it. */
export function inOrder<T extends { path: string }>(
  fields: readonly ShownField[],
  issues: readonly T[],
): T[] {
  return fields.flatMap(({ path }) => issues.filter((issue) => issue.path === path));
}

/** Documents that came with a form which is shown again: a browser does not send them a second time. */
export function lostFiles(
  fields: readonly ShownField[],
  sent: readonly string[],
  issues: readonly { path: string }[],
): { path: string; label: string; message: string }[] {
  return fields
    .filter(({ path, type }) => type === 'file' && sent.includes(fileName(path)))
    .filter(({ path }) => !issues.some((issue) => issue.path === path))
    .map(({ path, label }) => ({ path, label, message: 'Choose your file again: it was not kept.' }));
}

const isWithin = (path: string, field: string): boolean => path.startsWith(`${field}.`);

// A name that nobody can see is told of the whole name.
function fieldPath(path: string): string {
  if (path === 'name') return 'lastName';
  return /^q_\d+$/.test(path) ? `answers.${path}` : path;
}

function wordsOf({ type, path }: ShownField, message: string): string {
  if (/the version of the text/.test(message)) return 'This text was changed: read it and agree again.';
  if (/required|expected a file$|expected an answer/.test(message)) {
    if (type === 'consent') return 'We need you to agree to this.';
    if (type === 'file') return 'Choose a file.';
    if (['single_choice', 'multiple_choice', 'yes_no'].includes(type)) return 'Choose an answer.';
    return 'Fill this in.';
  }
  if (/name that can be seen|visible character/.test(message) && path.endsWith('Name'))
    return 'Fill this in.';
  const known = words.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return known[1];
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
}

const words: [RegExp, string][] = [
  [/at least one option/, 'Choose at least one.'],
  [/id of an option/, 'Choose one of the answers.'],
  [/date YYYY/, 'Give a date: year, month and day.'],
  [/expected a number/, 'Give a number.'],
  [/e-mail address/, 'Give an e-mail address such as name@example.com.'],
  [/phone number/, 'Give a phone number with 3 to 20 digits.'],
  [/begins with http/, 'Give a whole web address that begins with https://'],
];
