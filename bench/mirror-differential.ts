// Whether a mirrored company is shown as its source is, through every dialect and field by field: 1,000
// people as no seed would make them up, random edits with a sync after each round, and a year that
// passes on both sides. With --quick as many as in npm test; --seed=N another company; --json.
import { arenaEgress, startArena } from '../packages/server/src/testing/mirror-arena.ts';
import { findDifferences } from '../packages/server/src/testing/mirror-differential.ts';
import { openBenchContext } from './lib/own-server.ts';

const quick = process.argv.includes('--quick');
const asJson = process.argv.includes('--json');
const seed = Number(process.argv.find((argument) => argument.startsWith('--seed='))?.slice(7) ?? 20_261_125);
const size = quick
  ? { people: 60, rounds: 1, editsPerRound: 60, leavers: 3, readEachRound: false, alone: 4 }
  : { people: 1000, rounds: 5, editsPerRound: 200, leavers: 12, readEachRound: true, alone: 1 };

const arena = await startArena(await openBenchContext(arenaEgress), { people: size.people, seed });
const findings = await findDifferences(arena, { ...size, seed }, (line) => {
  if (!asJson) console.log(line);
});
await arena.close();
if (asJson) console.log(JSON.stringify({ seed, ...size, findings }));
else {
  for (const { when, differences } of findings) console.log(`\n${when}\n  ${differences.join('\n  ')}`);
  console.log(`\n${findings.length === 0 ? 'the same everywhere' : 'NOT the same'} (seed ${seed})`);
}
process.exitCode = findings.length === 0 ? 0 : 1;
