// Acting on more than the server takes at once. Pure.

/** As many as the server acts on at once. */
export const mostAtOnce = 200;

export interface Turns<T> {
  results: T[];
  /** Why it ended before all had their turn. */
  error?: unknown;
}

/** Acts on them a turn after another, until one fails or nobody wants it any more: what came of the others is kept. */
export async function inTurns<T>(
  ids: readonly string[],
  act: (some: string[]) => Promise<T[]>,
  told: (done: number) => void,
  isWanted: () => boolean = () => true,
): Promise<Turns<T>> {
  const results: T[] = [];
  for (let at = 0; at < ids.length && isWanted(); at += mostAtOnce) {
    try {
      results.push(...(await act(ids.slice(at, at + mostAtOnce))));
    } catch (error) {
      return { results, error };
    }
    told(Math.min(ids.length, at + mostAtOnce));
  }
  return { results };
}

interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

/** Reads a list to its end, or until there are enough, or nobody wants it any more. */
export async function readAll<T>(
  page: (cursor: string) => Promise<PageOf<T>>,
  most: number,
  told: (read: number) => void,
  isWanted: () => boolean,
): Promise<T[] | undefined> {
  const read: T[] = [];
  let cursor: string | null = '';
  while (cursor !== null && read.length < most) {
    const { items, nextCursor }: PageOf<T> = await page(cursor);
    if (!isWanted()) return undefined;
    read.push(...items);
    told(read.length);
    cursor = nextCursor;
  }
  return read.slice(0, most);
}
