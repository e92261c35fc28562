import { type Database, prepare, type Transaction } from '../../db/database.ts';
import { type CounterName, firstNumbers } from './counters.ts';

interface Taken {
  taken_name: string;
  taken_last: string;
}

const takeNumbers = prepare<Taken>('take-numbers', 'select * from take_numbers($1, $2, $3, $4, $5)');

type Counts = [CounterName, number][];
type Firsts = Map<string, number>;

/** Takes so many numbers of each name, in a transaction of its own that does not wait for the disk. */
export async function advanceCountersAlone(db: Database, companyId: string, counts: Counts): Promise<Firsts> {
  return firstsOf(await db.alone(takeNumbers(...valuesOf(companyId, counts), true)), counts);
}

/** The same as a part of a transaction. */
export async function advanceCounters(tx: Transaction, companyId: string, counts: Counts): Promise<Firsts> {
  const { rows } = await tx.executeQuery(takeNumbers(...valuesOf(companyId, counts), false));
  return firstsOf(rows, counts);
}

function valuesOf(companyId: string, counts: Counts): unknown[] {
  const names = counts.map(([name]) => name);
  return [companyId, names, names.map((name) => firstNumbers[name]), counts.map(([, count]) => count)];
}

function firstsOf(rows: Taken[], counts: Counts): Firsts {
  const taken = new Map(counts);
  return new Map(
    rows.map(({ taken_name: name, taken_last: last }) => [
      name,
      Number(last) - (taken.get(name as CounterName) ?? 0) + 1,
    ]),
  );
}
