// Invents time off for the people of a sandbox company: the same seed gives the same absences. Pure.
import { addDays, weekdayOf } from '../time-off/days.ts';
import type { ImportedTimeOff } from '../time-off/time-off-import.service.ts';
import { type Random, randomFrom } from './random.ts';

type Absence = ImportedTimeOff['requests'][number];

/** What one employee took, takes and asks for; nothing before the hire date. */
export function inventTimeOff(
  seed: string,
  person: { number: number; hiredOn: string | null },
  today: string,
): ImportedTimeOff {
  const { number, hiredOn } = person;
  const random = randomFrom(`${seed}/absences/${number}`);
  const requests = [
    ...(random.chance(0.5) ? [vacation(random, addDays(today, -random.integer(10, 200)), 'approved')] : []),
    ...(random.chance(0.08) ? [sickness(addDays(today, -random.integer(0, 1)))] : []),
    ...(random.chance(0.25)
      ? [
          vacation(
            random,
            addDays(today, random.integer(1, 60)),
            random.chance(0.5) ? 'approved' : 'requested',
          ),
        ]
      : []),
  ];
  return {
    employeeNumber: number,
    policiesFrom: hiredOn,
    requests: requests.filter(({ startsOn }) => hiredOn !== null && startsOn >= hiredOn),
  };
}

function vacation(random: Random, from: string, status: Absence['status']): Absence {
  const startsOn = nextWorkday(from);
  const days = workdays(startsOn, random.integer(1, 5));
  // The last day is a half one now and then.
  const hours = days.map((day, index): [string, number] => [
    day,
    index === days.length - 1 && random.chance(0.2) ? 4 : 8,
  ]);
  return {
    typeName: 'Vacation',
    status,
    startsOn,
    endsOn: days.at(-1) ?? startsOn,
    days: Object.fromEntries(hours),
  };
}

function sickness(from: string): Absence {
  const endsOn = addDays(from, 1);
  return { typeName: 'Sick', status: 'approved', startsOn: from, endsOn, days: { [from]: 8, [endsOn]: 8 } };
}

function workdays(from: string, count: number): string[] {
  const days = [from];
  while (days.length < count) days.push(nextWorkday(addDays(days.at(-1) ?? from, 1)));
  return days;
}

function nextWorkday(day: string): string {
  const weekday = weekdayOf(day);
  return weekday === 6 ? addDays(day, 2) : weekday === 0 ? addDays(day, 1) : day;
}
