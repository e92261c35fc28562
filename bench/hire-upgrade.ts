// A thousand hires wait for approval when the build that they were asked on is ended, and more are in a
// quiet time, wait for the next try, or for a person; a build whose sending has one step more goes on on
// the same database, where a second user approves all of them. Two process images: the sources as they
// are, and a patched copy. Goal: each is an employee once, with whole receipts; who was under way keeps
// to the steps it had. --quick: 100; --hires=N; --json; --record keeps the result for
// docs/reference/benchmarks.md.
import { loadavg } from 'node:os';
import { runHireUpgrade, type UpgradeFigures } from '../packages/server/src/testing/hire-upgrade.ts';
import { createTwoDatabases } from './lib/own-server.ts';
import { type BenchRecord, conclude, type Goal, machine, measuredCommit, round } from './lib/record.ts';

const quick = process.argv.includes('--quick');
const given = process.argv.find((argument) => argument.startsWith('--hires='))?.slice(8);
const approval = Number(given ?? (quick ? 100 : 1000));
const others = Math.max(4, Math.round(approval / 50));
const hires = { approval, quiet: others, retry: others, person: others };
const fresh = others;
const isRefusal = /newer build/;
const loadBefore = round(loadavg()[0] ?? 0, 1);
const databases = await createTwoDatabases();
try {
  const figures = await runHireUpgrade(databases, {
    hires,
    fresh,
    waitMs: 45_000,
    patienceMs: 5 * 60_000,
    tell: (progress) => console.error(progress),
  });
  for (const words of figures.incomplete.slice(0, 20)) console.error(words);
  conclude(toRecord(figures));
} finally {
  await databases.stop();
}

function refusalOf(said: string): string {
  const lines = said.split('\n');
  return lines.find((line) => isRefusal.test(line)) ?? lines.at(-1) ?? '';
}

function toRecord(figures: UpgradeFigures): BenchRecord {
  const all = approval + 3 * others + fresh;
  const { left, withAddedStep: added } = figures;
  const exactly = (what: string, measured: number, wanted: number): Goal[] => [
    { what, measured, unit: '', goal: { atLeast: wanted } },
    { what, measured, unit: '', goal: { atMost: wanted } },
  ];
  return {
    bench: 'hire-upgrade',
    command: `npm run bench -- hire-upgrade${quick ? ' --quick' : ''} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(databases.version),
    notes: [
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it.`,
      'The old build is a server, ended by SIGKILL, and a worker, ended by SIGTERM. The new one is a copy of the same sources with one step more in the sending of hires, as docs/guides/changing-workflows.md has it, started as a server and a worker on the same database.',
      'A hire that waits for approval has no run yet: the build that is there when it is approved plans its steps. One that is under way keeps to the plan it began with.',
      `Started again on the database of the new build, the old one says: ${refusalOf(figures.refusal)}`,
    ],
    goals: [
      {
        what: 'hires that waited for approval',
        measured: left.approval,
        unit: '',
        goal: { atLeast: approval },
      },
      { what: 'hires that were in a quiet time', measured: left.quiet, unit: '', goal: { atLeast: others } },
      {
        what: 'hires that waited for the next try',
        measured: left.retry,
        unit: '',
        goal: { atLeast: others },
      },
      { what: 'hires that waited for a person', measured: left.person, unit: '', goal: { atLeast: others } },
      { what: 'hires done', measured: figures.states.done ?? 0, unit: '', goal: { atLeast: all } },
      ...exactly('distinct employees', figures.employees, all),
      { what: 'employees, rows and files too many', measured: figures.extra, unit: '', goal: { atMost: 0 } },
      {
        what: 'steps without a whole receipt',
        measured: figures.incomplete.length,
        unit: '',
        goal: { atMost: 0 },
      },
      {
        what: 'with the added step, of those whose run the new build began',
        measured: added.approval + added.person + added.fresh,
        unit: '',
        goal: { atLeast: approval + others + fresh },
      },
      {
        what: 'with the added step, of those whose run the old build began',
        measured: added.quiet + added.retry,
        unit: '',
        goal: { atMost: 0 },
      },
      {
        what: 'the old build started again on the database of the new one',
        measured: isRefusal.test(figures.refusal) ? 0 : 1,
        unit: '',
        goal: { atMost: 0 },
      },
    ],
    tables: [
      {
        title: `${figures.hires} hires over a change of builds`,
        columns: ['figure', 'measured'],
        rows: [
          ...Object.entries(figures.states).map(([state, count]): [string, number] => [
            `hires ${state}`,
            count,
          ]),
          ['distinct employees', figures.employees],
          ['runs with what the new build does beside its receipts', figures.notes],
          ['seconds to approve all of them', round(figures.approveSeconds)],
          ['seconds in all', round(figures.seconds)],
        ],
      },
    ],
  };
}
