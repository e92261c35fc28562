// 50 times kill -9 of writers and databases while rows are acknowledged. Goal: none is lost.
import { runKillCycles } from '../packages/server/src/db/embedded/testing/kill-cycles.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';

const cycles = process.argv.includes('--quick') ? 6 : 50;
const dataDir = makeTemporaryDataDir();
const result = await runKillCycles({ cycles, dataDir: dataDir.path, log: createLog({ level: 'silent' }) });
dataDir.remove();

if (process.argv.includes('--json')) console.log(JSON.stringify(result));
else
  console.log(
    `${result.cycles} cycles, ${result.acknowledged} acknowledged rows, ${result.lost} lost; slowest start after a kill ${result.slowestStartMs} ms`,
  );
process.exitCode = result.lost === 0 ? 0 : 1;
