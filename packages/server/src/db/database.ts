// The one way to the tables. Every connection acts as the application role; a transaction
// belongs to one company, or to none, and row-level security holds it to that.
import { Kysely, type Transaction as KyselyTransaction, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { DB } from './types.generated.ts';

// Dates are dates in the company's time zone, never instants: they stay text.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Where PostgreSQL is; the fields that `pg` takes. */
export interface Connection {
  host?: string;
  port?: number;
  user?: string;
  database?: string;
  password?: string;
  connectionString?: string;
}

export type Transaction = KyselyTransaction<DB>;

export interface Database {
  /** Runs `work` in one transaction that sees only this company's rows. */
  inCompany<T>(companyId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` with no company: tables with `company_id` show 0 rows. */
  outside<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` with a secret's hash that makes exactly its own row visible, for reading. */
  lookingUp<T>(lookup: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function openDatabase(connection: Connection, options: { maxConnections?: number } = {}): Database {
  // A role given at connection start is also what RESET ROLE returns to.
  const pool = new pg.Pool({
    ...connection,
    options: '-c role=joinery_app',
    max: options.maxConnections ?? 16,
  });
  // An idle connection that dies (the database was restarted) is replaced at the next use.
  pool.on('error', () => undefined);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  const run = <T>(company: string, lookup: string, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (tx) => {
      await sql`select set_config('joinery.company_id', ${company}, true), set_config('joinery.lookup', ${lookup}, true)`.execute(
        tx,
      );
      return work(tx);
    });
  return {
    inCompany: (companyId, work) => run(companyId, '', work),
    outside: (work) => run('', '', work),
    lookingUp: (lookup, work) => run('', lookup, work),
    close: () => db.destroy(),
  };
}

/** Moves a transaction that began outside into a company it has just made. */
export async function setCompany(tx: Transaction, companyId: string): Promise<void> {
  await sql`select set_config('joinery.company_id', ${companyId}, true)`.execute(tx);
}
