import { describe, expect, it } from 'vitest';
import { dateIn } from './clock.ts';

describe('the date in a time zone', () => {
  it.each([
    ['UTC', '2026-05-29'],
    ['Pacific/Auckland', '2026-05-30'],
    ['America/Los_Angeles', '2026-05-29'],
  ])('is local to %s', (zone, date) => {
    expect(dateIn(zone, new Date('2026-05-29T13:30:00Z'))).toBe(date);
  });
});
