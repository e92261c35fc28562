// 50 times kill -9 of writers and databases while rows are acknowledged. Goal: none is lost.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKillCycles } from '../packages/server/src/db/embedded/testing/kill-cycles.ts';
import { createLog } from '../packages/server/src/platform/log.ts';

const cycles = process.argv.includes('--quick') ? 6 : 50;
const dataDir = mkdtempSync(join(tmpdir(), 'joinery-kill-cycles-'));
const result = await runKillCycles({ cycles, dataDir, log: createLog({ level: 'silent' }) });
rmSync(dataDir, { recursive: true });

if (process.argv.includes('--json')) console.log(JSON.stringify(result));
else
  console.log(
    `${result.cycles} cycles, ${result.acknowledged} acknowledged rows, ${result.lost} lost; slowest start after a kill ${result.slowestStartMs} ms`,
  );
process.exitCode = result.lost === 0 ? 0 : 1;
