// A process that dies in the middle of a transaction, as the database meets it: the session ends as it
// writes to a table.
import pg from 'pg';
import type { Connection } from '../db/database.ts';

/** Does the work, whose session dies at its first write to the table. For databases of one test alone. */
export async function dieAt<T>(
  connection: Connection,
  table: string,
  work: () => PromiseLike<T>,
): Promise<T> {
  const owner = new pg.Client(connection);
  await owner.connect();
  try {
    await owner.query(`
      create or replace function die() returns trigger language plpgsql security definer as $$
      begin
        perform pg_terminate_backend(pg_backend_pid());
        return null;
      end $$;
      create trigger dies before insert or update or delete on ${table} for each statement execute function die()`);
    return await work();
  } finally {
    await owner.query(`drop trigger dies on ${table}`);
    await owner.end();
  }
}
