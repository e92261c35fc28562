// Answers to the questions of a job: taken in by its form, and read back. Pure.
import { type ApplicationAnswer, JoineryError, type QuestionType } from '@joinery/sdk';
import { checkForm, formOf, incomplete, isEmpty, type JobFormParts, missing } from '../jobs/job-form.ts';
import { isQuestionKey, type KeptOption, questionKey } from '../jobs/job-questions.ts';

/** An application as it was sent, by the names that the job's form has. */
export interface SentForm {
  given: Record<string, unknown>;
  /** Files that came with it, by the part of the form that carried each. */
  files: readonly { field: string; id: string; name: string }[];
  /** Added by somebody of the company: nothing has to be there. */
  byHand?: boolean | undefined;
  /** By everybody: they are not told what somebody of the company can do. */
  isPublic?: boolean | undefined;
  /** Paths of the form that are known already. */
  known?: ReadonlySet<string> | undefined;
}

export interface NewAnswer {
  questionId: string;
  value: string | number | boolean | string[] | null;
  fileId: string | null;
}

export interface TakenForm {
  answers: NewAnswer[];
  /** Versions of the texts that were agreed to, by their keys. */
  agreed: Record<string, number>;
  /** Options by the keys of their questions. Never kept with the person. */
  demographics: Record<string, string>;
}

/**
 * Checks what was sent with the form of the job, which says everything that may and must be there,
 * and answers with what is to be kept for the job's own questions.
 */
export function takeAnswers(parts: JobFormParts, sent: SentForm): TakenForm {
  const { given, files, byHand = false, isPublic = false, known } = sent;
  assertSentAsParts(parts, given);
  const form = formOf(parts, { byHand, ...(known !== undefined && { known }) });
  const checked = checkForm(form, withFiles(given, files), { isPublic });
  const answers = (checked.answers ?? {}) as Record<string, NewAnswer['value']>;
  const kept = parts.customQuestions.flatMap(({ id: questionId, key, type }): NewAnswer[] => {
    const value = Object.hasOwn(answers, key) ? answers[key] : undefined;
    if (value === undefined || isEmpty(value)) return [];
    if (type !== 'file') return [{ questionId, value, fileId: null }];
    const file = files.find(({ field }) => field === key);
    return file === undefined ? [] : [{ questionId, value: null, fileId: file.id }];
  });
  return {
    answers: kept,
    agreed: sayingSomething(checked.consents),
    demographics: sayingSomething(checked.demographics),
  };
}

/** What is there, of what may be null. */
function sayingSomething<T>(values: unknown): Record<string, T> {
  const entries = Object.entries((values ?? {}) as Record<string, T | null>);
  return Object.fromEntries(entries.filter((entry): entry is [string, T] => entry[1] != null));
}

/** The application as the form sees it: a file stands in it by its name. */
function withFiles(
  { answers, ...given }: Record<string, unknown>,
  files: SentForm['files'],
): Record<string, unknown> {
  const isAnswer = ({ field }: { field: string }) => isQuestionKey(field);
  const named = (some: SentForm['files']) => Object.fromEntries(some.map(({ field, name }) => [field, name]));
  const answered = files.filter(isAnswer);
  const all = { ...(answers as Record<string, unknown> | undefined), ...named(answered) };
  return {
    ...given,
    ...named(files.filter((file) => !isAnswer(file))),
    ...(answers === undefined && answered.length === 0 ? {} : { answers: all }),
  };
}

// The form names files, so a name without a file would pass for one.
function assertSentAsParts({ customQuestions }: JobFormParts, given: Record<string, unknown>): void {
  const answers = (given.answers ?? {}) as Record<string, unknown>;
  const texts = customQuestions.filter(
    ({ type, key }) => type === 'file' && Object.hasOwn(answers, key) && answers[key] !== null,
  );
  if (texts.length === 0) return;
  throw new JoineryError('request.invalid', 'Files are sent as parts of multipart/form-data.', {
    issues: texts.map(({ key }) => ({
      path: `answers.${key}`,
      message: `expected the file in a part named ${key}`,
    })),
  });
}

/** What another form than ours was filled in with: paths of our form, and what they are called there. */
export interface Answered {
  given: ReadonlySet<string>;
  names: ReadonlyMap<string, string>;
}

/** @throws JoineryError `applications.incomplete` with an issue for everything that the job requires and misses. */
export function assertAnswered(parts: JobFormParts, { given, names }: Answered): void {
  const due = formOf(parts, { known: new Set(['name']) }).fields.filter(
    ({ path, required }) => required && !given.has(path),
  );
  if (due.length > 0) throw incomplete(due.map(({ path }) => missing(names.get(path) ?? path)));
}

export interface AnswerRow {
  questionId: string;
  number: number;
  label: string;
  type: QuestionType;
  options: KeptOption[];
  value: ApplicationAnswer['value'] | null;
  fileId: string | null;
  fileName: string | null;
  archivedAt: string | null;
}

export function toApplicationAnswer(row: AnswerRow): ApplicationAnswer {
  return {
    questionId: row.questionId,
    key: questionKey(row.number),
    label: row.label,
    type: row.type,
    value: row.fileId ?? row.value ?? '',
    text: textOf(row),
    archived: row.archivedAt !== null,
  };
}

function textOf({ type, options, value, fileName }: AnswerRow): string {
  if (type === 'file') return fileName ?? '';
  if (type === 'yes_no') return value === true ? 'Yes' : 'No';
  const labelOf = (id: unknown) => options.find((option) => option.id === id)?.label ?? String(id);
  if (Array.isArray(value)) return value.map(labelOf).join(', ');
  return type === 'single_choice' ? labelOf(value) : String(value);
}
