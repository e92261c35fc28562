import { JoineryError } from '@joinery/sdk';
import type { z } from 'zod';

/**
 * @param options of fields whose option has another name: `{ windowSeconds: 'window' }`
 * @throws JoineryError `request.invalid` naming each option that is wrong.
 */
export function parseOptions<T extends z.ZodType>(
  schema: T,
  values: unknown,
  options: Readonly<Record<string, string>> = {},
): z.output<T> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    path: issue.path.map((part) => options[String(part)] ?? kebab(String(part))).join('.'),
    message: inWords(issue),
  }));
  throw new JoineryError('request.invalid', 'These options cannot be used:', { issues });
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

// What was typed is text: that it is no number is said without the words of the parser.
function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && ['number', 'int'].includes(issue.expected)) return 'expected a number';
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.join(', ')}`;
  return issue.message;
}
