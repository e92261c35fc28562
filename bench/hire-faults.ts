// The writing half of the matrix of faults, whole: every fault at every write, judged by the sandbox
// company's own tables, with the receipt read when a write's first byte arrives. With --quick as much
// as in npm test; --only=TEXT runs cases whose name has it; --json; --record keeps the result for
// docs/reference/benchmarks.md.
import { loadavg } from 'node:os';
import { startHireBench } from '../packages/server/src/testing/hire-bench.ts';
import { arenaEgress } from '../packages/server/src/testing/mirror-arena.ts';
import { runWriteFaults } from '../packages/server/src/testing/write-fault-runs.ts';
import { tellingWriteFaults, writeFaultCases } from '../packages/server/src/testing/write-faults.ts';
import { chosen, printCase, toRecord } from './lib/fault-record.ts';
import { openBenchContext } from './lib/own-server.ts';
import { conclude, round } from './lib/record.ts';

const cases = chosen(process.argv.includes('--quick') ? tellingWriteFaults : writeFaultCases);
const loadBefore = round(loadavg()[0] ?? 0, 1);
const test = await openBenchContext(arenaEgress);
const bench = await startHireBench({ test, employees: 1 });
const began = performance.now();
const outcomes = await runWriteFaults(bench, cases, { atOnce: 12, tell: printCase });
const seconds = Math.round((performance.now() - began) / 1000);
await bench.close();
const writeOf = new Map(cases.map(({ name, write }) => [name, write]));
conclude(
  toRecord({
    half: 'writes',
    bench: 'hire-faults',
    version: test.version,
    outcomes,
    operationOf: ({ fault }) => writeOf.get(fault.name) ?? '',
    seconds,
    loadBefore,
    notes: [
      'create, row, job, pay and file are steps of a hire; update and terminate are changes of a mirrored employee. The quiet time is 0.4 s instead of two minutes, and everything else in proportion.',
      'What is done late, after it was looked for twice and sent again, can be there twice: the look through the account tells of employees. Rows and files that are twice for this reason nobody looks for.',
    ],
  }),
);
