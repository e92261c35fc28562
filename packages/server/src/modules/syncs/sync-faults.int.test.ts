// One case of each fault; all of them: npm run bench -- sync-faults.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBadSyncs } from '../../testing/bad-syncs.ts';
import { createTestContext } from '../../testing/context.ts';
import { type Arena, arenaEgress, startArena } from '../../testing/mirror-arena.ts';
import { type FaultOutcome, runFaults } from '../../testing/sync-fault-runs.ts';
import { tellingFaults } from '../../testing/sync-faults.ts';

let arena: Arena;
let outcomes: Map<string, FaultOutcome>;
beforeAll(async () => {
  arena = await startArena(await createTestContext({ egress: arenaEgress }), { people: 20, seed: 7 });
  const all = await runFaults(arena, tellingFaults, { atOnce: 8 });
  outcomes = new Map(all.map((outcome) => [outcome.fault.name, outcome]));
}, 300_000);
afterAll(() => arena.close());

describe('a read that goes wrong loses nobody, empties nothing and makes nobody leave', () => {
  it.each(tellingFaults.map(({ name, expect: end }) => [name, end]))('%s: %s', (name) => {
    expect(outcomes.get(name)?.broken).toEqual([]);
  });
});

it('lets nobody leave past the brake, whatever a dozen syncs in a row say', async () => {
  const bad = await runBadSyncs(arena, { count: 12, seed: 7 });
  expect(bad).toMatchObject({ pastTheBrake: 0, different: [] });
  expect(bad.held).toBeGreaterThan(0);
});
