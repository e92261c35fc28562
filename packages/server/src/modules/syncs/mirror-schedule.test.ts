import { expect, it } from 'vitest';
import { nextAt, nextChangesAt } from './mirror-schedule.ts';

it.each([
  ['Europe/Oslo', '2026-01-10T12:00:00Z', '02:30', '2026-01-11T01:30:00Z'],
  ['Europe/Oslo', '2026-01-10T01:29:00Z', '02:30', '2026-01-10T01:30:00Z'],
  ['Europe/Oslo', '2026-01-10T01:30:00Z', '02:30', '2026-01-11T01:30:00Z'],
  ['Asia/Kathmandu', '2026-01-10T00:00:00Z', '05:40', '2026-01-10T23:55:00Z'],
  ['Pacific/Kiritimati', '2026-01-10T12:00:00Z', '00:00', '2026-01-11T10:00:00Z'],
  // An hour that is left out, and one that comes twice.
  ['Europe/Oslo', '2026-03-28T12:00:00Z', '02:30', '2026-03-29T01:00:00Z'],
  ['Europe/Oslo', '2026-10-24T12:00:00Z', '02:30', '2026-10-25T00:30:00Z'],
])('in %s after %s the next %s is %s', (zone, now, time, expected) => {
  expect(nextAt(new Date(now), zone, time).toISOString()).toBe(new Date(expected).toISOString());
});

it('spreads questions for changes a tenth to both sides', () => {
  const now = new Date('2026-01-10T12:00:00Z');
  const after = (chance: number) => nextChangesAt(now, 5, chance).getTime() - now.getTime();
  expect([after(0), after(0.5), after(1)]).toEqual([270_000, 300_000, 330_000]);
});
