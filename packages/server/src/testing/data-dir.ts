// A data folder in the temporary folder, for tests, generators and benches. Root's database
// stays inside it: mkdtemp makes folders that PostgreSQL's user cannot reach.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryDataDir {
  path: string;
  remove(): void;
}

export function makeTemporaryDataDir(): TemporaryDataDir {
  const path = mkdtempSync(join(tmpdir(), 'joinery-test-'));
  chmodSync(path, 0o711);
  return { path, remove: () => removeDataDir(path) };
}

/** Removes a data folder, and its database where that lives elsewhere. */
export function removeDataDir(path: string): void {
  const pointer = join(path, 'postgres-location');
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}
