import { JoineryError } from '@joinery/sdk';
import type { z } from 'zod';

/** @throws JoineryError `request.invalid` naming each option that is wrong. */
export function parseOptions<T extends z.ZodType>(schema: T, values: unknown): z.output<T> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new JoineryError('request.invalid', 'These options cannot be used:', { issues });
}
