import { expect, it } from 'vitest';
import { toSliced } from './page.ts';

const rows = [{ id: 'c' }, { id: 'b' }, { id: 'a' }];

it.each([
  [1, ['c'], 'c'],
  [2, ['c', 'b'], 'b'],
  [3, ['c', 'b', 'a'], null],
  [4, ['c', 'b', 'a'], null],
])('a slice of %i goes on after its last item while there is more', (limit, ids, after) => {
  const sliced = toSliced(rows.slice(0, limit + 1), limit, (row) => row.id);
  expect(sliced.items.map((row) => row.id)).toEqual(ids);
  expect(sliced.after).toBe(after);
});

it('an empty slice is the end', () => {
  expect(toSliced([], 10, () => 'x')).toEqual({ items: [], after: null });
});
