// Numbers that other people's APIs show as integers. Each company counts for itself: gaps would tell
// one company how busy the others are.
import type { Context } from '../context.ts';
import * as repository from './counters.repository.ts';
import type { CounterName } from './counters.ts';

/**
 * Takes numbers of each named counter and answers with the first of each. A number that is then
 * not used stays unused.
 *
 * This is a transaction of its own, to be called before the one that writes the record: the
 * counter's row is held for a moment only, and intake does not queue up behind the slow commits of
 * others. That moment does not wait for the disk either. Nothing is lost by it: the log of the
 * database is written in order, so whatever is written later with the number makes this durable too.
 */
export async function takeNumbers<K extends CounterName>(
  context: Pick<Context, 'db'>,
  companyId: string,
  counts: Record<K, number>,
): Promise<Record<K, number>> {
  // In one order everywhere, or two calls could wait for each other.
  const names = (Object.keys(counts) as K[]).sort();
  const wanted = names.map((name): [K, number] => [name, counts[name]]);
  const { db } = context;
  // Part of another transaction it waits with that one, for the disk too: others are told of it.
  const firsts =
    db.isJoined === true
      ? await db.inCompany(companyId, (tx) => repository.advanceCounters(tx, companyId, wanted))
      : await repository.advanceCountersAlone(db, companyId, wanted);
  return Object.fromEntries(firsts) as Record<K, number>;
}
