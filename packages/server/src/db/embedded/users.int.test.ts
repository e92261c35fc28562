import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../platform/log.ts';
import { removeDataDir } from '../../testing/data-dir.ts';
import { findBinaries } from './binaries.ts';
import { reachableBinaries } from './create-cluster.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { canEnter, sharedRoot } from './place.ts';
import { isRoot, temporaryFolder } from './testing/folders.ts';
import { closedTo, startHolder } from './testing/processes.ts';

const log = createLog({ level: 'silent' });
const nobody = { uid: 65_534, gid: 65_534 };
// The user `daemon` of every Linux.
const ordinary = 1;

/** A data folder in a home of mode 0700, like a checkout under /root. */
function closedDataDir(): string {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(join(home, 'checkout'), { recursive: true, mode: 0o700 });
  const dataDir = join(home, 'checkout', '.joinery');
  onTestFinished(() => removeDataDir(dataDir));
  return dataDir;
}

async function startAndStop(dataDir: string): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDir, log });
  await server.stop();
  return server.place;
}

describe.skipIf(!isRoot)('for root', () => {
  it('the database runs as nobody, in the data folder where that user can reach it', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const place = await startAndStop(dataDir);
    expect(place).toBe(join(dataDir, 'postgres', 'cluster'));
    expect(statSync(place)).toMatchObject({ uid: nobody.uid, gid: nobody.gid });
    expect(statSync(dataDir).mode & 0o777).toBe(0o711);
  });

  it('the database of a closed home lives elsewhere, and a pointer says where', async () => {
    const dataDir = closedDataDir();
    const place = await startAndStop(dataDir);
    expect(place.startsWith(`${sharedRoot}/`)).toBe(true);
    expect(`${readFileSync(join(dataDir, 'postgres-location'), 'utf8').trim()}/cluster`).toBe(place);
    expect(await startAndStop(dataDir)).toBe(place);
  });

  it('two closed checkouts have two databases', async () => {
    expect(await startAndStop(closedDataDir())).not.toBe(await startAndStop(closedDataDir()));
  });

  it('a moved data folder keeps its database, a copied one begins with its own', async () => {
    const dataDir = closedDataDir();
    const place = await startAndStop(dataDir);
    const moved = `${dataDir}-moved`;
    const copy = `${dataDir}-copy`;
    onTestFinished(() => [moved, copy].forEach(removeDataDir));
    renameSync(dataDir, moved);
    expect(await startAndStop(moved)).toBe(place);
    cpSync(moved, copy, { recursive: true });
    expect(await startAndStop(copy)).not.toBe(place);
    expect(await startAndStop(moved)).toBe(place);
  });

  it('a pointer to a database that is gone is an error, not an empty database', async () => {
    const dataDir = closedDataDir();
    const place = await startAndStop(dataDir);
    rmSync(join(place, '..'), { recursive: true });
    await expect(startAndStop(dataDir)).rejects.toMatchObject({
      code: 'database.start_failed',
      message: expect.stringContaining('Restore that folder'),
    });
  });

  it('binaries in a closed home are copied to where nobody can run them', () => {
    const existed = existsSync(sharedRoot);
    const closed = join(temporaryFolder(), 'home');
    mkdirSync(closed, { mode: 0o700 });
    const original = findBinaries(undefined);
    cpSync(join(original.root, '..'), join(closed, 'package'), { recursive: true, verbatimSymlinks: true });
    const root = join(closed, 'package', 'native');
    const found = reachableBinaries({ ...original, root, bin: join(root, 'bin') }, nobody, log);
    if (!existed) onTestFinished(() => rmSync(found.root, { recursive: true }));
    expect(found.root.startsWith(`${sharedRoot}/postgresql-`)).toBe(true);
    expect(canEnter(found.bin, nobody)).toBe(true);
    expect(reachableBinaries(original, undefined, log)).toBe(original);
  });

  const closed = closedTo(ordinary);
  it.skipIf(closed !== '')(`a data folder of an ordinary user is served as that user${closed}`, async () => {
    const dataDir = join(temporaryFolder(), 'data');
    mkdirSync(dataDir);
    chownSync(dataDir, ordinary, ordinary);
    const owner = startHolder(dataDir, { uid: ordinary });
    const { place, attached } = await owner.ready;
    expect(attached).toBe(false);
    expect(statSync(place).uid).toBe(ordinary);
    await owner.stop();
    expect(await startAndStop(dataDir)).toBe(place);
    const again = startHolder(dataDir, { uid: ordinary });
    expect((await again.ready).place).toBe(place);
    await again.stop();
  });
});
