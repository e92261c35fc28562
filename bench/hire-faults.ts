// The writing half of the matrix of faults, whole: every fault at every write, judged by the sandbox
// company's own tables and ledger, with the receipt read when a write's first byte arrives. With
// --quick as much as in npm test; --only=TEXT runs cases whose name has it; --json.
import { startHireBench } from '../packages/server/src/testing/hire-bench.ts';
import { arenaEgress } from '../packages/server/src/testing/mirror-arena.ts';
import { runWriteFaults, type WriteFaultOutcome } from '../packages/server/src/testing/write-fault-runs.ts';
import { tellingWriteFaults, writeFaultCases } from '../packages/server/src/testing/write-faults.ts';
import { openBenchContext } from './lib/own-server.ts';

const quick = process.argv.includes('--quick');
const asJson = process.argv.includes('--json');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const cases = (quick ? tellingWriteFaults : writeFaultCases).filter(
  ({ name }) => only === undefined || name.includes(only),
);

const began = performance.now();
const bench = await startHireBench({ test: await openBenchContext(arenaEgress), employees: 1 });
const outcomes = await runWriteFaults(bench, cases, { atOnce: 10, tell: print });
await bench.close();
const seconds = Math.round((performance.now() - began) / 1000);
const broken = outcomes.filter((one) => one.broken.length > 0);
const rows = new Set(cases.map(({ row }) => row)).size;
if (asJson)
  console.log(
    JSON.stringify({
      cases: outcomes.length,
      rows,
      seconds,
      broken: broken.map(({ fault, ended, broken: how }) => ({ name: fault.name, ended, broken: how })),
    }),
  );
else {
  for (const one of outcomes.at(-1)?.broken ?? []) console.log(`         ${one}`);
  console.log(`\n${outcomes.length} cases of ${rows} rows, ${broken.length} broken, in ${seconds} s`);
}
process.exitCode = broken.length === 0 && outcomes.length > 0 ? 0 : 1;

function print({ fault, ended, broken: how }: WriteFaultOutcome): void {
  if (asJson) return;
  console.log(`${how.length === 0 ? 'holds ' : 'BROKEN'} ${fault.name}: ${ended}`);
  for (const one of how.slice(0, 5)) console.log(`         ${one}`);
}
