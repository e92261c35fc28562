import {
  type CandidateField,
  type CandidateFieldType,
  type CandidateFieldValue,
  type ErrorIssue,
  JoineryError,
} from '@joinery/sdk';
import { typedValue } from '../jobs/job-form.ts';
import type { KeptOption } from '../jobs/job-questions.ts';

export interface FieldRow {
  id: string;
  number: number;
  label: string;
  help: string | null;
  type: CandidateFieldType;
  options: KeptOption[];
  position: number;
  archivedAt: Date | null;
}

/** Values by the keys of their fields; a field without a value is not in it. */
export type CustomValues = Record<string, CandidateFieldValue>;
type GivenValues = Record<string, CandidateFieldValue | null>;

export function fieldKey(number: number): string {
  return `cf_${number}`;
}

export function toCandidateField({ number, options, archivedAt, ...row }: FieldRow): CandidateField {
  return {
    ...row,
    key: fieldKey(number),
    options: options.filter(({ archived }) => archived !== true).map(({ id, label }) => ({ id, label })),
    archivedAt: archivedAt?.toISOString() ?? null,
  };
}

/** Every field that is shown, by its key; null where there is no value. */
export function completeValues(
  fields: readonly FieldRow[],
  kept: CustomValues,
): Record<string, CandidateFieldValue | null> {
  const shown = fields.filter(({ archivedAt }) => archivedAt === null).map(({ number }) => fieldKey(number));
  return Object.fromEntries(shown.map((key) => [key, kept[key] ?? null]));
}

/**
 * What of `given` is to be kept: checked, cleaned, options by their ids; null takes a value away.
 *
 * @throws JoineryError `request.invalid`, with an issue for everything that is wrong
 */
export function checkValues(fields: readonly FieldRow[], given: GivenValues): GivenValues {
  const shown = new Map(
    fields.filter(({ archivedAt }) => archivedAt === null).map((field) => [fieldKey(field.number), field]),
  );
  const issues: ErrorIssue[] = [];
  const checked: GivenValues = {};
  for (const [key, value] of Object.entries(given)) {
    const field = shown.get(key);
    const path = `customFields.${key}`.slice(0, 100);
    if (field === undefined) issues.push({ path, message: 'the company has no such field' });
    else if (isNothing(value)) checked[key] = null;
    else {
      const options = toCandidateField(field).options;
      const parsed = typedValue({ type: field.type, options, required: true }).safeParse(named(field, value));
      if (parsed.success) checked[key] = parsed.data as CandidateFieldValue;
      else issues.push({ path, message: parsed.error.issues[0]?.message ?? 'expected another value' });
    }
  }
  if (issues.length === 0) return checked;
  throw new JoineryError('request.invalid', 'A field of the candidate does not hold what it may.', {
    issues,
  });
}

function isNothing(value: CandidateFieldValue | null): value is null {
  return (
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  );
}

// People and tables name options by their labels.
function named({ type, options }: FieldRow, value: CandidateFieldValue | null): unknown {
  const offered = options.filter(({ archived }) => archived !== true);
  const idOf = (name: string) =>
    offered.find(({ id }) => id === name)?.id ??
    offered.find(({ label }) => label.toLowerCase() === name.trim().toLowerCase())?.id ??
    name;
  if (type === 'single_choice' && typeof value === 'string') return idOf(value);
  if (type === 'multiple_choice' && Array.isArray(value)) return value.map(idOf);
  return value;
}

export function noField(): JoineryError {
  return new JoineryError('candidates.field_not_found', 'The company has no such field of candidates.');
}
