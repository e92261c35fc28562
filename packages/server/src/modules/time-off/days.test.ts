import { describe, expect, it } from 'vitest';
import { addDays, countDays, isDay, listDays, weekdayOf, yearsBetween } from './days.ts';

describe('a day', () => {
  it.each(['2026-02-28', '2024-02-29', '0001-01-01', '9999-12-31'])('%s exists', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '0000-01-01', '20260101', '', '2026-01-01T00:00:00Z'])(
    '%j does not',
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );

  it('is counted over months, leap years and years', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(countDays('2026-01-01', '2026-12-31')).toBe(365);
    expect(listDays('2025-12-31', '2026-01-01')).toEqual(['2025-12-31', '2026-01-01']);
    expect(weekdayOf('2026-11-22')).toBe(0);
  });

  it('completes a year on its anniversary and not before', () => {
    expect(yearsBetween('2020-06-15', '2026-06-14')).toBe(5);
    expect(yearsBetween('2020-06-15', '2026-06-15')).toBe(6);
  });
});
