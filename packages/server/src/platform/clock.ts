/** Where the time comes from, so that tests can move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The calendar date `YYYY-MM-DD` at an instant in a time zone: midnight is local. */
export function dateIn(timeZone: string, at: Date): string {
  const quarter = Math.floor(at.getTime() / quarterMs);
  const last = lastDates.get(timeZone);
  if (last?.quarter === quarter) return last.date;
  const date = formatDate(timeZone, at);
  lastDates.set(timeZone, { quarter, date });
  return date;
}

const quarterMs = 15 * 60_000;
// Midnights fall on quarters of an hour in every time zone there is: until the next, the date stays.
const lastDates = new Map<string, { quarter: number; date: string }>();

function formatDate(timeZone: string, at: Date): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The first instant of a calendar date in a time zone. */
export function startOfDate(timeZone: string, date: string): Date {
  // Zones are at most 14 hours from UTC, and their midnights fall on quarters of an hour.
  let at = Date.parse(`${date}T00:00:00Z`) - 15 * 3_600_000;
  while (dateIn(timeZone, new Date(at)) < date) at += quarterMs;
  return new Date(at);
}
