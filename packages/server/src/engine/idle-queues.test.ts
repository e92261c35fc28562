import type pg from 'pg';
import { expect, it } from 'vitest';
import { emptiness } from './idle-queues.ts';

/** Of a database in which something waits in these queues; keeps what it was asked. */
function aPool(waiting: string[]) {
  const asked: string[][] = [];
  const query = async ({ values: [queues] }: { values: [string[]] }) => {
    asked.push(queues);
    if (waiting.includes('gone')) throw new Error('the database is away');
    return { rows: queues.filter((queue) => waiting.includes(queue)).map((queue) => ({ queue })) };
  };
  return { asked, waiting, pool: { query } as unknown as pg.Pool };
}
const stale = () => new Promise((resolve) => setTimeout(resolve, 60));

it('one look says of all queues where something waits', async () => {
  const { asked, pool } = aPool(['hires']);
  const isEmpty = emptiness(pool);
  await Promise.all([isEmpty('hires'), isEmpty('syncs')]);
  await stale();
  const before = asked.length;
  expect(await Promise.all([isEmpty('hires'), isEmpty('syncs')])).toEqual([false, true]);
  expect(asked.slice(before)).toEqual([['hires', 'syncs']]);
});

it('a queue that was never asked about is looked for at once', async () => {
  const { pool } = aPool(['syncs']);
  const isEmpty = emptiness(pool);
  expect(await isEmpty('hires')).toBe(true);
  expect(await isEmpty('syncs')).toBe(false);
});

it('what comes later is seen after a moment', async () => {
  const { pool, waiting } = aPool([]);
  const isEmpty = emptiness(pool);
  expect(await isEmpty('hires')).toBe(true);
  waiting.push('hires');
  await stale();
  expect(await isEmpty('hires')).toBe(false);
});

it('a database that is away is told, and asked again after a moment', async () => {
  const { pool, waiting } = aPool(['gone']);
  const isEmpty = emptiness(pool);
  await expect(isEmpty('hires')).rejects.toThrow('away');
  waiting.length = 0;
  await stale();
  expect(await isEmpty('hires')).toBe(true);
});
