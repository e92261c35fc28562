// Ten thousand hires while the server and a worker are killed a hundred times, to a sandbox company
// that loses the answer to a fifth of the creates and does some of them late. Goal: as many employees
// as hires, nothing twice, everything ended or visibly waiting for a person, by the sandbox's own tables
// and ledger; few searches; no more time than the provider's limit alone takes. With --quick 1,000
// hires and 20 kills; --hires=N, --kills=N and --per-minute=N set what they say; --json; --record
// keeps the result for docs/reference/benchmarks.md.
import { loadavg } from 'node:os';
import pg from 'pg';
import { migrate } from '../packages/server/src/db/migrate.ts';
import { type CrashFigures, runHireCrashes } from '../packages/server/src/testing/hire-crashes.ts';
import { runFloor } from './hires-crash/floor.ts';
import { startOwnDatabase } from './lib/own-server.ts';
import { type BenchRecord, conclude, type Goal, machine, measuredCommit, round } from './lib/record.ts';

// As npm test starts them. From sources a start takes about twice as long, and counts with the time beyond
// the limit as far as nothing else is sent meanwhile.
const { default: bundlePrograms } = await import(
  new URL('../scripts/lib/bundle-setup.mjs', import.meta.url).href
);
await bundlePrograms();

const quick = process.argv.includes('--quick');
const numberIn = (name: string): number | undefined => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given === undefined ? undefined : Number(given.slice(name.length + 3));
};
const hires = numberIn('hires') ?? (quick ? 1000 : 10_000);
const kills = numberIn('kills') ?? (quick ? 20 : 100);
// What two cores can make with the provider beside it on them.
const perMinute = numberIn('per-minute') ?? 3000;
const loadBefore = round(loadavg()[0] ?? 0, 1);
const database = await startOwnDatabase();
const theirs = { ...database.connection, database: 'provider' };
const admin = new pg.Client(database.connection);
await admin.connect();
await admin.query('create database provider');
await admin.end();
await migrate(theirs);
try {
  const figures = await runHireCrashes(
    { ours: database.connection, theirs },
    {
      hires,
      kills,
      perMinute,
      seed: 7,
      tell: (progress) => console.error(progress),
      floor: (account) => runFloor(account, 50),
    },
  );
  conclude(toRecord(figures));
} finally {
  await database.stop();
}

function toRecord(figures: CrashFigures): BenchRecord {
  const { time } = figures;
  const limitSeconds = time?.limitSeconds ?? Number.NaN;
  const over = (figures.seconds / limitSeconds - 1) * 100;
  const exactly = (what: string, measured: number, wanted: number, unit: string): Goal[] => [
    { what, measured, unit, goal: wanted === 0 ? { atMost: 0 } : { atLeast: wanted } },
  ];
  const { states } = figures;
  const floor = figures.floorPerSecond ?? Number.NaN;
  return {
    bench: 'hires-crash',
    command: `npm run bench -- hires-crash${quick ? ' --quick' : ''} --hires=${hires} --kills=${kills} --per-minute=${perMinute} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(database.version),
    notes: [
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it.`,
      'The processes are started from bundles of the sources, as in npm test.',
      'The sandbox company is on a database and in a process of its own on the same machine. Its tables and its ledger judge; nothing that the hiring company believes counts.',
      'Of the creates 14 % are done and not answered, 4 % neither, 3 % are done a second after the connection was cut. The quiet time is 2.5 s instead of two minutes.',
      `The provider takes ${perMinute} requests a minute, and the connection has learned that. Every hire searches, creates, reads back and adds a status row and a job row; every fifth uploads a résumé.`,
      'A search counts for each hire that was looked for in it, by the receipts; at the provider those who waited at the same time share one.',
      'A look that was recorded and made again because a kill came before the end of its step is counted apart: its time on the receipt is at most 2 s before that of a kill, and the next look is after that.',
      'The limit alone: every request that reached the provider, one behind the other at its pace. A second has room in which fewer than the limit were sent in the 62 s up to it.',
      'The bare loop makes the requests of 50 hires to another sandbox company of the same server, one after another, without a kill or a lost answer.',
    ],
    goals: [
      ...exactly(
        'distinct employees',
        figures.employees + waiting(figures),
        hires,
        'or waiting for a person',
      ),
      ...exactly('employees, rows and files too many', figures.extra, 0, ''),
      ...exactly(
        'creates that were carried out beyond one for each employee',
        figures.creates - figures.employees,
        0,
        '',
      ),
      ...exactly('hires that are done and lack something', figures.lost, 0, ''),
      ...exactly('hires that neither ended nor wait for a person', figures.silent, 0, ''),
      ...exactly('kills', figures.kills, kills, ''),
      {
        what: 'searches of a hire whose create was answered',
        measured: figures.searchesPerNormal,
        unit: 'at most',
        goal: { atMost: 1 },
      },
      {
        what: 'searches of a hire whose answer was lost',
        measured: figures.searchesPerAmbiguous,
        unit: 'at most',
        goal: { atMost: 4 },
      },
      {
        what: 'time beyond what the limit alone takes',
        measured: round(over, 1),
        unit: '%',
        goal: { atMost: 5 },
      },
      {
        what: 'time after the last kill',
        measured: round(figures.drainSeconds),
        unit: 's',
        goal: { atMost: 600 },
      },
    ],
    tables: [
      {
        title: `${hires} hires, ${kills} kills`,
        columns: ['figure', 'measured'],
        rows: [
          ...Object.entries(states).map(([state, count]): [string, number] => [`hires ${state}`, count]),
          ['distinct employees', figures.employees],
          ['answers to creates lost', figures.lostAnswers],
          ['of them done late', figures.lateCreates],
          ['times that a hire was looked for', figures.looks],
          ['searches at the provider, shared by those who waited', figures.searches],
          ['of them those that a kill cut', figures.cutSearches],
          [
            'hires that a kill met right after their search, which was made again',
            figures.looksAgainAfterKills,
          ],
          ['requests', figures.requests],
          ['seconds', round(figures.seconds)],
          ['requests a second', round(figures.requests / figures.seconds, 1)],
          ['seconds that the limit alone takes for as many requests', round(limitSeconds)],
          [
            'the same as our gate counts them (61.5 s a minute, the first at once)',
            round(time?.windowSeconds ?? 0),
          ],
          ['seconds in which a process was started again', round(time?.restartSeconds ?? 0)],
          ['seconds with room under the limit meanwhile', time?.roomInRestarts ?? 0],
          ['… while the last hires were under way', time?.roomAtTheEnd ?? 0],
          ['… at any other time', time?.roomElsewhere ?? 0],
          ['times as long as the limit alone', round(figures.seconds / limitSeconds, 3)],
          ['requests a second of a bare loop, one after another, without kills', round(floor, 1)],
          ['times as many as the bare loop', round(figures.requests / figures.seconds / floor, 2)],
        ],
      },
    ],
  };
}

/** Hires of whose employee a person decides, where there is none yet. */
function waiting({ hires: all, employees, states }: CrashFigures): number {
  return Math.min(all - employees, (states.needs_attention ?? 0) + (states.failed ?? 0));
}
