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

// Most of a case is waiting for somebody to be missed, so they run side by side; but each has
// up to four processes, and the database of the tests only so many connections.
const inTurn = limitTo(2);

describe.concurrent('the engine keeps its promises when processes die:', () => {
  it.for(cases)('$promise', { timeout: 240_000 }, async ({ run }) => {
    await inTurn(async () => {
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
});

function limitTo(count: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running === count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    await work().finally(() => {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    });
  };
}
