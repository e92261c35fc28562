// npm run joinery -- …: the command line. Standard output holds only what the command prints.
import { bootstrap, main, runJoinery } from './lib/bootstrap.mjs';

await main(async () => runJoinery(await bootstrap(), process.argv.slice(2)));
