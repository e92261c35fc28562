import type { FieldValue } from '@joinery/bamboohr';
import { z } from 'zod';

export const bamboohrSettings = z.object({
  subdomain: z.string().min(1),
  markerField: z.string().min(1).nullable(),
});

export const bamboohrCredentials = z.object({
  // It travels as the user name of HTTP Basic, which a colon would end.
  apiKey: z.string().regex(/^[\x21-\x39\x3b-\x7e]+$/, 'expected an API key: visible ASCII without a colon'),
});

/** Reads a value that should be text: whatever else an account sends there counts as empty. */
export function textOf(value: FieldValue | undefined): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
