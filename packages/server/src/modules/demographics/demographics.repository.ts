import type { DemographicQuestion } from '@joinery/sdk';
import { sql } from 'kysely';
import { rowsOf, type Transaction } from '../../db/database.ts';

interface KeptOption {
  id: string;
  label: string;
  archived?: boolean;
}

/** As they are asked; with `all`, those too that are asked no more, behind them. */
export async function listQuestions(
  tx: Transaction,
  { all = false } = {},
): Promise<(DemographicQuestion & { asked: boolean })[]> {
  const query = tx
    .selectFrom('demographic_questions')
    .select(['key', 'label', 'options', 'archived_at'])
    .$if(!all, (q) => q.where('archived_at', 'is', null))
    .orderBy(sql`archived_at is not null`)
    .orderBy('position')
    .orderBy('key');
  return (await rowsOf(tx, query)).map(({ archived_at: archivedAt, options, ...row }) => ({
    ...row,
    options: (options as unknown as KeptOption[])
      .filter(({ archived }) => all || archived !== true)
      .map(({ id, label }) => ({ id, label })),
    asked: archivedAt === null,
  }));
}

export async function replaceQuestions(
  tx: Transaction,
  companyId: string,
  questions: DemographicQuestion[],
  at: Date,
): Promise<void> {
  await sql`update demographic_questions set archived_at = coalesce(archived_at, ${at})
    where key <> all(${questions.map(({ key }) => key)})`.execute(tx);
  if (questions.length === 0) return;
  await tx
    .insertInto('demographic_questions')
    .values(
      questions.map(({ key, label, options }, position) => ({
        company_id: companyId,
        key,
        label,
        options: JSON.stringify(options),
        position,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'key']).doUpdateSet((eb) => ({
        label: eb.ref('excluded.label'),
        // Options that were answered once are offered no more and counted on.
        options: sql<string>`excluded.options || coalesce((
          select jsonb_agg(old.value || '{"archived": true}') from jsonb_array_elements(demographic_questions.options) old
          where not exists (
            select from jsonb_array_elements(excluded.options) new
            where new.value ->> 'id' = old.value ->> 'id')), '[]')`,
        position: eb.ref('excluded.position'),
        archived_at: null,
      })),
    )
    .execute();
}

export async function insertAnswers(
  tx: Transaction,
  companyId: string,
  month: string,
  answers: { question: string; option: string }[],
): Promise<void> {
  for (const { question, option } of answers)
    await sql`insert into demographics.answers (company_id, month, question, option)
      values (${companyId}, ${month}, ${question}, ${option})`.execute(tx);
}

export interface DemographicCount {
  question: string;
  option: string;
  /** Null where it might tell of a few. */
  people: number | null;
  answered: number;
}

/** Of whole months before this one. */
export async function listCounts(tx: Transaction, before: string): Promise<DemographicCount[]> {
  const { rows } = await sql<DemographicCount>`
    select question, option, people, answered from demographics.counts(${before}::date)`.execute(tx);
  return rows;
}
