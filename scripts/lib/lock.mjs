// One process at a time. The lock is a folder that is renamed into place, which only one can
// do; the lock of a dead process is renamed away to a name made from it, which only one can do.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.mjs';
import { isSameProcess, processStamp } from './process-stamp.mjs';

export async function withLock(lock, waiting, work) {
  let told;
  let release = tryLock(lock);
  while (release === undefined) {
    const holder = readHolder(lock);
    if (holder !== undefined && holder.id !== told) {
      process.stderr.write(`joinery: ${waiting} (process ${holder.pid ?? 'unknown'} holds ${lock})\n`);
      told = holder.id;
    }
    await sleep(300);
    release = tryLock(lock);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

function tryLock(lock) {
  const id = randomUUID();
  const own = `${lock}.${id}`;
  prepare(lock, own, id);
  if (tryRename(own, lock)) return () => letGo(lock, own);
  rmSync(own, { recursive: true });
  retireDead(lock);
  return undefined;
}

function prepare(lock, own, id) {
  try {
    mkdirSync(own);
    const holder = { pid: process.pid, stamp: processStamp(process.pid), id };
    writeFileSync(join(own, 'holder'), JSON.stringify(holder));
  } catch (error) {
    removeQuietly(own);
    throw new Problem(`The lock ${lock} cannot be made: ${error.message}. ${cureOf(error)}`, {
      cause: error,
    });
  }
}

function cureOf({ code }) {
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return 'The disk is full: free some space and run the command again.';
  if (code === 'EROFS')
    return 'The disk is mounted read-only: run the command in a checkout that can be written.';
  if (code === 'EACCES' || code === 'EPERM')
    return 'This user may not write there: run the command as the owner of the checkout.';
  return 'See that its folder exists and can be written, and run the command again.';
}

function removeQuietly(path) {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

// Renamed away whole before it is emptied: a rename onto a folder that is empty already succeeds,
// and what is then removed would be the next holder's.
function letGo(lock, own) {
  renameSync(lock, own);
  rmSync(own, { recursive: true });
}

function retireDead(lock) {
  const holder = readHolder(lock);
  if (holder === undefined) return;
  if (holder.pid !== undefined && isSameProcess(holder.pid, holder.stamp)) return;
  const retired = `${lock}.${holder.id}.dead`;
  if (tryRename(lock, retired))
    setTimeout(() => rmSync(retired, { recursive: true, force: true }), 5_000).unref();
}

/** Who holds the lock: undefined when nobody does; without a pid when the power went while it was written. */
function readHolder(lock) {
  try {
    const { ino, mtimeMs } = statSync(lock);
    return parseHolder(readFileSync(join(lock, 'holder'), 'utf8')) ?? { id: `${ino}-${mtimeMs}` };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text) {
  try {
    const { pid, stamp, id } = JSON.parse(text);
    return Number.isInteger(pid) && pid > 0 && /^[\w-]+$/.test(id)
      ? { pid, stamp: String(stamp), id }
      : undefined;
  } catch {
    return undefined;
  }
}

function tryRename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) return false;
    throw error;
  }
}
