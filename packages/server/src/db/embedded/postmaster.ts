// The server process of a cluster: who it is, whether it lives, how it starts and stops.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JoineryError } from '@joinery/sdk';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';
import { processStamp } from './process-stamp.ts';

export interface Postmaster {
  pid: number;
  port: number;
  socketFolder: string;
  /** starting, ready, stopping or standby, as the server itself writes it. */
  status: string;
}

const maxLogBytes = 5_000_000;
const port = 5432;

/** What the cluster's lock file says, whether or not that process still lives. */
export function readPostmaster({ cluster }: Place): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return {
    pid: Number(lines[0]),
    port: Number(lines[3] ?? port),
    socketFolder: lines[4] ?? '',
    status: (lines[7] ?? '').trim(),
  };
}

/** Whether `pid` is the living server of this cluster, and not a zombie or a stranger with its number. */
export function isRunning({ cluster }: Place, pid: number): boolean {
  if (!(pid > 0) || processStamp(pid) === undefined) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    // Another user's process: the server of this cluster is ours, or we are root and see it.
    return false;
  }
}

/**
 * Makes way for a start after the server died. Call with the start lock held.
 *
 * PostgreSQL takes a lock file for stale when its process is gone; a zombie, or a stranger
 * that got the number, keeps it from starting for ever. The file is not deleted: with it would
 * go the check that no old child still writes through the old shared memory. The number is
 * replaced by ours, which PostgreSQL, as our child, passes over, and then makes that check.
 */
export function disownDeadPostmaster(place: Place): void {
  const file = join(place.cluster, 'postmaster.pid');
  const dead = readPostmaster(place);
  if (dead === undefined || isRunning(place, dead.pid) || processStamp(dead.pid) === undefined) return;
  const rest = readFileSync(file, 'utf8').split('\n').slice(1);
  const draft = `${file}.joinery`;
  writeFileSync(draft, [process.pid, ...rest].join('\n'), { mode: 0o600 });
  if (place.runAs !== undefined) chownSync(draft, place.runAs.uid, place.runAs.gid);
  renameSync(draft, file);
}

export interface Spawned {
  child: ChildProcess;
  /** What the server printed since this start. */
  output(): string;
}

/** Starts the server in a session of its own: it outlives this process and its terminal. */
export function spawnPostmaster(place: Place, binaries: Binaries, socketFolder: string): Spawned {
  const file = join(place.home, 'postgres.log');
  if (existsSync(file) && statSync(file).size > maxLogBytes) renameSync(file, `${file}.1`);
  const log = openSync(file, 'a', 0o600);
  const from = statSync(file).size;
  const child = spawn(join(binaries.bin, 'postgres'), serverArguments(place, socketFolder), {
    ...place.runAs,
    cwd: '/',
    env: { LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8', TZ: 'UTC' },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  let problem = '';
  child.once('error', (error) => {
    problem = error.message;
  });
  return { child, output: () => readFileSync(file).subarray(from).toString('utf8') + problem };
}

/** How many connections the embedded server takes, of all processes together. */
export const usualConnections = 100;

// Given on the command line, so that no file in the data folder can change them. Statements
// and row values stay out of the log: it keeps only what the server says about itself.
function serverArguments(
  { cluster, maxConnections = usualConnections }: Place,
  socketFolder: string,
): string[] {
  const settings = {
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    port,
    max_connections: maxConnections,
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    // Parallel workers need shared memory that containers keep tiny, and win nothing on small tables.
    max_parallel_workers_per_gather: 0,
    jit: 'off',
    // Until a table that grew has been looked at, it is taken for empty, and joins read the whole of it.
    autovacuum_naptime: '15s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Stops the server the fast way: open transactions are rolled back, everything else is kept. */
export async function stopPostmaster(place: Place, pid: number): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!isRunning(place, pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!isRunning(place, pid)) return;
      await sleep(20);
    }
  }
  throw new JoineryError('database.start_failed', `PostgreSQL (process ${pid}) does not stop.`);
}
