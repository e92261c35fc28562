// npm start: installs what is missing, builds the console if it changed, runs the server.
import { bootstrap, main, run, sourceArguments } from './lib/bootstrap.mjs';
import { buildConsole } from './lib/console.mjs';

await main(async () => {
  const node = await bootstrap();
  await buildConsole(node);
  const args = [...sourceArguments, 'packages/server/src/cli/main.ts', 'start', ...process.argv.slice(2)];
  return (await run(node, args)).status;
});
