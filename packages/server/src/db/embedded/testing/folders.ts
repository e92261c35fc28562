// Temporary data folders that go away with their test, moved clusters included.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeDataDir } from '../../../testing/data-dir.ts';

export const isRoot = process.getuid?.() === 0;

/** A folder of mode 0755 for the length of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-embedded-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => removeDataDir(folder));
  return folder;
}
