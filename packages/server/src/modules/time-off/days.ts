// Calendar days as `YYYY-MM-DD`. Pure; no time zone is involved, so every day has 24 hours here.

const dayMs = 86_400_000;

/** Whether the text is a day that exists, from year 1 on, as PostgreSQL has them. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && toDay(at) === text;
}

export function addDays(day: string, count: number): string {
  return toDay(new Date(toTime(day) + count * dayMs));
}

/** How many days there are from one to the other, both included. */
export function countDays(from: string, to: string): number {
  return Math.round((toTime(to) - toTime(from)) / dayMs) + 1;
}

export function listDays(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, countDays(from, to)) }, (_, index) => addDays(from, index));
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(toTime(day)).getUTCDay();
}

export function lastOfMonth(year: number, month: number): string {
  return toDay(new Date(Date.UTC(year, month, 0)));
}

/** Whole years from one day to another. */
export function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

function toTime(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function toDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}
