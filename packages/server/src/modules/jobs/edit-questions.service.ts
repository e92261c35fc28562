// The questions of a job, one at a time.
import { type JobQuestion, type JobQuestionInput, type JobQuestionPatch, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { reorder } from '../stages/stages.ts';
import * as repository from './job-questions.repository.ts';
import { assertRoom, insertQuestion, newOptionId, takeAway } from './job-questions.service.ts';
import {
  assertSameType,
  changedOptions,
  noQuestion,
  type QuestionRow,
  toJobQuestion,
} from './job-questions.ts';
import { jobUpdated } from './jobs.events.ts';
import { findTermsInScope, lockJobInScope } from './jobs.service.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Those that are asked, in their order; with `archived` the others after them. */
export async function listJobQuestions(
  context: Scope,
  principal: Principal,
  job: string,
  { archived = false }: { archived?: boolean | undefined },
): Promise<JobQuestion[]> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await findTermsInScope(tx, principal, job);
    const questions = await repository.listQuestions(tx, id);
    return questions.filter(({ archivedAt }) => archived || archivedAt === null).map(toJobQuestion);
  });
}

export async function createJobQuestion(
  context: Scope,
  principal: Principal,
  job: string,
  { position, ...input }: JobQuestionInput,
): Promise<JobQuestion> {
  assertArea(principal, 'hiring.jobs', 'edit');
  const { jobQuestions: nextNumber } = await takeNumbers(context, principal.companyId, { jobQuestions: 1 });
  return editing(context, principal, job, async (tx, jobId, questions) => {
    const asked = questions.filter(({ archivedAt }) => archivedAt === null);
    assertRoom(asked.length + 1);
    const write = { companyId: principal.companyId, jobId, nextNumber, at: context.clock.now() };
    const made = await insertQuestion(tx, write, input, { position: asked.length, path: 'options' });
    return place(tx, [...asked, made], made, position);
  });
}

/** @throws JoineryError `jobs.question_answered` for another type of a question that has answers. */
export async function updateJobQuestion(
  context: Scope,
  principal: Principal,
  { job, question }: { job: string; question: string },
  { position, archived, ...patch }: JobQuestionPatch,
): Promise<JobQuestion> {
  assertArea(principal, 'hiring.jobs', 'edit');
  return editing(context, principal, job, async (tx, jobId, questions) => {
    const before = pick(questions, question);
    const isAnswered = (await repository.listAnswered(tx, jobId)).has(before.id);
    const type = patch.type ?? before.type;
    assertSameType(before.type, type, isAnswered);
    const isChanged = type !== before.type || patch.options !== undefined;
    const after: QuestionRow = {
      ...before,
      label: patch.label ?? before.label,
      help: patch.help === undefined ? before.help : patch.help,
      type,
      required: patch.required ?? before.required,
      options: isChanged
        ? changedOptions(type, before.options, patch.options, { path: 'options', newId: newOptionId })
        : before.options,
      archivedAt: archivedAfter(before, archived, context.clock.now()),
    };
    await repository.updateQuestion(tx, after);
    const others = questions.filter(({ id, archivedAt }) => id !== before.id && archivedAt === null);
    if (after.archivedAt !== null) {
      await writeOrder(tx, others);
      return toJobQuestion(after);
    }
    assertRoom(others.length + 1);
    const comesBack = before.archivedAt !== null;
    const asked = comesBack
      ? [...others, after]
      : questions.filter(({ archivedAt }) => archivedAt === null).map((q) => (q.id === after.id ? after : q));
    const at = position ?? (comesBack ? undefined : asked.findIndex(({ id }) => id === after.id));
    return place(tx, asked, after, at);
  });
}

/** Takes it out of the form; its answers are kept, and it with them. */
export async function removeJobQuestion(
  context: Scope,
  principal: Principal,
  { job, question }: { job: string; question: string },
): Promise<void> {
  assertArea(principal, 'hiring.jobs', 'edit');
  await editing(context, principal, job, async (tx, jobId, questions) => {
    const found = pick(questions, question);
    const isAnswered = (await repository.listAnswered(tx, jobId)).has(found.id);
    await takeAway(tx, { at: context.clock.now() }, found, isAnswered);
    await writeOrder(
      tx,
      questions.filter(({ id, archivedAt }) => id !== found.id && archivedAt === null),
    );
  });
}

/** @param order ids of all questions that are asked, each once */
export async function orderJobQuestions(
  context: Scope,
  principal: Principal,
  job: string,
  order: string[],
): Promise<JobQuestion[]> {
  assertArea(principal, 'hiring.jobs', 'edit');
  return editing(context, principal, job, async (tx, _jobId, questions) => {
    const asked = questions.filter(({ archivedAt }) => archivedAt === null);
    const sorted = order.flatMap((id) => asked.find((question) => question.id === id) ?? []);
    if (
      sorted.length !== asked.length ||
      new Set(order).size !== asked.length ||
      order.length !== asked.length
    )
      throw new JoineryError('request.invalid', 'The order does not name every question once.', {
        issues: [{ path: 'order', message: 'expected the ids of all questions of the job, each once' }],
      });
    return (await writeOrder(tx, sorted)).map(toJobQuestion);
  });
}

async function editing<T>(
  context: Scope,
  principal: Principal,
  job: string,
  work: (tx: Transaction, jobId: string, questions: QuestionRow[]) => Promise<T>,
): Promise<T> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await lockJobInScope(tx, principal, job);
    const done = await work(tx, id, await repository.listQuestions(tx, id));
    await insertEvents(tx, principal.companyId, [jobUpdated(id, ['customQuestions'])]);
    return done;
  });
}

function pick(questions: QuestionRow[], reference: string): QuestionRow {
  const found = questions.find((row) => row.id === reference || toJobQuestion(row).key === reference);
  if (found === undefined) throw noQuestion();
  return found;
}

function archivedAfter({ archivedAt }: QuestionRow, archived: boolean | undefined, now: Date): Date | null {
  if (archived === undefined) return archivedAt;
  return archived ? (archivedAt ?? now) : null;
}

/** Puts `moved` at the position; the end when there is none. */
async function place(
  tx: Transaction,
  asked: QuestionRow[],
  moved: QuestionRow,
  position: number | undefined,
): Promise<JobQuestion> {
  const ids = reorder(
    asked.map(({ id }) => id),
    moved.id,
    position,
  );
  const placed = await writeOrder(
    tx,
    ids.flatMap((id) => asked.find((question) => question.id === id) ?? []),
  );
  return toJobQuestion(placed.find(({ id }) => id === moved.id) ?? moved);
}

async function writeOrder(tx: Transaction, questions: QuestionRow[]): Promise<QuestionRow[]> {
  const placed = questions.map((question, position) => ({ ...question, position }));
  for (const [index, question] of placed.entries())
    if (questions[index]?.position !== question.position) await repository.updateQuestion(tx, question);
  return placed;
}
