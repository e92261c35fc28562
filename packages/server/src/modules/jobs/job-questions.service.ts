// What a job asks beside the standard questions. Callers hold the job's row, so the form that
// somebody fills in at this moment is the one before or the one after.
import { type JobQuestionEntry, JoineryError, questionLimits } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import * as repository from './job-questions.repository.ts';
import { assertSameType, changedOptions, type QuestionRow } from './job-questions.ts';

export interface QuestionWrite {
  companyId: string;
  jobId: string;
  at: Date;
  /** Of the first question that is new; as many after it as there are new ones. */
  nextNumber: number;
}

/** All questions that the job is to ask, in their order. What is not named is removed or archived. */
export async function replaceQuestions(
  tx: Transaction,
  write: QuestionWrite,
  entries: readonly JobQuestionEntry[],
): Promise<void> {
  const before = await repository.listQuestions(tx, write.jobId);
  const answered = await repository.listAnswered(tx, write.jobId);
  const ids = entries.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length || ids.some((id) => !before.some((question) => question.id === id)))
    throw new JoineryError('request.invalid', 'A question has an id that is none of the job’s.', {
      issues: [{ path: 'customQuestions', message: 'expected ids of questions of the job, each once' }],
    });
  let { nextNumber } = write;
  for (const [position, entry] of entries.entries()) {
    const path = `customQuestions.${position}.options`;
    const old = before.find(({ id }) => id === entry.id);
    if (old === undefined) {
      await insertQuestion(tx, { ...write, nextNumber }, entry, { position, path });
      nextNumber += 1;
      continue;
    }
    assertSameType(old.type, entry.type, answered.has(old.id));
    const { label, help = null, type, required } = entry;
    const options = changedOptions(type, old.options, entry.options, { path, newId: newOptionId });
    const change = { label, help, type, required, options, position, archivedAt: null };
    await repository.updateQuestion(tx, { ...old, ...change });
  }
  for (const question of before)
    if (!ids.includes(question.id) && question.archivedAt === null)
      await takeAway(tx, write, question, answered.has(question.id));
}

export async function insertQuestion(
  tx: Transaction,
  { companyId, jobId, nextNumber: number }: QuestionWrite,
  entry: JobQuestionEntry,
  { position, path }: { position: number; path: string },
): Promise<QuestionRow> {
  const { label, help = null, type, required } = entry;
  const options = changedOptions(type, [], entry.options, { path, newId: newOptionId });
  const id = newId('que');
  const row = { id, number, jobId, label, help, type, required, options, position, archivedAt: null };
  await repository.insertQuestion(tx, companyId, row);
  return row;
}

/** Answers keep their question, so one that has any is archived. */
export async function takeAway(
  tx: Transaction,
  { at }: Pick<QuestionWrite, 'at'>,
  question: QuestionRow,
  isAnswered: boolean,
): Promise<void> {
  if (isAnswered) await repository.updateQuestion(tx, { ...question, archivedAt: at });
  else await repository.removeQuestion(tx, question.id);
}

/** Those that are asked, in their order. */
export async function listAsked(tx: Transaction, jobId: string): Promise<QuestionRow[]> {
  const all = await repository.listQuestions(tx, jobId);
  return all.filter(({ archivedAt }) => archivedAt === null);
}

export function assertRoom(count: number): void {
  if (count <= questionLimits.perJob) return;
  throw new JoineryError('request.invalid', `A job asks up to ${questionLimits.perJob} questions.`, {
    issues: [{ path: '', message: 'expected a job with fewer questions' }],
  });
}

export function newOptionId(): string {
  return newId('opt');
}
