// The state of the review form: what it begins with, what a person decided in it, and what is still
// open before it can be sent. Pure.
import type {
  Attachment,
  Hire,
  HireFile,
  HirePatch,
  HirePerson,
  HirePreview,
  ListedField,
  OptionField,
  SomeHireFields,
} from '@joinery/sdk';
import {
  fieldLabel,
  isOpenList,
  isReviewField,
  listFields,
  neededFields,
  type ReviewField,
  reviewFieldNames,
  reviewFields,
} from './review-fields.ts';

export interface OtherField {
  alias: string;
  value: string;
}

export interface FileChoice extends HireFile {
  name: string;
  isSent: boolean;
}

export interface ReviewValues {
  fields: Record<ReviewField, string>;
  other: OtherField[];
  /** Lists that get the value as a new option first. */
  createOptions: OptionField[];
  /** Fields whose choice holds for every later hire, too. */
  always: ListedField[];
  /** Fields whose value cannot be sent as it is, and which are left out for that. */
  leftOut: string[];
  person: HirePerson | null;
  files: FileChoice[];
  /** It goes on although BambooHR’s lists cannot be read. */
  unchecked: boolean;
}

/** What the mapping says with nothing decided yet. */
export type Baseline = Pick<HirePreview, 'fields' | 'from' | 'missing' | 'unknownOptions' | 'files'>;
/** What was last found out about the hire as the form had it. */
export type Check = Pick<
  HirePreview,
  'options' | 'optionsProblem' | 'missing' | 'unknownOptions' | 'duplicates'
>;
/** What a hire that is mended says already. */
export type Decided = Pick<
  Hire,
  'fields' | 'person' | 'without' | 'createOptions' | 'files' | 'employeeNumber' | 'unchecked'
>;

export interface Origin {
  baseline: Baseline;
  decided?: Decided | undefined;
}

export function toReviewValues(
  { baseline, decided }: Origin,
  attachments: readonly Attachment[],
): ReviewValues {
  const fields = decided?.fields ?? baseline.fields;
  const files = decided?.files ?? baseline.files;
  return {
    fields: textsOf(fields),
    other: Object.entries(fields.other ?? {}).map(([alias, value]) => ({ alias, value })),
    createOptions: decided?.createOptions ?? [],
    always: [],
    leftOut: unfitOf(baseline).flatMap(({ field }) => (decided?.without.includes(field) ? [field] : [])),
    person: decided?.person ?? null,
    unchecked: decided?.unchecked ?? false,
    files: attachments.map(({ fileId, kind, name }) => {
      const sent = files.find(({ attachmentId }) => attachmentId === fileId);
      return {
        attachmentId: fileId,
        name,
        kind: sent?.kind ?? kind,
        categoryId: sent?.categoryId ?? null,
        isSent: sent !== undefined,
      };
    }),
  };
}

function textsOf(fields: SomeHireFields): Record<ReviewField, string> {
  const texts = reviewFieldNames.map((name) => [name, fields[name] ?? '']);
  return Object.fromEntries(texts) as Record<ReviewField, string>;
}

/**
 * What a person decided, against what the mapping says by itself: other values, fields that are left
 * out although there is a value, who it is, options and files. What a hire said before is named again,
 * as the server keeps what it is not told.
 */
export function toDecisions(values: ReviewValues, origin: Origin): HirePatch {
  const { baseline, decided } = origin;
  const other = toOther(values.other);
  const mapped = baseline.fields.other ?? {};
  const said = decided?.fields.other ?? mapped;
  const changed = reviewFieldNames.flatMap((name) => {
    const value = values.fields[name].trim();
    return value === '' || isAsMapped(name, value, origin) ? [] : [[name, value] as const];
  });
  const otherChanged = Object.entries(other).filter(
    ([alias, value]) => mapped[alias] !== value || said[alias] !== value,
  );
  const fields: SomeHireFields = {
    ...Object.fromEntries(changed),
    ...(otherChanged.length > 0 && { other: Object.fromEntries(otherChanged) }),
  };
  const aliases = Object.keys({ ...mapped, ...said });
  return {
    fields,
    without: [
      ...values.leftOut.filter((name) => isBlank(name, values)),
      ...reviewFieldNames.filter((name) => isLeftOut(name, values, origin)),
      ...aliases.flatMap((alias) => (other[alias] === undefined ? [`other.${alias}`] : [])),
    ],
    createOptions: values.createOptions.filter((field) => values.fields[field].trim() !== ''),
    ...(values.person && { person: values.person }),
    ...((values.unchecked || decided?.unchecked) && { unchecked: values.unchecked }),
    ...(hasOtherFiles(values, origin) && { files: chosenFiles(values) }),
  };
}

function isAsMapped(name: ReviewField, value: string, { baseline, decided }: Origin): boolean {
  if (value !== baseline.fields[name]) return false;
  return decided === undefined || decided.fields[name] === value;
}

type Unfit = HirePreview['missing'][number];

/** What the mapping found no value for that can be sent as it is. Names, date and currency have words of their own. */
const unfitOf = ({ missing, fields }: Pick<Baseline, 'missing' | 'fields'>): Unfit[] =>
  missing.filter(({ field }) => {
    if (isReviewField(field)) return !neededFields.includes(field) && field !== 'payCurrency';
    // One that has a value is left out by removing it.
    return field.startsWith('other.') && fields.other?.[field.slice('other.'.length)] === undefined;
  });

function isBlank(name: string, { fields, other }: ReviewValues): boolean {
  if (isReviewField(name)) return fields[name].trim() === '';
  return toOther(other)[name.replace(/^other\./, '')] === undefined;
}

/** Fields that still need another value, or the decision to do without. */
export function unfitFields(values: ReviewValues, { baseline }: Origin): Unfit[] {
  return unfitOf(baseline).filter(({ field }) => isBlank(field, values) && !values.leftOut.includes(field));
}

/** There is a value for it, and a person decided not to send it. */
export function isLeftOut(name: ReviewField, values: ReviewValues, { baseline, decided }: Origin): boolean {
  if (values.fields[name].trim() !== '') return false;
  return baseline.fields[name] !== undefined || decided?.fields[name] !== undefined;
}

function toOther(others: readonly OtherField[]): Record<string, string> {
  const filled = others.flatMap(({ alias, value }) =>
    alias.trim() === '' || value.trim() === '' ? [] : [[alias.trim(), value.trim()] as const],
  );
  return Object.fromEntries(filled);
}

const chosenFiles = ({ files }: ReviewValues): HireFile[] =>
  files
    .filter(({ isSent }) => isSent)
    .map(({ attachmentId, kind, categoryId }) => ({ attachmentId, kind, categoryId }));

function hasOtherFiles(values: ReviewValues, { baseline, decided }: Origin): boolean {
  if (decided?.files) return true;
  const keyOf = ({ attachmentId, kind, categoryId }: HireFile) => `${attachmentId} ${kind} ${categoryId}`;
  const now = chosenFiles(values).map(keyOf);
  const before = baseline.files.map(keyOf);
  return now.length !== before.length || now.some((key) => !before.includes(key));
}

/** What stands against a list value, and the choices that there are. */
export interface UnknownValue {
  field: ListedField;
  value: string;
  nearest: string[];
  canCreate: boolean | null;
}

/** Undefined while the list knows the value, could not be read, or somebody decided to extend it. */
export function unknownValueOf(
  field: ListedField,
  values: ReviewValues,
  check: Check,
): UnknownValue | undefined {
  const value = values.fields[field].trim();
  const isMade = isOpenList(field) && values.createOptions.includes(field);
  if (value === '' || isMade || isKnown(field, value, check)) return undefined;
  const told = check.unknownOptions.find((one) => one.field === field);
  return {
    field,
    value,
    nearest: told !== undefined && alike(told.value, value) ? told.nearest : [],
    canCreate: told?.canCreate ?? null,
  };
}

function isKnown(field: ListedField, value: string, { options, unknownOptions }: Check): boolean {
  const isTold = unknownOptions.some((one) => one.field === field && alike(one.value, value));
  // Names of employees are no list; the server alone knows them.
  if (field === 'reportsTo') return !isTold;
  const list = options[field];
  return list === undefined || list.some((option) => alike(option, value));
}

const alike = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** The value that the mapping gave and the account does not know, where another was chosen instead. */
export function replacedValueOf(
  field: ListedField,
  values: ReviewValues,
  { baseline }: Origin,
  check: Check,
): string | undefined {
  const given = baseline.unknownOptions.find((one) => one.field === field)?.value;
  const value = values.fields[field].trim();
  if (given === undefined || value === '' || alike(given, value)) return undefined;
  const isRead = field === 'reportsTo' || check.options[field] !== undefined;
  return isRead && isKnown(field, value, check) ? given : undefined;
}

/** What is to be mapped for ever: each value of ours that is sent as one of theirs from now on. */
export function valuesToMap(
  values: ReviewValues,
  origin: Origin,
  check: Check,
): { field: ListedField; given: string; sent: string }[] {
  return values.always.flatMap((field) => {
    const given = replacedValueOf(field, values, origin, check);
    return given === undefined ? [] : [{ field, given, sent: values.fields[field].trim() }];
  });
}

/** Who may be the person. Nobody once the hire has its employee: that is settled then. */
export const lookalikes = (check: Pick<Check, 'duplicates'>, { decided }: Origin): Check['duplicates'] =>
  decided?.employeeNumber ? [] : check.duplicates;

export interface OpenPoint {
  /** A field, `person`, or `other.` and an alias. */
  at: string;
  message: string;
}

const emailShape = /^\S+@\S+\.\S+$/;
const dateShape = /^\d{4}-\d{2}-\d{2}$/;

/** Everything that a person still has to decide or mend. Empty: it can be sent. */
export function openPoints(values: ReviewValues, check: Check, origin: Origin): OpenPoint[] {
  return [
    ...reviewFieldNames.flatMap((name): OpenPoint[] => {
      const message = problemOf(name, values.fields);
      return message === null ? [] : [{ at: name, message }];
    }),
    ...listFields.flatMap((field): OpenPoint[] => {
      const unknown = unknownValueOf(field, values, check);
      if (unknown === undefined) return [];
      return [{ at: field, message: unknownWords(unknown) }];
    }),
    ...unfitFields(values, origin).map(({ field, message }) => ({ at: field, message })),
    ...toldOf(check, values),
    ...halfNamed(values.other),
    ...(check.optionsProblem !== null && !values.unchecked
      ? [{ at: 'unchecked', message: 'Check again, or say that it is sent without checks' }]
      : []),
    ...(lookalikes(check, origin).length > 0 && values.person === null
      ? [{ at: 'person', message: 'Somebody alike is in BambooHR: decide who this is' }]
      : []),
  ];
}

export function unknownWords({ field, value }: Pick<UnknownValue, 'field' | 'value'>): string {
  if (field === 'reportsTo') return `BambooHR has nobody called “${value}”`;
  return `BambooHR has no ${fieldLabel(field).toLowerCase()} “${value}”`;
}

/** What only the server can judge: chosen documents, and further fields that are none. */
function toldOf({ missing }: Check, values: ReviewValues): OpenPoint[] {
  return missing.flatMap(({ field, message }) => {
    if (field.startsWith('files.')) return [{ at: 'files', message }];
    return field.startsWith('other.') && !isBlank(field, values) ? [{ at: field, message }] : [];
  });
}

const needed: Partial<Record<ReviewField, string>> = {
  firstName: 'BambooHR needs a first name',
  lastName: 'BambooHR needs a last name',
  hireDate: 'Choose the first day of work',
};

function problemOf(name: ReviewField, fields: ReviewValues['fields']): string | null {
  const value = fields[name].trim();
  if (value === '') {
    if (neededFields.includes(name)) return needed[name] ?? null;
    return name === 'payCurrency' && fields.payRate.trim() !== '' ? 'A pay rate needs its currency' : null;
  }
  const { type } = reviewFields[name];
  if (type === 'email' && !emailShape.test(value)) return 'This is not an e-mail address';
  if (type === 'date' && !dateShape.test(value)) return 'This is not a date';
  if (name === 'payRate' && !/^\d{1,13}(\.\d{1,4})?$/.test(value))
    return 'Enter an amount such as 52000 or 31.50';
  if (name === 'payCurrency' && !/^[A-Z]{3}$/.test(value)) return 'Enter three capital letters such as EUR';
  return null;
}

function halfNamed(others: readonly OtherField[]): OpenPoint[] {
  return others.flatMap(({ alias, value }) => {
    const [name, text] = [alias.trim(), value.trim()];
    if ((name === '') === (text === '')) return [];
    return [
      { at: `other.${name}`, message: name === '' ? 'Name the further field' : `Fill or remove ${name}` },
    ];
  });
}

/** Text by which a person's choice is one of a group of radio buttons. */
export const personKey = (person: HirePerson | null): string => {
  if (person === null) return '';
  return person.as === 'new' ? 'new' : `${person.as}:${person.employeeNumber}`;
};

export function personOf(key: string): HirePerson | null {
  const [as, employeeNumber = ''] = key.split(':');
  if (as === 'new') return { as };
  return as === 'rehire' || as === 'existing' ? { as, employeeNumber } : null;
}
