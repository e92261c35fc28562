import { sql } from 'kysely';
import type { Database, Transaction } from './database.ts';

/**
 * The same database for code that opens transactions of its own, with those of this company
 * made part of `tx`: they commit with it, or not at all.
 *
 * A failed part is undone alone, so that its error can be answered to. Parts that overlap in
 * time are undone together with the one that began first.
 */
export function joinTransaction(database: Database, companyId: string, tx: Transaction): Database {
  let running = 0;
  const join = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    running += 1;
    try {
      return await (running === 1 ? undoable(tx, work) : work(tx));
    } finally {
      running -= 1;
    }
  };
  return {
    ...database,
    isJoined: true,
    inCompany: (id, work) => (id === companyId ? join(work) : database.inCompany(id, work)),
    reading: (id, work) => (id === companyId ? join(work) : database.reading(id, work)),
    quickly: (id, query) =>
      id === companyId
        ? join(async (part) => (await part.executeQuery(query)).rows)
        : database.quickly(id, query),
  };
}

/** Runs `work` so that what it wrote is undone when it fails, and the transaction can go on. */
export async function undoable<T>(
  tx: Transaction,
  work: (tx: Transaction) => Promise<T>,
  name = 'part',
): Promise<T> {
  const savepoint = sql.id(name);
  await sql`savepoint ${savepoint}`.execute(tx);
  try {
    const result = await work(tx);
    await sql`release savepoint ${savepoint}`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint ${savepoint}`.execute(tx);
    await sql`release savepoint ${savepoint}`.execute(tx);
    throw error;
  }
}

/** Runs `work` to see whether it can be done, and undoes it whatever comes of it. */
export async function tried<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  await sql`savepoint trial`.execute(tx);
  try {
    return await work();
  } finally {
    await sql`rollback to savepoint trial`.execute(tx);
    await sql`release savepoint trial`.execute(tx);
  }
}
