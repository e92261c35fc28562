import { describe, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';
import { cases, type Size } from './conformance/cases.ts';
import { openHarness } from './conformance/harness.ts';

const small: Size = {
  workers: 3,
  partitions: 4,
  perPartition: 3,
  pauseMs: 100,
  kills: 3,
  killEveryMs: 300,
  freezeTiming: { beatMs: 500, scanMs: 500, silentAfterMs: 2500 },
};

// Most of a case is waiting for somebody to be missed, so they run side by side.
describe.concurrent('the engine keeps its promises when processes die:', () => {
  it.for(cases)('$promise', { timeout: 60_000 }, async ({ run }) => {
    const database = await createTestDatabase();
    const harness = await openHarness(database.connection);
    try {
      // A case asserts by itself, so that the long form outside of Vitest asserts the same.
      await run(harness, small);
    } finally {
      await harness.close();
      await database.drop();
    }
  });
});
