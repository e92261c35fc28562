// The server and its workers as processes of their own, which may be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../db/database.ts';

const command = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
export const patienceMs = 45_000;

export function processesWith(env: Record<string, string>) {
  const living = new Set<ChildProcess>();
  const start = async (name: string, more: Record<string, string>): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['--conditions=joinery-source', command, name, '--json'], {
      env: { PATH: process.env.PATH ?? '', ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    living.add(child);
    child.once('exit', () => living.delete(child));
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const ended = once(child, 'exit').then(() => `it ended\n${errors}`);
    const ready = once(child.stdout, 'data').then(() => undefined);
    const late = delay(patienceMs, `it was not ready in ${patienceMs / 1000} s`, { ref: false });
    const problem = await Promise.race([ready, ended, late]);
    if (problem !== undefined) throw new Error(`the ${name} did not start: ${problem}`);
    return child;
  };
  return { start, kill, killAll: async () => void (await Promise.all([...living].map(kill))) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

export function toUrl(connection: Connection): string {
  if (connection.connectionString !== undefined) return connection.connectionString;
  const { host = '', user = '', database = '', port = 5432 } = connection;
  return `postgresql://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
