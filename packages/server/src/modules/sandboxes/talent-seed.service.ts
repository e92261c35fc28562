// Gives a sandbox company trainings and goals.
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { importGoals } from '../goals/goals-import.service.ts';
import { importTrainings } from '../trainings/training-records.service.ts';
import { createType } from '../trainings/trainings.service.ts';
import { inventGoals } from './ambitions.ts';
import { inventTrainings, trainingTypes } from './learning.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

export interface SeededPerson {
  number: number;
  hiredOn: string | null;
}

/** What has to be there before people have any of it. */
export async function seedTalentSettings(deps: Deps, principal: Principal): Promise<void> {
  for (const { type } of trainingTypes) await createType(deps, principal, type);
}

export async function seedTalent(
  deps: Deps,
  principal: Principal,
  { seed, today }: { seed: string; today: string },
  people: SeededPerson[],
): Promise<void> {
  const { currency } = principal.company;
  const trainings = people.flatMap((person) => inventTrainings(seed, person, today, currency));
  await importTrainings(deps, principal, trainings);
  const goals = people.flatMap((person) => inventGoals(seed, person, today));
  await importGoals(deps, principal, goals);
}
