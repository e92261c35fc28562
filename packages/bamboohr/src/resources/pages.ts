// Lists that come in numbered pages. A list that was cut short is never taken for the whole.
import { asArray, asObject, isObject, type Json, optionalNumber, ShapeError } from '../json.ts';

export interface PageOf<T> {
  readonly items: readonly T[];
  /** How many the provider says there are on all pages; null when it does not say. */
  readonly total: number | null;
  readonly isLast: boolean;
}

/** Throws `ShapeError` for a page that cannot stand after those before it; run inside the call that reads it. */
export type JudgePage<T> = (page: PageOf<T>) => PageOf<T>;

/**
 * Yields the items of all pages from the one numbered `first`.
 *
 * @throws ShapeError, through `read`, when the number that was announced changes on the way, is not what came,
 * or a page before the last is empty.
 */
export async function* readPages<T>(
  first: number,
  read: (page: number, judge: JudgePage<T>) => Promise<PageOf<T>>,
): AsyncGenerator<T, void, undefined> {
  let before: Before = { announced: null, came: 0 };
  for (let page = first; ; page++) {
    const { announced, came } = before;
    const found = await read(page, (one) => assertFits(one, { announced, came }));
    before = { announced: found.total ?? announced, came: came + found.items.length };
    yield* found.items;
    if (found.isLast) return;
  }
}

/** What the pages before have announced and brought. */
interface Before {
  readonly announced: number | null;
  readonly came: number;
}

function assertFits<T>(page: PageOf<T>, before: Before): PageOf<T> {
  const { items, total, isLast } = page;
  const announced = before.announced ?? total;
  if (total !== null && announced !== total)
    throw new ShapeError(`expected ${announced} rows as announced, got a page of ${total}`);
  const came = before.came + items.length;
  const isCut = isLast ? announced !== null && came !== announced : items.length === 0;
  if (isCut) throw new ShapeError(`expected ${announced ?? 'more'} rows as announced, got ${came}`);
  return page;
}

/** A page of the newer lists, which are counted from 0: `{"data":[..],"meta":{"totalPages","totalItems"}}`. */
export function pageFromZero<T>(value: Json, asked: number, toItem: (value: Json) => T): PageOf<T> {
  const body = asObject(value, 'the page');
  const meta = isObject(body.meta) ? body.meta : {};
  return {
    items: asArray(body.data, 'the items of the page').map(toItem),
    total: optionalNumber(meta.totalItems),
    isLast: asked + 1 >= (optionalNumber(meta.totalPages) ?? 1),
  };
}
