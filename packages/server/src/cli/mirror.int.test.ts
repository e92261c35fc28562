// Mirroring from the command line, beside a running server.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type JoineryClient } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsWith, ended, type Started } from '../testing/commands.ts';
import { makeTemporaryDataDir } from '../testing/data-dir.ts';

const { path: dataDir, remove } = makeTemporaryDataDir();

const commands = commandsWith({ JOINERY_DATA_DIR: dataDir, JOINERY_PORT: '0', JOINERY_LOG_LEVEL: 'warn' });
const run = (...args: string[]) => commands.run(args);

let server: Started;
let api: JoineryClient;
let acme: { apiKey: string; baseUrl: string };

beforeAll(async () => {
  server = await commands.start();
  acme = JSON.parse(readFileSync(join(dataDir, 'first-run.json'), 'utf8')).companies.acme;
  await run('company', 'create', '--name', 'mirror');
  const user = await run(
    'user',
    'create',
    '--company',
    'mirror',
    '--service',
    '--last-name',
    'Robot',
    '--json',
  );
  const userId = JSON.parse(user.out).user?.id ?? JSON.parse(user.out).id;
  const key = await run('key', 'create', '--company', 'mirror', '--user', userId, '--json');
  api = createClient({ baseUrl: server.url, apiKey: JSON.parse(key.out).key });
});
afterAll(async () => {
  const done = ended(server.child);
  server.child.kill('SIGINT');
  await done;
  remove();
});

describe('a company that mirrors nobody', () => {
  it('is told so, by name', async () => {
    const { status, err } = await run('sync', 'mirror');
    expect(status).toBe(1);
    expect(err).toContain('No connection of mirror mirrors people. Add one');
    expect((await run('probe', 'mirror', 'Acme')).err).toContain(
      'mirror has no connection Acme. There are: none.',
    );
    expect((await run('sync', 'nobody')).err).toContain('There is no company nobody');
    expect((await run('holds', 'mirror')).out).toBe('Nothing waits for a person.\n');
  });
});

describe('a company that mirrors a sandbox', () => {
  it('is synced and watched to the end, and its key looked at', async () => {
    const { id } = await api.connections.create({ name: 'Acme', subdomain: 'acme', ...acme, enabled: true });
    await api.connections.setMirror(id, { peopleSource: true });

    const watched = await run('sync', 'mirror', '--full', '--watch');
    expect(watched.status).toBe(0);
    expect(watched.out).toMatch(/^Sync syn_\w+ is done after [\d.]+ s and \d+ calls: \d+ seen, /);
    expect(watched.err).toMatch(/^(queued|reading|applying)/);

    const begun = await run('sync', 'mirror', '--connection', 'Acme', '--json');
    expect(JSON.parse(begun.out)).toMatchObject({ connectionId: id, kind: 'incremental', reason: 'manual' });

    const probed = await run('probe', 'mirror', id);
    expect(probed.out).toMatch(/^\d+ employees seen, with \d+ calls\./);
    expect(probed.out).toContain('Sensitive, and nothing needs it:');
    expect(probed.out).toContain('\n1. Sign in to BambooHR');
    const { probe } = await api.connections.lastProbe(id);
    expect(probe?.reached).toBe(true);
  });
});
