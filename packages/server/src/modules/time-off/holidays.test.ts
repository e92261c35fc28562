import { describe, expect, it } from 'vitest';
import { type HolidayRule, holidaysBetween } from './holidays.ts';
import { standardHolidays } from './standard-time-off.ts';

const days = (rules: readonly HolidayRule[], from: string, to: string) =>
  holidaysBetween(rules, from, to).map(({ date, name }) => `${date} ${name}`);

describe('holidays', () => {
  it('of a year are its days in order, fixed ones and weekdays', () => {
    expect(days(standardHolidays, '2026-01-01', '2026-12-31')).toEqual([
      "2026-01-01 New Year's Day",
      '2026-05-25 Memorial Day',
      '2026-07-04 Independence Day',
      '2026-09-07 Labor Day',
      '2026-11-26 Thanksgiving',
      '2026-12-25 Christmas Day',
    ]);
  });

  it('are found over New Year, both ends included', () => {
    expect(days(standardHolidays, '2026-12-25', '2027-01-01')).toEqual([
      '2026-12-25 Christmas Day',
      "2027-01-01 New Year's Day",
    ]);
    expect(days(standardHolidays, '2026-12-26', '2026-12-31')).toEqual([]);
  });

  it('that a year or a month does not have are left out', () => {
    const leap: HolidayRule = { name: 'Leap Day', month: 2, day: 29, weekday: null, nth: null };
    const fifth: HolidayRule = { name: 'Fifth Monday', month: 2, day: null, weekday: 1, nth: 5 };
    expect(days([leap, fifth], '2026-01-01', '2028-12-31')).toEqual(['2028-02-29 Leap Day']);
  });
});
