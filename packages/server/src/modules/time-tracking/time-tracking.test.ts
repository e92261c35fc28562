import { describe, expect, it } from 'vitest';
import { checkHours, hoursBetween, instantAt, isTimeZone } from './time-tracking.ts';

const at = (text: string) => new Date(`2026-06-01T${text}:00Z`);

describe('a time of day in a time zone', () => {
  it.each([
    ['2026-06-01', '09:00', 'America/Denver', '2026-06-01T15:00:00.000Z'],
    ['2026-12-01', '9:00', 'America/Denver', '2026-12-01T16:00:00.000Z'],
    ['2026-06-01', '00:15', 'Asia/Kolkata', '2026-05-31T18:45:00.000Z'],
    ['2026-06-01', '23:59', 'UTC', '2026-06-01T23:59:00.000Z'],
    ['2026-03-29', '01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', '03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
  ])('%s %s in %s is %s', (day, time, zone, instant) => {
    expect(instantAt(day, time, zone).toISOString()).toBe(instant);
  });

  it('needs a zone that exists', () => {
    expect([isTimeZone('America/Denver'), isTimeZone('Mars/Base'), isTimeZone('')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('hours', () => {
  it('have four decimals', () => {
    expect(hoursBetween(at('13:08'), at('13:10'))).toBe(0.0333);
    expect(hoursBetween(at('09:00'), at('17:30'))).toBe(8.5);
  });

  it('of a day are at most 24', () => {
    expect(checkHours(7.123456)).toBe(7.1235);
    for (const hours of [-0.1, 24.1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => checkHours(hours)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
