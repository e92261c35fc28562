// One process at a time. The lock is a folder that is renamed into place, which only one can
// do; the lock of a dead process is renamed away to a name made from it, which only one can do.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export async function withLock(lock, waiting, work) {
  let told = false;
  let release = tryLock(lock);
  while (release === undefined) {
    if (!told) process.stderr.write(`joinery: ${waiting}\n`);
    told = true;
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
  const own = `${lock}.${randomUUID()}`;
  mkdirSync(own);
  writeFileSync(join(own, 'holder'), `${process.pid} ${own}`);
  if (tryRename(own, lock)) return () => rmSync(lock, { recursive: true });
  rmSync(own, { recursive: true });
  retireDead(lock);
  return undefined;
}

function retireDead(lock) {
  let holder;
  try {
    holder = readFileSync(join(lock, 'holder'), 'utf8').split(' ');
  } catch {
    return;
  }
  const retired = `${holder[1]}.dead`;
  if (!isAlive(Number(holder[0])) && tryRename(lock, retired))
    setTimeout(() => rmSync(retired, { recursive: true, force: true }), 5_000).unref();
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
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
