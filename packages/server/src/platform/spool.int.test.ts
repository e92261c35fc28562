import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { linesOf, spool } from './spool.ts';

async function lines(chunks: string[], max = 10): Promise<[number, string | undefined][]> {
  const found: [number, string | undefined][] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const { number, bytes } of linesOf(stream, max)) found.push([number, bytes?.toString()]);
  return found;
}

describe('lines of a stream', () => {
  it.each<[string[], [number, string | undefined][]]>([
    [
      ['a\nb'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      ['a\r\nb\r\n'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      ['a', 'b\n', '\n \t\nc'],
      [
        [1, 'ab'],
        [4, 'c'],
      ],
    ],
    [
      ['01234567890\nb'],
      [
        [1, undefined],
        [2, 'b'],
      ],
    ],
    [
      ['01234', '56789', '0123\n', '9'],
      [
        [1, undefined],
        [2, '9'],
      ],
    ],
    [['0123456789'], [[1, '0123456789']]],
    [[''], []],
  ])('of %j are %j', async (chunks, expected) => {
    expect(await lines(chunks)).toEqual(expected);
  });
});

describe('a spool', () => {
  it('gives back what came, leaves no file, and takes no more than it may', async () => {
    const source = () => Readable.from([Buffer.alloc(100_000, 'a'), Buffer.alloc(100_000, 'b')]);
    const kept = await spool(source(), 200_000);
    const read: Buffer[] = [];
    for await (const chunk of kept?.read() ?? []) read.push(chunk);
    const all = Buffer.concat(read);
    expect([kept?.bytes, all.length, all.at(0), all.at(-1)]).toEqual([200_000, 200_000, 97, 98]);
    expect(readdirSync(tmpdir()).filter((name) => /^joinery-[0-9a-f]{8}-/.test(name))).toEqual([]);
    await kept?.close();
    expect(await spool(source(), 199_999)).toBeUndefined();
  });
});
