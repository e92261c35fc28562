import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestContext } from '../../testing/context.ts';
import { type Arena, arenaEgress, startArena } from '../../testing/mirror-arena.ts';
import { findDifferences } from '../../testing/mirror-differential.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await startArena(await createTestContext({ egress: arenaEgress }), {
    people: 60,
    seed: 20_261_125,
  });
});
afterAll(() => arena.close());

it('shows a mirrored company as its source, through every dialect, after edits and a year later', async () => {
  const plan = { seed: 20_261_125, rounds: 1, editsPerRound: 60, leavers: 3, readEachRound: false, alone: 4 };
  expect(await findDifferences(arena, plan)).toEqual([]);
}, 240_000);
