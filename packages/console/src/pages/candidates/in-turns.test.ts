import { expect, it } from 'vitest';
import { inTurns, readAll } from './in-turns.ts';

const ids = Array.from({ length: 450 }, (_, at) => `can_${at}`);

it('acts on all of them, two hundred at a time', async () => {
  const turns: number[] = [];
  const told: number[] = [];
  const { results, error } = await inTurns(
    ids,
    async (some) => {
      turns.push(some.length);
      return some;
    },
    (done) => told.push(done),
  );
  expect([turns, told, error]).toEqual([[200, 200, 50], [200, 400, 450], undefined]);
  expect(results).toEqual(ids);
});

it('keeps what was done before a turn that fails, and begins no other', async () => {
  let turns = 0;
  const { results, error } = await inTurns(
    ids,
    async (some) => {
      turns += 1;
      if (turns === 2) throw new Error('away');
      return some;
    },
    () => undefined,
  );
  expect([turns, results.length, String(error)]).toEqual([2, 200, 'Error: away']);
});

it('begins no turn that nobody wants', async () => {
  let isWanted = true;
  const stop = async (some: string[]) => {
    isWanted = false;
    return some;
  };
  const { results } = await inTurns(
    ids,
    stop,
    () => undefined,
    () => isWanted,
  );
  expect(results).toHaveLength(200);
});

const pages = async (cursor: string) => {
  const at = Number(cursor || 0);
  return { items: ids.slice(at, at + 100), nextCursor: at + 100 < ids.length ? String(at + 100) : null };
};

it('reads a list to its end, and not further than is wanted', async () => {
  const told: number[] = [];
  expect(
    await readAll(
      pages,
      1_000,
      (read) => told.push(read),
      () => true,
    ),
  ).toEqual(ids);
  expect(told).toEqual([100, 200, 300, 400, 450]);
  expect(
    await readAll(
      pages,
      250,
      () => undefined,
      () => true,
    ),
  ).toEqual(ids.slice(0, 250));
});

it('gives up a list that nobody wants any more', async () => {
  let reads = 0;
  const given = await readAll(
    (cursor) => {
      reads += 1;
      return pages(cursor);
    },
    1_000,
    () => undefined,
    () => reads < 2,
  );
  expect([reads, given]).toEqual([2, undefined]);
});
