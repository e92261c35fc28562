// Where the cluster of a data folder lives and which user runs it. PostgreSQL refuses to run
// as root: root hands it to `nobody`, and when that user cannot reach the data folder (a
// checkout under /root) the cluster lives in /var/lib/joinery and a pointer file says so.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { JoineryError } from '@joinery/sdk';
import type { Log } from '../../platform/log.ts';
import { onDisk } from './failures.ts';

/** The user that PostgreSQL runs as, where that is not the user of this process. */
export interface RunAs {
  uid: number;
  gid: number;
}

export interface Place {
  /** Holds the cluster, its log and the start lock. */
  home: string;
  cluster: string;
  runAs: RunAs | undefined;
  /** How many its server takes, of all processes together, if not the usual. */
  maxConnections?: number;
}

const nobody: RunAs = { uid: 65_534, gid: 65_534 };
const pointerName = 'postgres-location';
const markName = 'data-folder';

/** Everything outside data folders: moved clusters and copies of the binaries. */
export const sharedRoot = '/var/lib/joinery';

export function choosePlace(dataDir: string, log: Log): Place {
  return onDisk(dataDir, () => {
    makeDataDir(dataDir);
    const home = readPointer(dataDir, log) ?? chooseHome(dataDir, log);
    const cluster = join(home, 'cluster');
    return { home, cluster, runAs: chooseUser(cluster, log) };
  });
}

/** Whether `user` can enter `folder`, asked of the kernel: modes alone do not tell (ACLs, mounts). */
export function canEnter(folder: string, user: RunAs | undefined): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

// What root makes can be passed through, not listed: `nobody` must reach the cluster.
function makeDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
}

function chooseHome(dataDir: string, log: Log): string {
  const inside = join(dataDir, 'postgres');
  if (!isRoot() || existsSync(join(inside, 'cluster')) || canEnter(dataDir, nobody)) {
    mkdirSync(inside, { recursive: true, mode: 0o755 });
    return inside;
  }
  return moveOut(dataDir, log);
}

function moveOut(dataDir: string, log: Log): string {
  const home = join(
    sharedRoot,
    `${basename(dataDir).replace(/[^\w-]/g, '')}-${randomBytes(6).toString('hex')}`,
  );
  mkdirSync(home, { recursive: true, mode: 0o755 });
  writeFileSync(join(home, markName), `${realpathSync(dataDir)}\n`);
  const chosen = publishPointer(dataDir, home);
  if (chosen !== home) rmSync(home, { recursive: true });
  log.info({ place: chosen }, `the database lives in ${chosen}: PostgreSQL's user cannot reach ${dataDir}`);
  return chosen;
}

// A link is made or it is not: of two processes that start together, one decides the place.
function publishPointer(dataDir: string, home: string): string {
  const pointer = join(dataDir, pointerName);
  const draft = `${pointer}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${home}\n`);
  try {
    linkSync(draft, pointer);
    return home;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(pointer, 'utf8').trim();
  } finally {
    rmSync(draft);
  }
}

function readPointer(dataDir: string, log: Log): string | undefined {
  const pointer = join(dataDir, pointerName);
  if (!existsSync(pointer)) return undefined;
  const home = readFileSync(pointer, 'utf8').trim();
  const mark = join(home, markName);
  if (!existsSync(mark))
    throw new JoineryError(
      'database.start_failed',
      `${pointer} says that the database lives in ${home}, and it is not there. Restore that folder, or delete ${pointer} to begin with an empty database.`,
    );
  return ownsHome(dataDir, home, mark, log) ? home : undefined;
}

// A copied data folder carries the pointer of its original: both would write to one cluster.
// A moved one does too, but then the original is gone.
function ownsHome(dataDir: string, home: string, mark: string, log: Log): boolean {
  const original = readFileSync(mark, 'utf8').trim();
  const here = realpathSync(dataDir);
  if (original === here) return true;
  if (existsSync(join(original, pointerName))) {
    log.warn(
      `${dataDir} is a copy of ${original}, which owns ${home}: the copy begins with an empty database`,
    );
    rmSync(join(dataDir, pointerName));
    return false;
  }
  writeFileSync(mark, `${here}\n`);
  return true;
}

function chooseUser(cluster: string, log: Log): RunAs | undefined {
  const uid = process.getuid?.();
  const owner = existsSync(cluster) ? statSync(cluster) : undefined;
  if (owner === undefined) return uid === 0 ? nobody : undefined;
  if (uid === undefined || (owner.uid === uid && uid !== 0)) return undefined;
  if (uid !== 0 || owner.uid === 0) throw notOwner(cluster, owner.uid, uid);
  const runAs = { uid: owner.uid, gid: owner.gid };
  if (runAs.uid !== nobody.uid) log.info(`PostgreSQL runs as user ${runAs.uid}, the owner of ${cluster}`);
  return runAs;
}

function notOwner(cluster: string, owner: number, uid: number): JoineryError {
  const cure =
    owner === 0
      ? `PostgreSQL cannot run as root: give it to nobody with chown -R ${nobody.uid}:${nobody.gid} ${cluster}`
      : `Start Joinery as that user or as root, or set JOINERY_DATA_DIR to a folder of your own`;
  return new JoineryError(
    'database.not_owner',
    `The database in ${cluster} belongs to user ${owner}, this process runs as user ${uid}. ${cure}.`,
  );
}
