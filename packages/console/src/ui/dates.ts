const instantFormat: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
};

/** An instant in the reader's own time zone, with the month as a word: `29 May 2026, 16:22`. */
export function formatInstant(value: string, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...instantFormat, ...(timeZone && { timeZone }) }).format(
    new Date(value),
  );
}

/** The same with seconds and the zone's name, for receipts. */
export function formatExactInstant(value: string, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...instantFormat,
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone && { timeZone }),
  }).format(new Date(value));
}

/** Only the time of day, for what is near: `16:22:45`. */
export function formatTime(value: string, timeZone?: string): string {
  const form = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...form, ...(timeZone && { timeZone }) }).format(new Date(value));
}

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A calendar date stays the day it names, wherever it is read. Other text is shown as it is. */
export function formatDate(value: string): string {
  if (!isoDate.test(value)) return value;
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(date);
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
];
const maxRelativeSeconds = 14 * 86_400;

/** `3 hours ago`; after two weeks the date itself, which says more. */
export function formatRelative(value: string, now: Date): string {
  const seconds = (now.getTime() - new Date(value).getTime()) / 1000;
  if (seconds < 60) return 'just now';
  if (seconds > maxRelativeSeconds) return formatDate(value.slice(0, 10));
  const [unit, size] = steps.findLast(([, unitSeconds]) => seconds >= unitSeconds) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat('en-GB').format(-Math.floor(seconds / size), unit);
}

/** How long something has lasted, short enough for a card: `5 min`, `3 h`, `12 d`. */
export function formatAge(value: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - new Date(value).getTime()) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (60 * 24))} d`;
}
