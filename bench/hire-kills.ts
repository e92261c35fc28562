// The server killed at every place of a hand-off and started again. Goal: at each one employee,
// one row of each kind, one file and complete receipts, each write executed once by the sandbox's own
// ledger. With --quick one place for each step; npm test has those around writes; with --only=PLACE that one.
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../packages/server/src/db/embedded/embedded.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';
import {
  everyKill,
  expectedOutcome,
  type Kill,
  killAt,
  type Outcome,
  openKillBench,
  tellingKills,
} from '../packages/server/src/testing/hire-kills.ts';

interface Row {
  kill: Kill;
  outcome?: Outcome;
  broken?: string;
}

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const kills = (process.argv.includes('--quick') ? tellingKills : everyKill).filter(
  ({ at }) => only === undefined || at === only,
);
const asJson = process.argv.includes('--json');
const dataDir = makeTemporaryDataDir();
const log = createLog({ level: 'silent' });
const postgres = await startEmbeddedPostgres({ dataDir: dataDir.path, log });
const bench = await openKillBench(await createDatabase('hire_kills'));
const rows: Row[] = [];
if (!asJson) print(['killed at', 'employees', 'rows', 'files', 'executed', 'receipts', '']);
for (const kill of kills) {
  const row = await prove(kill);
  rows.push(row);
  if (!asJson) print(cellsOf(row));
}
await bench.close();
await postgres.stop();
dataDir.remove();
const missed = rows.filter(isMiss).length;
if (asJson) console.log(JSON.stringify({ kills: rows.length, missed, rows }));
else console.log(`\n${rows.length} kills, ${missed} missed`);
process.exitCode = missed === 0 && rows.length > 0 ? 0 : 1;

async function createDatabase(database: string) {
  const admin = new pg.Client(postgres.connection);
  await admin.connect();
  await admin.query(`create database ${database}`);
  await admin.end();
  return { ...postgres.connection, database };
}

async function prove(kill: Kill): Promise<Row> {
  try {
    return { kill, outcome: await killAt(bench, kill) };
  } catch (error) {
    await bench.killAll();
    return { kill, broken: (error as Error).message };
  }
}

function isMiss({ kill, outcome }: Row): boolean {
  return !isDeepStrictEqual(outcome, expectedOutcome(kill.course));
}

function cellsOf(row: Row): string[] {
  const { kill, outcome, broken = '' } = row;
  const place = kill.course === 'plain' ? kill.at : `${kill.at} (${kill.course})`;
  const verdict = isMiss(row) ? 'MISSED' : 'holds';
  if (outcome === undefined) return [place, '', '', '', '', '', `${verdict} ${broken}`];
  const { employees, statusRows, jobRows, payRows, files, executed, incomplete, state } = outcome;
  return [
    place,
    String(employees),
    [statusRows, jobRows, payRows].join('+'),
    String(files),
    Object.values(executed).join('+'),
    incomplete.length === 0 ? 'complete' : `not ${incomplete.join(', ')}`,
    `${verdict}: ${state}`,
  ];
}

function print([place = '', ...cells]: string[]): void {
  console.log([place.padEnd(46), ...cells.map((cell) => cell.padEnd(11))].join(' ').trimEnd());
}
