// The server and its workers as processes of their own, which may be killed.
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CrashPoint } from '../engine/crash-points.ts';

const command = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const sources = fileURLToPath(new URL('../', import.meta.url));
// Of all runs, and `npm start`: half of a start is compiling.
const compiledSources = fileURLToPath(
  new URL('../../../../node_modules/.cache/joinery/compiled', import.meta.url),
);
export const patienceMs = 90_000;

/**
 * What Node is given to run a program of ours: its bundle, where Vitest has made one
 * (scripts/lib/bundle-setup.mjs), else its source.
 */
export function programArguments(file: string): string[] {
  const { TEST_BUNDLES: bundles = '' } = process.env;
  const bundle = join(bundles, relative(sources, file).replace(/\.ts$/, '.mjs'));
  return bundles !== '' && existsSync(bundle) ? [bundle] : ['--conditions=joinery-source', file];
}

/** The environment of a program of ours: what is given, and little of this process's. */
export const ownEnvironment = (env: Record<string, string>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  NODE_COMPILE_CACHE: compiledSources,
  ...env,
});

/** Begins the `joinery` command; `flags` are for Node. */
export function launch(
  args: string[],
  env: Record<string, string>,
  flags: string[] = [],
  build = command,
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [...flags, ...programArguments(build), ...args], {
    env: ownEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Resolves when a server or worker with `--json` is ready; what it logs before that does not count. */
export function saysReady({ stdout }: ChildProcessByStdio<null, Readable, Readable>): Promise<void> {
  let printed = '';
  return new Promise((resolve) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (!/"(?:ready|working)": true/.test(printed)) return;
      stdout.off('data', read);
      stdout.resume();
      resolve();
    };
    stdout.on('data', read);
  });
}

/** `build`: the `joinery` command of other sources than these. */
export function processesWith(env: Record<string, string>, flags?: string[], build?: string) {
  const living = new Set<ChildProcess>();
  const start = async (name: string, more: Record<string, string>): Promise<ChildProcess> => {
    const child = launch([name, '--json'], { ...env, ...more }, flags, build);
    living.add(child);
    child.once('exit', () => living.delete(child));
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const ended = once(child, 'exit').then(() => `it ended\n${errors}`);
    const ready = saysReady(child);
    const late = delay(patienceMs, `it was not ready in ${patienceMs / 1000} s`, { ref: false });
    const problem = await Promise.race([ready, ended, late]);
    if (problem !== undefined) throw new Error(`the ${name} did not start: ${problem}`);
    return child;
  };
  return { start, kill, killAll: async () => void (await Promise.all([...living].map(kill))) };
}

/**
 * One server after another: each stands until it is killed at a place that is named while it runs,
 * and the one after it, which takes up what was left, stands for the next kill.
 */
export function victimsWith(env: Record<string, string>, folder: string) {
  const file = join(folder, 'crash-point');
  const processes = processesWith({ ...env, JOINERY_CRASH_POINT: `@${file}` });
  let standing: ChildProcess | undefined;
  const server = async (): Promise<ChildProcess> => {
    if (standing === undefined || isGone(standing)) standing = await processes.start('start', {});
    return standing;
  };
  /** Has the server killed at a place that what is given leads it to. */
  const killServerAt = async <T>(at: CrashPoint, lead: () => T | Promise<T>): Promise<T> => {
    const victim = await server();
    const died = once(victim, 'exit').then(() => victim.signalCode);
    writeFileSync(file, at);
    try {
      const given = await lead();
      const end = await Promise.race([died, delay(patienceMs, 'nothing', { ref: false })]);
      if (end !== 'SIGKILL') throw new Error(`the server was to be killed at ${at}, and met ${end}`);
      return given;
    } catch (error) {
      await processes.killAll();
      throw error;
    } finally {
      rmSync(file, { force: true });
    }
  };
  return { ...processes, server, killServerAt };
}

const isGone = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function kill(child: ChildProcess): Promise<void> {
  if (isGone(child)) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
