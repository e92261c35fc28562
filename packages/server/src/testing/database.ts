// A fresh, migrated database for a test file: copied from a template that the first test of
// the run makes.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import type { Connection } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';

export interface TestDatabase {
  /** As the owner role, like the product's own migrations. */
  connection: Connection;
  drop(): Promise<void>;
}

/** Makes a database with the newest schema and no rows. Call `drop` when the file is done. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('testServer');
  const template = `${inject('testRun')}_template`;
  const name = `${inject('testRun')}_${randomBytes(4).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    await makeTemplate(admin, server, template);
    // A third of the time of the usual way, which writes every page to the log.
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  return {
    connection: inDatabase(server, name),
    drop: () => asAdmin(server, (admin) => drop(admin, name)),
  };
}

// A pool says that it is closed before its connections are, and those that are ended by force then
// have nobody left who hears of it: the error would be the test run's.
async function drop(admin: pg.Client, name: string): Promise<void> {
  const clients = `select from pg_stat_activity where datname = $1 and backend_type = 'client backend'`;
  for (let turn = 0; turn < 25; turn++) {
    const { rowCount } = await admin.query(clients, [name]);
    if (rowCount === 0) break;
    await sleep(20);
  }
  await admin.query(`drop database if exists ${name} with (force)`);
}

// It is migrated under another name first: a template that exists is complete.
async function makeTemplate(admin: pg.Client, server: Connection, template: string): Promise<void> {
  await admin.query('select pg_advisory_lock(hashtext($1))', [template]);
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
  if (rowCount === 0) {
    const draft = `${template}_draft`;
    await admin.query(`drop database if exists ${draft} with (force)`);
    await admin.query(`create database ${draft}`);
    await migrate(inDatabase(server, draft));
    await admin.query(`alter database ${draft} rename to ${template}`);
  }
  await admin.query('select pg_advisory_unlock(hashtext($1))', [template]);
}

async function asAdmin(server: Connection, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client(server);
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function inDatabase(server: Connection, database: string): Connection {
  if (server.connectionString === undefined) return { ...server, database };
  const url = new URL(server.connectionString);
  url.pathname = `/${database}`;
  return { connectionString: url.href };
}

/** What DATABASE_URL says for it. */
export function urlOf(connection: Connection): string {
  if (connection.connectionString !== undefined) return connection.connectionString;
  const { host = '', user = '', database = '', port = 5432 } = connection;
  return `postgresql://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}
