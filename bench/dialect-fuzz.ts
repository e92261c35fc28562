// Requests to the BambooHR dialect that nobody should send, made from its list of operations and a
// seed (--seed=N, --requests=N), the same ones for the same seed. Goal: each is answered in the
// dialect's own form and none with a 5xx, what is refused stores nothing, nothing of another company
// is shown or changed, and the server's memory is bounded. --quick sends 1,500, npm test 1,000.
import { openContext } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { buildFuzzScene, fuzz } from '../packages/server/src/surfaces/bamboohr/testing/fuzz/run.ts';
import { buildSurfaces } from '../packages/server/src/surfaces/surfaces.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';

const given = (name: string): number | undefined => {
  const text = process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1];
  return text === undefined ? undefined : Number(text);
};
const asJson = process.argv.includes('--json');
const count = given('requests') ?? (process.argv.includes('--quick') ? 1500 : 20_000);
const seed = given('seed') ?? 20260401;
const growthGoalMegabytes = 400;
if (!asJson) console.log(`seed ${seed}, ${count} requests`);
const dataDir = makeTemporaryDataDir();
const config = readConfig({ JOINERY_DATA_DIR: dataDir.path, JOINERY_LOG_LEVEL: 'silent' });
const { context, close } = await openContext(config, createLog({ level: 'silent' }));
const http = await buildSurfaces(context, { isReady: () => true });
const origin = await http.listen({ host: '127.0.0.1', port: 0 });
const scene = await buildFuzzScene(context, origin);
const result = await fuzz(scene, { seed, count });
const next = await fetch(`${origin}/api/gateway.php/${scene.foreign.slug}/v1/meta/tables`, {
  headers: { authorization: `Bearer ${scene.foreign.apiKey}` },
});
if (next.status !== 200) result.faults.push({ request: 'the last one', what: 'the server is not well' });
await http.close();
await close();
dataDir.remove();
if (asJson) console.log(JSON.stringify(result));
else {
  const { faults, ...figures } = result;
  for (const { request, what } of faults) console.log(`FAULT  ${what}\n       ${request}`);
  console.log({ ...figures, faults: faults.length });
}
process.exitCode = result.faults.length === 0 && result.grownMegabytes <= growthGoalMegabytes ? 0 : 1;
