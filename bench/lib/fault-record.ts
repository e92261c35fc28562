// What the two benches of the matrix of faults say and keep of a run, in the same form.
import { faultRows } from '../../packages/server/src/testing/fault-rows.ts';
import { type BenchRecord, type Goal, machine, measuredCommit, type Table } from './record.ts';

/** A case as both halves have it. */
export interface Outcome {
  fault: { name: string; row: string; expect: string };
  ended: string;
  broken: string[];
}

export interface FaultRun {
  half: 'reads' | 'writes';
  bench: string;
  version: string;
  outcomes: readonly Outcome[];
  /** To which operation a case belongs. */
  operationOf: (outcome: Outcome) => string;
  seconds: number;
  loadBefore: number;
  notes: string[];
  goals?: Goal[];
}

/** What is judged after every case, whatever it is about. */
const invariants = [
  'I1: of one application there is one employee, of one row and file one',
  'I2: everything ends, or waits where a person sees it, with a reason',
  'I3: nobody leaves by what was not asked for, nor past the brake',
  'I4: no write arrives whose receipt is not committed before',
  'I5: nothing becomes empty because it did not come',
  'I6: no key goes to another origin',
];

export function printCase({ fault, ended, broken }: Outcome): void {
  if (process.argv.includes('--json')) return;
  console.log(`${broken.length === 0 ? 'holds ' : 'BROKEN'} ${fault.name}: ${ended}`);
  for (const one of broken.slice(0, 8)) console.log(`         ${one}`);
}

/** What `--only` says, which may stand there several times. */
export const only = process.argv.flatMap((one) => (one.startsWith('--only=') ? [one.slice(7)] : []));

/** Cases whose name has a text of `only`; all without it. A text that no name has is a mistake. */
export function chosen<T extends { name: string }>(cases: readonly T[]): T[] {
  const some = cases.filter(({ name }) => only.length === 0 || only.some((text) => name.includes(text)));
  if (some.length > 0) return some;
  console.error(`No case has "${only.join('" or "')}" in its name.`);
  process.exit(2);
}

export function toRecord(run: FaultRun): BenchRecord {
  const { half, bench, version, outcomes, seconds, loadBefore, notes, goals = [] } = run;
  const broken = outcomes.filter((one) => one.broken.length > 0).length;
  return {
    bench,
    command: `npm run bench -- ${bench}${process.argv.includes('--quick') ? ' --quick' : ''} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(version),
    notes: [
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it, and the time is worse than it would be.`,
      `After each of the ${outcomes.length} cases all six are judged, ${outcomes.length * invariants.length} in all. ${invariants.join('. ')}.`,
      'A case whose fault was never met is broken, too.',
      ...notes,
    ],
    goals: [
      { what: 'cases that are broken', measured: broken, unit: 'cases', goal: { atMost: 0 } },
      ...(only.length > 0 ? [] : [noneSilent(half, outcomes)]),
      { what: 'time for all', measured: seconds, unit: 's', goal: { atMost: 600 } },
      ...goals,
    ],
    tables: [byRow(half, outcomes), byOperation(run)],
  };
}

function noneSilent(half: FaultRun['half'], outcomes: readonly Outcome[]): Goal {
  const met = new Set(outcomes.map(({ fault }) => fault.row));
  const silent = faultRows.filter((one) => !met.has(one.row) && one[half] === undefined);
  const what = 'rows without a case, a named test or a reason';
  return { what, measured: silent.length, unit: 'rows', goal: { atMost: 0 } };
}

function byRow(half: FaultRun['half'], outcomes: readonly Outcome[]): Table {
  const cases = Map.groupBy(outcomes, ({ fault }) => fault.row);
  return {
    title: `Rows of the matrix, ${half}`,
    columns: ['row', 'fault', 'cases', 'broken', 'elsewhere'],
    rows: faultRows.map((one) => {
      const all = cases.get(one.row) ?? [];
      const elsewhere = one[half];
      const tests = [...(Array.isArray(elsewhere) ? elsewhere : []), ...(one.beside ?? [])];
      const why = elsewhere !== undefined && 'cannot' in elsewhere ? elsewhere.cannot : '';
      const named = tests.map(({ file, test }) => `${file.split('/').at(-1)}: ${test}`).join('; ');
      return [
        one.row,
        one.is,
        all.length,
        all.filter(({ broken }) => broken.length > 0).length,
        why || named,
      ];
    }),
  };
}

function byOperation({ half, outcomes, operationOf }: FaultRun): Table {
  const cases = Map.groupBy(outcomes, operationOf);
  return {
    title: `What goes wrong, ${half}`,
    columns: ['operation', 'cases', 'broken', 'how they have to end'],
    rows: [...cases].map(([operation, all]) => [
      operation,
      all.length,
      all.filter(({ broken }) => broken.length > 0).length,
      [...Map.groupBy(all, ({ fault }) => fault.expect)]
        .map(([end, some]) => `${end} ${some.length}`)
        .join(', '),
    ]),
  };
}
