// Starts holder processes and finds the processes of a cluster, so that tests can kill them.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { programArguments } from '../../../testing/processes.ts';
import type { EmbeddedPostgres } from '../embedded.ts';
import { canEnter } from '../place.ts';

export interface Holder {
  child: ChildProcessWithoutNullStreams;
  /** Its lines on standard output so far. */
  lines: string[];
  /** What it says when it is connected; rejects with its error when it cannot. */
  ready: Promise<Pick<EmbeddedPostgres, 'connection' | 'attached' | 'place'>>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL('./holder.ts', import.meta.url));

/** What the name of a test that starts a holder as somebody else ends with where it cannot run; else nothing. */
export function closedTo(uid: number): string {
  const isOpen = canEnter(process.cwd(), { uid, gid: uid });
  return isOpen ? '' : ' (skipped: this checkout is closed to ordinary users)';
}

export function startHolder(dataDir: string, options: { firstNumber?: number; uid?: number } = {}): Holder {
  const numbers = options.firstNumber === undefined ? [] : [String(options.firstNumber)];
  const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...programArguments(program), dataDir, ...numbers],
    { ...user, cwd: '/', env: { PATH: process.env.PATH } },
  );
  const lines: string[] = [];
  const ready = new Promise<Awaited<Holder['ready']>>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('ready ')) resolve(JSON.parse(line.slice(6)));
      if (line.startsWith('failed ')) reject(new Error(line.slice(7)));
    });
    child.stderr.on('data', (text) => lines.push(`stderr ${text}`));
    child.once('exit', () => reject(new Error(`exited: ${lines.join('\n')}`)));
  });
  // A test that never asks must not end the run with an unhandled rejection.
  ready.catch(() => undefined);
  const gone = once(child, 'close');
  return {
    child,
    lines,
    ready,
    stop: async () => {
      child.stdin.write('stop\n');
      await gone;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Every process that works in the cluster's folder, the server itself first. Linux only. */
export function clusterProcesses(cluster: string): number[] {
  const inCluster = (pid: number): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster;
    } catch {
      return false;
    }
  };
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
  return pids.filter(inCluster).sort((a, b) => a - b);
}

/** kill -9 to every process of the cluster, until none is left. */
export async function killCluster(cluster: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(5)) {
    const pids = clusterProcesses(cluster);
    if (pids.length === 0) return;
    for (const pid of pids)
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It was gone before the signal came.
      }
  }
  throw new Error(`processes are left in ${cluster}: ${clusterProcesses(cluster).join(', ')}`);
}
