import { z } from 'zod';

export const idParams = z.object({ id: z.string().min(1).max(100) });

/** Numbers of employees; what the column cannot hold is no number of anybody. */
export const numberParams = z.object({
  number: z
    .string()
    .regex(/^[0-9]{1,9}$/, 'expected a whole number')
    .transform(Number),
});

/** Lists that are short by nature come whole, in the form of a last page. */
export function whole<T>(items: T[]): { items: T[]; nextCursor: null } {
  return { items, nextCursor: null };
}
