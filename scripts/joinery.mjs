// npm run joinery -- …: the command line. Standard output holds only what the command prints.
import { bootstrap, main, run, sourceArguments } from './lib/bootstrap.mjs';

await main(async () => {
  const node = await bootstrap();
  const args = [...sourceArguments, 'packages/server/src/cli/main.ts', ...process.argv.slice(2)];
  return (await run(node, args)).status;
});
