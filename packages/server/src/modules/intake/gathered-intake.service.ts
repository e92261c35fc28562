// Who comes at the same time is taken in at the same time: those of one company who wait in this process
// share a transaction, and each is answered once it is committed. Decided in docs/adr/0018.
import type { Database, Transaction } from '../../db/database.ts';
import { isDatabaseTrouble } from '../../engine/database-trouble.ts';
import { gathering } from '../../platform/gather.ts';
import type { Principal } from '../access/principal.ts';
import type { CandidateScope } from '../candidates/candidates.service.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { claimTogether, keepTogether, type OnceCall } from '../idempotency/idempotency.service.ts';
import type { Arrival } from './intake.ts';
import { resultOf, type TakenIn, takeInTogether } from './take-in.service.ts';

/** Somebody who waits, with what their request is answered with. */
interface Waiting {
  context: CandidateScope;
  principal: Principal;
  arrival: Omit<Arrival, 'numbers'>;
  answer(tx: Transaction, taken: TakenIn): Promise<unknown>;
}

export interface Gathered<T> {
  taken: TakenIn;
  answered: T;
}

interface Waiter extends Waiting {
  resolve(gathered: Gathered<unknown> | undefined): void;
  reject(error: unknown): void;
}

const limits = { most: 64, patienceMs: 100, usually: 2, atOnce: 8 };

type Companies = Map<string, (waiter: Waiter) => void>;
const gatherings = new WeakMap<Database, Companies>();

/**
 * Takes somebody in together with whoever waits at the same time, once it is committed. Undefined for whom
 * this is not to be done: nothing was written, and a transaction of their own tells why, or takes them in.
 */
export async function takeInGathered<T>(
  one: Waiting & { answer(tx: Transaction, taken: TakenIn): Promise<T> },
): Promise<Gathered<T> | undefined> {
  const { companyId } = one.principal;
  const companies = gatherings.get(one.context.db) ?? new Map();
  gatherings.set(one.context.db, companies);
  const gather =
    companies.get(companyId) ?? gathering((waiters: Waiter[]) => serve(companyId, waiters), limits);
  companies.set(companyId, gather);
  const gathered = await new Promise<Gathered<unknown> | undefined>((resolve, reject) => {
    gather({ ...one, resolve, reject });
  });
  return gathered as Gathered<T> | undefined;
}

async function serve(companyId: string, waiters: Waiter[]): Promise<void> {
  const [first, ...others] = waiters;
  if (first === undefined) return;
  // Who is alone has nothing of it, but for a key: what is done under one waits for nobody here.
  if (others.length === 0 && first.context.once === undefined) return first.resolve(undefined);
  try {
    const served = await takeInAtOnce(first.context.db, companyId, waiters);
    for (const [at, waiter] of waiters.entries()) waiter.resolve(served[at]);
  } catch (error) {
    // What is wrong with one of them is not the others' fault. Where the database went away nobody knows
    // what became of them: to do it once more could be once too often.
    for (const waiter of waiters) {
      if (isUnknown(error)) waiter.reject(error);
      else waiter.resolve(undefined);
    }
  }
}

// A transaction that PostgreSQL asks to repeat was undone.
function isUnknown(error: unknown): boolean {
  return isDatabaseTrouble(error) && !/^40/.test(String((error as { code?: unknown }).code));
}

async function takeInAtOnce(
  db: Database,
  companyId: string,
  waiters: readonly Waiter[],
): Promise<(Gathered<unknown> | undefined)[]> {
  // Before the transaction: whoever holds the counter might wait for something that this one holds.
  const counts = { candidates: waiters.length, applications: waiters.length };
  const first = await takeNumbers({ db }, companyId, counts);
  const numbered = waiters.map((waiter, at) => ({
    ...waiter,
    arrival: {
      ...waiter.arrival,
      numbers: { candidates: first.candidates + at, applications: first.applications + at },
    },
  }));
  return db.inCompany(companyId, async (tx) => {
    const areFirst = claimTogether(tx, waiters.map(callOf));
    const taken = await takeInTogether(tx, companyId, numbered, areFirst);
    const answers = numbered.map((waiter, at) => answering(tx, waiter, taken[at]));
    const all = (await Promise.allSettled(answers)).map(resultOf);
    const kept = numbered.flatMap((waiter, at) => {
      const call = callOf(waiter);
      const one = all[at];
      if (call === undefined || one === undefined) return [];
      return [{ ...call, answer: call.once.toAnswer(one.answered) }];
    });
    await keepTogether(tx, companyId, kept);
    return all;
  });
}

async function answering(
  tx: Transaction,
  { answer }: Waiting,
  taken: TakenIn | undefined,
): Promise<Gathered<unknown> | undefined> {
  return taken && { taken, answered: await answer(tx, taken) };
}

function callOf({ context, principal }: Waiting): OnceCall | undefined {
  const { once } = context;
  return once && { context, principal, once };
}
