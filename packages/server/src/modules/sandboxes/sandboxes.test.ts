import { describe, expect, it } from 'vitest';
import { isHit, retryAfterText } from './sandboxes.ts';

describe('a fault with a probability', () => {
  it('hits its share, the same requests for the same seed', () => {
    const hits = (seed: string) =>
      Array.from({ length: 2000 }, (_, nth) => isHit({ seed, probability: 0.2 }, nth + 1));
    expect(hits('a')).toEqual(hits('a'));
    expect(hits('a')).not.toEqual(hits('b'));
    const share = hits('a').filter(Boolean).length / 2000;
    expect(share).toBeGreaterThan(0.16);
    expect(share).toBeLessThan(0.24);
  });

  it('of one hits always', () => {
    expect(Array.from({ length: 100 }, (_, nth) => isHit({ seed: 'x', probability: 1 }, nth))).not.toContain(
      false,
    );
  });
});

it('writes the wait in every form that clients meet', () => {
  const now = new Date('2026-05-29T10:00:00Z');
  const text = (
    retryAfter: Parameters<typeof retryAfterText>[0]['retryAfter'],
    seconds: number | null = 60,
  ) => retryAfterText({ retryAfter, seconds }, now);
  expect(text(null)).toBe('60');
  expect(text(null, null)).toBe('1');
  expect(text('seconds')).toBe('60');
  expect(text('http_date')).toBe('Fri, 29 May 2026 10:01:00 GMT');
  expect(text('zero')).toBe('0');
  expect(text('negative')).toBe('-60');
  expect(text('far')).toBe('315360000');
  expect(text('garbage')).toBe('soon');
  expect(text('missing')).toBeUndefined();
});
