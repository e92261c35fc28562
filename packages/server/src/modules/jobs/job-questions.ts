import { type JobQuestion, JoineryError, type QuestionType } from '@joinery/sdk';

/** An option as it is kept: what was offered once stays, for the answers that name it. */
export interface KeptOption {
  id: string;
  label: string;
  archived?: true;
}

export interface QuestionRow {
  id: string;
  number: number;
  jobId: string;
  label: string;
  help: string | null;
  type: QuestionType;
  required: boolean;
  options: KeptOption[];
  position: number;
  archivedAt: Date | null;
}

export function questionKey(number: number): string {
  return `q_${number}`;
}

/** Names of form fields that carry the file of an answer. */
export function isQuestionKey(name: string): boolean {
  return /^q_[1-9][0-9]{0,8}$/.test(name);
}

export function toJobQuestion({
  number,
  jobId: _jobId,
  options,
  archivedAt,
  ...row
}: QuestionRow): JobQuestion {
  return {
    ...row,
    key: questionKey(number),
    options: options.filter(({ archived }) => archived !== true).map(({ id, label }) => ({ id, label })),
    archivedAt: archivedAt?.toISOString() ?? null,
  };
}

const choices: readonly QuestionType[] = ['single_choice', 'multiple_choice'];

export type WantedOption = { id?: string | undefined; label: string };

/**
 * The options after a change. One that is left out is offered no more.
 *
 * @throws JoineryError `request.invalid` for a choice without options, options without a choice, two
 * of one label, and an id that is none of the question's.
 */
export function changedOptions(
  type: QuestionType,
  before: readonly KeptOption[],
  wanted: readonly WantedOption[] | undefined,
  { path, newId }: { path: string; newId: () => string },
): KeptOption[] {
  const kept = before.filter(({ archived }) => archived !== true);
  const offered = choices.includes(type) ? (wanted ?? kept) : (wanted ?? []);
  if (choices.includes(type) !== offered.length > 0)
    throw invalid(
      path,
      choices.includes(type) ? 'expected at least one option' : 'only choices have options',
    );
  if (new Set(offered.map(({ label }) => label.toLowerCase())).size < offered.length)
    throw invalid(path, 'expected options with different labels');
  const ids = offered.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length || ids.some((id) => !kept.some((option) => option.id === id)))
    throw invalid(path, 'expected ids of options that the question has, each once');
  const next = offered.map(({ id, label }): KeptOption => ({ id: id ?? newId(), label }));
  const gone = before.filter((option) => !ids.includes(option.id));
  return [...next, ...gone.map(({ id, label }): KeptOption => ({ id, label, archived: true }))];
}

export function noQuestion(): JoineryError {
  return new JoineryError('jobs.question_not_found', 'The job has no such question.');
}

export function assertSameType(before: QuestionType, after: QuestionType, isAnswered: boolean): void {
  if (before === after || !isAnswered) return;
  throw new JoineryError(
    'jobs.question_answered',
    'Somebody answered this question, so its type stays. Archive it and ask another one.',
  );
}

function invalid(path: string, message: string): JoineryError {
  return new JoineryError('request.invalid', `The options of the question are not valid: ${message}.`, {
    issues: [{ path, message }],
  });
}
