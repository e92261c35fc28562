import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { cases } from './conformance/cases.ts';
import { type Harness, openHarness } from './conformance/harness.ts';

const small = { workers: 3, partitions: 4, perPartition: 4, pauseMs: 40, kills: 3, killEveryMs: 300 };

describe('the engine keeps its promises when processes die:', () => {
  let database: TestDatabase;
  let harness: Harness;
  beforeEach(async () => {
    database = await createTestDatabase();
    harness = await openHarness(database.connection);
  });
  afterEach(async () => {
    await harness.close();
    await database.drop();
  });

  it.each(cases)('$promise', { timeout: 60_000 }, async ({ run }) => {
    const measured = await run(harness, small);
    expect(measured).toBeDefined();
  });
});
