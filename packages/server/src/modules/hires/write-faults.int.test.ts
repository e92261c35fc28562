// Every row of the matrix at one write or more; all of them: npm run bench -- hire-faults.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../testing/context.ts';
import { type HireBench, startHireBench } from '../../testing/hire-bench.ts';
import { arenaEgress } from '../../testing/mirror-arena.ts';
import { runWriteFaults, type WriteFaultOutcome } from '../../testing/write-fault-runs.ts';
import { tellingWriteFaults } from '../../testing/write-faults.ts';

let bench: HireBench;
let outcomes: Map<string, WriteFaultOutcome>;
beforeAll(async () => {
  bench = await startHireBench({ test: await createTestContext({ egress: arenaEgress }), employees: 1 });
  const all = await runWriteFaults(bench, tellingWriteFaults, { atOnce: 8 });
  outcomes = new Map(all.map((outcome) => [outcome.fault.name, outcome]));
}, 300_000);
afterAll(() => bench.close());

describe('a write that goes wrong is there once, or says that it is not', () => {
  it.each(tellingWriteFaults.map(({ name, expect: end }) => [name, end]))('%s: %s', (name) => {
    expect(outcomes.get(name)?.broken).toEqual([]);
  });
});
