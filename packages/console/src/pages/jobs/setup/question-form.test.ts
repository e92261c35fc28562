import { expect, it } from 'vitest';
import { checkQuestion, shifted, toQuestionInput, toQuestionValues } from './question-form.ts';

const aQuestion = {
  id: 'que_1',
  key: 'q_1',
  label: 'Colour',
  help: null,
  type: 'single_choice' as const,
  required: true,
  options: [{ id: 'opt_1', label: 'Red' }],
  position: 0,
  archivedAt: null,
};

it('brings a question through the form unchanged, options with their ids', () => {
  expect(toQuestionInput(toQuestionValues(aQuestion))).toEqual({
    label: 'Colour',
    help: null,
    type: 'single_choice',
    required: true,
    options: [{ id: 'opt_1', label: 'Red' }],
  });
});

it('leaves out empty options, and all of them for what is no choice', () => {
  const values = { ...toQuestionValues(aQuestion), options: [{ label: ' Blue ' }, { label: ' ' }] };
  expect(toQuestionInput(values).options).toEqual([{ label: 'Blue' }]);
  expect(toQuestionInput({ ...values, type: 'date' }).options).toBeUndefined();
});

it('asks for words and for options that differ', () => {
  const values = toQuestionValues(null);
  expect(checkQuestion(values)).toEqual({ label: 'Write the question' });
  const choice = { ...values, label: 'Colour', type: 'multiple_choice' as const };
  expect(checkQuestion(choice)).toEqual({ options: 'Give at least one option' });
  expect(checkQuestion({ ...choice, options: [{ label: 'Red' }, { label: 'red ' }] })).toHaveProperty(
    'options',
  );
  expect(checkQuestion({ ...choice, options: [{ label: 'Red' }] })).toEqual({});
});

it.each([
  [0, -1, ['a', 'b', 'c']],
  [0, 1, ['b', 'a', 'c']],
  [2, -1, ['a', 'c', 'b']],
  [2, 1, ['a', 'b', 'c']],
  [3, -1, ['a', 'b', 'c']],
] as const)('moves %s by %s', (index, by, order) => {
  expect(shifted(['a', 'b', 'c'], index, by)).toEqual(order);
});
