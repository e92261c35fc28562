import { describe, expect, it } from 'vitest';
import { pagedView, readPage } from './paged-view.ts';

const url = 'https://x.example/api/v1/meta/timezones';
const linksOf = (page: Record<string, string>, total: number) => {
  const { meta, _links } = pagedView([], { ...readPage(page), total }, url, page);
  return [meta.page, meta.totalPages, Object.keys(_links)];
};

describe('a page', () => {
  it('is the first of 500 unless asked for otherwise', () => {
    expect(readPage({})).toEqual({ from: 0, size: 500 });
    expect(readPage({ page: '2', pageSize: '10' })).toEqual({ from: 20, size: 10 });
    expect(readPage({ $skip: '7', $top: '5' })).toEqual({ from: 7, size: 5 });
  });

  it.each([
    { page: '-1' },
    { page: 'x' },
    { pageSize: '0' },
    { pageSize: '1001' },
    { $top: '1e3' },
    { $skip: "1' or 1=1" },
  ])('is refused as %j', (query) => {
    expect(() => readPage(query as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  it('links to the pages that are there', () => {
    expect(linksOf({ pageSize: '10' }, 25)).toEqual([0, 3, ['self', 'next']]);
    expect(linksOf({ pageSize: '10', page: '1' }, 25)).toEqual([1, 3, ['self', 'next', 'prev']]);
    expect(linksOf({ pageSize: '10', page: '2' }, 25)).toEqual([2, 3, ['self', 'prev']]);
    expect(linksOf({ pageSize: '10', page: '9' }, 25)).toEqual([9, 3, ['self', 'prev']]);
    expect(linksOf({}, 0)).toEqual([0, 0, ['self']]);
  });

  it('goes on where it ended, and back from where it began, for who skips', () => {
    const query = { $skip: '1', $top: '2' };
    const { _links } = pagedView([], { ...readPage(query), total: 5 }, url, query);
    const placeOf = (link: { href: string } | undefined) =>
      readPage(Object.fromEntries(new URL(link?.href ?? '').searchParams));
    expect(placeOf(_links.self)).toEqual({ from: 1, size: 2 });
    expect(placeOf(_links.next)).toEqual({ from: 3, size: 2 });
    expect(placeOf(_links.prev)).toEqual({ from: 0, size: 2 });
    const last = { $skip: '3', $top: '2' };
    expect(linksOf(last, 5)[2]).toEqual(['self', 'prev']);
  });

  it('keeps the filter in its links', () => {
    const query = { $filter: "name eq 'UTC'", page: '0', pageSize: '1' };
    const { _links } = pagedView([], { ...readPage(query), total: 2 }, url, query);
    const next = new URL(_links.next?.href ?? '');
    expect([next.searchParams.get('$filter'), next.searchParams.get('page')]).toEqual(["name eq 'UTC'", '1']);
  });
});
