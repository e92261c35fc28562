// Field × access level × every operation of the BambooHR dialect, and of the employees of the native
// API: levels that each hide one field, one for each kind of scope, and levels made up from a seed
// (--seed=N). Goal: no answer shows a hidden value or depends on one, no write changes what may not
// be changed. --quick hides several fields together, as npm test does.
import { openContext } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { saveReports } from '../packages/server/src/surfaces/bamboohr/testing/rights/asks.ts';
import { openLevel } from '../packages/server/src/surfaces/bamboohr/testing/rights/levels.ts';
import {
  longWalk,
  plansFor,
  quickWalk,
} from '../packages/server/src/surfaces/bamboohr/testing/rights/plans.ts';
import { endWalks, type Leak, walk } from '../packages/server/src/surfaces/bamboohr/testing/rights/walk.ts';
import { buildWorld } from '../packages/server/src/surfaces/bamboohr/testing/rights/world.ts';
import { buildSurfaces } from '../packages/server/src/surfaces/surfaces.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';

const asJson = process.argv.includes('--json');
const given = process.argv.find((argument) => argument.startsWith('--seed='))?.slice(7);
const usual = process.argv.includes('--quick') ? quickWalk : longWalk;
const size = { ...usual, seed: given === undefined ? usual.seed : Number(given) };
const dataDir = makeTemporaryDataDir();
const log = createLog({ level: 'silent' });
const { context, close } = await openContext(
  readConfig({ JOINERY_DATA_DIR: dataDir.path, JOINERY_LOG_LEVEL: 'silent' }),
  log,
);
const http = await buildSurfaces(context, { isReady: () => true });
const origin = await http.listen({ host: '127.0.0.1', port: 0 });
const world = await buildWorld(context, origin);
const reports = await saveReports(world);
const plans = plansFor(world, size);
const leaks: Leak[] = [];
const operations = new Set<string>();
let requests = 0;
for (const [turn, plan] of plans.entries()) {
  const walked = await walk({ ...size, world, reports, turn }, await openLevel(world, plan));
  requests += walked.requests;
  leaks.push(...walked.leaks);
  for (const operation of walked.statuses.keys()) operations.add(operation);
  if (!asJson)
    for (const { level, operation, path, what } of walked.leaks)
      console.log(`LEAK  ${level}: ${operation} ${path}: ${what}`);
  if (!asJson && turn % 20 === 19) console.log(`${turn + 1} of ${plans.length} levels, ${requests} requests`);
}
await endWalks();
await http.close();
await close();
dataDir.remove();
const result = {
  seed: size.seed,
  levels: plans.length,
  paths: world.paths.length,
  operations: operations.size,
  requests,
  leaks: leaks.length,
};
console.log(asJson ? JSON.stringify({ ...result, found: leaks }) : result);
process.exitCode = leaks.length === 0 && requests > 0 ? 0 : 1;
