// Creates or upgrades the engine's own tables. Runs as the owner, so that the processes
// themselves only ever connect as the application role and change no schema.
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ensureSystemDatabase,
  getDbosSchemaPermissionsSql,
} from '@dbos-inc/dbos-sdk/internal/system_database';
import pg from 'pg';
import { asOwner, type Connection } from '../db/connection.ts';
import { quietLog } from './dbos-log.ts';
import { systemSchema } from './dbos-names.ts';

const installLock = 7_340_115;

/** Safe to call at every start and from several processes at once. The role `joinery_app` must exist. */
export async function installEngine(connection: Connection): Promise<void> {
  const pool = new pg.Pool({ ...asOwner(connection), max: 2 });
  pool.on('error', () => undefined);
  const client = await pool.connect();
  try {
    await lock(client);
    await ensureSystemDatabase('', quietLog(), pool, systemSchema, true);
    for (const grant of getDbosSchemaPermissionsSql(systemSchema, 'joinery_app')) await client.query(grant);
    await client.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
  } finally {
    // Ending the connection also lets the lock go, whatever happened.
    client.release(true);
    await pool.end();
  }
}

// Polled on purpose: a session that waits inside pg_advisory_lock holds a snapshot, and the
// CREATE INDEX CONCURRENTLY of the process that has the lock would wait for it for ever.
async function lock(client: pg.PoolClient): Promise<void> {
  for (;;) {
    const answer = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      installLock,
    ]);
    if (answer.rows[0]?.locked === true) return;
    await delay(200);
  }
}
