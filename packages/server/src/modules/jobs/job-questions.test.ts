import { describe, expect, it } from 'vitest';
import { assertSameType, changedOptions, isQuestionKey } from './job-questions.ts';

let made = 0;
const rest = { path: 'options', newId: () => `opt_new${++made}` };
const red = { id: 'opt_red', label: 'Red' };
const blue = { id: 'opt_blue', label: 'Blue' };

describe('the options of a choice', () => {
  it('keep their ids under new labels, and what was offered once stays for its answers', () => {
    made = 0;
    const wanted = [{ label: 'Green' }, { id: 'opt_red', label: 'Crimson' }];
    expect(changedOptions('single_choice', [red, blue], wanted, rest)).toEqual([
      { id: 'opt_new1', label: 'Green' },
      { id: 'opt_red', label: 'Crimson' },
      { id: 'opt_blue', label: 'Blue', archived: true },
    ]);
  });

  it('stay when a change does not name them', () => {
    expect(changedOptions('multiple_choice', [red], undefined, rest)).toEqual([red]);
  });

  it('are archived when the question is no choice any more', () => {
    expect(changedOptions('short_text', [red], undefined, rest)).toEqual([{ ...red, archived: true }]);
  });

  it.each([
    ['single_choice', []],
    ['multiple_choice', undefined],
    ['short_text', [{ label: 'Red' }]],
    ['single_choice', [{ label: 'Red' }, { label: 'red' }]],
    ['single_choice', [{ id: 'opt_stranger', label: 'Red' }]],
  ] as const)('of %s cannot be %j', (type, wanted) => {
    expect(() => changedOptions(type, [], wanted, rest)).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        issues: [expect.objectContaining({ path: 'options' })],
      }),
    );
  });
});

it('an answered question keeps its type', () => {
  expect(() => assertSameType('number', 'short_text', true)).toThrow(
    expect.objectContaining({ code: 'jobs.question_answered' }),
  );
  expect(() => assertSameType('number', 'short_text', false)).not.toThrow();
  expect(() => assertSameType('number', 'number', true)).not.toThrow();
});

it.each([
  ['q_1', true],
  ['q_999999999', true],
  ['q_0', false],
  ['q_01', false],
  ['q_', false],
  ['Q_1', false],
  ['q_1\n', false],
  ['resume', false],
])('%j names a question: %s', (name, is) => {
  expect(isQuestionKey(name)).toBe(is);
});
