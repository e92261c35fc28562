// The first start makes a demo. One process does it while others wait; one that was cut off (the
// process was killed) has companies that nobody has credentials for, and is removed.
import pg from 'pg';
import { asOwner, type Connection } from './connection.ts';

const firstRunLock = 'joinery first run';

/**
 * Runs `work` while no other process does. Before it, empties the database if all that is in it
 * is a demo that was never finished; `work` is told. The owner connects: TRUNCATE does not ask
 * for a company.
 */
export async function duringFirstRun<T>(
  connection: Connection,
  work: (cleared: boolean) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(asOwner(connection));
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [firstRunLock]);
    return await work(await clearUnfinishedDemo(client));
  } finally {
    await client.end();
  }
}

async function clearUnfinishedDemo(client: pg.Client): Promise<boolean> {
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
}
