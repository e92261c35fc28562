// A data folder in the temporary folder, for tests, generators and benches. Root's database
// stays inside it: mkdtemp makes folders that PostgreSQL's user cannot reach.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryDataDir {
  path: string;
  remove(): void;
}

export function makeTemporaryDataDir(parent = tmpdir()): TemporaryDataDir {
  const path = mkdtempSync(join(parent, 'joinery-test-'));
  chmodSync(path, 0o711);
  return { path, remove: () => removeDataDir(path) };
}

const memoryFolder = '/dev/shm';
const tmpfs = 0x01021994;
const roomInMemory = 4 * 1024 ** 3;

/**
 * Where files are made and removed by the thousand: in memory, if there is plenty, else the temporary
 * folder. A database is as many files, and where many were removed of late a disk's file system takes
 * half a second of the processor to make them.
 */
export function quickFolder(): string {
  return hasRoom() && process.availableMemory() > roomInMemory ? memoryFolder : tmpdir();
}

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(memoryFolder);
    return type === tmpfs && bavail * bsize > roomInMemory;
  } catch {
    return false;
  }
}

/** Removes a data folder, and its database where that lives elsewhere. */
export function removeDataDir(path: string): void {
  const pointer = join(path, 'postgres-location');
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}
