import { JoineryError } from '@joinery/sdk';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createEngine, type Engine, type Workflow } from './index.ts';

describe('the engine', () => {
  let database: TestDatabase;
  let db: Database;
  let engine: Engine;
  const calls: string[] = [];
  const hello: Workflow<{ name: string }> = {
    name: 'say-hello',
    queue: 'hires',
    run: async (ctx, { name }) => {
      await ctx.step('greet', async () => void calls.push(name));
    },
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase(database.connection);
    engine = createEngine({ connection: database.connection, log: pino({ level: 'debug' }) });
    engine.registerWorkflow(hello);
    await engine.start({ worker: true });
  });
  afterAll(async () => {
    await engine.stop();
    await db.close();
    await database.drop();
  });

  it('runs', async () => {
    await db.outside((tx) =>
      engine.enqueue(tx, { workflow: hello, id: 'one', partition: 'p', input: { name: 'x' } }),
    );
    await expect.poll(async () => (await engine.status('one'))?.state, { timeout: 5000 }).toBe('done');
    expect(calls).toEqual(['x']);
    expect(JoineryError).toBeDefined();
  });
});
