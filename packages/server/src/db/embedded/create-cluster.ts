// Makes a new cluster: complete or not at all. initdb works in a folder of its own that is
// renamed when everything in it is on the disk; what a killed initdb leaves is swept away.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { JoineryError } from '@joinery/sdk';
import type { Log } from '../../platform/log.ts';
import type { Binaries } from './binaries.ts';
import { onDisk, startFailure } from './failures.ts';
import { type Place, type RunAs, sharedRoot } from './place.ts';

/** The owner role of the embedded database. */
export const ownerRole = 'joinery';

/** The major version that wrote the cluster; undefined where there is none yet. */
export function clusterMajor(place: Place): number | undefined {
  if (!existsSync(place.cluster)) return undefined;
  try {
    return Number.parseInt(readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8'), 10);
  } catch (cause) {
    throw new JoineryError(
      'database.start_failed',
      `${place.cluster} is not a PostgreSQL data folder (it has no readable PG_VERSION). Move it away to begin with an empty database.`,
      { cause },
    );
  }
}

/** Call with the start lock held. */
export function createCluster(place: Place, binaries: Binaries, log: Log): void {
  const startedAt = performance.now();
  sweepDrafts(place.home);
  const draft = join(place.home, `init-${randomBytes(4).toString('hex')}`);
  onDisk(place.home, () => {
    mkdirSync(draft, { mode: 0o700 });
    if (place.runAs !== undefined) chownSync(draft, place.runAs.uid, place.runAs.gid);
  });
  runInitdb(place, binaries, draft);
  renameSync(draft, place.cluster);
  syncFolder(place.home);
  log.info(`made the database in ${Math.round(performance.now() - startedAt)} ms`);
}

// The initdb of a killed process may still be writing: then its draft is swept at the next chance.
function sweepDrafts(home: string): void {
  for (const name of readdirSync(home).filter((one) => one.startsWith('init-')))
    try {
      rmSync(join(home, name), { recursive: true, force: true, maxRetries: 3 });
    } catch {}
}

function runInitdb(place: Place, binaries: Binaries, draft: string): void {
  const run = spawnSync(join(binaries.bin, 'initdb'), initdbArguments(binaries, draft), {
    ...place.runAs,
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  });
  if (run.status === 0) return;
  rmSync(draft, { recursive: true, force: true });
  throw startFailure(
    place.home,
    `${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`,
    run.error,
  );
}

// `trust` is safe because only the owner of the socket's private folder can reach the socket.
// The builtin provider keeps the sort order when the system's C library changes.
function initdbArguments(binaries: Binaries, draft: string): string[] {
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return [
    `--pgdata=${draft}`,
    `--username=${ownerRole}`,
    '--auth=trust',
    '--encoding=UTF8',
    `--locale=${locale}`,
    ...(binaries.major >= 17 ? builtin : []),
    '--data-checksums',
    '--no-instructions',
  ];
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** The binaries where `runAs` can run them: in their own place, or else in a copy. */
export function reachableBinaries(binaries: Binaries, runAs: RunAs | undefined, log: Log): Binaries {
  if (binaries.origin === 'system' || canRun(binaries, runAs)) return binaries;
  const version = readFileSync(join(binaries.root, '..', 'package.json'), 'utf8');
  const root = join(sharedRoot, `postgresql-${(JSON.parse(version) as { version: string }).version}`);
  if (!existsSync(root)) onDisk(sharedRoot, () => copyBinaries(binaries.root, root));
  log.info(`PostgreSQL runs from ${root}: its user cannot reach ${binaries.root}`);
  return { ...binaries, root, bin: join(root, 'bin') };
}

function canRun(binaries: Binaries, runAs: RunAs | undefined): boolean {
  const test = '"$1/bin/postgres" --version && test -r "$1/share/postgresql/postgres.bki"';
  return spawnSync('/bin/sh', ['-c', test, 'sh', binaries.root], { ...runAs, cwd: '/' }).status === 0;
}

function copyBinaries(from: string, to: string): void {
  const draft = `${to}.${process.pid}`;
  mkdirSync(sharedRoot, { recursive: true, mode: 0o755 });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) chmodSync(file, entry.isDirectory() || isProgram(file) ? 0o755 : 0o644);
  }
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function isProgram(file: string): boolean {
  return ['initdb', 'pg_ctl', 'postgres'].includes(basename(file));
}
