// The folder of PostgreSQL's socket. Whoever can enter it is trusted without a password, so
// it is private to the user that runs PostgreSQL, and a folder that somebody else made first
// is never used. Its path is short: a socket's path ends at 107 bytes, a data folder's does not.
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JoineryError } from '@joinery/sdk';
import { canEnter, type Place } from './place.ts';

const longestFolder = 107 - '/.s.PGSQL.5432.lock'.length;

/** Makes or finds the private folder for this cluster's socket: the same one at each start, if it can. */
export function prepareSocketFolder(place: Place): string {
  const name = `joinery-${createHash('sha256').update(realpathSync(place.home)).digest('hex').slice(0, 12)}`;
  const bases = [...new Set(['/tmp', tmpdir(), place.home])];
  for (const base of bases)
    for (const folder of [join(base, name), join(base, `${name}-${randomBytes(3).toString('hex')}`)])
      if (folder.length <= longestFolder && isSafeBase(base) && claim(folder, place)) return folder;
  throw new JoineryError(
    'database.start_failed',
    `There is no place for PostgreSQL's socket: tried ${bases.join(', ')}. Make /tmp writable (mode 1777).`,
  );
}

/** A private folder of the user that runs PostgreSQL, and not a link to one. */
export function isPrivateFolder(folder: string, ownerUid: number | undefined): boolean {
  try {
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === ownerUid && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function claim(folder: string, { runAs }: Place): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (runAs !== undefined) chownSync(folder, runAs.uid, runAs.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
  }
  return isPrivateFolder(folder, runAs?.uid ?? process.getuid?.()) && canEnter(folder, runAs);
}

// Without the sticky bit, anybody who may write there could swap our folder for theirs.
function isSafeBase(base: string): boolean {
  try {
    const { mode } = statSync(base);
    return (mode & 0o002) === 0 || (mode & 0o1000) !== 0;
  } catch {
    return false;
  }
}
