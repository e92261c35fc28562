// What a company asks about who applies. An answer is counted and kept with nobody: its row has no
// person, application or job, and the server's role in the database cannot read it (migration 0151).
import type { DemographicCounts, DemographicQuestion, DemographicQuestionsInput } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { dateIn } from '../../platform/clock.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { questionsChanged } from './demographics.events.ts';
import * as repository from './demographics.repository.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

export async function listDemographicQuestions(
  context: Scope,
  principal: Principal,
): Promise<DemographicQuestion[]> {
  assertArea(principal, 'settings.company', 'view');
  return context.db.inCompany(principal.companyId, askedDemographics);
}

/** What every form asks now. */
export async function askedDemographics(tx: Transaction): Promise<DemographicQuestion[]> {
  const questions = await repository.listQuestions(tx);
  return questions.map(({ asked: _asked, ...question }) => question);
}

export async function replaceDemographicQuestions(
  context: Scope,
  principal: Principal,
  { questions }: DemographicQuestionsInput,
): Promise<DemographicQuestion[]> {
  assertArea(principal, 'settings.company', 'edit');
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    await repository.replaceQuestions(tx, companyId, questions, context.clock.now());
    await insertEvents(tx, companyId, [
      questionsChanged(
        companyId,
        questions.map(({ key }) => key),
      ),
    ]);
    return askedDemographics(tx);
  });
}

/** Counts answers of an application, in its transaction. Who gave them is not said. */
export async function countAnswers(
  tx: Transaction,
  { clock }: Pick<Context, 'clock'>,
  { companyId, company }: Pick<Principal, 'companyId' | 'company'>,
  answers: Record<string, string>,
): Promise<void> {
  const given = Object.entries(answers).map(([question, option]) => ({ question, option }));
  await repository.insertAnswers(tx, companyId, monthOf(company, clock.now()), given);
}

/** Over all jobs: what two narrower counts differ by would tell of a few people. */
export async function readDemographicCounts(
  context: Scope,
  principal: Principal,
): Promise<DemographicCounts> {
  assertArea(principal, 'settings.company', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const questions = await repository.listQuestions(tx, { all: true });
    const thisMonth = monthOf(principal.company, context.clock.now());
    const counts = await repository.listCounts(tx, thisMonth);
    return { items: questions.map((question) => countsOf(question, counts)) };
  });
}

function countsOf(
  { key, label, options, asked }: DemographicQuestion & { asked: boolean },
  counts: repository.DemographicCount[],
): DemographicCounts['items'][number] {
  const own = counts.filter(({ question }) => question === key);
  const answered = own[0]?.answered ?? 0;
  return {
    key,
    label,
    asked,
    answered: answered === 0 ? null : answered,
    options: options.map((option) => ({
      ...option,
      people: own.find((count) => count.option === option.id)?.people ?? null,
    })),
  };
}

function monthOf({ timeZone }: Principal['company'], at: Date): string {
  return `${dateIn(timeZone, at).slice(0, 7)}-01`;
}
