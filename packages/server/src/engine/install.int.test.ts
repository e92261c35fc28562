import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Connection } from '../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { installEngine } from './install.ts';

describe('installing the engine', () => {
  let migrated: TestDatabase;
  let empty: Connection;
  let admin: pg.Client;
  const name = `joinery_install_${randomBytes(4).toString('hex')}`;
  beforeAll(async () => {
    // Makes the application role, too.
    migrated = await createTestDatabase();
    admin = new pg.Client(migrated.connection);
    await admin.connect();
    await admin.query(`create database ${name}`);
    const server = inject('testServer');
    empty = { ...server, database: name };
    if (server.connectionString !== undefined) {
      const url = new URL(server.connectionString);
      url.pathname = `/${name}`;
      empty = { connectionString: url.href };
    }
  });
  afterAll(async () => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
    await migrated.drop();
  });

  it('can be done by several processes at once, from nothing, and again', async () => {
    await Promise.all([installEngine(empty), installEngine(empty), installEngine(empty)]);
    await installEngine(empty);
    const client = new pg.Client(empty);
    await client.connect();
    const tables = await client.query(
      "select schemaname || '.' || tablename as name from pg_tables where tablename in ('executors', 'workflow_status')",
    );
    const invalid = await client.query('select from pg_index where not indisvalid');
    await client.end();
    expect(tables.rows.map((row) => row.name).sort()).toEqual(['dbos.workflow_status', 'engine.executors']);
    expect(invalid.rowCount).toBe(0);
  });
});
