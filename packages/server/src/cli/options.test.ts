import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseOptions } from './options.ts';

function issuesOf(schema: z.ZodType, values: unknown, names?: Record<string, string>): unknown {
  try {
    return parseOptions(schema, values, names);
  } catch (error) {
    return (error as { issues: unknown }).issues;
  }
}

describe('options that cannot be used', () => {
  it('are named as they are typed', () => {
    const schema = z.object({ bytesPerSecond: z.coerce.number(), windowSeconds: z.coerce.number() });
    expect(
      issuesOf(schema, { bytesPerSecond: 'x', windowSeconds: 'y' }, { windowSeconds: 'window' }),
    ).toEqual([
      { path: 'bytes-per-second', message: 'expected a number' },
      { path: 'window', message: 'expected a number' },
    ]);
  });

  it('are told what there is to choose from', () => {
    expect(issuesOf(z.object({ fault: z.enum(['drop', 'hang']) }), { fault: 'nope' })).toEqual([
      { path: 'fault', message: 'expected one of drop, hang' },
    ]);
  });

  it('keep the words of their own rule, and good ones pass', () => {
    const schema = z.object({ name: z.string().regex(/^[a-z]+$/, 'expected lower-case letters') });
    expect(issuesOf(schema, { name: 'A' })).toEqual([
      { path: 'name', message: 'expected lower-case letters' },
    ]);
    expect(issuesOf(schema, { name: 'a' })).toEqual({ name: 'a' });
  });
});
