// Files in a folder: files/ab/abcdef…, random names, mode 0600. The file and every folder that
// names it are synced before a key is handed out: a row in the database may point to it then.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import type { FileStorage } from './storage.ts';

const keyForm = /^[0-9a-f]{32}$/;

/** Keeps files under `folder`, which is made when it is missing. */
export function openDiskStorage(folder: string): FileStorage {
  return {
    async put(content) {
      const key = randomBytes(16).toString('hex');
      const path = await makePlace(folder, key);
      try {
        await writeDurably(path, content);
        await syncFolder(join(path, '..'));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return key;
    },
    async get(key) {
      try {
        const file = await open(pathOf(folder, key), 'r');
        return file.createReadStream();
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
        throw new JoineryError('files.not_found', 'The file is no longer there.', {
          cause,
          details: { key },
        });
      }
    },
    async *list() {
      for (const place of await namesIn(folder))
        for (const key of await namesIn(join(folder, place))) {
          if (!keyForm.test(key) || !key.startsWith(place)) continue;
          const storedAt = await storedTime(join(folder, place, key));
          if (storedAt !== undefined) yield { key, storedAt };
        }
    },
    async remove(key) {
      await rm(pathOf(folder, key), { force: true });
    },
  };
}

async function makePlace(folder: string, key: string): Promise<string> {
  const path = pathOf(folder, key);
  const made = await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  // A new folder is only as lasting as its entry in the folder above.
  if (made !== undefined) for (const above of [join(made, '..'), folder]) await syncFolder(above);
  return path;
}

async function writeDurably(path: string, content: Uint8Array | Readable): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    const chunks = content instanceof Readable ? content : [content];
    for await (const chunk of chunks) await file.writeFile(chunk as Uint8Array);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Empty for what is no folder, or not there yet. */
async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

/** Undefined for what was removed meanwhile. */
async function storedTime(path: string): Promise<Date | undefined> {
  return stat(path).then(
    ({ mtime }) => mtime,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function pathOf(folder: string, key: string): string {
  if (!keyForm.test(key)) throw new JoineryError('files.not_found', 'The file is no longer there.');
  return join(folder, key.slice(0, 2), key);
}
