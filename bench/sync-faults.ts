// The reading half of the matrix of faults, whole: every fault at every read, and a thousand bad
// syncs of which none may make anybody leave past the brake. With --quick as much as in npm test;
// --only=TEXT runs cases whose name has it; --json.
import { runBadSyncs } from '../packages/server/src/testing/bad-syncs.ts';
import { arenaEgress, startArena } from '../packages/server/src/testing/mirror-arena.ts';
import { type FaultOutcome, runFaults } from '../packages/server/src/testing/sync-fault-runs.ts';
import { faultCases, tellingFaults } from '../packages/server/src/testing/sync-faults.ts';
import { openBenchContext } from './lib/own-server.ts';

const quick = process.argv.includes('--quick');
const asJson = process.argv.includes('--json');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const cases = (quick ? tellingFaults : faultCases).filter(
  ({ name }) => only === undefined || name.includes(only),
);

const arena = await startArena(await openBenchContext(arenaEgress), { people: 14, seed: 7 });
const outcomes = await runFaults(arena, cases, { atOnce: 8, tell: print });
const bad = only === undefined ? await runBadSyncs(arena, { count: quick ? 30 : 1000, seed: 7 }) : undefined;
await arena.close();
const broken = outcomes.filter((one) => one.broken.length > 0);
if (asJson)
  console.log(
    JSON.stringify({
      cases: outcomes.length,
      broken: broken.map(({ fault, ended, broken: how }) => ({ name: fault.name, ended, broken: how })),
      badSyncs: bad,
    }),
  );
else {
  console.log(`\n${outcomes.length} cases, ${broken.length} broken`);
  if (bad !== undefined)
    console.log(
      `${bad.syncs} bad syncs, ${bad.held} held, ${bad.leavers} people left within the brake, ${bad.pastTheBrake} past it`,
    );
}
process.exitCode = broken.length === 0 && (bad?.pastTheBrake ?? 0) === 0 && outcomes.length > 0 ? 0 : 1;

function print({ fault, ended, broken: how }: FaultOutcome): void {
  if (asJson) return;
  console.log(`${how.length === 0 ? 'holds ' : 'BROKEN'} ${fault.name}: ${ended}`);
  for (const one of how.slice(0, 5)) console.log(`         ${one}`);
}
