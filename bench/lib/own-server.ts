// A context on an embedded database of its own, for benches that run what tests run.
import pg from 'pg';
import type { Connection } from '../../packages/server/src/db/database.ts';
import { startEmbeddedPostgres } from '../../packages/server/src/db/embedded/embedded.ts';
import { migrate } from '../../packages/server/src/db/migrate.ts';
import { createLog } from '../../packages/server/src/platform/log.ts';
import { makeTemporaryDataDir } from '../../packages/server/src/testing/data-dir.ts';
import {
  type EgressChange,
  openOwnContext,
  type TestContext,
} from '../../packages/server/src/testing/own-context.ts';

export interface OwnDatabase {
  connection: Connection;
  version: string;
  /** The folder of the database, which a server attaches to. */
  dataDir: string;
  stop(): Promise<void>;
}

export async function startOwnDatabase(): Promise<OwnDatabase> {
  const dataDir = makeTemporaryDataDir();
  const log = createLog({ level: 'silent' });
  const postgres = await startEmbeddedPostgres({ dataDir: dataDir.path, log });
  const admin = new pg.Client(postgres.connection);
  await admin.connect();
  await admin.query('create database bench');
  const { rows } = await admin.query('show server_version');
  await admin.end();
  const connection = { ...postgres.connection, database: 'bench' };
  await migrate(connection);
  return {
    connection,
    version: rows[0].server_version,
    dataDir: dataDir.path,
    stop: async () => {
      await postgres.stop();
      dataDir.remove();
    },
  };
}

/** One for a server of ours, and one for a provider's, on one PostgreSQL. */
export async function createTwoDatabases(): Promise<{
  ours: Connection;
  theirs: Connection;
  version: string;
  stop(): Promise<void>;
}> {
  const { connection, version, stop } = await startOwnDatabase();
  const theirs = { ...connection, database: 'provider' };
  const admin = new pg.Client(connection);
  await admin.connect();
  await admin.query('create database provider');
  await admin.end();
  await migrate(theirs);
  return { ours: connection, theirs, version, stop };
}

/** Closes the database with itself. */
export async function openBenchContext(egress: EgressChange): Promise<TestContext & { version: string }> {
  const database = await startOwnDatabase();
  const test = openOwnContext(database.connection, egress);
  return {
    ...test,
    version: database.version,
    close: async () => {
      await test.close();
      await database.stop();
    },
  };
}
