import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromCursor, toCursor } from './cursor.ts';
import { openSecrets } from './seal.ts';

const secrets = openSecrets(randomBytes(32).toString('base64'));

describe('a cursor', () => {
  it('gives back where to go on', () => {
    const cursor = toCursor(secrets, 'com_1 candidates', '2026-05-29T10:00:00Z can_ü');
    expect(cursor).toMatch(/^[\w-]+\.[0-9a-f]{32}$/);
    expect(fromCursor(secrets, 'com_1 candidates', cursor)).toBe('2026-05-29T10:00:00Z can_ü');
  });

  it.each([
    ['another list', (c: string) => fromCursor(secrets, 'com_1 jobs', c)],
    ['another company', (c: string) => fromCursor(secrets, 'com_2 candidates', c)],
    [
      'another server',
      (c: string) => fromCursor(openSecrets(randomBytes(32).toString('base64')), 'com_1 candidates', c),
    ],
    [
      'a changed key',
      (c: string) =>
        fromCursor(
          secrets,
          'com_1 candidates',
          `${Buffer.from('can_2').toString('base64url')}.${c.split('.')[1]}`,
        ),
    ],
    ['a shortened proof', (c: string) => fromCursor(secrets, 'com_1 candidates', c.slice(0, -1))],
    ['no proof', (c: string) => fromCursor(secrets, 'com_1 candidates', c.split('.')[0] ?? '')],
    ['more than a cursor', (c: string) => fromCursor(secrets, 'com_1 candidates', `${c}.x`)],
    ['nothing', () => fromCursor(secrets, 'com_1 candidates', '')],
  ])('is refused for %s', (_what, read) => {
    const cursor = toCursor(secrets, 'com_1 candidates', 'can_1');
    expect(() => read(cursor)).toThrow(/not one of this list/);
  });
});
