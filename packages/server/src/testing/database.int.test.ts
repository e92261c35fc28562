import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';

describe('a test database', () => {
  let one: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await one.drop();
    await other.drop();
  });

  it('has the migrated schema', async () => {
    const rows = await query(one, "select 1 from pg_tables where tablename = 'companies'");
    expect(rows).toHaveLength(1);
  });

  it('shares nothing with another one', async () => {
    await query(one, 'create table only_here (id int)');
    expect(await query(other, "select 1 from pg_tables where tablename = 'only_here'")).toEqual([]);
  });

  it('is gone after it was dropped', async () => {
    const short = await createTestDatabase();
    await short.drop();
    await expect(query(short, 'select 1')).rejects.toThrow(/does not exist/);
  });
});

async function query(database: TestDatabase, statement: string): Promise<unknown[]> {
  const client = new pg.Client(database.connection);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
