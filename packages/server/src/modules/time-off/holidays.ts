// Holidays come every year again, so they are kept as rules and told as days. Pure.
import { addDays, isDay, lastOfMonth, weekdayOf } from './days.ts';

export interface HolidayRule {
  name: string;
  month: number;
  /** A day of the month; null where the weekday counts. */
  day: number | null;
  /** 0 is Sunday. */
  weekday: number | null;
  /** Which of the month's weekdays; -1 is the last. */
  nth: number | null;
}

/** The holidays of a span of days, in order; both ends included. */
export function holidaysBetween<H extends HolidayRule>(
  rules: readonly H[],
  from: string,
  to: string,
): (H & { date: string })[] {
  const dated: (H & { date: string })[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1)
    for (const rule of rules) {
      const date = dateIn(rule, year);
      if (date !== undefined && date >= from && date <= to) dated.push({ ...rule, date });
    }
  return dated.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** Undefined in years that do not have the day, such as 29 February. */
function dateIn({ month, day, weekday, nth }: HolidayRule, year: number): string | undefined {
  const prefix = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
  if (weekday === null || nth === null) {
    const date = `${prefix}-${String(day ?? 1).padStart(2, '0')}`;
    return isDay(date) ? date : undefined;
  }
  const date =
    nth < 0 ? lastWeekday(lastOfMonth(year, month), weekday) : nthWeekday(`${prefix}-01`, weekday, nth);
  return date.startsWith(prefix) ? date : undefined;
}

function nthWeekday(first: string, weekday: number, nth: number): string {
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7);
}

function lastWeekday(last: string, weekday: number): string {
  return addDays(last, -((weekdayOf(last) - weekday + 7) % 7));
}
