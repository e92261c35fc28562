// A thousand Idempotency-Keys, each sent by twenty at once to two servers on one database, while these
// are killed twenty times. Goal: exactly one candidate, application and set of events for each key, by
// the database. With --quick 100 keys and 4 kills; --keys=N and --kills=N set what they say; --json;
// --record keeps the result for docs/reference/benchmarks.md.
import { loadavg } from 'node:os';
import {
  expectedOf,
  type IntakeFigures,
  runIntakeKills,
} from '../packages/server/src/testing/intake-kills.ts';
import { startOwnDatabase } from './lib/own-server.ts';
import { type BenchRecord, conclude, type Goal, machine, measuredCommit, round } from './lib/record.ts';

const quick = process.argv.includes('--quick');
const numberIn = (name: string): number | undefined => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given === undefined ? undefined : Number(given.slice(name.length + 3));
};
const keys = numberIn('keys') ?? (quick ? 100 : 1000);
const kills = numberIn('kills') ?? (quick ? 4 : 20);
const senders = 20;
const loadBefore = round(loadavg()[0] ?? 0, 1);
const database = await startOwnDatabase();
try {
  const plan = { keys, senders, kills, tell: (progress: string) => console.error(progress) };
  conclude(toRecord(await runIntakeKills(database.connection, plan)));
} finally {
  await database.stop();
}

function toRecord({ stored, ...course }: IntakeFigures): BenchRecord {
  const names = {
    candidates: 'candidates',
    people: 'people among them, by their names',
    applications: 'candidates with an application',
    created: 'events that somebody was added',
    applied: 'events that somebody applied',
    files: 'documents',
    keys: 'keys with an answer',
  };
  const expected = expectedOf({ keys });
  const exactly = (what: string, measured: number, wanted: number): Goal[] => [
    { what: `${what}, not fewer`, measured, unit: '', goal: { atLeast: wanted } },
    { what: `${what}, not more`, measured, unit: '', goal: { atMost: wanted } },
  ];
  return {
    bench: 'idempotency',
    command: `npm run bench -- idempotency${quick ? ' --quick' : ''} --keys=${keys} --kills=${kills} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(database.version),
    notes: [
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it, and the time is worse than it would be.`,
      `Each key is sent by ${senders} at once, half of them to each server; whoever gets no answer, or 409, sends the same again to the other one. Every tenth has a document.`,
      'The tables are asked, not the senders: what they were told counts only where two were told different things.',
      'An answer is lost where a server was killed after the commit and before anybody had the answer: all senders were told what is kept under the key.',
    ],
    goals: [
      ...Object.entries(expected).flatMap(([name, wanted]) =>
        exactly(names[name as keyof typeof names], stored[name as keyof typeof names], wanted),
      ),
      { what: 'kills', measured: course.kills, unit: '', goal: { atLeast: kills } },
      {
        what: 'answers that contradict another',
        measured: course.contradicted,
        unit: '',
        goal: { atMost: 0 },
      },
      {
        what: 'answers that are neither 201 nor 409',
        measured: course.unexpected.length,
        unit: '',
        goal: { atMost: 0 },
      },
    ],
    tables: [
      {
        title: `${keys} keys, ${senders} senders each, ${kills} kills`,
        columns: ['figure', 'measured'],
        rows: [
          ['requests', course.requests],
          ['requests whose connection broke', course.cut],
          ['keys whose first answer was lost', course.lostAnswers],
          ['seconds', round(course.seconds)],
          ['requests a second', round(course.requests / course.seconds)],
        ],
      },
    ],
  };
}
