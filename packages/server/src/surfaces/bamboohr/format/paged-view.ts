// Pages of the newer lists: `page` from 0 and `pageSize`, or `$skip` and `$top`: facts 3.5. Pure.
import { type ErrorIssue, JoineryError } from '@joinery/sdk';

const sizes = { usual: 500, most: 1000 };

export interface PlaceInList {
  from: number;
  size: number;
}

/** @throws JoineryError `request.invalid` for what is no number or asks for too much. */
export function readPage(query: Record<string, string>): PlaceInList {
  const issues: ErrorIssue[] = [];
  const read = (name: string, least: number, most: number): number | undefined => {
    const text = query[name];
    if (text === undefined || text === '') return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value >= least && value <= most) return value;
    issues.push({ path: name, message: `must be a whole number from ${least} to ${most}` });
    return undefined;
  };
  const size = read('$top', 1, sizes.most) ?? read('pageSize', 1, sizes.most) ?? sizes.usual;
  const page = read('page', 0, 1_000_000) ?? 0;
  const from = read('$skip', 0, 999_999_999) ?? page * size;
  if (issues.length > 0)
    throw new JoineryError('request.invalid', 'The page is not described as it must be.', { issues });
  return { from, size };
}

/**
 * Links keep the caller's filter, and its way to name places: a list that began amid a page goes on
 * amid one. There is none to a page that is not there.
 */
export function pagedView<T>(
  data: T[],
  { from, size, total }: PlaceInList & { total: number },
  url: string,
  query: Record<string, string>,
) {
  const page = Math.floor(from / size);
  const totalPages = Math.ceil(total / size);
  const { page: _page, pageSize: _size, $top: _top, $skip: skip = '', ...filter } = query;
  const at = (place: number) => {
    const start = Math.max(place, 0);
    const named: [string, number][] =
      skip === ''
        ? [
            ['page', Math.floor(start / size)],
            ['pageSize', size],
          ]
        : [
            ['$skip', start],
            ['$top', size],
          ];
    const numbers = Object.fromEntries(named.map(([name, value]) => [name, String(value)]));
    return { href: `${url}?${new URLSearchParams({ ...filter, ...numbers })}` };
  };
  return {
    data,
    meta: { page, pageSize: size, totalPages, totalItems: total },
    _links: {
      self: at(from),
      ...(from + size < total ? { next: at(from + size) } : {}),
      ...(from > 0 && total > 0 ? { prev: at(Math.min(from, totalPages * size) - size) } : {}),
    },
  };
}
