// Two servers on one database, of which one is frozen (SIGSTOP) in the middle of writes, found by the
// other after five minutes of the lease's clock, and woken once all its hires have ended elsewhere:
// until two hundred hires were met in the middle of a write. Goal: what was frozen sends nothing, and
// nothing is there twice, by the sandbox's own tables and ledger. --quick: 30; --tries=N; --json;
// --record keeps the result for docs/reference/benchmarks.md.
import { loadavg } from 'node:os';
import {
  type FreezeFigures,
  type Moment,
  moments,
  roundsOf,
  runHireFreezes,
} from '../packages/server/src/testing/hire-freezes.ts';
import { createTwoDatabases } from './lib/own-server.ts';
import { type BenchRecord, conclude, type Goal, machine, measuredCommit, round } from './lib/record.ts';

const quick = process.argv.includes('--quick');
const given = process.argv.find((argument) => argument.startsWith('--tries='))?.slice(8);
const tries = Number(given ?? (quick ? 30 : 200));
const loadBefore = round(loadavg()[0] ?? 0, 1);
const databases = await createTwoDatabases();
try {
  const figures = await runHireFreezes(databases, {
    tries,
    rounds: roundsOf(9),
    tell: (progress) => console.error(progress),
  });
  for (const words of [figures.sentByWoken, figures.extra, figures.doneTwice, figures.lost].flat())
    console.error(words);
  conclude(toRecord(figures));
} finally {
  await databases.stop();
}

function toRecord(figures: FreezeFigures): BenchRecord {
  const none = (what: string, measured: number): Goal => ({ what, measured, unit: '', goal: { atMost: 0 } });
  return {
    bench: 'hire-freezes',
    command: `npm run bench -- hire-freezes${quick ? ' --quick' : ''} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(databases.version),
    notes: [
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it.`,
      'A try is a hire whose receipt, and whose requests at its own way to the sandbox, showed at the freeze that its process was where it was meant to be, and that ended in the other server before that process was woken.',
      'Leases go by the database’s clock, which cannot be moved: the lease of the frozen process is made five minutes older instead. Really it stands still for at least 6.5 s, so it sees less of the freeze than it would after five minutes.',
      'The quiet time is 0.6 s instead of two minutes.',
    ],
    goals: [
      {
        what: 'hires met in the middle of a write',
        measured: figures.tries,
        unit: '',
        goal: { atLeast: tries },
      },
      none('writes sent by a process that was woken', figures.sentByWoken.length),
      none('employees, rows and files too many', figures.extra.length),
      none('writes that the sandbox did twice', figures.doneTwice.length),
      none('hires that are done and lack something', figures.lost.length),
      none('hires that had not ended when the frozen process was woken', figures.left),
    ],
    tables: [
      {
        title: `${figures.freezes} freezes, ${round(figures.seconds)} s`,
        columns: ['what the freeze met', 'hires'],
        rows: [
          ...Object.entries(moments).map(([moment, words]): [string, number] => [
            words,
            figures.met[moment as Moment],
          ]),
          ...Object.entries(figures.byWrite).map(([write, count]): [string, number] => [
            `of them in ${write.replaceAll('_', ' ')}`,
            count,
          ]),
          ['not where they were meant to be', figures.missed],
          ...Object.entries(figures.states).map(([state, count]): [string, number] => [
            `hires ${state}`,
            count,
          ]),
        ],
      },
    ],
  };
}
