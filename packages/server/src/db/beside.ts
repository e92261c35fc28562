import type { CompiledQuery } from 'kysely';
import type { Database } from './database.ts';

export interface Beside<R> {
  /** The same database, whose first quick read takes the statement along. */
  db: Database;
  /** The rows of the statement, which is sent by itself when nothing has taken it along. */
  rows(): Promise<R[]>;
}

/**
 * For work that is begun while it is asked whether it may be done: `entry` tells, and enters the
 * company in which the work then reads, all in one flight.
 */
export function beside<R>(database: Database, entry: CompiledQuery<R>): Beside<R> {
  let rows: Promise<R[]> | undefined;
  const quickly: Database['quickly'] = async (companyId, query) => {
    if (rows !== undefined) return database.quickly(companyId, query);
    const both = database.quicklyBehind(entry, query);
    rows = both.then(([first]) => first);
    // Whoever asks for them is told.
    rows.catch(() => undefined);
    return (await both)[1];
  };
  return {
    db: { ...database, quickly },
    rows: () => {
      rows ??= database.alone(entry);
      return rows;
    },
  };
}
