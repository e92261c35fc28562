import { describe, expect, it } from 'vitest';
import { freshSeconds, photoMemory } from './mirrored-photos.ts';

const now = new Date('2026-11-25T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const limits = { photos: 3, bytes: 100, bytesOfOne: 60 };

/** What is fetched, by key, and how often. */
function anAlbum() {
  const fetched: string[] = [];
  const memory = photoMemory(limits);
  const read = (key: string, size: number | null = 10, at = now) =>
    memory.read(key, at, async () => {
      fetched.push(key);
      return size === null ? null : Buffer.alloc(size);
    });
  return { memory, fetched, read };
}

describe('photos that are remembered', () => {
  it('are fetched once in five minutes, and once for all who ask at the same time', async () => {
    const { fetched, read } = anAlbum();
    await Promise.all([read('a'), read('a'), read('a')]);
    expect(await read('a', 10, later(freshSeconds - 1))).toHaveLength(10);
    expect(fetched).toEqual(['a']);
    await read('a', 10, later(freshSeconds));
    expect(fetched).toEqual(['a', 'a']);
  });

  it('are fetched anew after the clock was set back', async () => {
    const { fetched, read } = anAlbum();
    await read('a');
    await read('a', 10, later(-1));
    expect(fetched).toEqual(['a', 'a']);
  });

  it('may be none, and that is remembered as well', async () => {
    const { fetched, read } = anAlbum();
    expect(await read('a', null)).toBeNull();
    expect(await read('a', null)).toBeNull();
    expect(fetched).toEqual(['a']);
  });

  it('are forgotten, the oldest first, when there are too many', async () => {
    const { fetched, read } = anAlbum();
    for (const key of ['a', 'b', 'c', 'd']) await read(key);
    for (const key of ['b', 'c', 'd']) await read(key);
    expect(fetched).toHaveLength(4);
    await read('a');
    expect(fetched).toHaveLength(5);
  });

  it('are forgotten, the oldest first, when they are too large together, and at once when one is alone', async () => {
    const { fetched, read } = anAlbum();
    await read('a', 50);
    await read('b', 40);
    await read('c', 40);
    await read('b');
    await read('c');
    expect(fetched).toEqual(['a', 'b', 'c']);
    await read('a');
    await read('large', 61);
    await read('large', 61);
    expect(fetched.slice(3)).toEqual(['a', 'large', 'large']);
    for (const key of ['b', 'c', 'a']) await read(key);
    expect(fetched).toHaveLength(6);
  });

  it('that could not be fetched are asked for again', async () => {
    const { memory, read } = anAlbum();
    const failing = () => memory.read('a', now, () => Promise.reject(new Error('away')));
    await expect(failing()).rejects.toThrow('away');
    expect(await read('a')).toHaveLength(10);
  });
});
