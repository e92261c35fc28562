import { z } from 'zod';

/** Instants are ISO 8601 in UTC, `2026-05-29T14:22:45.000Z`. */
export const instant = z.iso.datetime();
/** Calendar dates in the company's time zone, `2026-05-29`. No calendar and no database has a year 0. */
export const calendarDate = z.iso
  .date('expected a date YYYY-MM-DD')
  .refine((day) => day >= '0001', { message: 'expected a date YYYY-MM-DD' });

/** How lists are asked for: `limit` items (1 to 200), going on after an earlier page's `nextCursor`. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(500).optional(),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** The same, as the client's methods take it. */
export interface PageOptions {
  limit?: number;
  cursor?: string;
}

/** A page of a list. `nextCursor` is null on the last page; a cursor is opaque. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
