// The reading half of the matrix of faults, whole: every fault at every read, and a thousand bad
// syncs of which none may make anybody leave past the brake. With --quick as much as in npm test;
// --only=TEXT runs cases whose name has it; --json; --record keeps the result for
// docs/reference/benchmarks.md.
import { loadavg } from 'node:os';
import { runBadSyncs } from '../packages/server/src/testing/bad-syncs.ts';
import { arenaEgress, startArena } from '../packages/server/src/testing/mirror-arena.ts';
import { runFaults } from '../packages/server/src/testing/sync-fault-runs.ts';
import { faultCases, tellingFaults } from '../packages/server/src/testing/sync-faults.ts';
import { chosen, only, printCase, toRecord } from './lib/fault-record.ts';
import { openBenchContext } from './lib/own-server.ts';
import { conclude, type Goal, round } from './lib/record.ts';

const quick = process.argv.includes('--quick');
const cases = chosen(quick ? tellingFaults : faultCases);
const loadBefore = round(loadavg()[0] ?? 0, 1);
const test = await openBenchContext(arenaEgress);
const arena = await startArena(test, { people: 20, seed: 7 });
const began = performance.now();
const outcomes = await runFaults(arena, cases, { atOnce: 8, tell: printCase });
const seconds = Math.round((performance.now() - began) / 1000);
const goals = only.length === 0 ? await badSyncs(quick ? 30 : 1000) : [];
await arena.close();
const readOf = new Map(cases.map(({ name, read }) => [name, read]));
conclude(
  toRecord({
    half: 'reads',
    bench: 'sync-faults',
    version: test.version,
    outcomes,
    operationOf: ({ fault }) => readOf.get(fault.name) ?? '',
    seconds,
    loadBefore,
    notes: [
      'full, changed and hint are the three kinds of syncs; people, rows and who are what they ask for.',
      'Every sync that did not end with everything is followed by one on which nothing goes wrong, which has to.',
    ],
    goals,
  }),
);

async function badSyncs(count: number): Promise<Goal[]> {
  const { syncs, held, pastTheBrake, different } = await runBadSyncs(arena, { count, seed: 7 });
  const none = (what: string, measured: number): Goal => ({
    what,
    measured,
    unit: '',
    goal: { atMost: 0 },
  });
  return [
    none(`people who left past the brake in ${syncs} syncs that tell what is not so`, pastTheBrake),
    none('differences from the source after them', different.length),
    { what: 'of these syncs held for a person', measured: held, unit: '', goal: { atLeast: 1 } },
  ];
}
