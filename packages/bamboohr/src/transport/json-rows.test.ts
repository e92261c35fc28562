import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { type JsonPart, readJsonRows } from './json-rows.ts';

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const size = Math.max(1, sizes[piece % Math.max(1, sizes.length)] ?? bytes.length);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function partsOf(
  text: string | Uint8Array,
  sizes: readonly number[] = [],
  key: string | null = 'employees',
  shape: 'array' | 'map' = 'array',
): Promise<JsonPart[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const parts: JsonPart[] = [];
  for await (const part of readJsonRows(inPieces(bytes, sizes), key, shape)) parts.push(part);
  return parts;
}

const rowsOf = (parts: JsonPart[]): Json[] =>
  parts.flatMap((part) => (part.kind === 'row' ? [part.row] : []));

describe('rows of an object', () => {
  test('come after what stands before them', async () => {
    expect(await partsOf('{"title":"All","employees":[{"id":"1"},{"id":"2"}],"next":null}')).toEqual([
      { kind: 'head', head: { title: 'All', employees: [] } },
      { kind: 'row', row: { id: '1' } },
      { kind: 'row', row: { id: '2' } },
    ]);
  });

  test('may be none, with blanks anywhere', async () => {
    expect(await partsOf(' { "employees" : [ ] } ')).toEqual([{ kind: 'head', head: { employees: [] } }]);
  });

  test('are those of the outer object only', async () => {
    const text = '{"fields":[{"employees":["x"]}],"note":"\\"employees\\":[","employees":[["a,b"],"]"]}';
    expect(rowsOf(await partsOf(text))).toEqual([['a,b'], ']']);
  });

  test('are the same however the bytes are cut', async () => {
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    await fc.assert(
      fc.asyncProperty(
        fc.array(json),
        json,
        fc.array(fc.integer({ min: 1, max: 9 })),
        async (rows, head, sizes) => {
          const parts = await partsOf(JSON.stringify({ head, employees: rows, tail: head }), sizes);
          // As text: JSON has no -0.
          expect(JSON.stringify(parts[0])).toBe(
            JSON.stringify({ kind: 'head', head: { head, employees: [] } }),
          );
          expect(JSON.stringify(rowsOf(parts))).toBe(JSON.stringify(rows));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('rows of a map', () => {
  const rows = async (text: string, sizes: number[] = []) =>
    rowsOf(await partsOf(text, sizes, 'employees', 'map'));

  test('are objects of one entry each, after what stands before them', async () => {
    const text = '{"table":"jobInfo","employees":{"4":{"rows":[{"a":1}]}, "5":{"rows":[]}},"next":{}}';
    expect(await partsOf(text, [3], 'employees', 'map')).toEqual([
      { kind: 'head', head: { table: 'jobInfo', employees: [] } },
      { kind: 'row', row: { 4: { rows: [{ a: 1 }] } } },
      { kind: 'row', row: { 5: { rows: [] } } },
    ]);
  });

  test('are the same however the bytes are cut', async () => {
    const map = fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
    );
    await fc.assert(
      fc.asyncProperty(map, fc.array(fc.integer({ min: 1, max: 9 })), async (employees, sizes) => {
        const read = await rows(JSON.stringify({ employees }), sizes);
        expect(JSON.stringify(Object.assign({}, ...read))).toBe(JSON.stringify(employees));
      }),
      { numRuns: 200 },
    );
  });

  test('may be none, as an empty object or an empty array', async () => {
    expect(await rows('{"employees":{}}')).toEqual([]);
    expect(await rows('{"employees":[ ]}')).toEqual([]);
  });

  test('are not those of an array, nor of a text that ends early', async () => {
    await expect(rows('{"employees":[{"rows":[]}]}')).rejects.toThrow('does not parse');
    await expect(rows('{"employees":{"4":{"rows":[]},"5":{"ro')).rejects.toThrow('ends early');
    await expect(rows('{"employees":null}')).rejects.toThrow('ends early');
  });
});

test('rows may be the whole text', async () => {
  expect(await partsOf(' [ {"id":"1","employees":[1]}, [2] ] ', [3], null)).toEqual([
    { kind: 'head', head: {} },
    { kind: 'row', row: { id: '1', employees: [1] } },
    { kind: 'row', row: [2] },
  ]);
  for (const text of ['{"employees":[1]}', '[1', '', '1'])
    await expect(partsOf(text, [], null), text).rejects.toThrow(/ends early/);
});

describe('a text that is no such object', () => {
  const whole = '{"title":"All","employees":[{"id":"1"},{"id":"2"}]}';

  test('fails wherever it is cut short, after the rows that were whole', async () => {
    for (let length = 0; length < whole.length; length++)
      await expect(partsOf(whole.slice(0, length)), whole.slice(0, length)).rejects.toThrow(
        /ends early|parse/,
      );
  });

  test.each(['[]', '{}', '"employees"', '{"employees":{}}', '{"x":{"employees":[1]}}', '{"employees":[1'])(
    'fails: %s',
    async (text) => {
      await expect(partsOf(text)).rejects.toThrow(/ends early/);
    },
  );

  test('fails on a broken row, without quoting it', async () => {
    await expect(partsOf('{"employees":[{"ssn":123-45}]}')).rejects.toThrow(
      /^expected JSON, got text that does not parse$/,
    );
  });

  test('fails on bytes that are not UTF-8 and on nesting without end', async () => {
    await expect(partsOf(Uint8Array.of(0x7b, 0xff))).rejects.toThrow(/UTF-8/);
    await expect(partsOf(`{"employees":[${'['.repeat(100)}`)).rejects.toThrow(/levels deep/);
  });

  test('fails on a row that never ends before memory does', async () => {
    async function* endless() {
      yield new TextEncoder().encode('{"employees":["');
      const letters = new TextEncoder().encode('a'.repeat(1024 * 1024));
      for (let megabyte = 0; megabyte < 64; megabyte++) yield letters;
    }
    const read = async () => {
      for await (const part of readJsonRows(endless(), 'employees')) expect(part.kind).toBe('head');
    };
    await expect(read()).rejects.toThrow(/without end/);
  });
});
