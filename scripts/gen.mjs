// npm run gen: writes every generated file. With --check it writes nothing and fails where one
// is stale. Each generator is one scripts/gen-NAME.ts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, main, root, run, sourceArguments } from './lib/bootstrap.mjs';

await main(async () => {
  const node = await bootstrap();
  const generators = readdirSync(join(root, 'scripts')).filter((name) =>
    /^gen-.*(?<!\.test)\.ts$/.test(name),
  );
  let failures = 0;
  for (const name of generators.sort())
    failures += (await run(node, [...sourceArguments, `scripts/${name}`, ...process.argv.slice(2)])).status;
  return failures === 0 ? 0 : 1;
});
