// What initdb and postgres print when they fail, as errors that name the cause and the cure.
import { type ErrorCode, JoineryError } from '@joinery/sdk';

const causes: { shows: RegExp; code: ErrorCode; cure: string }[] = [
  {
    shows: /No space left on device|Check free disk space|ENOSPC|Disk quota exceeded|EDQUOT/,
    code: 'database.disk_full',
    cure: 'The disk is full. Free some space (a new database takes about 60 MB), or set JOINERY_DATA_DIR to a folder on another disk.',
  },
  {
    shows: /initialized by PostgreSQL version|incompatible with server/,
    code: 'database.wrong_version',
    cure: 'The data folder was written by another PostgreSQL version. Use that version, or restore a backup into a new data folder.',
  },
  {
    shows: /wrong ownership|Permission denied|EACCES|EPERM|Operation not permitted/,
    code: 'database.not_owner',
    cure: 'The folder belongs to another user or is closed to this one. Start Joinery as its owner, or set JOINERY_DATA_DIR to a folder of your own.',
  },
  {
    shows: /could not look up effective user ID/,
    code: 'database.start_failed',
    cure: 'PostgreSQL needs a user that has a name. Add this user to /etc/passwd, start as another one, or set DATABASE_URL.',
  },
];

/** The error for a failed start in `folder`, from what was printed or thrown. */
export function startFailure(folder: string, output: string, cause?: unknown): JoineryError {
  const known = causes.find((one) => one.shows.test(output));
  const lines = output.trim().split('\n').slice(-5).join('\n');
  const cure = known?.cure ?? 'PostgreSQL did not start.';
  return new JoineryError(known?.code ?? 'database.start_failed', `${cure} Folder: ${folder}\n${lines}`, {
    details: { folder, output: output.slice(-4_000) },
    cause,
  });
}

/** Runs a step on the file system; a failure becomes an error that names the folder. */
export function onDisk<T>(folder: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    if (cause instanceof JoineryError) throw cause;
    throw startFailure(folder, (cause as Error).message, cause);
  }
}
