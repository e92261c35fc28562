import { sql } from 'kysely';
import type { Transaction } from './database.ts';

/**
 * Has the connection plan its statements for the tables as they are now. For work with many rows in
 * one transaction: the plans by which foreign keys are checked are kept, and one that was made while
 * a table was all but empty reads the whole of it for each row. Only a commit would change that.
 */
export async function planAnew(tx: Transaction): Promise<void> {
  await sql`discard plans`.execute(tx);
}
