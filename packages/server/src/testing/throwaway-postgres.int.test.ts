import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import pg from 'pg';
import { expect, it } from 'vitest';
import { makeTemporaryDataDir, quickFolder } from './data-dir.ts';

const starting = `
  const { startThrowawayPostgres } = await import(process.argv[1]);
  const log = { info() {}, warn() {}, error() {}, debug() {} };
  console.log(JSON.stringify((await startThrowawayPostgres(process.argv[2], log)).connection));
  setInterval(() => undefined, 1000);`;

it('a database goes with the process that started it, even if that is killed', async () => {
  const dataDir = makeTemporaryDataDir(quickFolder());
  const program = new URL('./throwaway-postgres.ts', import.meta.url).href;
  const args = ['--conditions=joinery-source', '--input-type=module', '-e', starting, program, dataDir.path];
  const starter = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await once(starter.stdout, 'data')) as [Buffer];
  const client = new pg.Client(JSON.parse(printed.toString()));
  const cut = new Promise((resolve) => client.once('error', resolve));
  await client.connect();
  starter.kill('SIGKILL');
  await cut;
  await expect.poll(() => existsSync(dataDir.path)).toBe(false);
  expect(existsSync(client.host)).toBe(false);
});
