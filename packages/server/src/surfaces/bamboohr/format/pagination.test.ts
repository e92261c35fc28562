import { describe, expect, it } from 'vitest';
import { clampedPage, paginationOf } from './pagination.ts';

describe('a numbered page', () => {
  it.each([
    [{}, 1200, { number: 1, size: 500, pages: 3, from: 0 }],
    [{ page: '3' }, 1200, { number: 3, from: 1000 }],
    [{ page: '99' }, 1200, { number: 3 }],
    [{ page: '0', page_size: '-1' }, 10, { number: 1, size: 500 }],
    [{ page: 'x', page_size: 'y' }, 10, { number: 1, size: 500 }],
    [{ page_size: '5000' }, 10, { size: 1000 }],
    [{}, 0, { number: 1, pages: 1, from: 0 }],
  ])('%j of %i', (query: Record<string, string>, total, expected) => {
    expect(clampedPage(query, total)).toMatchObject(expected);
  });

  it('links its neighbours', () => {
    const of = (page: string) => paginationOf(clampedPage({ page, page_size: '10' }, 25), '/x');
    expect(of('2')).toEqual({
      total_records: 25,
      current_page: 2,
      total_pages: 3,
      next_page: '/x?page=3&page_size=10',
      prev_page: '/x?page=1&page_size=10',
    });
    expect([of('1').prev_page, of('3').next_page]).toEqual([null, null]);
  });
});
