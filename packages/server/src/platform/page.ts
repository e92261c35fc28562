/** Which part of a list is wanted: `limit` items after the one with the key `after`. */
export interface Slice {
  limit: number;
  after?: string | undefined;
}

/** A part of a list. `after` is the key to go on from, or null at the end. */
export interface Sliced<T> {
  items: T[];
  after: string | null;
}

/** Makes a slice of rows that were read with `limit + 1`: the extra row only says that there is more. */
export function toSliced<T>(rows: T[], limit: number, keyOf: (row: T) => string): Sliced<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, after: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
