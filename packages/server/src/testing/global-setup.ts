// One PostgreSQL for a whole test run: one of its own in a temporary folder, or the server
// that JOINERY_TEST_DATABASE_URL or DATABASE_URL names. Tests get databases of their own in it.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import type { Connection } from '../db/database.ts';
import { createLog } from '../platform/log.ts';
import { makeTemporaryDataDir, quickFolder } from './data-dir.ts';
import { startThrowawayPostgres } from './throwaway-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A connection that may create databases and roles. */
    testServer: Connection;
    /** Sets the databases of this run apart from others on the same server. */
    testRun: string;
  }
}

interface Server {
  connection: Connection;
  close(): Promise<void>;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.JOINERY_TEST_DATABASE_URL ?? process.env.DATABASE_URL;
  // What tests start reads the environment too, and must not find somebody's database there.
  delete process.env.JOINERY_TEST_DATABASE_URL;
  delete process.env.DATABASE_URL;
  const server = url === undefined ? await ownServer() : givenServer(url);
  const run = `joinery_test_${randomBytes(4).toString('hex')}`;
  project.provide('testServer', server.connection);
  project.provide('testRun', run);
  return async () => {
    if (url !== undefined) await dropDatabases(server.connection, run);
    await server.close();
  };
}

async function ownServer(): Promise<Server> {
  const dataDir = makeTemporaryDataDir(quickFolder());
  const server = await startThrowawayPostgres(dataDir.path, createLog({ level: 'warn' }));
  const close = async (): Promise<void> => {
    await server.stop();
    dataDir.remove();
  };
  return { connection: server.connection, close };
}

function givenServer(url: string): Server {
  return { connection: { connectionString: url }, close: async () => undefined };
}

async function dropDatabases(connection: Connection, run: string): Promise<void> {
  const admin = new pg.Client(connection);
  await admin.connect();
  const { rows } = await admin.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [run],
  );
  for (const { name } of rows) await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}
