import { describe, expect, it } from 'vitest';
import { inPieces } from './pieces.ts';

async function* pagesOf<T>(...pages: T[][]): AsyncGenerator<T[], void, undefined> {
  yield* pages;
}

async function written(pages: AsyncIterable<readonly string[]>, separator?: string): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of inPieces(pages, (item) => item, separator)) pieces.push(piece);
  return pieces;
}

describe('pieces of a long document', () => {
  it('have separators between items, within pages and from page to page', async () => {
    expect((await written(pagesOf(['a', 'b'], ['c']), ',')).join('')).toBe('a,b,c');
    expect(await written(pagesOf(['a', 'b'], ['c']))).toEqual(['ab', 'c']);
  });

  it('are none where there are no items, and no separator stands for an empty page', async () => {
    expect(await written(pagesOf<string>(), ',')).toEqual([]);
    expect((await written(pagesOf<string>([], ['a'], [], ['b']), ',')).join('')).toBe('a,b');
  });

  it('end in the middle of a page that is long', async () => {
    const items = Array.from({ length: 200 }, (_, index) => String(index).padEnd(1000, '.'));
    const pieces = await written(pagesOf(items), ',');
    expect(pieces.join('')).toBe(items.join(','));
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(52_000);
  });
});
