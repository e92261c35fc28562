import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processStamp } from './process-stamp.ts';
import { tryStartLock } from './start-lock.ts';
import { temporaryFolder } from './testing/folders.ts';

function plantLock(home: string, pid: number, stamp: string): void {
  const lock = join(home, 'start.lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'holder.json'), JSON.stringify({ token: 'planted', pid, stamp }));
}

describe('the start lock', () => {
  it('is held by one at a time', () => {
    const home = temporaryFolder();
    const release = tryStartLock(home);
    expect(tryStartLock(home)).toBeUndefined();
    release?.();
    const again = tryStartLock(home);
    expect(again).toBeTypeOf('function');
    again?.();
  });

  it('is not taken from a living process', () => {
    const home = temporaryFolder();
    plantLock(home, process.pid, processStamp(process.pid) ?? '');
    expect(tryStartLock(home)).toBeUndefined();
  });

  it('leaves alone what another process is preparing, and sweeps what is an hour old', () => {
    const home = temporaryFolder();
    const [preparing, old] = [join(home, 'start.lock.preparing'), join(home, 'start.lock.old')];
    for (const folder of [preparing, old]) mkdirSync(folder);
    const anHourAgo = Date.now() / 1000 - 3601;
    utimesSync(old, anHourAgo, anHourAgo);
    expect(tryStartLock(home)).toBeTypeOf('function');
    expect([preparing, old].map((folder) => existsSync(folder))).toEqual([true, false]);
  });

  it('is taken from a dead process', () => {
    const home = temporaryFolder();
    plantLock(home, 2 ** 22 + 1, '1');
    expect(tryStartLock(home)).toBeTypeOf('function');
  });

  it('is taken from a stranger with the number of the dead process', {
    skip: process.platform !== 'linux',
  }, () => {
    const home = temporaryFolder();
    plantLock(home, process.pid, '1');
    expect(tryStartLock(home)).toBeTypeOf('function');
  });
});
