// Numbered pages as saved reports and datasets have them. Pure.

interface NumberedPage {
  number: number;
  size: number;
  total: number;
  pages: number;
  /** Index of the first item. */
  from: number;
}

const sizes = { usual: 500, most: 1000 };

/** Pages beyond the ends become the nearest one, and what is no number becomes the usual. */
export function clampedPage(query: Record<string, string>, total: number): NumberedPage {
  const size = Math.min(sizes.most, wholeOr(query.page_size, sizes.usual));
  const pages = Math.max(1, Math.ceil(total / size));
  const number = Math.min(pages, wholeOr(query.page, 1));
  return { number, size, total, pages, from: (number - 1) * size };
}

function wholeOr(text: string | undefined, usual: number): number {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : usual;
}

export function paginationOf({ number, size, total, pages }: NumberedPage, url: string) {
  const link = (page: number): string | null =>
    page < 1 || page > pages ? null : `${url}?page=${page}&page_size=${size}`;
  return {
    total_records: total,
    current_page: number,
    total_pages: pages,
    next_page: link(number + 1),
    prev_page: link(number - 1),
  };
}
