// A demo that was cut off while it was made (the first start was killed) has companies that
// nobody has credentials for. It goes as the owner, whom TRUNCATE does not ask for a company.
import pg from 'pg';
import type { Connection } from './database.ts';

/** Empties the database if all that is in it is a demo that was never finished. */
export async function clearUnfinishedDemo(connection: Connection): Promise<boolean> {
  const client = new pg.Client({ ...connection });
  await client.connect();
  try {
    await client.query('begin');
    const { rowCount } = await client.query(
      `select from installation where demo_in_making
         and not exists (select from companies where slug not in ('demo', 'acme')) for update`,
    );
    if (rowCount === 1) {
      await client.query('truncate companies cascade');
      await client.query('update installation set demo_in_making = false');
    }
    await client.query('commit');
    return rowCount === 1;
  } finally {
    await client.end();
  }
}
