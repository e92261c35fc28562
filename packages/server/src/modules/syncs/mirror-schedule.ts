// When a mirror is read next. Pure.
import { dateIn, startOfDate } from '../../platform/clock.ts';

const quarterMs = 15 * 60_000;
const dayMs = 86_400_000;

/** The next instant after `now` at which it is `time` (`02:30`) by the clocks of a time zone. */
export function nextAt(now: Date, timeZone: string, time: string): Date {
  const today = dateIn(timeZone, now);
  for (let day = -1; day <= 2; day += 1) {
    const date = new Date(Date.parse(`${today}T00:00:00Z`) + day * dayMs).toISOString().slice(0, 10);
    const at = instantOf(timeZone, date, time);
    if (at > now) return at;
  }
  return new Date(now.getTime() + dayMs);
}

// An hour that a change of clocks leaves out is over with the next one.
function instantOf(timeZone: string, date: string, time: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const rest = minutes % 15;
  const wanted = `${String(hours).padStart(2, '0')}:${String(minutes - rest).padStart(2, '0')}`;
  let at = startOfDate(timeZone, date).getTime();
  while (dateIn(timeZone, new Date(at)) === date && timeIn(timeZone, at) < wanted) at += quarterMs;
  return new Date(at + rest * 60_000);
}

function timeIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
}

/** The next question for changes. `chance` is from 0 to 1: many connections do not all ask at once. */
export function nextChangesAt(now: Date, everyMinutes: number, chance: number): Date {
  return new Date(now.getTime() + Math.round(everyMinutes * 60_000 * (0.9 + chance / 5)));
}
