// Temporary data folders that go away with their test, moved clusters included.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const isRoot = process.getuid?.() === 0;

/** A folder of mode 0755 for the length of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-embedded-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Removes what a data folder's pointer leads to. Call it before the data folder goes away. */
export function removeMovedCluster(dataDir: string): void {
  const pointer = join(dataDir, 'postgres-location');
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
}
