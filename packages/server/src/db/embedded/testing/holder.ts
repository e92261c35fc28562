// A process of its own that uses the embedded database, for tests that kill it.
// Arguments: the data folder, and for a writer the first number to insert.
import { writeSync } from 'node:fs';
import pg from 'pg';
import { createLog } from '../../../platform/log.ts';
import { startEmbeddedPostgres } from '../embedded.ts';

const [dataDir = '', firstNumber] = process.argv.slice(2);
let next = Number(firstNumber);
const say = (line: string): number => writeSync(1, `${line}\n`);

try {
  const log = createLog({ level: 'silent' });
  const { connection, attached, place, stop } = await startEmbeddedPostgres({ dataDir, log });
  say(`ready ${JSON.stringify({ connection, attached, place })}`);
  if (firstNumber === undefined)
    process.stdin.once('data', async () => {
      await stop();
      say('stopped');
      process.exit(0);
    });
  else await Promise.all([1, 2, 3, 4].map(() => writeForEver(connection)));
} catch (error) {
  say(`failed ${(error as { code: string }).code} ${(error as Error).message.replaceAll('\n', ' ')}`);
  process.exit(1);
}

/** Says each number after the database acknowledged it, across restarts of the database. */
async function writeForEver(connection: pg.ClientConfig): Promise<void> {
  for (;;) {
    const client = new pg.Client(connection);
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (;;) {
        const number = next++;
        await client.query('insert into acknowledged values ($1)', [number]);
        say(String(number));
      }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
