import type { JobQuestion, JobQuestionInput, QuestionType } from '@joinery/sdk';

export const questionTypes: Record<QuestionType, string> = {
  short_text: 'Short text',
  long_text: 'Long text',
  single_choice: 'One of several',
  multiple_choice: 'Some of several',
  yes_no: 'Yes or no',
  number: 'Number',
  date: 'Date',
  url: 'Web address',
  file: 'File',
  email: 'E-mail address',
  phone: 'Phone number',
};

export interface OptionValue {
  /** Of an option that the question has already. */
  id?: string;
  label: string;
}

export interface QuestionValues {
  label: string;
  help: string;
  type: QuestionType;
  required: boolean;
  options: OptionValue[];
}

export const hasOptions = (type: QuestionType): boolean => type.endsWith('_choice');

export function toQuestionValues(question: JobQuestion | null): QuestionValues {
  return {
    label: question?.label ?? '',
    help: question?.help ?? '',
    type: question?.type ?? 'short_text',
    required: question?.required ?? false,
    options: question?.options.length ? question.options : [{ label: '' }, { label: '' }],
  };
}

export function checkQuestion(values: QuestionValues): Partial<Record<keyof QuestionValues, string>> {
  const problems: Partial<Record<keyof QuestionValues, string>> = {};
  if (values.label.trim() === '') problems.label = 'Write the question';
  const labels = filled(values.options).map(({ label }) => label.toLowerCase());
  if (hasOptions(values.type) && labels.length === 0) problems.options = 'Give at least one option';
  else if (hasOptions(values.type) && new Set(labels).size < labels.length)
    problems.options = 'Two options have the same words';
  return problems;
}

/** Empty lines among the options are left out. */
export function toQuestionInput(values: QuestionValues): JobQuestionInput {
  return {
    label: values.label.trim(),
    help: values.help.trim() || null,
    type: values.type,
    required: values.required,
    ...(hasOptions(values.type) && { options: filled(values.options) }),
  };
}

/** The order after the question at `index` went up (-1) or down (1); the same where it cannot. */
export function shifted<T>(items: readonly T[], index: number, by: -1 | 1): T[] {
  const to = index + by;
  const [item] = items.slice(index, index + 1);
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(index, 1).toSpliced(to, 0, item);
}

function filled(options: OptionValue[]): OptionValue[] {
  return options
    .map((option) => ({ ...option, label: option.label.trim() }))
    .filter(({ label }) => label !== '');
}
