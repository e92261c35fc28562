// npm run build: the console, and the two packages that are published.
import { bootstrap, main, Problem, run, say, seconds } from './lib/bootstrap.mjs';
import { buildAll } from './lib/builds.mjs';

await main(async () => {
  const node = await bootstrap();
  await buildAll(node);
  for (const name of ['sdk', 'bamboohr']) {
    const startedAt = performance.now();
    const { status } = await run(node, [
      'node_modules/typescript/bin/tsc',
      '-p',
      `packages/${name}/tsconfig.build.json`,
    ]);
    if (status !== 0) throw new Problem(`packages/${name} does not build; see above.`);
    say(`packages/${name} built in ${seconds(startedAt)}`);
  }
});
