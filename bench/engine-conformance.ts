// The engine's promises at length: processes and databases killed again and again.
// Goal: every case holds; a lost process's work goes on within 15 s.
import pg from 'pg';
import { startEmbeddedPostgres } from '../packages/server/src/db/embedded/embedded.ts';
import { clusterProcesses } from '../packages/server/src/db/embedded/testing/processes.ts';
import { migrate } from '../packages/server/src/db/migrate.ts';
import {
  type Case,
  cases,
  databaseDeath,
  type Size,
} from '../packages/server/src/engine/conformance/cases.ts';
import { openHarness, until } from '../packages/server/src/engine/conformance/harness.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';

const quick = process.argv.includes('--quick');
const size: Size = quick
  ? { workers: 3, partitions: 4, perPartition: 3, pauseMs: 60, kills: 3, killEveryMs: 400 }
  : { workers: 4, partitions: 10, perPartition: 6, pauseMs: 60, kills: 40, killEveryMs: 1500 };
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);

interface Report {
  id: string;
  promise: string;
  measured?: Record<string, number>;
  broken?: string;
}

const dataDir = makeTemporaryDataDir();
const server = await startEmbeddedPostgres({ dataDir: dataDir.path, log: createLog({ level: 'silent' }) });
const reports: Report[] = [];
for (const each of [...cases, databaseDeath(killServer)]) {
  if (only !== undefined && each.id !== only) continue;
  const report = await prove(each);
  reports.push(report);
  if (!process.argv.includes('--json')) print(report);
}
await server.stop();
dataDir.remove();
if (process.argv.includes('--json')) console.log(JSON.stringify(reports));
process.exitCode = reports.some((report) => report.broken !== undefined) ? 1 : 0;

async function prove({ id, promise, run }: Case): Promise<Report> {
  const connection = { ...server.connection, database: `conformance_${id.replaceAll('-', '_')}` };
  const admin = new pg.Client(server.connection);
  await admin.connect();
  await admin.query(`create database ${connection.database}`);
  await admin.end();
  await migrate(connection);
  const harness = await openHarness(connection);
  try {
    return { id, promise, measured: await run(harness, size) };
  } catch (error) {
    return { id, promise, broken: (error as Error).message };
  } finally {
    await harness.close();
  }
}

async function killServer(): Promise<void> {
  const victims = clusterProcesses(server.place);
  const [postmaster] = victims;
  if (postmaster !== undefined) process.kill(postmaster, 'SIGKILL');
  await until('the server is gone', 20_000, async () =>
    clusterProcesses(server.place).every((pid) => !victims.includes(pid)),
  );
}

function print({ id, promise, measured, broken }: Report): void {
  const figures = Object.entries(measured ?? {}).map(([name, value]) => `${name} ${value}`);
  console.log(`${broken === undefined ? 'holds ' : 'BROKEN'} ${id}: ${promise}`);
  console.log(`       ${broken ?? figures.join(', ')}`);
}
