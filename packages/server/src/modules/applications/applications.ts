import { type JobQuestions, JoineryError, type StandardQuestion } from '@joinery/sdk';

export function noApplication(): JoineryError {
  return new JoineryError('applications.not_found', 'There is no such application.');
}

/** Whether a question of the job was answered, and what its field is called where it was asked. */
export interface Answer {
  given: boolean;
  name: string;
}

/** @throws JoineryError `applications.incomplete` with an issue for everything that the job requires and misses. */
export function assertAnswered(
  questions: JobQuestions,
  answers: ReadonlyMap<StandardQuestion, Answer>,
): void {
  const missing = (Object.keys(questions) as StandardQuestion[])
    .filter((question) => questions[question] === 'required' && answers.get(question)?.given !== true)
    .map((question) => answers.get(question)?.name ?? question);
  if (missing.length === 0) return;
  const issues = missing.map((path) => ({ path, message: 'is required for this job' }));
  throw new JoineryError('applications.incomplete', `This job requires: ${missing.join(', ')}.`, { issues });
}
