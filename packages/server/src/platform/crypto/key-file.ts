import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JoineryError } from '@joinery/sdk';

/**
 * The encryption key of a data folder; made on first use, mode 0600. Two processes that start at
 * the same moment get the same key.
 *
 * @throws JoineryError `config.invalid` when the file cannot be read or holds no key.
 */
export function keyInFolder(dataDir: string): string {
  const file = join(dataDir, 'encryption-key');
  const key = onKeyFile(file, () => readOrMake(dataDir, file));
  if (!/^[A-Za-z0-9+/]{43}=$/.test(key))
    throw new JoineryError(
      'config.invalid',
      `${file} does not hold an encryption key: 32 bytes in base64, 44 characters. Put the key back that the database was made with.`,
    );
  return key;
}

function onKeyFile(file: string, step: () => string): string {
  try {
    return step();
  } catch (cause) {
    throw new JoineryError(
      'config.invalid',
      `The encryption key in ${file} cannot be used: ${(cause as Error).message}. Run as the user whom the data folder belongs to.`,
      { cause },
    );
  }
}

function readOrMake(dataDir: string, file: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    // A link fails where the file exists by now: the other process's key wins.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}
