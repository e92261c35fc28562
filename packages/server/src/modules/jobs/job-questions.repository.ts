import { prepare, type Transaction } from '../../db/database.ts';
import type { QuestionRow } from './job-questions.ts';

/** Those that are asked, in their order; then archived ones, newest first. */
export async function listQuestions(tx: Transaction, jobId: string): Promise<QuestionRow[]> {
  return (await tx.executeQuery(questionsOf(jobId))).rows;
}

const questionsOf = prepare<QuestionRow>(
  'questions-of-job',
  `select id, number, job_id as "jobId", label, help, type, required, options, position,
     archived_at as "archivedAt"
   from job_questions where job_id = $1
   order by archived_at is not null, position, number desc`,
);

export async function insertQuestion(
  tx: Transaction,
  companyId: string,
  { jobId, archivedAt, options, ...question }: QuestionRow,
): Promise<void> {
  await tx
    .insertInto('job_questions')
    .values({
      ...question,
      company_id: companyId,
      job_id: jobId,
      options: JSON.stringify(options),
      archived_at: archivedAt,
    })
    .execute();
}

export async function updateQuestion(
  tx: Transaction,
  { id, label, help, type, required, options, position, archivedAt }: QuestionRow,
): Promise<void> {
  await tx
    .updateTable('job_questions')
    .set({
      label,
      help,
      type,
      required,
      options: JSON.stringify(options),
      position,
      archived_at: archivedAt,
    })
    .where('id', '=', id)
    .execute();
}

export async function removeQuestion(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('job_questions').where('id', '=', id).execute();
}

/** Which of the job's questions somebody answered. */
export async function listAnswered(tx: Transaction, jobId: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('job_questions')
    .select('id')
    .where('job_id', '=', jobId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('application_answers')
          .select('application_answers.question_id')
          .whereRef('application_answers.company_id', '=', 'job_questions.company_id')
          .whereRef('application_answers.job_id', '=', 'job_questions.job_id')
          .whereRef('application_answers.question_id', '=', 'job_questions.id'),
      ),
    )
    .execute();
  return new Set(rows.map(({ id }) => id));
}
