import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { joinTransaction } from '../../db/join.ts';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { importEmployees } from './employee-import.service.ts';

let test: TestContext;
beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());

const people = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    values: { firstName: 'A', lastName: `B${i}` },
    rows: [{ table: 'jobInfo', values: { date: '2026-01-01', jobTitle: 'Baker' } }],
  }));

describe('an import in one transaction', () => {
  it('does not read all people for each row, though there were hardly any when the connection began', async () => {
    const { company, owner } = await test.aCompany();
    const db = openDatabase(test.database.connection, { maxConnections: 1 });
    try {
      await importEmployees({ ...test.context, db }, owner, people(10));
      await analyze();
      await importEmployees({ ...test.context, db }, owner, people(10));
      const read = await db.inCompany(company.id, async (tx) => {
        const joined = { ...test.context, db: joinTransaction(db, company.id, tx) };
        for (let i = 0; i < 4; i += 1) await importEmployees(joined, owner, people(500));
        const { rows } = await sql<{ read: string }>`
          select seq_tup_read as read from pg_stat_xact_user_tables where relname = 'employees'`.execute(tx);
        return Number(rows[0]?.read);
      });
      // Once for each of 2,000 rows would be two millions.
      expect(read).toBeLessThan(100_000);
    } finally {
      await db.close();
    }
  });
});

// As the database does by itself every so often: only then does it believe that a table is small.
async function analyze(): Promise<void> {
  const admin = new pg.Client(test.database.connection);
  await admin.connect();
  await admin.query('analyze employees');
  await admin.end();
}
