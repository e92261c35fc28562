// One process at a time prepares and starts a cluster. The lock is a folder that is renamed
// into place, which only one process can do; a lock whose holder is dead is renamed away to a
// name made from that holder, which again only one can do. So no live lock is ever removed.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSameProcess, processStamp } from './process-stamp.ts';

interface Holder {
  token: string;
  pid: number;
  stamp: string;
}

/** Takes the lock and returns its release, or undefined while a living process holds it. */
export function tryStartLock(home: string): (() => void) | undefined {
  const lock = join(home, 'start.lock');
  const token = randomUUID();
  const prepared = `${lock}.${token}`;
  mkdirSync(prepared);
  writeHolder(prepared, { token, pid: process.pid, stamp: processStamp(process.pid) ?? '' });
  if (!tryRename(prepared, lock)) {
    retireDeadHolder(lock);
    if (!tryRename(prepared, lock)) {
      rmSync(prepared, { recursive: true, force: true });
      return undefined;
    }
  }
  sweepRetired(home, token);
  return () => {
    if (tryRename(lock, prepared)) rmSync(prepared, { recursive: true, force: true });
  };
}

function retireDeadHolder(lock: string): void {
  const holder = readHolder(lock);
  if (holder !== undefined && !isSameProcess(holder.pid, holder.stamp))
    tryRename(lock, `${lock}.dead-${holder.token}`);
}

// A retired lock must outlive every process that still believes in its holder: one hour.
function sweepRetired(home: string, ownToken: string): void {
  const names = readdirSync(home).filter(
    (name) => name.startsWith('start.lock.') && !name.includes(ownToken),
  );
  for (const name of names)
    if (ageMs(join(home, name)) > 3_600_000) rmSync(join(home, name), { recursive: true, force: true });
}

// By the folder itself: another process may be about to fill it.
function ageMs(folder: string): number {
  try {
    return Date.now() - statSync(folder).mtimeMs;
  } catch {
    return 0;
  }
}

function writeHolder(folder: string, holder: Holder): void {
  writeFileSync(join(folder, 'holder.json'), JSON.stringify(holder));
}

function readHolder(lock: string): Holder | undefined {
  const text = readText(join(lock, 'holder.json'));
  return text === '' ? undefined : (JSON.parse(text) as Holder);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
}
