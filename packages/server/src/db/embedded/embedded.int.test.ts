import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../platform/log.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { readPostmaster } from './postmaster.ts';
import { temporaryFolder } from './testing/folders.ts';
import { clusterProcesses, killCluster, startHolder } from './testing/processes.ts';

const log = createLog({ level: 'silent' });
const onLinux = process.platform === 'linux';

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log });
  onTestFinished(() => server.stop().catch(() => undefined));
  return server;
}

async function query(server: Pick<EmbeddedPostgres, 'connection'>, statement: string): Promise<unknown[]> {
  const client = new pg.Client(server.connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<{ answer: unknown }>(statement)).rows.map((row) => row.answer);
  } finally {
    await client.end();
  }
}

function postmasterOf(server: Pick<EmbeddedPostgres, 'place'>): number | undefined {
  return readPostmaster({ home: join(server.place, '..'), cluster: server.place, runAs: undefined })?.pid;
}

describe('the embedded database', () => {
  it('syncs, listens on a private socket only, and keeps rows over a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await start(dataDir);
    const settings = [
      'fsync',
      'full_page_writes',
      'synchronous_commit',
      'listen_addresses',
      'data_checksums',
    ];
    const found = settings.map((name) => query(first, `select current_setting('${name}') as answer`));
    expect((await Promise.all(found)).flat()).toEqual(['on', 'on', 'on', '', 'on']);
    expect(statSync(first.connection.host).mode & 0o777).toBe(0o700);
    await query(first, 'create table kept as select 7 as answer');
    await first.stop();
    expect(postmasterOf(first)).toBeUndefined();
    expect(() => statSync(first.connection.host)).toThrow(/ENOENT/);

    const second = await start(dataDir);
    expect(second.attached).toBe(false);
    expect(await query(second, 'select answer from kept')).toEqual([7]);
  });

  it('sorts and stores every script as UTF-8', async () => {
    const server = await start(temporaryFolder());
    expect(await query(server, "select lower('ÄÖ') || '漢' as answer")).toEqual(['äö漢']);
    expect(await query(server, "select current_setting('server_encoding') as answer")).toEqual(['UTF8']);
  });

  it('has a socket that fits although the data folder is deep', async () => {
    const dataDir = join(temporaryFolder(), 'a'.repeat(100), 'b'.repeat(100));
    const server = await start(dataDir);
    expect(server.place.length).toBeGreaterThan(200);
    expect(server.connection.host.length).toBeLessThan(90);
    expect(await query(server, 'select 1 as answer')).toEqual([1]);
  });

  it('is attached to by a second process, and stopped by the last one out', async () => {
    const dataDir = temporaryFolder();
    const server = await start(dataDir);
    const other = startHolder(dataDir);
    expect(await other.ready).toEqual({
      connection: server.connection,
      attached: true,
      place: server.place,
    });
    await server.stop();
    expect(await query(server, 'select 1 as answer')).toEqual([1]);
    await other.stop();
    expect(postmasterOf(server)).toBeUndefined();
  });

  it('is started once by two processes that start in the same moment', async () => {
    const dataDir = temporaryFolder();
    const holders = [startHolder(dataDir), startHolder(dataDir), startHolder(dataDir)];
    const ready = await Promise.all(holders.map((holder) => holder.ready));
    expect(ready.map((one) => one.attached).sort()).toEqual([false, true, true]);
    expect(new Set(ready.map((one) => one.connection.host)).size).toBe(1);
    await Promise.all(holders.map((holder) => holder.stop()));
  });

  it('outlives a killed process and is found again', async () => {
    const dataDir = temporaryFolder();
    const holder = startHolder(dataDir);
    const { place } = await holder.ready;
    const before = postmasterOf({ place });
    await holder.kill();
    const server = await start(dataDir);
    expect(server.attached).toBe(true);
    expect(postmasterOf(server)).toBe(before);
    await server.stop();
    expect(postmasterOf(server)).toBeUndefined();
  });

  it('waits for the children of a killed server and then starts', { skip: !onLinux }, async () => {
    const dataDir = temporaryFolder();
    const holder = startHolder(dataDir);
    const { place } = await holder.ready;
    await query({ connection: (await holder.ready).connection }, 'create table kept as select 7 as answer');
    await holder.kill();
    process.kill(postmasterOf({ place }) ?? 0, 'SIGKILL');
    const server = await start(dataDir);
    expect(server.attached).toBe(false);
    expect(await query(server, 'select answer from kept')).toEqual([7]);
  });

  it('comes back under a living process, at the same address', { skip: !onLinux }, async () => {
    const server = await start(temporaryFolder());
    await killCluster(server.place);
    await expect.poll(() => query(server, 'select 1 as answer').catch(() => [])).toEqual([1]);
  });

  it('starts although a stranger has the number of the dead server', { skip: !onLinux }, async () => {
    const dataDir = temporaryFolder();
    const holder = startHolder(dataDir);
    const { place } = await holder.ready;
    await holder.kill();
    await killCluster(place);
    const stranger = startHolder(temporaryFolder());
    await stranger.ready;
    const file = join(place, 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n').slice(1);
    writeFileSync(file, [stranger.child.pid, ...lines].join('\n'));
    const server = await start(dataDir);
    expect(await query(server, 'select 1 as answer')).toEqual([1]);
    await stranger.stop();
  });

  it('is made anew when its making was killed halfway', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'postgres', 'init-0000', 'base'), { recursive: true });
    const holder = startHolder(dataDir);
    await sleep(700);
    await holder.kill();
    const server = await start(dataDir);
    expect(await query(server, 'select 1 as answer')).toEqual([1]);
    expect(() => statSync(join(dataDir, 'postgres', 'init-0000'))).toThrow(/ENOENT/);
  });

  it('leaves no process behind', { skip: !onLinux }, async () => {
    const server = await start(temporaryFolder());
    expect(clusterProcesses(server.place).length).toBeGreaterThan(3);
    await server.stop();
    expect(clusterProcesses(server.place)).toEqual([]);
  });
});
