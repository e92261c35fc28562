// Invents goals of the people of a sandbox company: the same seed gives the same goals. Pure.
import type { ImportedGoal } from '../goals/goals-import.service.ts';
import { addDays } from '../time-off/days.ts';
import { randomFrom } from './random.ts';

const titles = [
  'Answer every customer within a day',
  'Document how releases are made',
  'Shorten the monthly closing by two days',
  'Mentor a new colleague',
  'Bring down open defects by a third',
  'Present at the company meeting',
  'Learn a second programming language',
  'Visit ten customers',
] as const;

/** What one employee wants to reach: some are reached, none was set before the hire. */
export function inventGoals(
  seed: string,
  person: { number: number; hiredOn: string | null },
  today: string,
): ImportedGoal[] {
  const { number, hiredOn } = person;
  const random = randomFrom(`${seed}/goals/${number}`);
  const count = random.chance(0.4) ? random.integer(1, 3) : 0;
  if (hiredOn === null || hiredOn > today) return [];
  return Array.from({ length: count }, () => {
    const isReached = random.chance(0.25);
    const reachedOn = addDays(today, -random.integer(1, 90));
    return {
      employeeNumber: number,
      title: random.pick(titles),
      description: random.chance(0.5) ? 'Agreed in the last review.' : null,
      percentComplete: isReached ? 100 : random.integer(0, 9) * 10,
      dueOn: addDays(today, random.integer(-30, 200)),
      completedOn: isReached ? (reachedOn < hiredOn ? today : reachedOn) : null,
    };
  });
}
