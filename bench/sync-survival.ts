// Mirroring under limits, faults and kills. Goal: every sync ends, nobody is lost, doubled or made a
// leaver, everything is as at the source, and a kill costs at most one page that is read again, by the
// ledger of the sandbox company. With --quick fewer employees; --only=TEXT; --json.
import {
  openSurvivalBench,
  type Scenario,
  type Survival,
  scenarios,
} from '../packages/server/src/testing/sync-survival.ts';
import { startOwnDatabase } from './lib/own-server.ts';

const quick = process.argv.includes('--quick');
const asJson = process.argv.includes('--json');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const database = await startOwnDatabase();
const bench = await openSurvivalBench(database.connection, { employees: quick ? 300 : 3000 });
const rows: { name: string; survival?: Survival; broken?: string; missed: boolean }[] = [];
if (!asJson) print(['', 'state', 'lost', 'doubled', 'leavers', 'different', 'kills', 'extra', 's', '']);
for (const scenario of scenarios.filter(({ name }) => only === undefined || name.includes(only))) {
  const row = await prove(scenario);
  rows.push(row);
  if (!asJson) tell(row);
}
await bench.close();
await database.stop();
const missed = rows.filter((row) => row.missed).length;
if (asJson)
  console.log(JSON.stringify({ employees: quick ? 300 : 3000, scenarios: rows.length, missed, rows }));
else console.log(`\n${rows.length} scenarios, ${missed} missed`);
process.exitCode = missed === 0 && rows.length > 0 ? 0 : 1;

async function prove(scenario: Scenario): Promise<(typeof rows)[number]> {
  const { name, kills = [] } = scenario;
  try {
    const survival = await bench.run(scenario);
    const { state, lost, doubled, falseLeavers, different, extraRequests, kills: killed } = survival;
    const isWhole = state === 'done' && lost + doubled + falseLeavers + different.length === 0;
    const isCheap = kills.length === 0 || extraRequests <= killed;
    return { name, survival, missed: !(isWhole && isCheap) || (kills.length > 0 && killed === 0) };
  } catch (error) {
    return { name, broken: (error as Error).message, missed: true };
  }
}

function tell({ name, survival, broken = '', missed: isMissed }: (typeof rows)[number]): void {
  const verdict = isMissed ? 'MISSED' : 'holds';
  if (survival === undefined) {
    print([name, '', '', '', '', '', '', '', '', `${verdict} ${broken}`]);
    return;
  }
  const { state, lost, doubled, falseLeavers, different, kills, extraRequests, seconds } = survival;
  const figures = [lost, doubled, falseLeavers, different.length, kills, extraRequests, seconds].map(String);
  print([name, state, ...figures, verdict]);
  for (const one of different.slice(0, 3)) console.log(`    ${one}`);
}

function print([name = '', ...cells]: string[]): void {
  console.log([name.padEnd(60), ...cells.map((cell) => cell.padEnd(9))].join(' ').trimEnd());
}
