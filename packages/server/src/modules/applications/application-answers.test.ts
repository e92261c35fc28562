import type { JobQuestion } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { completeQuestions } from '../jobs/jobs.ts';
import { assertAnswered, takeAnswers, toApplicationAnswer } from './application-answers.ts';

const aQuestion = (number: number, part: Partial<JobQuestion> = {}): JobQuestion => ({
  id: `que_${number}`,
  key: `q_${number}`,
  label: `Question ${number}`,
  help: null,
  type: 'short_text',
  required: false,
  options: [],
  position: number,
  archivedAt: null,
  ...part,
});
const parts = {
  questions: completeQuestions({ address: 'required', references: 'optional', coverLetter: 'off' }),
  customQuestions: [aQuestion(1), aQuestion(2, { type: 'file', required: true })],
};
const given = { name: 'A', addressLine1: 'a', city: 'b', zipCode: 'c', country: 'd' };

describe('answers that are taken', () => {
  it('are those that say something, with files by their ids', () => {
    const files = [{ field: 'q_2', id: 'fil_1', name: 'work.pdf' }];
    expect(takeAnswers(parts, { given: { ...given, answers: { q_1: ' yes ' } }, files }).answers).toEqual([
      { questionId: 'que_1', value: 'yes', fileId: null },
      { questionId: 'que_2', value: null, fileId: 'fil_1' },
    ]);
    expect(takeAnswers(parts, { given: { ...given, answers: { q_1: ' ' } }, files }).answers).toHaveLength(1);
  });

  it('are no names of files that did not come', () => {
    const sent = { given: { ...given, answers: { q_2: 'work.pdf' } }, files: [] };
    expect(() => takeAnswers(parts, sent)).toThrow(/parts of multipart/);
  });

  it.each(['coverLetter', 'file', 'q_9'])('are no files that nobody asked for: %s', (field) => {
    const files = ['q_2', field].map((name, index) => ({ field: name, id: `fil_${index}`, name: 'a.pdf' }));
    expect(() => takeAnswers(parts, { given, files })).toThrow(
      expect.objectContaining({
        issues: [
          {
            path: field.startsWith('q_') ? `answers.${field}` : field,
            message: expect.stringMatching(/does not ask/),
          },
        ],
      }),
    );
  });
});

describe('a form of other names', () => {
  const names = new Map([
    ['addressLine1', 'address'],
    ['zipCode', 'zip'],
  ]);

  it('lacks what the job requires, by its own names', () => {
    const answered = { given: new Set(['city', 'country', 'references']), names };
    expect(() => assertAnswered(parts, answered)).toThrow(
      expect.objectContaining({
        code: 'applications.incomplete',
        issues: ['address', 'zip', 'answers.q_2'].map((path) => ({
          path,
          message: 'is required for this job',
        })),
      }),
    );
  });

  it('is complete with everything required, and without anything else', () => {
    const all = new Set(['addressLine1', 'city', 'zipCode', 'country', 'answers.q_2']);
    expect(() => assertAnswered(parts, { given: all, names })).not.toThrow();
  });
});

describe('an answer as people read it', () => {
  const options = [
    { id: 'opt_1', label: 'Red' },
    { id: 'opt_2', label: 'Blue', archived: true as const },
  ];
  const row = {
    questionId: 'que_1',
    number: 4,
    label: 'Colour',
    options,
    fileId: null,
    fileName: null,
    archivedAt: null,
  };

  it.each([
    ['short_text', 'blue', 'blue'],
    ['single_choice', 'opt_1', 'Red'],
    ['multiple_choice', ['opt_2', 'opt_1'], 'Blue, Red'],
    ['yes_no', false, 'No'],
    ['number', 0.5, '0.5'],
  ] as const)('of %s %j is %s', (type, value, text) => {
    const answer = toApplicationAnswer({ ...row, type, value: value as string });
    expect(answer).toMatchObject({ key: 'q_4', value, text, archived: false });
  });

  it('is the name of a file, and its id as the value', () => {
    const file = { type: 'file' as const, value: null, fileId: 'fil_1', fileName: 'work.pdf' };
    expect(toApplicationAnswer({ ...row, ...file })).toMatchObject({ value: 'fil_1', text: 'work.pdf' });
  });
});
