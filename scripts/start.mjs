// npm start: installs what is missing, builds the console if it changed, runs the server.
import { bootstrap, main, runJoinery } from './lib/bootstrap.mjs';
import { buildAll } from './lib/builds.mjs';

await main(async () => {
  const node = await bootstrap();
  await buildAll(node);
  return runJoinery(node, ['start', ...process.argv.slice(2)]);
});
