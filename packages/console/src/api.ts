import { createClient, everyItem, type Page } from '@joinery/sdk';

/** The native API of the server that this page came from; the session's cookie says who asks. */
export const api = createClient();

const largestPage = 200;

/** Reads every page of a list: a list that was cut short is never taken for the whole. */
export async function readAll<T>(
  list: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  const read = (cursor = '') => list({ limit: largestPage, ...cursorOf(cursor) });
  for await (const item of everyItem(read)) items.push(item);
  return items;
}

/** The cursor of a page for infinite queries, where the first page has the empty one. */
export const cursorOf = (cursor: string): { cursor?: string } => (cursor ? { cursor } : {});
