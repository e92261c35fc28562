import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { openDiskStorage } from './disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'joinery-storage-'));
const storage = openDiskStorage(join(folder, 'files'));
const filesIn = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
afterAll(() => rmSync(folder, { recursive: true }));

describe('files on disk', () => {
  it('come back as they were put, from bytes and from a stream', async () => {
    const [one, two] = await Promise.all([
      storage.put(Buffer.from('bytes')),
      storage.put(Readable.from([Buffer.from('a '), Buffer.from('stream')])),
    ]);
    expect((await buffer(await storage.get(one))).toString()).toBe('bytes');
    expect((await buffer(await storage.get(two))).toString()).toBe('a stream');
  });

  it('have names that tell nothing, and are nobody else’s to read', async () => {
    const key = await storage.put(Buffer.from('private'));
    const path = filesIn().find((file) => file.endsWith(key)) ?? '';
    expect(path).toBe(join(folder, 'files', key.slice(0, 2), key));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe('private');
  });

  it('are gone once removed, and may be removed again', async () => {
    const key = await storage.put(Buffer.from('x'));
    await storage.remove(key);
    await storage.remove(key);
    await expect(storage.get(key)).rejects.toMatchObject({ code: 'files.not_found' });
  });

  it('are listed with the time when they were stored, and nothing else is', async () => {
    const key = await storage.put(Buffer.from('listed'));
    writeFileSync(join(folder, 'files', 'lost+found'), '');
    writeFileSync(join(folder, 'files', key.slice(0, 2), 'notes.txt'), '');
    const listed = new Map<string, Date>();
    for await (const { key: found, storedAt } of storage.list()) listed.set(found, storedAt);
    expect(Math.abs(Date.now() - Number(listed.get(key)))).toBeLessThan(60_000);
    for (const found of listed.keys()) expect(found).toMatch(/^[0-9a-f]{32}$/);
    expect(listed.size).toBeGreaterThan(1);
  });

  it('are none before anything was stored', async () => {
    for await (const { key } of openDiskStorage(join(folder, 'none')).list()) expect.unreachable(key);
  });

  it('leave nothing behind when the stream breaks off', async () => {
    const before = filesIn().length;
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('gone');
      })(),
    );
    await expect(storage.put(broken)).rejects.toThrow('gone');
    expect(filesIn()).toHaveLength(before);
  });

  it.each(['../../etc/passwd', '/etc/passwd', '', 'AB'.repeat(16), `${'a'.repeat(31)}/`])(
    'are not looked for under %j',
    async (key) => {
      await expect(storage.get(key)).rejects.toMatchObject({ code: 'files.not_found' });
      await expect(storage.remove(key)).rejects.toMatchObject({ code: 'files.not_found' });
    },
  );
});
