import type { StandardQuestion } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { completeQuestions } from '../jobs/jobs.ts';
import { type Answer, assertAnswered } from './applications.ts';

const answers = (given: Partial<Record<StandardQuestion, boolean>>) =>
  new Map(
    Object.entries(given).map(([name, isGiven]): [StandardQuestion, Answer] => [
      name as StandardQuestion,
      { given: isGiven, name: `form-${name}` },
    ]),
  );

it('lacks what the job requires, by the names of the form', () => {
  const questions = completeQuestions({ resume: 'required', references: 'required', address: 'optional' });
  expect(() =>
    assertAnswered(questions, answers({ resume: false, address: false, references: true })),
  ).toThrow(
    expect.objectContaining({
      code: 'applications.incomplete',
      issues: [expect.objectContaining({ path: 'form-resume' })],
    }),
  );
});

it('is complete with everything required, and without anything else', () => {
  const questions = completeQuestions({ resume: 'required', references: 'optional', coverLetter: 'off' });
  expect(() => assertAnswered(questions, answers({ resume: true, references: false }))).not.toThrow();
});
