// The embedded PostgreSQL of a data folder. Attach first, start second; several processes may
// share it; it outlives a killed process and is found again; the last one out stops it. An
// acknowledged write is on the disk, or this refuses to run. See docs/adr for why not PGlite.
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { JoineryError } from '@joinery/sdk';
import type { Log } from '../../platform/log.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { clusterMajor, createCluster, ownerRole, reachableBinaries } from './create-cluster.ts';
import { onDisk, startFailure } from './failures.ts';
import { choosePlace, type Place } from './place.ts';
import {
  disownDeadPostmaster,
  isRunning,
  type Postmaster,
  readPostmaster,
  spawnPostmaster,
  stopPostmaster,
  usualConnections,
} from './postmaster.ts';
import { databaseName, enter, type Presence } from './presence.ts';
import { isPrivateFolder, prepareSocketFolder } from './socket-folder.ts';
import { tryStartLock } from './start-lock.ts';

export interface EmbeddedPostgres {
  /** As the owner role. The same after the server was restarted, so pools stay usable. */
  connection: { host: string; port: number; user: string; database: string };
  /** It was running already. */
  attached: boolean;
  /** The folder of the cluster. */
  place: string;
  /** Shared by all processes that are attached. */
  maxConnections: number;
  /** Leaves, and stops the server if no other process uses it. Close all pools first. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  log: Log;
  /** Of the server, if it is started; one that runs keeps what it has. */
  maxConnections?: number;
}

interface Entered {
  presence: Presence;
  postmaster: Postmaster;
  attached: boolean;
}

const patienceMs = 30_000;
/** Recovery after a crash reads the log of writes since the last checkpoint: seconds, rarely minutes. */
const recoveryPatienceMs = 600_000;

/**
 * Attaches to the PostgreSQL of a data folder, or makes and starts it.
 *
 * While it is in use, a server that dies is started again by any of its processes.
 *
 * @throws JoineryError `database.*` with cause and cure
 */
export async function startEmbeddedPostgres({
  dataDir,
  log,
  maxConnections = usualConnections,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = { ...choosePlace(dataDir, log), maxConnections };
  const entered = await enterOrStart(place, log);
  const keeper = keepRunning(place, log, entered);
  const { socketFolder, port } = entered.postmaster;
  return {
    connection: { host: socketFolder, port, user: ownerRole, database: databaseName },
    attached: entered.attached,
    place: place.cluster,
    maxConnections,
    stop: keeper.stop,
  };
}

async function enterOrStart(place: Place, log: Log): Promise<Entered> {
  let deadline = Date.now() + patienceMs;
  let lastFailure: JoineryError | undefined;
  for (;;) {
    const running = livingPostmaster(place);
    if (running !== undefined) {
      const presence = await enter(running);
      if (presence !== undefined) return { presence, postmaster: running, attached: true };
      if (running.status === 'starting') deadline = Math.max(deadline, Date.now() + 1_000);
    } else {
      const started = await startUnderLock(place, log);
      if (started instanceof JoineryError) lastFailure = started;
      else if (started === 'elsewhere') deadline = Math.max(deadline, Date.now() + 1_000);
      else return started;
    }
    if (Date.now() > deadline) throw lastFailure ?? notAnswering(place, running);
    await sleep(50);
  }
}

function livingPostmaster(place: Place): Postmaster | undefined {
  const found = readPostmaster(place);
  if (found === undefined || !isRunning(place, found.pid)) return undefined;
  // While the server starts, its lock file is not complete and there is no folder to judge.
  if (
    found.socketFolder === '' ||
    isPrivateFolder(found.socketFolder, place.runAs?.uid ?? process.getuid?.())
  )
    return found;
  throw new JoineryError(
    'database.start_failed',
    `PostgreSQL (process ${found.pid}) runs, but its socket folder ${found.socketFolder} was removed or changed hands. ` +
      `Stop it with: kill -INT ${found.pid}, and start Joinery again.`,
  );
}

/** `elsewhere` while another living process starts it; a failure that may pass comes back as a value. */
async function startUnderLock(place: Place, log: Log): Promise<Entered | JoineryError | 'elsewhere'> {
  const release = onDisk(place.home, () => tryStartLock(place.home));
  if (release === undefined) return 'elsewhere';
  try {
    if (livingPostmaster(place) !== undefined) return 'elsewhere';
    const found = findBinaries(clusterMajor(place));
    const binaries = reachableBinaries(found, place.runAs, log);
    if (clusterMajor(place) === undefined) createCluster(place, binaries, log);
    disownDeadPostmaster(place);
    return await startServer(place, binaries, log);
  } finally {
    release();
  }
}

async function startServer(place: Place, binaries: Binaries, log: Log): Promise<Entered | JoineryError> {
  const startedAt = Date.now();
  const { child, output } = spawnPostmaster(place, binaries, prepareSocketFolder(place));
  let exited = false;
  child.once('exit', () => {
    exited = true;
  });
  child.once('error', () => {
    exited = true;
  });
  let nextReport = startedAt + 5_000;
  while (!exited && Date.now() - startedAt < recoveryPatienceMs) {
    const postmaster = readPostmaster(place);
    if (postmaster !== undefined && postmaster.pid === child.pid && postmaster.status === 'ready') {
      const presence = await enter(postmaster);
      if (presence !== undefined) {
        log.info(
          { place: place.cluster },
          `started PostgreSQL ${binaries.major} in ${Date.now() - startedAt} ms`,
        );
        return { presence, postmaster, attached: false };
      }
    }
    if (Date.now() > nextReport) {
      log.info(`PostgreSQL recovers after a crash (${Math.round((Date.now() - startedAt) / 1000)} s)`);
      nextReport += 5_000;
    }
    await sleep(20);
  }
  const failure = startFailure(place.cluster, output());
  // Children of a killed server take a moment to vanish; until then PostgreSQL refuses to start.
  if (exited && /lock file|shared memory block/.test(output())) return failure;
  throw failure;
}

function notAnswering(place: Place, postmaster: Postmaster | undefined): JoineryError {
  const who = postmaster === undefined ? 'Another process' : `PostgreSQL (process ${postmaster.pid})`;
  const cure = postmaster === undefined ? '' : ` Stop it with: kill -INT ${postmaster.pid}.`;
  return new JoineryError(
    'database.start_failed',
    `${who} has held ${place.cluster} for ${patienceMs / 1000} s without answering.${cure}`,
  );
}

// The socket's folder goes too, unless somebody has begun to start the server again.
async function switchOff(place: Place, postmaster: Postmaster): Promise<void> {
  await stopPostmaster(place, postmaster.pid);
  const release = tryStartLock(place.home);
  if (release === undefined) return;
  try {
    if (readPostmaster(place) === undefined)
      rmSync(postmaster.socketFolder, { recursive: true, force: true });
  } finally {
    release();
  }
}

function keepRunning(place: Place, log: Log, first: Entered): { stop: () => Promise<void> } {
  let current = first;
  let stopping = false;
  let returning: Promise<void> = Promise.resolve();
  const comeBack = async (): Promise<void> => {
    log.warn('the database went away; attaching to it or starting it again');
    while (!stopping)
      try {
        current = await enterOrStart(place, log);
        current.presence.onLost(lost);
        return;
      } catch (error) {
        log.error({ err: error }, 'the database does not come back; trying again');
        await sleep(1_000);
      }
  };
  const lost = (): void => {
    if (!stopping) returning = comeBack();
  };
  first.presence.onLost(lost);
  const stop = async (): Promise<void> => {
    stopping = true;
    await returning;
    await current.presence.leave(() => switchOff(place, current.postmaster));
  };
  return { stop };
}
