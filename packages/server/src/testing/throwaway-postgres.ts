// A PostgreSQL that is thrown away after the tests, and so writes for no power cut: no test waits
// for the disk. Processes may be killed as ever; what they wrote is kept by the kernel. What the
// product starts for itself refuses such settings.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from '../db/database.ts';
import { findBinaries } from '../db/embedded/binaries.ts';
import { createCluster, ownerRole, reachableBinaries } from '../db/embedded/create-cluster.ts';
import { choosePlace } from '../db/embedded/place.ts';
import { prepareSocketFolder } from '../db/embedded/socket-folder.ts';
import type { Log } from '../platform/log.ts';

const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  listen_addresses: '',
  unix_socket_permissions: '0700',
  // Several files at once, each with servers and workers that are killed before they hang up.
  max_connections: 300,
  shared_buffers: '256MB',
  // It may lie in memory.
  max_wal_size: '512MB',
  // As the product sets them.
  max_parallel_workers_per_gather: 0,
  jit: 'off',
  timezone: 'UTC',
  log_min_messages: 'fatal',
};
const patienceMs = 60_000;

/** Starts one in a fresh data folder; `stop` ends it, and the folder may go. */
export async function startThrowawayPostgres(
  dataDir: string,
  log: Log,
): Promise<{ connection: Connection; stop(): Promise<void> }> {
  const place = choosePlace(dataDir, log);
  const binaries = reachableBinaries(findBinaries(undefined), place.runAs, log);
  createCluster(place, binaries, log);
  const host = prepareSocketFolder(place);
  const given = Object.entries({ ...settings, unix_socket_directories: host });
  const child = spawn(
    join(binaries.bin, 'postgres'),
    ['-D', place.cluster, ...given.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...place.runAs,
      cwd: '/',
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const connection = { host, port: 5432, user: ownerRole, database: 'postgres' };
  const watcher = watch(child, join(place.cluster, 'postmaster.pid'), [host, dataDir]);
  await untilAnswers(child, connection);
  const stop = async (): Promise<void> => {
    await end(child);
    watcher.kill();
    rmSync(host, { recursive: true, force: true });
  };
  return { connection, stop };
}

// A process that is killed ends nothing and removes nothing. Its end of this pipe closes all the same.
// PostgreSQL removes its pid file last.
const whenAlone = `read -r nothing
kill -QUIT "$1"
for turn in 1 2 3 4 5 6 7 8 9 10; do [ -e "$2" ] || break; sleep 1; done
shift 2
rm -rf "$@"`;

/** Sees to it that the database and its folders go with this process, however that ends. */
function watch({ pid }: ChildProcess, pidFile: string, folders: string[]): ChildProcess {
  const watcher = spawn('/bin/sh', ['-c', whenAlone, 'sh', String(pid), pidFile, ...folders], {
    // Ctrl-C in a terminal is for this process, which then stops the database itself.
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  (watcher.stdin as Socket).unref();
  return watcher;
}

async function untilAnswers(child: ChildProcess, connection: pg.ClientConfig): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
    const client = new pg.Client(connection);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error;
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
}
